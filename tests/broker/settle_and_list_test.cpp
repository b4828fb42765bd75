// Channels as ports without tickets use them: made at the oldest message, settled by id, listed, looked at one by one;
// across crashes, clean ends and retention. And how the broker measures its commits.
#include "tests/support/broker_rig.h"

#include <QTest>

#include <numeric>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

// Settles in a turn of its own.
uint32_t settle(BrokerRig& rig, const QueuePtr& queue, const std::vector<uint64_t>& ids)
{
    std::vector<MessageId> wanted;
    for (const uint64_t id : ids)
        wanted.push_back({id});
    rig.broker->beginTurn();
    const uint32_t count = need(rig.broker->settle(*queue, "billing", wanted));
    rig.turn();
    return count;
}

std::vector<SettledMessage> settleTelling(BrokerRig& rig, const QueuePtr& queue, const std::vector<uint64_t>& ids)
{
    std::vector<MessageId> wanted;
    for (const uint64_t id : ids)
        wanted.push_back({id});
    rig.broker->beginTurn();
    auto settled = need(rig.broker->settleTelling(*queue, "billing", wanted));
    rig.turn();
    return settled;
}

uint32_t unsettle(BrokerRig& rig, const QueuePtr& queue, const std::vector<SettledMessage>& messages)
{
    rig.broker->beginTurn();
    const uint32_t count = need(rig.broker->unsettle(*queue, "billing", messages));
    rig.turn();
    return count;
}

std::vector<uint64_t> idsOf(const std::vector<Got>& got)
{
    std::vector<uint64_t> ids;
    for (const Got& one : got)
        ids.push_back(one.id);
    return ids;
}

std::vector<uint64_t> unsettled(BrokerRig& rig, const QueuePtr& queue, uint64_t from = 0, size_t max = 1'000)
{
    std::vector<uint64_t> ids;
    for (const ChannelMessage& one : need(rig.broker->channelMessages(*queue, "billing", MessageId{from}, max)))
        ids.push_back(one.id.value);
    return ids;
}

using Ids = std::vector<uint64_t>;

} // namespace

class SettleAndListTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aChannelMadeAtTheFirstMessageSeesTheBacklog();
    void aChannelMadeAtTheFirstMessageBeginsAtTheOldestRetained();
    void settledMessagesStaySettledAfterACrashAndACleanClose();
    void idsThatTheQueueDoesNotHaveCountAsNothing();
    void acknowledgementsAreTakenBackAndStaySoAfterACrashAndACleanClose();
    void takingBackWakesWhoWaits();
    void whatTheQueueDoesNotHaveAnyMoreIsNotTakenBack();
    void settlingAnswersWithTheGroupThatKeepsIt();
    void thousandsOfIdsAreSettledInOneCall();
    void tooManyGapsAreOverloaded();
    void retentionGoesOnOverWhatWasSettledById();
    void messageStatesShowWhatWasSettledAhead();
    void oneChannelHasTheSameStatsAsAmongAll();
    void messagesOfAChannelAreListedWithTheirStates();
    void whatIsNotThereIsRefused();
    void settingsOfLiveDeliveryAreKept();
    void theFallBackOfTheSettingsIsUnset();
    void everyCommitIsInTheHistogram_data();
    void everyCommitIsInTheHistogram();
    void bucketsHaveInclusiveUpperBounds();
};

void SettleAndListTest::aChannelMadeAtTheFirstMessageSeesTheBacklog()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders");
    rig.publish(queue, {"a", "b"});
    rig.sealNow();
    rig.publish(queue, {"c"});
    const ChannelSettings settings{Duration::seconds(7), 3, false};
    QVERIFY(rig.broker->createChannel(*queue, "billing", ChannelStart::first, settings).ok());
    QVERIFY(rig.broker->createChannel(*queue, "late", ChannelStart::head, settings).ok());
    rig.turn();
    QVERIFY(rig.broker->channelStats(*queue, "billing")->settings == settings);
    QCOMPARE(idsOf(rig.receive(queue, "billing", 10)), (Ids{1, 2, 3}));
    QVERIFY(rig.receive(queue, "late", 10).empty());
    QCOMPARE(rig.broker->createChannel(*queue, "late", ChannelStart::first, settings).error().code,
        ErrorCode::channelExists);
    QCOMPARE(rig.broker->createChannel(*queue, "", ChannelStart::first, settings).error().code, ErrorCode::invalidName);
}

