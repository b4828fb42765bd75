// Publishing in all ways, looking, receiving, settling, dead letters, and idempotency.
#include "tests/http/api/api_rig.h"

#include "engine/base/limits.h"
#include "engine/net/http/encodings.h"

#include <QTest>

#include <numeric>

using namespace tapedeck;

namespace {

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

constexpr const char* kLines = "Content-Type: application/x-ndjson\r\n";

} // namespace

class MessagesTest : public QObject {
    Q_OBJECT
    ApiRig m_rig;
    ApiClient m_client{m_rig};

    J message(const std::string& queue, int id)
    {
        return m_client.get("/queues/" + queue + "/messages/" + std::to_string(id)).body;
    }
    void batch(const std::string& queue, int count)
    {
        J list = J::array();
        for (int i = 1; i <= count; ++i)
            list.push_back({{"body", "m" + std::to_string(i)}});
        QCOMPARE(m_client.post("/queues/" + queue + "/messages/batch", list).status, 201);
    }
    J receive(const std::string& path, const J& request)
    {
        const auto reply = m_client.post(path + "/receive", request);
        if (reply.status != 200)
            qFatal("receive: %s", reply.raw.body.c_str());
        return reply.body["messages"];
    }

private Q_SLOTS:
    void oneMessageComesBackAsItWas()
    {
        const J sent = {{"body", "Grüße"}, {"key", "k"},
            {"headers", J::array({{{"name", "a"}, {"value", "1"}}, {{"name", "a"}, {"valueBase64", "/w=="}}})}};
        auto reply = m_client.post("/queues/one/messages", sent);
        QCOMPARE(reply.status, 201);
        COMPARE_JSON(reply.body, J({{"count", 1}, {"firstId", 1}, {"lastId", 1}}));
        QCOMPARE(reply.raw.header("location"), std::string("/api/v1/queues/one/messages/1"));
        J got = message("one", 1);
        COMPARE_JSON(got["id"], J(1));
        COMPARE_JSON(got["bodySize"], J(7));
        got.erase("id"), got.erase("time"), got.erase("bodySize"), got.erase("wall");
        COMPARE_JSON(got, sent);
        reply = m_client.get("/queues/one/messages/1/body");
        QCOMPARE(reply.raw.body, std::string("Grüße"));
        QCOMPARE(reply.raw.header("content-type"), std::string("application/octet-stream"));
        QCOMPARE(reply.raw.header("x-content-type-options"), std::string("nosniff"));
        QCOMPARE(reply.raw.header("content-disposition"), std::string("attachment; filename=\"message-1.bin\""));
    }

    void rawBodiesKeepTheirBytes()
    {
        const std::string bytes("\x00\xff{\n", 4);
        auto reply = m_client.ask("POST", "/queues/raw/messages", bytes,
            "Content-Type: image/png\r\nX-Message-Key: k 1\r\nX-Message-Header-Trace: t\r\nx-message-header-B: c\r\n");
        QCOMPARE(reply.status, 201);
        const J got = message("raw", 1);
        COMPARE_JSON(got["bodyBase64"], J(http::encodeBase64(bytes)));
        COMPARE_JSON(got["key"], J("k 1"));
        COMPARE_JSON(got["headers"], J::array({{{"name", "trace"}, {"value", "t"}}, {{"name", "b"}, {"value", "c"}}}));
        QCOMPARE(m_client.get("/queues/raw/messages/1/body").raw.body, bytes);
        // JSON as the message itself, and as curl sends it.
        QCOMPARE(m_client.ask("POST", "/queues/raw/messages?raw=true", "[1, 2.50]").status, 201);
        QCOMPARE(m_client.get("/queues/raw/messages/2/body").raw.body, std::string("[1, 2.50]"));
        QCOMPARE(
            m_client.ask("POST", "/queues/raw/messages", "a=1", "Content-Type: application/x-www-form-urlencoded\r\n")
                .status,
            201);
        QCOMPARE(m_client.get("/queues/raw/messages/3/body").raw.body, std::string("a=1"));
        QCOMPARE(m_client.ask("POST", "/queues/raw/messages").status, 201); // empty is a body
        QCOMPARE(
            m_client.ask("POST", "/queues/raw/messages", "x", "Content-Type: text/plain\r\nX-Message-Delay: soon\r\n")
                .status,
            400);
    }

