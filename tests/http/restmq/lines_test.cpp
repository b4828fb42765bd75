// What collectd and syslog send: the parsers, and the routes and the port that queue what they say.
#include "engine/base/limits.h"
#include "engine/net/http/restmq/collectd.h"
#include "engine/net/http/restmq/json_text.h"
#include "engine/net/http/restmq/syslog_line.h"
#include "tests/http/restmq/rest_rig.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::restmq;

namespace {

std::string value(const std::string& body) // of a pop's answer
{
    const size_t at = body.find("\"value\": ");
    return body.substr(at + 9, body.size() - at - 12);
}

std::string quoted(const std::string& json)
{
    std::string out;
    appendJsonText(out, json);
    return out;
}

} // namespace

class LinesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesBecomeJson_data();
    void valuesBecomeJson();
    void brokenValuesAreRefused_data();
    void brokenValuesAreRefused();
    void notificationsBecomeJson_data();
    void notificationsBecomeJson();
    void syslogLinesBecomeJson_data();
    void syslogLinesBecomeJson();
    void collectdRoutesQueue();
    void syslogPortQueuesLines();
    void syslogLinesReachLiveConsumers();
    void longSyslogLinesAreCut();
};

void LinesTest::valuesBecomeJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");
    const auto object = [](const char* host, const char* plugin, const char* type, const char* interval,
                            const char* values) {
        return QByteArray("{\"host\": \"") + host + "\", \"plugin_instance\": \"" + plugin + "\", \"type_instance\": \""
            + type + "\", \"interval\": \"" + interval + "\", \"value\": \"" + values + "\"}";
    };
    QTest::newRow("one") << QByteArray("PUTVAL leeloo/cpu-0/cpu-idle interval=10 1251533299:12")
                         << "[" + object("leeloo", "cpu-0", "cpu-idle", "10", "1251533299:12") + "]";
    QTest::newRow("two lines") << QByteArray("PUTVAL h/p/t interval=10 1:2:3\r\nPUTVAL h/p/u interval=20 4:5\n")
                               << "[" + object("h", "p", "t", "10", "1:2:3") + ", " + object("h", "p", "u", "20", "4:5")
            + "]";
    QTest::newRow("several lists") << QByteArray("PUTVAL h/p/t interval=10 1:2 3:4")
                                   << "[" + object("h", "p", "t", "10", "1:2") + ", "
            + object("h", "p", "t", "10", "3:4") + "]";
    QTest::newRow("quoted") << QByteArray("PUTVAL \"my host/a \\\"b\\\"/t\" interval=10.000 N:U")
                            << "[" + object("my host", "a \\\"b\\\"", "t", "10.000", "N:U") + "]";
    QTest::newRow("no interval, lower case, blank lines")
        << QByteArray("\n# comment\nputval h/p/t 1:2\n\n") << "[" + object("h", "p", "t", "", "1:2") + "]";
    QTest::newRow("type with a slash") << QByteArray("PUTVAL h/p/t/u interval=1 1:2")
                                       << "[" + object("h", "p", "t/u", "1", "1:2") + "]";
}

void LinesTest::valuesBecomeJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, json);
    const Result<std::string> result = valuesToJson(text.toStdString());
    QVERIFY2(result, result ? "" : result.error().text.c_str());
    QCOMPARE(QByteArray::fromStdString(*result), json);
}

void LinesTest::brokenValuesAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("another command") << QByteArray("GETVAL h/p/t");
    QTest::newRow("two parts") << QByteArray("PUTVAL h/p interval=1 1:2");
    QTest::newRow("an empty part") << QByteArray("PUTVAL h//t interval=1 1:2");
    QTest::newRow("no values") << QByteArray("PUTVAL h/p/t interval=1");
    QTest::newRow("no time") << QByteArray("PUTVAL h/p/t interval=1 12");
    QTest::newRow("open quote") << QByteArray("PUTVAL \"h/p/t interval=1 1:2");
    QTest::newRow("second line") << QByteArray("PUTVAL h/p/t interval=1 1:2\nnonsense");
}

void LinesTest::brokenValuesAreRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!valuesToJson(text.toStdString()));
}

void LinesTest::notificationsBecomeJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json"); // empty: refused
    QTest::newRow("usual") << QByteArray("Severity: FAILURE\nTime: 1201094702\nHost: h\nPlugin: cpu\n\nToo hot\n")
                           << QByteArray(R"([{"severity": "FAILURE"}, {"time": "1201094702"}, {"host": "h"}, )"
                                         R"({"plugin": "cpu"}, {"event_text": "Too hot"}])");
    QTest::newRow("no empty line") << QByteArray("Severity: OKAY\r\nfine\r\n")
                                   << QByteArray(R"([{"severity": "OKAY"}, {"event_text": "fine"}])");
    QTest::newRow("two lines of text") << QByteArray("Host: h\n\na: b\nc")
                                       << QByteArray(R"([{"host": "h"}, {"event_text": "a: b\nc"}])");
    QTest::newRow("text only") << QByteArray("just so") << QByteArray(R"([{"event_text": "just so"}])");
    QTest::newRow("no colon") << QByteArray("Host h\n\ntext") << QByteArray();
    QTest::newRow("empty") << QByteArray("\n\n") << QByteArray();
}

void LinesTest::notificationsBecomeJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, json);
    const Result<std::string> result = notificationToJson(text.toStdString());
    QCOMPARE(result.ok(), !json.isEmpty());
    if (result)
        QCOMPARE(QByteArray::fromStdString(*result), json);
}

