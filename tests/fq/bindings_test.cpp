// Bindings, exchanges and what is kept of them over a restart, over real sockets.
#include "tests/fq/fq_broker.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;
using namespace std::string_literals;

namespace {

constexpr uint32_t kRefused = FqWireClient::kRefused;
constexpr unsigned kTransient = 0x0100;
constexpr unsigned kPermanent = 0x0110;

struct BindingSeen {
    std::string exchange, queue, program;
    bool permanent = false;
    bool operator==(const BindingSeen&) const = default;
};

std::vector<BindingSeen> bindingsOf(FqBroker& broker)
{
    return broker.ask([&] {
        std::vector<BindingSeen> all;
        for (const ExchangeInfo& exchange : broker.exchanges().list()) {
            for (const BindingInfo& binding : exchange.bindings)
                all.push_back({exchange.name, binding.queue, binding.program.text(), binding.permanent});
        }
        return all;
    });
}

// A broker on a tape that the next one takes over.
FqBroker::Options on(const TemporaryDirectory& directory)
{
    FqBroker::Options options;
    options.tape = directory.path() + "/kept.tape";
    return options;
}

} // namespace

class BindingsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aProgramThatIsWrongIsRefusedAndNothingElseHappens_data();
    void aProgramThatIsWrongIsRefusedAndNothingElseHappens();
    void theSameProgramOfTheSameQueueIsTheSameBinding();
    void aQueueGetsOneCopyHoweverManyBindingsMatch();
    void unbindNeedsTheExchangeTheIdAndTheOwnQueue();
    void anUnbindIsInForceWhenItsAnswerComes();
    void bindingMakesAnExchangeAndPublishingDoesNot();
    void exchangesMayHaveAnyName_data();
    void exchangesMayHaveAnyName();
    void patternsChooseTheirRoutes_data();
    void patternsChooseTheirRoutes();
    void permanenceOfABindingIsTwoBits_data();
    void permanenceOfABindingIsTwoBits();
    void whatIsPermanentComesBackAndTheRestDoesNot();
    void anUnboundPermanentBindingComesBack();
    void aBindingThatIsMadeTransientIsForgotten();
    void aQueueThatIsMadeTransientTakesItsPermanentBindingsWithIt();
    void aPermanentBindingOfATransientQueueIsNotKept();
    void aPermanentQueueStaysPermanentForWhoDoesNotSayIt();
    void idsBeginAnewAfterARestart();
    void queuesOnDiskKeepTheirMessages();
};

void BindingsTest::aProgramThatIsWrongIsRefusedAndNothingElseHappens_data()
{
    QTest::addColumn<QByteArray>("program");
    for (const char* program : {"", "x", "Prefix:a", " prefix:a", "prefix: \"foo\"", "prefix:\"foo", "prefix:a b()",
             "prefix:a substr_eq(\"x\")", "prefix:a true(", "prefix:a true() true()", "prefix:a route_contains()",
             "prefix:a sample(\"x\")", "prefix:a route_contains('x')", "prefix:a (true() & true())"})
        QTest::newRow(qPrintable(QString("'%1'").arg(program))) << QByteArray(program);
    QTest::newRow("as long as a field can be") << QByteArray(65'535, 'p');
}

void BindingsTest::aProgramThatIsWrongIsRefusedAndNothingElseHappens()
{
    QFETCH(QByteArray, program);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.command().send(fqwire::bind("e", program.toStdString(), kPermanent)));
    if (program.size() == 65'535) { // not even such a field is one: the stream cannot be trusted any more
        QVERIFY(client.command().closedByServer());
    } else {
        QCOMPARE(client.command().bytes(6), "\xb1\x71\xff\xff\xff\xff"s);
        QCOMPARE(client.bind("other", "prefix:").value_or(kRefused), 1u);
    }
    QVERIFY(!broker.ask([&] { return broker.exchanges().has("e"); }));
}

