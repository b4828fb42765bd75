// GET /stats.json: fq's members, in fq's order, with fq's types; names that fq would write broken are escaped.
#include "tests/http/fq/fq_rig.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

std::string versionMember(const std::string& document)
{
    return nlohmann::ordered_json::parse(document).at("version").get<std::string>();
}

// Behind the version, which changes.
QByteArray behindVersion(const std::string& document)
{
    const QByteArray all = timeless(document);
    return all.mid(all.indexOf(",\"exchanges\""));
}

constexpr std::string_view kNothing =
    R"(,"exchanges":{"_aggregate":{"no_exchange":0,"messages":0,"octets":0,"no_route":0,"routed":0,"dropped":0,)"
    R"("size_dropped":0}},"queues":{}})";

} // namespace

class StatsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewBrokerHasOnlyTheTotals()
    {
        FqRig rig;
        HttpClient client(rig.port());
        const HttpReply reply = client.ask("GET", "/stats.json");
        QCOMPARE(reply.status, 200);
        QCOMPARE(bytes(reply.header("content-type")), bytes("application/json"));
        QCOMPARE(bytes(reply.header("content-length")), QByteArray::number(reply.body.size()));
        QVERIFY(versionMember(reply.body).starts_with("Tapedeck "));
        QCOMPARE(behindVersion(reply.body), bytes(kNothing));
    }

    void exchangesAndQueuesAreShownAsFqShowsThem()
    {
        FqRig rig;
        FqSettings settings;
        settings.isPublic = true;
        settings.backlog = 1000;
        const SharedQueuePtr orders = rig.makeQueue("orders", settings);
        FqSettings keeping;
        keeping.block = true;
        keeping.backlog = UINT32_MAX;
        const SharedQueuePtr audit = rig.makeQueue("audit", keeping, QueueKind::disk);
        rig.bind("shop", orders, "prefix:\"order.\" payload_contains(\"EU\")");
        rig.bind("aside", audit, "exact:log");
        HttpClient client(rig.port());
        client.ask("POST", "/submit", "to the EU", "X-Fq-Route: order.new\r\nX-Fq-Exchange: shop\r\n");
        client.ask("POST", "/submit", "to the US", "X-Fq-Route: order.new\r\nX-Fq-Exchange: shop\r\n");
        client.ask("POST", "/submit", "lost", "X-Fq-Route: order.new\r\nX-Fq-Exchange: nowhere\r\n");
        const QByteArray expected = bytes(
            R"(,"exchanges":{)"
            R"("shop":{"messages":2,"octets":18,"no_route":1,"routed":1,"dropped":0,"routes":{)"
            R"("1":{"route_id":1,"prefix":"order.","queue":"orders","permanent":false,"invocations":2,"avg_ns":0,)"
            "\"program\":\"prefix:\\\"order.\\\" payload_contains(\\\"EU\\\")\"}}},"
            R"("aside":{"messages":0,"octets":0,"no_route":0,"routed":0,"dropped":0,"routes":{)"
            R"("2":{"route_id":2,"prefix":"log","queue":"audit","permanent":false,"invocations":0,"avg_ns":0,)"
            R"("program":"exact:log"}}},)"
            R"("_aggregate":{"no_exchange":1,"messages":3,"octets":22,"no_route":2,"routed":1,"dropped":0,)"
            R"("size_dropped":0}},"queues":{)"
            R"("audit":{"private":true,"type":"disk","policy":"block","backlog_limit":-1,"backlog":0,"dropped_to":0,)"
            R"("refcnt":0,"clients":[]},)"
            R"("orders":{"private":false,"type":"mem","policy":"drop","backlog_limit":1000,"backlog":1,)"
            R"("dropped_to":0,"refcnt":0,"clients":[]}}})");
        QCOMPARE(behindVersion(client.ask("GET", "/stats.json").body), expected);
        HttpClient other(rig.server.port());
        QCOMPARE(behindVersion(other.ask("GET", "/fq/stats.json?t=1").body), expected);
    }

    void everyValueOfAClientIsAText()
    {
        FqRig rig;
        FqWireClient alice(rig.port());
        QCOMPARE(alice.auth("alice", "orders", "mem:public,backlog=7"), std::string());
        const std::string where = "{\"user\":\"alice\",\"remote_addr\":\"127.0.0.1\",\"remote_port\":\""
            + std::to_string(alice.command().localPort()) + "\"";
        HttpClient client(rig.port());
        const QByteArray commandOnly = behindVersion(client.ask("GET", "/stats.json").body);
        const QByteArray end =
            bytes(R"("backlog_limit":7,"backlog":0,"dropped_to":0,"refcnt":1,"clients":[)" + where + "}]}}}");
        QVERIFY2(commandOnly.endsWith(end), commandOnly);

        QVERIFY(alice.attach());
        QVERIFY(alice.bind("shop", "prefix:").has_value());
        QVERIFY(alice.publish("shop", "order.new", "seven b"));
        QVERIFY(alice.receive().has_value());
        const auto withData = [&] { return behindVersion(client.ask("GET", "/stats.json").body); };
        const QByteArray expected = bytes(where
            + R"(,"mode":"client","no_exchange":"0","no_route":"0","routed":"1","dropped":"0","size_dropped":"0",)"
              R"("msgs_in":"1","msgs_out":"1",)");
        QTRY_VERIFY2(withData().contains(expected), withData());
        const auto document = nlohmann::json::parse(client.ask("GET", "/stats.json").body);
        const auto& shown = document["queues"]["orders"]["clients"][0];
        QCOMPARE(shown.size(), size_t{13});
        for (const auto& [name, value] : shown.items())
            QVERIFY2(value.is_string(), name.c_str());
        // exchange, route, id, length and payload
        QCOMPARE(shown["octets_in"].get<std::string>(), std::to_string(1 + 4 + 1 + 9 + 16 + 4 + 7));
    }

    void namesAreEscaped()
    {
        FqRig rig;
        const SharedQueuePtr queue = rig.makeQueue("a\"b\\c\n\xff");
        rig.bind("x\"\xc3\xa4\x80", queue, "prefix:\"r\\\"\\\\\"");
        HttpClient client(rig.port());
        const std::string body = client.ask("GET", "/stats.json").body;
        const auto document = nlohmann::json::parse(body, nullptr, false);
        QVERIFY2(!document.is_discarded(), body.c_str());
        const auto& exchange = document["exchanges"]["x\"\xc3\xa4\xef\xbf\xbd"];
        QCOMPARE(exchange["routes"]["1"]["queue"].get<std::string>(), std::string("a\"b\\c\n\xef\xbf\xbd"));
        QCOMPARE(exchange["routes"]["1"]["prefix"].get<std::string>(), std::string("r\"\\"));
        QVERIFY(document["queues"].contains("a\"b\\c\n\xef\xbf\xbd"));
    }

    void theTotalsAreTheLastOfTheirName()
    {
        FqRig rig;
        const SharedQueuePtr queue = rig.makeQueue("q");
        rig.bind("_aggregate", queue, "prefix:");
        rig.bind("", queue, "prefix:");
        HttpClient client(rig.port());
        const auto document = nlohmann::json::parse(client.ask("GET", "/stats.json").body);
        QVERIFY(document["exchanges"]["_aggregate"].contains("no_exchange"));
        QVERIFY(document["exchanges"].contains(""));
    }

    void headHasTheLengthOnly()
    {
        FqRig rig;
        HttpClient client(rig.port());
        const HttpReply head = client.ask("HEAD", "/stats.json");
        QCOMPARE(head.status, 200);
        QVERIFY(head.body.empty());
        const HttpReply whole = client.ask("POST", "/stats.json"); // the method does not matter
        QCOMPARE(whole.status, 200);
        QCOMPARE(head.header("content-length"), std::to_string(whole.body.size()));
    }

    void pagesOfOthersCannotRead()
    {
        FqRig rig;
        HttpClient client(rig.port());
        QCOMPARE(client.ask("GET", "/stats.json", {}, "Origin: http://elsewhere.test\r\n").status, 403);
    }
};

QTEST_APPLESS_MAIN(StatsTest)
#include "stats_test.moc"
