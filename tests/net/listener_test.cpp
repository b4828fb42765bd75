#include "engine/net/listener.h"

#include "tests/support/raw_client.h"
#include "tests/support/resp_test_server.h"

#include <QtTest>

#include <sys/resource.h>
#include <unistd.h>

using namespace tapedeck;

class ListenerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addressesAreRead();
    void badAddressesAreRefused_data();
    void badAddressesAreRefused();
    void loopbackIsRecognised();
    void localhostListensOnBothLoopbacksWithOnePort();
    void aTakenPortIsAnErrorWithItsAddress();
    void aClosedListenerAcceptsNoMore();
    void runningOutOfDescriptorsRefusesAndRecovers();
};

namespace {

// A server's parts may be touched on its loop only.
Result<std::vector<std::string>> openOn(RespTestServer& server, const ListenAddress& address)
{
    return server.onLoop([&]() -> Result<std::vector<std::string>> {
        auto opened = Listener::open(server.reactor(), *server.clients, *server.resp, address);
        if (!opened)
            return opened.error();
        server.listener = std::move(*opened);
        return server.listener->endpoints();
    });
}

} // namespace

void ListenerTest::addressesAreRead()
{
    const auto check = [](const char* text, const char* host, int port) {
        const auto address = parseListenAddress(text);
        QVERIFY2(address.ok(), text);
        QCOMPARE(address->host, std::string(host));
        QCOMPARE(int{address->port}, port);
    };
    check("127.0.0.1:9797", "127.0.0.1", 9797);
    check("[::1]:0", "::1", 0);
    check("localhost:65535", "localhost", 65535);
    check(":9797", "", 9797);
    check("*:1", "*", 1);
}

void ListenerTest::badAddressesAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", "9797", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1",
             "1.2.3:1", "example.org:80", "[::1:80"})
        QTest::newRow(text) << QByteArray(text);
}

void ListenerTest::badAddressesAreRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseListenAddress(text.toStdString()).ok());
}

void ListenerTest::loopbackIsRecognised()
{
    for (const char* yes : {"127.0.0.1", "127.9.9.9", "::1", "localhost"})
        QVERIFY2(isLoopback(yes), yes);
    for (const char* no : {"0.0.0.0", "::", "192.168.1.1", "", "*", "example.org"})
        QVERIFY2(!isLoopback(no), no);
}

void ListenerTest::localhostListensOnBothLoopbacksWithOnePort()
{
    RespTestServer server;
    const auto endpoints = openOn(server, {"localhost", 0});
    QVERIFY(endpoints.ok());
    const uint16_t port = server.onLoop([&] { return server.listener->port(); });
    RawClient v4(port);
    QCOMPARE(v4.ask({"PING"}), std::string("+PONG\r\n"));
    if (endpoints->size() == 2) { // the machine has IPv6
        RawClient v6(port, true);
        QCOMPARE(v6.ask({"PING"}), std::string("+PONG\r\n"));
        QCOMPARE(endpoints->at(0), "127.0.0.1:" + std::to_string(port));
        QCOMPARE(endpoints->at(1), "[::1]:" + std::to_string(port));
    }
}

void ListenerTest::aTakenPortIsAnErrorWithItsAddress()
{
    RespTestServer server;
    RespTestServer other;
    const auto endpoints = openOn(other, {"127.0.0.1", server.port()});
    QVERIFY(!endpoints.ok());
    QCOMPARE(endpoints.error().code, ErrorCode::io);
    QCOMPARE(endpoints.error().text,
        "cannot listen on 127.0.0.1:" + std::to_string(server.port()) + ": Address already in use");
}

void ListenerTest::aClosedListenerAcceptsNoMore()
{
    RespTestServer server;
    RawClient before(server.port());
    QCOMPARE(before.ask({"PING"}), std::string("+PONG\r\n"));
    server.onLoop([&] { server.listener->close(); });
    QVERIFY(!RawClient(server.port()).connected());
    QCOMPARE(before.ask({"PING"}), std::string("+PONG\r\n"));
}

void ListenerTest::runningOutOfDescriptorsRefusesAndRecovers()
{
    RespTestServer server;
    RawClient settled(server.port());
    QCOMPARE(settled.ask({"PING"}), std::string("+PONG\r\n"));
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int next = ::dup(0); // the lowest free descriptor
    ::close(next);
    // Room for the client's side of the connection, none for the server's.
    const rlimit tight{static_cast<rlim_t>(next) + 1, before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    RawClient refused(server.port());
    const bool closed = refused.closedByServer();
    ::setrlimit(RLIMIT_NOFILE, &before);
    QVERIFY(refused.connected());
    QVERIFY(closed);
    QVERIFY(server.refusals(Refusal::outOfDescriptors) >= 1);
    RawClient later(server.port());
    QCOMPARE(later.ask({"PING"}), std::string("+PONG\r\n"));
}

QTEST_APPLESS_MAIN(ListenerTest)
#include "listener_test.moc"