void SettleAndListTest::aChannelMadeAtTheFirstMessageBeginsAtTheOldestRetained()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders");
    rig.publish(queue, {"a", "b"});
    rig.broker->beginTurn();
    QVERIFY(rig.broker->purgeQueue(*queue).ok());
    rig.turn();
    rig.publish(queue, {"c"});
    QVERIFY(rig.broker->createChannel(*queue, "billing", ChannelStart::first, {}).ok());
    QCOMPARE(rig.broker->channelStats(*queue, "billing")->cursor, MessageId{3});
    QCOMPARE(rig.broker->channelStats(*queue, "billing")->lag, uint64_t{1});
}

void SettleAndListTest::settledMessagesStaySettledAfterACrashAndACleanClose()
{
    BrokerRig rig;
    {
        const QueuePtr queue = rig.makeQueue("orders", {"billing"});
        rig.publish(queue, std::vector<std::string>(12, "x"));
        QCOMPARE(rig.receive(queue, "billing", 3).size(), size_t{3});
        QCOMPARE(settle(rig, queue, {2, 6, 7, 10}), 4U);
    }
    rig.crash();
    rig.open();
    QueuePtr queue = rig.broker->findQueue("orders");
    QCOMPARE(unsettled(rig, queue), (Ids{1, 3, 4, 5, 8, 9, 11, 12}));
    QCOMPARE(settle(rig, queue, {5, 6, 8}), 2U);
    queue.reset();
    rig.closeCleanly();
    rig.open();
    queue = rig.broker->findQueue("orders");
    QCOMPARE(unsettled(rig, queue), (Ids{1, 3, 4, 9, 11, 12}));
    QCOMPARE(rig.broker->channelStats(*queue, "billing")->lag, uint64_t{4});
    QCOMPARE(idsOf(rig.receive(queue, "billing", 10)), (Ids{4, 9, 11, 12}));
    QVERIFY(rig.reporter.problems.empty());
}

void SettleAndListTest::idsThatTheQueueDoesNotHaveCountAsNothing()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, {"a", "b", "c"});
    QCOMPARE(settle(rig, queue, {0, 3, 3, 4, 1, UINT64_MAX, 3}), 2U);
    QCOMPARE(settle(rig, queue, {3, 1}), 0U);
    QCOMPARE(settle(rig, queue, {}), 0U);
    rig.publish(queue, {"d"});
    QCOMPARE(idsOf(rig.receive(queue, "billing", 10)), (Ids{2, 4})); // 4 was not settled before it was there
    QCOMPARE(rig.broker->totals().acked, uint64_t{2});
}

void SettleAndListTest::acknowledgementsAreTakenBackAndStaySoAfterACrashAndACleanClose()
{
    BrokerRig rig;
    QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, std::vector<std::string>(12, "x"));
    QCOMPARE(rig.receive(queue, "billing", 3).size(), size_t{3});
    const auto settled = settleTelling(rig, queue, {2, 6, 7, 8, 10});
    QCOMPARE(settled.size(), size_t{5});
    QCOMPARE(settled[0], (SettledMessage{{2}, {}, 1}));
    QCOMPARE(unsettle(rig, queue, {settled[0], settled[2], {{11}, {}, 0}}), 2U); // nobody settled 11
    QCOMPARE(rig.broker->totals().acked, uint64_t{5}); // what happened
    queue.reset();
    rig.crash();
    rig.open();
    queue = rig.broker->findQueue("orders");
    QCOMPARE(unsettled(rig, queue), (Ids{1, 2, 3, 4, 5, 7, 9, 11, 12}));
    QCOMPARE(unsettle(rig, queue, {settled[4]}), 1U); // of before the crash
    queue.reset();
    rig.closeCleanly();
    rig.open();
    queue = rig.broker->findQueue("orders");
    QCOMPARE(unsettled(rig, queue), (Ids{1, 2, 3, 4, 5, 7, 9, 10, 11, 12}));
    const auto again = rig.receive(queue, "billing", 20);
    QCOMPARE(idsOf(again), (Ids{2, 4, 5, 7, 9, 10, 11, 12}));
    QCOMPARE(again[0].attempts, 2U);
    QVERIFY(rig.reporter.problems.empty());
}

