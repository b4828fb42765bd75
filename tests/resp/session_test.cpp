// Sessions over a real socket with a fake broker: order of answers, waiting, holding back, transactions, monitors,
// passwords.
#include "tests/support/raw_client.h"
#include "tests/support/resp_test_server.h"

#include <QtTest>

#include <chrono>

using namespace tapedeck;
using namespace std::chrono_literals;

class SessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pipelinedAnswersKeepTheirOrder();
    void requestsInPiecesAreOneRequest();
    void inlineCommandsWork();
    void publishedMessagesAreSeenByTheNextCommandOfThePipeline();
    void answersAreHeldUntilTheirGroupIsKept();
    void readersAreNotHeldBack();
    void aLongPollWaitsAndLaterCommandsWaitBehindIt();
    void aPollThatTimesOutAnswersNil();
    void aThousandWaitersAreServed();
    void aWaiterThatLeavesTakesNothing();
    void finEndsAPollWithItsEmptyAnswer();
    void whatCameBeforeFinIsAnswered();
    void aFullJournalHoldsTheCommandBack();
    void otherPublishErrorsAreAnswered();
    void multiExecAnswersAnArray();
    void multiRefusesAfterABadCommand();
    void discardForgets();
    void aPollInsideATransactionDoesNotWait();
    void transactionsSeeWhatTheyPublish();
    void monitorsSeeCommandsButNoPasswords();
    void clientListNamesEveryone();
    void clientKillEndsAnother();
    void withoutThePasswordNothingIsDone();
    void aWrongPasswordIsCounted();
    void unauthenticatedLimitsHold();
    void unauthenticatedClientsAreClosedInTime();
    void drainAnswersWaitersAndCloses();
    void infoHasSections();
};

namespace {

std::string bulks(std::initializer_list<std::string_view> words)
{
    return RawClient::encode(words);
}

bool waiting(RespTestServer& server, size_t count)
{
    return server.eventually([&server, count] { return server.clients->waiting() == count; });
}

} // namespace

void SessionTest::pipelinedAnswersKeepTheirOrder()
{
    RespTestServer server;
    RawClient client(server.port());
    std::string requests, expected;
    for (int i = 0; i < 5000; ++i) {
        const std::string word = "word" + std::to_string(i);
        requests += bulks({"ECHO", word});
        expected += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
    }
    client.send(requests);
    QVERIFY(client.bytes(expected.size()) == expected);
}

void SessionTest::requestsInPiecesAreOneRequest()
{
    RespTestServer server;
    RawClient client(server.port());
    const std::string request = bulks({"ECHO", "hello"});
    for (const char byte : request) {
        client.send({&byte, 1});
        server.onLoop([] {}); // so that the bytes arrive one by one
    }
    QCOMPARE(client.reply(), std::string("$5\r\nhello\r\n"));
    // A body far larger than the receive buffer.
    const std::string large(5'000'000, 'x');
    QCOMPARE(client.ask({"ECHO", large}).size(), large.size() + 12);
}

void SessionTest::inlineCommandsWork()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("PING\r\nset q 'c'\nRPUSH q \"a\\x20b\" c\r\n\r\nLLEN q\r\n");
    QCOMPARE(client.bytes(20), std::string("+PONG\r\n+OK\r\n:2\r\n:2\r\n"));
}

void SessionTest::publishedMessagesAreSeenByTheNextCommandOfThePipeline()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    client.send(bulks({"RPUSH", "q", "x"}) + bulks({"HMGET", "q", "c", "5"}) + bulks({"RPUSH", "q", "y"})
        + bulks({"HMGET", "q", "c", "5"}));
    QCOMPARE(client.reply(), std::string(":1\r\n"));
    QCOMPARE(client.reply(), std::string("*1\r\n*3\r\n:1\r\n:1\r\n$1\r\nx\r\n"));
    QCOMPARE(client.reply(), std::string(":1\r\n"));
    QCOMPARE(client.reply(), std::string("*1\r\n*3\r\n:2\r\n:2\r\n$1\r\ny\r\n"));
}

void SessionTest::answersAreHeldUntilTheirGroupIsKept()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    server.onLoop([&] { server.broker.holdGroups = true; });
    client.send(bulks({"PING"}) + bulks({"RPUSH", "q", "x"}) + bulks({"PING"}));
    QVERIFY(server.eventually([&] { return server.broker.publishCalls == 1; }));
    QVERIFY(client.silent(50ms));
    server.release();
    QCOMPARE(client.bytes(18), std::string("+PONG\r\n:1\r\n+PONG\r\n"));
}

