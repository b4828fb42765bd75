#include "engine/base/bytes.h"
#include "engine/base/checksum.h"

#include <QtTest>

#include <random>

using namespace tapedeck;

class BytesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void varintsOfEveryLengthComeBack();
    void signedVarintsComeBack();
    void aVarintThatDoesNotFitIsRefused();
    void aCutVarintIsRefused();
    void zigzagKeepsSmallNumbersSmall();
    void fixedIntegersAreLittleEndian();
    void textsComeBackAndAreBounded();
    void afterAFailureEverythingFails();
    void randomBytesNeverReadPastTheEnd();
    void checksumsDependOnSeedAndBytes();
};

namespace {

std::string varint(uint64_t value)
{
    std::string out;
    ByteWriter(out).varint(value);
    return out;
}

} // namespace

void BytesTest::varintsOfEveryLengthComeBack()
{
    for (int bits = 0; bits <= 64; ++bits)
        for (const int64_t near : {-1, 0, 1}) {
            const uint64_t value = (bits == 64 ? 0 : uint64_t{1} << bits) + static_cast<uint64_t>(near);
            const std::string bytes = varint(value);
            QCOMPARE(bytes.size(), varintBytes(value));
            QVERIFY(bytes.size() <= kVarintBytesMax);
            char buffer[kVarintBytesMax];
            QCOMPARE(static_cast<size_t>(putVarint(buffer, value) - buffer), bytes.size());
            ByteReader reader(bytes);
            QCOMPARE(reader.varint(), value);
            QVERIFY(reader.ok() && reader.atEnd());
        }
    QCOMPARE(varint(300), std::string("\xac\x02"));
}

void BytesTest::signedVarintsComeBack()
{
    for (const int64_t value :
        {int64_t{0}, int64_t{-1}, int64_t{1}, int64_t{63}, int64_t{-64}, int64_t{64}, INT64_MAX, INT64_MIN}) {
        std::string bytes;
        ByteWriter(bytes).signedVarint(value);
        ByteReader reader(bytes);
        QCOMPARE(reader.signedVarint(), value);
        QVERIFY(reader.ok() && reader.atEnd());
    }
}

void BytesTest::aVarintThatDoesNotFitIsRefused()
{
    ByteReader largest(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10));
    QCOMPARE(largest.varint(), UINT64_MAX);
    QVERIFY(largest.ok());
    ByteReader oneMore(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
    QCOMPARE(oneMore.varint(), uint64_t{0});
    QVERIFY(!oneMore.ok());
    ByteReader tooLong(std::string_view("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11));
    tooLong.varint();
    QVERIFY(!tooLong.ok());
}

void BytesTest::aCutVarintIsRefused()
{
    for (const char* bytes : {"", "\x80", "\xff\xff"}) {
        ByteReader reader{std::string_view(bytes)};
        QCOMPARE(reader.varint(), uint64_t{0});
        QVERIFY(!reader.ok());
    }
}

void BytesTest::zigzagKeepsSmallNumbersSmall()
{
    QCOMPARE(zigzag(0), uint64_t{0});
    QCOMPARE(zigzag(-1), uint64_t{1});
    QCOMPARE(zigzag(1), uint64_t{2});
    QCOMPARE(zigzag(INT64_MIN), UINT64_MAX);
    QCOMPARE(unzigzag(UINT64_MAX), INT64_MIN);
}

void BytesTest::fixedIntegersAreLittleEndian()
{
    std::string bytes;
    ByteWriter writer(bytes);
    writer.fixed(uint32_t{0x01020304});
    writer.fixed(int64_t{-2});
    QCOMPARE(bytes, std::string("\x04\x03\x02\x01\xfe\xff\xff\xff\xff\xff\xff\xff", 12));
    ByteReader reader(bytes);
    QCOMPARE(reader.fixed<uint32_t>(), 0x01020304U);
    QCOMPARE(reader.fixed<int64_t>(), int64_t{-2});
    QVERIFY(reader.ok() && reader.atEnd());
    QCOMPARE(reader.fixed<uint16_t>(), uint16_t{0});
    QVERIFY(!reader.ok());
}

void BytesTest::textsComeBackAndAreBounded()
{
    std::string bytes;
    ByteWriter writer(bytes);
    writer.text(std::string("\0x", 2));
    writer.text("");
    ByteReader reader(bytes);
    QVERIFY(reader.text() == std::string_view("\0x", 2));
    QVERIFY(reader.text().empty());
    QVERIFY(reader.ok() && reader.atEnd());
    const std::string lying = varint(UINT64_MAX) + "abc";
    ByteReader hostile(lying);
    QVERIFY(hostile.text().empty());
    QVERIFY(!hostile.ok());
}

void BytesTest::afterAFailureEverythingFails()
{
    ByteReader reader(std::string_view("\x01\x02\x03", 3));
    reader.raw(4);
    QVERIFY(!reader.ok());
    QCOMPARE(reader.left(), size_t{0});
    QCOMPARE(reader.varint(), uint64_t{0});
    QVERIFY(reader.raw(0).empty());
    QVERIFY(!reader.ok());
}

void BytesTest::randomBytesNeverReadPastTheEnd()
{
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::vector<char> bytes(random() % 30); // its end is an address sanitizer's fence
        for (char& c : bytes)
            c = static_cast<char>(random());
        ByteReader reader({bytes.data(), bytes.size()});
        size_t taken = 0;
        while (reader.ok() && !reader.atEnd())
            switch (random() % 4) {
            case 0:
                reader.varint();
                break;
            case 1:
                taken += reader.text().size();
                break;
            case 2:
                reader.fixed<uint32_t>();
                break;
            default:
                taken += reader.raw(random() % 8).size();
            }
        QVERIFY(taken <= bytes.size());
    }
}

void BytesTest::checksumsDependOnSeedAndBytes()
{
    QCOMPARE(checksum(""), uint64_t{0x2d06800538d394c2}); // XXH3-64 of nothing, as published
    QVERIFY(checksum("a") != checksum("b"));
    QVERIFY(checksum("a", 1) != checksum("a", 2));
    QCOMPARE(checksum("a", 0), checksum("a"));
}

QTEST_APPLESS_MAIN(BytesTest)
#include "bytes_test.moc"
