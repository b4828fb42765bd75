#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/random.h"
#include "engine/transfer/format.h"

#include <nlohmann/json.hpp>

using namespace tapedeck;

// JSON lines, CSV and CloudEvents: what is written is read back byte for byte.
class FormatsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anyMessageComesBackAsItWas_data();
    void anyMessageComesBackAsItWas();
    void piecesOfAnySizeAreTheSame();
    void jsonLinesLookAsDescribed();
    void csvLooksAsDescribed();
    void formulasAreMadeHarmless_data();
    void formulasAreMadeHarmless();
    void aJsonBodyStandsInACloudEventAsItIs();
    void foreignCloudEventsAreUnderstood();
    void brokenRecordsAreRefusedWithTheirLine_data();
    void brokenRecordsAreRefusedWithTheirLine();
    void namesSayTheFormat();
    void base64KnowsEveryLength();
};

namespace {

std::string randomBytes(Random& random, bool text)
{
    static const std::string kPieces[] = {"a", "\"", "\\", "\n", "\r\n", ",", "'", "=", "+1", "@", "\xc3\xa4",
        "\xf0\x9f\x98\x80", " ", "{\"a\": 1}", "\t", "0", std::string(1, '\0'), "\x7f", "\x01"};
    std::string out;
    for (uint64_t n = random.next() % 6; n > 0; --n)
        out += kPieces[random.next() % std::size(kPieces)];
    if (!text && random.next() % 3 == 0)
        out += static_cast<char>(0x80 + random.next() % 0x80);
    return out;
}

Record randomRecord(Random& random)
{
    Record record;
    record.queue = "q" + randomBytes(random, random.next() % 4 != 0);
    record.id = MessageId{1 + random.next() % 1'000'000};
    record.time = Time{static_cast<int64_t>(1'790'000'000'000'000 + random.next() % 1'000'000'000'000)};
    if (random.next() % 4 == 0)
        record.delay = Duration{static_cast<int64_t>(random.next() % 1'000'000'000)};
    record.key = randomBytes(random, random.next() % 2 != 0);
    for (uint64_t n = random.next() % 3; n > 0; --n)
        record.headers.emplace_back("h" + randomBytes(random, random.next() % 4 != 0), randomBytes(random, false));
    record.body = randomBytes(random, random.next() % 2 != 0);
    return record;
}

std::vector<Record> readAll(const std::string& text, TransferFormat format, size_t piece)
{
    RecordReader reader(format);
    std::vector<Record> out;
    Record record;
    for (size_t at = 0; at <= text.size(); at += piece) {
        reader.feed(std::string_view(text).substr(at, piece));
        if (at + piece > text.size())
            reader.finish();
        for (;;) {
            const auto next = reader.next(record);
            if (!next)
                qFatal("%s", next.error().text.c_str());
            if (!*next)
                break;
            out.push_back(record);
        }
    }
    return out;
}

void addFormats()
{
    QTest::addColumn<int>("format");
    QTest::newRow("JSON lines") << static_cast<int>(TransferFormat::jsonLines);
    QTest::newRow("CSV") << static_cast<int>(TransferFormat::csv);
    QTest::newRow("CloudEvents") << static_cast<int>(TransferFormat::cloudEvents);
}

} // namespace

void FormatsTest::anyMessageComesBackAsItWas_data()
{
    addFormats();
}

void FormatsTest::anyMessageComesBackAsItWas()
{
    QFETCH(int, format);
    const auto form = static_cast<TransferFormat>(format);
    const uint64_t seed = qEnvironmentVariableIsSet("TEST_SEED") ? qEnvironmentVariable("TEST_SEED").toULongLong()
                                                                 : SystemRandom().next();
    qInfo("TEST_SEED=%llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    std::string text(formatHeading(form));
    std::vector<Record> records;
    for (int i = 0; i < 2'000; ++i) {
        records.push_back(randomRecord(random));
        appendRecord(text, records.back(), form);
    }
    const auto read = readAll(text, form, 1 + random.next() % 5'000);
    QCOMPARE(read.size(), records.size());
    for (size_t i = 0; i < read.size(); ++i)
        if (!(read[i] == records[i])) {
            std::string line;
            appendRecord(line, records[i], form);
            QFAIL(line.c_str());
        }
}

void FormatsTest::piecesOfAnySizeAreTheSame()
{
    SeededRandom random(7);
    std::string text(formatHeading(TransferFormat::csv));
    for (int i = 0; i < 30; ++i)
        appendRecord(text, randomRecord(random), TransferFormat::csv);
    const auto whole = readAll(text, TransferFormat::csv, text.size());
    QCOMPARE(whole.size(), size_t{30});
    for (const size_t piece : {1, 2, 3, 7, 64})
        QVERIFY(readAll(text, TransferFormat::csv, piece) == whole);
}

void FormatsTest::jsonLinesLookAsDescribed()
{
    Record record{
        "orders", {7}, Time{1'790'863'380'000'000}, {}, "eu.de", {{"a", "1"}, {"b", "\xff"}}, "{\"total\":17}"};
    std::string line;
    appendJsonLine(line, record);
    QCOMPARE(line,
        std::string(
            "{\"queue\":\"orders\",\"id\":7,\"time\":\"2026-10-01T14:03:00.000000Z\",\"key\":\"eu.de\",\"headers\":"
            "[{\"name\":\"a\",\"value\":\"1\"},{\"name\":\"b\",\"valueBase64\":\"/"
            "w==\"}],\"body\":\"{\\\"total\\\":17}\"}\n"));
    const auto plain = readJsonLine("{\"body\":\"x\",\"headers\":{\"a\":\"1\"},\"unknown\":5}");
    QVERIFY(plain);
    QCOMPARE(plain->body, std::string("x"));
    QVERIFY((plain->headers == HeaderList{{"a", "1"}}));
}

void FormatsTest::csvLooksAsDescribed()
{
    Record record{"orders", {7}, Time{1'790'863'380'000'000}, {}, "a,b", {}, "say \"hi\"\nthere"};
    std::string text;
    appendCsv(text, record);
    QCOMPARE(text, std::string("orders,7,2026-10-01T14:03:00.000000Z,,\"a,b\",,\"say \"\"hi\"\"\nthere\",\r\n"));
}

void FormatsTest::formulasAreMadeHarmless_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char* body : {"=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "'=x", "\tx"})
        QTest::addRow("%s", body) << QByteArray(body);
}

void FormatsTest::formulasAreMadeHarmless()
{
    QFETCH(QByteArray, body);
    Record record;
    record.queue = "q";
    record.body = body.toStdString();
    std::string text;
    appendCsv(text, record);
    QVERIFY2(text.find(",\"'" + record.body) != std::string::npos, text.c_str());
    QVERIFY(readCsv(std::string_view(text).substr(0, text.size() - 2)).value() == record);
}

void FormatsTest::aJsonBodyStandsInACloudEventAsItIs()
{
    Record record{"orders", {7}, Time{1'790'863'380'000'000}, {}, "k", {{"a", "1"}}, "{\"total\":17}"};
    std::string line;
    appendCloudEvent(line, record);
    const auto event = nlohmann::json::parse(line);
    QVERIFY(event["specversion"] == "1.0" && event["id"] == "7" && event["source"] == "/queues/orders");
    QVERIFY(
        event["data"]["total"] == 17 && event["datacontenttype"] == "application/json" && event["partitionkey"] == "k");
    for (const auto& [name, value] : event.items()) { // what CloudEvents asks of names and values of attributes
        QVERIFY2(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos
                || name == "data_base64",
            name.c_str());
        QVERIFY(name == "data" || value.is_primitive());
    }
    record.body = "{ \"total\": 17 }"; // would be written in other bytes: it stands there as text
    line.clear();
    appendCloudEvent(line, record);
    QVERIFY(nlohmann::json::parse(line)["data"] == record.body);
    QVERIFY(readCloudEvent(line).value() == record);
}

void FormatsTest::foreignCloudEventsAreUnderstood()
{
    const auto record =
        readCloudEvent("{\"specversion\":\"1.0\",\"id\":\"a-1\",\"source\":\"https://shop\",\"type\":\"order.new\","
                       "\"time\":\"2026-10-01T14:03:00Z\",\"partitionkey\":\"eu\",\"data\":{\"b\":[1,2]}}");
    QVERIFY(record);
    QCOMPARE(record->body, std::string("{\"b\":[1,2]}"));
    QCOMPARE(record->key, std::string("eu"));
    QVERIFY((record->headers == HeaderList{{"ce-id", "a-1"}, {"ce-source", "https://shop"}, {"ce-type", "order.new"}}));
    QVERIFY(record->queue.empty() && record->time->micros == 1'790'863'380'000'000);
}

void FormatsTest::brokenRecordsAreRefusedWithTheirLine_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](TransferFormat format, const char* text, const char* error) {
        QTest::addRow("%s", error) << static_cast<int>(format) << QByteArray(text) << QByteArray(error);
    };
    row(TransferFormat::jsonLines, "{\"body\":\"x\"}\n\n{\"body\":5}\n", "line 3: `body` is not as it should be");
    row(TransferFormat::jsonLines, "[1]", "line 1: the line is no JSON object");
    row(TransferFormat::jsonLines, "{\"bodyBase64\":\"***\"}", "line 1: `body` is not as it should be");
    row(TransferFormat::jsonLines, "{\"body\":\"\",\"time\":\"soon\"}", "line 1: `time` is not as it should be");
    row(TransferFormat::jsonLines, "{\"body\":\"\",\"headers\":[{\"name\":\"a\"}]}",
        "line 1: `headers` is not as it should be");
    row(TransferFormat::csv, "queue,id,time,delay,key,headers,body,encoding\r\nq,x,,,,,b,\r\n",
        "line 2: the column `id` is not as it should be");
    row(TransferFormat::csv, "a,b\r\n",
        "line 1: the record does not have the columns queue,id,time,delay,key,headers,body,encoding");
    row(TransferFormat::csv, "q,1,,,,,\"a\"b,\r\n",
        "line 1: the record does not have the columns queue,id,time,delay,key,headers,body,encoding");
    row(TransferFormat::csv, "q,1,,,,,b,rot13\r\n", "line 1: the column `encoding` is not as it should be");
    row(TransferFormat::cloudEvents, "{\"id\":\"1\"}", "line 1: the line is no CloudEvent of version 1");
}

void FormatsTest::brokenRecordsAreRefusedWithTheirLine()
{
    QFETCH(int, format);
    QFETCH(QByteArray, text);
    RecordReader reader(static_cast<TransferFormat>(format));
    reader.feed(text.toStdString());
    reader.finish();
    Record record;
    for (int i = 0; i < 5; ++i) {
        const auto next = reader.next(record);
        if (next && *next)
            continue;
        QVERIFY(!next);
        QTEST(QByteArray::fromStdString(next.error().text), "error");
        return;
    }
    QFAIL("it was read");
}

void FormatsTest::namesSayTheFormat()
{
    QVERIFY(transferFormatOfName("a.csv") == TransferFormat::csv);
    QVERIFY(transferFormatOfName("a.jsonl") == TransferFormat::jsonLines);
    QVERIFY(transferFormatOfName("a.ndjson") == TransferFormat::jsonLines);
    QVERIFY(transferFormatOfName("a.cloudevents") == TransferFormat::cloudEvents);
    QVERIFY(transferFormatOfName("a/") == TransferFormat::raw);
    QVERIFY(!transferFormatOfName("a.tape"));
    for (const char* word : {"jsonl", "csv", "cloudevents", "raw"})
        QVERIFY(transferFormat(word));
    QVERIFY(!transferFormat("xml"));
}

void FormatsTest::base64KnowsEveryLength()
{
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        QVERIFY(fromBase64(toBase64(bytes)) == bytes);
        QCOMPARE(toBase64(bytes), QByteArray::fromStdString(bytes).toBase64().toStdString());
        bytes += static_cast<char>(i * 37);
    }
    for (const char* bad : {"a", "ab", "abc", "a===", "ab=c", "ab\n=", "=abc"})
        QVERIFY2(!fromBase64(bad), bad);
}

QTEST_APPLESS_MAIN(FormatsTest)
#include "formats_test.moc"
