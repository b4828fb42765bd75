// What is easily got wrong in RestMQ's protocol, one test each.
#include "tests/http/restmq/rest_rig.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::restmq;
using namespace std::chrono_literals;

namespace {

std::string popped(const std::string& key, const std::string& value)
{
    return "{\"count\": 0, \"key\": \"" + key + "\", \"value\": \"" + value + "\"}\r\n";
}

std::string pushed(const std::string& key, const std::string& value)
{
    return "{\"key\": \"" + key + "\", \"value\": \"" + value + "\"}\r\n";
}

std::string deletion(const std::string& key, bool done)
{
    return "{\"queue\": \"q\", \"deleted\": " + std::string(done ? "true" : "false") + ", \"key\": \"" + key + "\"}";
}

std::string remove(RestRig& rig, const std::string& key)
{
    return rig.command("{\"cmd\": \"del\", \"queue\": \"q\", \"key\": \"" + key + "\"}").body;
}

} // namespace

class CornerCasesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void emptyQueueHasFourAnswers();
    void postAnswersABareKey();
    void endingsAndMembersDifferByRoute();
    void looksCountAndPopsDoNot();
    void poppedValueCanStillBeDeleted();
    void queuedKeyCanBeDeleted();
    void stopPausesLiveConsumersOnly();
    void policyNeverSetActsAsBroadcast();
    void stoppedReadsDifferentlyByRoute();
    void numberingAndNameOutliveAPurge();
    void msgBeatsValue();
    void valuesAreStripped_data();
    void valuesAreStripped();
    void lastParameterWins();
    void namesMayHoldAnything_data();
    void namesMayHoldAnything();
    void consumerBeforeItsQueueGetsTheFirstMessage();
    void deleteEndsEveryLiveStream();
    void unknownCommandIsNoBadRequest();
    void invalidControlStatusIsNoError();
    void jsonpSemicolonDependsOnTheRoute();
    void oneChunkIsOneJsonText();
    void denyAllAloneDeniesNobody();
    void ttlCountsFromTheAdd();
    void startDeliversTheBacklogOfAStoppedQueue();
    void lengthIncludesTheLineEnd();
    void numbersStayText();
};

void CornerCasesTest::emptyQueueHasFourAnswers()
{
    RestRig rig;
    QCOMPARE(rig.get("/?queue=q").status, 404);
    QCOMPARE(rig.get("/q/q").status, 204);
    const HttpReply json = rig.command(R"({"cmd": "get", "queue": "q"})");
    QCOMPARE(json.status, 200);
    QCOMPARE(json.body, std::string(R"({"error": "empty queue"})"));
    const HttpReply xml = rig.ask("POST", "/xmlrpc",
        "<methodCall><methodName>get</methodName><params><param><value>q</value></param></params></methodCall>");
    QCOMPARE(xml.status, 200);
    QVERIFY(xml.body.find("<fault>") != std::string::npos);
}

void CornerCasesTest::postAnswersABareKey()
{
    RestRig rig;
    const HttpReply reply = rig.post("/q/q", "value=v");
    QCOMPARE(reply.body, std::string("q:1\r\n"));
    QCOMPARE(reply.header("content-type"), std::string("text/html; charset=UTF-8"));
}

void CornerCasesTest::endingsAndMembersDifferByRoute()
{
    RestRig rig;
    Listening comet(rig, "/c/live");
    rig.post("/q/live", "value=v");
    QCOMPARE(comet.next(), pushed("live:1", "v")); // no count, CR LF
    rig.post("/q/q", "value=v");
    QCOMPARE(rig.get("/q/q").body, popped("q:1", "v")); // count, CR LF
    rig.post("/q/q", "value=v");
    QCOMPARE(rig.command(R"({"cmd": "take", "queue": "q"})").body,
        std::string(R"({"queue": "q", "value": "v", "key": "q:2"})")); // neither
}

void CornerCasesTest::looksCountAndPopsDoNot()
{
    RestRig rig;
    rig.post("/q/q", "value=v");
    for (const char* count : {"1", "2", "3"})
        QCOMPARE(rig.command(R"({"cmd": "get", "queue": "q"})").body,
            "{\"queue\": \"q\", \"count\": " + std::string(count) + ", \"value\": \"v\", \"key\": \"q:1\"}");
    QCOMPARE(rig.get("/q/q").body, popped("q:1", "v"));
    QCOMPARE(rig.get("/q/q").status, 204);
    rig.post("/q/q", "value=v");
    rig.command(R"({"cmd": "take", "queue": "q"})");
    QCOMPARE(rig.get("/q/q").status, 204);
}

