// Policy, statistics and flow control: the exact bytes.
#include "tests/http/restmq/rest_rig.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tapedeck;
using namespace tapedeck::restmq;

namespace {

constexpr auto kHtmlType = "text/html; charset=UTF-8";
const std::string kStore = "\"redis\": \"<Tapedeck, no Redis: an ephemeral tape>\"";

void compare(const HttpReply& reply, const std::string& body, const std::string& type)
{
    QCOMPARE(reply.status, 200);
    QCOMPARE(QByteArray::fromStdString(reply.body), QByteArray::fromStdString(body));
    QCOMPARE(reply.header("content-type"), type);
}

} // namespace

class StateTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void policyIsSetAndShown();
    void statsOfAllAndOfOne();
    void controlStopsAndStarts();
    void controlListsTheRealQueues();
    void settingsSurviveARestart();
    void listsHoldAnyName();
    void lengthCountsWhatCanBePopped();
};

void StateTest::policyIsSetAndShown()
{
    RestRig rig;
    compare(rig.get("/p/test"), "{\"queue\": \"test\", \"value\": \"unknown\"}\r\n", kHtmlType);
    compare(rig.post("/p/test", "policy=roundrobin"), "OK\r\n", kHtmlType);
    compare(rig.get("/p/test"), "{\"queue\": \"test\", \"value\": \"roundrobin\"}\r\n", kHtmlType);
    compare(rig.post("/p/test", "policy=broadcast"), "OK\r\n", kHtmlType);
    compare(rig.get("/p/test?callback=cb"), "cb({\"queue\": \"test\", \"value\": \"broadcast\"});\r\n", kHtmlType);
    compare(rig.post("/p/test", "policy=random"), "null\r\n", kHtmlType);
    QCOMPARE(rig.post("/p/test", "").status, 400);
    QCOMPARE(rig.post("/p/", "policy=broadcast").status, 400);
}

void StateTest::statsOfAllAndOfOne()
{
    RestRig rig;
    const std::string json = "application/json";
    compare(rig.get("/stats/"), "{\"count\": 0, \"queues\": {}, " + kStore + "}", json);
    for (int i = 0; i < 3; ++i)
        rig.post("/q/test", "value=x");
    const std::string one = "{\"test\": {\"status\": 1, \"policy\": \"\", \"name\": \"test\", \"len\": 3}}";
    compare(rig.get("/stats/"), "{\"count\": 1, \"queues\": " + one + ", " + kStore + "}", json);
    compare(rig.get("/stats"), "{\"count\": 1, \"queues\": " + one + ", " + kStore + "}", json);
    compare(rig.get("/stats/?callback=?"), "?({\"count\": 1, \"queues\": " + one + ", " + kStore + "})", json);
    compare(rig.get("/stats/test"), "{\"queue\": \"test\", " + kStore + ", \"len\": 3}", json);
    compare(rig.get("/stats/unknown"), "{\"queue\": \"unknown\", " + kStore + ", \"len\": 0}", json);
    compare(rig.get("/stats/test?callback=f"), "f({\"queue\": \"test\", " + kStore + ", \"len\": 3})", json);
    rig.post("/control/test", "status=stop");
    rig.post("/p/test", "policy=roundrobin");
    compare(rig.get("/stats/"),
        "{\"count\": 1, \"queues\": {\"test\": {\"status\": \"\", \"policy\": 2, \"name\": \"test\", \"len\": 3}}, "
            + kStore + "}",
        json);
    rig.post("/p/test", "policy=broadcast");
    QVERIFY(rig.get("/stats/").body.find("\"policy\": 1,") != std::string::npos);
}

void StateTest::controlStopsAndStarts()
{
    RestRig rig;
    const std::string json = "application/json";
    const auto shown = [](const std::string& status) {
        return "{\"queue\": \"test\", \"status\": {\"queue\": \"test\", \"status\": " + status + "}, " + kStore
            + "}\r\n";
    };
    compare(rig.get("/control/test"), shown("null"), json);
    rig.post("/q/test", "value=x");
    compare(rig.get("/control/test"), shown("1"), json);
    compare(
        rig.post("/control/test", "status=stop"), "{\"stat\": {\"queue\": \"test\", \"status\": 0}}\r\n", kHtmlType);
    compare(rig.get("/control/test"), shown("0"), json);
    compare(
        rig.post("/control/test", "status=start"), "{\"stat\": {\"queue\": \"test\", \"status\": 1}}\r\n", kHtmlType);
    compare(rig.get("/control/test"), shown("1"), json);
    compare(rig.post("/control/test", "status=bogus"), "{\"stat\": \"invalid status: bogus\"}\r\n", kHtmlType);
    compare(rig.post("/control/test", ""), "{\"stat\": \"invalid status: None\"}\r\n", kHtmlType);
    compare(rig.post("/control/test?callback=?", "status=stop"),
        "?({\"stat\": {\"queue\": \"test\", \"status\": 0}})\r\n", kHtmlType);
    QCOMPARE(rig.post("/control/", "status=stop").status, 400);
}

