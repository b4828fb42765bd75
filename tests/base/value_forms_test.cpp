#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/value_forms.h"

using namespace tapedeck;

class ValueFormsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void durationsHaveTheirUnits();
    void plainDigitsAreSeconds();
    void sizesHaveTheirUnits();
    void upperCaseIsAllowed();
    void blanksSignsAndFractionsAreRefused();
    void overflowIsRefused();
};

void ValueFormsTest::durationsHaveTheirUnits()
{
    QCOMPARE(parseDuration("30s"), Duration::seconds(30));
    QCOMPARE(parseDuration("5m"), Duration::seconds(300));
    QCOMPARE(parseDuration("24h"), Duration::seconds(86'400));
    QCOMPARE(parseDuration("1d"), Duration::seconds(86'400));
    QCOMPARE(parseDuration("500ms"), Duration::millis(500));
    QCOMPARE(parseDuration("0"), Duration{});
}

void ValueFormsTest::plainDigitsAreSeconds()
{
    QCOMPARE(parseDuration("45"), Duration::seconds(45));
    QCOMPARE(parseDuration("007"), Duration::seconds(7));
}

void ValueFormsTest::sizesHaveTheirUnits()
{
    QCOMPARE(parseSize("128mb"), uint64_t{128} << 20);
    QCOMPARE(parseSize("128m"), uint64_t{128} << 20);
    QCOMPARE(parseSize("64k"), uint64_t{64} << 10);
    QCOMPARE(parseSize("64kb"), uint64_t{64} << 10);
    QCOMPARE(parseSize("1g"), uint64_t{1} << 30);
    QCOMPARE(parseSize("1gb"), uint64_t{1} << 30);
    QCOMPARE(parseSize("20b"), uint64_t{20});
    QCOMPARE(parseSize("20"), uint64_t{20});
}

void ValueFormsTest::upperCaseIsAllowed()
{
    QCOMPARE(parseDuration("5MS"), Duration::millis(5));
    QCOMPARE(parseDuration("5H"), Duration::seconds(18'000));
    QCOMPARE(parseSize("2Mb"), uint64_t{2} << 20);
}

void ValueFormsTest::blanksSignsAndFractionsAreRefused()
{
    for (const char* text : {"", "s", " 1s", "1s ", "1 s", "+1s", "-1s", "1.5s", "1e3", "1x", "1ss", "0x10", "1mb"})
        QVERIFY2(!parseDuration(text), text);
    for (const char* text : {"", "k", " 1k", "1k ", "1 k", "+1", "-1", "1.5k", "1x", "1bb", "1t", "1s"})
        QVERIFY2(!parseSize(text), text);
    QVERIFY(!parseDuration(std::string_view("1s\0", 3)));
}

void ValueFormsTest::overflowIsRefused()
{
    QVERIFY(parseDuration("9223372036854s"));
    QVERIFY(!parseDuration("9223372036855s"));
    QVERIFY(!parseDuration("99999999999999999999"));
    QVERIFY(parseSize("9223372036854775807"));
    QVERIFY(!parseSize("9223372036854775808"));
    QVERIFY(!parseSize("8589934592g"));
    QVERIFY(parseSize("8589934591g"));
}

QTEST_APPLESS_MAIN(ValueFormsTest)
#include "value_forms_test.moc"