void SettleAndListTest::takingBackWakesWhoWaits()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, {"a", "b"});
    const auto settled = settleTelling(rig, queue, {1, 2});
    Catcher catcher;
    ReceiveRequest request;
    request.channel = "billing";
    request.count = 5;
    request.wait = Duration::seconds(60);
    rig.broker->beginTurn();
    rig.broker->receive(*queue, request, catcher);
    rig.turn();
    QCOMPARE(catcher.answers, 0);
    QCOMPARE(unsettle(rig, queue, settled), 2U);
    QCOMPARE(idsOf(catcher.got), (Ids{1, 2}));
}

void SettleAndListTest::whatTheQueueDoesNotHaveAnyMoreIsNotTakenBack()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, {"a", "b"});
    const auto settled = settleTelling(rig, queue, {1, 2});
    rig.broker->beginTurn();
    QVERIFY(rig.broker->purgeQueue(*queue).ok());
    rig.turn();
    QCOMPARE(unsettle(rig, queue, settled), 0U);
    QVERIFY(unsettled(rig, queue).empty());
    QCOMPARE(rig.broker->unsettle(*queue, "nobody", settled).error().code, ErrorCode::channelNotFound);
    QCOMPARE(rig.broker->settleTelling(*queue, "nobody", {}).error().code, ErrorCode::channelNotFound);
}

void SettleAndListTest::settlingAnswersWithTheGroupThatKeepsIt()
{
    BrokerRig rig(SyncMode::full);
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, {"a", "b"});
    rig.broker->beginTurn();
    QCOMPARE(rig.broker->pendingGroup(), GroupNo{});
    const MessageId id{2};
    QCOMPARE(need(rig.broker->settle(*queue, "billing", {&id, 1})), 1U);
    const GroupNo group = rig.broker->pendingGroup();
    QVERIFY(group != GroupNo{} && rig.broker->keptGroup() < group);
    rig.turn();
    QVERIFY(rig.broker->keptGroup() >= group);
}

