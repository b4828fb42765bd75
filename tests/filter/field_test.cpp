// Fields of messages as short texts: named as in a filter, written as they are, never longer than asked for.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/filter/field.h"
#include "tests/filter/subject.h"

using namespace tapedeck;
using namespace tapedeck::test;
using Kind = FieldValue::Kind;

class FieldTest : public QObject {
    Q_OBJECT

    static FieldValue valueOf(const char* text, const Sample& sample, size_t bytesMax = 256)
    {
        const auto field = Field::parse(text);
        if (!field)
            qFatal("%s: %s", text, field.error().text.c_str());
        FieldValue value;
        FilterScratch scratch;
        sample.with([&](const FilterSubject& subject) {
            Field::clear(scratch);
            value = field->of(subject, scratch, bytesMax);
            return true;
        });
        return value;
    }

private Q_SLOTS:
    void aFieldIsWrittenAsItIs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* text, Kind kind, const char* expected) {
            QTest::addRow("%s", text) << QByteArray(text) << static_cast<int>(kind) << QByteArray(expected);
        };
        row("json.order.total", Kind::number, "129.50");
        row("json.id", Kind::number, "9223372036854775807123");
        row("json.small", Kind::number, "-1.0e-400");
        row("json.name", Kind::text, "a\tb");
        row("json.nothing", Kind::null, "null");
        row("json.paid", Kind::other, "true");
        row("json.lines", Kind::other, "[{\"sku\":\"a\\\"b\",\"n\":1},[],{}]");
        row("json[\"a b\"][-1]", Kind::number, "2");
        row("len(json.lines)", Kind::number, "3");
        row("lower(key)", Kind::text, "key-1");
        row("exists(json.none)", Kind::other, "false");
        row("any(json.lines[*].n == 1)", Kind::other, "true");
        row("headers.Content-Type", Kind::text, "text/plain");
        row("header[\"a b\"]", Kind::text, "c");
        row("id", Kind::number, "7");
        row("size", Kind::number, "195");
        row("queue", Kind::text, "orders");
        row("time", Kind::other, "2026-10-01T14:03:00.000000Z");
        row("json.none", Kind::missing, "");
        row("json.order.total.deeper", Kind::missing, "");
        row("msgpack.a", Kind::missing, "");
        row("headers.none", Kind::missing, "");
        row("  ( json.id )  ", Kind::number, "9223372036854775807123");
    }
    void aFieldIsWrittenAsItIs()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(QByteArray, expected);
        Sample sample;
        sample.key = "KEY-1";
        sample.headers = {{"content-type", "text/plain"}, {"a b", "c"}};
        sample.body =
            "{\"order\":{\"total\":129.50},\"id\":9223372036854775807123,\"small\":-1.0e-400,\"name\":\"a\\tb\","
            "\"nothing\":null,\"paid\":true,\"lines\":[{\"sku\":\"a\\\"b\",\"n\":1},[],{}],\"a b\":[1,2],\"none2\":0,"
            "\"pad\":\"................\"}";
        const FieldValue value = valueOf(text.constData(), sample);
        if (text == "size")
            expected = QByteArray::number(static_cast<qulonglong>(sample.body.size()));
        QCOMPARE(static_cast<int>(value.kind), kind);
        QCOMPARE(QByteArray::fromStdString(value.text), expected);
        QVERIFY(!value.cut);
    }
    void whatIsNoFieldOfTheMessageIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("position");
        const auto row = [](const char* text, const char* position) {
            QTest::addRow("%s", text) << QByteArray(text) << QByteArray(position);
        };
        row("", "At character 1:");
        row("   ", "At character 4:");
        row("word", "At character 1:");
        row("4711", "At character 1:");
        row("\"text\"", "At character 1:");
        row("/regex/", "At character 1:");
        row("true", "At character 1:");
        row("json.a > 3", "At character 8:");
        row("json.a && json.b", "At character 1:");
        row("!json.a", "At character 1:");
        row("json.a json.b", "At character 8:");
        row("json..a", "At character 6:");
        row("json.a[", "At character 8:");
        row("json.a[*]", "At character 8:");
        row("state", "At character 1:");
        row("client", "At character 1:");
        row("mark", "At character 1:");
        row("age", "At character 1:");
        row("len(note)", "At character 1:");
        row("prev(json.a)", "At character 1:");
        row("any(json.a[*].b == 1 && state == dead)", "At character 1:");
    }
    void whatIsNoFieldOfTheMessageIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, position);
        const auto field = Field::parse(text.toStdString());
        QVERIFY(!field);
        QVERIFY2(field.error().text.starts_with(position.toStdString()), field.error().text.c_str());
        QVERIFY2(field.error().text.find("expected ") != std::string::npos, field.error().text.c_str());
    }
    void longTextsAreCutBetweenCharacters()
    {
        Sample sample;
        std::string umlauts;
        for (int i = 0; i < 300; ++i)
            umlauts += "\xc3\xa4";
        sample.body = "{\"u\":\"" + umlauts + "\",\"v\":\"x" + umlauts + "\",\"l\":[\"" + umlauts + "\"]}";
        for (const char* text : {"json.u", "json.v", "json.l", "body"})
            for (const size_t most : {size_t{0}, size_t{1}, size_t{2}, size_t{255}, size_t{256}}) {
                const FieldValue value = valueOf(text, sample, most);
                QVERIFY(value.cut);
                QVERIFY(value.text.size() <= most && value.text.size() + 1 >= most);
                QVERIFY(QString::fromUtf8(value.text.data(), static_cast<qsizetype>(value.text.size()))
                            .indexOf(QChar::ReplacementCharacter)
                    < 0);
            }
        sample.body = std::string(1000, '\xbf'); // all of it looks like the middle of a character
        const FieldValue bytes = valueOf("body", sample, 100);
        QVERIFY(bytes.cut && bytes.text.size() >= 97 && bytes.text.size() <= 100);
        sample.body = std::string(100, 'x');
        QVERIFY(!valueOf("body", sample, 100).cut);
        QVERIFY(valueOf("body", sample, 99).cut);
    }
    void fieldsOfOneMessageAreNotThoseOfTheNext()
    {
        Sample sample;
        sample.body = "{\"a\":1,\"b\":[2]}";
        Sample next;
        next.body = "{\"a\":3}";
        const auto a = Field::parse("json.a"), b = Field::parse("json.b");
        QVERIFY(a && b);
        FilterScratch scratch;
        for (const Sample* one : {&sample, &next}) {
            std::vector<FieldValue> values;
            one->with([&](const FilterSubject& subject) {
                Field::clear(scratch);
                for (const auto* field : {&*a, &*b})
                    values.push_back(field->of(subject, scratch, 10));
                return true;
            });
            QCOMPARE(values[0].text, std::string(one == &sample ? "1" : "3"));
            QCOMPARE(values[1].kind, one == &sample ? Kind::other : Kind::missing);
        }
    }
};

QTEST_APPLESS_MAIN(FieldTest)
#include "field_test.moc"