void SessionTest::readersAreNotHeldBack()
{
    RespTestServer server;
    RawClient client(server.port());
    RawClient other(server.port());
    client.ask({"SETNX", "q", "c"});
    server.onLoop([&] { server.broker.holdGroups = true; });
    client.command({"RPUSH", "q", "x"});
    QVERIFY(server.eventually([&] { return server.broker.publishCalls == 1; }));
    QCOMPARE(other.ask({"PING"}), std::string("+PONG\r\n"));
    QVERIFY(client.silent(20ms));
    server.release();
    QCOMPARE(client.reply(), std::string(":1\r\n"));
}

void SessionTest::aLongPollWaitsAndLaterCommandsWaitBehindIt()
{
    RespTestServer server;
    RawClient client(server.port());
    RawClient other(server.port());
    client.ask({"SETNX", "q", "c"});
    client.send(bulks({"HMGET", "q", "c", "1", "100"}) + bulks({"PING"}));
    QVERIFY(waiting(server, 1));
    client.send(bulks({"ECHO", "later"}));
    QVERIFY(client.silent(20ms));
    QCOMPARE(other.ask({"RPUSH", "q", "x"}), std::string(":1\r\n"));
    QCOMPARE(client.reply(), std::string("*1\r\n*3\r\n:1\r\n:1\r\n$1\r\nx\r\n"));
    QCOMPARE(client.reply(), std::string("+PONG\r\n"));
    QCOMPARE(client.reply(), std::string("$5\r\nlater\r\n"));
    QVERIFY(waiting(server, 0));
}

void SessionTest::aPollThatTimesOutAnswersNil()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    QCOMPARE(client.ask({"HMGET", "q", "c", "1"}), std::string("*0\r\n"));
    QCOMPARE(client.ask({"HMGET", "q", "c", "1", "0"}), std::string("*0\r\n"));
    client.command({"HMGET", "q", "c", "1", "5"});
    QVERIFY(waiting(server, 1));
    server.advance(Duration::seconds(5));
    QCOMPARE(client.reply(), std::string("$-1\r\n"));
}

void SessionTest::aThousandWaitersAreServed()
{
    constexpr size_t kWaiters = 1000;
    RespTestServer server;
    RawClient publisher(server.port());
    publisher.ask({"SETNX", "q", "c"});
    std::vector<std::unique_ptr<RawClient>> clients;
    for (size_t i = 0; i < kWaiters; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        QVERIFY(clients.back()->connected());
        clients.back()->command({"HMGET", "q", "c", "1", "100"});
    }
    QVERIFY(waiting(server, kWaiters));
    std::string request = "*" + std::to_string(kWaiters + 2) + "\r\n$5\r\nRPUSH\r\n$1\r\nq\r\n";
    for (size_t i = 0; i < kWaiters; ++i)
        request += "$1\r\nx\r\n";
    publisher.send(request);
    QCOMPARE(publisher.reply(), std::string(":1000\r\n"));
    std::set<int64_t> ids;
    for (auto& client : clients)
        ids.insert(integerAt(client->reply(), 0));
    QCOMPARE(ids.size(), kWaiters);
}

void SessionTest::aWaiterThatLeavesTakesNothing()
{
    RespTestServer server;
    RawClient publisher(server.port());
    publisher.ask({"SETNX", "q", "c"});
    {
        RawClient client(server.port());
        client.command({"HMGET", "q", "c", "1", "100"});
        QVERIFY(waiting(server, 1));
    }
    QVERIFY(server.eventually([&] { return server.broker.waits() == 0; }));
    publisher.ask({"RPUSH", "q", "x"});
    QCOMPARE(publisher.ask({"HMGET", "q", "c", "1"}), std::string("*1\r\n*3\r\n:1\r\n:1\r\n$1\r\nx\r\n"));
}

void SessionTest::finEndsAPollWithItsEmptyAnswer()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    client.send(bulks({"HMGET", "q", "c", "1", "100"}) + bulks({"PING"}));
    client.finishSending();
    QCOMPARE(client.reply(), std::string("$-1\r\n"));
    QCOMPARE(client.reply(), std::string("+PONG\r\n"));
    QVERIFY(client.closedByServer());
    QVERIFY(waiting(server, 0));
}

