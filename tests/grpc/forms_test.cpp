// The small forms: statuses, deadlines, names of topics, compression.
#include "engine/base/limits.h"
#include "engine/net/grpc/compression.h"
#include "engine/net/grpc/status.h"
#include "engine/net/grpc/topic_names.h"
#include "engine/net/http/encodings.h"

#include <QTest>

#include <set>
#include <zlib.h>

using namespace tapedeck;
using namespace tapedeck::grpc;

namespace {

std::string packed(std::string_view text, int windowBits)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
    std::string out(text.size() + 1000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

constexpr int kGzip = 31, kZlib = 15;

} // namespace

class FormsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statusMessagesArePercentEncoded()
    {
        QCOMPARE(encodeStatusMessage("plain text ~!"), std::string("plain text ~!"));
        QCOMPARE(encodeStatusMessage(" a b "), std::string("%20a b%20"));
        QCOMPARE(encodeStatusMessage("100%\n\xc3\xa9\x7f"), std::string("100%25%0A%C3%A9%7F"));
    }

    void timeoutsHaveUpToEightDigitsAndAUnit_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("micros"); // -1: refused
        QTest::newRow("hours") << "2H" << qint64{7'200'000'000};
        QTest::newRow("minutes") << "3M" << qint64{180'000'000};
        QTest::newRow("seconds") << "99999999S" << qint64{99'999'999'000'000};
        QTest::newRow("millis") << "500m" << qint64{500'000};
        QTest::newRow("micros") << "7u" << qint64{7};
        QTest::newRow("nanos are rounded up") << "1001n" << qint64{2};
        QTest::newRow("nothing left") << "0n" << qint64{0};
        QTest::newRow("nine digits") << "123456789S" << qint64{-1};
        QTest::newRow("no unit") << "12" << qint64{-1};
        QTest::newRow("unknown unit") << "12s" << qint64{-1};
        QTest::newRow("no digits") << "S" << qint64{-1};
        QTest::newRow("sign") << "-1S" << qint64{-1};
        QTest::newRow("blank") << "1 S" << qint64{-1};
        QTest::newRow("empty") << "" << qint64{-1};
    }
    void timeoutsHaveUpToEightDigitsAndAUnit()
    {
        QFETCH(QString, text);
        QFETCH(qint64, micros);
        const auto parsed = parseTimeout(text.toStdString());
        QCOMPARE(parsed ? parsed->micros : -1, micros);
    }

    void contentTypesOfCallsBeginWithApplicationGrpc()
    {
        for (const char* good : {"application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8"})
            QVERIFY2(isGrpcContentType(good), good);
        for (const char* bad : {"", "application/json", "application/grpc-web", "text/plain; application/grpc"})
            QVERIFY2(!isGrpcContentType(bad), bad);
    }

    void topicsKeepTheirNamesWhereQueuesCanHaveThem()
    {
        for (const std::string& topic : {std::string("orders"), std::string("../esc"), std::string("a b/c"),
                 std::string("."), std::string("\0x", 2), std::string("caf\xc3\xa9"),
                 std::string(limits::kNameBytesMax, 'n'), std::string("minikafka")})
            QCOMPARE(queueOfTopic(topic), topic);
        QCOMPARE(queueOfTopic(""), std::string("minikafka:"));
        QCOMPARE(queueOfTopic("minikafka:"), std::string("minikafka:minikafka:"));
        QCOMPARE(queueOfTopic("minikafka#x"), std::string("minikafka:minikafka#x"));
    }

    void longTopicsGetNamesThatFitAndDiffer()
    {
        std::set<std::string> names;
        size_t topics = 0;
        for (const std::string& base :
            {std::string(201, 'a'), std::string(255, 'a'), std::string(5'000, 'a'), std::string(300, 'A'),
                std::string("minikafka:") + std::string(195, 'x'), std::string("minikafka#") + std::string(400, 'y')}) {
            for (const char* end : {"", "1", "2"}) {
                const std::string name = queueOfTopic(base + end);
                QVERIFY(name.size() <= limits::kNameBytesMax);
                QVERIFY(name.starts_with("minikafka#"));
                names.insert(name);
                ++topics;
            }
        }
        QCOMPARE(names.size(), topics);
        // Cut between two characters, wherever the cut falls.
        for (size_t before = 0; before < 4; ++before) {
            std::string topic(before, 'a');
            while (topic.size() < 400)
                topic += "\xe2\x82\xac";
            QVERIFY(http::isUtf8(queueOfTopic(topic)));
            QVERIFY(queueOfTopic(topic).size() > limits::kNameBytesMax - 3);
        }
        // A topic named like the queue of a long one has a queue of its own.
        const std::string of = queueOfTopic(std::string(300, 'q'));
        QVERIFY(queueOfTopic(of) != of);
    }

    void compressedMessagesAreUnpackedUpToTheLimit()
    {
        const std::string text(100'000, 'z');
        for (const auto& [encoding, bits] : {std::pair("gzip", kGzip), std::pair("deflate", kZlib)}) {
            QVERIFY(canUnpack(encoding));
            const std::string small = packed(text, bits);
            const auto whole = unpack(encoding, small, text.size());
            QVERIFY(whole.ok());
            QCOMPARE(*whole, text);
            QCOMPARE(unpack(encoding, small, text.size() - 1).error().code, ErrorCode::messageTooBig);
            QCOMPARE(unpack(encoding, packed("", bits), 0).value(), std::string());
            for (size_t cut = 0; cut < small.size(); ++cut)
                QVERIFY(!unpack(encoding, std::string_view(small).substr(0, cut), text.size()).ok());
            QVERIFY(!unpack(encoding, small + "x", text.size()).ok());
            QVERIFY(!unpack(encoding, "not packed at all", 1000).ok());
        }
        QVERIFY(!unpack("gzip", packed(text, kZlib), text.size()).ok());
        QVERIFY(!canUnpack("snappy") && !canUnpack("") && !canUnpack("identity"));
    }
};

QTEST_APPLESS_MAIN(FormsTest)
#include "forms_test.moc"
