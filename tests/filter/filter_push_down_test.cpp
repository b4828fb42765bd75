#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "tests/filter/subject.h"

using namespace tapedeck;

// What can be said of every match before a message is read, and why a message is none.
class FilterPushDownTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void boundsOfIds_data();
    void boundsOfIds();
    void boundsOfTimesAndSizes();
    void queuesThatCannotMatchAreLeftOut_data();
    void queuesThatCannotMatchAreLeftOut();
    void literals_data();
    void literals();
    void anEscapeMayHideALiteral();
    void explanationNamesTheTermsThatFail_data();
    void explanationNamesTheTermsThatFail();
    void explanationSaysWhatStoodThere();
};

void FilterPushDownTest::boundsOfIds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("from");
    QTest::addColumn<quint64>("until");
    const auto row = [](const char* text, quint64 from, quint64 until) {
        QTest::addRow("%s", text) << QByteArray(text) << from << until;
    };
    const quint64 end = UINT64_MAX;
    row("id == 5", 5, 6);
    row("5 == id", 5, 6);
    row("id > 5", 6, end);
    row("5 < id", 6, end);
    row("id >= 5 && id < 10", 5, 10);
    row("id < 3 || id == 8", 0, 9);
    row("id in [4, 9, 6]", 4, 10);
    row("id != 5", 0, end);
    row("!(id == 5)", 0, end);
    row("id < 3 || key", 0, end);
    row("id < 0", end, 0);
    row("id > 5 && id < 3", 6, 3);
    row("(id == 5 && id == 6) || id == 9", 9, 10);
    row("id > 5.5", 0, end);
    row("id in [4, key]", 0, end);
    row("prev(id) == 5", 0, end);
}

void FilterPushDownTest::boundsOfIds()
{
    QFETCH(QByteArray, text);
    const FilterBounds bounds = Filter::parse(text.toStdString())->bounds({});
    QTEST(quint64{bounds.from.value}, "from");
    QTEST(quint64{bounds.until.value}, "until");
}

void FilterPushDownTest::boundsOfTimesAndSizes()
{
    const auto bounds = [](const char* text) { return Filter::parse(text)->bounds(Time{1'000'000'000}); };
    QCOMPARE(bounds("time > -5m").since.micros, int64_t{700'000'001});
    QCOMPARE(bounds("age <= 5m").since.micros, int64_t{700'000'000});
    QCOMPARE(bounds("age > 5m").before.micros, int64_t{700'000'000});
    QCOMPARE(bounds("time < 1970-01-01T00:00:01Z").before.micros, int64_t{1'000'000});
    QCOMPARE(bounds("time == 1970-01-01T00:00:01Z").before.micros, int64_t{1'000'001});
    QCOMPARE(bounds("size > 1k").sizeMin, uint64_t{1025});
    QCOMPARE(bounds("size <= 1k && key").sizeMax, uint64_t{1024});
    QVERIFY(bounds("size > 5 && size < 3").empty());
    QVERIFY(bounds("size < 0").empty());
    QVERIFY(!bounds("size < 5 || key").empty());
}

void FilterPushDownTest::queuesThatCannotMatchAreLeftOut_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("may");
    const auto row = [](const char* text, bool may) { QTest::addRow("%s", text) << QByteArray(text) << may; };
    row("queue == orders", true);
    row("queue == other", false);
    row("queue in [a, orders]", true);
    row("queue startswith ord && id > 5", true);
    row("queue startswith x && id > 5", false);
    row("queue == other || id > 5", true);
    row("!(queue == orders)", false);
    row("!(queue == orders) || !(id == 5)", true);
    row("queue ~ /^o/ && queue ~ /x/", false);
    row("false", false);
    row("id == 5", true);
    row("queue == key", true);
}

void FilterPushDownTest::queuesThatCannotMatchAreLeftOut()
{
    QFETCH(QByteArray, text);
    QTEST(Filter::parse(text.toStdString())->mayMatchQueue("orders"), "may");
}

void FilterPushDownTest::literals_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("literals"); // joined by |, with * before one in any case
    const auto row = [](const char* text, const char* literals) {
        QTest::addRow("%s", text) << QByteArray(text) << QByteArray(literals);
    };
    row("Error", "*error");
    row("error or Timeout", "*error|*timeout");
    row("error and timeouts", "*timeouts");
    row("!error", "");
    row("error or id == 5", "");
    row("json.sku == \"x-1234\"", "x-1234");
    row("json.sku == \"a/bcd\"", "bcd");
    row("json.total > 5", "total");
    row("exists(json.total)", "total");
    row("exists(json.total) == false", "");
    row("any(json.lines[*].sku == abc) != true", "");
    row("any(json.lines[*].sku == abcdef)", "abcdef");
    row("json.sku in [abc, defg]", "abc|defg");
    row("json.sku in [abc, 5]", "sku");
    row("json.sku != abc", "sku");
    row("key == eu.de and json.total > 5", "eu.de");
    row("lower(json.city) == bonn", "*bonn");
    row("headers.Region == eu-west", "eu-west");
    row("headers.Region", "*region");
    row("cbor.sku == abc", "");
    row("msgpack.sku == abc", "abc");
    row("prev(key) == abc", "");
    row("json.a == x", "");
    row("queue == orders", "");
    row("/error/", "");
}

void FilterPushDownTest::literals()
{
    QFETCH(QByteArray, text);
    QByteArray joined;
    const auto filter = Filter::parse(text.toStdString());
    for (const auto& literal : filter->literals().any)
        joined += (joined.isEmpty() ? "" : "|") + QByteArray(literal.ignoreCase ? "*" : "")
            + QByteArray::fromStdString(literal.bytes);
    QTEST(joined, "literals");
}

void FilterPushDownTest::anEscapeMayHideALiteral()
{
    const auto filter = Filter::parse("json.sku == abc");
    QVERIFY(filter->literals().mayBeIn("...abc..."));
    QVERIFY(!filter->literals().mayBeIn("...ABC..."));
    QVERIFY(filter->literals().mayBeIn("...\\u0061bc..."));
    test::Sample sample;
    sample.body = "{\"sku\":\"\\u0061bc\"}";
    QVERIFY(sample.with([&](const FilterSubject& subject) { return filter->matches(subject); }));
    const auto word = Filter::parse("abc");
    QVERIFY(word->literals().mayBeIn(std::string(40, 'x') + "aBC"));
    QVERIFY(!word->literals().mayBeIn("\\u0061bc")); // words are searched for as the bytes are
}

void FilterPushDownTest::explanationNamesTheTermsThatFail_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("failing");
    QTest::addColumn<QByteArray>("terms");
    const auto row = [](const char* text, int failing, const char* terms) {
        QTest::addRow("%s", text) << QByteArray(text) << failing << QByteArray(terms);
    };
    row("id == 7", 0, "");
    row("id == 8", 1, "id == 8");
    row("id == 7 && key == b", 1, "key == b");
    row("id == 8 && key == b", 2, "id == 8|key == b");
    row("!(id == 7)", 1, "id == 7");
    row("(id == 8 && key == b) || (id == 7 && key == c)", 1, "key == c");
    row("!(id == 7 || key == a)", 2, "id == 7|key == a");
    row("!(id == 7 && key == a)", 1, "id == 7|key == a");
    row("id == 7 || key == b", 0, "");
    row("nothing", 1, "nothing");
    row("any(json.list[*] == 1 or json.list[*] == 2)", 1, "any(json.list[*] == 1 or json.list[*] == 2)");
}

