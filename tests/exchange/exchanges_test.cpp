// Exchanges over a real broker: routing, the policies of full queues, recording, and what comes back after a crash.
#include "engine/exchange/exchanges.h"
#include "tests/support/broker_rig.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

Program program(std::string_view text)
{
    ProgramError error;
    auto parsed = Program::parse(text, &error);
    if (!parsed)
        std::fprintf(stderr, "%s\n", error.text.c_str());
    CHECK(parsed);
    return *parsed;
}

FqSettings shared(bool block = false, uint32_t backlog = 16'384, bool permanent = false)
{
    FqSettings settings;
    settings.isPublic = true;
    settings.block = block;
    settings.backlog = backlog;
    settings.permanent = permanent;
    return settings;
}

class ExchangeRig {
public:
    explicit ExchangeRig(SyncMode sync = SyncMode::normal, bool recordAll = false)
        : rig(sync)
        , record(recordAll)
    {
        restart();
    }
    ~ExchangeRig() { exchanges.reset(); }
    void restart()
    {
        exchanges = std::make_unique<Exchanges>(*rig.broker, rig.random, rig.reporter, Exchanges::Options{record});
        rig.broker->beginTurn();
        exchanges->restore();
        rig.turn();
    }
    void crash()
    {
        exchanges.reset();
        rig.crash();
        rig.open();
        restart();
    }
    void reopen()
    {
        exchanges.reset();
        rig.closeCleanly();
        rig.open();
        restart();
    }
    SharedQueuePtr create(std::string_view name, const FqSettings& settings, QueueKind kind = QueueKind::mem)
    {
        rig.broker->beginTurn();
        SharedQueuePtr queue = need(exchanges->create(name, kind, settings));
        exchanges->attach(queue);
        rig.turn();
        return queue;
    }
    BindingId bind(std::string_view exchange, const SharedQueuePtr& queue, std::string_view text,
        Exchanges::Keep keep = Exchanges::Keep::unchanged)
    {
        rig.broker->beginTurn();
        const BindingId id = need(exchanges->bind(exchange, queue, program(text), keep, false));
        rig.turn();
        return id;
    }
    Exchanges::Progress publish(std::string_view exchange, std::string_view route, std::string_view body)
    {
        rig.broker->beginTurn();
        const auto progress = exchanges->publish({exchange, route, {}, body}, routing);
        rig.turn();
        return progress;
    }
    std::vector<std::string> take(const SharedQueuePtr& queue, uint32_t count = 1'000)
    {
        Catcher catcher;
        ReceiveRequest request;
        request.channel = kFqChannel;
        request.count = count;
        request.autoAck = true;
        rig.broker->beginTurn();
        rig.broker->receive(*queue->queue(), request, catcher);
        rig.turn();
        queue->roomMade();
        std::vector<std::string> bodies;
        for (const Got& got : catcher.got)
            bodies.push_back(got.body);
        return bodies;
    }
    std::vector<std::string> recorded(std::string_view exchange)
    {
        const QueuePtr queue = rig.broker->findQueue(std::string(kRecordingPrefix) + std::string(exchange));
        std::vector<std::string> bodies;
        if (queue) {
            for (const Got& got : rig.read(queue, 1, 1'000))
                bodies.push_back(got.body);
        }
        return bodies;
    }

    BrokerRig rig;
    bool record;
    std::unique_ptr<Exchanges> exchanges;
    Routing routing;
};

using Bodies = std::vector<std::string>;
constexpr auto kDone = Exchanges::Progress::done;
constexpr auto kWait = Exchanges::Progress::wait;

} // namespace

class ExchangesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bindingMakesAnExchangeAndPublishingDoesNot();
    void aQueueGetsOneCopyHoweverManyBindingsMatch();
    void theSameBindingKeepsItsId();
    void unbindingNeedsTheExchangeTheIdAndTheQueue();
    void aFullQueueThatDropsKeepsWhatItHas();
    void backlogZeroHoldsNothing();
    void aFullQueueThatBlocksHoldsUpItsPublisherOnly();
    void deletingAFullQueueLetsItsPublisherGoOn();
    void aPublisherMayGiveUp();
    void transientQueuesGoWithTheirLastClient();
    void permanentQueuesAndBindingsComeBack_data();
    void permanentQueuesAndBindingsComeBack();
    void anUnboundPermanentBindingComesBackUnlessForgotten();
    void anOrdinaryQueueStaysWhenItsClientsGo();
    void memQueuesForgetWhatWasRead();
    void recordingKeepsWhatIsPublished();
    void recordingIsSwitchedPerExchangeAndThatIsKept();
    void aRecordingIsReplayedIntoItsExchange();
    void replaysIntoAnUnknownExchangeFail();
    void countersAddUp();
    void upstreamsAreKept();
};

void ExchangesTest::bindingMakesAnExchangeAndPublishingDoesNot()
{
    ExchangeRig rig;
    QCOMPARE(rig.publish("logs", "a", "lost"), kDone);
    QVERIFY(rig.routing.outcome().noExchange && rig.routing.outcome().noRoute);
    QVERIFY(!rig.exchanges->has("logs"));
    const SharedQueuePtr queue = rig.create("q", shared());
    rig.bind("logs", queue, "prefix:\"app.\"");
    QCOMPARE(rig.publish("logs", "sys.x", "unrouted"), kDone);
    QVERIFY(!rig.routing.outcome().noExchange && rig.routing.outcome().noRoute);
    QCOMPARE(rig.publish("logs", "app.x", "kept"), kDone);
    QCOMPARE(rig.routing.outcome().routed, 1U);
    QCOMPARE(rig.take(queue), Bodies{"kept"});
}

void ExchangesTest::aQueueGetsOneCopyHoweverManyBindingsMatch()
{
    ExchangeRig rig;
    const SharedQueuePtr one = rig.create("one", shared());
    const SharedQueuePtr two = rig.create("two", shared(), QueueKind::disk);
    rig.bind("x", one, "prefix:");
    rig.bind("x", one, "prefix:a");
    rig.bind("x", one, "exact:a");
    rig.bind("x", two, "prefix:");
    rig.publish("x", "a", "m");
    QCOMPARE(rig.routing.outcome().routed, 2U);
    QCOMPARE(rig.take(one), Bodies{"m"});
    QCOMPARE(rig.take(two), Bodies{"m"});
}

void ExchangesTest::theSameBindingKeepsItsId()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared());
    const BindingId first = rig.bind("x", queue, "prefix:dd");
    QCOMPARE(first, 1U);
    QCOMPARE(rig.bind("x", queue, "prefix:dd", Exchanges::Keep::permanent), first);
    QVERIFY(rig.exchanges->list()[0].bindings[0].permanent);
    QCOMPARE(rig.bind("x", queue, "prefix:dd"), first);
    QVERIFY(rig.exchanges->list()[0].bindings[0].permanent); // unchanged
    QCOMPARE(rig.bind("x", queue, "prefix:dd", Exchanges::Keep::transient), first);
    QVERIFY(!rig.exchanges->list()[0].bindings[0].permanent);
    QVERIFY(rig.bind("x", queue, "prefix:dd ") != first);
    QVERIFY(rig.bind("y", queue, "prefix:dd") != first);
}

