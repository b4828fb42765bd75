#include "engine/base/time_forms.h"

#include <QtTest>

using namespace tapedeck;

namespace {

constexpr Duration kEast2 = Duration::seconds(7200);

// 2026-07-31T14:03:05.123456Z
constexpr Time kNow{1'785'506'585'123'456};

std::string read(std::string_view text, Duration offset = {})
{
    const auto time = parseTime(text, kNow, offset);
    return time ? formatTime(*time) : std::string("nothing");
}

} // namespace

class TimeFormsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesRfc3339WithMicroseconds();
    void readsWhatPeopleWrite_data();
    void readsWhatPeopleWrite();
    void refusesWhatIsNoTime_data();
    void refusesWhatIsNoTime();
    void localFormsUseTheOffset();
    void whatIsWrittenIsReadBack();
};

void TimeFormsTest::writesRfc3339WithMicroseconds()
{
    QCOMPARE(formatTime(kNow), std::string("2026-07-31T14:03:05.123456Z"));
    QCOMPARE(formatTime(kNow, kEast2), std::string("2026-07-31T16:03:05.123456+02:00"));
    QCOMPARE(formatTime(kNow, Duration::seconds(-12'600)), std::string("2026-07-31T10:33:05.123456-03:30"));
    QCOMPARE(formatTime(Time{0}), std::string("1970-01-01T00:00:00.000000Z"));
    QCOMPARE(formatTime(Time{-1}), std::string("1969-12-31T23:59:59.999999Z"));
}

void TimeFormsTest::readsWhatPeopleWrite_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* text, const char* expected) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    };
    row("now", "2026-07-31T14:03:05.123456Z");
    row("14:03", "2026-07-31T14:03:00.000000Z");
    row("14:03:05", "2026-07-31T14:03:05.000000Z");
    row("14:03:05.123456", "2026-07-31T14:03:05.123456Z");
    row("14:03:05.123457", "2026-07-30T14:03:05.123457Z"); // later than now: yesterday's
    row("23:59", "2026-07-30T23:59:00.000000Z");
    row("00:00", "2026-07-31T00:00:00.000000Z");
    row("-5m", "2026-07-31T13:58:05.123456Z");
    row("-1h30m", "2026-07-31T12:33:05.123456Z");
    row("-90s", "2026-07-31T14:01:35.123456Z");
    row("-500ms", "2026-07-31T14:03:04.623456Z");
    row("-6us", "2026-07-31T14:03:05.123450Z");
    row("-2d", "2026-07-29T14:03:05.123456Z");
    row("-10", "2026-07-31T14:02:55.123456Z");
    row("2026-07-31T14:03:05Z", "2026-07-31T14:03:05.000000Z");
    row("2026-07-31T14:03:05.5Z", "2026-07-31T14:03:05.500000Z");
    row("2026-07-31t14:03:05.123456789z", "2026-07-31T14:03:05.123456Z");
    row("2026-07-31 14:03", "2026-07-31T14:03:00.000000Z");
    row("2026-07-31T14:03:05+02:00", "2026-07-31T12:03:05.000000Z");
    row("2026-07-31T14:03:05-0330", "2026-07-31T17:33:05.000000Z");
    row("2026-07-31", "2026-07-31T00:00:00.000000Z");
    row("2024-02-29", "2024-02-29T00:00:00.000000Z");
    row("1785506585", "2026-07-31T14:03:05.000000Z");
    row("1785506585.123456", "2026-07-31T14:03:05.123456Z");
    row("1785506585123", "2026-07-31T14:03:05.123000Z");
    row("1785506585123456", "2026-07-31T14:03:05.123456Z");
    row("0", "1970-01-01T00:00:00.000000Z");
}

void TimeFormsTest::readsWhatPeopleWrite()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(read(text.toStdString())), expected);
}

void TimeFormsTest::refusesWhatIsNoTime_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", " ", "25:00", "14:60", "14:3", "1:03", "14:03:61", "14:03 ", "-", "-m", "-5x", "-5m3",
             "--5m", "2026-02-30", "2026-13-01", "2026-07-31T", "2026-07-31T25:00", "2026-07-31T14:03:05+2",
             "yesterday", "12a", "1.", "1..2", "999999999999999999999", "0000-01-01", "-9999999999999999d"})
        QTest::newRow(text) << QByteArray(text);
}

void TimeFormsTest::refusesWhatIsNoTime()
{
    QFETCH(QByteArray, text);
    QCOMPARE(read(text.toStdString()), std::string("nothing"));
}

void TimeFormsTest::localFormsUseTheOffset()
{
    // It is 16:03 there.
    QCOMPARE(read("16:03", kEast2), std::string("2026-07-31T14:03:00.000000Z"));
    QCOMPARE(read("16:04", kEast2), std::string("2026-07-30T14:04:00.000000Z"));
    QCOMPARE(read("00:30", kEast2), std::string("2026-07-30T22:30:00.000000Z"));
    QCOMPARE(read("2026-07-31 16:03", kEast2), std::string("2026-07-31T14:03:00.000000Z"));
    QCOMPARE(read("2026-07-31", kEast2), std::string("2026-07-30T22:00:00.000000Z"));
    QCOMPARE(read("2026-07-31T14:03:00Z", kEast2), std::string("2026-07-31T14:03:00.000000Z"));
}

void TimeFormsTest::whatIsWrittenIsReadBack()
{
    for (int64_t micros = -62'135'596'800'000'000; micros < 253'402'000'000'000'000; micros += 9'876'543'210'987'654) {
        const Time time{micros};
        QCOMPARE(parseTime(formatTime(time), kNow, {})->micros, micros);
    }
}

QTEST_APPLESS_MAIN(TimeFormsTest)
#include "time_forms_test.moc"
