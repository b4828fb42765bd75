// Templates: what each field becomes, and what a mistake says.
#include "engine/base/limits.h"
#include "engine/mock/template.h"

#include <QTest>

#include <regex>

using namespace tapedeck;

namespace {

struct Request {
    std::string headers = encodeHeaders({{"reply-to", "answers"}, {"x.y", "dotted"}, {"a b", "blank"}});
    std::string body =
        "{\"id\": \"a\\\"1\", \"n\": 12345678901234567890, \"list\": [1, {\"x\": null}, true], \"a.b\": 2}";
    MessageView view{MessageId{7}, Time{1'700'000'000'000'000}, {}, {}, "eu.de", headers, body};
    FilterSubject subject{view, "orders"};
    SeededRandom random{1};
};

std::string fill(const std::string& text, Request& request, const TemplateEnvironment& environment = {})
{
    const Result<Template> made = Template::parse(text, environment);
    if (!made)
        return "error: " + made.error().text;
    request.subject.now = Time{1'700'000'001'000'000};
    const Result<std::string> filled = made->fill({request.subject, request.random, 42}, limits::kBodyBytesMax);
    return filled ? *filled : "error: " + filled.error().text;
}

} // namespace

class TemplateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fieldsAreFilledIn_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
        row("", "");
        row("plain { text }", "plain { text }");
        row("{{request.key}}", "eu.de");
        row("{{ request.key }}!", "eu.de!");
        row("{{request.id}}/{{request.queue}}", "7/orders");
        row("{{request.time}}", "2023-11-14T22:13:20.000000Z");
        row("{{now}}", "2023-11-14T22:13:21.000000Z");
        row("{{seq}}", "42");
        row("{{request.headers.reply-to}}", "answers");
        row("{{request.headers.x.y}}", "dotted");
        row("{{request.headers[\"a b\"]}}", "blank");
        row("{{request.headers.none}}", "");
        row("{{request.json.id}}", "a\"1");
        row("{{json request.json.id}}", "\"a\\\"1\"");
        row("{{request.json.n}}", "12345678901234567890");
        row("{{request.json.list}}", "[1,{\"x\":null},true]");
        row("{{request.json.list[1]}}", "{\"x\":null}");
        row("{{request.json.list[-1]}}", "true");
        row("{{request.json[\"a.b\"]}}", "2");
        row("{{request.json.none}}", "");
        row("{{json request.json.none}}", "null");
        row("{{json request.key}}", "\"eu.de\"");
        row("{{json request.id}}", "7");
        row("{{random 5 5}}", "5");
        row("{{\"{{\"}}x{{\"}}\"}}", "{{x}}");
    }
    void fieldsAreFilledIn()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        Request request;
        QCOMPARE(QString::fromStdString(fill(text.toStdString(), request)), expected);
    }

    void theWholeBodyCanBeRepeated()
    {
        Request request;
        QCOMPARE(fill("{{request.body}}", request), request.body);
        Request noJson;
        noJson.body = "not json";
        noJson.view.body = noJson.body;
        QCOMPARE(fill("[{{request.json.id}}]", noJson), std::string("[]"));
    }

    void mistakesSayWhere_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("position"); // as people count
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, int position, const char* expected) {
            QTest::newRow(text) << text << position << expected;
        };
        row("{{", 3, "a field");
        row("{{key}}", 3, "a field");
        row("ab{{request}}", 12, "`.` and what of the request");
        row("{{request.bodi}}", 11, "body, key");
        row("{{request.key", 14, "`}}`");
        row("{{request.key }", 15, "`}}`");
        row("{{request.headers}}", 18, "`.` and the name");
        row("{{request.headers.}}", 19, "the name of a header");
        row("{{request.json.}}", 16, "the name of a member");
        row("{{request.json[x]}}", 16, "the number of an element");
        row("{{request.json[1}}", 17, "`]`");
        row("{{random 6 1}}", 12, "not below");
        row("{{random 1}}", 11, "a whole number");
        row("{{\"abc}}", 3, "ends the text");
        row("{{env.SECRET}}", 7, "a variable that may be read");
    }
    void mistakesSayWhere()
    {
        QFETCH(QString, text);
        QFETCH(int, position);
        QFETCH(QString, expected);
        const auto parsed = Template::tryParse(text.toStdString());
        const auto* error = std::get_if<TemplateError>(&parsed);
        QVERIFY(error);
        QCOMPARE(static_cast<int>(error->position) + 1, position);
        const QString said = QString::fromStdString(error->expected);
        QVERIFY2(said.contains(expected), qPrintable(said));
    }

    void onlyAllowedVariablesAreRead()
    {
        Request request;
        const TemplateEnvironment environment = [](std::string_view name) -> std::optional<std::string> {
            return name == "STAGE" ? std::optional<std::string>("test") : std::nullopt;
        };
        QCOMPARE(fill("{{env.STAGE}}", request, environment), std::string("test"));
        QVERIFY(fill("{{env.HOME}}", request, environment).starts_with("error: At character 7"));
    }

    void aSeedRepeatsWhatIsDrawn()
    {
        Request first, second, third;
        third.random = SeededRandom(2);
        const std::string text = "{{uuid}} {{random}} {{random 1 6}}";
        const std::string drawn = fill(text, first);
        QCOMPARE(drawn, fill(text, second));
        QVERIFY(drawn != fill(text, third));
        const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12} [0-9]+ [1-6]");
        QVERIFY2(std::regex_match(drawn, form), drawn.c_str());
    }

    void limitsHold()
    {
        QVERIFY(!Template::parse(std::string(limits::kTemplateBytesMax + 1, 'x')).ok());
        std::string many;
        for (size_t i = 0; i <= limits::kTemplateFieldsMax; ++i)
            many += "{{seq}}";
        QVERIFY(!Template::parse(many).ok());
        Request request;
        const Result<Template> twice = Template::parse("{{request.body}}{{request.body}}");
        QVERIFY(twice.ok());
        const auto filled = twice->fill({request.subject, request.random, 1}, request.body.size());
        QVERIFY(!filled.ok());
        QVERIFY(filled.error().code == ErrorCode::messageTooBig);
    }
};

QTEST_APPLESS_MAIN(TemplateTest)
#include "template_test.moc"
