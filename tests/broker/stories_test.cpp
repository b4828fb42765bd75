// What the broker remembers of a message while somebody watches: each event in its place, tickets that ran out by
// themselves, deaths, and nothing at all while nobody looks. And giving messages back by their ids.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/limits.h"
#include "engine/broker/stories.h"
#include "tests/support/broker_rig.h"

#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

using Kind = StoryEvent::Kind;

struct StoryRig : BrokerRig {
    QueuePtr queue;

    explicit StoryRig(uint32_t attemptLimit = 0)
    {
        QueueSettings settings = broker->defaultSettings();
        settings.ticketTimeout = Duration::seconds(10);
        settings.attemptLimit = attemptLimit;
        queue = makeQueue("orders", {"billing"}, settings);
        broker->watchStories(true);
        publish(queue, {"a", "b", "c"});
    }
    Ticket take()
    {
        const auto got = receive(queue, "billing", 1);
        return Ticket{got.empty() ? 0 : got[0].ticket};
    }
    Story story(uint64_t id = 1)
    {
        Story story;
        broker->story(*queue, MessageId{id}, story);
        return story;
    }
    std::vector<Kind> kinds(uint64_t id = 1)
    {
        std::vector<Kind> out;
        for (const StoryEvent& event : story(id).events)
            out.push_back(event.kind);
        return out;
    }
    template <typename F>
    void act(F f)
    {
        broker->beginTurn();
        f();
        turn();
    }
};

} // namespace

class StoriesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDeliveryAndItsAcknowledgementAreTold();
    void aTicketThatRanOutIsToldAtItsEnd();
    void aProlongedTicketEndsLater();
    void givingBackOnceTooOftenIsADeath();
    void dyingOfExpiryIsToldEvenAfterTheLetterIsGone();
    void settlingByIdEndsWhatIsOut();
    void aPurgeEndsTicketsWithoutExpiry();
    void whatHappenedBeforeWatchingMayBeMissing();
    void nothingIsKeptWhileNobodyWatches();
    void theOldestEventsAreForgottenFirst();
    void givingBackByIdMakesMessagesAvailableAtOnce();
    void givingBackByIdNeverKillsAndSurvivesACrash();
    void acknowledgementsThatAreTakenBackAreTold();
};

void StoriesTest::aDeliveryAndItsAcknowledgementAreTold()
{
    StoryRig rig;
    const Time delivered = rig.clock.wall();
    const Ticket ticket = rig.take();
    rig.clock.advance(Duration::seconds(2));
    rig.act([&] { QCOMPARE(need(rig.broker->ack(*rig.queue, "billing", {&ticket, 1})), 1U); });
    const Story story = rig.story();
    QCOMPARE(story.events.size(), size_t{2});
    QVERIFY(!story.forgotten);
    QVERIFY(story.events[0].kind == Kind::delivered);
    QCOMPARE(story.events[0].at, delivered);
    QCOMPARE(story.events[0].channel, std::string("billing"));
    QCOMPARE(story.events[0].ticket, ticket);
    QCOMPARE(story.events[0].attempts, 1U);
    QVERIFY(story.events[1].kind == Kind::acknowledged);
    QCOMPARE(story.events[1].at, delivered + Duration::seconds(2));
    QVERIFY(rig.story(2).events.empty());
    QVERIFY(!rig.story(2).forgotten); // nothing has happened to it
}

void StoriesTest::aTicketThatRanOutIsToldAtItsEnd()
{
    StoryRig rig;
    const Time delivered = rig.clock.wall();
    rig.take();
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered}));
    rig.advance(Duration::seconds(25));
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered, Kind::expired}));
    QCOMPARE(rig.story().events[1].at, delivered + Duration::seconds(10));
    rig.take();
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered, Kind::expired, Kind::delivered}));
    QCOMPARE(rig.story().events[2].attempts, 2U);
}

void StoriesTest::aProlongedTicketEndsLater()
{
    StoryRig rig;
    const Time delivered = rig.clock.wall();
    const Ticket ticket = rig.take();
    rig.act([&] {
        QCOMPARE(need(rig.broker->extend(*rig.queue, "billing", {&ticket, 1}, delivered + Duration::seconds(60))), 1U);
    });
    rig.advance(Duration::seconds(30));
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered}));
    rig.advance(Duration::seconds(30));
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered, Kind::expired}));
    QCOMPARE(rig.story().events[1].at, delivered + Duration::seconds(60));
}

void StoriesTest::givingBackOnceTooOftenIsADeath()
{
    StoryRig rig(2);
    for (int i = 0; i < 2; ++i) {
        const Ticket ticket = rig.take();
        rig.act([&] { QCOMPARE(need(rig.broker->nack(*rig.queue, "billing", {&ticket, 1}, {}, true)), 1U); });
    }
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered, Kind::givenBack, Kind::delivered, Kind::died}));
    QCOMPARE(need(rig.broker->deadLetters(*rig.queue, "billing", 10)).size(), size_t{1});
}

void StoriesTest::dyingOfExpiryIsToldEvenAfterTheLetterIsGone()
{
    StoryRig rig(1);
    rig.take();
    rig.advance(Duration::seconds(11));
    QCOMPARE(need(rig.broker->deadLetters(*rig.queue, "billing", 10)).size(), size_t{1});
    const std::vector<Kind> expected{Kind::delivered, Kind::expired, Kind::died};
    QCOMPARE(rig.kinds(), expected);
    rig.act([&] { QCOMPARE(need(rig.broker->replayDead(*rig.queue, "billing", {})), uint64_t{1}); });
    QCOMPARE(rig.kinds(), expected);
}