    void whatCannotBePublished_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("no body") << QByteArray("") << QByteArray("{}") << 400 << QByteArray("`body` is missing");
        QTest::newRow("a list") << QByteArray("") << QByteArray("[]") << 400 << QByteArray("messages/batch");
        QTest::newRow("unknown member") << QByteArray("") << QByteArray("{\"body\":\"\",\"kye\":1}") << 400
                                        << QByteArray("Did you mean `key`?");
        QTest::newRow("headers") << QByteArray("") << QByteArray("{\"body\":\"\",\"headers\":{\"a\":1}}") << 400
                                 << QByteArray("`headers.a` is not a text");
        QTest::newRow("header without a value")
            << QByteArray("") << QByteArray("{\"body\":\"\",\"headers\":[{\"name\":\"a\"}]}") << 400
            << QByteArray("needs a `name` and a `value`");
        QTest::newRow("empty batch") << QByteArray("/batch") << QByteArray("[]") << 400
                                     << QByteArray("The list is empty");
        QTest::newRow("batch of one object")
            << QByteArray("/batch") << QByteArray("{\"body\":\"\"}") << 400 << QByteArray("expected a list");
        QTest::newRow("bad one in a batch") << QByteArray("/batch") << QByteArray("[{\"body\":\"\"},{\"body\":1}]")
                                            << 400 << QByteArray("`[1].body` is an integer");
        QTest::newRow("no queue wanted") << QByteArray("?create=false") << QByteArray("{\"body\":\"\"}") << 404
                                         << QByteArray("no queue `refused`");
    }
    void whatCannotBePublished()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, says);
        const auto reply = m_client.ask("POST", "/queues/refused/messages" + path.toStdString(), body.toStdString());
        QCOMPARE(reply.status, status);
        QVERIFY2(has(reply.raw.body, says.toStdString()), reply.raw.body.c_str());
        QCOMPARE(m_client.get("/queues/refused").status, 404); // nothing was left behind
    }

    void limitsOfOneMessage()
    {
        const std::string key(limits::kKeyBytesMax, 'k');
        QCOMPARE(m_client.post("/queues/limits/messages", {{"body", ""}, {"key", key}}).status, 201);
        QCOMPARE(m_client.post("/queues/limits/messages", {{"body", ""}, {"key", key + "k"}}).status, 413);
        J headers = J::array();
        for (size_t i = 0; i < limits::kHeadersMax; ++i)
            headers.push_back({{"name", "n"}, {"value", "v"}});
        QCOMPARE(m_client.post("/queues/limits/messages", {{"body", ""}, {"headers", headers}}).status, 201);
        headers.push_back({{"name", "n"}, {"value", "v"}});
        QCOMPARE(m_client.post("/queues/limits/messages", {{"body", ""}, {"headers", headers}}).status, 413);
        const std::string body(limits::kBodyBytesMax, 'b');
        const char* const raw = "Content-Type: text/plain\r\n";
        QCOMPARE(m_client.ask("POST", "/queues/limits/messages", body, raw).status, 201);
        COMPARE_JSON(m_client.get("/queues/limits/messages/3?bodyBytes=10").body["truncated"], J(true));
        QVERIFY(m_client.get("/queues/limits/messages/3/body").raw.body == body);
        QCOMPARE(m_client.ask("POST", "/queues/limits/messages", body + "b", raw).status, 413);
    }

    void aBatchIsAllOrNothing()
    {
        auto reply = m_client.post("/queues/batch/messages/batch", J::array({{{"body", "a"}}, {{"bodyBase64", "Yg"}}}));
        QCOMPARE(reply.status, 201);
        COMPARE_JSON(reply.body, J({{"count", 2}, {"firstId", 1}, {"lastId", 2}}));
        COMPARE_JSON(message("batch", 2)["body"], J("b"));
        COMPARE_JSON(m_client.post("/queues/batch/messages/batch", J::array({{{"body", "c"}}, J(1)})).status, 400);
        COMPARE_JSON(m_client.get("/queues/batch").body["messages"], J(2));
    }

    void aHundredThousandLinesArePublished()
    {
        std::string lines;
        for (int i = 1; i <= 100'000; ++i)
            lines += "{\"body\":\"" + std::to_string(i) + "\"}\n";
        const auto reply = m_client.ask("POST", "/queues/lines/messages/stream", lines, kLines);
        QCOMPARE(reply.status, 201);
        COMPARE_JSON(reply.body, J({{"count", 100'000}, {"firstId", 1}, {"lastId", 100'000}}));
        COMPARE_JSON(message("lines", 1)["body"], J("1"));
        COMPARE_JSON(message("lines", 77'777)["body"], J("77777"));
        COMPARE_JSON(message("lines", 100'000)["body"], J("100000"));
    }

    void linesArePublishedAsTheyArrive()
    {
        m_client.http().sendRaw("POST /api/v1/queues/slow/messages/stream HTTP/1.1\r\nHost: localhost:"
            + std::to_string(m_rig.port()) + "\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"body\":\"one\"}\n{\r\n");
        QVERIFY(m_rig.eventually([&] {
            const QueuePtr queue = m_rig.broker->findQueue("slow");
            return queue && m_rig.broker->head(*queue) == MessageId{2};
        }));
        m_client.http().sendRaw("f\r\n\"body\":\"two\"}\r\n\r\n0\r\n\r\n"); // the last line needs no end
        const HttpReply reply = m_client.http().reply();
        QCOMPARE(reply.status, 201);
        COMPARE_JSON(J::parse(reply.body), J({{"count", 2}, {"firstId", 1}, {"lastId", 2}}));
    }

    void aBadLineSaysWhichAndHowManyWerePublished_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("published");
        QTest::newRow("first") << QByteArray("{") << 1 << 0;
        QTest::newRow("third") << QByteArray("{\"body\":\"a\"}\n{\"body\":\"b\"}\nx\n{\"body\":\"c\"}\n") << 3 << 2;
        QTest::newRow("empty lines count") << QByteArray("\n\r\n{\"body\":\"a\"}\n\n[]\n") << 5 << 1;
        QTest::newRow("last without an end") << QByteArray("{\"body\":\"a\"}\n{\"bdy\":\"b\"}") << 2 << 1;
    }
    void aBadLineSaysWhichAndHowManyWerePublished()
    {
        QFETCH(QByteArray, lines);
        QFETCH(int, line);
        QFETCH(int, published);
        const std::string queue = "bad." + std::string(QTest::currentDataTag()).substr(0, 4);
        const auto reply = m_client.ask(
            "POST", "/queues/" + http::encodePercent(queue) + "/messages/stream", lines.toStdString(), kLines);
        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.raw.header("content-type"), std::string("application/problem+json"));
        COMPARE_JSON(reply.body["line"], J(line));
        COMPARE_JSON(reply.body["published"], J(published));
        QCOMPARE(reply.body.contains("lastId"), published > 0);
        COMPARE_JSON(m_client.get("/queues/" + http::encodePercent(queue)).body["messages"], J(published));
    }

    void anEmptyStreamPublishesNothing()
    {
        const auto reply = m_client.ask("POST", "/queues/empty/messages/stream", "\n\n", kLines);
        QCOMPARE(reply.status, 201);
        COMPARE_JSON(reply.body, J({{"count", 0}}));
        QCOMPARE(
            m_client.ask("POST", "/queues/empty/messages/stream", "", std::string(kLines) + "Idempotency-Key: k\r\n")
                .status,
            400);
    }

    void theSameKeyPublishesOnce()
    {
        const auto ask = [&](const std::string& body, const std::string& key, const std::string& queue = "idem") {
            return m_client.ask("POST", "/queues/" + queue + "/messages", body, "Idempotency-Key: " + key + "\r\n");
        };
        const auto first = ask(R"({"body":"a"})", "k1");
        QCOMPARE(first.status, 201);
        QCOMPARE(first.raw.header("idempotent-replayed"), std::string());
        const auto again = ask(R"({"body":"a"})", "k1");
        QCOMPARE(again.status, 201);
        COMPARE_JSON(again.body, first.body);
        QCOMPARE(again.raw.header("location"), first.raw.header("location"));
        QCOMPARE(again.raw.header("idempotent-replayed"), std::string("true"));
        const auto other = ask(R"({"body":"b"})", "k1");
        QCOMPARE(other.status, 422);
        COMPARE_JSON(other.body["type"], J("urn:tapedeck:idempotency-key-reused"));
        QCOMPARE(ask(R"({"body":"a"})", "k1", "idem2").status, 201); // another queue, another key
        COMPARE_JSON(m_client.get("/queues/idem").body["messages"], J(1));
        COMPARE_JSON(m_client.get("/queues/idem2").body["messages"], J(1));
        QCOMPARE(ask(R"({"body":"a"})", std::string(201, 'k')).status, 400);
        QCOMPARE(ask(R"({"body":)", "k3").status, 400); // what failed is not remembered
        QCOMPARE(ask(R"({"body":"c"})", "k3").status, 201);
        m_rig.step(Duration::seconds(599));
        QCOMPARE(ask(R"({"body":"a"})", "k1").raw.header("idempotent-replayed"), std::string("true"));
        m_rig.step(Duration::seconds(2));
        QCOMPARE(ask(R"({"body":"a"})", "k1").raw.header("idempotent-replayed"), std::string());
        COMPARE_JSON(m_client.get("/queues/idem").body["messages"], J(3));
    }

    void onlySoManyKeysAreRemembered()
    {
        api::Idempotency table({3, Duration::seconds(10)});
        api::Idempotency::Outcome outcome;
        const auto print = api::Idempotency::fingerprint("x");
        for (const char* key : {"a", "b", "c", "d"})
            table.remember(Time{1}, "q", key, print, {{201, {}, key}, {}});
        QCOMPARE(table.size(), size_t(3));
        QCOMPARE(table.look(Time{2}, "q", "a", print, outcome), api::Idempotency::Seen::no);
        QCOMPARE(table.look(Time{2}, "q", "d", print, outcome), api::Idempotency::Seen::same);
        QCOMPARE(outcome.answer.body, std::string("d"));
        QCOMPARE(table.look(Time{2}, "q", "d", api::Idempotency::fingerprint("y"), outcome),
            api::Idempotency::Seen::different);
        QCOMPARE(table.look(Time{2}, "qd", "", print, outcome), api::Idempotency::Seen::no);
        QCOMPARE(table.look(Time{1} + Duration::seconds(10), "q", "d", print, outcome), api::Idempotency::Seen::no);
        QCOMPARE(table.size(), size_t(0));
    }

    void pagesOfMessages_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<quint64>("first"); // of the page; 0: it is empty
        QTest::addColumn<quint64>("last");
        QTest::addColumn<QByteArray>("next");
        QTest::addColumn<QByteArray>("previous");
        QTest::newRow("from the first") << QByteArray("?limit=4") << quint64(1) << quint64(4)
                                        << QByteArray("from=5&limit=4") << QByteArray();
        QTest::newRow("first by name") << QByteArray("?from=first&limit=9") << quint64(1) << quint64(9)
                                       << QByteArray("from=10&limit=9") << QByteArray();
        QTest::newRow("after") << QByteArray("?after=4&limit=4") << quint64(5) << quint64(8)
                               << QByteArray("from=9&limit=4") << QByteArray("before=5&limit=4");
        QTest::newRow("newest") << QByteArray("?before=head&limit=3") << quint64(8) << quint64(10) << QByteArray()
                                << QByteArray("before=8&limit=3");
        QTest::newRow("before") << QByteArray("?before=3&limit=5") << quint64(1) << quint64(2)
                                << QByteArray("from=3&limit=5") << QByteArray();
        QTest::newRow("before the first")
            << QByteArray("?before=1") << quint64(0) << quint64(0) << QByteArray() << QByteArray();
        QTest::newRow("behind the head") << QByteArray("?from=50") << quint64(0) << quint64(0) << QByteArray()
                                         << QByteArray("before=11&limit=100");
        QTest::newRow("all") << QByteArray("") << quint64(1) << quint64(10) << QByteArray() << QByteArray();
        QTest::newRow("with cut bodies") << QByteArray("?limit=2&bodyBytes=1") << quint64(1) << quint64(2)
                                         << QByteArray("from=3&limit=2&bodyBytes=1") << QByteArray();
    }
    void pagesOfMessages()
    {
        QFETCH(QByteArray, query);
        QFETCH(quint64, first);
        QFETCH(quint64, last);
        QFETCH(QByteArray, next);
        QFETCH(QByteArray, previous);
        if (m_client.get("/queues/pages").status == 404)
            batch("pages", 10);
        const auto reply = m_client.get("/queues/pages/messages" + query.toStdString());
        QCOMPARE(reply.status, 200);
        const J messages = reply.body["messages"];
        QCOMPARE(quint64(messages.size()), first == 0 ? 0 : last - first + 1);
        for (size_t i = 0; i < messages.size(); ++i)
            COMPARE_JSON(messages[i]["id"], J(first + i));
        COMPARE_JSON(reply.body["first"], J(1));
        COMPARE_JSON(reply.body["head"], J(11));
        const std::string prefix = "/api/v1/queues/pages/messages?";
        QCOMPARE(reply.body.value("next", ""), next.isEmpty() ? "" : prefix + next.toStdString());
        QCOMPARE(reply.body.value("previous", ""), previous.isEmpty() ? "" : prefix + previous.toStdString());
    }

    void largeMessagesMakeShorterPages()
    {
        for (int i = 0; i < 4; ++i)
            QCOMPARE(
                m_client.ask("POST", "/queues/wide/messages", std::string(3 << 20, 'x'), "Content-Type: text/plain\r\n")
                    .status,
                201);
        size_t seen = 0;
        std::string path = "/api/v1/queues/wide/messages";
        for (int pages = 0; pages < 10 && !path.empty(); ++pages) {
            const auto reply = m_client.get("/" + path);
            QCOMPARE(reply.status, 200);
            QVERIFY(reply.body["messages"].size() < 4);
            seen += reply.body["messages"].size();
            path = reply.body.value("next", "");
        }
        QCOMPARE(seen, size_t(4));
        QCOMPARE(m_client.get("/queues/wide/messages?bodyBytes=10").body["messages"].size(), size_t(4));
    }

    void ticketsAreAckedNackedReleasedAndExtended()
    {
        batch("tasks", 6);
        m_client.post("/queues/tasks/channels", {{"name", "c"}, {"start", "first"}, {"ticketTimeout", "10s"}});
        const std::string path = "/queues/tasks/channels/c";
        const J got = receive(path, {{"count", 4}});
        QCOMPARE(got.size(), size_t(4));
        COMPARE_JSON(got[0]["id"], J(1));
        COMPARE_JSON(got[0]["attempts"], J(1));
        const auto ticket = [&](int i) { return got[i]["ticket"]; };
        QVERIFY(ticket(0).get<uint64_t>() < (uint64_t(1) << 53));
        auto reply = m_client.post(path + "/ack", {{"tickets", J::array({ticket(0), 12345, "67"})}});
        COMPARE_JSON(reply.body, J({{"count", 1}, {"asked", 3}}));
        COMPARE_JSON(m_client.post(path + "/ack", {{"tickets", J::array({ticket(0)})}}).body["count"], J(0));
        COMPARE_JSON(m_client.post(path + "/nack", {{"tickets", J::array({ticket(1)})}}).body["count"], J(1));
        COMPARE_JSON(
            m_client.post(path + "/release", {{"tickets", J::array({ticket(2)})}, {"delay", "20s"}}).body["count"],
            J(1));
        COMPARE_JSON(
            m_client.post(path + "/extend", {{"tickets", J::array({ticket(3)})}, {"lease", "100s"}}).body["count"],
            J(1));
        J again = receive(path, J::object());
        COMPARE_JSON(again[0]["id"], J(2));
        COMPARE_JSON(again[0]["attempts"], J(2));
        J owed = m_client.get(path + "/messages").body["messages"];
        QCOMPARE(owed.size(), size_t(5));
        COMPARE_JSON(owed[0]["state"], J("inFlight"));
        COMPARE_JSON(
            owed[1], J({{"id", 3}, {"state", "delayed"}, {"attempts", 0}, {"visibleAt", owed[1]["visibleAt"]}}));
        COMPARE_JSON(owed[4]["state"], J("pending"));
        m_rig.step(Duration::seconds(30)); // 2 expired, 3 is due, 4 is still leased
        std::vector<int> ids;
        for (const J& message : receive(path, {{"count", 10}, {"autoAck", true}})) {
            ids.push_back(message["id"]);
            QVERIFY(!message.contains("ticket"));
        }
        std::sort(ids.begin(), ids.end());
        QCOMPARE(ids, (std::vector<int>{2, 3, 5, 6}));
        COMPARE_JSON(
            m_client.post(path + "/settle", {{"ids", J::array({4, "4", 99})}}).body, J({{"count", 1}, {"asked", 3}}));
        COMPARE_JSON(m_client.get(path).body["inFlight"], J(0));
        COMPARE_JSON(receive(path, J::object()).size(), size_t(0));
    }

    void owedMessagesComePageByPage()
    {
        batch("owed", 5);
        m_client.post("/queues/owed/channels", {{"name", "c"}, {"start", "first"}});
        auto reply = m_client.get("/queues/owed/channels/c/messages?limit=3");
        QCOMPARE(reply.body["messages"].size(), size_t(3));
        COMPARE_JSON(reply.body["next"], J("/api/v1/queues/owed/channels/c/messages?from=4&limit=3"));
        reply = m_client.get("/" + reply.body["next"].get<std::string>());
        QCOMPARE(reply.body["messages"].size(), size_t(2));
        QVERIFY(!reply.body.contains("next"));
    }

    void aWaitEndsWithAMessageOrWithNothing()
    {
        m_client.post("/queues", {{"name", "wait"}});
        m_client.post("/queues/wait/channels", {{"name", "c"}});
        const std::string path = "/api/v1/queues/wait/channels/c/receive";
        HttpClient waiting(m_rig.port());
        waiting.send("POST", path, R"({"wait":"60s","lease":"5s"})");
        QVERIFY(m_rig.eventually([&] { return m_rig.broker->waitingReaders() == 1; }));
        m_rig.step(Duration::seconds(20));
        batch("wait", 1);
        HttpReply reply = waiting.reply();
        QCOMPARE(reply.status, 200);
        const J messages = J::parse(reply.body)["messages"];
        QCOMPARE(messages.size(), size_t(1));
        // The lease began when the message came, not when the wait did.
        COMPARE_JSON(m_client.get("/queues/wait/channels/c").body["inFlight"], J(1));
        m_rig.step(Duration::seconds(6));
        COMPARE_JSON(m_client.get("/queues/wait/channels/c").body["inFlight"], J(0));
        QCOMPARE(receive("/queues/wait/channels/c", {{"autoAck", true}}).size(), size_t(1));
        waiting.send("POST", path, R"({"wait":30})");
        QVERIFY(m_rig.eventually([&] { return m_rig.broker->waitingReaders() == 1; }));
        m_rig.step(Duration::seconds(31));
        reply = waiting.reply();
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(J::parse(reply.body), J({{"messages", J::array()}}));
    }

    void aDeletedQueueEndsAWait()
    {
        m_client.post("/queues", {{"name", "gone"}});
        m_client.post("/queues/gone/channels", {{"name", "c"}});
        HttpClient waiting(m_rig.port());
        waiting.send("POST", "/api/v1/queues/gone/channels/c/receive", R"({"wait":"60s"})");
        QVERIFY(m_rig.eventually([&] { return m_rig.broker->waitingReaders() == 1; }));
        QCOMPARE(m_client.ask("DELETE", "/queues/gone").status, 204);
        QCOMPARE(waiting.reply().status, 404);
    }

    void aDelayedMessageComesLater()
    {
        m_client.post("/queues", {{"name", "delay"}});
        m_client.post("/queues/delay/channels", {{"name", "c"}});
        m_client.post("/queues/delay/messages", {{"body", "later"}, {"delay", "10s"}});
        COMPARE_JSON(message("delay", 1)["delay"], J("10s"));
        COMPARE_JSON(receive("/queues/delay/channels/c", J::object()).size(), size_t(0));
        m_rig.step(Duration::seconds(11));
        COMPARE_JSON(receive("/queues/delay/channels/c", J::object()).size(), size_t(1));
    }

    void deadLettersAreListedReplayedAndPurged()
    {
        batch("dead", 4);
        m_client.post(
            "/queues/dead/channels", {{"name", "c"}, {"start", "first"}, {"attemptLimit", 1}, {"ticketTimeout", "1s"}});
        const std::string path = "/queues/dead/channels/c";
        const J got = receive(path, {{"count", 4}});
        COMPARE_JSON(m_client.post(path + "/nack", {{"tickets", J::array({got[0]["ticket"]})}}).status, 200);
        m_rig.step(Duration::seconds(2));
        auto reply = m_client.get(path + "/dead?limit=3");
        QCOMPARE(reply.status, 200);
        COMPARE_JSON(reply.body["total"], J(4));
        QCOMPARE(reply.body["deadLetters"].size(), size_t(3));
        const J letter = reply.body["deadLetters"][0];
        COMPARE_JSON(letter["reason"], J("givenBack"));
        COMPARE_JSON(letter["attempts"], J(1));
        COMPARE_JSON(letter["message"]["body"], J("m1"));
        COMPARE_JSON(reply.body["deadLetters"][1]["reason"], J("expired"));
        reply = m_client.get("/" + reply.body["next"].get<std::string>());
        QCOMPARE(reply.body["deadLetters"].size(), size_t(1));
        COMPARE_JSON(reply.body["deadLetters"][0]["id"], J(4));
        QVERIFY(!reply.body.contains("next"));
        COMPARE_JSON(m_client.post(path + "/dead/replay", {{"ids", J::array()}}).body, J({{"count", 0}, {"asked", 0}}));
        COMPARE_JSON(
            m_client.post(path + "/dead/replay", {{"ids", J::array({2, 77})}}).body, J({{"count", 1}, {"asked", 2}}));
        COMPARE_JSON(receive(path, {{"autoAck", true}})[0]["id"], J(2));
        COMPARE_JSON(m_client.post(path + "/dead/purge", {{"ids", J::array({1})}}).body["count"], J(1));
        COMPARE_JSON(m_client.post(path + "/dead/purge", {{"all", true}}).body, J({{"count", 2}}));
        COMPARE_JSON(m_client.get(path + "/dead").body, J({{"deadLetters", J::array()}, {"total", 0}}));
    }
};

QTEST_APPLESS_MAIN(MessagesTest)
#include "messages_test.moc"