void ExchangesTest::unbindingNeedsTheExchangeTheIdAndTheQueue()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared());
    const SharedQueuePtr other = rig.create("other", shared());
    const BindingId id = rig.bind("x", queue, "prefix:");
    rig.bind("y", other, "prefix:");
    QVERIFY(!rig.exchanges->unbind("y", id, queue));
    QVERIFY(!rig.exchanges->unbind("x", id, other));
    QVERIFY(!rig.exchanges->unbind("x", id + 100, queue));
    QVERIFY(rig.exchanges->unbind("x", id, queue));
    QVERIFY(!rig.exchanges->unbind("x", id, queue));
    rig.publish("x", "a", "m");
    QVERIFY(rig.routing.outcome().noRoute && !rig.routing.outcome().noExchange); // exchanges stay
}

void ExchangesTest::aFullQueueThatDropsKeepsWhatItHas()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared(false, 10));
    rig.bind("x", queue, "prefix:");
    for (int i = 0; i < 25; ++i)
        QCOMPARE(rig.publish("x", "", std::to_string(i)), kDone);
    QCOMPARE(rig.routing.outcome().routed, 1U); // a dropped target counts as routed
    QCOMPARE(rig.routing.outcome().dropped, 1U);
    QCOMPARE(queue->dropped(), uint64_t{15});
    QCOMPARE(queue->dropHistory().entries().size(), size_t{1});
    QCOMPARE(queue->dropHistory().entries().front().count, uint64_t{15});
    QCOMPARE(rig.take(queue), (Bodies{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
    rig.publish("x", "", "again");
    QCOMPARE(rig.routing.outcome().dropped, 0U);
    QCOMPARE(rig.rig.reporter.problems.size(), size_t{1}); // one line, not fifteen
    QVERIFY(rig.rig.reporter.problems[0].starts_with("fq.dropping: queue q is full (backlog 10)"));
}

void ExchangesTest::backlogZeroHoldsNothing()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared(false, 0));
    rig.bind("x", queue, "prefix:");
    rig.publish("x", "", "m");
    QCOMPARE(rig.routing.outcome().dropped, 1U);
    QVERIFY(rig.take(queue).empty());
}

