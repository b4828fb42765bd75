// What a snapshot says of exchanges, shared queues, clients and upstreams, and what an observer can do with them.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/exchange/exchanges.h"
#include "engine/exchange/upstream_list.h"
#include "engine/view/view.h"
#include "tests/support/broker_rig.h"

#include <chrono>
#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

// Upstreams in memory.
class FakeUpstreams final : public UpstreamList {
public:
    std::vector<UpstreamInfo> upstreams() const override { return infos; }
    void addUpstream(const Upstream& row, Callback<uint64_t> done) override
    {
        UpstreamInfo info;
        info.id = infos.size() + 1;
        info.row = row;
        infos.push_back(info);
        done(info.id);
    }
    void removeUpstream(uint64_t id, Callback<bool> done) override
    {
        if (std::erase_if(infos, [&](const UpstreamInfo& info) { return info.id == id; }) == 0)
            return done(Error{ErrorCode::notFound, "gone"});
        done(true);
    }
    std::vector<UpstreamInfo> infos;
};

struct Bench {
    BrokerRig rig;
    Exchanges exchanges{*rig.broker, rig.random, rig.reporter, Exchanges::Options{false}};
    FakeUpstreams upstreams;
    std::vector<FqClientView> clients;
    size_t clientsAsked = 0;
    View view{ViewParts{rig.loop, *rig.broker, {}, {},
        ExchangeSources{&exchanges,
            [this] {
                ++clientsAsked;
                return clients;
            },
            &upstreams}}};

    void turn(int64_t millis = 0)
    {
        rig.clock.advance(Duration::millis(millis));
        rig.turn();
        view.onTurn(rig.clock.monotonic());
    }
    ActionAnswer act(Action action)
    {
        view.submit(7, std::move(action));
        for (int i = 0; i < 20; ++i) {
            turn();
            for (ObserverAnswer& answer : view.takeAnswers())
                return std::get<ActionAnswer>(std::move(answer));
        }
        return {};
    }
    uint32_t makeBinding(const std::string& exchange, const std::string& queue, const std::string& program)
    {
        if (!rig.broker->findQueue(queue)) {
            FqSettings settings;
            settings.isPublic = settings.permanent = true;
            settings.backlog = 3;
            CHECK(act(action::CreateSharedQueue{queue, QueueKind::mem, settings}).status.ok());
        }
        const ActionAnswer bound = act(action::Bind{exchange, queue, program, true, false});
        CHECK(bound.status.ok());
        return static_cast<uint32_t>(bound.number);
    }
    const ExchangeView* exchange(const std::string& name)
    {
        for (const auto& one : view.snapshot()->exchanges)
            if (one->name == name)
                return one.get();
        return nullptr;
    }
};

} // namespace

class ExchangeWatchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBindingIsMadeSeenAndTakenAway()
    {
        Bench b;
        b.view.watch(true);
        const uint32_t id = b.makeBinding("logging", "q", "exact:\"a.b\" payload_contains(\"x\")");
        b.turn(200);
        const ExchangeView* logging = b.exchange("logging");
        QVERIFY(logging);
        QCOMPARE(logging->bindings->size(), size_t{1});
        const BindingView& binding = logging->bindings->front();
        QCOMPARE(binding.id, id);
        QCOMPARE(binding.queue, std::string("q"));
        QCOMPARE(binding.program, std::string("exact:\"a.b\" payload_contains(\"x\")"));
        QCOMPARE(binding.route, std::string("a.b"));
        QVERIFY(binding.exact && binding.permanent && !binding.peer);
        QCOMPARE(b.view.snapshot()->sharedQueues->size(), size_t{1});
        const SharedQueueView& queue = b.view.snapshot()->sharedQueues->front();
        QVERIFY(queue.isPublic && queue.permanent && !queue.block && !queue.onDisk);
        QCOMPARE(queue.backlog, uint32_t{3});

        QVERIFY(b.act(action::Unbind{"logging", id, true}).status.ok());
        b.turn(200);
        QVERIFY(b.exchange("logging")->bindings->empty());
        QCOMPARE(b.act(action::Unbind{"logging", id, true}).status.error().code, ErrorCode::notFound);
    }

    void programsAndNamesThatMakeNoSenseAreRefused_data()
    {
        QTest::addColumn<QString>("exchange");
        QTest::addColumn<QString>("queue");
        QTest::addColumn<QString>("program");
        QTest::newRow("program") << QStringLiteral("e") << QStringLiteral("q") << QStringLiteral("prefix:a nonsense(");
        QTest::newRow("no exchange") << QString() << QStringLiteral("q") << QStringLiteral("prefix:");
        QTest::newRow("long exchange") << QString(128, QLatin1Char('e')) << QStringLiteral("q")
                                       << QStringLiteral("prefix:");
        QTest::newRow("no queue") << QStringLiteral("e") << QStringLiteral("nobody") << QStringLiteral("prefix:");
    }
    void programsAndNamesThatMakeNoSenseAreRefused()
    {
        QFETCH(QString, exchange);
        QFETCH(QString, queue);
        QFETCH(QString, program);
        Bench b;
        b.makeBinding("other", "q", "prefix:");
        const ActionAnswer answer =
            b.act(action::Bind{exchange.toStdString(), queue.toStdString(), program.toStdString(), true, false});
        QVERIFY(!answer.status.ok());
        QVERIFY(!answer.status.error().text.empty());
    }

    void countersRatesAndDropsAreSeen()
    {
        Bench b;
        b.view.watch(true);
        b.makeBinding("e", "q", "prefix:");
        b.turn(200);
        for (int i = 0; i < 5; ++i) {
            const ActionAnswer sent = b.act(action::PublishToExchange{"e", "r", "body", {}});
            QVERIFY(sent.status.ok());
            QCOMPARE(sent.route.routed, 1u);
            QCOMPARE(sent.route.dropped, i < 3 ? 0u : 1u);
        }
        b.turn(200);
        const ExchangeView* e = b.exchange("e");
        QCOMPARE(e->messages, uint64_t{5});
        QCOMPARE(e->octets, uint64_t{20});
        QCOMPARE(e->dropped, uint64_t{2});
        QCOMPARE(e->publishedPerSecond, 5.0);
        QCOMPARE(e->bindings->front().invocations, uint64_t{5});
        const SharedQueueView& queue = b.view.snapshot()->sharedQueues->front();
        QCOMPARE(queue.dropped, uint64_t{2});
        QCOMPARE(queue.drops.size(), size_t{1});
        // The rate falls although nothing happens, and then all is quiet.
        for (int i = 0; i < 30 && b.view.nextDue(); ++i)
            b.turn(100);
        QCOMPARE(b.exchange("e")->publishedPerSecond, 0.0);
        QVERIFY(!b.view.nextDue());
        QVERIFY(b.act(action::PublishToExchange{"unknown", "r", "body", {}}).route.noExchange);
    }

    void aPublisherWaitsForABlockingQueueAndGoesOn()
    {
        Bench b;
        FqSettings settings;
        settings.isPublic = settings.permanent = settings.block = true;
        settings.backlog = 1;
        QVERIFY(b.act(action::CreateSharedQueue{"q", QueueKind::mem, settings}).status.ok());
        QVERIFY(b.act(action::Bind{"e", "q", "prefix:", true, false}).status.ok());
        QVERIFY(b.act(action::PublishToExchange{"e", "r", "1", {}}).status.ok());
        b.view.submit(9, action::PublishToExchange{"e", "r", "2", {}});
        for (int i = 0; i < 5; ++i)
            b.turn(50);
        QVERIFY(b.view.takeAnswers().empty());
        QCOMPARE(b.rig.receive(b.rig.broker->findQueue("q"), std::string(kFqChannel), 1).size(), size_t{1});
        b.exchanges.find("q")->roomMade();
        b.turn(50);
        const auto answers = b.view.takeAnswers();
        QCOMPARE(answers.size(), size_t{1});
        QCOMPARE(std::get<ActionAnswer>(answers[0]).route.routed, 1u);
    }

    void recordingAndPermanenceCanBeSwitched()
    {
        Bench b;
        b.view.watch(true);
        b.makeBinding("e", "q", "prefix:");
        QVERIFY(b.act(action::SetRecorded{"e", true}).status.ok());
        QVERIFY(b.act(action::SetPermanent{"q", false}).status.ok());
        b.turn(200);
        QVERIFY(b.exchange("e")->recorded);
        QVERIFY(!b.view.snapshot()->sharedQueues->front().permanent);
        QVERIFY(!b.act(action::SetRecorded{"nothing", true}).status.ok());
        QVERIFY(!b.act(action::SetPermanent{"nothing", true}).status.ok());
        QVERIFY(b.act(action::PublishToExchange{"e", "r.1", "body", {}}).status.ok());
        const QueuePtr recording = b.rig.broker->findQueue("exchange:e");
        QVERIFY(recording);
        QCOMPARE(b.rig.broker->head(*recording).value, uint64_t{2});
    }

    void upstreamsAreSeenAddedAndRemoved()
    {
        Bench b;
        b.view.watch(true);
        Upstream row;
        row.host = "10.0.0.7";
        row.exchange = "logging";
        row.program = "prefix:";
        const ActionAnswer added = b.act(action::AddUpstream{row});
        QVERIFY(added.status.ok());
        b.upstreams.infos.front().state = UpstreamState::waiting;
        b.upstreams.infos.front().error = "refused";
        b.turn(200);
        QCOMPARE(b.view.snapshot()->upstreams.size(), size_t{1});
        QCOMPARE(b.view.snapshot()->upstreams.front().problem, std::string("refused"));
        QVERIFY(!b.view.snapshot()->upstreams.front().connected);
        QVERIFY(b.act(action::RemoveUpstream{added.number}).status.ok());
        b.turn(200);
        QVERIFY(b.view.snapshot()->upstreams.empty());
        QVERIFY(!b.act(action::RemoveUpstream{added.number}).status.ok());
    }

    void whatDidNotChangeIsShared()
    {
        Bench b;
        b.view.watch(true);
        b.makeBinding("a", "q", "prefix:");
        b.makeBinding("b", "p", "prefix:");
        b.clients.push_back({});
        for (int i = 0; i < 3; ++i)
            b.turn(200);
        const auto before = b.view.snapshot();
        QVERIFY(b.act(action::PublishToExchange{"b", "r", "body", {}}).status.ok());
        b.turn(200);
        const auto now = b.view.snapshot();
        QVERIFY(now->version > before->version);
        QCOMPARE(now->exchanges[0], before->exchanges[0]);
        QVERIFY(now->exchanges[1] != before->exchanges[1]);
        QCOMPARE(now->sharedQueues, before->sharedQueues);
        QCOMPARE(now->fqClients, before->fqClients);
    }

    void nothingIsLookedAtWhileNobodyWatches()
    {
        Bench b;
        b.makeBinding("a", "q", "prefix:");
        for (int i = 0; i < 5; ++i)
            b.turn(200);
        QCOMPARE(b.clientsAsked, size_t{0});
        QCOMPARE(b.view.version(), uint64_t{0});
    }

    // Reading ten thousand bindings costs milliseconds, so that it must not happen at every look.
    void manyBindingsAreReadOnceASecond()
    {
        Bench b;
        FqSettings settings;
        settings.isPublic = settings.permanent = true;
        settings.backlog = 1'000'000;
        const auto queue = b.exchanges.create("q", QueueKind::mem, settings);
        QVERIFY(queue.ok());
        for (int i = 0; i < 10'000; ++i) {
            const auto program = Program::parse("prefix:\"route." + std::to_string(i) + ".\"");
            QVERIFY(b.exchanges.bind("e", queue.value(), *program, Exchanges::Keep::unchanged, false).ok());
        }
        b.view.watch(true);
        b.turn(200);
        QCOMPARE(b.exchange("e")->bindings->size(), size_t{10'000});
        size_t read = 0;
        auto last = b.exchange("e")->bindings;
        for (int i = 0; i < 50; ++i) { // five seconds
            QVERIFY(b.act(action::PublishToExchange{"e", "route.7.x", "body", {}}).status.ok());
            b.turn(100);
            QCOMPARE(b.exchange("e")->messages, static_cast<uint64_t>(i + 1));
            if (b.exchange("e")->bindings != last)
                ++read;
            last = b.exchange("e")->bindings;
        }
        QVERIFY2(read >= 4 && read <= 6, std::to_string(read).c_str());
        for (int i = 0; i < 30 && b.view.nextDue(); ++i)
            b.turn(100);
        QCOMPARE(b.exchange("e")->bindings->at(7).invocations, uint64_t{50}); // none is left out in the end
        QVERIFY(!b.view.nextDue());
    }
};

QTEST_APPLESS_MAIN(ExchangeWatchTest)
#include "exchange_watch_test.moc"