void SettleAndListTest::thousandsOfIdsAreSettledInOneCall()
{
    BrokerRig rig;
    QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, std::vector<std::string>(60'000, "x"));
    QCOMPARE(rig.receive(queue, "billing", 30'000).size(), size_t{30'000});
    std::vector<uint64_t> ids;
    for (uint64_t id = 60'000; id > 0; --id)
        if (id % 3 != 0)
            ids.push_back(id);
    QCOMPARE(settle(rig, queue, ids), static_cast<uint32_t>(ids.size()));
    queue.reset();
    rig.crash();
    rig.open();
    queue = rig.broker->findQueue("orders");
    const ChannelStats stats = rig.broker->channelStats(*queue, "billing").value();
    QCOMPARE(stats.lag, uint64_t{10'000});
    QCOMPARE(stats.inFlight, uint64_t{10'000});
}

void SettleAndListTest::tooManyGapsAreOverloaded()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    const size_t most = limits::kSettledAheadRangesMax;
    rig.publish(queue, std::vector<std::string>(2 * most + 10, ""));
    std::vector<uint64_t> ids;
    for (uint64_t i = 1; i <= most; ++i)
        ids.push_back(2 * i);
    QCOMPARE(settle(rig, queue, ids), static_cast<uint32_t>(most));
    const MessageId more{2 * most + 5};
    QCOMPARE(rig.broker->settle(*queue, "billing", {&more, 1}).error().code, ErrorCode::overloaded);
    QCOMPARE(settle(rig, queue, {1}), 1U);
    QCOMPARE(need(rig.broker->settle(*queue, "billing", {&more, 1})), 1U);
}

void SettleAndListTest::retentionGoesOnOverWhatWasSettledById()
{
    BrokerRig rig;
    QueueSettings settings;
    settings.retention.softPeriod = {};
    const QueuePtr queue = rig.makeQueue("orders", {"billing"}, settings);
    rig.publish(queue, {"a", "b", "c"});
    rig.sealNow();
    rig.publish(queue, {"d"});
    QCOMPARE(settle(rig, queue, {3, 2}), 2U);
    rig.advance(Duration::seconds(2));
    QCOMPARE(rig.broker->first(*queue), MessageId{1});
    QCOMPARE(settle(rig, queue, {1}), 1U);
    rig.advance(Duration::seconds(2));
    QCOMPARE(rig.broker->first(*queue), MessageId{4});
    QCOMPARE(idsOf(rig.receive(queue, "billing", 10)), (Ids{4}));
}

void SettleAndListTest::messageStatesShowWhatWasSettledAhead()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, {"a", "b", "c", "d"});
    settle(rig, queue, {2, 4});
    std::vector<std::string> names;
    std::vector<MessageState> states;
    rig.broker->messageStates(*queue, MessageId{1}, 4, 1, names, states);
    using State = MessageState;
    QVERIFY(states == (std::vector{State::pending, State::settled, State::pending, State::settled}));
}

void SettleAndListTest::oneChannelHasTheSameStatsAsAmongAll()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"a", "billing", "z"});
    rig.publish(queue, {"1", "2", "3", "4"});
    rig.receive(queue, "billing", 2);
    settle(rig, queue, {4});
    const ChannelStats all = rig.broker->stats(*queue).channels.at(1);
    const ChannelStats one = rig.broker->channelStats(*queue, "billing").value();
    QCOMPARE(one.name, std::string("billing"));
    QCOMPARE(one.number, all.number);
    QCOMPARE(one.cursor, MessageId{3});
    QCOMPARE(one.lag, uint64_t{1});
    QCOMPARE(all.lag, uint64_t{1});
    QCOMPARE(one.inFlight, uint64_t{2});
    QCOMPARE(one.lastTouched, all.lastTouched);
    QVERIFY(!rig.broker->channelStats(*queue, "none"));
}

void SettleAndListTest::messagesOfAChannelAreListedWithTheirStates()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, {"a", "b", "c", "d", "e"});
    const auto got = rig.receive(queue, "billing", 2);
    rig.broker->beginTurn();
    const Ticket ticket{got[0].ticket};
    QCOMPARE(need(rig.broker->nack(*queue, "billing", {&ticket, 1}, Duration::seconds(5), true)), 1U);
    rig.turn();
    settle(rig, queue, {4});
    const auto list = need(rig.broker->channelMessages(*queue, "billing", {}, 10));
    QCOMPARE(list.size(), size_t{4});
    const Time now = rig.broker->now();
    QVERIFY(list[0].state == MessageState::delayed && list[0].visibleAt == now + Duration::seconds(5));
    QVERIFY(list[1].state == MessageState::inFlight && list[1].visibleAt == now + Duration::seconds(30));
    QVERIFY(list[2].state == MessageState::pending && list[2].visibleAt == Time{});
    QCOMPARE(list[0].attempts, 1U);
    QCOMPARE(list[2].attempts, 0U);
    QCOMPARE(list[3].id, MessageId{5});
    QCOMPARE(unsettled(rig, queue, 2, 2), (Ids{2, 3}));
    QCOMPARE(unsettled(rig, queue, 4, 2), (Ids{5}));
    QVERIFY(unsettled(rig, queue, 6).empty());
}

