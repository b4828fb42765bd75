#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "tests/filter/subject.h"

using namespace tapedeck;
using test::Sample;

// What a filter means for a message.
class FilterMatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fieldsOfTheMessage_data();
    void fieldsOfTheMessage();
    void valuesOfTheBody_data();
    void valuesOfTheBody();
    void whatIsNotKnownIsNotThere();
    void senderAndExchangeComeFromHeadersAndNames();
    void momentsAreRelativeToNow_data();
    void momentsAreRelativeToNow();
    void previousIsTheMessageBefore();
    void anEmptyTextMatchesEverything();
    void aBodyMadeForItDoesNotHoldTheLoop();
};

namespace {

bool matches(const char* text, const Sample& sample)
{
    const auto filter = Filter::parse(text);
    if (!filter) {
        qWarning("%s: %s", text, filter.error().text.c_str());
        return false;
    }
    return sample.with([&](const FilterSubject& subject) {
        const bool plain = filter->matches(subject);
        FilterScratch scratch;
        filter->matches(subject, scratch);
        if (filter->matches(subject, scratch) != plain || filter->explain(subject).matches != plain
            || (filter->explain(subject).failing == 0) != plain)
            qFatal("%s: the ways to ask disagree", text);
        return plain;
    });
}

void addRows(std::initializer_list<std::pair<const char*, bool>> rows)
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("expected");
    for (const auto& [text, expected] : rows)
        QTest::addRow("%s", text) << QByteArray(text) << expected;
}

} // namespace

void FilterMatchTest::fieldsOfTheMessage_data()
{
    addRows({
        {"queue == orders", true},
        {"queue == \"orders\"", true},
        {"queue != orders", false},
        {"queue == order", false},
        {"channel == billing", true},
        {"state == inFlight", true},
        {"state in [dead, settled]", false},
        {"attempts >= 2", true},
        {"attempts > 2", false},
        {"client == worker-1", true},
        {"proto == http", true},
        {"id == 7", true},
        {"id != 7", false},
        {"id < 8 and id > 6", true},
        {"7 == id", true},
        {"8 > id", true},
        {"id in [1, 7]", true},
        {"id in [1, 2]", false},
        {"id == 7.0", true},
        {"id == 70e-1", true},
        {"key == eu.de", true},
        {"key == \"eu.de\"", true},
        {"key == EU.DE", false},
        {"lower(key) == eu.de", true},
        {"key startswith eu.", true},
        {"key endswith .de", true},
        {"key contains .", true},
        {"key ~ /^eu[.]../", true},
        {"key ~ /^EU/", false},
        {"key ~ /^EU/i", true},
        {"key ~ \"d.$\"", true},
        {"key in [eu.fr, eu.de]", true},
        {"key < eu.df", true},
        {"key > eu.", true},
        {"key", true},
        {"exists(key)", true},
        {"len(key) == 5", true},
        {"size == 31", true},
        {"size < 1k", true},
        {"size > 1KB", false},
        {"size <= 5MB", true},
        {"len(body) == size", true},
        {"headers.tries == \"3\"", true},
        {"headers.Tries == \"3\"", true},
        {"header[\"x y\"] == z", true},
        {"headers[\"x y\"] == z", true},
        {"headers.tries == 3", false},
        {"num(headers.tries) == 3", true},
        {"num(headers.tries) < 3.5", true},
        {"exists(headers.tries)", true},
        {"exists(headers.none)", false},
        {"headers.none == \"\"", false},
        {"headers.none != \"\"", false},
        {"!(headers.none == \"\")", true},
        {"headers.twice == first", true},
        {"headers.twice == second", false},
        {"headers.empty == \"\"", true},
        {"headers.content-type startswith text/", true},
        {"num(headers.x) == 1", false},
        {"mark == todo", true},
        {"note contains late", true},
        {"body contains total", true},
        {"body startswith \"{\"", true},
        {"body ~ /\"total\":\\s*1/", true},
        {"eu.de", true},
        {"EU.DE", true},
        {"first", true},
        {"TOTAL", true},
        {"\"x y\"", true},
        {"nothing", false},
        {"120", true},
        {"121", false},
        {"/tot.l/", true},
        {"/TOT.L/", false},
        {"/TOT.L/i", true},
        {"not nothing", true},
        {"! total", false},
        {"!!total", true},
        {"NOT total", false},
        {"nothing or total", true},
        {"nothing and total", false},
        {"nothing || id == 7 && total", true},
        {"(nothing || id == 7) && !total", false},
        {"true", true},
        {"false", false},
        {"null", false},
        {"true and not false", true},
        {"exists(key) == true", true},
        {"exists(headers.none) == false", true},
        {"exists(json.none) != true", true},
        {"queue == key", false},
        {"len(key) < size", true},
        {"time == 2026-10-01T14:03Z", true},
        {"time == \"2026-10-01T14:03:00Z\"", true},
        {"time >= 2026-10-01", true},
        {"time < 2026-10-01T16:03:01+02:00", true},
        {"time > 2026-10-01T16:03:00+02:00", false},
        {"time in [2026-10-01T14:03Z]", true},
        {"age == 5m", true},
        {"age > 4m59s", true},
        {"age < 250ms", false},
        {"age >= 300s", true},
        {"age < 1h30m", true},
    });
}