void ExchangesTest::aFullQueueThatBlocksHoldsUpItsPublisherOnly()
{
    ExchangeRig rig;
    const SharedQueuePtr full = rig.create("full", shared(true, 2));
    const SharedQueuePtr free = rig.create("free", shared());
    rig.bind("x", full, "prefix:");
    rig.bind("x", free, "prefix:");
    rig.publish("x", "", "1");
    rig.publish("x", "", "2");
    QCOMPARE(rig.publish("x", "", "3"), kWait);
    QCOMPARE(rig.routing.fullQueue(), full);
    QCOMPARE(rig.take(free), (Bodies{"1", "2", "3"})); // does not wait with it
    Routing other;
    rig.rig.broker->beginTurn();
    QCOMPARE(rig.exchanges->publish({"y", "", {}, "to nobody"}, other), kDone); // nor do other publishers
    const auto alive = std::make_shared<int>();
    bool told = false;
    full->whenRoom(alive, [&] { told = true; });
    QCOMPARE(rig.publish("x", "", "3"), kWait);
    QCOMPARE(rig.take(full, 1), Bodies{"1"});
    QVERIFY(told);
    QCOMPARE(rig.publish("x", "", "3"), kDone);
    QCOMPARE(rig.routing.outcome().routed, 2U);
    QCOMPARE(rig.routing.outcome().dropped, 0U);
    QCOMPARE(rig.take(full), (Bodies{"2", "3"}));
    QVERIFY(rig.take(free).empty());
}

void ExchangesTest::deletingAFullQueueLetsItsPublisherGoOn()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared(true, 1));
    rig.bind("x", queue, "prefix:");
    rig.publish("x", "", "1");
    QCOMPARE(rig.publish("x", "", "2"), kWait);
    const auto alive = std::make_shared<int>();
    bool told = false;
    queue->whenRoom(alive, [&] { told = true; });
    rig.exchanges->detach(queue); // its last client
    QVERIFY(told);
    QCOMPARE(rig.publish("x", "", "2"), kDone);
    QCOMPARE(rig.routing.outcome().routed, 0U);

    const SharedQueuePtr again = rig.create("q", shared(true, 1));
    rig.bind("x", again, "prefix:");
    rig.publish("x", "", "3");
    QCOMPARE(rig.publish("x", "", "4"), kWait);
    rig.rig.broker->beginTurn();
    QVERIFY(rig.rig.broker->deleteQueue(*again->queue()).ok()); // by another port
    QCOMPARE(rig.publish("x", "", "4"), kDone);
    QVERIFY(rig.exchanges->queues().empty());
}

void ExchangesTest::aPublisherMayGiveUp()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared(true, 1));
    rig.bind("x", queue, "prefix:");
    rig.publish("x", "", "1");
    QCOMPARE(rig.publish("x", "", "2"), kWait);
    rig.exchanges->giveUp({"x", {}, {}, {}}, rig.routing);
    QCOMPARE(rig.routing.outcome().dropped, 1U);
    QCOMPARE(queue->dropped(), uint64_t{1});
    QCOMPARE(rig.take(queue), Bodies{"1"});
    rig.publish("x", "", "3");
    QCOMPARE(rig.take(queue), Bodies{"3"});
}

