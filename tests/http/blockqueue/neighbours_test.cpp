// blockqueue beside the other protocols: what one publishes the other reads, and no path belongs to two families.
#include "engine/base/reporter.h"
#include "engine/net/http/blockqueue/block_queue.h"
#include "engine/net/http/http_port.h"
#include "engine/net/http/restmq/rest_mq.h"
#include "tests/http/blockqueue/block_rig.h"
#include "tests/support/http_test_server.h"

#include <map>

using namespace tapedeck;
using namespace tapedeck::blockqueue;

namespace {

// A path that the pattern matches.
std::string sampleOf(std::string pattern)
{
    for (size_t at; (at = pattern.find('{')) != std::string::npos;)
        pattern.replace(at, pattern.find('}') + 1 - at, "x");
    return pattern;
}

} // namespace

class NeighboursTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatRespPushesIsReadHere()
    {
        BlockRig rig;
        RawClient resp(rig.engine.port());
        rig.topic("orders", {"billing"});
        QVERIFY(resp.ask({"RPUSH", "orders", "from redis-cli"}).starts_with(":"));
        compare(rig.get("/topics/orders/subscribers/billing?timeout=5s"), 200,
            R"({"message":"success","data":[{"id":"TIME_00000001","message":"from redis-cli"}]})");
        HttpClient reader(rig.engine.httpPort());
        reader.send("GET", "/topics/orders/subscribers/billing?timeout=1h");
        QVERIFY(rig.untilWaiting(1));
        QVERIFY(resp.ask({"RPUSH", "orders", "x\xff"}).starts_with(":"));
        compare(reader.reply(), 200,
            "{\"message\":\"success\",\"data\":[{\"id\":\"TIME_00000002\",\"message\":\"x\xef\xbf\xbd\"}]}");
    }

    void queuesOfOtherPortsAreTopics()
    {
        BlockRig rig;
        RawClient resp(rig.engine.port());
        QCOMPARE(resp.ask({"SET", "orders", "shipping"}), std::string("+OK\r\n"));
        QVERIFY(resp.ask({"RPUSH", "orders", "early"}).starts_with(":"));
        compare(rig.post("/topics/orders/subscribers", R"([{"name":"billing"}])"), 200, kSuccess);
        QVERIFY(rig.get("/topics").body.find(R"("name":"orders")") != std::string::npos);
        compare(rig.topic("orders", {"x"}), 409, R"({"message":"Conflict","error":"topic was exist"})");
        rig.publish("orders", "late");
        QCOMPARE(BlockRig::texts(rig.read("orders", "billing")), std::string("late"));
        QCOMPARE(BlockRig::texts(rig.read("orders", "shipping")), std::string("early late"));
    }

    void restMqReadsWhatIsPublishedHereAndTheOtherWayRound()
    {
        BlockRig rig;
        rig.topic("orders", {"billing"});
        QCOMPARE(rig.post("/q/orders", "value=from RestMQ").body, std::string("orders:1\r\n"));
        rig.publish("orders", "from here");
        QCOMPARE(BlockRig::texts(rig.read("orders", "billing")), std::string("from RestMQ from here"));
        QCOMPARE(rig.get("/q/orders").body,
            std::string(R"({"count": 0, "key": "orders:1", "value": "from RestMQ"})") + "\r\n");
        QCOMPARE(rig.get("/q/orders").body,
            std::string(R"({"count": 0, "key": "orders:2", "value": "from here"})") + "\r\n");
        QCOMPARE(rig.get("/topicsx").header("content-type"), std::string("text/html; charset=UTF-8"));
    }

    void noPathBelongsToTwoFamilies()
    {
        HttpTestServer server;
        SilentReporter reporter;
        restmq::RestMq restMq(*server.http, {}, reporter);
        BlockQueue blockQueue(*server.http);
        server.start();
        const http::Router& router = server.http->router();
        std::map<std::string_view, int> routes;
        for (const auto& route : router.routes()) {
            ++routes[route->family->name()];
            const std::string path = sampleOf(route->pattern);
            // Whatever the method: the path leads to its own family alone.
            for (const http::Method method : {http::Method::get, http::Method::head, http::Method::post,
                     http::Method::put, http::Method::patch, http::Method::del, http::Method::options}) {
                const http::Router::Match match = router.find(method, path);
                QVERIFY2(match.family == route->family, path.c_str());
            }
            const bool below = path == "/topics" || path.starts_with("/topics/");
            QVERIFY2((route->family == &blockQueue) == below, path.c_str());
        }
        QCOMPARE(routes[blockQueue.name()], 16);
        QVERIFY(routes[restMq.name()] > 20);
        // What none of them serves is refused in the words of the one to whom it would belong.
        QCOMPARE(router.find(http::Method::get, "/topics/x/y").family, static_cast<http::RouteFamily*>(&blockQueue));
        QCOMPARE(router.find(http::Method::get, "/topicsx").family, static_cast<http::RouteFamily*>(&restMq));
        QCOMPARE(router.find(http::Method::get, "/nowhere").family, static_cast<http::RouteFamily*>(&restMq));
    }
};

QTEST_APPLESS_MAIN(NeighboursTest)
#include "neighbours_test.moc"
