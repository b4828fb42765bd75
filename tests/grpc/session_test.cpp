// One gRPC connection at a live port with a fake broker: order, limits, deadlines, back-pressure, and its ends.
#include "tests/grpc/grpc_client.h"
#include "tests/grpc/grpc_server.h"

#include <QTest>

#include <zlib.h>

using namespace tapedeck;
using namespace tapedeck::grpc;
using namespace std::chrono_literals;

namespace {

constexpr int kOk = 0, kInvalidArgument = 3, kDeadline = 4, kNotFound = 5, kExhausted = 8, kUnimplemented = 12,
              kInternal = 13, kUnavailable = 14, kUnauthenticated = 16;
constexpr std::string_view kProduce = "/protocol.MiniKafka/Produce", kPoll = "/protocol.MiniKafka/Poll";

std::string gzip(std::string_view text)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    std::string out(text.size() / 2 + 1000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAnswerWaitsUntilItsGroupIsKept()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        QCOMPARE(client.number("t", "first"), 1u);
        server.onLoop([&] { server.broker.holdGroups = true; });
        const int32_t stream = client.begin(kProduce, GrpcClient::produceRequest("t", "second"));
        client.flush();
        QVERIFY(server.eventually([&] { return server.broker.publishCalls == 2; }));
        QVERIFY(!client.until([&] { return client.peer.closed(stream); }, 100ms));
        server.release();
        QCOMPARE(client.finish(stream).code, kOk);
    }