void FilterMatchTest::fieldsOfTheMessage()
{
    QFETCH(QByteArray, text);
    Sample sample;
    sample.key = "eu.de";
    sample.headers = {{"Tries", "3"}, {"x y", "z"}, {"twice", "first"}, {"twice", "second"}, {"empty", ""},
        {"content-type", "text/plain"}, {"x", "1a"}};
    sample.body = "{\"total\": 120, \"sku\": \"a-1234\"}";
    sample.channel = "billing";
    sample.state = "inFlight";
    sample.attempts = 2;
    sample.client = "worker-1";
    sample.proto = "http";
    sample.mark = "todo";
    sample.note = "too late";
    QTEST(matches(text.constData(), sample), "expected");
}

void FilterMatchTest::valuesOfTheBody_data()
{
    addRows({
        {"json.total == 120", true},
        {"json.total == 120.0", true},
        {"json.total == 1.2e2", true},
        {"json.total == \"120\"", false},
        {"json.total != \"120\"", false},
        {"json.total > 119.9999999999999999999", true},
        {"json.big == 9007199254740993", true},
        {"json.big == 9007199254740992", false},
        {"json.big > 9007199254740992", true},
        {"json.huge == 18446744073709551615", true},
        {"json.huge < 18446744073709551616", true},
        {"json.price == 0.1", true},
        {"json.price == 0.10000000000000000555", false},
        {"json.negative < -1", true},
        {"json.negative == -1.5", true},
        {"json.far > 1e399", true},
        {"json.far == 1e400", true},
        {"json.zero == -0", true},
        {"json.name == \"M\\u00fcller\"", true},
        {"json.name == M\xc3\xbcller", true},
        {"json.escaped == \"a/b\\\"c\"", true},
        {"json.customer.city == Köln", true},
        {"json[\"customer\"][\"city\"] == Köln", true},
        {"json[\"a b\"].c == 1", true},
        {"json[\"a b\"][\"c\"] == 1", true},
        {"json.lines[0].sku == x", true},
        {"json.lines[1].sku == y", true},
        {"json.lines[-1].sku == z", true},
        {"json.lines[3].sku == z", false},
        {"exists(json.lines[3])", false},
        {"exists(json.lines[-3])", true},
        {"exists(json.lines[-4])", false},
        {"len(json.lines) == 3", true},
        {"len(json.customer) == 1", true},
        {"len(json.name) == 7", true},
        {"any(json.lines[*].sku == y)", true},
        {"any(json.lines[*].sku == q)", false},
        {"any(json.lines[*].sku == y and json.lines[*].qty == 2)", true},
        {"any(json.lines[*].sku == y and json.lines[*].qty == 1)", false},
        {"any(json.tags[*] startswith re)", true},
        {"not any(json.tags[*] == x)", true},
        {"any(json.none[*] == x)", false},
        {"any(json.tags[*] == x) == false", true},
        {"json.tags contains red", true},
        {"json.tags contains re", false},
        {"blue in json.tags", true},
        {"green in json.tags", false},
        {"json.total in [1, 120]", true},
        {"json.total in json.numbers", true},
        {"json.paid", true},
        {"json.paid == true", true},
        {"json.paid != false", true},
        {"json.open", false},
        {"json.nothing == null", true},
        {"json.nothing != null", false},
        {"json.total != null", true},
        {"json.nothing", false},
        {"exists(json.nothing)", true},
        {"json.none == null", false},
        {"json.none != null", false},
        {"json.paid > false", false},
        {"json.tags == red", false},
        {"json.tags != red", false},
        {"json.customer", true},
        {"json.repeated == 2", true},
        {"json.at > 2026-09-30", true},
        {"json.at < 2026-09-30T00:00Z", false},
        {"json.at > -10m", true},
        {"json.total > 2026-09-30", false},
        {"json.total < time", false},
        {"json.at < time", true},
        {"json.name ~ /^M.*r$/", true},
        {"json.total ~ /1/", false},
        {"lower(json.name) startswith m", true},
        {"exists(lower(json.total))", false},
        {"json.total == json.total", true},
        {"json.total < json.big", true},
        {"exists(json)", true},
        {"json", true},
        {"len(json) > 10", true},
        {"num(json.digits) == 42", true},
        {"num(json.total) == 120", true},
        {"num(json.name) == 0", false},
        {"exists(msgpack)", false},
        {"exists(cbor)", false},
        {"json.\xc3\xa4 == 1", true},
    });
}

