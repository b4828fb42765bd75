#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "tests/filter/subject.h"

#include "engine/base/limits.h"

using namespace tapedeck;

// What is no filter, where, and what would have been understood; and what is hardly meant.
class FilterErrorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void errorsSayWhereAndWhatWasExpected_data();
    void errorsSayWhereAndWhatWasExpected();
    void comparisonsThatNeverHoldAreWarnedOf_data();
    void comparisonsThatNeverHoldAreWarnedOf();
    void sensibleFiltersHaveNoWarnings();
    void limitsHold();
    void aWarningPointsAtItsComparison();
};

void FilterErrorTest::errorsSayWhereAndWhatWasExpected_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("found");
    const auto row = [](const char* text, int position, const char* expected, const char* found) {
        QTest::addRow("%s", text) << QByteArray(text) << position << QByteArray(expected) << QByteArray(found);
    };
    const char* const joined = "`&&`, `||` or the end";
    row("id ==", 5, "a value", "the end");
    row("id == && key", 6, "a value", "`&&`");
    row("== 5", 0, "a value", "`==`");
    row("a b", 2, joined, "`b`");
    row("id == 5)", 7, joined, "`)`");
    row("(id == 5", 8, "`)`", "the end");
    row("id = 5", 3, "`==`", "`=`");
    row("a & b", 2, "`&&`", "`&`");
    row("a | b", 2, "`||`", "`|`");
    row("a &&", 4, "a value", "the end");
    row("1 < id < 5", 7, joined, "`<`");
    row("\"open", 5, "a closing `\"`", "the end");
    row("'open", 5, "a closing `'`", "the end");
    row("\"a\\q\"", 2, "one of \\\\ \\\" \\' \\n \\r \\t \\xNN \\uNNNN", "`\\`");
    row("\"\\ud800x\"", 1, "one of \\\\ \\\" \\' \\n \\r \\t \\xNN \\uNNNN", "`\\`");
    row("\"\"", 0, "a text that is not empty", "`\"\"`");
    row("key ~ /open", 11, "a closing `/`", "the end");
    row("key ~ /a/x", 9, "one of the flags i, m, s", "`x`");
    row("key ~ /(/", 6, "a regular expression (missing ): ()", "`/(/`");
    row("key ~ id", 6, "a regular expression", "`id`");
    row("key == /a/", 7, "a value; a regular expression stands after `~`", "`/a/`");
    row("key in red", 7, "a list", "`red`");
    row("key == [a]", 7, "a value; a list stands after `in`", "`[`");
    row("[a, b]", 0, "a value, or `in` after it", "`[`");
    row("key in [a b]", 10, "`,`", "`b`");
    row("key in [", 8, "a value or `]`", "the end");
    row("key in []", 8, "a value", "`]`");
    row("json.", 5, "a name", "the end");
    row("json..a", 5, "a name", "`.a`");
    row("json[a]", 5, "an index or a name in quotes", "`a`");
    row("json[1.5]", 5, "an index or a name in quotes", "`1.5`");
    row("json[0", 6, "`]`", "the end");
    row("json[0].", 8, "a name", "the end");
    row("json.a[*] == 1", 7, "an index or a name; `[*]` stands inside any()", "`*`");
    row("any(json.a[*] == 1 and json.b[*] == 2)", 30, "the same list before every `[*]` of one any()", "`*`");
    row("any(json.a[*].b[*] == 1)", 16, "only one `[*]` in a path", "`*`");
    row("any(json.a == 1)", 15, "a list with [*] inside any()", "`)`");
    row("any(any(json.a[*] == 1))", 4, "no any() inside any()", "`any`");
    row("prev(prev(id)) == 1", 5, "no prev() inside prev()", "`prev`");
    row("any(json.a[*] == prev(json.a[*]))", 29, "an index or a name; prev() has no `[*]`", "`*`");
    row("headers", 7, "`.` and the name of a header", "the end");
    row("headers. == 1", 8, "the name of a header", "`==`");
    row("header[x]", 7, "the name of a header in quotes", "`x`");
    row("exists(5)", 7, "a field", "`5`");
    row("exists(key", 10, "`)`", "the end");
    row("exists()", 7, "a value", "`)`");
    row("time > yesterday", 7, "a moment such as 2026-10-01T14:03Z, 14:03 or -5m", "`yesterday`");
    row("time > 2026-13-01", 7, "a moment such as 2026-10-01T14:03Z", "`2026-13-01`");
    row("state == gone", 9, "one of pending, inFlight, settled, delayed, dead", "`gone`");
    row("and", 0, "a value", "`and`");
    row("id == not", 6, "a value", "`not`");
    row("!", 1, "a value", "the end");
    row("a \x01", 2, "a value or an operator", "`\x01`");
}

