#include "engine/log/message.h"
#include "tests/support/log_support.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::test;

class MessageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRunComesBackAsItWasWritten();
    void everyCutOfARunIsNoticed();
    void aWrongCountIsNoticed();
    void anUnknownFlagIsDamage();
    void hostileTimesDoNotOverflow();
    void randomBytesNeverReadPastTheEnd();
    void headersKeepOrderAndRepetition();
    void malformedHeadersAreToldApartFromNone();
};

namespace {

std::vector<Message> someMessages(std::mt19937_64& random, size_t count, MessageId first, Time time)
{
    std::vector<Message> out;
    for (size_t i = 0; i < count; ++i) {
        out.push_back(randomMessage(random, first + i, time, 300));
        time = out.back().time;
    }
    return out;
}

} // namespace

void MessageTest::aRunComesBackAsItWasWritten()
{
    std::mt19937_64 random(testSeed(1));
    for (int round = 0; round < 200; ++round) {
        const Time base{static_cast<int64_t>(random() % 2'000'000'000'000'000)};
        const auto messages = someMessages(random, 1 + random() % 50, {1 + random() % 1000}, base);
        const std::string bytes = encodeRun(messages, base);
        bool intact = false;
        const auto back = decodeRun({messages[0].id, static_cast<uint32_t>(messages.size()), base, bytes}, &intact);
        QVERIFY(intact);
        QVERIFY(back == messages);
    }
}

void MessageTest::everyCutOfARunIsNoticed()
{
    std::mt19937_64 random(testSeed(2));
    const auto messages = someMessages(random, 5, {1}, {1000});
    const std::string bytes = encodeRun(messages, {1000});
    for (size_t n = 0; n < bytes.size(); ++n) {
        bool intact = true;
        decodeRun({{1}, 5, {1000}, std::string_view(bytes).substr(0, n)}, &intact);
        QVERIFY(!intact);
    }
}

void MessageTest::aWrongCountIsNoticed()
{
    std::mt19937_64 random(testSeed(3));
    const auto messages = someMessages(random, 5, {1}, {1000});
    const std::string bytes = encodeRun(messages, {1000});
    for (const uint32_t count : {0U, 4U, 6U, UINT32_MAX}) {
        bool intact = true;
        decodeRun({{1}, count, {1000}, bytes}, &intact);
        QVERIFY(!intact);
    }
}

void MessageTest::anUnknownFlagIsDamage()
{
    std::string bytes = encodeRun({Message{{1}, {0}, {0}, {}, {}, {}, "x"}}, {0});
    bytes[0] = static_cast<char>(bytes[0] | 0x40);
    bool intact = true;
    QVERIFY(decodeRun({{1}, 1, {0}, bytes}, &intact).empty());
    QVERIFY(!intact);
}

void MessageTest::hostileTimesDoNotOverflow()
{
    std::string bytes = encodeRun({Message{{1}, {INT64_MAX}, {INT64_MAX}, {}, {}, {}, "x"}}, {INT64_MAX - 5});
    bool intact = true;
    decodeRun({{1}, 1, {INT64_MAX - 4}, bytes}, &intact); // one more than fits
    QVERIFY(!intact);
    QVERIFY(decodeRun({{1}, 1, {INT64_MAX - 5}, bytes}, &intact).size() == 1);
    QVERIFY(intact);
}

void MessageTest::randomBytesNeverReadPastTheEnd()
{
    std::mt19937_64 random(testSeed(4));
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = randomText(random, 60);
        if (!bytes.empty())
            bytes[0] = static_cast<char>(bytes[0] & 15);
        const std::vector<char> exact(bytes.begin(), bytes.end()); // its end is an address sanitizer's fence
        size_t total = 0;
        for (const Message& m : decodeRun({{1}, 3, {0}, {exact.data(), exact.size()}}))
            total += m.key.size() + m.headers.size() + m.body.size();
        QVERIFY(total <= exact.size());
    }
}

void MessageTest::headersKeepOrderAndRepetition()
{
    const HeaderList headers{{"b", "1"}, {"a", ""}, {"b", std::string("\0\xff", 2)}, {"", "nameless"}};
    bool ok = false;
    QVERIFY(decodeHeaders(encodeHeaders(headers), &ok) == headers);
    QVERIFY(ok);
}

void MessageTest::malformedHeadersAreToldApartFromNone()
{
    bool ok = false;
    QVERIFY(decodeHeaders("", &ok).empty());
    QVERIFY(ok);
    QVERIFY(decodeHeaders(std::string("\x05"
                                      "ab",
                              3),
        &ok)
                .empty());
    QVERIFY(!ok);
}

QTEST_APPLESS_MAIN(MessageTest)
#include "message_test.moc"