void StateTest::controlListsTheRealQueues()
{
    RestRig rig;
    rig.post("/q/a", "value=x");
    rig.post("/q/queues", "value=x");
    rig.post("/control/queues", "status=stop");
    rig.post("/control/neverused", "status=stop");
    const std::string expected = "{\"count\": 2, \"queues\": {\"a\": {\"queue\": \"a\", \"status\": 1}, "
                                 "\"queues\": {\"queue\": \"queues\", \"status\": 0}}, "
        + kStore + "}\r\n";
    compare(rig.get("/control/"), expected, "application/json");
    compare(rig.get("/control"), expected, "application/json");
    // A stop before the first message is remembered.
    rig.post("/q/neverused", "value=x");
    QVERIFY(rig.get("/control/neverused").body.find("\"status\": 0}") != std::string::npos);
}

void StateTest::settingsSurviveARestart()
{
    const QTemporaryDir directory;
    const std::string tape = directory.filePath("kept.tape").toStdString();
    {
        RestRig rig({}, SyncMode::full, tape);
        rig.post("/p/test", "policy=roundrobin");
        rig.post("/control/test", "status=stop");
        rig.post("/q/test", "value=1");
        rig.post("/q/test", "value=2");
        rig.post("/q/test", "value=gone&ttl=10");
        rig.get("/q/test");
    }
    RestRig rig({}, SyncMode::full, tape);
    QCOMPARE(rig.get("/p/test").body, std::string("{\"queue\": \"test\", \"value\": \"roundrobin\"}\r\n"));
    QVERIFY(rig.get("/control/test").body.find("\"status\": 0}") != std::string::npos);
    QVERIFY(
        rig.get("/stats/test").body.find("\"redis\": \"<Tapedeck, no Redis: tape kept.tape>\"") != std::string::npos);
    QCOMPARE(rig.get("/q/test").body, std::string("{\"count\": 0, \"key\": \"test:2\", \"value\": \"2\"}\r\n"));
    rig.step(Duration::seconds(11));
    QCOMPARE(rig.get("/q/test").status, 204);
    QCOMPARE(rig.post("/q/test", "value=4").body, std::string("test:4\r\n"));
}

void StateTest::listsHoldAnyName()
{
    RestRig rig;
    for (const char* name : {"123", "%C3%BC", "a%2Fb", "a:b", "a%20b"})
        QCOMPARE(rig.post("/q/" + std::string(name), "value=x").status, 200);
    const std::string body = rig.get("/stats/").body;
    QVERIFY(body.starts_with("{\"count\": 5, "));
    for (const char* part : {"\"123\": {", "\"\\u00fc\": {", "\"a/b\": {", "\"a:b\": {", "\"a b\": {"})
        QVERIFY2(body.find(part) != std::string::npos, part);
    QCOMPARE(rig.get("/control/").status, 200);
}

void StateTest::lengthCountsWhatCanBePopped()
{
    RestRig rig;
    const auto length = [&] {
        const std::string body = rig.get("/stats/test").body;
        return body.substr(body.rfind(' ') + 1);
    };
    for (int i = 0; i < 5; ++i)
        rig.post("/q/test", "value=x");
    rig.get("/q/test");
    QCOMPARE(length(), std::string("4}"));
    rig.command(R"({"cmd": "del", "queue": "test", "key": "test:4"})");
    QCOMPARE(length(), std::string("3}"));
    rig.command(R"({"cmd": "get", "queue": "test"})");
    QCOMPARE(length(), std::string("3}"));
    rig.command(R"({"cmd": "take", "queue": "test"})");
    QCOMPARE(length(), std::string("2}"));
}

QTEST_APPLESS_MAIN(StateTest)
#include "state_test.moc"