void FilterMatchTest::valuesOfTheBody()
{
    QFETCH(QByteArray, text);
    Sample sample;
    sample.body =
        "{\"total\":120,\"big\":9007199254740993,\"huge\":18446744073709551615,\"price\":0.1,\"negative\":-1.50,"
        "\"far\":1E+400,\"zero\":0.000,\"name\":\"M\\u00fcller\",\"escaped\":\"a\\/b\\\"c\","
        "\"customer\":{\"city\":\"K\xc3\xb6ln\"},\"a b\":{\"c\":1},\"lines\":[{\"sku\":\"x\",\"qty\":1},"
        "{\"sku\":\"y\",\"qty\":2},{\"sku\":\"z\"}],\"tags\":[\"red\",\"blue\"],\"numbers\":[7,120.0],\"paid\":true,"
        "\"open\":false,\"nothing\":null,\"repeated\":1,\"repeated\":2,\"at\":\"2026-10-01T14:00:00Z\","
        "\"digits\":\"42\",\"\xc3\xa4\":1}";
    QTEST(matches(text.constData(), sample), "expected");
}

void FilterMatchTest::whatIsNotKnownIsNotThere()
{
    Sample sample;
    sample.queue = "";
    for (const char* field : {"queue", "channel", "key", "exchange", "sender", "state", "attempts", "client", "proto",
             "mark", "note", "headers.x", "json", "json.x", "prev(id)"}) {
        QVERIFY(!matches(("exists(" + std::string(field) + ")").c_str(), sample));
        QVERIFY(matches(("!" + std::string(field)).c_str(), sample));
    }
    QVERIFY(matches("exists(body) and body == \"\" and size == 0 and exists(time) and exists(age)", sample));
    QVERIFY(!matches("channel != billing", sample));
    QVERIFY(!matches("attempts != 1", sample));
}

void FilterMatchTest::senderAndExchangeComeFromHeadersAndNames()
{
    Sample sample;
    sample.queue = "exchange:logs";
    QVERIFY(matches("exchange == logs and !sender", sample));
    sample.headers = {{"fq-sender", "shop"}, {"fq-exchange", "orders"}};
    QVERIFY(matches("exchange == orders and sender == shop", sample));
}

void FilterMatchTest::momentsAreRelativeToNow_data()
{
    addRows({
        {"time > -5m1s", true},
        {"time > -5m", false},
        {"time >= -5m", true},
        {"time < -299s", true},
        {"time > 14:02", true},
        {"time < 14:02:59", false},
        {"time > 14:03:30", false},
        {"time > 14:07", false},
        {"time > 14:09", true}, // not yet reached today: yesterday's
        {"age == 5m", true},
        {"age > -1s", true},
    });
}

void FilterMatchTest::momentsAreRelativeToNow()
{
    QFETCH(QByteArray, text);
    QTEST(matches(text.constData(), Sample()), "expected");
}

void FilterMatchTest::previousIsTheMessageBefore()
{
    Sample before;
    before.id = 6;
    before.body = "{\"state\":\"new\",\"n\":1}";
    Sample sample;
    sample.body = "{\"state\":\"paid\",\"n\":1}";
    sample.previous = &before;
    QVERIFY(matches("json.state != prev(json.state)", sample));
    QVERIFY(matches("json.n == prev(json.n)", sample));
    QVERIFY(matches("prev(id) == 6 and id == 7", sample));
    QVERIFY(matches("prev(json.state) in [new, old]", sample));
    QVERIFY(!matches("exists(prev(headers.x))", sample));
    QVERIFY(Filter::parse("prev(id) == 6")->usesPrevious());
    QVERIFY(!Filter::parse("id == 6")->usesPrevious());
}

void FilterMatchTest::anEmptyTextMatchesEverything()
{
    for (const char* text : {"", "   ", "\t\n"}) {
        QVERIFY(Filter::parse(text)->matchesAll());
        QVERIFY(matches(text, Sample()));
    }
    QVERIFY(!Filter::parse("true")->matchesAll());
}

// Each of 100,000 elements asks for a member behind 100,000 others.
void FilterMatchTest::aBodyMadeForItDoesNotHoldTheLoop()
{
    Sample sample;
    sample.body = "{\"list\":[";
    for (int i = 0; i < 100'000; ++i)
        sample.body += "1,";
    sample.body += "2],\"wide\":{";
    for (int i = 0; i < 100'000; ++i)
        sample.body += "\"m" + std::to_string(i) + "\":1,";
    sample.body += "\"last\":3}}";
    QVERIFY(matches("json.wide.last == 3", sample));
    QElapsedTimer timer;
    timer.start();
    const auto filter = Filter::parse("!any(json.list[*] == json.wide.last)");
    QVERIFY(!sample.with([&](const FilterSubject& subject) { return filter->matches(subject); }));
    QVERIFY2(timer.elapsed() < 20'000, "ten thousand million steps would take longer");
}

QTEST_APPLESS_MAIN(FilterMatchTest)
#include "filter_match_test.moc"