void BindingsTest::theSameProgramOfTheSameQueueIsTheSameBinding()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    FqWireClient mate = join(broker, "v", "q");
    FqWireClient other = join(broker, "w", "r");
    QCOMPARE(client.bind("e", "prefix:dd").value_or(0), 1u);
    QCOMPARE(client.bind("e", "prefix:dd").value_or(0), 1u);
    QCOMPARE(mate.bind("e", "prefix:dd", 1).value_or(0), 1u); // the bit of a peer makes no other binding
    QCOMPARE(client.bind("e", "prefix:dd ").value_or(0), 2u); // compared byte by byte
    QCOMPARE(other.bind("e", "prefix:dd").value_or(0), 3u);
    QCOMPARE(client.bind("f", "prefix:dd").value_or(0), 4u);
    QCOMPARE(bindingsOf(broker).size(), size_t{4});
}

void BindingsTest::aQueueGetsOneCopyHoweverManyBindingsMatch()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    for (const char* program : {"prefix:", "prefix:a", "exact:ab", "prefix:\"a\" true()", "prefix:\"\" sample(1)"})
        QVERIFY(client.bind("e", program).value_or(kRefused) != kRefused);
    QVERIFY(client.publish("e", "ab", "once"));
    QVERIFY(client.publish("e", "ab", "end"));
    QCOMPARE(client.receive().value_or(FqFrame{}).payload, "once"s);
    QCOMPARE(client.receive().value_or(FqFrame{}).payload, "end"s);
    QCOMPARE(client.statusField("routed").value_or(0), 2u);
}

void BindingsTest::unbindNeedsTheExchangeTheIdAndTheOwnQueue()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    FqWireClient mate = join(broker, "v", "q");
    FqWireClient stranger = join(broker, "w", "r");
    const uint32_t id = client.bind("e", "prefix:").value_or(kRefused);
    QVERIFY(client.bind("f", "prefix:"));
    QCOMPARE(client.unbind(id, "f").value_or(0), kRefused);
    QCOMPARE(client.unbind(id, "nobody").value_or(0), kRefused);
    QCOMPARE(client.unbind(id + 7, "e").value_or(0), kRefused);
    QCOMPARE(stranger.unbind(id, "e").value_or(0), kRefused);
    QCOMPARE(mate.unbind(id, "e").value_or(0), id); // any client of the queue may
    QCOMPARE(client.unbind(id, "e").value_or(0), kRefused);
    QVERIFY(client.status());
}

void BindingsTest::anUnbindIsInForceWhenItsAnswerComes()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    FqWireClient publisher = join(broker, "p", "pq");
    for (uint64_t i = 0; i < 50; ++i) {
        const uint32_t id = client.bind("e", "prefix:").value_or(kRefused);
        QVERIFY(publisher.publish("e", "r", "bound"));
        QVERIFY(client.receive());
        QCOMPARE(client.unbind(id, "e").value_or(0), id);
        QVERIFY(publisher.publish("e", "r", "unbound"));
        QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 2 * (i + 1); }));
    }
    QCOMPARE(broker.counters("e").noRoute, uint64_t{50});
    QVERIFY(client.data().silent(std::chrono::milliseconds(0)));
}

void BindingsTest::bindingMakesAnExchangeAndPublishingDoesNot()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    const auto has = [&] { return broker.ask([&] { return broker.exchanges().has("e"); }); };
    QVERIFY(client.publish("e", "r", "too early"));
    QVERIFY(broker.until([&] { return broker.exchanges().noExchange() == 1; }));
    QVERIFY(!has());
    QCOMPARE(client.bind("e", "rubbish").value_or(0), kRefused);
    QVERIFY(!has());
    const uint32_t id = client.bind("e", "prefix:").value_or(kRefused);
    QVERIFY(has());
    QCOMPARE(client.unbind(id, "e").value_or(0), id);
    QVERIFY(has());
    QVERIFY(client.publish("e", "r", "too late"));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().noRoute == 2; }));
    QCOMPARE(client.statusField("no_exchange").value_or(0), 1u);
}

void BindingsTest::exchangesMayHaveAnyName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("that of the sum in the statistics") << QByteArray("_aggregate");
    QTest::newRow("quotes") << QByteArray("a\"b\\");
    QTest::newRow("no UTF-8") << QByteArray("\xff\xfe\x80\x00\xc3", 5);
    QTest::newRow("of the greatest length") << QByteArray(127, 'e');
}

