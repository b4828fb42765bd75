// Every route that answers once: status, the headers that matter, and each byte of the body.
#include "tests/http/restmq/rest_rig.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::restmq;

namespace {

constexpr auto kHtmlType = "text/html; charset=UTF-8";

std::string errorBody(int status, const std::string& reason)
{
    const std::string line = std::to_string(status) + ": " + reason;
    return "<html><title>" + line + "</title><body>" + line + "</body></html>";
}

void compare(const HttpReply& reply, int status, const std::string& body, const std::string& type = kHtmlType)
{
    QCOMPARE(reply.status, status);
    QCOMPARE(QByteArray::fromStdString(reply.body), QByteArray::fromStdString(body));
    QCOMPARE(QString::fromStdString(reply.header("content-type")), QString::fromStdString(type));
    QCOMPARE(QString::fromStdString(reply.header("content-length")), QString::number(body.size()));
}

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class RoutesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void indexWithoutAQueueLeadsToThePage();
    void indexPostsAndPops();
    void indexRefusesWhatIsMissing();
    void queueRoutePostsAndPops();
    void queueListNamesWhatWasEverUsed();
    void purgingTellsWhetherThereWasSomething();
    void jsonProtocolAddsLooksTakesAndDeletes();
    void jsonProtocolSaysWhatIsWrong_data();
    void jsonProtocolSaysWhatIsWrong();
    void jsonQueueOfThePathIsTheDefault();
    void xmlRpcSetsAndGets();
    void xmlRpcFaults_data();
    void xmlRpcFaults();
    void jobPageShowsTheNewestKeys();
    void helpPageHasTheSamplesAndTheForm();
    void unknownPathsAndMethods_data();
    void unknownPathsAndMethods();
    void hostileNamesAreEscaped();
    void textThatIsNotUtf8IsRefused_data();
    void textThatIsNotUtf8IsRefused();
    void tooLongNamesAreRefused();
    void answersCannotBeRunByBrowsers();
    void popsAreNeverCachedNorConditional();
};

void RoutesTest::indexWithoutAQueueLeadsToThePage()
{
    RestRig rig;
    const HttpReply reply = rig.get("/");
    QCOMPARE(reply.status, 302);
    QCOMPARE(reply.header("location"), std::string("/static/index.html"));
    QCOMPARE(reply.body, std::string());
}

void RoutesTest::indexPostsAndPops()
{
    RestRig rig;
    compare(rig.post("/", "queue=test&value=foobar"), 200, "test:1\r\n");
    compare(rig.post("/", "queue=test&msg=other"), 200, "test:2\r\n");
    compare(rig.post("/?callback=cb", "queue=test&value=x"), 200, "cb(test:3);\r\n");
    compare(rig.get("/?queue=test"), 200, "{\"count\": 0, \"key\": \"test:1\", \"value\": \"foobar\"}\r\n");
    compare(
        rig.get("/?queue=test&callback=cb"), 200, "cb({\"count\": 0, \"key\": \"test:2\", \"value\": \"other\"});\r\n");
    rig.get("/?queue=test");
    compare(rig.get("/?queue=test"), 404, errorBody(404, "Not Found"));
    compare(rig.get("/?queue=unknown"), 404, errorBody(404, "Not Found"));
}

void RoutesTest::indexRefusesWhatIsMissing()
{
    RestRig rig;
    compare(rig.post("/", "value=foobar"), 400, errorBody(400, "Bad Request"));
    compare(rig.post("/", "queue=test"), 400, errorBody(400, "Bad Request"));
    compare(rig.post("/", "queue=test&value="), 400, errorBody(400, "Bad Request"));
}