void SessionTest::whatCameBeforeFinIsAnswered()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send(bulks({"SETNX", "q", "c"}) + bulks({"RPUSH", "q", "x"}) + bulks({"HMGET", "q", "c", "1"}));
    client.finishSending();
    QCOMPARE(client.reply(), std::string("+OK\r\n"));
    QCOMPARE(client.reply(), std::string(":1\r\n"));
    QCOMPARE(client.reply(), std::string("*1\r\n*3\r\n:1\r\n:1\r\n$1\r\nx\r\n"));
    QVERIFY(client.closedByServer());
}

void SessionTest::aFullJournalHoldsTheCommandBack()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    server.onLoop([&] { server.broker.publishError = Error{ErrorCode::overloaded, "full"}; });
    client.send(bulks({"PING"}) + bulks({"RPUSH", "q", "x"}) + bulks({"PING"}));
    QCOMPARE(client.reply(), std::string("+PONG\r\n"));
    QVERIFY(server.eventually([&] { return server.broker.publishCalls == 1; }));
    QVERIFY(client.silent(20ms));
    server.onLoop([&] { server.broker.makeRoom(); });
    QCOMPARE(client.bytes(11), std::string(":1\r\n+PONG\r\n"));
    QCOMPARE(server.onLoop([&] { return server.broker.publishCalls; }), uint64_t{2});
    QCOMPARE(client.ask({"LLEN", "q"}), std::string(":1\r\n"));
}

void SessionTest::otherPublishErrorsAreAnswered()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    const auto fails = [&](ErrorCode code) {
        server.onLoop([&] { server.broker.publishError = Error{code, "why\r\nand what now"}; });
        return client.ask({"RPUSH", "q", "x"});
    };
    QCOMPARE(fails(ErrorCode::readOnly), std::string("-READONLY why  and what now\r\n"));
    QCOMPARE(fails(ErrorCode::storageFull), std::string("-FULL why  and what now\r\n"));
    QCOMPARE(fails(ErrorCode::messageTooBig), std::string("-Unexpected error Backend(MessageTooBig)\r\n"));
}

void SessionTest::multiExecAnswersAnArray()
{
    RespTestServer server;
    RawClient client(server.port());
    QCOMPARE(client.ask({"EXEC"}), std::string("-ERR EXEC without MULTI\r\n"));
    client.send(bulks({"MULTI"}) + bulks({"SETNX", "q", "c"}) + bulks({"RPUSH", "q", "x", "y"})
        + bulks({"RPUSH", "none", "x"}) + bulks({"EXEC"}) + bulks({"PING"}));
    QCOMPARE(client.reply(), std::string("+OK\r\n"));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(client.reply(), std::string("+QUEUED\r\n"));
    QCOMPARE(client.reply(), std::string("*3\r\n+OK\r\n:2\r\n-QNF Queue Not Found\r\n"));
    QCOMPARE(client.reply(), std::string("+PONG\r\n"));
}

void SessionTest::multiRefusesAfterABadCommand()
{
    RespTestServer server;
    RawClient client(server.port());
    QCOMPARE(client.ask({"MULTI"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"MULTI"}), std::string("-ERR MULTI calls can not be nested\r\n"));
    QCOMPARE(client.ask({"SETNX", "q", "c"}), std::string("+QUEUED\r\n"));
    QCOMPARE(client.ask({"NONSENSE"}), std::string("-UCOM Unknown Command\r\n"));
    QVERIFY(client.ask({"EXEC"}).starts_with("-EXECABORT"));
    QCOMPARE(client.ask({"LLEN", "q"}), std::string(":0\r\n"));
    QCOMPARE(client.ask({"DBSIZE"}), std::string(":0\r\n"));
}

void SessionTest::discardForgets()
{
    RespTestServer server;
    RawClient client(server.port());
    QCOMPARE(client.ask({"DISCARD"}), std::string("-ERR DISCARD without MULTI\r\n"));
    client.ask({"MULTI"});
    client.ask({"SETNX", "q", "c"});
    QCOMPARE(client.ask({"DISCARD"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"DBSIZE"}), std::string(":0\r\n"));
}

void SessionTest::aPollInsideATransactionDoesNotWait()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    client.send(bulks({"MULTI"}) + bulks({"HMGET", "q", "c", "1", "100"}) + bulks({"PING"}) + bulks({"EXEC"}));
    client.reply();
    client.reply();
    client.reply();
    QCOMPARE(client.reply(), std::string("*2\r\n$-1\r\n+PONG\r\n"));
}

