// Waiting until expectations come true, with a real broker behind the API.
#include "tests/http/api/api_rig.h"

#include <QTest>

using namespace tapedeck;

namespace {

void publish(ApiClient& client, const std::string& queue, const std::string& body, const std::string& key = {})
{
    QCOMPARE(client.post("/queues/" + queue + "/messages", {{"body", body}, {"key", key}}).status, 201);
}

// Asks without waiting for the answer.
void begin(ApiClient& client, const J& body)
{
    client.http().send("POST", "/api/v1/expect", body.dump(), "Content-Type: application/json\r\n");
}

J answerOf(ApiClient& client)
{
    const HttpReply reply = client.http().reply();
    return J::parse(reply.body, nullptr, false);
}

} // namespace

class ExpectTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsThereComesTrueAtOnce()
    {
        ApiRig rig;
        ApiClient client(rig);
        publish(client, "orders", "{\"total\": 17}", "eu");
        publish(client, "orders", "{\"total\": 70}", "eu");
        const auto reply = client.post("/expect",
            {{"expectations", {"count(json.total > 50) >= 1 within 1h"}}, {"queue", "orders"}, {"from", "first"}});
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body["passed"].get<bool>(), true);
        const J& result = reply.body["results"][0];
        QCOMPARE(result["passed"].get<bool>(), true);
        QCOMPARE(result["matched"][0]["id"].get<int>(), 2);
        QCOMPARE(result["queue"].get<std::string>(), std::string("orders"));
    }

    void theAnswerComesWithTheFirstSuccess()
    {
        ApiRig rig;
        ApiClient client(rig), publisher(rig);
        publish(publisher, "orders", "before");
        begin(client, {{"expectations", {"body == after within 1h"}}});
        QVERIFY(rig.eventually([&] { return rig.broker->waitingReaders() > 0; }));
        publish(publisher, "orders", "before"); // of no interest
        publish(publisher, "orders", "after");
        const J answer = answerOf(client);
        QCOMPARE(answer["passed"].get<bool>(), true);
        QCOMPARE(answer["results"][0]["seen"].get<int>(), 2);
    }

    void aQueueThatIsMadeLaterIsWatched()
    {
        ApiRig rig;
        ApiClient client(rig), publisher(rig);
        publish(publisher, "early", "x");
        begin(client, {{"expectations", {{{"expect", "body == new within 1h"}, {"queue", "la*"}}}}});
        QVERIFY(rig.eventually([&] { return rig.clients->waiting() > 0; }));
        publish(publisher, "late", "new");
        const J answer = answerOf(client);
        QCOMPARE(answer["passed"].get<bool>(), true);
        QCOMPARE(answer["results"][0]["matched"][0]["queue"].get<std::string>(), std::string("late"));
    }

    void theTimeIsOverWithNearMisses()
    {
        ApiRig rig;
        ApiClient client(rig), publisher(rig);
        publish(publisher, "orders", "{\"total\": 17}", "eu");
        begin(client,
            {{"expectations", {"key == eu && json.total > 50 within 1h"}}, {"queue", "orders"}, {"from", "first"}});
        QVERIFY(rig.eventually([&] { return rig.broker->waitingReaders() > 0; }));
        rig.step(Duration::seconds(3'600));
        const J answer = answerOf(client);
        QCOMPARE(answer["passed"].get<bool>(), false);
        const J& result = answer["results"][0];
        QCOMPARE(result["reason"].get<std::string>(), std::string("No message within 3600s."));
        const J& miss = result["nearMisses"][0];
        QCOMPARE(miss["id"].get<int>(), 1);
        QCOMPARE(miss["failing"].get<int>(), 1);
        QCOMPARE(miss["failed"].size(), size_t{1});
        QCOMPARE(miss["failed"][0]["term"].get<std::string>(), std::string("json.total > 50"));
        QVERIFY(miss["failed"][0]["actual"].get<std::string>().find("17") != std::string::npos);
    }

    void severalAreAnsweredTogether()
    {
        ApiRig rig;
        ApiClient client(rig);
        publish(client, "a", "one");
        publish(client, "b", "two");
        publish(client, "a", "three");
        const auto reply = client.post("/expect",
            {{"from", "first"}, {"timeout", "0s"},
                {"expectations",
                    {"body == one then body == two then body == three", {{"name", "none"}, {"expect", "never four"}},
                        {{"expect", "exactly 2 len(body) > 0"}, {"queue", "a"}}, "exactly 2 len(body) > 0"}}});
        QCOMPARE(reply.status, 200);
        const J& results = reply.body["results"];
        QCOMPARE(results[0]["passed"].get<bool>(), true); // in the order of time, over all queues
        QCOMPARE(results[1]["passed"].get<bool>(), true);
        QCOMPARE(results[1]["name"].get<std::string>(), std::string("none"));
        QCOMPARE(results[2]["passed"].get<bool>(), true);
        QCOMPARE(results[3]["passed"].get<bool>(), false);
        QCOMPARE(results[3]["reason"].get<std::string>(), std::string("3 messages, expected exactly 2 within 0s."));
        QCOMPARE(reply.body["passed"].get<bool>(), false);
    }

    void itBeginsWhereItIsTold_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<int>("seen");
        QTest::newRow("first") << QByteArray("\"first\"") << 4;
        QTest::newRow("now") << QByteArray("\"now\"") << 0;
        QTest::newRow("id") << QByteArray("3") << 2;
        QTest::newRow("id as text") << QByteArray("\"4\"") << 1;
        QTest::newRow("time before") << QByteArray("\"-1h\"") << 4;
        QTest::newRow("time after") << QByteArray("\"2100-01-01T00:00:00Z\"") << 0;
    }
    void itBeginsWhereItIsTold()
    {
        QFETCH(QByteArray, from);
        QFETCH(int, seen);
        ApiRig rig;
        ApiClient client(rig);
        for (const char* body : {"1", "2", "3", "4"})
            publish(client, "q", body);
        J body{{"expectations", {"count() == 0 within 0s"}}};
        body["from"] = J::parse(from.toStdString());
        const auto reply = client.post("/expect", body);
        QCOMPARE(reply.status, 200);
        // A count of 0 is lost with the first message.
        QCOMPARE(reply.body["passed"].get<bool>(), seen == 0);
        body["expectations"] = {"exactly " + std::to_string(seen) + " len(body) > 0 within 0s"};
        QCOMPARE(client.post("/expect", body).body["passed"].get<bool>(), true);
    }

    void aLargeBacklogIsReadBeforeTimeBegins()
    {
        ApiRig rig;
        ApiClient client(rig);
        J batch = J::array();
        for (int i = 0; i < 10'000; ++i)
            batch.push_back({{"body", "some text"}});
        batch.push_back({{"body", "the last one"}});
        QCOMPARE(client.post("/queues/q/messages/batch", batch).status, 201);
        const auto reply =
            client.post("/expect", {{"expectations", {"body contains last within 0s"}}, {"from", "first"}});
        QVERIFY2(reply.body["passed"].get<bool>(), reply.body.dump().c_str());
        QCOMPARE(reply.body["results"][0]["seen"].get<int>(), 10'001);
    }

    void mistakesAreSaid_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const char* body, const char* says) {
            QTest::newRow(name) << QByteArray(body) << QByteArray(says);
        };
        row("nothing", "{}", "1 to 100");
        row("empty list", R"({"expectations": []})", "1 to 100");
        row("mistake", R"({"expectations": ["a", "b within"]})", "`expectations[1]`: At character 9");
        row("no text", R"({"expectations": [{}]})", "`expectations[0].expect` is missing");
        row("unknown member", R"({"expectations": ["a"], "fron": "now"})", "Did you mean `from`");
        row("from", R"({"expectations": ["a"], "from": "soon"})", "from");
        row("timeout", R"({"expectations": ["a"], "timeout": "25h"})", "at most 24h");
    }
    void mistakesAreSaid()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, says);
        ApiRig rig;
        ApiClient client(rig);
        const auto reply = client.ask("POST", "/expect", body.toStdString());
        QCOMPARE(reply.status, 400);
        const std::string detail = reply.body["detail"].get<std::string>();
        QVERIFY2(detail.find(says.toStdString()) != std::string::npos, detail.c_str());
    }

    void aClientThatGoesAwayIsForgotten()
    {
        ApiRig rig;
        {
            ApiClient client(rig);
            begin(client, {{"expectations", {"never x for 1h"}}, {"queue", "q"}});
            ApiClient publisher(rig);
            publish(publisher, "q", "y");
            QVERIFY(rig.eventually([&] { return rig.broker->waitingReaders() > 0; }));
        }
        QVERIFY(rig.eventually([&] { return rig.broker->waitingReaders() == 0; }));
    }

    void aServerThatStopsAnswersAsItStands()
    {
        auto rig = std::make_unique<ApiRig>();
        ApiClient client(*rig);
        begin(client, {{"expectations", {"never x for 1h"}}});
        QVERIFY(rig->eventually([&] { return rig->clients->waiting() > 0; }));
        rig.reset();
        const J answer = answerOf(client);
        QCOMPARE(answer["passed"].get<bool>(), false);
        QCOMPARE(answer["results"][0]["reason"].get<std::string>(), std::string("It is not decided yet."));
    }
};

QTEST_APPLESS_MAIN(ExpectTest)
#include "expect_test.moc"
