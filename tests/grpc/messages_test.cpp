// minikafka's messages, byte by byte.
#include "engine/base/limits.h"
#include "engine/net/grpc/field_reader.h"
#include "engine/net/grpc/messages.h"

#include <QTest>

#include <deque>

using namespace tapedeck;
using namespace tapedeck::grpc;

class MessagesTest : public QObject {
    Q_OBJECT

    // Kept: what is decoded points into it.
    std::deque<std::string> m_bytes;
    const std::string& hex(const char* digits)
    {
        return m_bytes.emplace_back(QByteArray::fromHex(digits).toStdString());
    }

private Q_SLOTS:
    void aResponseHasTheBytesOfTheOriginal()
    {
        PollResponseWriter writer(1000);
        QVERIFY(writer.add("one", 2) && writer.add("", 3) && writer.add("three", 4));
        QCOMPARE(std::move(writer).finish(4),
            hex("0a050a036f6e650a000a070a057468726565"
                "12020804"));
        QCOMPARE(PollResponseWriter(1000).finish(4), hex("12020804"));
        QCOMPARE(PollResponseWriter(1000).finish(0), hex("1200"));
        QCOMPARE(PollResponseWriter(1000).finish(UINT32_MAX), hex("120608ffffffff0f"));
        QCOMPARE(encodeMsgNumber(0), std::string());
        QCOMPARE(encodeMsgNumber(300), hex("08ac02"));
    }

    void aTopicIsAMessageWhenProducedAndAStringWhenPolled()
    {
        const auto produced = decodeProduceRequest(hex("0a030a01741203"
                                                       "0a0170"));
        QVERIFY(produced.ok());
        QVERIFY((*produced).hasTopic && (*produced).hasPayload);
        QCOMPARE((*produced).topic, std::string_view("t"));
        QCOMPARE((*produced).payload, std::string_view("p"));
        const auto polled = decodePollRequest(hex("0a0174"
                                                  "12020807"));
        QVERIFY(polled.ok());
        QCOMPARE((*polled).topic, std::string_view("t"));
        QCOMPARE((*polled).readFrom, 7u);
        // A plain string in the place of the message: its letters are no fields.
        QVERIFY(!decodeProduceRequest(hex("0a0568656c6c6f")).ok());
    }

    void missingPartsAreKnown()
    {
        const auto nothing = decodeProduceRequest("");
        QVERIFY(nothing.ok() && !(*nothing).hasTopic && !(*nothing).hasPayload);
        const auto empty = decodeProduceRequest(hex("0a001200"));
        QVERIFY(empty.ok() && (*empty).hasTopic && (*empty).hasPayload);
        QVERIFY((*empty).topic.empty() && (*empty).payload.empty());
        QCOMPARE((*decodePollRequest("")).readFrom, 0u);
        QCOMPARE((*decodePollRequest(hex("1200"))).readFrom, 0u);
    }

    void partsOfAMessageAreMergedAndTheLastValueCounts()
    {
        const auto request = decodeProduceRequest(hex("0a030a0161"
                                                      "12030a0170"
                                                      "0a030a0162"
                                                      "0a00"));
        QVERIFY(request.ok());
        QCOMPARE((*request).topic, std::string_view("b"));
        const auto poll = decodePollRequest(hex("12020801"
                                                "1200"
                                                "0a0161"
                                                "0a0162"));
        QCOMPARE((*poll).readFrom, 1u);
        QCOMPARE((*poll).topic, std::string_view("b"));
    }

