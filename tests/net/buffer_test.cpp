#include "engine/net/buffer.h"

#include "engine/base/random.h"

#include <QtTest>

#include <cstdlib>
#include <string>

using namespace tapedeck;

class BufferTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatGoesInComesOutInOrder();
    void anEmptyBufferHasNoMemory();
    void releaseKeepsASmallRemainder();
    void releaseNeverLosesBytes();
    void growthIsGeometric();
};

void BufferTest::whatGoesInComesOutInOrder()
{
    const char* text = std::getenv("TAPEDECK_SEED");
    const uint64_t seed = text ? std::strtoull(text, nullptr, 10) : SystemRandom().next();
    qInfo("TAPEDECK_SEED=%llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    Buffer buffer;
    std::string expected;
    for (int round = 0; round < 20'000; ++round) {
        if (random.next() % 2 == 0) {
            const std::string bytes(random.next() % 300, static_cast<char>(random.next()));
            buffer.append(bytes);
            expected += bytes;
        } else {
            const size_t n = expected.empty() ? 0 : random.next() % (expected.size() + 1);
            buffer.consume(n);
            expected.erase(0, n);
        }
        if (random.next() % 50 == 0)
            buffer.release();
        QVERIFY(buffer.view() == expected);
    }
}

void BufferTest::anEmptyBufferHasNoMemory()
{
    const Buffer buffer;
    QCOMPARE(buffer.capacity(), size_t{0});
    QVERIFY(buffer.empty());
}

void BufferTest::releaseKeepsASmallRemainder()
{
    Buffer buffer;
    buffer.append("x");
    buffer.consume(1);
    buffer.release();
    QVERIFY(buffer.capacity() <= Buffer::kKeptBytes);
    buffer.append(std::string(100'000, 'x'));
    buffer.consume(100'000);
    buffer.release();
    QCOMPARE(buffer.capacity(), size_t{0});
}

void BufferTest::releaseNeverLosesBytes()
{
    Buffer buffer;
    buffer.append(std::string(5000, 'a'));
    buffer.consume(4999);
    buffer.release();
    QVERIFY(buffer.view() == "a");
}

void BufferTest::growthIsGeometric()
{
    Buffer buffer;
    int growths = 0;
    size_t before = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        buffer.append("x");
        growths += buffer.capacity() != before ? 1 : 0;
        before = buffer.capacity();
    }
    QVERIFY(growths < 20);
}

QTEST_APPLESS_MAIN(BufferTest)
#include "buffer_test.moc"