void CornerCasesTest::poppedValueCanStillBeDeleted()
{
    RestRig rig;
    rig.post("/q/q", "value=1");
    rig.get("/q/q");
    QCOMPARE(remove(rig, "q:1"), deletion("q:1", true));
    QCOMPARE(remove(rig, "q:1"), deletion("q:1", false));
    rig.post("/q/q", "value=2");
    rig.command(R"({"cmd": "take", "queue": "q"})");
    QCOMPARE(remove(rig, "q:2"), deletion("q:2", false));
    Listening comet(rig, "/c/q");
    rig.post("/q/q", "value=3");
    QCOMPARE(comet.next(), pushed("q:3", "3"));
    QCOMPARE(remove(rig, "q:3"), deletion("q:3", false));
}

void CornerCasesTest::queuedKeyCanBeDeleted()
{
    RestRig rig;
    for (const char* value : {"1", "2", "3"})
        rig.post("/q/q", "value=" + std::string(value));
    QCOMPARE(remove(rig, "q:2"), deletion("q:2", true));
    QCOMPARE(remove(rig, "q:2"), deletion("q:2", false));
    QCOMPARE(rig.get("/q/q").body, popped("q:1", "1"));
    QCOMPARE(rig.get("/q/q").body, popped("q:3", "3"));
    QCOMPARE(rig.get("/q/q").status, 204);
    for (const char* key : {"q:4", "q:0", "q:01", "q:", "q", "other:1", "q:-1", "q:99999999999999999999"})
        QCOMPARE(remove(rig, key), deletion(key, false));
}

void CornerCasesTest::stopPausesLiveConsumersOnly()
{
    RestRig rig;
    rig.post("/q/q", "value=1");
    rig.post("/control/q", "status=stop");
    QCOMPARE(rig.post("/q/q", "value=2").body, std::string("q:2\r\n"));
    QCOMPARE(rig.get("/q/q").body, popped("q:1", "1"));
    QCOMPARE(rig.command(R"({"cmd": "take", "queue": "q"})").body,
        std::string(R"({"queue": "q", "value": "2", "key": "q:2"})"));
    Listening comet(rig, "/c/q");
    rig.post("/q/q", "value=3");
    QVERIFY(comet.client().silent(100ms));
}

void CornerCasesTest::policyNeverSetActsAsBroadcast()
{
    RestRig rig;
    Listening first(rig, "/c/q"), second(rig, "/c/q");
    rig.post("/q/q", "value=1");
    QCOMPARE(first.next(), pushed("q:1", "1"));
    QCOMPARE(second.next(), pushed("q:1", "1"));
    QCOMPARE(rig.get("/p/q").body, std::string("{\"queue\": \"q\", \"value\": \"unknown\"}\r\n"));
    QVERIFY(rig.get("/stats/").body.find("\"policy\": \"\"") != std::string::npos);
}

void CornerCasesTest::stoppedReadsDifferentlyByRoute()
{
    RestRig rig;
    rig.post("/q/q", "value=1");
    rig.post("/control/q", "status=stop");
    QVERIFY(rig.get("/stats/").body.find("\"status\": \"\"") != std::string::npos);
    QVERIFY(rig.get("/control/q").body.find("\"status\": 0}") != std::string::npos);
}

void CornerCasesTest::numberingAndNameOutliveAPurge()
{
    RestRig rig;
    rig.post("/q/q", "value=1");
    rig.post("/q/q", "value=2");
    rig.ask("DELETE", "/q/q");
    QVERIFY(rig.get("/q/").body.find(">q</a>") != std::string::npos);
    QVERIFY(rig.get("/stats/").body.find("\"name\": \"q\", \"len\": 0") != std::string::npos);
    QCOMPARE(rig.post("/q/q", "value=3").body, std::string("q:3\r\n"));
}

