// A message's story and the actions on it, as a window sees them, through the whole broker.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/view/view.h"
#include "tests/support/broker_rig.h"

using namespace tapedeck;
using namespace tapedeck::test;

class StoryThroughBrokerTest : public QObject {
    Q_OBJECT

    struct StoryRig : BrokerRig {
        View view{ViewParts{loop, *broker, {}, {}}};
        QueuePtr queue;
        StoryRig()
        {
            QueueSettings settings = broker->defaultSettings();
            settings.ticketTimeout = Duration::seconds(10);
            settings.attemptLimit = 2;
            queue = makeQueue("orders", {"billing"}, settings);
            view.watch(true);
            turn();
            publish(queue, {"a"});
        }
        MessageStory ask()
        {
            view.request(StoryRequest{7, queue->number(), MessageId{1}});
            turn();
            for (const ObserverAnswer& answer : view.takeAnswers())
                if (const auto* story = std::get_if<MessageStory>(&answer))
                    return *story;
            return {};
        }
        uint64_t act(Action action)
        {
            view.submit(8, std::move(action));
            turn();
            view.onKept();
            for (const ObserverAnswer& answer : view.takeAnswers())
                if (const auto* done = std::get_if<ActionAnswer>(&answer))
                    return done->status.ok() ? done->number : UINT64_MAX;
            return UINT64_MAX;
        }
        MessageState state() { return ask().standings.at(0).state; }
        std::vector<StoryEvent::Kind> kinds()
        {
            std::vector<StoryEvent::Kind> out;
            for (const StoryEvent& event : ask().story.events)
                out.push_back(event.kind);
            return out;
        }
    };
    using Kind = StoryEvent::Kind;

private Q_SLOTS:
    void aMessageIsReleasedDiesAndIsDeliveredAgain()
    {
        StoryRig rig;
        QCOMPARE(rig.state(), MessageState::pending);
        rig.receive(rig.queue, "billing", 1);
        const MessageStory out = rig.ask();
        QCOMPARE(out.standings[0].state, MessageState::inFlight);
        QCOMPARE(out.standings[0].at, rig.clock.wall() + Duration::seconds(10));
        QVERIFY(!out.story.forgotten);
        const QueueNo queue = rig.queue->number();
        QCOMPARE(rig.act(action::GiveBack{queue, "billing", {MessageId{1}}}), uint64_t{1});
        QCOMPARE(rig.state(), MessageState::pending);
        rig.receive(rig.queue, "billing", 1);
        rig.advance(Duration::seconds(11)); // the second attempt is the last one
        QCOMPARE(rig.state(), MessageState::dead);
        const std::vector<Kind> died{Kind::delivered, Kind::givenBack, Kind::delivered, Kind::expired, Kind::died};
        QCOMPARE(rig.kinds(), died);
        QCOMPARE(rig.act(action::ReplayDead{queue, "billing", {MessageId{1}}}), uint64_t{1});
        QCOMPARE(rig.state(), MessageState::pending);
        QCOMPARE(rig.act(action::SettleMessages{queue, "billing", {MessageId{1}}}), uint64_t{1});
        QCOMPARE(rig.state(), MessageState::settled);
        QCOMPARE(rig.kinds().size(), died.size() + 1);
        QCOMPARE(rig.kinds().back(), Kind::acknowledged);
        rig.view.watch(false);
        QVERIFY(rig.kinds().empty());
    }
};

QTEST_APPLESS_MAIN(StoryThroughBrokerTest)
#include "story_through_broker_test.moc"
