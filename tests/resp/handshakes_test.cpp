// What today's clients send by themselves when they connect, byte for byte, and what they must get.
#include "tests/support/raw_client.h"
#include "tests/support/resp_test_server.h"

#include <QtTest>

using namespace tapedeck;

class HandshakesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void redisCliInteractiveAsksForCommandDocs();
    void redisCliSelectsAuthenticatesAndSaysHello();
    void redisBenchmarkAsksTwoConfigsInOneWrite();
    void pythonRedisNamesItselfAndPings();
    void rubyRedisSendsLowerCaseNames();
    void ioredis4AsksForInfo();
    void ioredis5PipelinesClientSetinfoAndInfo();
    void ioredis6SaysHello3AndPipelines();
    void nodeRedis4PipelinesClientSetinfo();
    void nodeRedis6SaysHello3();
    void helloRefusesOtherProtocols();
    void helloWithoutVersionKeepsTheProtocol();
    void nilIsAnUnderscoreAfterHello3();
    void mapsAreFlatInResp2();
    void oneWriteIsAnsweredByOneWrite();
};

namespace {

const std::string kHello2 =
    "*14\r\n$6\r\nserver\r\n$8\r\ntapedeck\r\n$7\r\nversion\r\n$5\r\n0.1.0\r\n$5\r\nproto\r\n:2\r\n$2\r\nid\r\n"
    ":1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n";
const std::string kHello3 =
    "%7\r\n$6\r\nserver\r\n$8\r\ntapedeck\r\n$7\r\nversion\r\n$5\r\n0.1.0\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n"
    ":1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n";

// Bulk text that begins with a section heading and has the two lines that clients look for.
bool isRedisInfo(const std::string& reply)
{
    return reply.front() == '$' && reply.find("\r\nredis_version:") != std::string::npos
        && reply.find("\r\nloading:0\r\n") != std::string::npos;
}

} // namespace

void HandshakesTest::redisCliInteractiveAsksForCommandDocs()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("*2\r\n$7\r\nCOMMAND\r\n$4\r\nDOCS\r\n*1\r\n$7\r\nCOMMAND\r\n");
    QCOMPARE(client.reply(), std::string("*0\r\n"));
    QCOMPARE(client.reply(), std::string("*0\r\n"));
}

void HandshakesTest::redisCliSelectsAuthenticatesAndSaysHello()
{
    RespTestServer server;
    RawClient client(server.port());
    QCOMPARE(client.ask({"SELECT", "2"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"SELECT", "15"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"SELECT", "65536"}), std::string("-ERR DB index is out of range\r\n"));
    QCOMPARE(client.ask({"AUTH", "pw"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"HELLO", "3"}), kHello3);
    QCOMPARE(client.ask({"COMMAND", "DOCS"}), std::string("%0\r\n"));
}

void HandshakesTest::redisBenchmarkAsksTwoConfigsInOneWrite()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send(
        "*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$4\r\nsave\r\n*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$10\r\nappendonly\r\n");
    const std::string error = "-IPA Invalid CONFIG parameter\r\n";
    QCOMPARE(client.bytes(2 * error.size()), error + error);
    client.send("PING\r\n");
    QCOMPARE(client.reply(), std::string("+PONG\r\n"));
}

void HandshakesTest::pythonRedisNamesItselfAndPings()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$6\r\nworker\r\n");
    QCOMPARE(client.reply(), std::string("+OK\r\n"));
    client.send("*2\r\n$6\r\nSELECT\r\n$1\r\n1\r\n");
    QCOMPARE(client.reply(), std::string("+OK\r\n"));
    client.send("*1\r\n$4\r\nPING\r\n");
    QCOMPARE(client.reply(), std::string("+PONG\r\n"));
    QCOMPARE(client.ask({"CLIENT", "GETNAME"}), std::string("$6\r\nworker\r\n"));
}

void HandshakesTest::rubyRedisSendsLowerCaseNames()
{
    RespTestServer server;
    RawClient client(server.port());
    QCOMPARE(client.ask({"setnx", "q", "c"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"rpush", "q", "x"}), std::string(":1\r\n"));
    QCOMPARE(client.ask({"set", "q", "c", "nx"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"hmset", "q", "c", "id", "1"}), std::string(":2\r\n"));
    QCOMPARE(client.ask({"Quit"}), std::string("+OK\r\n"));
    QVERIFY(client.closedByServer());
}

void HandshakesTest::ioredis4AsksForInfo()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("*1\r\n$4\r\ninfo\r\n");
    QVERIFY(isRedisInfo(client.reply()));
}

void HandshakesTest::ioredis5PipelinesClientSetinfoAndInfo()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("*4\r\n$6\r\nclient\r\n$7\r\nSETINFO\r\n$8\r\nLIB-NAME\r\n$7\r\nioredis\r\n"
                "*4\r\n$6\r\nclient\r\n$7\r\nSETINFO\r\n$7\r\nLIB-VER\r\n$6\r\n5.11.1\r\n*1\r\n$4\r\ninfo\r\n");
    QCOMPARE(client.reply(), std::string("+OK\r\n"));
    QCOMPARE(client.reply(), std::string("+OK\r\n"));
    QVERIFY(isRedisInfo(client.reply()));
}