void FilterErrorTest::errorsSayWhereAndWhatWasExpected()
{
    QFETCH(QByteArray, text);
    QFETCH(int, position);
    const auto parsed = Filter::tryParse(text.toStdString());
    const auto* error = std::get_if<FilterError>(&parsed);
    QVERIFY(error);
    QTEST(QByteArray::fromStdString(error->expected), "expected");
    QTEST(QByteArray::fromStdString(error->found), "found");
    QCOMPARE(static_cast<int>(error->position), position);
    const auto result = Filter::parse(text.toStdString());
    QVERIFY(result.error().code == ErrorCode::invalidArgument);
    QCOMPARE(result.error().text,
        "At character " + std::to_string(position + 1) + ": expected " + error->expected + ", found " + error->found
            + ".");
}

void FilterErrorTest::comparisonsThatNeverHoldAreWarnedOf_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("warning");
    const auto row = [](const char* text, const char* warning) {
        QTest::addRow("%s", text) << QByteArray(text) << QByteArray(warning);
    };
    row("headers.tries > 3",
        "This never holds: `headers.tries` is text and `3` is a number; num(...) reads a text as a number.");
    row("id == \"7\"", "This never holds: `id` is a number and `\"7\"` is text.");
    row("age > 5", "This never holds: `age` is a length of time and `5` is a number.");
    row("time > 5m", "This never holds: `time` is a moment and `5m` is a length of time.");
    row("time > 5", "This never holds: `time` is a moment and `5` is a number.");
    row("id contains 7", "This never holds: `id` is a number, not text.");
    row("key contains 7", "This never holds: `7` is a number, not text; put it in quotes.");
    row("id ~ /7/", "This never holds: `id` is a number, not text.");
    row("key in [1, 2]", "This never holds: `key` is text and the list has none.");
    row("json.a > true", "This never holds: true, false and null have no order.");
}

void FilterErrorTest::comparisonsThatNeverHoldAreWarnedOf()
{
    QFETCH(QByteArray, text);
    const auto filter = Filter::parse(text.toStdString());
    QVERIFY(filter);
    QCOMPARE(filter->warnings().size(), size_t{1});
    QTEST(QByteArray::fromStdString(filter->warnings()[0].text), "warning");
    test::Sample sample;
    sample.key = "7";
    sample.headers = {{"tries", "4"}};
    sample.body = "{\"a\":true}";
    QVERIFY(!sample.with([&](const FilterSubject& subject) { return filter->matches(subject); }));
}

void FilterErrorTest::sensibleFiltersHaveNoWarnings()
{
    for (const char* text :
        {"id == 7", "key == eu.de", "json.a == 7", "json.a == \"7\"", "json.tags contains 7", "time > -5m", "age < 5m",
            "json.at > 2026-10-01", "headers.at > 2026-10-01", "key in [1, a]", "key == json.key", "len(key) > 3",
            "num(headers.tries) > 3", "prev(id) == 5", "json.a != null", "key in json.keys"})
        QVERIFY2(Filter::parse(text)->warnings().empty(), text);
}

void FilterErrorTest::limitsHold()
{
    const auto ok = [](const std::string& text) { return Filter::parse(text).ok(); };
    const auto nested = [](size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); };
    QVERIFY(ok(nested(limits::kFilterDepthMax - 1)));
    QVERIFY(!ok(nested(limits::kFilterDepthMax)));
    QVERIFY(!ok(nested(2000)));
    QVERIFY(ok(std::string(limits::kFilterDepthMax - 1, '!') + "a"));
    QVERIFY(!ok(std::string(limits::kFilterDepthMax, '!') + "a"));
    const auto functions = [](size_t depth) {
        std::string text;
        for (size_t i = 0; i < depth; ++i)
            text += "len(";
        return text + "key" + std::string(depth, ')');
    };
    QVERIFY(ok(functions(limits::kFilterDepthMax - 1)));
    QVERIFY(!ok(functions(limits::kFilterDepthMax)));
    QVERIFY(ok(std::string(limits::kFilterBytesMax, 'a')));
    QVERIFY(!ok(std::string(limits::kFilterBytesMax + 1, 'a')));
    const auto list = [](size_t count) {
        std::string text = "id in [1";
        for (size_t i = 1; i < count; ++i)
            text += ",1";
        return text + "]";
    };
    QVERIFY(ok(list(limits::kFilterListMax)));
    QVERIFY(!ok(list(limits::kFilterListMax + 1)));
    const auto regexes = [](size_t count) {
        std::string text = "/a/";
        for (size_t i = 1; i < count; ++i)
            text += "&&/a/";
        return text;
    };
    QVERIFY(ok(regexes(limits::kFilterRegexMax)));
    QVERIFY(!ok(regexes(limits::kFilterRegexMax + 1)));
    QVERIFY(!ok("/((a{100}){100}){100}/")); // too large for RE2
}

void FilterErrorTest::aWarningPointsAtItsComparison()
{
    const auto filter = Filter::parse("key == a && (headers.tries > 3)");
    QCOMPARE(filter->warnings().size(), size_t{1});
    QCOMPARE(filter->warnings()[0].position, size_t{13});
    QCOMPARE(filter->warnings()[0].length, size_t{17});
}

QTEST_APPLESS_MAIN(FilterErrorTest)
#include "filter_error_test.moc"