void BindingsTest::exchangesMayHaveAnyName()
{
    QFETCH(QByteArray, name);
    FqBroker::Options options;
    options.record = true; // in a queue with a name made of it
    FqBroker broker(options);
    FqWireClient client = join(broker, "u", "q");
    QCOMPARE(client.bind(name.toStdString(), "prefix:").value_or(0), 1u);
    QVERIFY(client.publish(name.toStdString(), "", ""));
    const auto frame = client.receive();
    QVERIFY(frame);
    QCOMPARE(frame->exchange, name.toStdString());
    QVERIFY(frame->route.empty() && frame->payload.empty());
    const std::string recording = std::string(kRecordingPrefix) + name.toStdString();
    QVERIFY(broker.hasQueue(recording));
    HttpClient http(broker.port());
    QCOMPARE(http.ask("GET", "/stats.json").status, 200);
}

void BindingsTest::patternsChooseTheirRoutes_data()
{
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QByteArray>("route");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* program, const char* route, bool matches) {
        QTest::newRow(qPrintable(QString("%1 and '%2'").arg(program).arg(route)))
            << QByteArray(program) << QByteArray(route) << matches;
    };
    row("prefix:", "", true);
    row("prefix:", "anything", true);
    row("exact:", "", true);
    row("exact:", "a", false);
    row("prefix:ab", "a", false);
    row("prefix:ab", "ab", true);
    row("prefix:ab", "abc", true);
    row("prefix:ab", "Abc", false);
    row("exact:ab", "ab", true);
    row("exact:ab", "abc", false);
    row("prefix:a\tb", "a\tbc", true); // only a blank ends a pattern without quotes
    row("prefix: payload_prefix(\"pay\")", "x", true);
    row("prefix: payload_prefix(\"payload and more\")", "x", false);
    row("prefix:\"x\"payload_contains(\"load\")", "xy", true);
    row("prefix:x (payload_contains(\"load\") && route_contains(\"z\"))", "xyz", true);
    row("prefix:x (payload_contains(\"load\") && route_contains(\"z\"))", "xy", false);
    row("prefix:x sample(0)", "x", false);
    row("prefix:x (true())", "x", true);
}

void BindingsTest::patternsChooseTheirRoutes()
{
    QFETCH(QByteArray, program);
    QFETCH(QByteArray, route);
    QFETCH(bool, matches);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", program.toStdString()).value_or(kRefused) != kRefused);
    QVERIFY(client.publish("e", route.toStdString(), "payload"));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 1; }));
    QCOMPARE(client.statusField("routed").value_or(9), matches ? 1u : 0u);
    QCOMPARE(client.statusField("no_route").value_or(9), matches ? 0u : 1u);
    if (matches)
        QVERIFY(client.receive());
    QVERIFY(client.publish("e", route.toStdString(), "")); // an empty payload hurts no rule
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 2; }));
}

void BindingsTest::permanenceOfABindingIsTwoBits_data()
{
    QTest::addColumn<uint>("first");
    QTest::addColumn<uint>("second");
    QTest::addColumn<bool>("permanent");
    QTest::newRow("nothing said") << 0u << 0u << false;
    QTest::newRow("both bits") << kPermanent << 0u << true;
    QTest::newRow("one bit alone says nothing") << 0x0010u << 0x0010u << false;
    QTest::newRow("and takes nothing back") << kPermanent << 0x0010u << true;
    QTest::newRow("the other one alone does") << kPermanent << kTransient << false;
    QTest::newRow("and can be made up for") << kTransient << kPermanent << true;
    QTest::newRow("of a peer") << 0x0111u << 0x0001u << true;
}

void BindingsTest::permanenceOfABindingIsTwoBits()
{
    QFETCH(uint, first);
    QFETCH(uint, second);
    QFETCH(bool, permanent);
    const TemporaryDirectory directory;
    {
        FqBroker broker(on(directory));
        FqWireClient client = join(broker, "u", "q", "disk:public,permanent");
        QCOMPARE(client.bind("e", "prefix:", first).value_or(0), 1u);
        QCOMPARE(client.bind("e", "prefix:", second).value_or(0), 1u);
        QCOMPARE(bindingsOf(broker).at(0).permanent, permanent);
    }
    FqBroker broker(on(directory));
    QVERIFY(broker.hasQueue("q"));
    QCOMPARE(bindingsOf(broker).size(), size_t{permanent});
}