    void aCallWaitsForRoomAndIsDoneOnce()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        QCOMPARE(client.number("t", "first"), 1u);
        server.onLoop([&] { server.broker.publishError = Error{ErrorCode::overloaded, "full"}; });
        const int32_t waiting = client.begin(kProduce, GrpcClient::produceRequest("t", "second"));
        const int32_t late = client.begin(kProduce, GrpcClient::produceRequest("t", "late"), {{"grpc-timeout", "50m"}});
        QCOMPARE(client.finish(late).code, kDeadline);
        QVERIFY(!client.peer.closed(waiting));
        server.onLoop([&] { server.broker.makeRoom(); });
        const Outcome outcome = client.finish(waiting);
        QCOMPARE(outcome.code, kOk);
        QCOMPARE(GrpcClient::numberIn(outcome.replies.at(0)), 2u);
        QCOMPARE(client.poll("t", 1).payloads, (std::vector<std::string>{"first", "second"}));
    }

    void errorsOfTheBrokerAreStatuses_data()
    {
        QTest::addColumn<int>("error");
        QTest::addColumn<int>("code");
        QTest::newRow("read-only") << int(ErrorCode::readOnly) << 9;
        QTest::newRow("full disk") << int(ErrorCode::storageFull) << kExhausted;
        QTest::newRow("too big") << int(ErrorCode::messageTooBig) << kExhausted;
        QTest::newRow("stopping") << int(ErrorCode::stopped) << kUnavailable;
        QTest::newRow("io") << int(ErrorCode::io) << kInternal;
        QTest::newRow("damaged") << int(ErrorCode::damaged) << 15;
    }
    void errorsOfTheBrokerAreStatuses()
    {
        QFETCH(int, error);
        QFETCH(int, code);
        GrpcServer server;
        server.onLoop([&] { server.broker.publishError = Error{static_cast<ErrorCode>(error), "because\n100%"}; });
        GrpcClient client(server.port());
        const Outcome outcome = client.produce("t", "x");
        QCOMPARE(outcome.code, code);
        QCOMPARE(outcome.message, std::string("because\n100%"));
        QVERIFY(outcome.replies.empty());
    }

    void requestsThatAreNoCallsAreAnsweredInHttp_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("contentType");
        QTest::addColumn<QString>("status");
        QTest::newRow("json") << "POST"
                              << "application/json"
                              << "415";
        QTest::newRow("grpc-web") << "POST"
                                  << "application/grpc-web"
                                  << "415";
        QTest::newRow("no type") << "POST"
                                 << ""
                                 << "415";
        QTest::newRow("get") << "GET"
                             << "application/grpc"
                             << "405";
        QTest::newRow("call") << "POST"
                              << "application/grpc"
                              << "200";
        QTest::newRow("call with a subtype") << "POST"
                                             << "application/grpc+proto"
                                             << "200";
    }
    void requestsThatAreNoCallsAreAnsweredInHttp()
    {
        QFETCH(QString, method);
        QFETCH(QString, contentType);
        QFETCH(QString, status);
        GrpcServer server;
        GrpcClient client(server.port());
        Http2Peer::Headers headers{{":method", method.toStdString()}, {":scheme", "http"},
            {":path", std::string(kProduce)}, {":authority", "anything.at.all:1"}};
        if (!contentType.isEmpty())
            headers.emplace_back("content-type", contentType.toStdString());
        const int32_t stream = client.peer.request(headers, Http2Peer::frame(GrpcClient::produceRequest("t", "x")));
        const Outcome outcome = client.finish(stream);
        QCOMPARE(outcome.raw.value(":status"), status.toStdString());
        QVERIFY(outcome.raw.ended);
        QCOMPARE(outcome.code, status == "200" ? kOk : -1);
        QCOMPARE(server.onLoop([&] { return server.broker.publishCalls; }), uint64_t{status == "200"});
    }

    void whatCannotBeCalledIsUnimplemented_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("message");
        QTest::newRow("method") << "/protocol.MiniKafka/Delete"
                                << "unknown method Delete for service protocol.MiniKafka";
        QTest::newRow("case matters") << "/protocol.MiniKafka/produce"
                                      << "unknown method produce for service protocol.MiniKafka";
        QTest::newRow("service") << "/minikafka.MiniKafka/Produce"
                                 << "unknown service minikafka.MiniKafka";
        QTest::newRow("short") << "/Produce"
                               << "malformed method name: \"/Produce\"";
        QTest::newRow("deep") << "/a/protocol.MiniKafka/Produce"
                              << "unknown service a/protocol.MiniKafka";
    }
    void whatCannotBeCalledIsUnimplemented()
    {
        QFETCH(QString, path);
        QFETCH(QString, message);
        GrpcServer server;
        GrpcClient client(server.port());
        const Outcome outcome = client.call(path.toStdString(), "x");
        QCOMPARE(outcome.code, kUnimplemented);
        QCOMPARE(outcome.message, message.toStdString());
        QVERIFY(outcome.raw.trailers.empty()); // one block of headers says it all
        QCOMPARE(client.number("t", "x"), 1u); // and the connection goes on
    }

    void brokenRequestsAreInternalErrors_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("message"); // its begin
        const auto bytes = [](const std::string& text) { return QByteArray::fromStdString(text); };
        const std::string good = Http2Peer::frame(GrpcClient::produceRequest("t", "x"));
        QTest::newRow("no message") << QByteArray() << kInternal << "grpc: a unary call without";
        QTest::newRow("half a prefix") << QByteArray(3, '\0') << kInternal << "grpc: the request ended in the middle";
        QTest::newRow("half a message") << bytes(good.substr(0, good.size() - 1)) << kInternal
                                        << "grpc: the request ended in the middle";
        QTest::newRow("two messages") << bytes(good + good) << kInternal << "grpc: more than one request message";
        QTest::newRow("odd flag") << bytes(Http2Peer::frame("x", 7)) << kInternal
                                  << "grpc: received unexpected payload format 7";
        QTest::newRow("not protobuf") << bytes(Http2Peer::frame("\xff\xff")) << kInternal
                                      << "grpc: error unmarshalling request: ";
        QTest::newRow("a string for a topic") << bytes(Http2Peer::frame(std::string("\x0a\x05hello", 7))) << kInternal
                                              << "grpc: error unmarshalling request: ";
        QTest::newRow("flag without encoding")
            << bytes(Http2Peer::frame("x", 1)) << kInternal << "grpc: compressed flag set";
        QTest::newRow("no topic") << bytes(Http2Peer::frame(std::string("\x12\x00", 2))) << kInvalidArgument
                                  << "the request has no topic";
        QTest::newRow("no payload") << bytes(Http2Peer::frame(std::string("\x0a\x00", 2))) << kInvalidArgument
                                    << "the request has no payload";
        QTest::newRow("too long by its prefix") << QByteArray("\0\0\x40\0\1", 5) << kExhausted
                                                << "grpc: received message larger than max (4194305 vs. 4194304)";
    }
    void brokenRequestsAreInternalErrors()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, code);
        QFETCH(QString, message);
        GrpcServer server;
        GrpcClient client(server.port());
        const Outcome outcome =
            client.finish(client.peer.request(Http2Peer::callHeaders(kProduce), body.toStdString()));
        QCOMPARE(outcome.code, code);
        QVERIFY2(outcome.message.starts_with(message.toStdString()), outcome.message.c_str());
        QCOMPARE(server.onLoop([&] { return server.broker.publishCalls; }), uint64_t{0});
        QCOMPARE(client.number("t", "x"), 1u);
    }

    void aMessageThatIsTooLongIsRefusedBeforeItHasArrived()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const int32_t stream =
            client.peer.request(Http2Peer::callHeaders(kProduce), std::string("\0\0\x40\0\1", 5), false);
        QVERIFY(client.until([&] { return client.peer.closed(stream); }));
        QCOMPARE(outcomeOf(client.peer.reply(stream)).code, kExhausted);
    }

    void aMessageOfTheLargestSizeIsTaken()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const size_t overhead = GrpcClient::produceRequest("t", std::string(4 << 20, 'x')).size() - (4 << 20);
        const std::string payload((4 << 20) - overhead, 'x');
        QCOMPARE(GrpcClient::produceRequest("t", payload).size(), limits::kGrpcMessageBytesMax);
        QCOMPARE(client.number("t", payload), 1u);
        const Outcome over = client.produce("t", payload + "x");
        QCOMPARE(over.code, kExhausted);
        QCOMPARE(over.message, std::string("grpc: received message larger than max (4194305 vs. 4194304)"));
        // What was taken can be read by a client with gRPC's own limit.
        const GrpcClient::Polled back = client.poll("t", 1);
        QCOMPARE(back.payloads.size(), size_t{1});
        QVERIFY(back.payloads[0] == payload);
        QVERIFY(back.outcome.replies[0].size() <= limits::kGrpcReplyBytesMax);
        // With the shortest topic of all the reply would be longer than the request.
        const std::string most(limits::kGrpcReplyBytesMax - 14, 'x');
        QCOMPARE(client.number("", most), 1u);
        const Outcome refused = client.produce("", most + "x");
        QCOMPARE(refused.code, kExhausted);
        QVERIFY(refused.message.find("reply to a Poll") != std::string::npos);
    }

    void repliesAreCutBelowTheLimitOfClients()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const std::string payload(1'000'000, 'p');
        for (uint32_t i = 1; i <= 9; ++i)
            QCOMPARE(client.number("t", payload + std::to_string(i)), i);
        uint32_t next = 1;
        std::vector<size_t> counts;
        uint32_t read = 0;
        while (read < 9) {
            const GrpcClient::Polled polled = client.poll("t", next);
            QCOMPARE(polled.outcome.code, kOk);
            QVERIFY(polled.outcome.replies[0].size() <= limits::kGrpcReplyBytesMax);
            for (const std::string& got : polled.payloads)
                QCOMPARE(got.substr(payload.size()), std::to_string(++read));
            QCOMPARE(polled.next, read + 1);
            next = polled.next;
            counts.push_back(polled.payloads.size());
        }
        QCOMPARE(counts, (std::vector<size_t>{4, 4, 1}));
    }

    void aMessageOfAnotherPortThatNoReplyCanHoldGoesAlone()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const std::string huge(5 << 20, 'h');
        server.onLoop([&] {
            const QueuePtr queue = *server.broker.createQueue("t", {});
            for (const std::string_view body :
                {std::string_view("before"), std::string_view(huge), std::string_view("behind")}) {
                const NewMessage message{body};
                static_cast<void>(server.broker.publish(*queue, {&message, 1}));
            }
        });
        QCOMPARE(client.poll("t", 1).payloads, (std::vector<std::string>{"before"}));
        const GrpcClient::Polled alone = client.poll("t", 2);
        QCOMPARE(alone.payloads.size(), size_t{1});
        QVERIFY(alone.payloads[0] == huge);
        QCOMPARE(alone.next, 3u);
        QCOMPARE(client.poll("t", 3).payloads, (std::vector<std::string>{"behind"}));
    }

    void manyCallsOnOneConnectionAreAllAnswered()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        QVERIFY(client.number("t", std::string(300'000, 'x')) == 1);
        std::vector<int32_t> streams;
        for (int i = 0; i < 90; ++i) {
            streams.push_back(i % 3 == 0 ? client.begin(kPoll, GrpcClient::pollRequest("t", 1))
                                         : client.begin(kProduce, GrpcClient::produceRequest("u", std::to_string(i))));
        }
        QVERIFY(client.until([&] {
            return std::all_of(
                streams.begin(), streams.end(), [&](int32_t stream) { return client.peer.closed(stream); });
        }));
        for (const int32_t stream : streams)
            QCOMPARE(outcomeOf(client.peer.reply(stream)).code, kOk);
        QCOMPARE(client.poll("u", 1).payloads.size(), size_t{60});
    }

    void manyLargeRequestsAtOnceAreAllTaken()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        std::vector<int32_t> streams;
        for (int i = 0; i < 20; ++i)
            streams.push_back(client.begin(kProduce, GrpcClient::produceRequest("t", std::string(1'000'000, 'x'))));
        size_t most = 0;
        QVERIFY(client.until([&] {
            most = std::max(most, server.onLoop([&] { return server.clients->bufferedBytes(); }));
            return std::all_of(
                streams.begin(), streams.end(), [&](int32_t stream) { return client.peer.closed(stream); });
        }));
        for (const int32_t stream : streams)
            QCOMPARE(outcomeOf(client.peer.reply(stream)).code, kOk);
        QVERIFY2(most < 12 << 20, std::to_string(most).c_str());
    }

    void aClientThatTakesNothingCostsLittleAndHoldsUpNobody()
    {
        GrpcServer server;
        GrpcClient stalled(server.port(), 65'535, false), other(server.port());
        for (uint32_t i = 1; i <= 4; ++i)
            QCOMPARE(other.number("t", std::string(1'000'000, 'x')), i);
        for (int i = 0; i < 100; ++i)
            static_cast<void>(stalled.begin(kPoll, GrpcClient::pollRequest("t", 1)));
        QVERIFY(!stalled.until([] { return false; }, 300ms));
        QVERIFY(server.onLoop([&] { return server.clients->bufferedBytes(); }) < 16 << 20);
        QCOMPARE(other.number("t", "quick"), 5u);
    }

    void aReplyThatIsNotTakenInTimeEndsItsConnection()
    {
        ConnectionLimits limits;
        limits.outputBytesSoft = 1 << 20;
        limits.outputSoftTime = Duration::millis(200);
        GrpcServer server({}, limits);
        GrpcClient stalled(server.port(), 65'535, false);
        for (uint32_t i = 1; i <= 3; ++i)
            QCOMPARE(stalled.number("t", std::string(1'000'000, 'x')), i);
        static_cast<void>(stalled.begin(kPoll, GrpcClient::pollRequest("t", 1)));
        QVERIFY(!stalled.until([] { return false; }, 10s)); // until it is closed
        QVERIFY(server.eventually([&] { return server.clients->count() == 0; }));
        QCOMPARE(server.refusals(Refusal::outputSoft), uint64_t{1});
    }

    void deadlinesAreKept()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const Outcome over = client.produce("t", "x", {{"grpc-timeout", "0n"}});
        QCOMPARE(over.code, kDeadline);
        QCOMPARE(server.onLoop([&] { return server.broker.publishCalls; }), uint64_t{0});
        // Of a request that does not come to its end.
        const int32_t half =
            client.peer.request(Http2Peer::callHeaders(kProduce, {{"grpc-timeout", "50m"}}), "\1", false);
        QVERIFY(client.until([&] { return client.peer.closed(half); }));
        QCOMPARE(outcomeOf(client.peer.reply(half)).code, kDeadline);
        QCOMPARE(client.produce("t", "x", {{"grpc-timeout", "10S"}}).code, kOk);
        const Outcome odd = client.produce("t", "x", {{"grpc-timeout", "soon"}});
        QCOMPARE(odd.code, kInternal);
        QCOMPARE(odd.message, std::string("malformed grpc-timeout: \"soon\""));
    }

    void aRequestThatStaysIncompleteIsEnded()
    {
        ConnectionLimits limits;
        limits.halfRequestTime = Duration::millis(100);
        GrpcServer server({}, limits);
        GrpcClient client(server.port());
        const int32_t half = client.peer.request(Http2Peer::callHeaders(kProduce), std::string(1, '\0'), false);
        QVERIFY(client.until([&] { return client.peer.closed(half); }));
        QCOMPARE(outcomeOf(client.peer.reply(half)).code, kDeadline);
        QCOMPARE(server.refusals(Refusal::halfRequest), uint64_t{1});
        QCOMPARE(client.number("t", "x"), 1u);
    }

    void aPrefaceThatStaysIncompleteIsCut()
    {
        ConnectionLimits limits;
        limits.halfRequestTime = Duration::millis(100);
        GrpcServer server({}, limits);
        RawClient client(server.port());
        client.send(kClientPreface.substr(0, 20));
        QVERIFY(client.closedByServer());
        QCOMPARE(server.refusals(Refusal::halfRequest), uint64_t{1});
    }

    void compressedRequestsAreUnderstood()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const std::string request = GrpcClient::produceRequest("t", std::string(10'000, 'z'));
        const auto send = [&](const std::string& body, const std::string& encoding) {
            return client.finish(
                client.peer.request(Http2Peer::callHeaders(kProduce, {{"grpc-encoding", encoding}}), body));
        };
        QCOMPARE(send(Http2Peer::frame(gzip(request), 1), "gzip").code, kOk);
        QCOMPARE(send(Http2Peer::frame(request, 0), "gzip").code, kOk); // the flag tells, not the header
        QCOMPARE(send(Http2Peer::frame(request, 0), "identity").code, kOk);
        QVERIFY(client.poll("t", 1).payloads == std::vector<std::string>(3, std::string(10'000, 'z')));
        const Outcome unknown = send(Http2Peer::frame(request, 1), "snappy");
        QCOMPARE(unknown.code, kUnimplemented);
        QCOMPARE(unknown.message, std::string("grpc: Decompressor is not installed for grpc-encoding \"snappy\""));
        QCOMPARE(unknown.raw.value("grpc-accept-encoding"), std::string("identity,deflate,gzip"));
        QCOMPARE(send(Http2Peer::frame("not gzip", 1), "gzip").code, kInternal);
        const Outcome bomb = send(Http2Peer::frame(gzip(std::string(5 << 20, '\0')), 1), "gzip");
        QCOMPARE(bomb.code, kExhausted);
        QVERIFY(bomb.message.starts_with("grpc: received message after decompression larger than max"));
    }

    void headersThatAreTooLargeAreRefused()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const Outcome outcome = client.produce("t", "x", {{"big", std::string(20'000, 'b')}});
        QCOMPARE(outcome.code, kExhausted);
        QCOMPARE(server.refusals(Refusal::requestTooBig), uint64_t{1});
        QCOMPARE(client.number("t", "x"), 1u);
    }

    void theTokenIsAskedForWithEveryCall()
    {
        GrpcServer server({"open sesame"});
        GrpcClient client(server.port());
        for (const Http2Peer::Headers& headers : {Http2Peer::Headers{}, {{"authorization", "Bearer wrong"}},
                 {{"authorization", "open sesame"}}, {{"authorization", "Basic b3BlbiBzZXNhbWU="}}}) {
            const Outcome outcome = client.produce("t", "x", headers);
            QCOMPARE(outcome.code, kUnauthenticated);
            QVERIFY(outcome.message.find("sesame") == std::string::npos);
        }
        QCOMPARE(client.call("/grpc.health.v1.Health/Check", "").code, kUnauthenticated);
        QCOMPARE(server.refusals(Refusal::wrongPassword), uint64_t{5});
        QCOMPARE(server.onLoop([&] { return server.broker.publishCalls; }), uint64_t{0});
        QCOMPARE(client.produce("t", "x", {{"authorization", "Bearer open sesame"}}).code, kOk);
        QCOMPARE(client.produce("t", "x", {{"authorization", "bearer open sesame"}}).code, kOk);
    }

    void strangersAreTurnedAway_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("reason");
        QTest::addColumn<QByteArray>("answer"); // its begin
        QTest::newRow("HTTP/1.1") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\n") << int(Refusal::spokeHttp)
                                  << QByteArray("HTTP/1.1 400 ");
        QTest::newRow("a POST") << QByteArray("POST /q/a HTTP/1.1\r\n") << int(Refusal::spokeHttp)
                                << QByteArray("HTTP/1.1 400 ");
        QTest::newRow("nearly the preface")
            << QByteArray("PRI * HTTP/1.1\r\n\r\n") << int(Refusal::spokeHttp) << QByteArray("HTTP/1.1 400 ");
        QTest::newRow("TLS") << QByteArray::fromHex("16030100c4010000") << int(Refusal::spokeTls) << QByteArray();
        QTest::newRow("RESP") << QByteArray("*1\r\n$4\r\nPING\r\n") << int(Refusal::malformed) << QByteArray();
        QTest::newRow("frames without settings")
            << QByteArray(kClientPreface.data(), qsizetype(kClientPreface.size())) + QByteArray(40, '\xff')
            << int(Refusal::malformed) << QByteArray();
    }
    void strangersAreTurnedAway()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, reason);
        QFETCH(QByteArray, answer);
        GrpcServer server;
        RawClient client(server.port());
        client.send(bytes.toStdString());
        QCOMPARE(client.bytes(size_t(answer.size())), answer.toStdString());
        QVERIFY(client.closedByServer());
        QVERIFY(server.eventually([&] { return server.clients->count() == 0; }));
        QCOMPARE(server.refusals(static_cast<Refusal>(reason)), uint64_t{1});
    }

    void callsThatTheirClientGivesUpAreForgotten()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        server.onLoop([&] { server.broker.publishError = Error{ErrorCode::overloaded, "full"}; });
        QVERIFY(client.poll("t", 1).outcome.code == 2);
        for (int i = 0; i < 50; ++i) {
            const int32_t stream = client.begin(kProduce, GrpcClient::produceRequest("t", "never"));
            client.flush();
            client.peer.reset(stream);
        }
        QVERIFY(client.poll("t", 1).outcome.code >= 0); // everything before it has been read
        server.onLoop([&] {
            server.broker.publishError.reset();
            server.broker.makeRoom();
        });
        QCOMPARE(client.number("other", "x"), 1u);
    }

    void aServerThatStopsSaysGoodbye()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        QCOMPARE(client.number("t", "x"), 1u);
        const int32_t watching = client.begin("/grpc.health.v1.Health/Watch", "");
        QVERIFY(client.until([&] { return !client.peer.reply(watching).data.empty(); }));
        const int32_t half = client.peer.request(Http2Peer::callHeaders(kProduce), std::string(1, '\0'), false);
        QCOMPARE(client.number("t", "x"), 2u);
        server.drain();
        QVERIFY(client.until([&] { return client.peer.closed(watching) && client.peer.closed(half); }));
        QCOMPARE(outcomeOf(client.peer.reply(watching)).code, kUnavailable);
        QCOMPARE(outcomeOf(client.peer.reply(half)).code, kUnavailable);
        QCOMPARE(client.peer.goAways, 1u);
        QCOMPARE(client.peer.goAwayError, 0u);
        QVERIFY(server.eventually([&] { return server.clients->count() == 0; }));
    }

    void aClientThatEndsItsSideStillGetsItsAnswers()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        for (uint32_t i = 1; i <= 3; ++i)
            QCOMPARE(client.number("t", std::string(1'000'000, 'x')), i);
        const int32_t stream = client.begin(kProduce, GrpcClient::produceRequest("t", "last"));
        client.flush();
        client.socket().finishSending();
        QVERIFY(client.until([&] { return client.peer.closed(stream); }));
        QCOMPARE(outcomeOf(client.peer.reply(stream)).code, kOk);
        QVERIFY(server.eventually([&] { return server.clients->count() == 0; }));
    }

    void aClientsGoodbyeEndsTheConnectionInPeace()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        QCOMPARE(client.number("t", "x"), 1u);
        client.peer.goAway();
        client.flush();
        QVERIFY(server.eventually([&] { return server.clients->count() == 0; }));
        QCOMPARE(server.onLoop([&] { return server.clients->refusals().total(); }), uint64_t{0});
    }

    void healthIsToldOnceAndWatched()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const std::string check = "/grpc.health.v1.Health/Check", watch = "/grpc.health.v1.Health/Watch";
        for (const std::string service : {"", "\x0a\x12protocol.MiniKafka", "\x0a\x15grpc.health.v1.Health"}) {
            const Outcome outcome = client.call(check, service);
            QCOMPARE(outcome.code, kOk);
            QCOMPARE(outcome.replies, std::vector<std::string>{"\x08\x01"}); // SERVING
        }
        const Outcome unknown = client.call(check, "\x0a\x03no?");
        QCOMPARE(unknown.code, kNotFound);
        const int32_t known = client.begin(watch, "");
        const int32_t strange = client.begin(watch, "\x0a\x03no?");
        QVERIFY(client.until(
            [&] { return !client.peer.reply(known).data.empty() && !client.peer.reply(strange).data.empty(); }));
        QCOMPARE(outcomeOf(client.peer.reply(known)).replies, std::vector<std::string>{"\x08\x01"});
        QCOMPARE(
            outcomeOf(client.peer.reply(strange)).replies, std::vector<std::string>{"\x08\x03"}); // SERVICE_UNKNOWN
        QVERIFY(!client.peer.closed(known));
        client.peer.reset(known);
        QCOMPARE(client.call(check, "\xff").code, kInternal);
    }

    void reflectionAnswersAsManyRequestsAsItIsAsked()
    {
        GrpcServer server;
        GrpcClient client(server.port());
        const int32_t stream = client.peer.request(
            Http2Peer::callHeaders("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"), "", false);
        for (size_t i = 1; i <= 300; ++i) {
            client.peer.append(
                stream, Http2Peer::frame("\x3a\x01*") + Http2Peer::frame("\x22\x12protocol.MiniKafka"), false);
            QVERIFY(client.until([&] { return outcomeOf(client.peer.reply(stream)).replies.size() == 2 * i; }));
        }
        client.peer.append(stream, "", true);
        const Outcome outcome = client.finish(stream);
        QCOMPARE(outcome.code, kOk);
        QVERIFY(outcome.replies[0].find("grpc.health.v1.Health") != std::string::npos);
        QVERIFY(outcome.replies[1].find("minikafka.proto") != std::string::npos);
    }

    void reflectionWaitsForAClientThatDoesNotRead()
    {
        GrpcServer server;
        GrpcClient client(server.port(), 1'000, false);
        const int32_t stream = client.peer.request(
            Http2Peer::callHeaders("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"), "", false);
        std::string requests;
        for (int i = 0; i < 200'000; ++i)
            requests += Http2Peer::frame("\x22\x12protocol.MiniKafka");
        client.peer.append(stream, requests, true);
        QVERIFY(!client.until([] { return false; }, 500ms));
        QVERIFY(server.onLoop([&] { return server.clients->bufferedBytes(); }) < 8 << 20);
        GrpcClient other(server.port());
        QCOMPARE(other.number("t", "x"), 1u);
    }
};

QTEST_APPLESS_MAIN(SessionTest)
#include "session_test.moc"