void RoutesTest::queueRoutePostsAndPops()
{
    RestRig rig;
    compare(rig.post("/q/test", "value=foobar"), 200, "test:1\r\n");
    compare(rig.ask("POST", "/q/test?value=abc", ""), 200, "test:2\r\n");
    compare(rig.post("/q/test", "callback=f&value=x"), 200, "f(test:3);\r\n");
    compare(rig.get("/q/test"), 200, "{\"count\": 0, \"key\": \"test:1\", \"value\": \"foobar\"}\r\n");
    compare(rig.get("/q/test?callback=f"), 200, "f({\"count\": 0, \"key\": \"test:2\", \"value\": \"abc\"});\r\n");
    rig.get("/q/test");
    HttpClient client(rig.httpPort());
    const HttpReply empty = client.ask("GET", "/q/test");
    QCOMPARE(empty.status, 204);
    QCOMPARE(empty.headers.count("content-length"), size_t{0});
    QCOMPARE(client.ask("GET", "/q/unknown").status, 204); // the connection is still good
    QCOMPARE(rig.get("/q/").body.find("unknown"), std::string::npos);
    compare(rig.post("/q/test", ""), 400, errorBody(400, "Bad Request"));
    compare(rig.ask("POST", "/q/test", "{\"value\": 1}", "Content-Type: application/json\r\n"), 400,
        errorBody(400, "Bad Request"));
    QCOMPARE(rig.post("/q/test", "value=x&ttl=soon").status, 503);
    QCOMPARE(rig.post("/q/", "value=x").status, 400);
    const std::string multipart = "--B\r\nContent-Disposition: form-data; name=\"value\"\r\n\r\nin parts\r\n--B--\r\n";
    compare(rig.ask("POST", "/q/parts", multipart, "Content-Type: multipart/form-data; boundary=B\r\n"), 200,
        "parts:1\r\n");
    compare(rig.get("/q/parts"), 200, "{\"count\": 0, \"key\": \"parts:1\", \"value\": \"in parts\"}\r\n");
}

void RoutesTest::queueListNamesWhatWasEverUsed()
{
    RestRig rig;
    rig.post("/q/b", "value=x");
    rig.post("/q/123", "value=x");
    rig.post("/q/%C3%A9", "value=x");
    rig.post("/p/onlyapolicy", "policy=broadcast");
    for (const char* target : {"/q/", "/q"}) {
        const HttpReply reply = rig.get(target);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.header("content-type"), std::string(kHtmlType));
        QVERIFY(contains(reply.body, "<title>avaliable queue for REST</title>"));
        QVERIFY(contains(reply.body, "<a href=\"/q/b\">b</a>"));
        QVERIFY(contains(reply.body, "<a href=\"/q/123\">123</a>"));
        QVERIFY(contains(reply.body, "<a href=\"/q/%C3%A9\">\u00e9</a>"));
        QVERIFY(!contains(reply.body, "onlyapolicy"));
    }
}

void RoutesTest::purgingTellsWhetherThereWasSomething()
{
    RestRig rig;
    rig.post("/q/test", "value=x");
    compare(rig.ask("DELETE", "/q/test"), 200, "{\"queue\": \"test\", \"status\": 1}\r\n");
    compare(rig.ask("DELETE", "/q/test"), 200, "{\"queue\": \"test\", \"status\": 0}\r\n");
    compare(rig.ask("DELETE", "/q/unknown"), 200, "{\"queue\": \"unknown\", \"status\": 0}\r\n");
    QCOMPARE(rig.get("/q/test").status, 204);
}

void RoutesTest::jsonProtocolAddsLooksTakesAndDeletes()
{
    RestRig rig;
    const std::string json = "application/json";
    compare(rig.command(R"({"cmd": "add", "queue": "g", "value": "abacab"})"), 200,
        R"({"queue": "g", "value": "abacab", "key": "g:1"})", json);
    compare(rig.command(R"({"cmd": "add", "queue": "g", "value": "second"})"), 200,
        R"({"queue": "g", "value": "second", "key": "g:2"})", json);
    for (int count = 1; count <= 2; ++count)
        compare(rig.command(R"({"cmd": "get", "queue": "g"})"), 200,
            R"({"queue": "g", "count": )" + std::to_string(count) + R"(, "value": "abacab", "key": "g:1"})", json);
    compare(rig.command(R"({"cmd": "take", "queue": "g"})"), 200, R"({"queue": "g", "value": "abacab", "key": "g:1"})",
        json);
    compare(rig.command(R"({"cmd": "get", "queue": "g"})"), 200,
        R"({"queue": "g", "count": 1, "value": "second", "key": "g:2"})", json);
    compare(rig.command(R"({"cmd": "del", "queue": "g", "key": "g:2"})"), 200,
        R"({"queue": "g", "deleted": true, "key": "g:2"})", json);
    compare(rig.command(R"({"cmd": "del", "queue": "g", "key": "g:2"})"), 200,
        R"({"queue": "g", "deleted": false, "key": "g:2"})", json);
    for (const char* command : {R"({"cmd": "get", "queue": "g"})", R"({"cmd": "take", "queue": "g"})",
             R"({"cmd": "take", "queue": "unknown"})"})
        compare(rig.command(command), 200, R"({"error": "empty queue"})", json);
    const HttpReply help = rig.get("/queue");
    QCOMPARE(help.status, 302);
    QCOMPARE(help.header("location"), std::string("/static/help.html"));
}

