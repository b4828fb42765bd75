// Exchanges, bindings, routing programs, what fq's clients share, and upstreams.
#include "engine/exchange/upstream_list.h"
#include "tests/http/api/api_rig.h"

#include <QTest>

using namespace tapedeck;

namespace {

// Keeps the rows, pulls nothing.
class RowsInMemory final : public UpstreamList {
public:
    std::vector<UpstreamInfo> upstreams() const override { return m_rows; }
    void addUpstream(const Upstream& row, Callback<uint64_t> done) override
    {
        UpstreamInfo info;
        info.id = ++m_last;
        info.row = row;
        info.state = UpstreamState::waiting;
        info.error = "nobody there";
        m_rows.push_back(info);
        done(m_last);
    }
    void removeUpstream(uint64_t id, Callback<bool> done) override
    {
        if (std::erase_if(m_rows, [&](const UpstreamInfo& info) { return info.id == id; }) == 0)
            return done(Error{ErrorCode::notFound, {}});
        done(true);
    }

private:
    std::vector<UpstreamInfo> m_rows;
    uint64_t m_last = 0;
};

api::NativeApiOptions optionsWith(RowsInMemory& rows)
{
    api::NativeApiOptions options;
    options.upstreams = &rows;
    return options;
}

J outcome(int routed, int dropped, bool noRoute = false, bool noExchange = false)
{
    return {{"routed", routed}, {"dropped", dropped}, {"noRoute", noRoute}, {"noExchange", noExchange}};
}

void makeQueue(ApiRig& rig, const std::string& name, const FqSettings& settings, QueueKind kind = QueueKind::mem)
{
    rig.onLoop([&] { CHECK(rig.exchanges->create(name, kind, settings).ok()); });
}

} // namespace

class ExchangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aQueueIsBoundAndGetsWhatItWants()
    {
        ApiRig rig;
        ApiClient client(rig);
        COMPARE_JSON(client.get("/exchanges").body["exchanges"], J::array());
        QCOMPARE(client.post("/queues", {{"name", "orders/eu"}}).status, 201);
        const J wanted = {{"exchange", "shop"}, {"program", "prefix:\"order.\" payload_contains(\"EU\")"}};
        const auto made = client.post("/queues/orders%2Feu/bindings", wanted);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.raw.header("location"), std::string("/api/v1/queues/orders%2Feu/bindings/1"));
        QCOMPARE(made.body["id"].get<int>(), 1);
        QCOMPARE(made.body["permanent"].get<bool>(), true);
        COMPARE_JSON(made.body["href"], "/api/v1/queues/orders%2Feu/bindings/1");
        QCOMPARE(client.post("/queues/orders%2Feu/bindings", wanted).body["id"].get<int>(), 1); // the same one

        const J message = {{"route", "order.new"}, {"body", "to the EU"}};
        const auto published = client.post("/exchanges/shop/messages", message);
        QCOMPARE(published.status, 200);
        COMPARE_JSON(published.body, outcome(1, 0));
        COMPARE_JSON(client.post("/exchanges/shop/messages", {{"route", "order.new"}, {"body", "to the US"}}).body,
            outcome(0, 0, true));
        COMPARE_JSON(client.post("/exchanges/none/messages", message).body, outcome(0, 0, true, true));

        const J stored = client.get("/queues/orders%2Feu/messages").body["messages"];
        QCOMPARE(stored.size(), size_t{1});
        COMPARE_JSON(stored[0]["key"], "order.new");
        COMPARE_JSON(stored[0]["body"], "to the EU");
        COMPARE_JSON(stored[0]["headers"][0], (J{{"name", "fq-sender"}, {"value", "_web"}}));
        COMPARE_JSON(stored[0]["headers"][1], (J{{"name", "fq-hops"}, {"value", "10.0.0.7"}}));
        COMPARE_JSON(stored[0]["headers"][2], (J{{"name", "fq-exchange"}, {"value", "shop"}}));
        QCOMPARE(stored[0]["headers"][3]["value"].get<std::string>().size(), size_t{32});

        const J shop = client.get("/exchanges/shop").body;
        QCOMPARE(shop["messages"].get<int>(), 2);
        QCOMPARE(shop["octets"].get<int>(), 18);
        QCOMPARE(shop["routed"].get<int>(), 1);
        QCOMPARE(shop["noRoute"].get<int>(), 1);
        QCOMPARE(shop["bindings"][0]["invocations"].get<int>(), 2);
        const J list = client.get("/exchanges").body;
        COMPARE_JSON(list["exchanges"][0]["name"], "shop");
        QCOMPARE(list["totals"]["noExchange"].get<int>(), 1);
        QCOMPARE(list["totals"]["messages"].get<int>(), 3);

        QCOMPARE(client.get("/queues/orders%2Feu/bindings").body["bindings"].size(), size_t{1});
        QCOMPARE(client.ask("DELETE", "/queues/orders%2Feu/bindings/1").status, 204);
        const auto again = client.ask("DELETE", "/queues/orders%2Feu/bindings/1");
        QCOMPARE(again.status, 404);
        COMPARE_JSON(again.body["type"], "urn:tapedeck:binding-not-found");
        QCOMPARE(client.get("/queues/orders%2Feu/bindings").body["bindings"].size(), size_t{0});
    }

    void bytesThatAreNoTextPass()
    {
        ApiRig rig;
        ApiClient client(rig);
        client.post("/queues", {{"name", "q"}});
        const auto made = client.post("/queues/q/bindings", {{"exchangeBase64", "/w=="}, {"program", "prefix:"}});
        QCOMPARE(made.status, 201);
        COMPARE_JSON(made.body["exchangeBase64"], "/w==");
        COMPARE_JSON(client.get("/exchanges/%FF").body["nameBase64"], "/w==");
        COMPARE_JSON(client
                         .post("/exchanges/%FF/messages",
                             {{"routeBase64", "/w=="}, {"bodyBase64", "AP8="}, {"senderBase64", "/g=="}})
                         .body,
            outcome(1, 0));
        const J stored = client.get("/queues/q/messages").body["messages"][0];
        COMPARE_JSON(stored["keyBase64"], "/w==");
        COMPARE_JSON(stored["bodyBase64"], "AP8=");
        COMPARE_JSON(stored["headers"][0]["valueBase64"], "/g==");
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("detail");
        const auto row = [](const char* name, const char* path, const QByteArray& body, int status,
                             const char* detail) {
            QTest::newRow(name) << QByteArray(path) << body << status << QByteArray(detail);
        };
        const QByteArray longName(128, 'x');
        row("no queue", "/queues/none/bindings", R"({"exchange": "e", "program": "prefix:"})", 404,
            "There is no queue `none`.");
        row("no exchange", "/queues/q/bindings", R"({"program": "prefix:"})", 400, "`exchange` is missing.");
        row("no program", "/queues/q/bindings", R"({"exchange": "e"})", 400, "`program` is missing.");
        row("typo", "/queues/q/bindings", R"({"exchange": "e", "program": "prefix:", "permanant": true})", 400,
            "There is no member `permanant` here. Did you mean `permanent`?");
        row("long exchange", "/queues/q/bindings", R"({"exchange": ")" + longName + R"(", "program": "prefix:"})", 400,
            "`exchange` has at most 127 bytes.");
        row("no route", "/exchanges/e/messages", R"({"body": "b"})", 400, "`route` is missing.");
        row("no body", "/exchanges/e/messages", R"({"route": "r"})", 400,
            "`body` is missing; it, or `bodyBase64`, is the message's body.");
        row("long route", "/exchanges/e/messages", R"({"body": "b", "route": ")" + longName + R"("})", 400,
            "`route` and `sender` have at most 127 bytes.");
        row("nothing to try", "/route/test", R"({})", 400, "`program` is missing.");
        row("no host", "/upstreams", R"({"source": "a/b", "exchange": "e"})", 400,
            "`host` is missing, or `port` is 0.");
        row("port", "/upstreams", R"({"host": "h", "port": 0, "source": "a/b", "exchange": "e"})", 400,
            "`host` is missing, or `port` is 0.");
        row("pull from nowhere", "/upstreams", R"({"host": "h", "source": "a/b"})", 400, "`exchange` is missing.");
        row("two targets", "/replays", R"({"source": "q", "target": "t", "targetExchange": "e"})", 400,
            "Give either `target`, a queue, or `targetExchange`.");
        row("no target", "/replays", R"({"source": "q"})", 400, "`target` is missing.");
        row("replay to nowhere", "/replays", R"({"source": "q", "targetExchange": 5})", 400,
            "`targetExchange` is an integer; expected a text.");
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, detail);
        RowsInMemory rows;
        ApiRig rig(optionsWith(rows));
        ApiClient client(rig);
        client.post("/queues", {{"name", "q"}});
        const auto reply = client.ask("POST", path.toStdString(), body.toStdString());
        QCOMPARE(QByteArray::fromStdString(reply.body["detail"].get<std::string>()), detail);
        QCOMPARE(reply.status, status);
        QCOMPARE(client.get("/exchanges").body["exchanges"].size(), size_t{0});
    }

    void aProgramThatIsRefusedHasAPosition()
    {
        RowsInMemory rows;
        ApiRig rig(optionsWith(rows));
        ApiClient client(rig);
        client.post("/queues", {{"name", "q"}});
        const J upstream = {{"host", "h"}, {"source", "a/b"}, {"exchange", "e"}, {"program", "prefix:\"a\" nonsense("}};
        const J binding = {{"exchange", "e"}, {"program", "prefix:\"a\" nonsense("}};
        const J trial = {{"program", "prefix:\"a\" nonsense("}};
        ProgramError error;
        QVERIFY(!Program::parse("prefix:\"a\" nonsense(", &error));
        const std::pair<const char*, J> requests[] = {
            {"/queues/q/bindings", binding}, {"/route/test", trial}, {"/upstreams", upstream}};
        for (const auto& [path, body] : requests) {
            const auto reply = client.post(path, body);
            QCOMPARE(reply.status, 400);
            COMPARE_JSON(reply.body["type"], "urn:tapedeck:program-error");
            QCOMPARE(reply.body["position"].get<size_t>(), error.position);
        }
    }

    void aProgramIsTried()
    {
        ApiRig rig;
        ApiClient client(rig);
        const std::string program = "prefix:\"order.\" payload_contains(\"EU\")";
        const auto yes = client.post("/route/test", {{"program", program}, {"route", "order.new"}, {"body", "the EU"}});
        QCOMPARE(yes.status, 200);
        COMPARE_JSON(yes.body["matches"], true);
        COMPARE_JSON(yes.body["portable"], true);
        QVERIFY(!yes.body.contains("notPortable"));
        QCOMPARE(yes.body["steps"].size(), size_t{2});
        COMPARE_JSON(yes.body["steps"][1], (J{{"depth", 0}, {"text", "payload_contains(\"EU\")"}, {"result", true}}));
        const auto no =
            client.post("/route/test", {{"program", program}, {"route", "order.new"}, {"bodyBase64", "/w=="}});
        COMPARE_JSON(no.body["matches"], false);
        COMPARE_JSON(no.body["steps"][0]["result"], true);
        COMPARE_JSON(no.body["steps"][1]["result"], false);
        const auto ours = client.post("/route/test", {{"program", "prefix: !true()"}});
        COMPARE_JSON(ours.body["portable"], false);
        QVERIFY(!ours.body["notPortable"].get<std::string>().empty());
    }

    void recordingIsSwitched()
    {
        ApiRig rig;
        ApiClient client(rig);
        QCOMPARE(client.ask("PATCH", "/exchanges/shop", R"({"recorded": true})").status, 404);
        client.post("/queues", {{"name", "q"}});
        client.post("/queues/q/bindings", {{"exchange", "shop"}, {"program", "prefix:"}});
        COMPARE_JSON(client.get("/exchanges/shop").body["recorded"], true); // the default of the rig
        client.post("/exchanges/shop/messages", {{"route", "r"}, {"body", "kept"}});
        QCOMPARE(client.get("/queues/exchange%3Ashop/messages").body["messages"].size(), size_t{1});
        const auto off = client.ask("PATCH", "/exchanges/shop", R"({"recorded": false})");
        QCOMPARE(off.status, 200);
        COMPARE_JSON(off.body["recorded"], false);
        client.post("/exchanges/shop/messages", {{"route", "r"}, {"body", "not kept"}});
        QCOMPARE(client.get("/queues/exchange%3Ashop/messages").body["messages"].size(), size_t{1});
        QCOMPARE(client.ask("PATCH", "/exchanges/shop", R"({"recorded": 1})").status, 400);
    }

    void aKeyPublishesOnce()
    {
        ApiRig rig;
        ApiClient client(rig);
        client.post("/queues", {{"name", "q"}});
        client.post("/queues/q/bindings", {{"exchange", "q"}, {"program", "prefix:"}});
        const std::string body = R"({"route": "r", "body": "b"})";
        const std::string key = "Idempotency-Key: once\r\n";
        COMPARE_JSON(client.ask("POST", "/exchanges/q/messages", body, key).body, outcome(1, 0));
        const auto again = client.ask("POST", "/exchanges/q/messages", body, key);
        COMPARE_JSON(again.body, outcome(1, 0));
        QCOMPARE(again.raw.header("idempotent-replayed"), std::string("true"));
        QCOMPARE(client.ask("POST", "/exchanges/q/messages", R"({"route": "r", "body": "c"})", key).status, 422);
        QCOMPARE(client.get("/queues/q/messages").body["messages"].size(), size_t{1});
        // A queue of the same name has keys of its own.
        QCOMPARE(client.ask("POST", "/queues/q/messages", R"({"body": "b"})", key).status, 201);
    }

    void aFullQueueIsReportedAndItsDropsAreShown()
    {
        ApiRig rig;
        ApiClient client(rig);
        FqSettings settings;
        settings.backlog = 1;
        makeQueue(rig, "q", settings);
        client.post("/queues/q/bindings", {{"exchange", "shop"}, {"program", "prefix:"}, {"permanent", false}});
        const J message = {{"route", "r"}, {"body", "b"}};
        COMPARE_JSON(client.post("/exchanges/shop/messages", message).body, outcome(1, 0));
        COMPARE_JSON(client.post("/exchanges/shop/messages", message).body, outcome(1, 1));
        const J shared = client.get("/queues/q").body["fq"];
        QCOMPARE(shared["dropped"].get<int>(), 1);
        QCOMPARE(shared["backlog"].get<int>(), 1);
        QCOMPARE(shared["dropHistory"].size(), size_t{1});
        QCOMPARE(shared["dropHistory"][0]["count"].get<int>(), 1);
        const std::string metrics = client.get("//metrics").raw.body;
        for (const char* line : {"tapedeck_queue_dropped_total{queue=\"q\"} 1\n",
                 "tapedeck_queue_backlog{queue=\"q\"} 1\n", "tapedeck_queue_backlog_limit{queue=\"q\"} 1\n",
                 "tapedeck_exchange_messages_total{exchange=\"shop\"} 2\n",
                 "tapedeck_exchange_dropped_total{exchange=\"shop\"} 1\n",
                 "tapedeck_exchange_routed_total{exchange=\"shop\"} 2\n",
                 "tapedeck_exchange_no_route_total{exchange=\"shop\"} 0\n", "tapedeck_exchange_unknown_total 0\n"})
            QVERIFY2(metrics.find(line) != std::string::npos, line);
    }

    void whatIsSharedIsChanged()
    {
        ApiRig rig;
        ApiClient client(rig);
        FqSettings settings;
        settings.permanent = true;
        makeQueue(rig, "q", settings, QueueKind::disk);
        COMPARE_JSON(client.get("/queues/q").body["fq"],
            (J{{"public", false}, {"policy", "drop"}, {"backlogLimit", 16384}, {"backlog", 0}, {"permanent", true},
                {"ackWhenWritten", false}, {"members", 0}, {"dropped", 0}, {"dropHistory", J::array()}}));
        const auto changed = client.ask("PATCH", "/queues/q",
            R"({"attemptLimit": 3, "fq": {"public": true, "policy": "block", "backlogLimit": 4294967295,
                "ackWhenWritten": true}})");
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.body["settings"]["attemptLimit"].get<int>(), 3);
        COMPARE_JSON(changed.body["fq"],
            (J{{"public", true}, {"policy", "block"}, {"backlogLimit", 4294967295}, {"backlog", 0}, {"permanent", true},
                {"ackWhenWritten", true}, {"members", 0}, {"dropped", 0}, {"dropHistory", J::array()}}));
        const auto stored = rig.onLoop([&] { return rig.broker->settings(*rig.broker->findQueue("q")).fq; });
        QVERIFY(stored && stored->block && stored->isPublic && stored->ackWhenWritten);
        QCOMPARE(client.ask("PATCH", "/queues/q", R"({"fq": {"policy": "drop", "bcklog": 1}})").status, 400);
        QCOMPARE(client.ask("PATCH", "/queues/q", R"({"fq": {"backlogLimit": 4294967296}})").status, 400);
        // One that fq's clients have not made is not shared until it is asked for.
        client.post("/queues", {{"name", "plain"}});
        QVERIFY(!client.get("/queues/plain").body.contains("fq"));
        QCOMPARE(client.ask("PATCH", "/queues/plain", R"({"attemptLimit": 3})").status, 200);
        QVERIFY(!client.get("/queues/plain").body.contains("fq"));
        COMPARE_JSON(
            client.ask("PATCH", "/queues/plain", R"({"fq": {"backlogLimit": 5}})").body["fq"]["backlogLimit"], 5);
    }

    void aReplayGoesThroughTheBindings()
    {
        ApiRig rig;
        ApiClient client(rig);
        client.post("/queues", {{"name", "old"}});
        client.post("/queues", {{"name", "new"}});
        client.post("/queues/new/bindings", {{"exchange", "shop"}, {"program", "exact:\"wanted\""}});
        for (const char* key : {"wanted", "other", "wanted"})
            QCOMPARE(client.post("/queues/old/messages", {{"key", key}, {"body", key}}).status, 201);
        const auto started =
            client.post("/replays", {{"source", "old"}, {"targetExchange", "shop"}, {"speed", "fastest"}});
        QCOMPARE(started.status, 201);
        COMPARE_JSON(started.body.at("targetKind"), J("exchange"));
        QVERIFY(rig.eventually([&] {
            return rig.broker->head(*rig.broker->findQueue("new")) == MessageId{3}
            && rig.broker->players().front().state == PlayerState::finished;
        }));
        QCOMPARE(rig.onLoop([&] { return rig.exchanges->totals().noRoute; }), uint64_t{1});
    }

    void upstreamsAreShownWithoutTheirPasswords()
    {
        RowsInMemory rows;
        ApiRig rig(optionsWith(rows));
        ApiClient client(rig);
        const J wanted = {{"host", "broker.test"}, {"source", "me/pull/mem:drop"}, {"password", "secret"},
            {"exchange", "shop"}, {"program", "prefix:\"order.\""}, {"permanentBinding", true}};
        const auto made = client.post("/upstreams", wanted);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.raw.header("location"), std::string("/api/v1/upstreams/1"));
        J shown = made.body;
        shown.erase("since");
        COMPARE_JSON(shown,
            (J{{"id", 1}, {"href", "/api/v1/upstreams/1"}, {"host", "broker.test"}, {"port", 8765},
                {"source", "me/pull/mem:drop"}, {"exchange", "shop"}, {"program", "prefix:\"order.\""},
                {"permanentBinding", true}, {"state", "waiting"}, {"error", "nobody there"}, {"messages", 0},
                {"octets", 0}, {"loops", 0}}));
        QCOMPARE(rig.onLoop([&] { return rows.upstreams().front().row.password; }), std::string("secret"));
        const auto list = client.get("/upstreams");
        QCOMPARE(list.body["upstreams"].size(), size_t{1});
        QVERIFY(list.raw.body.find("secret") == std::string::npos);
        const auto plain = client.post("/upstreams", {{"host", "other.test"}, {"port", 9}, {"exchange", "shop"}});
        COMPARE_JSON(plain.body["source"], kUpstreamSourceDefault);
        COMPARE_JSON(plain.body["program"], "prefix:");
        QCOMPARE(client.ask("DELETE", "/upstreams/1").status, 204);
        const auto again = client.ask("DELETE", "/upstreams/1");
        QCOMPARE(again.status, 404);
        COMPARE_JSON(again.body["type"], "urn:tapedeck:upstream-not-found");
        QCOMPARE(client.get("/upstreams").body["upstreams"].size(), size_t{1});
    }

    void withoutUpstreamsTheirRoutesAreRefused()
    {
        ApiRig rig;
        ApiClient client(rig);
        for (const auto& reply :
            {client.get("/upstreams"), client.post("/upstreams", J::object()), client.ask("DELETE", "/upstreams/1")}) {
            QCOMPARE(reply.status, 400);
            COMPARE_JSON(reply.body["type"], "urn:tapedeck:unsupported");
        }
    }

    void aClientOfTheFqPortIsShownWithItsCounters()
    {
        // The rig has no fq port: the API's own connection stands for a client's command connection.
        std::string own;
        api::NativeApiOptions options;
        options.fqClients = [&own] {
            fq::FqClientInfo info;
            info.user = "alice";
            info.queue = "orders";
            info.address = "127.0.0.1";
            info.port = own.substr(own.rfind(':') + 1);
            info.hasData = true;
            info.counters.messagesOut = 3;
            return std::vector<fq::FqClientInfo>{info};
        };
        ApiRig rig(std::move(options));
        ApiClient client(rig);
        QVERIFY(!client.get("/clients").body["clients"][0].contains("fq"));
        rig.onLoop([&] { own = rig.clients->list().front().address; });
        COMPARE_JSON(client.get("/clients").body["clients"][0]["fq"],
            (J{{"user", "alice"}, {"queue", "orders"}, {"data", true}, {"mode", "client"}, {"noExchange", 0},
                {"noRoute", 0}, {"routed", 0}, {"dropped", 0}, {"sizeDropped", 0}, {"messagesIn", 0},
                {"messagesOut", 3}, {"octetsIn", 0}, {"octetsOut", 0}}));
    }
};

QTEST_APPLESS_MAIN(ExchangesTest)
#include "exchanges_test.moc"
