// The pure parts: JSON text, parameters, lifetimes, pages.
#include "engine/log/message.h"
#include "engine/net/http/restmq/arguments.h"
#include "engine/net/http/restmq/expiry.h"
#include "engine/net/http/restmq/json_text.h"
#include "engine/net/http/restmq/live_queue.h"
#include "engine/net/http/restmq/pages.h"
#include "engine/net/http/restmq/xml_rpc.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::restmq;

namespace {

std::string json(std::string_view bytes)
{
    std::string out;
    appendJsonText(out, bytes);
    return out;
}

http::Request form(std::string target, std::string body)
{
    http::Request request;
    request.method = http::Method::post;
    request.target = std::move(target);
    request.headers = {{"content-type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}};
    request.body = std::move(body);
    return request;
}

} // namespace

class TextsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonText_data();
    void jsonText();
    void jsonObjectsHaveBlanksAndOrder();
    void argumentsAreMerged();
    void argumentsOfOtherBodiesAreIgnored();
    void lifetimes_data();
    void lifetimes();
    void expiryIsReadFromTheHeaders();
    void liveFormsOfAMessage();
    void errorPages();
    void xmlCallsAreRead();
};

void TextsTest::jsonText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("abc /x") << QByteArray("\"abc /x\"");
    QTest::newRow("quotes") << QByteArray("a\"b\\c") << QByteArray("\"a\\\"b\\\\c\"");
    QTest::newRow("controls") << QByteArray("\b\f\n\r\t\0\x1f\x7f", 8)
                              << QByteArray("\"\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\"");
    QTest::newRow("end of a tag") << QByteArray("</a>< /</") << QByteArray("\"<\\/a>< /<\\/\"");
    QTest::newRow("two bytes") << QByteArray("\xc3\xa9") << QByteArray("\"\\u00e9\"");
    QTest::newRow("three bytes") << QByteArray("\xe2\x82\xac") << QByteArray("\"\\u20ac\"");
    QTest::newRow("four bytes") << QByteArray("\xf0\x9f\x98\x80") << QByteArray("\"\\ud83d\\ude00\"");
    QTest::newRow("the last one") << QByteArray("\xf4\x8f\xbf\xbf") << QByteArray("\"\\udbff\\udfff\"");
    QTest::newRow("not UTF-8") << QByteArray("a\xff") << QByteArray("\"a\\ufffd\"");
    QTest::newRow("nothing") << QByteArray() << QByteArray("\"\"");
}

void TextsTest::jsonText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(json(bytes.toStdString())), text);
}

void TextsTest::jsonObjectsHaveBlanksAndOrder()
{
    QCOMPARE(JsonObject().take(), std::string("{}"));
    QCOMPARE(JsonObject().text("b", "x").number("a", 2).boolean("c", true).raw("d", "null").take(),
        std::string("{\"b\": \"x\", \"a\": 2, \"c\": true, \"d\": null}"));
    QCOMPARE(jsonError("it's"), std::string("{\"error\": \"it's\"}"));
}

void TextsTest::argumentsAreMerged()
{
    const auto arguments = Arguments::of(form("/q/x?a=1&b=query&c=", "b=body&b=last&d=+x%0A&e="));
    QVERIFY(arguments);
    QCOMPARE(*arguments->find("a"), std::string("1"));
    QCOMPARE(*arguments->find("b"), std::string("last"));
    QVERIFY(!arguments->find("c"));
    QCOMPARE(*arguments->find("d"), std::string("x"));
    QVERIFY(!arguments->find("e"));
    QVERIFY(!arguments->find("f"));
    QVERIFY(!Arguments::of(form("/?a=%ff", "")));
    QVERIFY(!Arguments::of(form("/", "a=%ed%a0%80"))); // half a surrogate
}

void TextsTest::argumentsOfOtherBodiesAreIgnored()
{
    for (const char* type : {"application/json", "text/plain", ""}) {
        http::Request request = form("/?a=1", "b=2");
        request.headers[0].second = type;
        const auto arguments = Arguments::of(request);
        QVERIFY(arguments && arguments->find("a") && !arguments->find("b"));
    }
}

