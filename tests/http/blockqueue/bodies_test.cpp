// Request bodies as Go reads them, and what it says about those that it refuses.
#include "engine/net/http/blockqueue/bodies.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::blockqueue;

namespace {

QByteArray bytes(const std::string& text)
{
    return QByteArray::fromStdString(text);
}

} // namespace

class BodiesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesAreTakenAsTheyStand_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("plain") << QByteArray(R"({"message":"text"})") << QByteArray("text");
        QTest::newRow("any case") << QByteArray(R"({"MESSAGE":"text"})") << QByteArray("text");
        QTest::newRow("blanks") << QByteArray(" \r\n\t{ \"message\" : \"text\" , \"x\" : 1 } ") << QByteArray("text");
        QTest::newRow("nothing in it") << QByteArray("{}") << QByteArray();
        QTest::newRow("null") << QByteArray("null") << QByteArray();
        QTest::newRow("null member") << QByteArray(R"({"message":null})") << QByteArray();
        QTest::newRow("the last one counts") << QByteArray(R"({"message":"a","Message":"b"})") << QByteArray("b");
        QTest::newRow("null leaves it") << QByteArray(R"({"message":"a","message":null})") << QByteArray("a");
        QTest::newRow("what follows is ignored")
            << QByteArray("{\"message\":\"text\"}} garbage \xff") << QByteArray("text");
        QTest::newRow("unknown members") << QByteArray(
            R"({"a":[1,{"message":"no"},[[]],-0.5e+3,true,null],"message":"yes","b":{"c":{}}})")
                                         << QByteArray("yes");
        QTest::newRow("escapes") << QByteArray(
            "{\"message\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\ude00\"}")
                                 << QByteArray("\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
        QTest::newRow("escaped name") << QByteArray(R"({"\u006dessage":"text"})") << QByteArray("text");
        QTest::newRow("zero byte") << QByteArray(R"({"message":"a\u0000b"})") << QByteArray("a\0b", 3);
        QTest::newRow("UTF-8") << QByteArray("{\"message\":\"\xc3\xa9\xf0\x9f\x98\x80\"}")
                               << QByteArray("\xc3\xa9\xf0\x9f\x98\x80");
        QTest::newRow("no UTF-8") << QByteArray("{\"message\":\"a\xff\xc3(\xe2\x82\"}")
                                  << QByteArray("a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd");
        QTest::newRow("first half alone") << QByteArray(R"({"message":"\ud83dx"})") << QByteArray("\xef\xbf\xbdx");
        QTest::newRow("second half alone") << QByteArray(R"({"message":"\ude00"})") << QByteArray("\xef\xbf\xbd");
        QTest::newRow("first half and no half") << QByteArray(R"({"message":"\ud83d\u0041"})")
                                                << QByteArray("\xef\xbf\xbd"
                                                              "A");
        QTest::newRow("two first halves and a second")
            << QByteArray(R"({"message":"\ud83d\ud83d\ude00"})") << QByteArray("\xef\xbf\xbd\xf0\x9f\x98\x80");
        QTest::newRow("delete character") << QByteArray("{\"message\":\"\x7f\"}") << QByteArray("\x7f");
    }
    void messagesAreTakenAsTheyStand()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, message);
        const Result<PublishBody> body = readPublish(json.toStdString());
        QVERIFY2(body.ok(), body.ok() ? "" : body.error().text.c_str());
        QCOMPARE(bytes((*body).message), message);
    }

    void topicsHaveAllTheirMembers()
    {
        const Result<TopicBody> body = readTopic(
            R"({"name":"cart","subscribers":[{"name":"counter","option":{"max_attempts":5,"visibility_duration":"5m"}},
                {"Name":"created","OPTION":{"Max_Attempts":-9223372036854775808}},{},null]})");
        QVERIFY(body.ok());
        QCOMPARE(bytes((*body).name), QByteArray("cart"));
        const auto& subscribers = (*body).subscribers;
        QCOMPARE(subscribers.size(), size_t{4});
        QCOMPARE(bytes(subscribers[0].name), QByteArray("counter"));
        QCOMPARE(subscribers[0].maxAttempts, int64_t{5});
        QCOMPARE(bytes(subscribers[0].visibility), QByteArray("5m"));
        QCOMPARE(bytes(subscribers[1].name), QByteArray("created"));
        QCOMPARE(subscribers[1].maxAttempts, INT64_MIN);
        QCOMPARE(bytes(subscribers[2].name), QByteArray());
        QCOMPARE(readTopic("null")->subscribers.size(), size_t{0});
        QCOMPARE(readSubscribers("[]")->size(), size_t{0});
        QCOMPARE(readSubscribers("null")->size(), size_t{0});
    }

    void listsAreReadInOrder()
    {
        const auto batch = readPublishBatch(R"([{"message":"a"},{"message":"b","delay":"10m"},null,{}])");
        QVERIFY(batch.ok());
        QCOMPARE((*batch).size(), size_t{4});
        QCOMPARE(bytes((*batch)[1].message), QByteArray("b"));
        QCOMPARE(bytes((*batch)[1].delay), QByteArray("10m"));
        const auto ids = readIds(R"(["x", "y",null])");
        QVERIFY(ids.ok());
        QCOMPARE((*ids).size(), size_t{3});
        QCOMPARE(bytes((*ids)[1]), QByteArray("y"));
    }

    void syntaxErrorsAreGos_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const QByteArray& json, const char* error) {
            QTest::newRow(json.isEmpty() ? "(nothing)" : json.left(40).toPercentEncoding().constData())
                << json << QByteArray(error);
        };
        row("", "EOF");
        row(" \n", "EOF");
        row("{", "unexpected EOF");
        row("{\"message\"", "unexpected EOF");
        row("{\"message\":", "unexpected EOF");
        row("{\"message\":\"a", "unexpected EOF");
        row("{\"message\":\"a\\", "unexpected EOF");
        row("{\"message\":\"a\\u00", "unexpected EOF");
        row("{\"message\":\"a\"", "unexpected EOF");
        row("[1,", "unexpected EOF");
        row("tru", "unexpected EOF");
        row("-", "unexpected EOF");
        row("1.", "unexpected EOF");
        row("x", "invalid character 'x' looking for beginning of value");
        row("message=text", "invalid character 'm' looking for beginning of value");
        row("'a'", R"(invalid character '\'' looking for beginning of value)");
        row("\xef\xbb\xbf{}", "invalid character '\xc3\xaf' looking for beginning of value");
        row(QByteArray("\0", 1), R"(invalid character '\x00' looking for beginning of value)");
        row("\x80", R"(invalid character '\u0080' looking for beginning of value)");
        row("{x", "invalid character 'x' looking for beginning of object key string");
        row("{\"a\":1,}", "invalid character '}' looking for beginning of object key string");
        row("{\"a\" 1}", "invalid character '1' after object key");
        row("{\"a\":1 \"b\":2}", "invalid character '\"' after object key:value pair");
        row("[1 2]", "invalid character '2' after array element");
        row("[1,]", "invalid character ']' looking for beginning of value");
        row("{\"a\":01}", "invalid character '1' after object key:value pair");
        row("{\"a\":tru}", "invalid character '}' in literal true (expecting 'e')");
        row("{\"a\":nil}", "invalid character 'i' in literal null (expecting 'u')");
        row("-x", "invalid character 'x' in numeric literal");
        row("1.x", "invalid character 'x' after decimal point in numeric literal");
        row("1ex", "invalid character 'x' in exponent of numeric literal");
        row("1e+x", "invalid character 'x' in exponent of numeric literal");
        row("\"a\nb\"", R"(invalid character '\n' in string literal)");
        row("\"\\x\"", "invalid character 'x' in string escape code");
        row("\"\\u00g0\"", R"(invalid character 'g' in \u hexadecimal character escape)");
        row("\"\\ud83d\\u00g0\"", R"(invalid character 'g' in \u hexadecimal character escape)");
        row("{\"message\":5,", "unexpected EOF"); // before the wrong type
        row(QByteArray(65, '['), "exceeded max depth");
        row(QByteArray(100'000, '['), "exceeded max depth");
    }
    void syntaxErrorsAreGos()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, error);
        const Result<PublishBody> body = readPublish(json.toStdString());
        QVERIFY(!body.ok());
        QCOMPARE(bytes(body.error().text), error);
    }

    void wrongTypesAreNamed_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](int which, const char* json, const char* error) {
            QTest::newRow(json) << which << QByteArray(json) << QByteArray("json: cannot unmarshal ") + error;
        };
        row(0, R"({"message":5})", "number into Go struct field Publish.message of type string");
        row(0, R"({"message":-0.5e+3})", "number into Go struct field Publish.message of type string");
        row(0, R"({"message":true})", "bool into Go struct field Publish.message of type string");
        row(0, R"({"message":{"a":[]},"delay":1})", "object into Go struct field Publish.message of type string");
        row(0, R"({"message":[[],"x"]})", "array into Go struct field Publish.message of type string");
        row(0, R"({"Message":"x","DELAY":10})", "number into Go struct field Publish.delay of type string");
        row(0, R"("text")", "string into Go value of type io.Publish");
        row(0, "[]", "array into Go value of type io.Publish");
        row(0, "5 trailing", "number into Go value of type io.Publish");
        row(1, "{}", "object into Go value of type []io.Publish");
        row(1, R"([{"message":"a"},5])", "number into Go value of type io.Publish");
        row(1, R"([{"message":1}])", "number into Go struct field Publish.message of type string");
        row(2, "[]", "array into Go value of type io.Topic");
        row(2, R"({"name":1})", "number into Go struct field Topic.name of type string");
        row(2, R"({"name":"a","subscribers":{}})",
            "object into Go struct field Topic.subscribers of type io.Subscribers");
        row(2, R"({"name":"a","subscribers":["s"]})",
            "string into Go struct field Topic.subscribers of type io.Subscriber");
        row(2, R"({"subscribers":[{"name":[]}]})",
            "array into Go struct field Subscriber.subscribers.name of type string");
        row(2, R"({"subscribers":[{"option":{"max_attempts":"5"}}]})",
            "string into Go struct field SubscriberOpt.subscribers.option.max_attempts of type int");
        row(3, R"({"name":"a"})", "object into Go value of type io.Subscribers");
        row(3, R"([{"option":{"max_attempts":1.5}}])",
            "number 1.5 into Go struct field SubscriberOpt.option.max_attempts of type int");
        row(3, R"([{"option":{"max_attempts":9223372036854775808}}])",
            "number 9223372036854775808 into Go struct field SubscriberOpt.option.max_attempts of type int");
        row(3, R"([{"option":{"visibility_duration":300}}])",
            "number into Go struct field SubscriberOpt.option.visibility_duration of type string");
        row(4, "{}", "object into Go value of type []string");
        row(4, R"(["a",5])", "number into Go value of type string");
    }
    void wrongTypesAreNamed()
    {
        QFETCH(int, which);
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, error);
        const std::string text = json.toStdString();
        const auto errorOf = [](const auto& result) {
            return result.ok() ? std::string("(none)") : result.error().text;
        };
        const std::string found = which == 0 ? errorOf(readPublish(text))
            : which == 1                     ? errorOf(readPublishBatch(text))
            : which == 2                     ? errorOf(readTopic(text))
            : which == 3                     ? errorOf(readSubscribers(text))
                                             : errorOf(readIds(text));
        QCOMPARE(bytes(found), error);
    }

    void depthAndLengthAreLimited()
    {
        QVERIFY(readPublish("{\"a\":" + std::string(63, '[') + std::string(63, ']') + "}").ok());
        QVERIFY(!readPublish("{\"a\":" + std::string(64, '[') + std::string(64, ']') + "}").ok());
        std::string many = "[\"a\"";
        for (int i = 1; i < 100'000; ++i)
            many += ",\"a\"";
        QVERIFY(readIds(many + "]").ok());
        const auto tooMany = readIds(many + ",\"a\"]");
        QVERIFY(!tooMany.ok());
        QCOMPARE(bytes(tooMany.error().text), QByteArray("more than 100000 elements in one list"));
    }
};

QTEST_APPLESS_MAIN(BodiesTest)
#include "bodies_test.moc"
