// Durations as Go reads them: the values, and the words for what is none.
#include "engine/net/http/blockqueue/go_duration.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::blockqueue;

class GoDurationTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatGoReads_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("nanoseconds");
        const auto row = [](const char* text, qint64 value) { QTest::newRow(text) << QByteArray(text) << value; };
        row("0", 0);
        row("-0", 0);
        row("+0", 0);
        row("0s", 0);
        row("5s", 5'000'000'000);
        row("+5s", 5'000'000'000);
        row("-5s", -5'000'000'000);
        row("5m", 300'000'000'000);
        row("6m", 360'000'000'000);
        row("1h", 3'600'000'000'000);
        row("1h30m", 5'400'000'000'000);
        row("1.5h", 5'400'000'000'000);
        row("250ms", 250'000'000);
        row("10us", 10'000);
        row("10\xc2\xb5s", 10'000);
        row("10\xce\xbcs", 10'000);
        row("7ns", 7);
        row("1.5ns", 1);
        row(".5s", 500'000'000);
        row("1.s", 1'000'000'000);
        row("-.5s", -500'000'000);
        row("3h2m1s", 10'921'000'000'000);
        row("1s1h1s", 3'602'000'000'000);
        row("39h9m14.425s", 140'954'425'000'000);
        row("0.100000000000000000000h", 360'000'000'000);
        row("0.3333333333333333333h", 1'200'000'000'000);
        row("52763797000ns", 52'763'797'000);
        row("9223372036854775807ns", INT64_MAX);
        row("9223372036854775.807us", INT64_MAX);
        row("9223372036s854ms775us807ns", INT64_MAX);
        row("-9223372036854775808ns", INT64_MIN);
        row("2562047h47m16.854775807s", INT64_MAX);
    }
    void readsWhatGoReads()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, nanoseconds);
        const Result<int64_t> read = parseGoDuration(text.toStdString());
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().text.c_str());
        QCOMPARE(qint64{*read}, nanoseconds);
    }

    void refusesInGosWords_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const QByteArray& text, const char* error) {
            QTest::newRow(text.isEmpty() ? "(nothing)" : text.toPercentEncoding().constData())
                << text << QByteArray(error);
        };
        row("", R"(time: invalid duration "")");
        row("-", R"(time: invalid duration "-")");
        row("s", R"(time: invalid duration "s")");
        row(".", R"(time: invalid duration ".")");
        row("-.", R"(time: invalid duration "-.")");
        row(".s", R"(time: invalid duration ".s")");
        row("+.s", R"(time: invalid duration "+.s")");
        row("abc", R"(time: invalid duration "abc")");
        row(" 5s", R"(time: invalid duration " 5s")");
        row("--5s", R"(time: invalid duration "--5s")");
        row("5", R"(time: missing unit in duration "5")");
        row("00", R"(time: missing unit in duration "00")");
        row("1.5", R"(time: missing unit in duration "1.5")");
        row("5s3", R"(time: missing unit in duration "5s3")");
        row("1d", R"(time: unknown unit "d" in duration "1d")");
        row("1h5 s", R"(time: unknown unit " s" in duration "1h5 s")");
        row("5S", R"(time: unknown unit "S" in duration "5S")");
        row("5s ", R"(time: unknown unit "s " in duration "5s ")");
        row("1e3s", R"(time: unknown unit "e" in duration "1e3s")");
        row("9223372036854775808ns", R"(time: invalid duration "9223372036854775808ns")");
        row("9223372036854775808us", R"(time: invalid duration "9223372036854775808us")");
        row("-9223372036854775809ns", R"(time: invalid duration "-9223372036854775809ns")");
        row("99999999999999999999s", R"(time: invalid duration "99999999999999999999s")");
        row("3000000h", R"(time: invalid duration "3000000h")");
        row("9223372036s854ms775us808ns", R"(time: invalid duration "9223372036s854ms775us808ns")");
        row("5\xff", R"(time: unknown unit "\xff" in duration "5\xff")");
        row("5\"\\\n", "time: unknown unit \"\\\"\\\\\\x0a\" in duration \"5\\\"\\\\\\x0a\"");
        row("\xc3\xa9", R"(time: invalid duration "\xc3\xa9")");
    }
    void refusesInGosWords()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, error);
        const Result<int64_t> read = parseGoDuration(text.toStdString());
        QVERIFY(!read.ok());
        QCOMPARE(QByteArray::fromStdString(read.error().text), error);
    }

    void whatIsNotNothingStaysSo()
    {
        QCOMPARE(fromNanoseconds(1).micros, int64_t{1});
        QCOMPARE(fromNanoseconds(-1).micros, int64_t{-1});
        QCOMPARE(fromNanoseconds(0).micros, int64_t{0});
        QCOMPARE(fromNanoseconds(2000).micros, int64_t{2});
        QCOMPARE(fromNanoseconds(INT64_MAX).micros, int64_t{9'223'372'036'854'776});
    }
};

QTEST_APPLESS_MAIN(GoDurationTest)
#include "go_duration_test.moc"