void TextsTest::lifetimes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("seconds"); // -1: no number
    QTest::newRow("usual") << QByteArray("30") << qint64{30};
    QTest::newRow("signed") << QByteArray("+30") << qint64{30};
    QTest::newRow("zero") << QByteArray("0") << qint64{0};
    QTest::newRow("negative") << QByteArray("-5") << qint64{0};
    QTest::newRow("far below") << QByteArray("-99999999999999999999") << qint64{0};
    QTest::newRow("far above") << QByteArray("99999999999999999999") << qint64{3000LL * 366 * 86400};
    for (const char* text : {"", "+", "-", "1.5", "1s", "++1", "+-1", " 1", "0x10", "ten"})
        QTest::newRow(*text ? text : "empty") << QByteArray(text) << qint64{-1};
}

void TextsTest::lifetimes()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, seconds);
    const auto ttl = parseTtl(text.toStdString());
    if (seconds < 0)
        QVERIFY(!ttl);
    else
        QVERIFY(ttl && *ttl == Duration::seconds(seconds));
}

void TextsTest::expiryIsReadFromTheHeaders()
{
    const Time end{1'700'000'000'000'123};
    const std::string headers = expiresAt(end);
    QVERIFY(!hasExpired(headers, end - Duration{1}));
    QVERIFY(hasExpired(headers, end));
    QVERIFY(!hasExpired({}, end));
    QVERIFY(!hasExpired("expires-at, but no list of headers", end));
    for (const char* other : {"now", "-5m", "12:00", "", "1", "2026-07-31T14:03:05"})
        QVERIFY(!hasExpired(encodeHeaders({{"expires-at", other}}), end));
    QVERIFY(hasExpired(encodeHeaders({{"expires-at", "2001-01-01T00:00:00+01:00"}}), end));
}

void TextsTest::liveFormsOfAMessage()
{
    const LiveMessage message = formatLive("q", MessageId{7}, "a\nb");
    QCOMPARE(message.json, std::string("{\"key\": \"q:7\", \"value\": \"a\\nb\"}"));
    QCOMPARE(message.line, message.json + "\r\n");
    QCOMPARE(message.event, "id: q:7\ndata: " + message.json + "\n\n");
    for (const std::string_view name :
        {std::string_view("a\nb"), std::string_view("a\rb"), std::string_view("a\0b", 3)})
        QVERIFY(formatLive(name, MessageId{1}, "").event.starts_with("data: "));
}

void TextsTest::errorPages()
{
    QCOMPARE(errorPage(404), std::string("<html><title>404: Not Found</title><body>404: Not Found</body></html>"));
    QCOMPARE(errorPage(503, "<why>"),
        std::string("<html><title>503: Service Unavailable</title><body>503: Service Unavailable. &lt;why&gt;</body>"
                    "</html>"));
    QCOMPARE(escapeHtml("a&b\"'\xff"), std::string("a&amp;b&quot;&#39;\xef\xbf\xbd"));
}

void TextsTest::xmlCallsAreRead()
{
    const auto call =
        parseXmlCall("<?xml version=\"1.0\"?>\n<!-- c --><methodCall>\n <methodName> set </methodName>\n <params>"
                     "<param><value> bare </value></param><param>\n<value><string>a&lt;<![CDATA[<b>]]>"
                     "</string></value></param><param><value><i4>1</i4></value></param><param/>"
                     "<param><value/></param></params></methodCall>");
    QVERIFY2(call, call ? "" : call.error().text.c_str());
    QCOMPARE(call->method, std::string("set"));
    QCOMPARE(call->parameters.size(), size_t{5});
    QCOMPARE(*call->parameters[0], std::string(" bare "));
    QCOMPARE(*call->parameters[1], std::string("a<<b>"));
    QVERIFY(!call->parameters[2]);
    QCOMPARE(*call->parameters[4], std::string());
    QVERIFY(!parseXmlCall(""));
    QVERIFY(!parseXmlCall("<methodResponse/>"));
    QVERIFY(!parseXmlCall("<!DOCTYPE x [<!ENTITY a \"b\">]><methodCall><methodName>&a;"));
}

QTEST_APPLESS_MAIN(TextsTest)
#include "texts_test.moc"