void CornerCasesTest::msgBeatsValue()
{
    RestRig rig;
    rig.post("/q/q", "value=no&msg=yes");
    QCOMPARE(rig.get("/q/q").body, popped("q:1", "yes"));
    QCOMPARE(rig.post("/queue", R"(body={"cmd": "none"}&msg={"cmd": "add", "queue": "q", "value": "v"})").body,
        std::string(R"({"queue": "q", "value": "v", "key": "q:2"})"));
    QCOMPARE(rig.post("/queue", R"(value={"cmd": "get", "queue": "q"})").status, 400);
}

void CornerCasesTest::valuesAreStripped_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("kept");
    QTest::newRow("blanks") << QByteArray("%20%0A+v+%0D%0A%09") << QByteArray("v");
    QTest::newRow("inside") << QByteArray("a++b%0Ac") << QByteArray("a  b\\nc");
    QTest::newRow("control characters") << QByteArray("a%00b%08c%0Ed%1Fe") << QByteArray("a b c d e");
    QTest::newRow("kept ones") << QByteArray("a%09b%0Bc%0Cd%7Fe")
                               << QByteArray("a\\tb\\u000bc\\fd\x7f"
                                             "e");
    QTest::newRow("wide blanks") << QByteArray("%C2%A0v%E2%80%A8%E3%80%80") << QByteArray("v");
    QTest::newRow("not ASCII") << QByteArray("%C3%A9%F0%9F%98%80") << QByteArray("\\u00e9\\ud83d\\ude00");
}

void CornerCasesTest::valuesAreStripped()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, kept);
    RestRig rig;
    rig.post("/q/q", "value=" + given.toStdString());
    QCOMPARE(
        QByteArray::fromStdString(rig.get("/q/q").body), QByteArray::fromStdString(popped("q:1", kept.toStdString())));
}

void CornerCasesTest::lastParameterWins()
{
    RestRig rig;
    rig.post("/q/q?value=query", "value=first&value=last");
    QCOMPARE(rig.get("/q/q").body, popped("q:1", "last"));
    rig.post("/q/q?value=query", "value=");
    QCOMPARE(rig.get("/q/q").body, popped("q:2", "query")); // empty is absent
    QCOMPARE(rig.get("/?queue=").status, 302);
}

void CornerCasesTest::namesMayHoldAnything_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("slashes") << QByteArray("a/b/c") << QByteArray("a/b/c");
    QTest::newRow("slash at the end") << QByteArray("a/") << QByteArray("a/");
    QTest::newRow("two slashes") << QByteArray("a//b") << QByteArray("a//b");
    QTest::newRow("colon") << QByteArray("a:1") << QByteArray("a:1");
    QTest::newRow("plus") << QByteArray("a+b") << QByteArray("a b");
    QTest::newRow("escapes") << QByteArray("a%20b%2Bc%2F") << QByteArray("a b+c/");
    QTest::newRow("broken escape") << QByteArray("100%") << QByteArray("100%");
    QTest::newRow("not ASCII") << QByteArray("%C3%A9") << QByteArray("\\u00e9");
    QTest::newRow("dots") << QByteArray("..") << QByteArray("..");
}

void CornerCasesTest::namesMayHoldAnything()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, name);
    RestRig rig;
    const std::string target = "/q/" + path.toStdString();
    QCOMPARE(rig.post(target, "value=v").status, 200);
    QCOMPARE(QByteArray::fromStdString(rig.get(target).body),
        QByteArray::fromStdString(popped(name.toStdString() + ":1", "v")));
    QCOMPARE(rig.post("/q/", "value=v").status, 400); // but not nothing
}

void CornerCasesTest::consumerBeforeItsQueueGetsTheFirstMessage()
{
    RestRig rig;
    Listening comet(rig, "/c/q");
    rig.post("/", "queue=q&value=first");
    QCOMPARE(comet.next(), pushed("q:1", "first"));
}

void CornerCasesTest::deleteEndsEveryLiveStream()
{
    RestRig rig;
    std::vector<std::unique_ptr<Listening>> streams;
    for (int i = 0; i < 5; ++i)
        streams.push_back(std::make_unique<Listening>(rig, "/c/q"));
    rig.ask("DELETE", "/q/q");
    for (const auto& stream : streams)
        QCOMPARE(stream->next(), std::string("(end)")); // no `null` before it
}