void LinesTest::syslogLinesBecomeJson_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("facility"); // as JSON
    QTest::addColumn<QByteArray>("severity");
    const auto row = [](const char* line, const char* facility, const char* severity) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(facility) << QByteArray(severity);
    };
    row("<34>Oct 11 22:14:15 mymachine su: failed", "\"auth\"", "\"crit\"");
    row("<0>x", "\"kern\"", "\"emerg\"");
    row("<191>x", "\"local7\"", "\"debug\"");
    row("<13>", "\"user\"", "\"notice\"");
    row("before <165>after", "\"local4\"", "\"notice\"");
    row("no number", "null", "null");
    row("", "null", "null");
    row("<192>x", "null", "null");
    row("<-1>x", "null", "null");
    row("<abc>x", "null", "null");
    row("<>x", "null", "null");
    row(">6<x", "null", "null");
    row("<6>a>b", "null", "null");
    row("<99999999999999999999>x", "null", "null");
}

void LinesTest::syslogLinesBecomeJson()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, facility);
    QFETCH(QByteArray, severity);
    const std::string json = syslogToJson(line.toStdString(), "10.0.0.1", Time{1'262'304'000'250'000});
    QCOMPARE(QByteArray::fromStdString(json),
        "{\"line\": \"" + line + "\", \"host\": \"10.0.0.1\", \"tstamp\": 1262304000.25, \"facility\": " + facility
            + ", \"severity\": " + severity + "}");
}

void LinesTest::collectdRoutesQueue()
{
    RestRig rig;
    const std::string text = "Content-Type: text/plain\r\n", json = "Content-Type: application/json; charset=utf-8\r\n";
    QCOMPARE(rig.ask("POST", "/collectd/data", "PUTVAL h/p/t interval=10 1:2", text).body,
        std::string("collectd_data:1\r\n"));
    QCOMPARE(rig.ask("POST", "/collectd/data", "[{\"values\": [1]}]", json).body, std::string("collectd_data:2\r\n"));
    QCOMPARE(rig.ask("POST", "/collectd/event", "Host: h\n\ntext", "Content-Type: application/x\r\n").body,
        std::string("collectd_event:1\r\n"));
    QCOMPARE(rig.ask("POST", "/collectd/data", "x", "Content-Type: text/html\r\n").status, 503);
    QCOMPARE(rig.ask("POST", "/collectd/data", "nonsense", text).status, 503);
    QCOMPARE(rig.ask("POST", "/collectd/other", "x", text).status, 400);
    QCOMPARE(value(rig.get("/q/collectd_data").body), quoted(*valuesToJson("PUTVAL h/p/t interval=10 1:2")));
    QCOMPARE(value(rig.get("/collectd/collectd_data").body), quoted("[{\"values\": [1]}]"));
    QCOMPARE(rig.ask("DELETE", "/collectd/collectd_event").body,
        std::string("{\"queue\": \"collectd_event\", \"status\": 1}\r\n"));
}

void LinesTest::syslogPortQueuesLines()
{
    RestRig rig;
    {
        RawClient sender(rig.syslogPort());
        sender.send("<34>first \r\n\n<13>sec");
        sender.send("ond\nunterminated");
        QVERIFY(rig.until([&] {
            const QueuePtr queue = rig.broker().findQueue("syslogd:127.0.0.1");
            return queue && rig.broker().head(*queue).value == 4;
        }));
    }
    QVERIFY(rig.until([&] { return rig.connections() == 0; }));
    const char* const lines[] = {"<34>first", "", "<13>second"};
    for (const char* line : lines) {
        const std::string body = rig.get("/q/syslogd:127.0.0.1").body;
        const std::string expected = quoted("{\"line\": \"" + std::string(line) + "\", \"host\": \"127.0.0.1\", ");
        QVERIFY2(value(body).starts_with(expected.substr(0, expected.size() - 1)), body.c_str());
    }
    QCOMPARE(rig.get("/q/syslogd:127.0.0.1").status, 204); // what had no end is no line
}

void LinesTest::syslogLinesReachLiveConsumers()
{
    RestRig rig;
    Listening comet(rig, "/c/syslogd:127.0.0.1");
    RawClient sender(rig.syslogPort());
    sender.send("<14>hello\n");
    const std::string chunk = comet.next();
    QVERIFY2(chunk.find("\\\"line\\\": \\\"<14>hello\\\"") != std::string::npos, chunk.c_str());
    QVERIFY(chunk.find("\\\"facility\\\": \\\"user\\\", \\\"severity\\\": \\\"info\\\"") != std::string::npos);
}

void LinesTest::longSyslogLinesAreCut()
{
    RestRig rig;
    RawClient sender(rig.syslogPort());
    sender.send("<14>" + std::string(300'000, 'x') + "\n<15>next\n");
    QVERIFY(rig.until([&] {
        const QueuePtr queue = rig.broker().findQueue("syslogd:127.0.0.1");
        return queue && rig.broker().head(*queue).value == 3;
    }));
    const std::string first = rig.get("/q/syslogd:127.0.0.1").body;
    QVERIFY(first.size() > limits::kSyslogLineBytesMax && first.size() < limits::kSyslogLineBytesMax + 400);
    QVERIFY(rig.get("/q/syslogd:127.0.0.1").body.find("<15>next") != std::string::npos);
}

QTEST_APPLESS_MAIN(LinesTest)
#include "lines_test.moc"