void RoutesTest::jsonProtocolSaysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* name, const char* json, int status, const char* body) {
        QTest::newRow(name) << QByteArray("body=" + QByteArray(json).toPercentEncoding()) << status << QByteArray(body);
    };
    row("no value", R"({"cmd": "add", "queue": "g"})", 200, R"({"error": "'value'"})");
    row("no key", R"({"cmd": "del", "queue": "g"})", 200, R"({"error": "'key'"})");
    row("no queue", R"({"cmd": "get"})", 200, R"({"error": "'queue'"})");
    row("value a number", R"({"cmd": "add", "queue": "g", "value": 42})", 200,
        R"({"error": "value is to be a string, not number"})");
    row("value an object", R"({"cmd": "add", "queue": "g", "value": {}})", 200,
        R"({"error": "value is to be a string, not object"})");
    row("unknown command", R"({"cmd": "stats", "queue": "g"})", 200, R"({"error": "null resultset"})");
    row("command a number", R"({"cmd": 7, "queue": "g"})", 200, R"({"error": "null resultset"})");
    row("not JSON", "{", 400, "");
    row("an array", "[]", 400, "");
    row("a text", "\"add\"", 400, "");
    row("no command", "{}", 400, "");
    row("empty command", R"({"cmd": ""})", 400, "");
    row("too deep", std::string(100'000, '[').c_str(), 400, "");
    row("half a surrogate", R"({"cmd": "add", "queue": "g", "value": "\ud800"})", 400, "");
    QTest::newRow("nothing") << QByteArray("") << 400 << QByteArray("");
    QTest::newRow("msg before body") << QByteArray("msg=x&body=%7B%7D") << 400 << QByteArray("");
}

void RoutesTest::jsonProtocolSaysWhatIsWrong()
{
    QFETCH(QByteArray, form);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    RestRig rig;
    const HttpReply reply = rig.post("/queue", form.toStdString());
    QCOMPARE(reply.status, status);
    if (!body.isEmpty())
        QCOMPARE(QByteArray::fromStdString(reply.body), body);
    if (contains(reply.body, "null resultset"))
        QCOMPARE(reply.header("content-type"), std::string(kHtmlType));
}

void RoutesTest::jsonQueueOfThePathIsTheDefault()
{
    RestRig rig;
    const std::string json = "application/json";
    compare(rig.post("/queue/h", R"(msg={"cmd": "add", "value": "v"})"), 200,
        R"({"queue": "h", "value": "v", "key": "h:1"})", json);
    compare(rig.post("/queue/h", R"(msg={"cmd": "add", "queue": "i", "value": "v"})"), 200,
        R"({"queue": "i", "value": "v", "key": "i:1"})", json);
}

void RoutesTest::xmlRpcSetsAndGets()
{
    RestRig rig;
    const std::string type = "Content-Type: text/xml\r\n";
    const std::string set = "<?xml version='1.0'?>\n<methodCall>\n<methodName>set</methodName>\n<params>\n"
                            "<param><value><string>test</string></value></param>\n"
                            "<param><value><string>tuna &amp; boy</string></value></param>\n</params>\n</methodCall>\n";
    compare(rig.ask("POST", "/xmlrpc", set, type), 200,
        "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><string>test:1</string></value>\n"
        "</param>\n</params>\n</methodResponse>\n",
        "text/xml");
    const std::string get = "<methodCall><methodName>get</methodName><params><param><value>test</value></param>"
                            "</params></methodCall>";
    const HttpReply got = rig.ask("POST", "/xmlrpc", get, type);
    QCOMPARE(got.status, 200);
    QVERIFY(contains(got.body, "<name>count</name>\n<value><int>0</int></value>"));
    QVERIFY(contains(got.body, "<name>value</name>\n<value><string>tuna &amp; boy</string></value>"));
    QVERIFY(contains(got.body, "<name>key</name>\n<value><string>test:1</string></value>"));
    const HttpReply empty = rig.ask("POST", "/xmlrpc", get, type);
    QCOMPARE(empty.status, 200);
    QVERIFY(contains(empty.body, "<value><int>8002</int></value>"));
    QVERIFY(contains(empty.body, "<value><string>error</string></value>"));
    QCOMPARE(rig.get("/xmlrpc").status, 405);
}

void RoutesTest::xmlRpcFaults_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("text");
    const auto call = [](const char* method, const char* parameters) {
        return QByteArray("<methodCall><methodName>") + method + "</methodName><params>" + parameters
            + "</params></methodCall>";
    };
    const char* const one = "<param><value>q</value></param>";
    QTest::newRow("unknown method") << call("pop", one) << QByteArray("8001") << QByteArray("function pop not found");
    QTest::newRow("dotted method") << call("a.b", one) << QByteArray("8001") << QByteArray("function a.b not found");
    QTest::newRow("too few") << call("set", one) << QByteArray("8002") << QByteArray(">error<");
    QTest::newRow("too many") << call("get", (std::string(one) + one).c_str()) << QByteArray("8002")
                              << QByteArray(">error<");
    QTest::newRow("no string") << call("get", "<param><value><int>1</int></value></param>") << QByteArray("8002")
                               << QByteArray(">error<");
    QTest::newRow("no XML") << QByteArray("hello") << QByteArray("8002") << QByteArray("Can't deserialize input: ");
    QTest::newRow("half") << QByteArray("<methodCall><methodName>get") << QByteArray("8002")
                          << QByteArray("Can't deserialize input: ");
    QByteArray deep;
    for (int i = 0; i < 10'000; ++i)
        deep += "<a>";
    QTest::newRow("too deep") << deep << QByteArray("8002") << QByteArray("nested too deeply");
}

void RoutesTest::xmlRpcFaults()
{
    QFETCH(QByteArray, call);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, text);
    RestRig rig;
    const HttpReply reply = rig.ask("POST", "/xmlrpc", call.toStdString(), "Content-Type: text/xml\r\n");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("content-type"), std::string("text/xml"));
    QVERIFY(contains(reply.body, "<value><int>" + code.toStdString() + "</int></value>"));
    QVERIFY2(contains(reply.body, text.toStdString()), reply.body.c_str());
}

