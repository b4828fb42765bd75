// HTTP/2 in memory: a client's side and the server's side talk to each other without a socket.
#include "engine/net/grpc/http2_session.h"
#include "tests/grpc/http2_peer.h"

#include <QTest>

#include <optional>

using namespace tapedeck;
using namespace tapedeck::grpc;

namespace {

constexpr uint32_t kRefusedStream = 7, kEnhanceYourCalm = 11;

// Writes down what it hears; answers requests if the test wants it.
class Recorder final : public Http2Streams {
public:
    void onRequest(StreamId stream, HeaderList headers, bool tooLarge) override
    {
        log += "request " + std::to_string(stream) + (tooLarge ? " too large" : "") + "\n";
        for (const auto& [name, value] : headers)
            log += name + "=" + value + "\n";
        if (answerAtOnce)
            session->answer(stream, {{":status", "200"}, {"grpc-status", "0"}});
    }
    void onData(StreamId stream, std::string_view bytes) override { data[stream] += bytes; }
    void onEnd(StreamId stream) override { log += "end " + std::to_string(stream) + "\n"; }
    void onClosed(StreamId stream) override { log += "closed " + std::to_string(stream) + "\n"; }

    std::string log;
    std::map<StreamId, std::string> data;
    bool answerAtOnce = false;
    Http2Session* session = nullptr;
};

struct Pair {
    explicit Pair(uint32_t window = 65'535, bool takes = true)
        : client(window, takes)
        , server(recorder)
    {
        recorder.session = &server;
    }
    // Until neither has anything to say. False when one of them found the other wrong.
    bool talk()
    {
        for (;;) {
            const std::string fromClient = client.output();
            bool ok = fromClient.empty() || server.feed(fromClient, now);
            Buffer out;
            server.pull(out, SIZE_MAX);
            ok = ok && !server.over();
            ok = (out.empty() || client.feed(out.view())) && ok;
            if (!ok)
                return false;
            if (fromClient.empty() && out.empty())
                return true;
        }
    }
    Duration now;
    Recorder recorder;
    Http2Peer client;
    Http2Session server;
};

const Http2Peer::Headers kHeaders = Http2Peer::callHeaders("/a/b");

} // namespace

class Http2SessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void settingsTellTheLimits()
    {
        Pair pair;
        QVERIFY(pair.talk());
        QCOMPARE(pair.client.setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS), limits::kHttp2StreamsMax);
        QCOMPARE(size_t{pair.client.setting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE)}, limits::kHttp2HeaderListBytesMax);
        QCOMPARE(pair.client.setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE), Http2Session::kStreamWindowBytes);
        QCOMPARE(pair.client.setting(NGHTTP2_SETTINGS_MAX_FRAME_SIZE), 16'384u);
    }

    void everyCutOfTheInputGivesTheSameEvents()
    {
        Http2Peer client;
        client.request(kHeaders, Http2Peer::frame("hello"));
        client.request(Http2Peer::callHeaders("/c/d", {{"x", std::string(500, 'v')}}), std::string(20'000, 'b'));
        client.request(kHeaders, "");
        const std::string bytes = client.output();
        std::optional<std::string> log;
        std::map<StreamId, std::string> data;
        for (const size_t step : {bytes.size(), size_t{1}, size_t{2}, size_t{9}, size_t{10}, size_t{1'000}}) {
            Recorder recorder;
            Http2Session server(recorder);
            recorder.session = &server;
            for (size_t from = 0; from < bytes.size(); from += step)
                QVERIFY(server.feed(std::string(std::string_view(bytes).substr(from, step)), {}));
            if (log) {
                QCOMPARE(recorder.log, *log);
                QVERIFY(recorder.data == data);
            }
            log = recorder.log;
            data = recorder.data;
        }
        QVERIFY(log->find(":path=/c/d\n") != std::string::npos && log->find("end 5\n") != std::string::npos);
        QCOMPARE(data[3].size(), size_t{20'000});
    }

    void trailersComeBehindAllData()
    {
        Pair pair;
        const int32_t stream = pair.client.request(kHeaders, "x");
        QVERIFY(pair.talk());
        pair.server.begin(stream, {{":status", "200"}});
        pair.server.send(stream, "part one, ");
        QVERIFY(pair.talk());
        QCOMPARE(pair.client.reply(stream).data, std::string("part one, "));
        pair.server.send(stream, std::string(100'000, '2'));
        pair.server.end(stream, {{"grpc-status", "0"}});
        pair.server.send(stream, "too late");
        QVERIFY(pair.talk());
        const Http2Peer::Reply& reply = pair.client.reply(stream);
        QCOMPARE(reply.data, "part one, " + std::string(100'000, '2'));
        QCOMPARE(reply.trailers.size(), size_t{1});
        QVERIFY(reply.ended && reply.closed && reply.error == 0);
        QCOMPARE(pair.server.heldBytes(), size_t{0});
        QVERIFY(pair.client.dataFrames > 6 && pair.client.dataFrameMax <= 16'384);
    }

    void withoutTrailersTheDataEndsTheStream()
    {
        Pair pair;
        const int32_t stream = pair.client.request(kHeaders, "x");
        QVERIFY(pair.talk());
        pair.server.begin(stream, {{":status", "415"}});
        pair.server.send(stream, "why");
        pair.server.end(stream, {});
        QVERIFY(pair.talk());
        QVERIFY(pair.client.reply(stream).ended && pair.client.reply(stream).trailers.empty());
    }

    void aReplyWaitsForTheClientsWindow()
    {
        Pair pair(65'535, false);
        const int32_t stream = pair.client.request(kHeaders, "x");
        QVERIFY(pair.talk());
        const std::string body(200'000, 'w');
        pair.server.begin(stream, {{":status", "200"}});
        pair.server.send(stream, body);
        pair.server.end(stream, {{"grpc-status", "0"}});
        QVERIFY(pair.talk());
        QCOMPARE(pair.client.reply(stream).data.size(), size_t{65'535});
        QCOMPARE(pair.server.heldBytes(), body.size() - 65'535);
        QVERIFY(!pair.server.wantsPull()); // nothing to do until the client has made room
        while (!pair.client.closed(stream)) {
            const size_t before = pair.client.reply(stream).data.size();
            pair.client.takeAll(stream);
            QVERIFY(pair.talk());
            QVERIFY(pair.client.closed(stream) || pair.client.reply(stream).data.size() > before);
        }
        QCOMPARE(pair.client.reply(stream).data, body);
        QCOMPARE(pair.client.reply(stream).value("grpc-status"), std::string("0"));
    }

    void aRequestWaitsForRoom()
    {
        Pair pair;
        const int32_t stream = pair.client.request(kHeaders, std::string(200'000, 'r'));
        QVERIFY(pair.talk());
        QCOMPARE(pair.recorder.data[stream].size(), size_t{Http2Session::kStreamWindowBytes});
        // Others are not held up by it.
        const int32_t other = pair.client.request(kHeaders, "small");
        QVERIFY(pair.talk());
        QCOMPARE(pair.recorder.data[other], std::string("small"));
        pair.server.giveRoom(stream, Http2Session::kStreamWindowBytes);
        QVERIFY(pair.talk());
        QCOMPARE(pair.recorder.data[stream].size(), size_t{2} * Http2Session::kStreamWindowBytes);
    }

    void anAnswerBeforeTheEndOfTheRequestSaysThatNoMoreIsWanted()
    {
        Pair pair;
        const int32_t stream = pair.client.request(kHeaders, "half", false);
        QVERIFY(pair.talk());
        pair.server.answer(stream, {{":status", "200"}, {"grpc-status", "8"}});
        QVERIFY(pair.talk());
        QVERIFY(pair.client.reply(stream).ended && pair.client.closed(stream));
        QCOMPARE(pair.client.reply(stream).error, 0u);
        QVERIFY(pair.recorder.log.ends_with("closed 1\n"));
    }

    void headersUpToTheLimitAreTaken()
    {
        for (const bool over : {false, true}) {
            Pair pair;
            QVERIFY(pair.talk());
            size_t used = 0;
            for (const auto& [name, value] : kHeaders)
                used += name.size() + value.size() + 32;
            Http2Peer::Headers headers = kHeaders;
            headers.emplace_back("x", std::string(limits::kHttp2HeaderListBytesMax - used - 33 + (over ? 1 : 0), 'v'));
            pair.client.request(headers, "");
            QVERIFY(pair.talk());
            QCOMPARE(pair.recorder.log.find("request 1 too large") != std::string::npos, over);
        }
    }

    void oneStreamMoreThanTheLimitIsRefused()
    {
        Pair pair;
        QVERIFY(pair.talk());
        Http2Peer eager; // does not wait for the settings
        std::vector<int32_t> streams;
        for (uint32_t i = 0; i <= limits::kHttp2StreamsMax; ++i)
            streams.push_back(eager.request(kHeaders, "x"));
        Recorder recorder;
        Http2Session server(recorder);
        QVERIFY(server.feed(eager.output(), {}));
        Buffer out;
        server.pull(out, SIZE_MAX);
        QVERIFY(eager.feed(out.view()));
        QVERIFY(!eager.closed(streams[limits::kHttp2StreamsMax - 1]));
        QVERIFY(eager.closed(streams[limits::kHttp2StreamsMax]));
        QCOMPARE(eager.reply(streams[limits::kHttp2StreamsMax]).error, kRefusedStream);
    }

    void resetsUpToTheLimitAreTolerated_data()
    {
        QTest::addColumn<uint32_t>("resets");
        QTest::addColumn<int>("seconds"); // they take
        QTest::addColumn<bool>("tolerated");
        QTest::newRow("as many as allowed") << limits::kHttp2ResetsMax << 0 << true;
        QTest::newRow("one more") << limits::kHttp2ResetsMax + 1 << 0 << false;
        QTest::newRow("twice as many, slowly")
            << limits::kHttp2ResetsMax * 2
            << static_cast<int>(limits::kHttp2ResetsMax * 2 / limits::kHttp2ResetsPerSecond) << true;
        QTest::newRow("many, not slowly enough") << limits::kHttp2ResetsMax * 3 << 2 << false;
    }
    void resetsUpToTheLimitAreTolerated()
    {
        QFETCH(uint32_t, resets);
        QFETCH(int, seconds);
        QFETCH(bool, tolerated);
        Pair pair;
        bool fine = pair.talk();
        for (uint32_t i = 0; i < resets && fine; ++i) {
            const int32_t stream = pair.client.request(kHeaders, "x", false);
            fine = pair.talk();
            pair.client.reset(stream);
            fine = fine && pair.talk();
            pair.now = Duration{static_cast<int64_t>(i) * seconds * 1'000'000 / resets};
        }
        QCOMPARE(fine, tolerated);
        QCOMPARE(pair.server.broken(), !tolerated);
        QCOMPARE(pair.client.goAwayError, tolerated ? 0u : kEnhanceYourCalm);
    }

    void pingsAreAnsweredHoweverOftenTheyCome()
    {
        Pair pair;
        for (int i = 0; i < 5'000; ++i) {
            pair.client.ping();
            if (i % 100 == 0)
                QVERIFY(pair.talk());
        }
        QVERIFY(pair.talk());
        QCOMPARE(pair.client.pongs, 5'000u);
    }

    void goingAwayLetsWhatWasBegunEnd()
    {
        Pair pair;
        const int32_t stream = pair.client.request(kHeaders, "x");
        QVERIFY(pair.talk());
        pair.server.goAway();
        QVERIFY(pair.talk());
        QCOMPARE(pair.client.goAways, 1u);
        QVERIFY(!pair.server.over());
        pair.server.begin(stream, {{":status", "200"}});
        pair.server.send(stream, "answer");
        pair.server.end(stream, {{"grpc-status", "0"}});
        static_cast<void>(pair.talk());
        QCOMPARE(pair.client.reply(stream).data, std::string("answer"));
        QVERIFY(!pair.server.broken());
    }

    void garbageEndsTheConnection_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray preface(kClientPreface.data(), qsizetype(kClientPreface.size()));
        const QByteArray settings = QByteArray::fromHex("000000040000000000");
        QTest::newRow("another preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r!");
        QTest::newRow("no settings") << preface + QByteArray::fromHex("000008060000000000") + QByteArray(8, '0');
        QTest::newRow("frame too long") << preface + settings + QByteArray::fromHex("7fffff000000000001");
        QTest::newRow("data on no stream") << preface + settings + QByteArray::fromHex("000001000000000000") + "x";
        QTest::newRow("broken header block") << preface + settings + QByteArray::fromHex("000004010500000001ffffffff");
    }
    void garbageEndsTheConnection()
    {
        QFETCH(QByteArray, bytes);
        Recorder recorder;
        Http2Session server(recorder);
        static_cast<void>(server.feed(bytes.toStdString(), {}));
        Buffer out;
        server.pull(out, SIZE_MAX);
        QVERIFY(server.broken() && server.over());
        QVERIFY(!server.feed("more", {}));
    }

    void streamsThatAreGoneAreNoConcern()
    {
        Pair pair;
        const int32_t stream = pair.client.request(kHeaders, "x", false);
        QVERIFY(pair.talk());
        pair.server.begin(stream, {{":status", "200"}});
        pair.server.send(stream, std::string(100'000, 'x'));
        QVERIFY(pair.server.heldBytes() > 0);
        pair.client.reset(stream);
        QVERIFY(pair.talk());
        QCOMPARE(pair.server.heldBytes(), size_t{0});
        pair.server.send(stream, "x");
        pair.server.end(stream, {});
        pair.server.giveRoom(stream, 100);
        pair.server.answer(99, {{":status", "200"}});
        QVERIFY(pair.talk());
    }
};

QTEST_APPLESS_MAIN(Http2SessionTest)
#include "http2_session_test.moc"
