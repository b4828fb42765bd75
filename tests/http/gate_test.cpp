// The gate at a live port: who is let in, who is refused with what, and that a refused request changes nothing.
#include "tests/support/http_client.h"
#include "tests/support/http_test_server.h"

#include <QTest>

using namespace tapedeck;

namespace {

// The port's number stands for PORT.
std::string withPort(std::string text, uint16_t port)
{
    for (size_t at = text.find("PORT"); at != std::string::npos; at = text.find("PORT"))
        text.replace(at, 4, std::to_string(port));
    return text;
}

struct Row {
    const char* name;
    std::string request; // up to the empty line, which is added
    int status; // 0: closed without an answer
};

const std::string kGet = "GET /touch HTTP/1.1\r\n";
const std::string kPost = "POST /touch HTTP/1.1\r\n";
const std::string kHost = "Host: localhost:PORT\r\n";
const std::string kUpgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

const Row kRows[] = {
    // who may
    {"localhost", kGet + kHost, 200},
    {"127.0.0.1", kGet + "Host: 127.0.0.1:PORT\r\n", 200},
    {"IPv6 loopback", kGet + "Host: [::1]:PORT\r\n", 200},
    {"host in capitals", kGet + "Host: LOCALHOST:PORT\r\n", 200},
    {"configured host, any of our ports", kGet + "Host: broker.test:PORT\r\n", 200},
    {"configured host with a port of its own", kGet + "Host: proxy.test:80\r\n", 200},
    {"configured host with the default port", kGet + "Host: proxy.test\r\n", 200},
    {"HTTP/1.0 without Host", "GET /touch HTTP/1.0\r\n", 200},
    {"HTTP/1.0 with Host", "GET /touch HTTP/1.0\r\n" + kHost, 200},
    {"absolute target", "GET http://localhost:PORT/touch HTTP/1.1\r\n" + kHost, 200},
    {"our own page",
        kPost + kHost + "Origin: http://localhost:PORT\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 0\r\n", 200},
    {"our own page by number", kPost + "Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\nContent-Length: 0\r\n",
        200},
    {"typed into the address bar", kGet + kHost + "Sec-Fetch-Site: none\r\n", 200},
    {"configured origin", kGet + kHost + "Origin: https://tools.test\r\nSec-Fetch-Site: cross-site\r\n", 200},
    {"an unusual but valid header", kGet + kHost + "X-!#$%&'*+.^_`|~: \t ok \t\r\n", 200},
    {"empty header value", kGet + kHost + "X-Empty:\r\n", 200},
    {"upgrade from our page", kGet + kHost + kUpgrade + "Origin: http://localhost:PORT\r\n", 200},
    // foreign hosts
    {"rebound name", kGet + "Host: evil.test:PORT\r\n", 403},
    {"our name without our port", kGet + "Host: localhost\r\n", 403},
    {"our name with another port", kGet + "Host: localhost:1\r\n", 403},
    {"another loopback address", kGet + "Host: 127.0.0.2:PORT\r\n", 403},
    {"a name that begins like ours", kGet + "Host: localhost.evil.test:PORT\r\n", 403},
    {"a name that ends like ours", kGet + "Host: evil-localhost:PORT\r\n", 403},
    {"trailing dot", kGet + "Host: localhost.:PORT\r\n", 403},
    {"user in the host", kGet + "Host: localhost:PORT@evil.test\r\n", 403},
    {"port is not a number", kGet + "Host: localhost:PORTx\r\n", 403},
    {"empty port", kGet + "Host: localhost:\r\n", 403},
    {"empty host", kGet + "Host:\r\n", 403},
    {"only a port", kGet + "Host: :PORT\r\n", 403},
    {"bracket without end", kGet + "Host: [::1:PORT\r\n", 403},
    {"any address", kGet + "Host: 0.0.0.0:PORT\r\n", 403},
    {"private address", kGet + "Host: 192.168.0.1:PORT\r\n", 403},
    {"decimal address", kGet + "Host: 2130706433:PORT\r\n", 403},
    {"configured host with a foreign port", kGet + "Host: broker.test:1\r\n", 403},
    {"HTTP/1.0 with a foreign host", "GET /touch HTTP/1.0\r\nHost: evil.test:PORT\r\n", 403},
    // foreign origins
    {"GET with a foreign origin", kGet + kHost + "Origin: http://evil.test\r\n", 403},
    {"POST with a foreign origin", kPost + kHost + "Origin: http://evil.test\r\nContent-Length: 0\r\n", 403},
    {"origin null", kGet + kHost + "Origin: null\r\n", 403},
    {"empty origin", kGet + kHost + "Origin:\r\n", 403},
    {"origin with another scheme", kGet + kHost + "Origin: https://localhost:PORT\r\n", 403},
    {"origin without port", kGet + kHost + "Origin: http://localhost\r\n", 403},
    {"origin of another port here", kGet + kHost + "Origin: http://localhost:1\r\n", 403},
    {"origin by number, host by name", kGet + kHost + "Origin: http://127.0.0.1:PORT\r\n", 403},
    {"origin that begins like ours", kGet + kHost + "Origin: http://localhost:PORT.evil.test\r\n", 403},
    {"origin with a path", kGet + kHost + "Origin: http://localhost:PORT/\r\n", 403},
    {"several origins", kGet + kHost + "Origin: http://localhost:PORT http://evil.test\r\n", 403},
    {"configured origin with another scheme", kGet + kHost + "Origin: http://tools.test\r\n", 403},
    {"preflight of a foreign page",
        "OPTIONS /touch HTTP/1.1\r\n" + kHost + "Origin: http://evil.test\r\nAccess-Control-Request-Method: POST\r\n",
        403},
    {"upgrade with a foreign origin", kGet + kHost + kUpgrade + "Origin: http://evil.test\r\n", 403},
    {"upgrade with origin null", kGet + kHost + kUpgrade + "Origin: null\r\n", 403},
    {"unknown path with a foreign origin", "GET /nowhere HTTP/1.1\r\n" + kHost + "Origin: http://evil.test\r\n", 403},
    // on behalf of other sites
    {"image on another site", kGet + kHost + "Sec-Fetch-Site: cross-site\r\n", 403},
    {"same site is not same origin", kGet + kHost + "Sec-Fetch-Site: same-site\r\n", 403},
    {"unknown word", kGet + kHost + "Sec-Fetch-Site: whatever\r\n", 403},
    {"empty word", kGet + kHost + "Sec-Fetch-Site:\r\n", 403},
    {"cross-site upgrade", kGet + kHost + kUpgrade + "Sec-Fetch-Site: cross-site\r\n", 403},
    // malformed
    {"no Host", kGet, 400},
    {"two Hosts", kGet + kHost + kHost, 400},
    {"two Hosts, different", kGet + kHost + "Host: evil.test\r\n", 400},
    {"two Content-Lengths", kPost + kHost + "Content-Length: 0\r\nContent-Length: 0\r\n", 400},
    {"Content-Length list", kPost + kHost + "Content-Length: 0, 0\r\n", 400},
    {"Content-Length with a sign", kPost + kHost + "Content-Length: +0\r\n", 400},
    {"negative Content-Length", kPost + kHost + "Content-Length: -1\r\n", 400},
    {"Content-Length in hex", kPost + kHost + "Content-Length: 0x0\r\n", 400},
    {"empty Content-Length", kPost + kHost + "Content-Length:\r\n", 400},
    {"Content-Length beyond 64 bits", kPost + kHost + "Content-Length: 99999999999999999999\r\n", 400},
    {"Content-Length and chunks", kPost + kHost + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", 400},
    {"two Transfer-Encodings", kPost + kHost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
    {"unknown Transfer-Encoding", kPost + kHost + "Transfer-Encoding: gzip, chunked\r\n", 400},
    {"identity", kPost + kHost + "Transfer-Encoding: identity\r\n", 400},
    {"chunks in HTTP/1.0", "POST /touch HTTP/1.0\r\n" + kHost + "Transfer-Encoding: chunked\r\n", 400},
    {"folded header", kGet + kHost + "X-A: b\r\n c\r\n", 400},
    {"folded first header", kGet + " " + kHost, 400},
    {"blank before the colon", kGet + "Host : localhost:PORT\r\n", 400},
    {"no colon", kGet + kHost + "nonsense\r\n", 400},
    {"empty name", kGet + kHost + ": x\r\n", 400},
    {"control character in a value", kGet + kHost + "X-A: a\x01z\r\n", 400},
    {"NUL in a value", kGet + kHost + std::string("X-A: a\0z\r\n", 10), 400},
    {"bare line feed", kGet + kHost + "X-A: a\nX-B: b\r\n", 400},
    {"bare carriage return", kGet + kHost + "X-A: a\rb\r\n", 400},
    {"two origins", kGet + kHost + "Origin: http://localhost:PORT\r\nOrigin: http://localhost:PORT\r\n", 400},
    {"two fetch sites", kGet + kHost + "Sec-Fetch-Site: none\r\nSec-Fetch-Site: none\r\n", 400},
    {"blanks in the target", "GET /touch me HTTP/1.1\r\n" + kHost, 400},
    {"no version", "GET /touch\r\n" + kHost, 400},
    {"future version", "GET /touch HTTP/2.0\r\n" + kHost, 505},
    {"lower case version", "GET /touch http/1.1\r\n" + kHost, 505},
    {"target of another server", "GET http://evil.test/touch HTTP/1.1\r\n" + kHost, 400},
    {"target of another scheme", "GET https://localhost:PORT/touch HTTP/1.1\r\n" + kHost, 400},
    {"tunnel", "CONNECT localhost:PORT HTTP/1.1\r\n" + kHost, 400},
    {"RESP", "*1\r\n$4\r\nPING\r\n", 400},
    {"TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
    // too large
    {"long header", kGet + kHost + "X-A: " + std::string(17 << 10, 'a') + "\r\n", 431},
    {"many headers",
        kGet + kHost +
            [] {
                std::string all;
                for (int i = 0; i < 3000; ++i)
                    all += "A: b\r\n";
                return all;
            }(),
        431},
    {"long target", "GET /" + std::string(9 << 10, 'a') + " HTTP/1.1\r\n" + kHost, 414},
    {"long body", kPost + kHost + "Content-Length: 999999999999\r\n", 413},
};

} // namespace

class GateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        http::HttpOptions options;
        options.gate.hosts = {"Broker.test", "proxy.test:80"};
        options.gate.origins = {"https://tools.test"};
        makeServer(std::move(options));
    }

    void letsInAndRefuses_data()
    {
        QTest::addColumn<int>("row");
        for (size_t i = 0; i < std::size(kRows); ++i)
            QTest::addRow("%s", kRows[i].name) << static_cast<int>(i);
        QVERIFY(std::size(kRows) >= 60);
    }
    void letsInAndRefuses()
    {
        QFETCH(int, row);
        const Row& expected = kRows[row];
        HttpClient client(m_server->port());
        client.sendRaw(withPort(expected.request, m_server->port()) + "\r\n");
        const HttpReply reply = client.reply();
        QCOMPARE(reply.status, expected.status);
        QCOMPARE(m_touched.load(), expected.status == 200 ? 1 : 0);
        QCOMPARE(reply.header("x-content-type-options"), std::string("nosniff"));
        QCOMPARE(reply.header("cross-origin-resource-policy"), std::string("same-origin"));
        QCOMPARE(reply.header("cache-control"), std::string("no-store"));
        const bool configured = expected.request.find("https://tools.test") != std::string::npos;
        QCOMPARE(reply.headers.contains("access-control-allow-origin"), configured);
        if (expected.status != 200) {
            QVERIFY(!reply.body.empty()); // says why
            QVERIFY(client.closedByServer());
        }
    }

    void theConfiguredPageMayAskFirst()
    {
        HttpClient client(m_server->port());
        const HttpReply reply = client.ask("OPTIONS", "/touch", {},
            "Origin: https://tools.test\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: "
            "x-a\r\n");
        QCOMPARE(reply.status, 204);
        QCOMPARE(reply.header("access-control-allow-origin"), std::string("https://tools.test"));
        QVERIFY(reply.header("access-control-allow-methods").find("POST") != std::string::npos);
        QCOMPARE(reply.header("access-control-allow-headers"), std::string("x-a"));
    }

    void everyRefusalIsCounted()
    {
        HttpClient(m_server->port()).ask("GET", "/touch", {}, "Origin: null\r\n");
        QCOMPARE(m_server->refusals(Refusal::foreignOrigin), uint64_t{1});
        HttpClient client(m_server->port());
        client.sendRaw("GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n");
        QCOMPARE(client.reply().status, 403);
        QCOMPARE(m_server->refusals(Refusal::foreignHost), uint64_t{1});
    }

    void tokenOpens_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("none") << QByteArray() << 401;
        QTest::newRow("bearer") << QByteArray("Authorization: Bearer s3cret\r\n") << 200;
        QTest::newRow("bearer, any case of the word") << QByteArray("Authorization: bearer s3cret\r\n") << 200;
        QTest::newRow("basic, any user") << QByteArray("Authorization: Basic YW55OnMzY3JldA==\r\n") << 200;
        QTest::newRow("own header") << QByteArray("X-Tapedeck-Token: s3cret\r\n") << 200;
        QTest::newRow("wrong") << QByteArray("Authorization: Bearer s3cre\r\n") << 401;
        QTest::newRow("longer") << QByteArray("Authorization: Bearer s3crets\r\n") << 401;
        QTest::newRow("empty bearer") << QByteArray("Authorization: Bearer \r\n") << 401;
        QTest::newRow("not base64") << QByteArray("Authorization: Basic %%%\r\n") << 401;
        QTest::newRow("no colon") << QByteArray("Authorization: Basic czNjcmV0\r\n") << 401;
        QTest::newRow("token as the user") << QByteArray("Authorization: Basic czNjcmV0Og==\r\n") << 401;
        QTest::newRow("another scheme") << QByteArray("Authorization: Digest s3cret\r\n") << 401;
        QTest::newRow("upgrade without") << QByteArray(kUpgrade.c_str()) << 401;
        QTest::newRow("twice") << QByteArray("Authorization: Bearer s3cret\r\nAuthorization: Bearer s3cret\r\n") << 400;
        QTest::newRow("with a foreign origin")
            << QByteArray("Authorization: Bearer s3cret\r\nOrigin: http://evil.test\r\n") << 403;
    }
    void tokenOpens()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        http::HttpOptions options;
        options.gate.token = "s3cret";
        makeServer(std::move(options));
        HttpClient client(m_server->port());
        const HttpReply reply = client.ask("GET", "/touch", {}, headers.toStdString());
        QCOMPARE(reply.status, status);
        QCOMPARE(m_touched.load(), status == 200 ? 1 : 0);
        QCOMPARE(reply.headers.contains("www-authenticate"), status == 401);
        QVERIFY(reply.body.find("s3cret") == std::string::npos);
    }

    void cleanup() { m_server.reset(); }

private:
    void makeServer(http::HttpOptions options)
    {
        m_server.reset();
        m_touched = 0;
        m_server = std::make_unique<HttpTestServer>(std::move(options));
        const auto touch = [this](http::Exchange& exchange) {
            ++m_touched;
            exchange.answer({200, "text/plain", "touched"});
        };
        m_server->add({{http::Method::get, "/touch", touch}, {http::Method::post, "/touch", touch}});
        m_server->start();
    }

    std::unique_ptr<HttpTestServer> m_server;
    std::atomic<int> m_touched{0};
};

QTEST_APPLESS_MAIN(GateTest)
#include "gate_test.moc"