void StoriesTest::settlingByIdEndsWhatIsOut()
{
    StoryRig rig;
    rig.take();
    const std::vector<MessageId> ids{{1}, {2}};
    rig.act([&] { QCOMPARE(need(rig.broker->settle(*rig.queue, "billing", ids)), 2U); });
    rig.act([&] { QCOMPARE(need(rig.broker->settle(*rig.queue, "billing", ids)), 0U); });
    rig.advance(Duration::seconds(60));
    QCOMPARE(rig.kinds(1), (std::vector{Kind::delivered, Kind::acknowledged}));
    QCOMPARE(rig.kinds(2), (std::vector{Kind::acknowledged}));
}

void StoriesTest::aPurgeEndsTicketsWithoutExpiry()
{
    StoryRig rig;
    rig.take();
    rig.act([&] { QVERIFY(need(rig.broker->purgeChannel(*rig.queue, "billing"))); });
    rig.advance(Duration::seconds(60));
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered}));
}

void StoriesTest::whatHappenedBeforeWatchingMayBeMissing()
{
    StoryRig rig;
    rig.broker->watchStories(false);
    rig.take();
    rig.broker->watchStories(true);
    QVERIFY(rig.story(1).events.empty());
    QVERIFY(rig.story(1).forgotten);
    QVERIFY(!rig.story(2).forgotten);
    rig.advance(Duration::seconds(11));
    rig.take();
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered}));
    QVERIFY(rig.story(1).forgotten); // that was the second one
}

void StoriesTest::nothingIsKeptWhileNobodyWatches()
{
    StoryRig rig;
    rig.take();
    QCOMPARE(rig.kinds().size(), size_t{1});
    rig.broker->watchStories(false);
    QVERIFY(rig.kinds().empty());
    rig.take();
    rig.act([&] { QVERIFY(need(rig.broker->purgeChannel(*rig.queue, "billing"))); });
    QVERIFY(rig.kinds(2).empty());
}

void StoriesTest::theOldestEventsAreForgottenFirst()
{
    Stories stories;
    stories.watch(true);
    const Stories::Place place{QueueNo{1}, ChannelNo{1}};
    const auto told = [&](uint64_t id) {
        std::vector<StoryEvent> events;
        stories.tell(place, "c", MessageId{id}, nullptr, Time{0}, events);
        return events.size();
    };
    for (uint64_t id = 1; id <= limits::kStoryEventsMax; ++id)
        stories.delivered(place, {Ticket{static_cast<int64_t>(id)}, MessageId{id}, Time{1'000}, 1}, Time{1});
    QCOMPARE(told(1), size_t{1});
    stories.delivered(place, {Ticket{7}, MessageId{5'000'000}, Time{1'000}, 1}, Time{2});
    QCOMPARE(told(1), size_t{0});
    QCOMPARE(told(2), size_t{1});
    QCOMPARE(told(5'000'000), size_t{1});
}

void StoriesTest::givingBackByIdMakesMessagesAvailableAtOnce()
{
    StoryRig rig;
    const Ticket ticket = rig.take();
    rig.take();
    const std::vector<MessageId> ids{{2}, {1}, {1}, {3}, {99}};
    rig.act([&] { QCOMPARE(need(rig.broker->giveBack(*rig.queue, "billing", ids)), 2U); });
    QCOMPARE(need(rig.broker->ack(*rig.queue, "billing", {&ticket, 1})), 0U);
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered, Kind::givenBack}));
    const auto again = rig.receive(rig.queue, "billing", 10);
    QCOMPARE(again.size(), size_t{3});
    QCOMPARE(again[0].id, uint64_t{1});
    QCOMPARE(again[0].attempts, 2U);
    rig.act(
        [&] { QCOMPARE(rig.broker->giveBack(*rig.queue, "nobody", ids).error().code, ErrorCode::channelNotFound); });
}

void StoriesTest::givingBackByIdNeverKillsAndSurvivesACrash()
{
    StoryRig rig(1);
    rig.take();
    const std::vector<MessageId> ids{{1}};
    rig.act([&] { QCOMPARE(need(rig.broker->giveBack(*rig.queue, "billing", ids)), 1U); });
    rig.queue.reset();
    rig.crash();
    rig.open();
    rig.queue = rig.broker->findQueue("orders");
    QVERIFY(need(rig.broker->deadLetters(*rig.queue, "billing", 10)).empty());
    const auto again = rig.receive(rig.queue, "billing", 1);
    QCOMPARE(again.size(), size_t{1});
    QCOMPARE(again[0].id, uint64_t{1});
    QCOMPARE(again[0].attempts, 2U);
}

void StoriesTest::acknowledgementsThatAreTakenBackAreTold()
{
    StoryRig rig;
    rig.take();
    const std::vector<MessageId> ids{{1}};
    std::vector<SettledMessage> settled;
    rig.act([&] { settled = need(rig.broker->settleTelling(*rig.queue, "billing", ids)); });
    settled.push_back({{3}, {}, 0}); // nobody settled that
    rig.act([&] { QCOMPARE(need(rig.broker->unsettle(*rig.queue, "billing", settled)), 1U); });
    QCOMPARE(rig.kinds(), (std::vector{Kind::delivered, Kind::acknowledged, Kind::unsettled}));
    rig.take();
    QCOMPARE(rig.kinds().back(), Kind::delivered);
    QVERIFY(rig.kinds(3).empty());
}

QTEST_APPLESS_MAIN(StoriesTest)
#include "stories_test.moc"
