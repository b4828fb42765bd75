#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/queue/retention.h"

#include <vector>

using namespace tapedeck;

class RetentionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void byDefaultNothingGoes();
    void withoutLimitsAPartGoesWhenEveryChannelHasReadIt();
    void aPartThatAChannelStillNeedsStays();
    void aQueueWithoutChannelsLosesPartsByHardLimitsOnly();
    void hardAgeRemovesUnreadMessages();
    void hardSizeRemovesOldestUntilTheRestFits();
    void sizeCountsTheOpenPart();
    void softAgeProtectsWhatWasRead();
    void softSizeProtectsWhatWasRead();
    void eitherSoftLimitProtects();
    void hardLimitsBeatSoftProtection();
    void ageEqualToTheLimitIsKept();
    void sizeEqualToTheLimitIsKept();
    void removalStopsAtTheFirstPartThatStays();
    void clockGoingBackRemovesNothing();
    void nextIsTheMomentTheFirstKeptPartMayGo();
    void nextIsNeverWhenOnlyReadersCanChangeIt();
    void extremeTimesDoNotOverflow();
    void partsBehindTheFirstThatStaysAreNotLookedAt();
};

namespace {

constexpr RetentionSettings kNoLimits = {.softPeriod = {}};
constexpr Time kNow = {1'700'000'000'000'000};

Time ago(int64_t seconds)
{
    return kNow - Duration::seconds(seconds);
}

// Three parts of ten messages and 100 bytes each, last written 300, 200 and 100 s ago.
const std::vector<RetentionPart> kParts = {
    {MessageId{11}, 100, ago(300)}, {MessageId{21}, 100, ago(200)}, {MessageId{31}, 100, ago(100)}};

RetentionVerdict judgeParts(const std::vector<RetentionPart>& parts, uint64_t openBytes,
    const RetentionSettings& settings, std::optional<MessageId> floor, Time now)
{
    uint64_t bytes = openBytes;
    for (const RetentionPart& part : parts)
        bytes += part.bytes;
    return judgeRetention(
        parts.size(), [&](size_t i) { return parts[i]; }, bytes, settings, floor, now);
}

RetentionVerdict judge(
    const RetentionSettings& settings, std::optional<MessageId> floor, uint64_t openBytes = 50, Time now = kNow)
{
    return judgeParts(kParts, openBytes, settings, floor, now);
}

const MessageId kAllRead{31};

} // namespace

void RetentionTest::byDefaultNothingGoes()
{
    QCOMPARE(judge(RetentionSettings{}, kAllRead, 50, kNow + Duration::seconds(3'000'000'000)).remove, size_t{0});
}

void RetentionTest::withoutLimitsAPartGoesWhenEveryChannelHasReadIt()
{
    QCOMPARE(judge(kNoLimits, kAllRead).remove, size_t{3});
    QCOMPARE(judge(kNoLimits, MessageId{21}).remove, size_t{2});
    QCOMPARE(judge(kNoLimits, MessageId{20}).remove, size_t{1});
}

void RetentionTest::aPartThatAChannelStillNeedsStays()
{
    QCOMPARE(judge(kNoLimits, MessageId{10}).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = Duration::seconds(1)}, MessageId{10}).remove, size_t{0});
}

void RetentionTest::aQueueWithoutChannelsLosesPartsByHardLimitsOnly()
{
    QCOMPARE(judge(kNoLimits, std::nullopt).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = Duration::seconds(1), .softBytes = 1}, std::nullopt).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = {}, .hardPeriod = Duration::seconds(250)}, std::nullopt).remove, size_t{1});
}

void RetentionTest::hardAgeRemovesUnreadMessages()
{
    QCOMPARE(judge({.softPeriod = {}, .hardPeriod = Duration::seconds(150)}, MessageId{1}).remove, size_t{2});
}

void RetentionTest::hardSizeRemovesOldestUntilTheRestFits()
{
    QCOMPARE(judge({.softPeriod = {}, .hardBytes = 260}, MessageId{1}).remove, size_t{1}); // 350 -> 250
    QCOMPARE(judge({.softPeriod = {}, .hardBytes = 200}, MessageId{1}).remove, size_t{2});
    QCOMPARE(judge({.softPeriod = {}, .hardBytes = 10}, MessageId{1}).remove,
        size_t{3}); // the open part is not ours to remove
}

void RetentionTest::sizeCountsTheOpenPart()
{
    QCOMPARE(judge({.softPeriod = {}, .hardBytes = 300}, MessageId{1}, 0).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = {}, .hardBytes = 300}, MessageId{1}, 1).remove, size_t{1});
}

void RetentionTest::softAgeProtectsWhatWasRead()
{
    QCOMPARE(judge({.softPeriod = Duration::seconds(250)}, kAllRead).remove, size_t{1});
}

void RetentionTest::softSizeProtectsWhatWasRead()
{
    QCOMPARE(judge({.softPeriod = {}, .softBytes = 150}, kAllRead).remove, size_t{2});
}

