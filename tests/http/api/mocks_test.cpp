// Faults and responders through the API, with a real broker behind it.
#include "tests/http/api/api_rig.h"

#include <QTest>

using namespace tapedeck;

namespace {

// The texts of the messages of a queue.
std::vector<std::string> bodiesOf(ApiClient& client, const std::string& queue)
{
    std::vector<std::string> bodies;
    const J page = client.get("/queues/" + queue + "/messages").body;
    for (const J& message : page["messages"])
        bodies.push_back(message["body"].get<std::string>());
    return bodies;
}

std::string headerOf(const J& message, const std::string& name)
{
    for (const J& header : message["headers"])
        if (header["name"] == name)
            return header["value"].get<std::string>();
    return {};
}

} // namespace

class MocksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFaultIsMadeSeenChangedAndRemoved()
    {
        ApiRig rig;
        ApiClient client(rig);
        const auto made = client.post(
            "/faults", {{"fault", "drop"}, {"queue", "orders*"}, {"every", 2}, {"filter", "key == \"eu\""}});
        QCOMPARE(made.status, 201);
        QCOMPARE(made.raw.header("location"), std::string("/api/v1/faults/1"));
        QCOMPARE(made.body["fault"].get<std::string>(), std::string("drop"));
        QCOMPARE(made.body["filter"].get<std::string>(), std::string("key == \"eu\""));
        COMPARE_JSON(client.get("/faults/1").body, made.body);
        COMPARE_JSON(client.get("/faults").body["faults"], J::array({made.body}));
        COMPARE_JSON(client.get("/snapshot").body["faults"], J::array({made.body}));
        const auto changed = client.ask("PATCH", "/faults/1", R"({"every": 3, "enabled": false})");
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.body["every"].get<int>(), 3);
        QCOMPARE(changed.body["enabled"].get<bool>(), false);
        QCOMPARE(changed.body["filter"].get<std::string>(), std::string("key == \"eu\""));
        QCOMPARE(client.ask("DELETE", "/faults/1").status, 204);
        const auto gone = client.ask("DELETE", "/faults/1");
        QCOMPARE(gone.status, 404);
        QCOMPARE(gone.body["type"].get<std::string>(), std::string("urn:tapedeck:fault-not-found"));
    }

    void oneCallEndsAllFaults()
    {
        ApiRig rig;
        ApiClient client(rig);
        QCOMPARE(client.post("/faults", {{"fault", "drop"}}).status, 201);
        QCOMPARE(client.post("/faults", {{"fault", "delay"}, {"delay", "1h"}, {"queue", "late"}}).status, 201);
        QCOMPARE(client.post("/queues/a/messages", {{"body", "lost"}}).status, 201);
        COMPARE_JSON(client.ask("DELETE", "/faults").body, J({{"removed", 2}}));
        QCOMPARE(client.post("/queues/a/messages", {{"body", "kept"}}).status, 201);
        QCOMPARE(bodiesOf(client, "a"), std::vector<std::string>{"kept"});
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const char* body, const char* says) {
            QTest::newRow(name) << QByteArray(body) << QByteArray(says);
        };
        row("nothing", "{}", "`fault` is missing");
        row("unknown fault", R"({"fault": "explode"})", "expected `drop`");
        row("unknown member", R"({"fault": "drop", "querue": "a"})", "Did you mean `queue`");
        row("filter", R"({"fault": "drop", "filter": "key =="})", "`filter`: At character");
        row("delay", R"({"fault": "delay"})", "a delay is more than 0");
        row("delay form", R"({"fault": "delay", "delay": {"median": "1s", "until": "2s"}})", "Give `delay`");
        row("delay turned round", R"({"fault": "delay", "delay": {"from": "2s", "until": "1s"}})", "longest delay");
        row("throttle", R"({"fault": "throttle"})", "a throttle needs");
        row("probability", R"({"fault": "drop", "probability": 2})", "from 0 to 1");
        row("channel at publish", R"({"fault": "drop", "channel": "c"})", "`channel` means nothing");
        row("code", R"({"fault": "reject", "code": "418"})", "expected `bad-request`");
        row("two lines", R"({"fault": "reject", "error": "a\nb"})", "one line");
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, says);
        ApiRig rig;
        ApiClient client(rig);
        const auto reply = client.ask("POST", "/faults", body.toStdString());
        QCOMPARE(reply.status, 400);
        const std::string detail = reply.body["detail"].get<std::string>();
        QVERIFY2(detail.find(says.toStdString()) != std::string::npos, detail.c_str());
        QVERIFY(client.get("/faults").body["faults"].empty());
    }

    void aDroppedPublishIsAnsweredAsIfItWereKept()
    {
        ApiRig rig;
        ApiClient client(rig);
        client.post("/faults", {{"fault", "drop"}, {"queue", "a"}, {"every", 2}});
        std::vector<int> statuses;
        for (const char* body : {"one", "two", "three"}) {
            const auto reply = client.post("/queues/a/messages", {{"body", body}});
            statuses.push_back(reply.status);
            QVERIFY(reply.body["firstId"].get<uint64_t>() > 0);
        }
        QCOMPARE(statuses, (std::vector<int>{201, 201, 201}));
        QCOMPARE(bodiesOf(client, "a"), (std::vector<std::string>{"one", "three"}));
        const J fault = client.get("/faults/1").body;
        QCOMPARE(fault["seen"].get<int>(), 3);
        QCOMPARE(fault["hits"].get<int>(), 1);
        const std::string metrics = client.get("//metrics").raw.body;
        QVERIFY(metrics.find("tapedeck_fault_hits_total{fault=\"1\",kind=\"drop\"} 1\n") != std::string::npos);
    }

    void aDelayedMessageComesWhenItsTimeHasCome()
    {
        ApiRig rig;
        ApiClient client(rig);
        client.post("/faults", {{"fault", "delay"}, {"delay", "1h"}, {"queue", "a"}, {"first", 1}});
        client.post("/queues/a/messages", {{"body", "late"}});
        client.post("/queues/a/messages", {{"body", "early"}});
        QCOMPARE(bodiesOf(client, "a"), std::vector<std::string>{"early"});
        QCOMPARE(client.get("/faults/1").body["held"].get<int>(), 1);
        rig.step(Duration::seconds(3'601));
        QVERIFY(rig.eventually([&] { return rig.mock->heldMessages() == 0; }));
        QCOMPARE(bodiesOf(client, "a"), (std::vector<std::string>{"early", "late"}));
        const J late = client.get("/queues/a/messages/2").body;
        QCOMPARE(headerOf(late, "fault"), std::string("delay 3600s"));
    }

    void aRejectedPublishGetsTheRulesError()
    {
        ApiRig rig;
        ApiClient client(rig);
        client.post("/faults", {{"fault", "reject"}, {"error", "quota exceeded"}, {"code", "storage-full"}});
        const auto reply = client.post("/queues/a/messages", {{"body", "x"}});
        QCOMPARE(reply.status, 507);
        QCOMPARE(reply.body["detail"].get<std::string>(), std::string("quota exceeded"));
    }

    void onlyTheNamedProtocolIsDisconnected()
    {
        ApiRig rig;
        ApiClient client(rig), other(rig);
        QCOMPARE(client.post("/faults", {{"fault", "disconnect"}, {"protocol", "RESP"}}).status, 201);
        QCOMPARE(client.post("/queues/a/messages", {{"body", "one"}}).status, 201);
        QCOMPARE(other.post("/faults", {{"fault", "disconnect"}, {"protocol", "HTTP"}, {"keep", true}}).status, 201);
        client.http().send("POST", "/api/v1/queues/a/messages?raw=true", "two", {});
        QCOMPARE(client.http().head().status, 0); // closed without an answer
        QCOMPARE(bodiesOf(other, "a"), (std::vector<std::string>{"one", "two"}));
    }

    void aResponderAnswersAndIsRemoved()
    {
        ApiRig rig;
        ApiClient client(rig);
        const auto made = client.post("/responders",
            {{"name", "shop"}, {"queue", "orders"}, {"to", "{{request.headers.reply-to}}"},
                {"body", "{\"for\": {{json request.json.id}}, \"n\": {{seq}}}"}, {"key", "{{request.key}}"},
                {"headers", {{"correlation", "{{request.headers.id}}"}}}});
        QCOMPARE(made.status, 201);
        client.post("/queues/orders/messages",
            {{"body", "{\"id\": \"a1\"}"}, {"key", "eu"}, {"headers", {{"reply-to", "replies"}, {"id", "77"}}}});
        QVERIFY(rig.eventually([&] { return rig.mock->responder(1)->counters.answered == 1; }));
        const J answer = client.get("/queues/replies/messages/1").body;
        QCOMPARE(answer["body"].get<std::string>(), std::string("{\"for\": \"a1\", \"n\": 1}"));
        QCOMPARE(answer["key"].get<std::string>(), std::string("eu"));
        QCOMPARE(headerOf(answer, "correlation"), std::string("77"));
        QCOMPARE(headerOf(answer, "responder"), std::string("shop"));
        QCOMPARE(headerOf(answer, "in-reply-to"), std::string("orders/1"));
        QCOMPARE(client.get("/snapshot").body["responders"][0]["answered"].get<int>(), 1);
        QCOMPARE(client.ask("DELETE", "/responders/1").status, 204);
        client.post("/queues/orders/messages", {{"body", "{}"}, {"headers", {{"reply-to", "replies"}}}});
        QCOMPARE(bodiesOf(client, "replies").size(), size_t{1});
    }

    void aNamespaceSeesOnlyItsOwnRules()
    {
        ApiRig rig;
        ApiClient client(rig);
        QCOMPARE(client.post("/faults?ns=3", {{"fault", "drop"}}).status, 201);
        QCOMPARE(client.post("/responders?ns=3", {{"queue", "a"}, {"to", "b"}}).status, 201);
        QCOMPARE(client.post("/queues/a/messages", {{"body", "kept"}}).status, 201);
        QCOMPARE(bodiesOf(client, "a"), std::vector<std::string>{"kept"});
        QVERIFY(client.get("/faults?ns=4").body["faults"].empty());
        QCOMPARE(client.get("/faults").body["faults"][0]["namespace"].get<std::string>(), std::string("3"));
        QCOMPARE(client.ask("DELETE", "/faults/1?ns=4").status, 404);
        COMPARE_JSON(client.ask("DELETE", "/faults?ns=4").body, J({{"removed", 0}}));
        COMPARE_JSON(client.ask("DELETE", "/faults?ns=3").body, J({{"removed", 1}}));
        COMPARE_JSON(client.ask("DELETE", "/responders").body, J({{"removed", 1}}));
    }

    void aTemplateMayNotReadTheEnvironment()
    {
        ApiRig rig;
        ApiClient client(rig);
        const auto reply = client.post("/responders", {{"queue", "a"}, {"to", "b"}, {"body", "{{env.HOME}}"}});
        QCOMPARE(reply.status, 400);
        const std::string detail = reply.body["detail"].get<std::string>();
        QVERIFY2(detail.find("`body`: At character 7") != std::string::npos, detail.c_str());
        QVERIFY2(detail.find("secrets") != std::string::npos, detail.c_str());
    }
};

QTEST_APPLESS_MAIN(MocksTest)
#include "mocks_test.moc"