void BindingsTest::whatIsPermanentComesBackAndTheRestDoesNot()
{
    const TemporaryDirectory directory;
    {
        FqBroker broker(on(directory));
        FqWireClient disk = join(broker, "u", "disk queue", "disk:public,permanent,block,backlog=-1");
        QVERIFY(disk.bind("e", "prefix:kept", kPermanent));
        QVERIFY(disk.bind("e", "prefix:lost"));
        FqWireClient mem = join(broker, "u", "mem queue", "mem:private,permanent,backlog=7");
        QVERIFY(mem.bind("f", "exact:kept", kPermanent));
        FqWireClient gone = join(broker, "u", "transient queue", "disk:public");
        QVERIFY(gone.bind("e", "prefix:gone", kPermanent));
    }
    for (int restart = 0; restart < 2; ++restart) {
        FqBroker broker(on(directory));
        QVERIFY(broker.hasQueue("disk queue") && broker.hasQueue("mem queue"));
        QVERIFY(!broker.hasQueue("transient queue"));
        std::vector<BindingSeen> all = bindingsOf(broker);
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.exchange < b.exchange; });
        QVERIFY(all
            == (std::vector<BindingSeen>{
                {"e", "disk queue", "prefix:kept", true}, {"f", "mem queue", "exact:kept", true}}));
        // With what was said of them.
        FqWireClient wrong(broker.port());
        QCOMPARE(wrong.auth("u", "disk queue", "disk:public"), "request drop, queue is block"s);
        FqWireClient right = join(broker, "u", "disk queue", "disk:public,block");
        QVERIFY(right.publish("e", "kept.x", "after the restart"));
        QVERIFY(right.receive());
        QCOMPARE(broker.ask([&] { return broker.exchanges().find("mem queue")->settings().backlog; }), 7u);
    }
}

void BindingsTest::anUnboundPermanentBindingComesBack()
{
    const TemporaryDirectory directory;
    {
        FqBroker broker(on(directory));
        FqWireClient client = join(broker, "u", "q", "mem:public,permanent");
        const uint32_t id = client.bind("e", "prefix:", kPermanent).value_or(kRefused);
        QCOMPARE(client.unbind(id, "e").value_or(0), id);
        QVERIFY(bindingsOf(broker).empty());
    }
    FqBroker broker(on(directory));
    QCOMPARE(bindingsOf(broker).size(), size_t{1});
}

void BindingsTest::aBindingThatIsMadeTransientIsForgotten()
{
    const TemporaryDirectory directory;
    {
        FqBroker broker(on(directory));
        FqWireClient client = join(broker, "u", "q", "mem:public,permanent");
        const uint32_t id = client.bind("e", "prefix:", kPermanent).value_or(kRefused);
        QCOMPARE(client.bind("e", "prefix:", kTransient).value_or(0), id);
        QCOMPARE(client.unbind(id, "e").value_or(0), id);
    }
    FqBroker broker(on(directory));
    QVERIFY(broker.hasQueue("q"));
    QVERIFY(bindingsOf(broker).empty());
}

// That is how fq's people delete a queue.
void BindingsTest::aQueueThatIsMadeTransientTakesItsPermanentBindingsWithIt()
{
    const TemporaryDirectory directory;
    {
        FqBroker broker(on(directory));
        FqWireClient client = join(broker, "u", "q", "disk:public,permanent");
        QVERIFY(client.bind("e", "prefix:", kPermanent));
        FqWireClient deleter = join(broker, "u", "q", "disk:public,transient");
        client.command().close();
        QVERIFY(broker.until([&] { return broker.exchanges().find("q")->members() == 1; }));
        QVERIFY(broker.hasQueue("q")); // as long as somebody is there
        deleter.command().close();
        QVERIFY(broker.until([&] { return !broker.broker().findQueue("q"); }));
    }
    FqBroker broker(on(directory));
    QVERIFY(!broker.hasQueue("q"));
    QVERIFY(bindingsOf(broker).empty());
    FqWireClient client = join(broker, "u", "q", "disk:public,permanent");
    QVERIFY(client.command().open());
    QVERIFY(bindingsOf(broker).empty());
}