void HandshakesTest::ioredis6SaysHello3AndPipelines()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("*2\r\n$5\r\nhello\r\n$1\r\n3\r\n"
                "*4\r\n$6\r\nclient\r\n$7\r\nSETINFO\r\n$8\r\nLIB-NAME\r\n$7\r\nioredis\r\n"
                "*4\r\n$6\r\nclient\r\n$7\r\nSETINFO\r\n$7\r\nLIB-VER\r\n$5\r\n6.0.0\r\n*1\r\n$4\r\ninfo\r\n");
    QCOMPARE(client.reply(), kHello3);
    QCOMPARE(client.reply(), std::string("+OK\r\n"));
    QCOMPARE(client.reply(), std::string("+OK\r\n"));
    QVERIFY(isRedisInfo(client.reply()));
}

void HandshakesTest::nodeRedis4PipelinesClientSetinfo()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("*4\r\n$6\r\nCLIENT\r\n$7\r\nSETINFO\r\n$8\r\nLIB-NAME\r\n$10\r\nnode-redis\r\n"
                "*4\r\n$6\r\nCLIENT\r\n$7\r\nSETINFO\r\n$7\r\nLIB-VER\r\n$5\r\n4.7.1\r\n");
    QCOMPARE(client.bytes(10), std::string("+OK\r\n+OK\r\n"));
}

void HandshakesTest::nodeRedis6SaysHello3()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n"
                "*4\r\n$6\r\nCLIENT\r\n$7\r\nSETINFO\r\n$8\r\nLIB-NAME\r\n$10\r\nnode-redis\r\n"
                "*4\r\n$6\r\nCLIENT\r\n$7\r\nSETINFO\r\n$7\r\nLIB-VER\r\n$5\r\n6.3.1\r\n");
    QCOMPARE(client.bytes(kHello3.size() + 10), kHello3 + "+OK\r\n+OK\r\n");
}

void HandshakesTest::helloRefusesOtherProtocols()
{
    RespTestServer server;
    RawClient client(server.port());
    for (const char* version : {"1", "4", "x", ""})
        QCOMPARE(client.ask({"HELLO", version}), std::string("-NOPROTO unsupported protocol version\r\n"));
    QCOMPARE(client.ask({"HELLO", "2", "SETNAME", "me"}), kHello2);
    QCOMPARE(client.ask({"CLIENT", "GETNAME"}), std::string("$2\r\nme\r\n"));
    QVERIFY(client.ask({"HELLO", "2", "FOO"}).starts_with("-ERR Syntax error in HELLO"));
}

void HandshakesTest::helloWithoutVersionKeepsTheProtocol()
{
    RespTestServer server;
    RawClient client(server.port());
    QCOMPARE(client.ask({"HELLO"}), kHello2);
    QCOMPARE(client.ask({"HELLO", "3"}), kHello3);
    QCOMPARE(client.ask({"HELLO"}), kHello3);
    QCOMPARE(client.ask({"HELLO", "2"}), kHello2);
}

void HandshakesTest::nilIsAnUnderscoreAfterHello3()
{
    RespTestServer server;
    RawClient client(server.port());
    QCOMPARE(client.ask({"CLIENT", "GETNAME"}), std::string("$-1\r\n"));
    client.ask({"HELLO", "3"});
    QCOMPARE(client.ask({"CLIENT", "GETNAME"}), std::string("_\r\n"));
    QCOMPARE(client.ask({"RESET"}), std::string("+RESET\r\n"));
    QCOMPARE(client.ask({"CLIENT", "GETNAME"}), std::string("$-1\r\n"));
}

void HandshakesTest::mapsAreFlatInResp2()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    QVERIFY(client.ask({"CHANNEL", "GET", "q", "c"}).starts_with("*20\r\n$6\r\ncursor\r\n:1\r\n"));
    client.ask({"HELLO", "3"});
    QVERIFY(client.ask({"CHANNEL", "GET", "q", "c"}).starts_with("%10\r\n$6\r\ncursor\r\n:1\r\n"));
}

void HandshakesTest::oneWriteIsAnsweredByOneWrite()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"PING"});
    std::string pipeline;
    for (int i = 0; i < 1000; ++i)
        pipeline += "PING\r\n";
    const uint64_t before = server.onLoop([&] { return server.turns; });
    client.send(pipeline);
    QCOMPARE(client.bytes(7000).size(), size_t{7000});
    const uint64_t after = server.onLoop([&] { return server.turns; });
    // A handful of turns at the most (the kernel may cut the stream), never one per command.
    QVERIFY2(after - before < 20, qPrintable(QString::number(after - before)));
}

QTEST_APPLESS_MAIN(HandshakesTest)
#include "handshakes_test.moc"