void RoutesTest::jobPageShowsTheNewestKeys()
{
    RestRig rig;
    for (int i = 0; i < 12; ++i)
        rig.post("/q/jobs", "value=x");
    rig.get("/q/jobs");
    const HttpReply reply = rig.get("/j/jobs");
    QCOMPARE(reply.status, 200);
    QVERIFY(contains(reply.body, "<title>jobs in queue jobs</title>"));
    QVERIFY(contains(reply.body, "queue name: jobs"));
    QVERIFY(contains(reply.body, "queue objects: {'objects': 12}"));
    QVERIFY(contains(reply.body, "job count: 11"));
    QVERIFY(contains(reply.body, "latest 10 jobs"));
    QVERIFY(contains(reply.body, "<li>jobs:12</li>\n<li>jobs:11</li>"));
    QVERIFY(contains(reply.body, "<li>jobs:3</li>\n</ul>"));
    QVERIFY(contains(rig.get("/j/unknown").body, "job count: 0"));
}

void RoutesTest::helpPageHasTheSamplesAndTheForm()
{
    RestRig rig;
    const HttpReply reply = rig.get("/static/help.html");
    QCOMPARE(reply.status, 200);
    for (const char* part : {"\"cmd\": \"add\"", "\"cmd\": \"get\"", "\"cmd\": \"take\"", "\"cmd\": \"del\"",
             "<form method=\"post\" action=\"/queue\">", "<textarea name=\"body\""})
        QVERIFY2(contains(reply.body, part), part);
    QVERIFY(!contains(reply.body, "<script"));
}