void ExchangesTest::transientQueuesGoWithTheirLastClient()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared());
    rig.bind("x", queue, "prefix:");
    rig.exchanges->attach(queue);
    rig.exchanges->detach(queue);
    QVERIFY(rig.rig.broker->findQueue("q"));
    rig.exchanges->detach(queue);
    QVERIFY(!rig.rig.broker->findQueue("q"));
    QVERIFY(rig.exchanges->list()[0].bindings.empty());

    const SharedQueuePtr kept = rig.create("kept", shared(false, 100, true));
    rig.exchanges->detach(kept);
    QVERIFY(rig.rig.broker->findQueue("kept"));
    rig.exchanges->attach(kept);
    QVERIFY(rig.exchanges->setPermanent(kept, false).ok());
    rig.exchanges->detach(kept);
    QVERIFY(!rig.rig.broker->findQueue("kept"));
}

void ExchangesTest::permanentQueuesAndBindingsComeBack_data()
{
    QTest::addColumn<bool>("clean");
    QTest::newRow("after a crash") << false;
    QTest::newRow("after a clean end") << true;
}

void ExchangesTest::permanentQueuesAndBindingsComeBack()
{
    QFETCH(bool, clean);
    ExchangeRig rig(SyncMode::full);
    {
        const SharedQueuePtr disk = rig.create("disk", shared(true, 77, true), QueueKind::disk);
        const SharedQueuePtr mem = rig.create("mem", shared(false, 5, true));
        const SharedQueuePtr passing = rig.create("passing", shared(), QueueKind::disk);
        rig.bind("x", disk, "prefix:keep", Exchanges::Keep::permanent);
        rig.bind("x", disk, "prefix:lose");
        rig.bind("x", mem, "prefix:", Exchanges::Keep::permanent);
        rig.bind("x", passing, "prefix:", Exchanges::Keep::permanent);
        rig.publish("x", "keep", "m");
        if (clean)
            rig.reopen();
        else
            rig.crash();
    }
    QVERIFY(!rig.rig.broker->findQueue("passing"));
    const SharedQueuePtr disk = rig.exchanges->find("disk");
    const SharedQueuePtr mem = rig.exchanges->find("mem");
    QVERIFY(disk && mem);
    QVERIFY(disk->settings().block && disk->settings().permanent && disk->settings().isPublic);
    QCOMPARE(disk->settings().backlog, 77U);
    QVERIFY(disk->onDisk() && !mem->onDisk());
    QCOMPARE(rig.take(disk), Bodies{"m"});
    QVERIFY(rig.take(mem).empty());
    rig.publish("x", "lose", "only mem");
    QCOMPARE(rig.routing.outcome().routed, 1U);
    rig.publish("x", "keep", "both");
    QCOMPARE(rig.routing.outcome().routed, 2U);
    // A client that says nothing of permanence comes and goes: the queue stays.
    rig.exchanges->attach(disk);
    rig.exchanges->detach(disk);
    QVERIFY(rig.rig.broker->findQueue("disk"));
}

void ExchangesTest::anUnboundPermanentBindingComesBackUnlessForgotten()
{
    ExchangeRig rig;
    {
        const SharedQueuePtr queue = rig.create("q", shared(false, 100, true));
        const BindingId back = rig.bind("x", queue, "prefix:a", Exchanges::Keep::permanent);
        const BindingId gone = rig.bind("x", queue, "prefix:b", Exchanges::Keep::permanent);
        rig.rig.broker->beginTurn();
        QVERIFY(rig.exchanges->unbind("x", back, queue));
        QVERIFY(rig.exchanges->unbind("x", gone, queue, true));
        rig.rig.turn();
        rig.publish("x", "a", "m");
        QVERIFY(rig.routing.outcome().noRoute);
    }
    rig.crash();
    rig.publish("x", "a", "m");
    QCOMPARE(rig.routing.outcome().routed, 1U);
    rig.publish("x", "b", "m");
    QVERIFY(rig.routing.outcome().noRoute);
}