void FilterPushDownTest::explanationNamesTheTermsThatFail()
{
    QFETCH(QByteArray, text);
    test::Sample sample;
    sample.key = "a";
    FilterExplanation explanation;
    const auto filter = Filter::parse(text.toStdString());
    sample.with([&](const FilterSubject& subject) {
        explanation = filter->explain(subject);
        return true;
    });
    QByteArray terms;
    for (const FilterTerm& term : explanation.list)
        if (term.matters)
            terms += (terms.isEmpty() ? "" : "|") + QByteArray::fromStdString(term.text);
    QTEST(terms, "terms");
    QTEST(static_cast<int>(explanation.failing), "failing");
    QCOMPARE(explanation.matches, explanation.failing == 0);
    QCOMPARE(explanation.list.size(), explanation.terms);
}

void FilterPushDownTest::explanationSaysWhatStoodThere()
{
    test::Sample sample;
    sample.body = "{\"a\":17,\"b\":\"x\\ny\",\"list\":[1,2]}";
    const auto filter =
        Filter::parse("json.a == 18 && json.b == 5 && json.c == 1 && json.list == 1 && word && time > -1m");
    FilterExplanation explanation;
    sample.with([&](const FilterSubject& subject) {
        explanation = filter->explain(subject);
        return true;
    });
    QCOMPARE(explanation.list.size(), size_t{6});
    QCOMPARE(explanation.terms, size_t{6});
    QCOMPARE(explanation.list[0].actual, std::string("json.a is 17"));
    QCOMPARE(explanation.list[0].position, size_t{0});
    QCOMPARE(explanation.list[0].length, size_t{12});
    QCOMPARE(explanation.list[1].actual, std::string("json.b is \"x.y\" (not of the kind it is compared with)"));
    QCOMPARE(explanation.list[2].actual, std::string("json.c is not there"));
    QCOMPARE(explanation.list[3].actual, std::string("json.list is a list of 2 (not of the kind it is compared with)"));
    QCOMPARE(explanation.list[4].actual, std::string("it does not occur"));
    QCOMPARE(explanation.list[5].actual, std::string("time is 2026-10-01T14:03:00.000000Z"));
}

QTEST_APPLESS_MAIN(FilterPushDownTest)
#include "filter_push_down_test.moc"