void RoutesTest::unknownPathsAndMethods_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::newRow("unknown") << QByteArray("GET") << QByteArray("/nothing") << 404;
    QTest::newRow("comet without slash") << QByteArray("GET") << QByteArray("/c") << 404;
    QTest::newRow("policy without slash") << QByteArray("GET") << QByteArray("/p") << 404;
    QTest::newRow("HEAD on a queue") << QByteArray("HEAD") << QByteArray("/q/x") << 405;
    QTest::newRow("PUT on a queue") << QByteArray("PUT") << QByteArray("/q/x") << 405;
    QTest::newRow("OPTIONS on a queue") << QByteArray("OPTIONS") << QByteArray("/q/x") << 405;
    QTest::newRow("POST to comet") << QByteArray("POST") << QByteArray("/c/x") << 405;
    QTest::newRow("DELETE of stats") << QByteArray("DELETE") << QByteArray("/stats/x") << 405;
}

void RoutesTest::unknownPathsAndMethods()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    RestRig rig;
    const HttpReply reply = rig.ask(method.toStdString(), target.toStdString());
    QCOMPARE(reply.status, status);
    if (method != "HEAD")
        QCOMPARE(reply.body, errorBody(status, status == 404 ? "Not Found" : "Method Not Allowed"));
    QCOMPARE(reply.header("allow").empty(), status == 404);
}

void RoutesTest::hostileNamesAreEscaped()
{
    RestRig rig;
    const std::string name = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'";
    rig.post("/q/" + name, "value=x");
    for (const std::string& page : {rig.get("/q/").body, rig.get("/j/" + name).body}) {
        QVERIFY(contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"));
        QVERIFY(!contains(page, "<script>"));
    }
    compare(rig.get("/q/" + name), 200,
        "{\"count\": 0, \"key\": \"<script>alert(1)<\\/script>\\\"':1\", \"value\": \"x\"}\r\n");
    QCOMPARE(rig.get("/q/x?callback=%3Cscript%3E").status, 400);
}

void RoutesTest::textThatIsNotUtf8IsRefused_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("path") << QByteArray("GET") << QByteArray("/q/%ff") << QByteArray();
    QTest::newRow("value") << QByteArray("POST") << QByteArray("/q/x") << QByteArray("value=%c3%28");
    QTest::newRow("query") << QByteArray("GET") << QByteArray("/?queue=%80") << QByteArray();
    QTest::newRow("comet") << QByteArray("GET") << QByteArray("/c/%fe") << QByteArray();
}

void RoutesTest::textThatIsNotUtf8IsRefused()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    RestRig rig;
    QCOMPARE(rig.ask(method.toStdString(), target.toStdString(), body.toStdString()).status, 400);
}

void RoutesTest::tooLongNamesAreRefused()
{
    RestRig rig;
    const std::string name(201, 'n');
    QCOMPARE(rig.post("/q/" + name, "value=x").status, 400);
    QCOMPARE(rig.get("/q/" + name).status, 204);
    QCOMPARE(rig.get("/c/" + name).status, 400);
    QVERIFY(contains(rig.command("{\"cmd\": \"add\", \"queue\": \"" + name + "\", \"value\": \"x\"}").body, "error"));
}

void RoutesTest::answersCannotBeRunByBrowsers()
{
    RestRig rig;
    rig.post("/q/x", "value=<img src=x onerror=alert(1)>");
    const HttpReply reply = rig.get("/q/x");
    QVERIFY(contains(reply.header("content-security-policy"), "sandbox"));
    QVERIFY(contains(rig.get("/q/").header("content-security-policy"), "default-src 'none'"));
}

void RoutesTest::popsAreNeverCachedNorConditional()
{
    RestRig rig;
    rig.post("/q/x", "value=1");
    const HttpReply reply = rig.ask("GET", "/q/x", {}, "If-None-Match: *\r\n");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.headers.count("etag"), size_t{0});
    QCOMPARE(reply.header("cache-control"), std::string("no-store"));
}

QTEST_APPLESS_MAIN(RoutesTest)
#include "routes_test.moc"