void CornerCasesTest::unknownCommandIsNoBadRequest()
{
    RestRig rig;
    const HttpReply unknown = rig.command(R"({"cmd": "len", "queue": "q"})");
    QCOMPARE(unknown.status, 200);
    QCOMPARE(unknown.header("content-type"), std::string("text/html; charset=UTF-8"));
    QCOMPARE(unknown.body, std::string(R"({"error": "null resultset"})"));
    QCOMPARE(rig.command("no JSON").status, 400);
}

void CornerCasesTest::invalidControlStatusIsNoError()
{
    RestRig rig;
    const HttpReply reply = rig.post("/control/q", "status=pause");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, std::string("{\"stat\": \"invalid status: pause\"}\r\n"));
}

void CornerCasesTest::jsonpSemicolonDependsOnTheRoute()
{
    RestRig rig;
    QCOMPARE(rig.post("/q/q", "value=v&callback=f").body, std::string("f(q:1);\r\n"));
    const std::string stats = rig.get("/stats/q?callback=f").body;
    QVERIFY(stats.starts_with("f({") && stats.ends_with("})"));
    const std::string control = rig.get("/control/q?callback=f").body;
    QVERIFY(control.starts_with("f({") && control.ends_with("})\r\n"));
}

void CornerCasesTest::oneChunkIsOneJsonText()
{
    RestRig rig;
    rig.post("/control/q", "status=stop");
    const std::string large(70'000, 'v');
    Listening comet(rig, "/c/q");
    for (int i = 0; i < 3; ++i) {
        rig.post("/q/q", "value=small");
        rig.post("/q/q", "value=" + large);
    }
    rig.post("/control/q", "status=start");
    for (int i = 1; i <= 6; ++i)
        QCOMPARE(comet.next(), pushed("q:" + std::to_string(i), i % 2 == 1 ? "small" : large));
}

void CornerCasesTest::denyAllAloneDeniesNobody()
{
    const Result<Acl> acl = parseAcl("[rest:producer]\nhosts_deny = all\n");
    QVERIFY(acl);
    QVERIFY(decide(acl->of(AclClass::restProducer), "10.0.0.1", {}) == AclVerdict::pass);
}

void CornerCasesTest::ttlCountsFromTheAdd()
{
    RestRig rig;
    QCOMPARE(rig.post("/q/q", "value=short&ttl=10").body, std::string("q:1\r\n"));
    rig.post("/q/q", "value=long&ttl=30");
    rig.post("/q/q", "value=never&ttl=-1");
    rig.post("/q/q", "value=stays");
    rig.step(Duration::seconds(11));
    QVERIFY(rig.get("/stats/q").body.ends_with("\"len\": 4}")); // until somebody comes upon them
    QCOMPARE(rig.command(R"({"cmd": "get", "queue": "q"})").body,
        std::string(R"({"queue": "q", "count": 1, "value": "long", "key": "q:2"})"));
    rig.step(Duration::seconds(20));
    QCOMPARE(rig.get("/q/q").body, popped("q:4", "stays"));
    QCOMPARE(rig.get("/q/q").status, 204);
}

void CornerCasesTest::startDeliversTheBacklogOfAStoppedQueue()
{
    RestRig rig;
    rig.post("/q/q", "value=1");
    rig.post("/control/q", "status=stop");
    rig.post("/q/q", "value=2");
    Listening comet(rig, "/c/q");
    QVERIFY(comet.client().silent(50ms));
    rig.post("/control/q", "status=start");
    QCOMPARE(comet.next(1'000ms), pushed("q:1", "1"));
    QCOMPARE(comet.next(1'000ms), pushed("q:2", "2"));
}

void CornerCasesTest::lengthIncludesTheLineEnd()
{
    RestRig rig;
    QCOMPARE(rig.post("/q/test", "value=v").header("content-length"), std::string("8"));
}

void CornerCasesTest::numbersStayText()
{
    RestRig rig;
    for (const char* value : {"42", "007", "1.50", "-5"}) {
        rig.post("/q/n", "value=" + std::string(value));
        QVERIFY(rig.get("/q/n").body.find("\"value\": \"" + std::string(value) + "\"}") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(CornerCasesTest)
#include "corner_cases_test.moc"
