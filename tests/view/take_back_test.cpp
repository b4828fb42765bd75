// Acknowledgements and moves that an observer takes back, through the whole broker.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/view/view.h"
#include "tests/support/broker_rig.h"

#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

using Ids = std::vector<uint64_t>;

// A queue `source` (channels c and other) of messages 1 to 6, and one `target`.
struct Rig : BrokerRig {
    View view{ViewParts{loop, *broker, {}, {}}};
    QueuePtr source = makeQueue("source", {"c", "other"});
    QueuePtr target = makeQueue("target", {"t1", "t2"});
    uint64_t token = 0;

    Rig() { publish(source, {"1", "2", "3", "4", "5", "6"}); }
    ActionAnswer act(Action action)
    {
        view.submit(++token, std::move(action));
        for (int i = 0; i < 1000; ++i) {
            turn();
            view.onTurn(clock.monotonic());
            for (ObserverAnswer& answer : view.takeAnswers())
                if (auto* found = std::get_if<ActionAnswer>(&answer); found && found->token == token)
                    return std::move(*found);
        }
        qFatal("no answer came");
    }
    // Moves messages into `target`; the answer as it is taken back with.
    action::TakeBackCopies move(std::vector<MessageId> ids)
    {
        action::CopyMessages what{source->number(), std::move(ids), "target", false, true, "c"};
        ActionAnswer moved = act(what);
        CHECK(moved.status.ok());
        return {source->number(), "c", std::move(moved.settled), "target", std::move(moved.copies)};
    }
    Ids waiting(const QueuePtr& queue, const char* channel)
    {
        Ids ids;
        for (const ChannelMessage& one : need(broker->channelMessages(*queue, channel, {}, 100)))
            ids.push_back(one.id.value);
        return ids;
    }
};

const std::vector<MessageId> kThree = {{2}, {3}, {5}};

} // namespace

class TakeBackTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAcknowledgementIsTakenBack()
    {
        Rig rig;
        const auto number = rig.source->number();
        QCOMPARE(rig.act(action::SettleMessages{number, "c", {{2}}}).settled.size(), size_t{1});
        const ActionAnswer done = rig.act(action::SettleMessages{number, "c", {{1}, {2}, {3}}});
        QCOMPARE(done.number, uint64_t{2});
        QCOMPARE(done.settled.size(), size_t{2}); // 2 was settled before: that is not undone
        QCOMPARE(rig.act(action::UnsettleMessages{number, "c", done.settled}).number, uint64_t{2});
        QCOMPARE(rig.waiting(rig.source, "c"), (Ids{1, 3, 4, 5, 6}));
        QCOMPARE(rig.act(action::UnsettleMessages{number, "c", done.settled}).number, uint64_t{0});
        QCOMPARE(rig.act(action::UnsettleMessages{number, "gone", done.settled}).status.error().code,
            ErrorCode::channelNotFound);
        const std::vector<SettledMessage> tooMany(limits::kBatchIdsMax + 1);
        QCOMPARE(
            rig.act(action::UnsettleMessages{number, "c", tooMany}).status.error().code, ErrorCode::invalidArgument);
    }
    void aMoveIsTakenBackWhereNobodyTookTheCopies()
    {
        Rig rig;
        const auto back = rig.move(kThree);
        QCOMPARE(rig.waiting(rig.source, "c"), (Ids{1, 4, 6}));
        QCOMPARE(rig.waiting(rig.target, "t1"), (Ids{1, 2, 3}));
        QCOMPARE(rig.act(back).number, uint64_t{3});
        QCOMPARE(rig.waiting(rig.source, "c"), (Ids{1, 2, 3, 4, 5, 6}));
        QCOMPARE(rig.waiting(rig.source, "other"), (Ids{1, 2, 3, 4, 5, 6}));
        QVERIFY(rig.waiting(rig.target, "t1").empty());
        QVERIFY(rig.waiting(rig.target, "t2").empty());
        QCOMPARE(rig.read(rig.target, 1, 10).size(), size_t{3}); // they stay on the tape
        QCOMPARE(rig.act(back).number, uint64_t{0}); // once
    }
    void whatSomebodyTookStaysMoved()
    {
        Rig rig;
        const auto back = rig.move(kThree);
        QCOMPARE(rig.receive(rig.target, "t2", 1).size(), size_t{1}); // the copy of 2
        QCOMPARE(rig.act(back).number, uint64_t{2});
        QCOMPARE(rig.waiting(rig.source, "c"), (Ids{1, 3, 4, 5, 6}));
        QCOMPARE(rig.waiting(rig.target, "t1"), (Ids{1}));
        QCOMPARE(rig.waiting(rig.target, "t2"), (Ids{1})); // in flight
    }
    void whatWasSettledBeforeTheMoveStaysSettled()
    {
        Rig rig;
        rig.act(action::SettleMessages{rig.source->number(), "c", {{3}}});
        QCOMPARE(rig.act(rig.move(kThree)).number, uint64_t{3});
        QCOMPARE(rig.waiting(rig.source, "c"), (Ids{1, 2, 4, 5, 6}));
        QVERIFY(rig.waiting(rig.target, "t1").empty());
    }
    void whatIsGoneOnEitherSideIsLeftAlone()
    {
        Rig rig;
        const auto back = rig.move(kThree);
        rig.broker->beginTurn();
        QVERIFY(rig.broker->purgeQueue(*rig.source).ok());
        rig.turn();
        QCOMPARE(rig.act(back).number, uint64_t{0});
        QCOMPARE(rig.waiting(rig.target, "t1"), (Ids{1, 2, 3})); // the only ones that are left

        Rig other;
        const auto purged = other.move(kThree);
        other.broker->beginTurn();
        QVERIFY(other.broker->purgeQueue(*other.target).ok());
        other.turn();
        QCOMPARE(other.act(purged).number, uint64_t{0});
        QCOMPARE(other.waiting(other.source, "c"), (Ids{1, 4, 6}));
    }
    void whatIsNotThereIsRefused()
    {
        Rig rig;
        auto back = rig.move(kThree);
        back.target = "nowhere";
        QCOMPARE(rig.act(back).status.error().text, std::string("The queue of the copies is no longer there."));
        back.target = "target";
        back.channel = "gone";
        QCOMPARE(rig.act(back).status.error().code, ErrorCode::channelNotFound);
        back.from = QueueNo{4711};
        QCOMPARE(rig.act(back).status.error().text, std::string("The queue is no longer there."));
        back.copies.resize(limits::kBatchIdsMax + 1);
        QCOMPARE(rig.act(back).status.error().code, ErrorCode::invalidArgument);
        QCOMPARE(rig.waiting(rig.source, "c"), (Ids{1, 4, 6}));
    }
    void aMoveThatIsTakenBackIsKeptOverACrash()
    {
        BrokerRig rig;
        {
            QueuePtr source = rig.makeQueue("source", {"c"});
            const QueuePtr target = rig.makeQueue("target", {"t"});
            rig.publish(source, {"1", "2"});
            rig.publish(target, {"1"});
            rig.broker->beginTurn();
            const std::vector<MessageId> one{{1}};
            const auto settled = need(rig.broker->settleTelling(*source, "c", one));
            rig.turn();
            View view(ViewParts{rig.loop, *rig.broker, {}, {}});
            view.submit(1, action::TakeBackCopies{source->number(), "c", settled, "target", {{{1}, {1}}}});
            rig.turn();
        }
        rig.crash();
        rig.open();
        const auto count = [&](const char* queue, const char* channel) {
            return need(rig.broker->channelMessages(*rig.broker->findQueue(queue), channel, {}, 100)).size();
        };
        QCOMPARE(count("source", "c"), size_t{2});
        QCOMPARE(count("target", "t"), size_t{0});
    }
};

QTEST_APPLESS_MAIN(TakeBackTest)
#include "take_back_test.moc"