void SettleAndListTest::whatIsNotThereIsRefused()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    const MessageId id{1};
    QCOMPARE(rig.broker->settle(*queue, "none", {&id, 1}).error().code, ErrorCode::channelNotFound);
    QCOMPARE(rig.broker->channelMessages(*queue, "none", {}, 1).error().code, ErrorCode::channelNotFound);
    rig.broker->beginTurn();
    QVERIFY(rig.broker->deleteQueue(*queue).ok());
    rig.turn();
    QCOMPARE(rig.broker->settle(*queue, "billing", {&id, 1}).error().code, ErrorCode::queueNotFound);
    QCOMPARE(rig.broker->channelMessages(*queue, "billing", {}, 1).error().code, ErrorCode::queueNotFound);
    QVERIFY(!rig.broker->channelStats(*queue, "billing"));
    QCOMPARE(rig.broker->createChannel(*queue, "x", ChannelStart::first, {}).error().code, ErrorCode::queueNotFound);
}

void SettleAndListTest::settingsOfLiveDeliveryAreKept()
{
    BrokerRig rig;
    {
        const QueuePtr queue = rig.makeQueue("orders");
        QueueSettings settings = rig.broker->stats(*queue).settings;
        settings.sharePolicy = SharePolicy::roundRobin;
        settings.flow = FlowState::stopped;
        rig.broker->beginTurn();
        QVERIFY(rig.broker->changeQueue(*queue, settings).ok());
        rig.turn();
    }
    rig.crash();
    rig.open();
    const auto look = [&] { return rig.broker->stats(*rig.broker->findQueue("orders")).settings; };
    QVERIFY(look().sharePolicy == SharePolicy::roundRobin && look().flow == FlowState::stopped);
    rig.closeCleanly();
    rig.open();
    QVERIFY(look().sharePolicy == SharePolicy::roundRobin && look().flow == FlowState::stopped);
}

void SettleAndListTest::theFallBackOfTheSettingsIsUnset()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders");
    QVERIFY(rig.broker->stats(*queue).settings.sharePolicy == SharePolicy::unset);
    QVERIFY(rig.broker->stats(*queue).settings.flow == FlowState::unset);
}

void SettleAndListTest::everyCommitIsInTheHistogram_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("off") << static_cast<int>(SyncMode::off);
    QTest::newRow("normal") << static_cast<int>(SyncMode::normal);
    QTest::newRow("full") << static_cast<int>(SyncMode::full);
}

void SettleAndListTest::everyCommitIsInTheHistogram()
{
    QFETCH(int, mode);
    BrokerRig rig(static_cast<SyncMode>(mode));
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    const uint64_t before = rig.broker->totals().commitLatency.count;
    for (int i = 0; i < 5; ++i)
        rig.publish(queue, {"a"});
    CommitLatency latency = rig.broker->totals().commitLatency;
    QCOMPARE(latency.count, before + 5);
    QCOMPARE(std::accumulate(latency.buckets.begin(), latency.buckets.end(), uint64_t{0}), latency.count);
    QCOMPARE(latency.sum.micros, 0); // the clock of the test stands still
    rig.receive(queue, "billing", 1); // nobody waits for what a delivery writes
    QCOMPARE(rig.broker->totals().commitLatency.count, before + 5);
}

void SettleAndListTest::bucketsHaveInclusiveUpperBounds()
{
    CommitLatency latency;
    for (const int64_t bound : CommitLatency::kBoundsMicros) {
        latency.add({bound});
        latency.add({bound + 1});
    }
    latency.add({0});
    latency.add({});
    QCOMPARE(latency.buckets.front(), uint64_t{3});
    for (size_t i = 1; i < CommitLatency::kBoundsMicros.size(); ++i)
        QCOMPARE(latency.buckets[i], uint64_t{2});
    QCOMPARE(latency.buckets.back(), uint64_t{1});
    const auto& bounds = CommitLatency::kBoundsMicros;
    QCOMPARE(latency.count, uint64_t{2 * bounds.size() + 2});
    const int64_t all = std::accumulate(bounds.begin(), bounds.end(), int64_t{0});
    QCOMPARE(latency.sum.micros, 2 * all + static_cast<int64_t>(bounds.size()));
}

QTEST_APPLESS_MAIN(SettleAndListTest)
#include "settle_and_list_test.moc"