void RetentionTest::eitherSoftLimitProtects()
{
    QCOMPARE(judge({.softPeriod = Duration::seconds(150), .softBytes = 1000}, kAllRead).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = Duration::seconds(1000), .softBytes = 1}, kAllRead).remove, size_t{0});
}

void RetentionTest::hardLimitsBeatSoftProtection()
{
    QCOMPARE(judge({.softPeriod = Duration::seconds(1000), .hardPeriod = Duration::seconds(250)}, kAllRead).remove,
        size_t{1});
}

void RetentionTest::ageEqualToTheLimitIsKept()
{
    QCOMPARE(judge({.softPeriod = {}, .hardPeriod = Duration::seconds(300)}, MessageId{1}).remove, size_t{0});
    QCOMPARE(
        judge({.softPeriod = {}, .hardPeriod = Duration::seconds(300)}, MessageId{1}, 50, kNow + Duration{1}).remove,
        size_t{1});
    QCOMPARE(judge({.softPeriod = Duration::seconds(300)}, kAllRead).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = Duration::seconds(300)}, kAllRead, 50, kNow + Duration{1}).remove, size_t{1});
}

void RetentionTest::sizeEqualToTheLimitIsKept()
{
    QCOMPARE(judge({.softPeriod = {}, .hardBytes = 350}, MessageId{1}).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = {}, .hardBytes = 349}, MessageId{1}).remove, size_t{1});
    QCOMPARE(judge({.softPeriod = {}, .softBytes = 350}, kAllRead).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = {}, .softBytes = 349}, kAllRead).remove, size_t{1});
}

void RetentionTest::removalStopsAtTheFirstPartThatStays()
{
    std::vector<RetentionPart> parts = kParts;
    parts[0].lastTime = ago(1); // young; the older ones behind it wait
    QCOMPARE(judgeParts(parts, 0, {.softPeriod = {}, .hardPeriod = Duration::seconds(50)}, kAllRead, kNow).remove,
        size_t{3}); // all read
    QCOMPARE(judgeParts(parts, 0, {.softPeriod = {}, .hardPeriod = Duration::seconds(50)}, MessageId{1}, kNow).remove,
        size_t{0});
}

void RetentionTest::clockGoingBackRemovesNothing()
{
    Time past = kNow - Duration::seconds(1'000'000);
    QCOMPARE(judge({.softPeriod = {}, .hardPeriod = Duration::seconds(1)}, MessageId{1}, 50, past).remove, size_t{0});
    QCOMPARE(judge({.softPeriod = Duration::seconds(1)}, kAllRead, 50, past).remove, size_t{0});
}

void RetentionTest::nextIsTheMomentTheFirstKeptPartMayGo()
{
    RetentionSettings hard{.softPeriod = {}, .hardPeriod = Duration::seconds(250)};
    Time next = judge(hard, MessageId{1}).next;
    QCOMPARE(next, ago(200) + Duration::seconds(250) + Duration{1});
    QCOMPARE(judge(hard, MessageId{1}, 50, next - Duration{1}).remove, size_t{1});
    QCOMPARE(judge(hard, MessageId{1}, 50, next).remove, size_t{2});

    RetentionSettings both{.softPeriod = Duration::seconds(400), .hardPeriod = Duration::seconds(900)};
    QCOMPARE(judge(both, kAllRead).next, ago(300) + Duration::seconds(400) + Duration{1});
    QCOMPARE(judge(both, MessageId{1}).next, ago(300) + Duration::seconds(900) + Duration{1}); // unread: only hard
}

void RetentionTest::nextIsNeverWhenOnlyReadersCanChangeIt()
{
    QCOMPARE(judge({.softPeriod = Duration::seconds(10)}, MessageId{1}).next, Time::never());
    QCOMPARE(judge(kNoLimits, kAllRead).next, Time::never()); // nothing is left
    QCOMPARE(judge({.softPeriod = Duration::seconds(900), .softBytes = 1000}, kAllRead).next,
        Time::never()); // the size protects
}

void RetentionTest::extremeTimesDoNotOverflow()
{
    const std::vector<RetentionPart> parts = {
        {MessageId{2}, UINT64_MAX, Time{INT64_MIN}}, {MessageId{3}, 5, Time{INT64_MAX}}};
    auto verdict = judgeParts(parts, 5, {.softPeriod = {}, .hardPeriod = Duration{INT64_MAX}}, MessageId{1}, kNow);
    QCOMPARE(verdict.remove, size_t{1});
    QCOMPARE(verdict.next, Time::never());
}

void RetentionTest::partsBehindTheFirstThatStaysAreNotLookedAt()
{
    size_t asked = 0;
    const auto partAt = [&asked](size_t i) {
        ++asked;
        return RetentionPart{MessageId{10 * i + 11}, 100, kNow};
    };
    QCOMPARE(judgeRetention(1'000'000, partAt, 100'000'000, kNoLimits, MessageId{31}, kNow).remove, size_t{3});
    QCOMPARE(asked, size_t{4});
}

QTEST_APPLESS_MAIN(RetentionTest)
#include "retention_test.moc"