void ExchangesTest::anOrdinaryQueueStaysWhenItsClientsGo()
{
    ExchangeRig rig;
    {
        const QueuePtr orders = rig.rig.makeQueue("orders", {"billing"});
        rig.rig.publish(orders, {"before"});
        rig.rig.broker->beginTurn();
        const SharedQueuePtr queue = rig.exchanges->find("orders", shared());
        QVERIFY(queue);
        rig.exchanges->attach(queue);
        rig.rig.turn();
        rig.bind("x", queue, "prefix:");
        rig.publish("x", "", "routed");
        QCOMPARE(rig.take(queue), (Bodies{"before", "routed"}));
        rig.exchanges->detach(queue);
        QVERIFY(rig.rig.broker->findQueue("orders"));
        QVERIFY(!rig.exchanges->find("orders"));
        rig.publish("x", "", "not any more");
        QVERIFY(rig.routing.outcome().noRoute);
    }
    rig.crash();
    QVERIFY(rig.rig.broker->findQueue("orders"));
}

void ExchangesTest::memQueuesForgetWhatWasRead()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared());
    rig.bind("x", queue, "prefix:");
    const std::string body(100'000, 'x');
    for (int i = 0; i < 500; ++i) {
        QCOMPARE(rig.publish("x", "", body), kDone);
        QCOMPARE(rig.take(queue).size(), size_t{1});
    }
    rig.publish("x", "", body);
    QVERIFY2(rig.rig.broker->stats(*queue->queue()).rawBytes < 10'000'000,
        std::to_string(rig.rig.broker->stats(*queue->queue()).rawBytes).c_str());
}

void ExchangesTest::recordingKeepsWhatIsPublished()
{
    ExchangeRig rig(SyncMode::full, true);
    {
        const SharedQueuePtr queue = rig.create("q", shared(false, 1));
        rig.bind("x", queue, "prefix:a");
        rig.publish("x", "a", "routed");
        rig.publish("x", "a", "dropped");
        rig.publish("x", "b", "unrouted");
        rig.publish("unknown", "b", "nowhere");
        QCOMPARE(rig.recorded("x"), (Bodies{"routed", "dropped", "unrouted"}));
        QVERIFY(rig.recorded("unknown").empty());
        const QueuePtr recording = rig.rig.broker->findQueue("exchange:x");
        rig.rig.broker->beginTurn();
        QVERIFY(rig.rig.broker->deleteQueue(*recording).ok());
        rig.rig.turn();
        rig.publish("x", "b", "new");
    }
    rig.crash();
    QCOMPARE(rig.recorded("x"), Bodies{"new"});
}

void ExchangesTest::recordingIsSwitchedPerExchangeAndThatIsKept()
{
    ExchangeRig rig(SyncMode::normal, true);
    {
        const SharedQueuePtr queue = rig.create("q", shared(false, 100, true));
        rig.bind("quiet", queue, "prefix:", Exchanges::Keep::permanent);
        rig.bind("loud", queue, "prefix:", Exchanges::Keep::permanent);
        rig.rig.broker->beginTurn();
        QVERIFY(rig.exchanges->setRecorded("quiet", false).ok());
        rig.rig.turn();
    }
    rig.crash();
    rig.publish("quiet", "", "m");
    rig.publish("loud", "", "m");
    QVERIFY(rig.recorded("quiet").empty());
    QCOMPARE(rig.recorded("loud"), Bodies{"m"});
    rig.rig.broker->beginTurn();
    QVERIFY(rig.exchanges->setRecorded("quiet", true).ok());
    rig.rig.turn();
    rig.publish("quiet", "", "n");
    QCOMPARE(rig.recorded("quiet"), Bodies{"n"});
}