void BindingsTest::aPermanentBindingOfATransientQueueIsNotKept()
{
    const TemporaryDirectory directory;
    {
        FqBroker broker(on(directory));
        FqWireClient client = join(broker, "u", "q");
        QVERIFY(client.bind("e", "prefix:", kPermanent));
        QVERIFY(bindingsOf(broker).at(0).permanent);
    }
    FqBroker broker(on(directory));
    QVERIFY(!broker.hasQueue("q"));
    QVERIFY(bindingsOf(broker).empty());
}

void BindingsTest::aPermanentQueueStaysPermanentForWhoDoesNotSayIt()
{
    const TemporaryDirectory directory;
    {
        FqBroker broker(on(directory));
        FqWireClient client = join(broker, "u", "q", "mem:public,permanent");
        QVERIFY(client.bind("e", "prefix:", kPermanent));
    }
    FqBroker broker(on(directory));
    for (int i = 0; i < 3; ++i) {
        FqWireClient client = join(broker, "u", "q", "mem:public");
        QVERIFY(client.publish("e", "r", "x"));
        QVERIFY(client.receive());
        client.command().close();
        QVERIFY(broker.until([&] { return broker.exchanges().find("q")->members() == 0; }));
    }
    QCOMPARE(bindingsOf(broker).size(), size_t{1});
    FqWireClient publisher = join(broker, "p", "pq");
    for (int i = 0; i < 3; ++i)
        QVERIFY(publisher.publish("e", "r", "collected"));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 6; }));
    QCOMPARE(broker.backlog("q"), uint64_t{3});
}

void BindingsTest::idsBeginAnewAfterARestart()
{
    const TemporaryDirectory directory;
    for (int run = 0; run < 2; ++run) {
        FqBroker broker(on(directory));
        FqWireClient client = join(broker, "u", "q");
        QCOMPARE(client.bind("e", "prefix:a").value_or(0), 1u);
        QCOMPARE(client.bind("e", "prefix:b").value_or(0), 2u);
        QCOMPARE(client.unbind(2, "e").value_or(0), 2u);
        QCOMPARE(client.bind("e", "prefix:b").value_or(0), 3u); // none comes twice in a run
    }
}

// And a memory queue does not.
void BindingsTest::queuesOnDiskKeepTheirMessages()
{
    const TemporaryDirectory directory;
    const std::string name(127, '\xfe');
    {
        FqBroker broker(on(directory));
        FqWireClient disk(broker.port());
        QCOMPARE(disk.auth("u", name, "disk:public,permanent"), ""s);
        FqWireClient mem(broker.port());
        QCOMPARE(mem.auth("u", "mem", "mem:public,permanent"), ""s);
        QVERIFY(disk.bind("e", "prefix:", kPermanent) && mem.bind("e", "prefix:", kPermanent));
        FqWireClient publisher = join(broker, "p", "pq");
        for (int i = 0; i < 100; ++i)
            QVERIFY(publisher.publish("e", "r", std::to_string(i)));
        QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 100; }));
    }
    FqBroker broker(on(directory));
    QCOMPARE(broker.backlog("mem"), uint64_t{0});
    QCOMPARE(broker.backlog(name), uint64_t{100});
    FqWireClient client = join(broker, "u", name, "disk:public");
    for (int i = 0; i < 100; ++i) {
        const auto frame = client.receive();
        QVERIFY(frame);
        QCOMPARE(frame->payload, std::to_string(i));
        QCOMPARE(frame->exchange, "e"s);
        QCOMPARE(frame->sender, "p"s);
    }
    QVERIFY(broker.until([&] { return broker.broker().owed(*broker.broker().findQueue(name), kFqChannel) == 0; }));
}

QTEST_APPLESS_MAIN(BindingsTest)
#include "bindings_test.moc"