void SessionTest::transactionsSeeWhatTheyPublish()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    client.send(bulks({"MULTI"}) + bulks({"RPUSH", "q", "x"}) + bulks({"HMGET", "q", "c", "1"})
        + bulks({"RPUSH", "q", "y"}) + bulks({"LLEN", "q"}) + bulks({"EXEC"}) + bulks({"PING"}));
    for (int i = 0; i < 5; ++i)
        client.reply();
    QCOMPARE(client.reply(), std::string("*4\r\n:1\r\n*1\r\n*3\r\n:1\r\n:1\r\n$1\r\nx\r\n:1\r\n:2\r\n"));
    QCOMPARE(client.reply(), std::string("+PONG\r\n"));
}

void SessionTest::monitorsSeeCommandsButNoPasswords()
{
    RespTestServer server;
    RawClient monitor(server.port());
    RawClient client(server.port());
    QCOMPARE(monitor.ask({"MONITOR"}), std::string("+OK\r\n"));
    client.ask({"AUTH", "secret"});
    client.ask({"ECHO", std::string_view("a\"\n\0", 4)});
    const std::string line = monitor.reply();
    QVERIFY2(line.find("] \"ECHO\" \"a\\\"\\x0a\\x00\"\r\n") != std::string::npos, line.c_str());
    QVERIFY2(line.starts_with("+1700000000.000000 [0 127.0.0.1:"), line.c_str());
}

void SessionTest::clientListNamesEveryone()
{
    RespTestServer server;
    RawClient first(server.port());
    RawClient second(server.port());
    first.ask({"CLIENT", "SETNAME", "alpha"});
    second.ask({"CLIENT", "SETNAME", "beta"});
    QVERIFY(second.ask({"CLIENT", "SETNAME", "a b"}).starts_with("-ERR Client names"));
    const std::string list = first.ask({"CLIENT", "LIST"});
    QVERIFY(list.find("id=1 addr=127.0.0.1:") != std::string::npos);
    QVERIFY(list.find(" name=alpha ") != std::string::npos);
    QVERIFY(list.find(" name=beta ") != std::string::npos);
    QCOMPARE(second.ask({"CLIENT", "ID"}), std::string(":2\r\n"));
    QVERIFY(second.ask({"CLIENT", "INFO"}).find(" name=beta ") != std::string::npos);
    QVERIFY(second.ask({"CLIENT", "DANCE"}).starts_with("-ERR unknown subcommand"));
}

void SessionTest::clientKillEndsAnother()
{
    RespTestServer server;
    RawClient first(server.port());
    RawClient second(server.port());
    first.ask({"PING"});
    QCOMPARE(second.ask({"CLIENT", "KILL", "ID", "1"}), std::string(":1\r\n"));
    QVERIFY(first.closedByServer());
    QVERIFY(server.eventually([&] { return server.clients->count() == 1; }));
    QCOMPARE(second.ask({"CLIENT", "KILL", "ID", "1"}), std::string(":0\r\n"));
    QCOMPARE(second.ask({"CLIENT", "KILL", "1.2.3.4:5"}), std::string("-ERR No such client\r\n"));
    // Itself: the answer still comes.
    QCOMPARE(second.ask({"CLIENT", "KILL", "ID", "2"}), std::string(":1\r\n"));
    QVERIFY(second.closedByServer());
}

void SessionTest::withoutThePasswordNothingIsDone()
{
    RespOptions options;
    options.token = "secret";
    RespTestServer server(options);
    RawClient client(server.port());
    QCOMPARE(client.ask({"SETNX", "q", "c"}), std::string("-NOAUTH Authentication required.\r\n"));
    QVERIFY(client.ask({"HELLO", "3"}).starts_with("-NOAUTH"));
    QVERIFY(client.ask({"NONSENSE"}).starts_with("-NOAUTH"));
    QCOMPARE(client.ask({"AUTH", "secret"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"SETNX", "q", "c"}), std::string("+OK\r\n"));
    QCOMPARE(client.ask({"RESET"}), std::string("+RESET\r\n"));
    QVERIFY(client.ask({"DBSIZE"}).starts_with("-NOAUTH"));
    RawClient hello(server.port());
    QVERIFY(hello.ask({"HELLO", "3", "AUTH", "default", "secret"}).starts_with("%7\r\n"));
    QCOMPARE(hello.ask({"DBSIZE"}), std::string(":1\r\n"));
}