void ExchangesTest::aRecordingIsReplayedIntoItsExchange()
{
    ExchangeRig rig(SyncMode::normal, true);
    const SharedQueuePtr queue = rig.create("q", shared(true, 2));
    rig.bind("x", queue, "prefix:a");
    for (const char* body : {"1", "2"})
        rig.publish("x", "a", body);
    rig.publish("x", "b", "no route");
    QCOMPARE(rig.take(queue), (Bodies{"1", "2"}));
    const SharedQueuePtr late = rig.create("late", shared());
    rig.bind("x", late, "prefix:");
    ReplayRequest request;
    request.source = "exchange:x";
    request.target = "x";
    request.toExchange = true;
    request.speed.kind = ReplaySpeed::Kind::fastest;
    rig.rig.broker->beginTurn();
    QVERIFY(rig.rig.broker->startReplay(request).ok());
    const auto ended = [&] { return rig.rig.broker->players().at(0).state == PlayerState::finished; };
    for (int i = 0; i < 100 && !ended(); ++i) {
        rig.rig.clock.advance(Duration::millis(10));
        rig.rig.turn();
    }
    QVERIFY(ended());
    QCOMPARE(rig.take(queue), (Bodies{"1", "2"}));
    QCOMPARE(rig.take(late), (Bodies{"1", "2", "no route"}));
    QCOMPARE(rig.recorded("x").size(), size_t{6}); // a replay is recorded too, with where it came from
}

void ExchangesTest::replaysIntoAnUnknownExchangeFail()
{
    ExchangeRig rig;
    rig.rig.publish(rig.rig.makeQueue("source"), {"m"});
    ReplayRequest request;
    request.source = "source";
    request.target = "nowhere";
    request.toExchange = true;
    request.speed.kind = ReplaySpeed::Kind::fastest;
    rig.rig.broker->beginTurn();
    QVERIFY(rig.rig.broker->startReplay(request).ok());
    for (int i = 0; i < 10; ++i) {
        rig.rig.clock.advance(Duration::millis(10));
        rig.rig.turn();
    }
    QCOMPARE(rig.rig.broker->players().at(0).state, PlayerState::failed);
    QVERIFY(rig.rig.broker->players().at(0).error.find("nowhere") != std::string::npos);
}

void ExchangesTest::countersAddUp()
{
    ExchangeRig rig;
    const SharedQueuePtr queue = rig.create("q", shared(false, 1));
    const SharedQueuePtr other = rig.create("other", shared());
    rig.bind("x", queue, "prefix:a");
    rig.bind("x", other, "prefix:a");
    rig.publish("x", "a", "four");
    rig.publish("x", "a", "four");
    rig.publish("x", "z", "four");
    rig.publish("none", "a", "four");
    const ExchangeInfo x = rig.exchanges->list().at(0);
    QCOMPARE(x.counters.messages, uint64_t{3});
    QCOMPARE(x.counters.octets, uint64_t{12});
    QCOMPARE(x.counters.routed, uint64_t{4});
    QCOMPARE(x.counters.dropped, uint64_t{1});
    QCOMPARE(x.counters.noRoute, uint64_t{1});
    QCOMPARE(x.bindings.at(0).invocations, uint64_t{2});
    const ExchangeCounters& all = rig.exchanges->totals();
    QCOMPARE(all.messages, uint64_t{4});
    QCOMPARE(all.noRoute, uint64_t{2});
    QCOMPARE(rig.exchanges->noExchange(), uint64_t{1});
}

void ExchangesTest::upstreamsAreKept()
{
    ExchangeRig rig;
    const std::vector<Upstream> rows = {{"broker.test", 8765, "pull/q/mem:drop", "secret", "logs", "prefix:", false},
        {"10.0.0.1", 1, "pull//mem", "", "", "exact:a", true}};
    bool kept = false;
    rig.rig.broker->beginTurn();
    rig.rig.broker->setUpstreams(rows, [&](const Result<bool>& result) { kept = result.ok(); });
    for (int i = 0; i < 10 && !kept; ++i)
        rig.rig.turn();
    QVERIFY(kept);
    rig.crash();
    QCOMPARE(rig.rig.broker->upstreams(), rows);
    rig.reopen();
    QCOMPARE(rig.rig.broker->upstreams(), rows);
    QVERIFY(rig.rig.reporter.problems.empty());
}

QTEST_APPLESS_MAIN(ExchangesTest)
#include "exchanges_test.moc"
