// What clients are told when the broker cannot do what they ask for.
#include "engine/net/http/restmq/rest_mq.h"
#include "tests/support/http_client.h"
#include "tests/support/http_test_server.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::restmq;
using namespace std::chrono_literals;

namespace {

class Server {
public:
    Server()
        : restMq(*server.http, {}, reporter)
    {
        server.start();
    }
    ~Server()
    {
        CHECK(server.eventually([this] { return server.clients->count() == 0; }));
    }
    SilentReporter reporter;
    HttpTestServer server;
    RestMq restMq;
};

struct Request {
    const char* name;
    const char* target;
    std::string body;
    const char* type;
};

const std::vector<Request>& publishes()
{
    static const std::vector<Request> all{
        {"index", "/", "queue=q&value=v", "application/x-www-form-urlencoded"},
        {"queue", "/q/q", "value=v", "application/x-www-form-urlencoded"},
        {"json", "/queue", R"(body={"cmd": "add", "queue": "q", "value": "v"})", "application/x-www-form-urlencoded"},
        {"collectd", "/collectd/data", "[1]", "application/json"},
        {"xml", "/xmlrpc",
            "<methodCall><methodName>set</methodName><params><param><value>q</value></param><param><value>v</value>"
            "</param></params></methodCall>",
            "text/xml"},
    };
    return all;
}

} // namespace

class RefusalsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishesWaitForRoom_data() { rows(); }
    void publishesWaitForRoom();
    void otherErrorsAreTold_data() { rows(); }
    void otherErrorsAreTold();

private:
    void rows()
    {
        QTest::addColumn<size_t>("index");
        for (size_t i = 0; i < publishes().size(); ++i)
            QTest::newRow(publishes()[i].name) << i;
    }
};

void RefusalsTest::publishesWaitForRoom()
{
    QFETCH(size_t, index);
    const Request& request = publishes()[index];
    Server s;
    s.server.onLoop([&] { s.server.broker.publishError = Error{ErrorCode::overloaded, "the journal is full"}; });
    HttpClient client(s.server.port());
    client.send("POST", request.target, request.body, "Content-Type: " + std::string(request.type) + "\r\n");
    QVERIFY(s.server.eventually([&] { return s.server.broker.publishCalls > 0; }));
    QVERIFY(client.silent(20ms));
    s.server.onLoop([&] { s.server.broker.makeRoom(); });
    const HttpReply reply = client.reply();
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.body.find(":1") != std::string::npos);
}

void RefusalsTest::otherErrorsAreTold()
{
    QFETCH(size_t, index);
    const Request& request = publishes()[index];
    Server s;
    HttpClient client(s.server.port());
    const auto ask = [&](ErrorCode code) {
        s.server.onLoop([&] { s.server.broker.publishError = Error{code, "the reason is <this>"}; });
        return client.ask("POST", request.target, request.body, "Content-Type: " + std::string(request.type) + "\r\n");
    };
    const bool xml = std::string(request.name) == "xml";
    for (const ErrorCode code : {ErrorCode::readOnly, ErrorCode::storageFull, ErrorCode::messageTooBig}) {
        const HttpReply reply = ask(code);
        QCOMPARE(reply.status, xml ? 200 : code == ErrorCode::messageTooBig ? 413 : 503);
        QVERIFY2(reply.body.find("the reason is &lt;this&gt;") != std::string::npos, reply.body.c_str());
    }
}

QTEST_APPLESS_MAIN(RefusalsTest)
#include "refusals_test.moc"