void SessionTest::aWrongPasswordIsCounted()
{
    RespOptions options;
    options.token = "secret";
    RespTestServer server(options);
    RawClient client(server.port());
    for (const char* wrong : {"", "s", "secreT", "secretsecret", "secret "})
        QVERIFY(client.ask({"AUTH", wrong}).starts_with("-WRONGPASS"));
    QVERIFY(client.ask({"HELLO", "2", "AUTH", "default", "x"}).starts_with("-WRONGPASS"));
    QCOMPARE(server.refusals(Refusal::wrongPassword), uint64_t{6});
    QCOMPARE(client.ask({"AUTH", "default", "secret"}), std::string("+OK\r\n"));
}

void SessionTest::unauthenticatedLimitsHold()
{
    RespOptions options;
    options.token = "secret";
    RespTestServer server(options);
    {
        RawClient client(server.port());
        QVERIFY(client.ask({"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}).starts_with("-NOAUTH"));
        client.command({"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"});
        QVERIFY(client.closedByServer());
    }
    QCOMPARE(server.refusals(Refusal::unauthenticatedLimit), uint64_t{1});
    {
        RawClient client(server.port());
        // The limit counts from the first byte of the request.
        const std::string fits(
            limits::kUnauthenticatedBytesMax - std::string("*2\r\n$4\r\nAUTH\r\n$16361\r\n").size(), 'x');
        QVERIFY(client.ask({"AUTH", fits}).starts_with("-WRONGPASS"));
        client.command({"AUTH", fits + "x"});
        QVERIFY(client.closedByServer());
    }
    QCOMPARE(server.refusals(Refusal::unauthenticatedLimit), uint64_t{2});
    {
        RawClient client(server.port());
        std::string flood;
        for (size_t i = 0; i < 2 * limits::kUnauthenticatedOutputBytesMax / 30; ++i)
            flood += "x\r\n"; // each is answered with a line
        client.send(flood);
        QVERIFY(client.closedByServer());
    }
    QCOMPARE(server.refusals(Refusal::unauthenticatedLimit), uint64_t{3});
}

void SessionTest::unauthenticatedClientsAreClosedInTime()
{
    RespOptions options;
    options.token = "secret";
    ConnectionLimits limits;
    limits.unauthenticatedTime = Duration::millis(50);
    RespTestServer server(options, limits);
    RawClient silent(server.port());
    RawClient known(server.port());
    QCOMPARE(known.ask({"AUTH", "secret"}), std::string("+OK\r\n"));
    QVERIFY(silent.closedByServer());
    QCOMPARE(server.refusals(Refusal::unauthenticatedTime), uint64_t{1});
    QCOMPARE(known.ask({"PING"}), std::string("+PONG\r\n"));
}

void SessionTest::drainAnswersWaitersAndCloses()
{
    RespTestServer server;
    RawClient poller(server.port());
    RawClient idle(server.port());
    poller.ask({"SETNX", "q", "c"});
    idle.ask({"PING"});
    poller.command({"HMGET", "q", "c", "1", "100"});
    QVERIFY(waiting(server, 1));
    std::promise<void> drained;
    server.onLoop([&] { server.clients->drain(Duration::seconds(5), [&] { drained.set_value(); }); });
    QCOMPARE(poller.reply(), std::string("$-1\r\n"));
    QVERIFY(poller.closedByServer());
    QVERIFY(idle.closedByServer());
    QVERIFY(drained.get_future().wait_for(10s) == std::future_status::ready);
    RawClient late(server.port());
    QVERIFY(late.closedByServer());
}

void SessionTest::infoHasSections()
{
    RespTestServer server;
    RawClient client(server.port());
    const std::string all = client.ask({"INFO"});
    for (const char* section : {"# Server\r\n", "# Clients\r\n", "# Persistence\r\n", "# Stats\r\n", "# Refusals\r\n"})
        QVERIFY2(all.find(section) != std::string::npos, section);
    const std::string clients = client.ask({"INFO", "clients"});
    QVERIFY(clients.find("connected_clients:1\r\n") != std::string::npos);
    QVERIFY(clients.find("redis_version") == std::string::npos);
    QCOMPARE(client.ask({"INFO", "nonsense"}), std::string("-IPA Invalid INFO parameter\r\n"));
}

QTEST_APPLESS_MAIN(SessionTest)
#include "session_test.moc"
