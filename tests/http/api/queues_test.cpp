// Queues, channels, settings, connections, the snapshot, replays, and what the API says when it says no.
#include "tests/http/api/api_rig.h"

#include "engine/net/http/encodings.h"

#include <QFile>
#include <QTest>

#include <regex>

using namespace tapedeck;

namespace {

std::string detail(const ApiClient::Reply& reply)
{
    return reply.body.is_object() ? reply.body.value("detail", "") : std::string();
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class QueuesTest : public QObject {
    Q_OBJECT
    ApiRig m_rig;
    ApiClient m_client{m_rig};

    std::string newQueue(const std::string& name)
    {
        const auto reply = m_client.post("/queues", {{"name", name}});
        if (reply.status != 201)
            qFatal("no queue %s: %s", name.c_str(), reply.raw.body.c_str());
        return "/queues/" + http::encodePercent(name);
    }
    void publish(const std::string& path, int count)
    {
        J batch = J::array();
        for (int i = 0; i < count; ++i)
            batch.push_back({{"body", "m" + std::to_string(i)}});
        QCOMPARE(m_client.post(path + "/messages/batch", batch).status, 201);
    }

private Q_SLOTS:
    void aQueueIsCreatedChangedAndDeleted()
    {
        auto reply = m_client.post("/queues",
            {{"name", "orders"}, {"kind", "mem"}, {"ticketTimeout", "250ms"}, {"attemptLimit", 3},
                {"retention", {{"hardAge", "1d"}, {"softAge", "forever"}}}, {"flow", "stopped"}});
        QCOMPARE(reply.status, 201);
        QCOMPARE(reply.raw.header("location"), std::string("/api/v1/queues/orders"));
        COMPARE_JSON(reply.body["settings"],
            J({{"kind", "mem"},
                {"retention", {{"softAge", "forever"}, {"softBytes", 0}, {"hardAge", "1d"}, {"hardBytes", 0}}},
                {"segmentBytes", 134217728}, {"ticketTimeout", "250ms"}, {"attemptLimit", 3}, {"sharePolicy", "unset"},
                {"flow", "stopped"}}));
        reply = m_client.ask("PATCH", "/queues/orders", R"({"sharePolicy":"roundRobin","retention":{"softBytes":5}})");
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(reply.body["settings"]["sharePolicy"], J("roundRobin"));
        COMPARE_JSON(reply.body["settings"]["retention"]["softBytes"], J(5));
        COMPARE_JSON(reply.body["settings"]["retention"]["hardAge"], J("1d"));
        COMPARE_JSON(m_client.get("/queues/orders").body, reply.body);
        QCOMPARE(m_client.ask("PATCH", "/queues/orders", R"({"kind":"disk"})").status, 409);
        QCOMPARE(m_client.post("/queues", {{"name", "orders"}}).status, 409);
        reply = m_client.ask("DELETE", "/queues/orders");
        QCOMPARE(reply.status, 204);
        QCOMPARE(reply.raw.body, std::string());
        QCOMPARE(m_client.get("/queues/orders").status, 404);
    }

    void headAnswersWithoutABody()
    {
        const HttpReply get = m_client.http().ask("GET", "/api/v1");
        const HttpReply head = m_client.http().ask("HEAD", "/api/v1");
        QCOMPARE(head.status, 200);
        QCOMPARE(head.header("content-length"), get.header("content-length"));
        QCOMPARE(m_client.http().ask("HEAD", "/api/v1/events").status, 405);
        QCOMPARE(m_client.http().ask("GET", "/api/v1").body, get.body); // no byte too much came
    }

    void problemsAreProblemDocuments()
    {
        const auto reply = m_client.get("/queues/none%20here?x=1");
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.raw.header("content-type"), std::string("application/problem+json"));
        COMPARE_JSON(reply.body,
            J({{"type", "urn:tapedeck:queue-not-found"}, {"title", "No such queue"}, {"status", 404},
                {"detail", "There is no queue `none here`."}, {"instance", "/api/v1/queues/none%20here"}}));
    }

    void whatIsRefused_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const char* method, const char* path, const char* body, int status,
                             const char* says) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(body) << status
                                << QByteArray(says);
        };
        row("no such path", "GET", "/nothing", "", 404, "openapi.json");
        row("method", "PUT", "/queues", "{}", 405, "GET, HEAD, POST");
        row("method of a message", "DELETE", "/queues/t/messages/1", "", 405, "GET");
        row("no body", "POST", "/queues", "", 400, "The body is empty");
        row("no JSON", "POST", "/queues", "{", 400, "no JSON");
        row("no name", "POST", "/queues", "{}", 400, "`name` is missing");
        row("empty name", "POST", "/queues", R"({"name":""})", 400, "1 to 200 bytes");
        row("unknown member", "POST", "/queues", R"({"name":"x","atemptLimit":1})", 400,
            "Did you mean `attemptLimit`?");
        row("inner unknown member", "POST", "/queues", R"({"name":"x","retention":{"hard":1}})", 400,
            "`retention.hard`");
        row("kind", "POST", "/queues", R"({"name":"x","kind":"tape"})", 400, "expected `disk` or `mem`");
        row("broken escape", "GET", "/queues/%zz", "", 400, "percent escape");
        row("unknown parameter", "GET", "/queues?limt=1", "", 400, "Did you mean `limit`?");
        row("limit too large", "GET", "/queues?limit=1001", "", 400, "from 1 to 1000");
        row("parameter twice", "GET", "/queues?limit=1&limit=2", "", 400, "there twice");
        row("no channel", "GET", "/queues/t/channels/none", "", 404, "no channel `none`");
        row("channel without a name", "POST", "/queues/t/channels", "{}", 400, "`name` is missing");
        row("start", "POST", "/queues/t/channels", R"({"name":"x","start":"end"})", 400, "expected `head`, `first`");
        row("start both", "POST", "/queues/t/channels", R"({"name":"x","start":{"id":1,"time":1}})", 400,
            "either `id` or `time`");
        row("seek nowhere", "POST", "/queues/t/channels/c/seek", "{}", 400, "either `id` or `time`");
        row("find nothing", "GET", "/queues/t/find", "", 400, "either `id` or `time`");
        row("peek in two ways", "GET", "/queues/t/messages?from=1&before=2", "", 400, "exclude each other");
        row("peek from nowhere", "GET", "/queues/t/messages?from=x", "", 400, "neither an id nor `first`");
        row("message", "GET", "/queues/t/messages/99", "", 404, "does not have message 99: it is empty");
        row("message 0", "GET", "/queues/t/messages/0", "", 404, "does not have message 0");
        row("no id", "GET", "/queues/t/messages/abc", "", 400, "in digits");
        row("no tickets", "POST", "/queues/t/channels/c/ack", "{}", 400, "`tickets` is missing");
        row("count 0", "POST", "/queues/t/channels/c/receive", R"({"count":0})", 400, "at least 1");
        row("lease and autoAck", "POST", "/queues/t/channels/c/receive", R"({"lease":1,"autoAck":true})", 400,
            "no tickets");
        row("dead neither", "POST", "/queues/t/channels/c/dead/purge", "{}", 400, "either `ids`, or `all`");
        row("dead both", "POST", "/queues/t/channels/c/dead/replay", R"({"ids":[],"all":true})", 400,
            "either `ids`, or `all`");
        row("client", "DELETE", "/clients/99999", "", 404, "no client 99999");
        row("replay", "GET", "/replays/99", "", 404, "no replay 99");
        row("replay stop", "POST", "/replays/99/stop", "", 404, "no replay 99");
        row("replay without source", "POST", "/replays", R"({"target":"t"})", 400, "`source` is missing");
        row("replay of nothing", "POST", "/replays", R"({"source":"none","target":"t"})", 404, "no queue none");
        row("replay speed", "POST", "/replays", R"({"source":"t","target":"t","speed":"slow"})", 400, "`fastest`");
        row("replay factor", "POST", "/replays", R"({"source":"t","target":"t","speed":{"factor":5000}})", 400, "1000");
        row("settings", "PATCH", "/settings", R"({"defaults":{"name":"x"}})", 400, "`defaults.name`");
        row("tail from nowhere", "GET", "/queues/t/tail?from=now", "", 400, "neither an id nor `head`");
        row("tail of nothing", "GET", "/queues/none/tail", "", 404, "no queue `none`");
    }
    void whatIsRefused()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, says);
        m_client.post("/queues", {{"name", "t"}});
        m_client.post("/queues/t/channels", {{"name", "c"}});
        const auto reply = m_client.ask(method.toStdString(), path.toStdString(), body.toStdString());
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.raw.header("content-type"), std::string("application/problem+json"));
        QVERIFY2(has(detail(reply), says.toStdString()), reply.raw.body.c_str());
        COMPARE_JSON(reply.body["status"], J(status));
        if (status == 405)
            QVERIFY(!reply.raw.header("allow").empty());
    }

    void namesMayBeAnyBytes_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("slash") << QByteArray("a/b");
        QTest::newRow("dots") << QByteArray("..");
        QTest::newRow("blank and question mark") << QByteArray("a b?c#d%25");
        QTest::newRow("umlaut") << QByteArray("Grüße");
        QTest::newRow("no UTF-8") << QByteArray("\xff\x00x", 3);
        QTest::newRow("200 bytes") << QByteArray(200, 'n');
    }
    void namesMayBeAnyBytes()
    {
        QFETCH(QByteArray, name);
        const std::string bytes = name.toStdString();
        const std::string path = "/queues/" + http::encodePercent(bytes);
        auto reply = m_client.post("/queues", {{"nameBase64", http::encodeBase64(bytes)}});
        QCOMPARE(reply.status, 201);
        const bool utf8 = http::isUtf8(bytes);
        QCOMPARE(reply.body.contains("name"), utf8);
        COMPARE_JSON(reply.body[utf8 ? "name" : "nameBase64"], J(utf8 ? bytes : http::encodeBase64(bytes)));
        COMPARE_JSON(reply.body["href"], J("/api/v1" + path));
        QCOMPARE(m_client.get(path).status, 200);
        QCOMPARE(m_client.post(path + "/channels", {{"nameBase64", http::encodeBase64(bytes)}}).status, 201);
        reply = m_client.get(path + "/channels/" + http::encodePercent(bytes));
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(reply.body["href"], J("/api/v1" + path + "/channels/" + http::encodePercent(bytes)));
        QCOMPARE(m_client.ask("DELETE", path).status, 204);
    }

    void aNameOf201BytesIsRefused()
    {
        QCOMPARE(m_client.post("/queues", {{"name", std::string(201, 'n')}}).status, 400);
        newQueue("long");
        QCOMPARE(m_client.post("/queues/long/channels", {{"name", std::string(201, 'n')}}).status, 400);
    }

    void queuesAreListedPageByPage()
    {
        for (const char* name : {"page.c", "page.a", "page.b", "other"})
            newQueue(name);
        auto reply = m_client.get("/queues?prefix=page.&limit=2");
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(reply.body["total"], J(3));
        QCOMPARE(reply.body["queues"].size(), size_t(2));
        COMPARE_JSON(reply.body["queues"][0]["name"], J("page.a"));
        const std::string next = reply.body["next"];
        reply = m_client.get("/" + next);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body["queues"].size(), size_t(1));
        COMPARE_JSON(reply.body["queues"][0]["name"], J("page.c"));
        QVERIFY(!reply.body.contains("next"));
    }

    void channelsAreCreatedChangedAndDeleted()
    {
        const std::string queue = newQueue("ch");
        publish(queue, 10);
        auto reply = m_client.post(queue + "/channels", {{"name", "head"}, {"ticketTimeout", "5s"}, {"paused", true}});
        QCOMPARE(reply.status, 201);
        QCOMPARE(reply.raw.header("location"), std::string("/api/v1/queues/ch/channels/head"));
        COMPARE_JSON(reply.body["cursor"], J(11));
        COMPARE_JSON(reply.body["settings"], J({{"ticketTimeout", "5s"}, {"attemptLimit", 0}, {"paused", true}}));
        QCOMPARE(m_client.post(queue + "/channels", {{"name", "head"}}).status, 409);
        reply = m_client.post(queue + "/channels", {{"name", "first"}, {"start", "first"}});
        COMPARE_JSON(reply.body["cursor"], J(1));
        COMPARE_JSON(reply.body["lag"], J(10));
        reply = m_client.post(queue + "/channels", {{"name", "id"}, {"start", {{"id", "4"}}}});
        COMPARE_JSON(reply.body["cursor"], J(4));
        reply = m_client.post(queue + "/channels", {{"name", "time"}, {"start", {{"time", "now-5m"}}}});
        COMPARE_JSON(reply.body["cursor"], J(1));
        reply = m_client.ask("PATCH", queue + "/channels/head", R"({"paused":false,"attemptLimit":7})");
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(reply.body["settings"], J({{"ticketTimeout", "5s"}, {"attemptLimit", 7}, {"paused", false}}));
        reply = m_client.get(queue + "/channels");
        QCOMPARE(reply.body["channels"].size(), size_t(4));
        COMPARE_JSON(m_client.get(queue).body["channels"], reply.body["channels"]);
        reply = m_client.ask("POST", queue + "/channels/first/purge");
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(reply.body["lag"], J(0));
        QCOMPARE(m_client.ask("DELETE", queue + "/channels/head").status, 204);
        QCOMPARE(m_client.ask("DELETE", queue + "/channels/head").status, 404);
    }

    void aSeekSaysWhereItWasAndCanBeUndone()
    {
        const std::string queue = newQueue("seek");
        publish(queue, 10);
        m_client.post(queue + "/channels", {{"name", "c"}});
        auto reply = m_client.post(queue + "/channels/c/seek", {{"id", 4}, {"dryRun", true}});
        QCOMPARE(reply.status, 200);
        const J expected = {{"before", 11}, {"after", 4}, {"redelivered", 7}};
        COMPARE_JSON(reply.body, expected);
        COMPARE_JSON(m_client.get(queue + "/channels/c").body["cursor"], J(11));
        COMPARE_JSON(m_client.post(queue + "/channels/c/seek", {{"id", 4}}).body, expected);
        COMPARE_JSON(m_client.get(queue + "/channels/c").body["lag"], J(7));
        COMPARE_JSON(m_client.post(queue + "/channels/c/seek", {{"id", "11"}}).body["before"], J(4));
        COMPARE_JSON(m_client.post(queue + "/channels/c/seek", {{"time", "now-1h"}}).body["after"], J(1));
    }

    void largeIdsAreNumbersAndTexts()
    {
        const std::string queue = newQueue("large");
        m_client.post(queue + "/channels", {{"name", "c"}});
        // 2^53 + 1: a double would make 2^53 of it.
        auto reply = m_client.ask("POST", queue + "/channels/c/seek", R"({"id":9007199254740993})");
        QCOMPARE(reply.status, 200);
        QVERIFY2(has(reply.raw.body, "\"after\":9007199254740993,\"afterText\":\"9007199254740993\""),
            reply.raw.body.c_str());
        reply = m_client.ask("POST", queue + "/channels/c/seek", R"({"id":"9007199254740991"})");
        QVERIFY2(has(reply.raw.body, "\"before\":9007199254740993,\"beforeText\":\"9007199254740993\""),
            reply.raw.body.c_str());
        QVERIFY2(!has(reply.raw.body, "afterText"), reply.raw.body.c_str());
        QCOMPARE(m_client.get(queue + "/messages?from=18446744073709551615").status, 200);
    }

    void theFirstMessageNotBeforeATimeIsFound()
    {
        const std::string queue = newQueue("find");
        publish(queue, 3);
        m_rig.step(Duration::seconds(100));
        publish(queue, 2);
        auto reply = m_client.get(queue + "/find?time=now-50s");
        COMPARE_JSON(reply.body, J({{"id", 4}, {"found", true}, {"first", 1}, {"head", 6}}));
        reply = m_client.get(queue + "/find?id=99");
        COMPARE_JSON(reply.body, J({{"id", 6}, {"found", false}, {"first", 1}, {"head", 6}}));
        reply = m_client.get(queue + "/messages?at=now-50s");
        COMPARE_JSON(reply.body["messages"][0]["id"], J(4));
        COMPARE_JSON(reply.body["previous"], J("/api/v1" + queue + "/messages?before=4&limit=100"));
    }

    void purgingSaysHowMany()
    {
        const std::string queue = newQueue("purge");
        publish(queue, 10);
        m_client.post(queue + "/channels", {{"name", "c"}, {"start", "first"}});
        COMPARE_JSON(m_client.ask("POST", queue + "/purge").body, J({{"removed", 10}}));
        const auto reply = m_client.get(queue);
        COMPARE_JSON(reply.body["messages"], J(0));
        COMPARE_JSON(reply.body["head"], J(11));
        COMPARE_JSON(reply.body["channels"][0]["lag"], J(0));
    }

    void settingsOfNewQueuesAreChanged()
    {
        auto reply = m_client.get("/settings");
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(reply.body["totals"]["sync"], J("off"));
        COMPARE_JSON(reply.body["defaults"]["ticketTimeout"], J("30s"));
        reply = m_client.ask("PATCH", "/settings", R"({"defaults":{"ticketTimeout":"7s"}})");
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(reply.body["defaults"]["ticketTimeout"], J("7s"));
        COMPARE_JSON(m_client.post("/queues", {{"name", "after"}}).body["settings"]["ticketTimeout"], J("7s"));
        QCOMPARE(m_client.ask("PATCH", "/settings", R"({"defaults":{"ticketTimeout":"30s"}})").status, 200);
        COMPARE_JSON(m_client.get("").body["openapi"], J("/openapi.json"));
    }

    void clientsAreListedAndClosed()
    {
        ApiClient other(m_rig);
        QCOMPARE(other.get("").status, 200);
        auto reply = m_client.get("/clients");
        QCOMPARE(reply.status, 200);
        const J last = reply.body["clients"].back();
        COMPARE_JSON(last["protocol"], J("HTTP"));
        COMPARE_JSON(last["commands"], J(1));
        QCOMPARE(m_client.ask("DELETE", "/clients/" + std::to_string(last["id"].get<int>())).status, 204);
        QVERIFY(other.http().closedByServer());
        ApiClient own(m_rig);
        const J clients = own.get("/clients").body["clients"];
        reply = own.ask("DELETE", "/clients/" + std::to_string(clients.back()["id"].get<int>()));
        QCOMPARE(reply.status, 204);
        QVERIFY(own.http().closedByServer());
    }

    void theSnapshotHasEverything()
    {
        newQueue("in.snapshot");
        const auto reply = m_client.get("/snapshot");
        QCOMPARE(reply.status, 200);
        for (const char* member : {"at", "version", "totals", "queues", "queuesLeftOut", "clients", "replays"})
            QVERIFY2(reply.body.contains(member), member);
        const J list = m_client.get("/queues?limit=1000").body;
        QCOMPARE(reply.body["queues"].size(), list["queues"].size());
        for (size_t i = 0; i < list["queues"].size(); ++i)
            COMPARE_JSON(reply.body["queues"][i]["href"], list["queues"][i]["href"]);
        COMPARE_JSON(reply.body["totals"]["queues"], list["total"]);
    }

    void aReplayIsSteppedAndStopped()
    {
        const std::string queue = newQueue("played");
        publish(queue, 5);
        auto reply = m_client.post(
            "/replays", {{"source", "played"}, {"target", "copy"}, {"fromId", 2}, {"untilId", "4"}, {"speed", "step"}});
        QCOMPARE(reply.status, 201);
        const std::string path = reply.body["href"].get<std::string>().substr(7);
        QCOMPARE(reply.raw.header("location"), "/api/v1" + path);
        COMPARE_JSON(reply.body["speed"], J("step"));
        COMPARE_JSON(reply.body["loop"], J(false));
        QVERIFY(m_rig.eventually([&] { return m_rig.broker->players().back().state != PlayerState::finding; }));
        reply = m_client.get(path);
        COMPARE_JSON(reply.body["total"], J(3));
        COMPARE_JSON(reply.body["first"], J(2));
        COMPARE_JSON(reply.body["end"], J(5));
        QCOMPARE(m_client.ask("POST", path + "/step").status, 200);
        QVERIFY(m_rig.eventually([&] { return m_rig.broker->players().back().done == 1; }));
        COMPARE_JSON(m_client.get("/queues/copy/messages").body["messages"][0]["body"], J("m1"));
        QCOMPARE(m_client.ask("POST", path + "/pause").status, 200);
        COMPARE_JSON(m_client.ask("POST", path + "/stop").body["state"], J("stopped"));
        reply = m_client.get("/replays");
        COMPARE_JSON(reply.body["replays"].back()["state"], J("stopped"));
        QCOMPARE(m_client.ask("POST", path + "/resume").status, 400);
        reply =
            m_client.post("/replays", {{"source", "played"}, {"target", "copy"}, {"speed", "step"}, {"loop", true}});
        COMPARE_JSON(reply.body["loop"], J(true));
        COMPARE_JSON(m_client.get("/replays").body["replays"].back()["loop"], J(true));
        QCOMPARE(m_client.ask("POST", reply.body["href"].get<std::string>().substr(7) + "/stop").status, 200);
    }

    void theExamplesOfTheDocumentWork()
    {
        QFile file(TAPEDECK_SOURCE_DIR "/engine/net/http/api/PROTOCOL.md");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string text = file.readAll().toStdString();
        static const std::regex kLine("\ncurl (-N ')?localhost:8888(\\S+?)'?( -d '([^']*)')?(?=\n)");
        int examples = 0;
        for (auto at = std::sregex_iterator(text.begin(), text.end(), kLine); at != std::sregex_iterator(); ++at) {
            const std::string path = (*at)[2], body = (*at)[4];
            HttpClient client(m_rig.port());
            client.send(body.empty() ? "GET" : "POST", path, body);
            const HttpReply reply = path.find("/tail") == std::string::npos ? client.reply() : client.head();
            QVERIFY2(reply.status == 200 || reply.status == 201, (path + ": " + reply.body).c_str());
            ++examples;
        }
        QCOMPARE(examples, 6);
    }

    void speedsAreReadAndWritten_data()
    {
        QTest::addColumn<QByteArray>("speed");
        QTest::newRow("original") << QByteArray("\"original\"");
        QTest::newRow("fastest") << QByteArray("\"fastest\"");
        QTest::newRow("factor") << QByteArray("{\"factor\":2.5}");
        QTest::newRow("rate") << QByteArray("{\"perSecond\":200}");
    }
    void speedsAreReadAndWritten()
    {
        QFETCH(QByteArray, speed);
        newQueue("speed " + speed.toStdString());
        const J value = J::parse(speed.toStdString());
        const auto reply = m_client.post(
            "/replays", {{"source", "speed " + speed.toStdString()}, {"target", "faster"}, {"speed", value}});
        QCOMPARE(reply.status, 201);
        COMPARE_JSON(reply.body["speed"], value);
    }
};

QTEST_APPLESS_MAIN(QueuesTest)
#include "queues_test.moc"
