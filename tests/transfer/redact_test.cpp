#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/transfer/redact.h"
#include "engine/transfer/sha256.h"

#include <QCryptographicHash>

using namespace tapedeck;

// Which bytes are replaced, and that all others stay.
class RedactTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pathsFindTheirValues_data();
    void pathsFindTheirValues();
    void pathsThatAreNoneAreRefused_data();
    void pathsThatAreNoneAreRefused();
    void headersPathsAndPatternsAreReplaced();
    void theSameValueHasTheSameHash();
    void bodiesThatAreNotJsonKeepTheirBytes();
    void rulesThatAreNoneAreRefused();
    void sha256IsTheStandardOne();
};

void RedactTest::pathsFindTheirValues_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](const char* path, const char* result) {
        QTest::addRow("%s", path) << QByteArray(path) << QByteArray(result);
    };
    row("a", "{ \"a\" : # , \"b\":{\"c\":[1,{\"d\":\"x]}\"},\"y\"], \"e f\":null}, \"b2\":true}");
    row("json.a", "{ \"a\" : # , \"b\":{\"c\":[1,{\"d\":\"x]}\"},\"y\"], \"e f\":null}, \"b2\":true}");
    row("b", "{ \"a\" : 1.50 , \"b\":#, \"b2\":true}");
    row("b.c", "{ \"a\" : 1.50 , \"b\":{\"c\":#, \"e f\":null}, \"b2\":true}");
    row("b.c[*]", "{ \"a\" : 1.50 , \"b\":{\"c\":[#,#,#], \"e f\":null}, \"b2\":true}");
    row("b.c[1].d", "{ \"a\" : 1.50 , \"b\":{\"c\":[1,{\"d\":#},\"y\"], \"e f\":null}, \"b2\":true}");
    row("b.c[*].d", "{ \"a\" : 1.50 , \"b\":{\"c\":[1,{\"d\":#},\"y\"], \"e f\":null}, \"b2\":true}");
    row("b[\"e f\"]", "{ \"a\" : 1.50 , \"b\":{\"c\":[1,{\"d\":\"x]}\"},\"y\"], \"e f\":#}, \"b2\":true}");
    row("*", "{ \"a\" : # , \"b\":#, \"b2\":#}");
    row("none", "{ \"a\" : 1.50 , \"b\":{\"c\":[1,{\"d\":\"x]}\"},\"y\"], \"e f\":null}, \"b2\":true}");
}

void RedactTest::pathsFindTheirValues()
{
    QFETCH(QByteArray, path);
    const std::string json = "{ \"a\" : 1.50 , \"b\":{\"c\":[1,{\"d\":\"x]}\"},\"y\"], \"e f\":null}, \"b2\":true}";
    std::string out;
    size_t at = 0;
    for (const JsonSpan& span : findSpans(json, {*JsonPath::parse(path.toStdString())})) {
        out += json.substr(at, span.from - at) + "#";
        at = span.until;
    }
    out += json.substr(at);
    QTEST(QByteArray::fromStdString(out), "result");
}

void RedactTest::pathsThatAreNoneAreRefused_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char* path : {"", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a[\"b]", "a[0]b", "[]"})
        QTest::addRow("%s", path) << QByteArray(path);
}

void RedactTest::pathsThatAreNoneAreRefused()
{
    QFETCH(QByteArray, path);
    QVERIFY(!JsonPath::parse(path.toStdString()));
}

void RedactTest::headersPathsAndPatternsAreReplaced()
{
    auto redactor = Redactor::make({{"Authorization"}, {"customer.email", "lines[*].card"}, {"[0-9]{16}"}, false, ""});
    QVERIFY(redactor);
    Record record{"q", {1}, {}, {}, "card 4111111111111111",
        {{"authorization", "Bearer x"}, {"other", "4111111111111111!"}},
        "{\"customer\":{\"email\":\"a@b\",\"id\":12345678901234567890123},\"lines\":[{\"card\":1},{\"card\":[1,2]}], "
        "\"x\":1.10}"};
    QVERIFY(redactor->apply(record));
    QCOMPARE(record.key, std::string("card ***"));
    QVERIFY((record.headers == HeaderList{{"authorization", "***"}, {"other", "***!"}}));
    QCOMPARE(record.body,
        std::string("{\"customer\":{\"email\":\"***\",\"id\":***7890123},\"lines\":[{\"card\":\"***\"},{\"card\":\"***"
                    "\"}], \"x\":1.10}"));
    Record untouched{"q", {2}, {}, {}, "k", {}, "{}"};
    QVERIFY(!redactor->apply(untouched));
    QCOMPARE(redactor->messages(), uint64_t{1});
    QCOMPARE(redactor->counts().size(), size_t{4});
    QCOMPARE(redactor->counts()[0].rule, std::string("header Authorization"));
    QCOMPARE(redactor->counts()[0].values, uint64_t{1});
    QCOMPARE(redactor->counts()[2].values, uint64_t{2});
    QCOMPARE(redactor->counts()[3].values, uint64_t{3});
    QCOMPARE(redactor->counts()[3].messages, uint64_t{1});
}

void RedactTest::theSameValueHasTheSameHash()
{
    const auto hashed = [](const char* salt, const char* body) {
        auto redactor = Redactor::make({{"h"}, {"a"}, {}, true, salt});
        Record record{"q", {1}, {}, {}, "", {{"h", "secret"}}, body};
        redactor->apply(record);
        return record;
    };
    const Record one = hashed("s", "{\"a\":\"secret\"}");
    QCOMPARE(one.headers[0].second.size(), size_t{16});
    QCOMPARE(one.body, "{\"a\":\"" + one.headers[0].second + "\"}");
    QVERIFY(hashed("s", "{\"a\":\"other\"}").body != one.body);
    QVERIFY(hashed("t", "{\"a\":\"secret\"}").body != one.body);
    QCOMPARE(hashed("s", "{\"a\":\"secret\"}").body, one.body);
}

void RedactTest::bodiesThatAreNotJsonKeepTheirBytes()
{
    auto redactor = Redactor::make({{}, {"a"}, {}, false, ""});
    for (const char* body : {"", "a", "{\"a\":", "{\"a\":1} x", "[1,2"}) {
        Record record{"q", {1}, {}, {}, "", {}, body};
        QVERIFY(!redactor->apply(record));
        QCOMPARE(record.body, std::string(body));
    }
}

void RedactTest::rulesThatAreNoneAreRefused()
{
    QVERIFY(!Redactor::make({}));
    QVERIFY(!Redactor::make({{}, {"a["}, {}, false, ""}));
    QVERIFY(!Redactor::make({{}, {}, {"("}, false, ""}));
    QVERIFY(!Redactor::make({std::vector<std::string>(101, "h"), {}, {}, false, ""}));
    QVERIFY(Redactor::make({std::vector<std::string>(100, "h"), {}, {}, false, ""}));
}

void RedactTest::sha256IsTheStandardOne()
{
    QByteArray bytes;
    for (int i = 0; i < 300; ++i) {
        QCOMPARE(QByteArray::fromStdString(sha256Hex(bytes.toStdString())),
            QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
        bytes += static_cast<char>(i);
    }
}

QTEST_APPLESS_MAIN(RedactTest)
#include "redact_test.moc"
