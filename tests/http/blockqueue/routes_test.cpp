// Every route: status, the headers that matter, and each byte of the body.
#include "tests/http/blockqueue/block_rig.h"

using namespace tapedeck;
using namespace tapedeck::blockqueue;

namespace {

constexpr const char* kUnknownTopic = R"({"message":"not found","error":"topic not found"})";
constexpr const char* kUnique = "UNIQUE constraint failed: topic_subscribers.name, topic_subscribers.topic_id";

std::string status(const std::string& name, int unpublished, int unacked)
{
    return R"({"topic_id":"74617065-6465-8000-8000-000000000001","name":")" + name + R"(","unpublished_message":)"
        + std::to_string(unpublished) + R"(,"unacked_message":)" + std::to_string(unacked) + "}";
}

std::string data(const std::string& list)
{
    return R"({"message":"success","data":[)" + list + "]}";
}

} // namespace

class RoutesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The lines of blockqueue's README as curl sends them; without a Content-Type where it has none.
    void theReadmesLinesWork()
    {
        BlockRig rig;
        const std::string json = "User-Agent: curl/7.88.1\r\nAccept: */*\r\nContent-Type: application/json\r\n";
        compare(rig.ask("POST", "/topics", R"({
    "name": "cart",
    "subscribers": [
        {
            "name": "counter",
            "option": {
                "max_attempts": 5,
                "visibility_duration": "5m"
            }
        },
        {
            "name": "created",
            "option": {
                "max_attempts": 5,
                "visibility_duration": "5m"
            }
        }
    ]
})",
                    json),
            200, kSuccess);
        compare(rig.ask("POST", "/topics/cart/subscribers", R"([
    {
        "name": "third",
        "option": {
            "max_attempts": 5,
            "visibility_duration": "5m"
        }
    }
]
)",
                    json),
            200, kSuccess);
        compare(rig.ask("POST", "/topics/cart/messages", R"({
    "message": "hi message from topic {topic_name}"
})",
                    json),
            200, kSuccess);
        const HttpReply read = rig.ask(
            "GET", "/topics/cart/subscribers/counter?timeout=5s", {}, "User-Agent: curl/7.88.1\r\nAccept: */*\r\n");
        compare(read, 200, data(R"({"id":"TIME_00000001","message":"hi message from topic {topic_name}"})"));
        compare(rig.get("/topics/cart/subscribers"), 200,
            data(status("counter", 0, 1) + "," + status("created", 1, 0) + "," + status("third", 1, 0)));
        compare(rig.del("/topics/cart/subscribers/counter/messages/" + BlockRig::ids(read.body).at(0)), 200, kSuccess);
        compare(rig.get("/topics/cart/subscribers"), 200,
            data(status("counter", 0, 0) + "," + status("created", 1, 0) + "," + status("third", 1, 0)));
        compare(rig.del("/topics/cart/subscribers/third"), 200, kSuccess);
        compare(
            rig.get("/topics/cart/subscribers"), 200, data(status("counter", 0, 0) + "," + status("created", 1, 0)));
    }

    void topicsAreMadeOnce()
    {
        BlockRig rig;
        compare(rig.get("/topics"), 200, kNothing);
        compare(rig.topic("cart", {"a"}), 200, kSuccess);
        compare(rig.topic("cart", {"a"}), 409, R"({"message":"Conflict","error":"topic was exist"})");
        compare(rig.post("/topics/", R"({"name":"slash","subscribers":[{"name":"s"}]})"), 200, kSuccess);
        rig.publish("slash", "x");
        compare(rig.get("/topics"), 200,
            data(
                R"({"id":"74617065-6465-8000-8000-000000000001","name":"cart","created_at":"0001-01-01T00:00:00Z","deleted_at":null},)"
                R"({"id":"74617065-6465-8000-8000-000000000002","name":"slash","created_at":"WHEN","deleted_at":null})"));
        QCOMPARE(rig.get("/topics/").body, rig.get("/topics").body);
        compare(rig.del("/topics/cart"), 200, kSuccess);
        compare(rig.del("/topics/cart"), 404, kUnknownTopic);
        compare(rig.topic("cart", {"a"}), 200, kSuccess);
    }

    void topicsAreMadeWholeOrNotAtAll_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char* name, const std::string& body, int code, const std::string& error) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << code << QByteArray::fromStdString(error);
        };
        row("no subscribers", R"({"name":"t"})", 500, "length of array is 0: core.Subscribers{}");
        row("empty subscribers", R"({"name":"t","subscribers":[]})", 500, "length of array is 0: core.Subscribers{}");
        row("the same twice", R"({"name":"t","subscribers":[{"name":"a"},{"name":"a"}]})", 500, kUnique);
        row("empty", "", 400, "EOF");
        row("cut off", R"({"name":"t")", 400, "unexpected EOF");
        row("a list", "[]", 400, "json: cannot unmarshal array into Go value of type io.Topic");
        row("name is a number", R"({"name":5})", 400,
            "json: cannot unmarshal number into Go struct field Topic.name of type string");
        row("topic's name is empty", R"({"subscribers":[{"name":"a"}]})", 500, "a queue's name has 1 to 200 bytes");
        row("topic's name is too long", R"({"name":")" + std::string(201, 't') + R"(","subscribers":[{"name":"a"}]})",
            500, "a queue's name has 1 to 200 bytes");
        row("subscriber's name is empty", R"({"name":"t","subscribers":[{"name":"a"},{}]})", 500,
            "a channel's name has 1 to 200 bytes");
    }
    void topicsAreMadeWholeOrNotAtAll()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, error);
        BlockRig rig;
        compare(rig.post("/topics", body.toStdString()), status, failed(error.toStdString()));
        compare(rig.get("/topics"), 200, kNothing);
    }

    void subscribersAreMadeAllOrNone_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char* name, const char* body, int code, const char* error) {
            QTest::newRow(name) << QByteArray(body) << code << QByteArray(error);
        };
        row("an object", R"({"name":"b"})", 400, "json: cannot unmarshal object into Go value of type io.Subscribers");
        row("none", "[]", 500, "length of array is 0: core.Subscribers{}");
        row("null", "null", 500, "length of array is 0: core.Subscribers{}");
        row("one is there", R"([{"name":"b"},{"name":"a"}])", 500, kUnique);
        row("the same twice", R"([{"name":"b"},{"name":"b"}])", 500, kUnique);
        row("one has no name", R"([{"name":"b"},{"option":{}}])", 500, "a channel's name has 1 to 200 bytes");
    }
    void subscribersAreMadeAllOrNone()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, error);
        BlockRig rig;
        rig.topic("t", {"a"});
        compare(rig.post("/topics/t/subscribers", body.toStdString()), status, failed(error.toStdString()));
        compare(rig.get("/topics/t/subscribers"), 200, data(::status("a", 0, 0)));
    }

    void unknownSubscribersAreInternalErrors()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        rig.publish("t", "x");
        const std::string error = failed("listener not found");
        const std::string id = BlockRig::ids(rig.get("/topics/t/subscribers/a?timeout=1s").body).at(0);
        const std::string path = "/topics/t/subscribers/nobody";
        compare(rig.get(path + "?timeout=1ms"), 500, error);
        compare(rig.get(path + "?timeout=0"), 500, error);
        compare(rig.del(path), 500, error);
        compare(rig.get(path + "/messages"), 500, error);
        compare(rig.get(path + "/dlq"), 500, error);
        compare(rig.del(path + "/messages/" + id), 500, error);
        compare(rig.del(path + "/messages/batch", "[\"" + id + "\"]"), 500, error);
        compare(rig.post(path + "/dlq/" + id + "/replay", ""), 500, error);
    }

    void everyRouteLooksForItsTopicFirst_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        const auto row = [](const char* method, const char* path) {
            QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path);
        };
        row("DELETE", "");
        row("POST", "/messages");
        row("POST", "/messages/batch");
        row("GET", "/subscribers");
        row("POST", "/subscribers");
        row("GET", "/subscribers/s?timeout=x");
        row("DELETE", "/subscribers/s");
        row("GET", "/subscribers/s/messages");
        row("DELETE", "/subscribers/s/messages/1_00000001");
        row("DELETE", "/subscribers/s/messages/batch");
        row("GET", "/subscribers/s/dlq");
        row("POST", "/subscribers/s/dlq/1_00000001/replay");
    }
    void everyRouteLooksForItsTopicFirst()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        BlockRig rig;
        compare(rig.ask(method.toStdString(), "/topics/nowhere" + path.toStdString()), 404, kUnknownTopic);
    }

    void publishingAnswersNoId_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("texts");
        const auto row = [](const char* name, const char* path, const char* body, int code, const std::string& answer,
                             const char* texts) {
            QTest::newRow(name) << QByteArray(path) << QByteArray(body) << code << QByteArray::fromStdString(answer)
                                << QByteArray(texts);
        };
        row("one", "messages", R"({"message":"a"})", 200, kSuccess, "a");
        row("nothing in it", "messages", "{}", 200, kSuccess, "");
        row("null", "messages", "null", 200, kSuccess, "");
        row("a number", "messages", R"({"message":5})", 400,
            failed("json: cannot unmarshal number into Go struct field Publish.message of type string"), "(none)");
        row("nothing", "messages", "", 400, failed("EOF"), "(none)");
        row("a form", "messages", "message=text", 400, failed("invalid character 'm' looking for beginning of value"),
            "(none)");
        row("bad delay", "messages", R"({"message":"a","delay":"10"})", 500,
            failed(R"(time: missing unit in duration \"10\")"), "(none)");
        row("no delay", "messages", R"({"message":"a","delay":""})", 200, kSuccess, "a");
        row("delay in the past", "messages", R"({"message":"a","delay":"-1h"})", 200, kSuccess, "a");
        row("batch", "messages/batch", R"([{"message":"a"},{"message":"b"}])", 200, kSuccess, "a b");
        row("empty batch", "messages/batch", "[]", 200, kSuccess, "(none)");
        row("batch is no list", "messages/batch", "{}", 400,
            failed("json: cannot unmarshal object into Go value of type []io.Publish"), "(none)");
        row("batch with a bad delay", "messages/batch", R"([{"message":"a"},{"message":"b","delay":"1d"}])", 500,
            failed(R"(time: unknown unit \"d\" in duration \"1d\")"), "(none)");
    }
    void publishingAnswersNoId()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, texts);
        BlockRig rig;
        rig.topic("t", {"a"});
        compare(rig.post("/topics/t/" + path.toStdString(), body.toStdString()), status, answer.toStdString());
        const std::string read = rig.read("t", "a");
        if (texts == "(none)")
            QCOMPARE(read, std::string(kNothing));
        else
            QCOMPARE(QByteArray::fromStdString(BlockRig::texts(read)), texts);
    }

    void timeoutsAreGoDurations_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char* query, int code, const std::string& answer) {
            QTest::newRow(*query ? query : "(none)") << QByteArray(query) << code << QByteArray::fromStdString(answer);
        };
        row("", 400, failed(R"(time: invalid duration \"\")"));
        row("?timeout=", 400, failed(R"(time: invalid duration \"\")"));
        row("?timeout=5", 400, failed(R"(time: missing unit in duration \"5\")"));
        row("?timeout=1d", 400, failed(R"(time: unknown unit \"d\" in duration \"1d\")"));
        row("?timeout=x", 400, failed(R"(time: invalid duration \"x\")"));
        row("?timeout=0", 200, kNothing);
        row("?timeout=0s", 200, kNothing);
        row("?timeout=-1h", 200, kNothing);
        row("?timeout=1ns", 200, kNothing);
        row("?x=1&timeout=1.5ms&timeout=x", 200, kNothing);
        row("?timeout=10%c2%b5s", 200, kNothing);
    }
    void timeoutsAreGoDurations()
    {
        QFETCH(QByteArray, query);
        QFETCH(int, status);
        QFETCH(QByteArray, answer);
        BlockRig rig;
        rig.topic("t", {"a"});
        compare(rig.get("/topics/t/subscribers/a" + query.toStdString()), status, answer.toStdString());
    }

    void readingTakesTenAtMost()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        for (int i = 1; i <= 12; ++i)
            rig.publish("t", std::to_string(i));
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("1 2 3 4 5 6 7 8 9 10"));
        compare(rig.get("/topics/t/subscribers"), 200, data(status("a", 2, 10)));
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("11 12"));
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
    }

    void acknowledgingByIdDoesNotNeedADelivery()
    {
        BlockRig rig;
        rig.topic("t", {"a", "b"});
        for (const char* text : {"1", "2", "3", "4", "5"})
            rig.publish("t", text);
        const std::string path = "/topics/t/subscribers/a/messages/";
        const auto ids = BlockRig::ids(rig.get("/topics/t/subscribers/b?timeout=1s").body);
        QCOMPARE(ids.size(), size_t{5});
        compare(rig.del(path + ids[1]), 200, kSuccess); // pending
        compare(rig.del(path + ids[1]), 200, kSuccess); // processed
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("1 3 4 5"));
        compare(rig.del(path + ids[0]), 200, kSuccess); // delivered
        const std::string unknown = failed("error ack message. message_id not found");
        const std::string time = ids[0].substr(0, ids[0].find('_') + 1);
        for (const std::string& bad : {time + "00000006", time + "0000000", time + "0000000G", std::string("x"),
                 std::string("%20"), std::string("a%2Fb")})
            compare(rig.del(path + bad), 500, unknown);
        compare(rig.del(path + "batch", "[\"" + ids[2] + "\",\"" + ids[3] + "\",\"x\",\"" + time + "00000009\"]"), 200,
            kSuccess);
        compare(rig.del(path + "batch", "[\"x\",\"" + time + "00000009\"]"), 500, failed("message not found"));
        compare(rig.del(path + "batch", "[\"" + ids[2] + "\"]"), 200, kSuccess);
        compare(rig.del(path + "batch", "[]"), 200, kSuccess);
        compare(
            rig.del(path + "batch", "{}"), 400, failed("json: cannot unmarshal object into Go value of type []string"));
        compare(rig.del(path + "batch", ""), 400, failed("EOF"));
        compare(rig.get("/topics/t/subscribers"), 200, data(status("a", 0, 1) + "," + status("b", 0, 5)));
    }

    void peekingShowsWithoutTaking()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        rig.publish("t", "one");
        compare(rig.get("/topics/t/subscribers/a/messages"), 200,
            data(
                R"({"id":"TIME_00000001","message":"one","status":"pending","visible_at":"WHEN","created_at":"WHEN"})"));
        rig.read("t", "a");
        rig.post("/topics/t/messages", R"({"message":"two","delay":"10m"})");
        compare(rig.get("/topics/t/subscribers/a/messages"), 200,
            data(
                R"({"id":"TIME_00000001","message":"one","status":"delivered","retry_count":1,"visible_at":"WHEN","created_at":"WHEN"},)"
                R"({"id":"TIME_00000002","message":"two","status":"pending","visible_at":"WHEN","created_at":"WHEN"})"));
        // What is looked at stays as it is.
        compare(rig.get("/topics/t/subscribers"), 200, data(status("a", 1, 1)));
    }

    void pagesAreWhatWasAskedFor_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("last"); // 0: an empty page
        QTest::newRow("none") << QByteArray() << 1 << 100;
        QTest::newRow("limit") << QByteArray("?limit=3") << 1 << 3;
        QTest::newRow("offset") << QByteArray("?offset=5") << 6 << 105;
        QTest::newRow("both") << QByteArray("?limit=3&offset=5") << 6 << 8;
        QTest::newRow("end") << QByteArray("?limit=30&offset=100") << 101 << 120;
        QTest::newRow("all") << QByteArray("?limit=100000") << 1 << 120;
        QTest::newRow("behind the end") << QByteArray("?offset=120") << 0 << 0;
        QTest::newRow("zero") << QByteArray("?limit=0&offset=0") << 1 << 100;
        QTest::newRow("no numbers") << QByteArray("?limit=x&offset=-1") << 1 << 100;
    }
    void pagesAreWhatWasAskedFor()
    {
        QFETCH(QByteArray, query);
        QFETCH(int, first);
        QFETCH(int, last);
        BlockRig rig;
        rig.topic("t", {"a"});
        std::string batch;
        for (int i = 1; i <= 120; ++i)
            batch += (i == 1 ? "" : ",") + (R"({"message":")" + std::to_string(i)) + "\"}";
        rig.post("/topics/t/messages/batch", "[" + batch + "]");
        std::string expected;
        for (int i = first; i <= last && last != 0; ++i)
            expected += (expected.empty() ? "" : " ") + std::to_string(i);
        const HttpReply reply = rig.get("/topics/t/subscribers/a/messages" + query.toStdString());
        QCOMPARE(reply.status, 200);
        QCOMPARE(BlockRig::texts(reply.body), expected);
    }

    void offsetsHaveALimit()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        compare(
            rig.get("/topics/t/subscribers/a/messages?offset=100001"), 400, failed("the offset is more than 100000"));
        compare(rig.get("/topics/t/subscribers/a/dlq?offset=100001"), 400, failed("the offset is more than 100000"));
        compare(rig.get("/topics/t/subscribers/a/messages?offset=100000"), 200, kNothing);
    }

    void peekingFindsItsWayAroundGaps()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        for (int i = 1; i <= 9; ++i)
            rig.publish("t", std::to_string(i));
        const auto ids = BlockRig::ids(rig.get("/topics/t/subscribers/a/messages").body);
        rig.del("/topics/t/subscribers/a/messages/batch",
            "[\"" + ids.at(1) + "\",\"" + ids.at(4) + "\",\"" + ids.at(5) + "\"]");
        QCOMPARE(BlockRig::texts(rig.get("/topics/t/subscribers/a/messages").body), std::string("1 3 4 7 8 9"));
        QCOMPARE(
            BlockRig::texts(rig.get("/topics/t/subscribers/a/messages?limit=2&offset=2").body), std::string("4 7"));
    }

    void unknownPathsAndMethods_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("allow"); // empty: no such path
        const auto row = [](const char* method, const char* path, const char* allow) {
            QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << QByteArray(allow);
        };
        row("PUT", "/topics", "GET, POST");
        row("HEAD", "/topics", "GET, POST");
        row("DELETE", "/topics/", "GET, POST");
        row("GET", "/topics/t", "DELETE");
        row("OPTIONS", "/topics/t", "DELETE");
        row("GET", "/topics/t/messages", "POST");
        row("GET", "/topics/t/messages/batch", "POST");
        row("DELETE", "/topics/t/subscribers", "GET, POST");
        row("POST", "/topics/t/subscribers/a", "GET, DELETE");
        row("HEAD", "/topics/t/subscribers/a?timeout=1s", "GET, DELETE");
        row("POST", "/topics/t/subscribers/a/messages", "GET");
        row("GET", "/topics/t/subscribers/a/messages/batch", "DELETE");
        row("PATCH", "/topics/t/subscribers/a/messages/1", "DELETE");
        row("POST", "/topics/t/subscribers/a/dlq", "GET");
        row("GET", "/topics/t/subscribers/a/dlq/1/replay", "POST");
        row("GET", "/topics/t/", "");
        row("GET", "/topics//messages", "");
        row("GET", "/topics/t/unknown", "");
        row("GET", "/topics/t/subscribers/", "");
        row("GET", "/topics/t/subscribers/a/", "");
        row("GET", "/topics/t/subscribers/a/b/c", "");
        row("POST", "/topics/t/subscribers/a/dlq/1", "");
        row("DELETE", "/topics/t/subscribers/a/messages/", "");
    }
    void unknownPathsAndMethods()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, allow);
        BlockRig rig;
        rig.topic("t", {"a"});
        HttpClient client(rig.engine.httpPort());
        client.send(method.toStdString(), path.toStdString());
        const HttpReply reply = client.reply(HttpClient::kPatience, method == "HEAD");
        if (allow.isEmpty()) {
            QCOMPARE(reply.status, 404);
            QCOMPARE(reply.body, std::string("404 page not found\n"));
            QCOMPARE(reply.header("content-type"), std::string("text/plain; charset=utf-8"));
            return;
        }
        QCOMPARE(reply.status, 405);
        QCOMPARE(reply.body, std::string());
        QCOMPARE(reply.header("content-length"), std::string("0"));
        QCOMPARE(QByteArray::fromStdString(reply.header("allow")), allow);
        QVERIFY(!reply.headers.contains("content-type"));
    }

    void bodiesThatAreTooLongAreRefused()
    {
        BlockRig rig;
        HttpClient client(rig.engine.httpPort());
        client.send("POST", "/topics/t/messages", {}, "Content-Length: 999999999999\r\n");
        const HttpReply reply = client.reply();
        compare(reply, 413, failed("the request's body is longer than 128 MiB"));
    }
};

QTEST_APPLESS_MAIN(RoutesTest)
#include "routes_test.moc"