    void unknownFieldsAreSkipped_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("varint") << QByteArray::fromHex("980601"
                                                       "78ff01");
        QTest::newRow("eight bytes") << QByteArray::fromHex("790102030405060708");
        QTest::newRow("bytes") << QByteArray::fromHex("7a03616263");
        QTest::newRow("four bytes") << QByteArray::fromHex("7d01020304");
        QTest::newRow("group") << QByteArray::fromHex("7b"
                                                      "0801"
                                                      "8b01"
                                                      "0a0161"
                                                      "8c01"
                                                      "7c");
        QTest::newRow("known number, other type") << QByteArray::fromHex("0801");
        QTest::newRow("largest number") << QByteArray::fromHex("f8ffffff0f01");
    }
    void unknownFieldsAreSkipped()
    {
        QFETCH(QByteArray, field);
        const std::string unknown = field.toStdString();
        const std::string known = hex("0a030a01741203"
                                      "0a0170");
        for (const std::string& bytes : {unknown + known, known + unknown, unknown + known + unknown}) {
            const auto request = decodeProduceRequest(bytes);
            QVERIFY2(request.ok(), request.ok() ? "" : request.error().text.c_str());
            QCOMPARE((*request).topic, std::string_view("t"));
            QCOMPARE((*request).payload, std::string_view("p"));
        }
    }

    void brokenBytesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("cut in a length") << QByteArray::fromHex("0a");
        QTest::newRow("cut in the bytes") << QByteArray::fromHex("0a050a0174");
        QTest::newRow("length beyond everything") << QByteArray::fromHex("0affffffffffffffffff01");
        QTest::newRow("field number 0") << QByteArray::fromHex("0001");
        QTest::newRow("wire type 6") << QByteArray::fromHex("0e");
        QTest::newRow("wire type 7") << QByteArray::fromHex("0f");
        QTest::newRow("eleven bytes of varint") << QByteArray::fromHex("08ffffffffffffffffffff01");
        QTest::newRow("65 bits") << QByteArray::fromHex("08ffffffffffffffffff02");
        QTest::newRow("tag of 33 bits") << QByteArray::fromHex("f8ffffff1f01");
        QTest::newRow("group without an end") << QByteArray::fromHex("7b0801");
        QTest::newRow("group with another end") << QByteArray::fromHex("7b8401");
        QTest::newRow("end without a group") << QByteArray::fromHex("7c");
        QTest::newRow("groups without end") << QByteArray(100, '\x7b');
        QTest::newRow("cut in eight bytes") << QByteArray::fromHex("7901020304");
        QTest::newRow("cut in four bytes") << QByteArray::fromHex("7d0102");
    }
    void brokenBytesAreRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto produced = decodeProduceRequest(bytes.toStdString());
        QVERIFY(!produced.ok());
        QVERIFY(produced.error().text.starts_with("proto: "));
        QVERIFY(!decodePollRequest(bytes.toStdString()).ok());
    }

    void topicsAreUtf8AndTheErrorNamesTheField()
    {
        const auto produced = decodeProduceRequest(hex("0a030a01ff1200"));
        QVERIFY(!produced.ok());
        QCOMPARE(
            produced.error().text, std::string("proto: string field \"protocol.Topic.topic\" contains invalid UTF-8"));
        QVERIFY(decodePollRequest(hex("0a01ff")).error().text.find("protocol.PollRequest.topic") != std::string::npos);
        QVERIFY(decodeProduceRequest(hex("0a00"
                                         "12040a02fffe"))
                    .ok()); // payloads are any bytes
    }

    void numbersKeepTheir32LowBits()
    {
        QCOMPARE((*decodePollRequest(hex("120608ffffffff0f"))).readFrom, UINT32_MAX);
        QCOMPARE((*decodePollRequest(hex("1206088180808010"))).readFrom, 1u);
    }

    void aResponseStaysWithinItsLimit()
    {
        for (const size_t limit : {size_t{20}, size_t{21}, size_t{200}, size_t{300}}) {
            PollResponseWriter writer(limit);
            uint32_t next = 0;
            while (writer.add("abcd", next + 1))
                ++next;
            const std::string bytes = std::move(writer).finish(next);
            QVERIFY(next > 0 && bytes.size() <= limit);
            QVERIFY(bytes.size() + 8 + 1 > limit); // one more would not have fitted
        }
        PollResponseWriter large(10);
        QVERIFY(large.add(std::string(1000, 'x'), 1)); // the first one always goes
        QVERIFY(!large.add("", 2));
    }

    void theSizeOfALonePayloadIsKnownBeforehand()
    {
        for (const size_t size :
            {size_t{0}, size_t{1}, size_t{120}, size_t{127}, size_t{128}, size_t{16'500}, size_t{3} << 20}) {
            for (const uint32_t next : {0u, 1u, 127u, 128u, UINT32_MAX}) {
                PollResponseWriter writer(1);
                QVERIFY(writer.add(std::string(size, 'x'), next));
                QCOMPARE(std::move(writer).finish(next).size(), PollResponseWriter::bytesAlone(size, next));
            }
        }
    }
};

QTEST_APPLESS_MAIN(MessagesTest)
#include "messages_test.moc"
