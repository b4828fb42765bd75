// Faults, responders and expectations in words and tables, what is made of messages, and quoting for shells.
#include "tests/support/fake_observer.h"
#include "ui/models/message_forms.h"
#include "ui/models/mock_models.h"
#include "ui/models/mock_text.h"
#include "ui/models/shell_text.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace tapedeck;

class MockModelsTest : public QObject {
    Q_OBJECT

    static FaultView fault(FaultId id, const FaultRule& rule)
    {
        FaultView view;
        view.id = id;
        view.rule = std::make_shared<const FaultRule>(rule);
        return view;
    }
    static PlacedMessage message(const char* queue, const char* key, const char* body, HeaderList headers = {})
    {
        PlacedMessage placed;
        placed.queue = queue;
        placed.message.key = key;
        placed.message.body = body;
        placed.message.headers = std::move(headers);
        return placed;
    }
    static QString text(QAbstractItemModel* model, int row, int column)
    {
        return model->index(row, column).data().toString();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theTableOfFaultsSaysWhatWhereWhenAndHowOften()
    {
        FaultRule rule;
        rule.name = "slow <b>";
        rule.kind = FaultKind::delay;
        rule.delay.from = Duration::millis(250);
        rule.at = FaultPoint::delivery;
        rule.queue = "orders*";
        rule.channel = "mail";
        rule.every = 2;
        rule.first = 10;
        rule.probability = 0.25;
        rule.filter = *Filter::parse("key == a");
        FaultModel* const model = makeFaultModel(this);
        QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        FaultView view = fault(3, rule);
        view.counters = {1200, 7, 0, 5};
        model->setRows(std::make_shared<const std::vector<FaultView>>(std::vector{view, fault(4, {})}));
        QCOMPARE(text(model, 0, fault_column::name), QStringLiteral("slow <b>"));
        QCOMPARE(text(model, 0, fault_column::state), QStringLiteral("on"));
        QCOMPARE(text(model, 0, fault_column::what), QStringLiteral("delay 250ms"));
        QCOMPARE(text(model, 0, fault_column::where), QStringLiteral("delivery, queue orders*, channel mail"));
        QCOMPARE(text(model, 0, fault_column::when), QStringLiteral("the first 10, one of 2, with probability 0.25"));
        QCOMPARE(text(model, 0, fault_column::filter), QStringLiteral("key == a"));
        QCOMPARE(text(model, 0, fault_column::seen), QStringLiteral("1,200"));
        QCOMPARE(text(model, 0, fault_column::hits), QStringLiteral("7"));
        QCOMPARE(text(model, 0, fault_column::held), QStringLiteral("5"));
        QCOMPARE(text(model, 1, fault_column::name), QStringLiteral("drop"));
        QCOMPARE(text(model, 1, fault_column::when), QStringLiteral("always"));
        QVERIFY(!model->index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("<b>")));
        view.over = true;
        model->setRows(std::make_shared<const std::vector<FaultView>>(std::vector{view}));
        QCOMPARE(text(model, 0, fault_column::state), QStringLiteral("over"));
        Snapshot snapshot;
        snapshot.faults = {view, fault(4, {})};
        QCOMPARE(activeFaults(snapshot), size_t{1});
    }

    void theTablesOfRespondersAndExpectationsSayHowTheyStand()
    {
        ResponderRule rule;
        rule.exchange = "shop";
        rule.to = *Template::parse("{{request.headers.reply-to}}");
        ResponderView responder;
        responder.id = 1;
        responder.rule = std::make_shared<const ResponderRule>(rule);
        responder.error = "no room";
        ResponderModel* const responders = makeResponderModel(this);
        responders->setRows(std::make_shared<const std::vector<ResponderView>>(std::vector{responder}));
        QCOMPARE(text(responders, 0, responder_column::where), QStringLiteral("exchange shop"));
        QCOMPARE(text(responders, 0, responder_column::to), QStringLiteral("queue {{request.headers.reply-to}}"));
        QVERIFY(text(responders, 0, responder_column::state).contains(QStringLiteral("no room")));

        ExpectationView view;
        ExpectItem item;
        item.expectation = *Expectation::parse("never error for 2s");
        view.item = std::make_shared<const ExpectItem>(item);
        ExpectationReport report;
        view.report = std::make_shared<const ExpectationReport>(report);
        QCOMPARE(expectationStateText(view), QStringLiteral("running"));
        report.decided = true;
        report.reason = "1 came.";
        report.took = Duration::seconds(2);
        view.report = std::make_shared<const ExpectationReport>(report);
        ExpectationModel* const expectations = makeExpectationModel(this);
        expectations->setRows(std::make_shared<const std::vector<ExpectationView>>(std::vector{view}));
        QVERIFY(text(expectations, 0, expectation_column::state).contains(QStringLiteral("failed")));
        QCOMPARE(text(expectations, 0, expectation_column::queue), QStringLiteral("all"));
        QCOMPARE(text(expectations, 0, expectation_column::reason), QStringLiteral("1 came."));
        NearMiss miss;
        miss.failed = {{"json.total > 50", 0, 15, false, false, true, "json.total is 17"}};
        QCOMPARE(nearMissText(miss), QStringLiteral("json.total > 50 does not hold: json.total is 17"));
    }

    void lengthsOfTimeAreReadAsTheyAreWritten()
    {
        for (const int64_t micros : {int64_t{0}, int64_t{7}, int64_t{1'500}, int64_t{250'000}, int64_t{90'000'000},
                 int64_t{7'200'000'000}, int64_t{86'400'000'000}}) {
            const QString typed = typedDuration(Duration{micros});
            QCOMPARE(readDuration(typed).value_or(Duration{-1}).micros, micros);
        }
        QCOMPARE(typedDuration(Duration::millis(250)), QStringLiteral("250ms"));
        QVERIFY(!readDuration(QStringLiteral("soon")) && !readDuration(QStringLiteral("-5us")) && !readDuration({}));
    }

    void aShellHandsOnWhatWasQuoted_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        for (const QByteArray& bytes :
            {QByteArray("plain-1.2/x"), QByteArray(), QByteArray("it's $HOME `id` \\ \"q\" !!"),
                QByteArray("*?[a] ~ ; | & < > ( ) { } #"), QByteArray("-rf"), QByteArray("line\nand\ttab"),
                QByteArray("a\r\x1b[31m\x7f b"), QByteArray("\xff\xfe raw"), QByteArray("caf\xc3\xa9 \xe6\x9d\xb1"),
                QByteArray("bidi \xe2\x80\xae"
                           "f1"),
                QByteArray("'\n'"), QByteArray("= ^ %s")})
            QTest::newRow(bytes.toHex().constData()) << bytes;
    }
    void aShellHandsOnWhatWasQuoted()
    {
        QFETCH(QByteArray, bytes);
        const QString quoted = shellQuoted(bytes.toStdString());
        for (const QChar c : quoted)
            QVERIFY(c.unicode() >= 0x20 && c.unicode() != 0x7f && c.unicode() != 0x202e);
        const QString shell = QStandardPaths::findExecutable(QStringLiteral("bash"));
        QVERIFY2(!shell.isEmpty(), "there is no bash here");
        QProcess process;
        process.start(shell, {QStringLiteral("-c"), QStringLiteral("printf %s ") + quoted});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.readAllStandardOutput(), bytes);
    }

    void anExpectationIsToldToShells()
    {
        ExpectItem item;
        item.queue = "orders*";
        item.expectation = *Expectation::parse("key == \"it's\" within 5s");
        ExpectFrom from;
        QCOMPARE(expectLine(item, from),
            QStringLiteral("tapedeck expect --queue='orders*' 'key == \"it'\\''s\" within 5s'"));
        from.kind = ExpectFrom::Kind::first;
        const QString curl = expectCurl(item, from, QStringLiteral("127.0.0.1:8888"));
        QVERIFY(curl.startsWith(QStringLiteral("curl -s http://127.0.0.1:8888/api/v1/expect -d '{")));
        QVERIFY(expectLine(item, from).contains(QStringLiteral("--from=first")));
        // Unquoted, it is JSON that says the same.
        QString body = curl.mid(curl.indexOf(QStringLiteral("-d ")) + 4).chopped(1);
        body.replace(QStringLiteral("'\\''"), QStringLiteral("'"));
        const QJsonObject json = QJsonDocument::fromJson(body.toUtf8()).object();
        QCOMPARE(json[QStringLiteral("queue")].toString(), QStringLiteral("orders*"));
        QCOMPARE(json[QStringLiteral("from")].toString(), QStringLiteral("first"));
        item.queue = "\xff";
        QVERIFY(expectCurl(item, from, {}).contains(QStringLiteral("\"queueBase64\":\"/w==\"")));
        QVERIFY(expectLine(item, from).contains(QStringLiteral("--queue=$'\\377'")));
    }

    void membersOfABodyBecomeTermsThatMatchIt()
    {
        const std::string body = "{\"id\":9007199254740993,\"a b\":{\"x\":[true,null,\"say \\\"hi\\\"\"]},\"n\":-1.50}";
        const auto members = scalarMembers(body, 100);
        QCOMPARE(members.size(), size_t{5});
        QCOMPARE(memberTerm(members[0]), QStringLiteral("json.id == 9007199254740993"));
        for (const ScalarMember& member : members) {
            const auto filter = Filter::parse(memberTerm(member).toStdString());
            QVERIFY2(filter.ok(), qPrintable(memberTerm(member)));
            MessageView view{MessageId{1}, {}, {}, {}, {}, {}, body};
            QVERIFY2(filter->matches({view}), qPrintable(memberTerm(member)));
        }
        QCOMPARE(scalarMembers(body, 2).size(), size_t{2});
        QVERIFY(scalarMembers("no json", 9).empty());
    }

    void aResponderIsMadeOfTwoMessages()
    {
        const auto request =
            message("orders", "k-77", "{\"type\":\"order\",\"id\":4711,\"customer\":{\"name\":\"Zo\\u00eb\"},\"n\":1}",
                {{"reply-to", "confirmations"}, {"trace", "4bf92f35"}});
        const auto answer = message("confirmations", "k-77",
            "{ \"re\": 4711, \"dear\": \"Zo\xc3\xab\", \"ok\": true, \"count\": 1, \"text\": \"{{thanks}}\" }",
            {{"trace", "4bf92f35"}, {"in-reply-to", "orders/1"}, {"kind", "answer"}});
        const ResponderDraft draft = responderFrom(request, answer);
        QCOMPARE(draft.queue, std::string("orders"));
        QCOMPARE(draft.filter, std::string("json.type == \"order\""));
        QCOMPARE(draft.to, std::string("{{request.headers.reply-to}}"));
        QCOMPARE(draft.key, std::string("{{request.key}}"));
        QCOMPARE(draft.body,
            std::string(
                "{ \"re\": {{json request.json.id}}, \"dear\": {{json request.json.customer.name}}, \"ok\": true, "
                "\"count\": 1, \"text\": \"{{\"{{\"}}thanks}}\" }"));
        QCOMPARE(draft.headers.size(), size_t{2}); // what this program says itself is not repeated
        QCOMPARE(draft.headers[0].second, std::string("{{request.headers.trace}}"));
        QCOMPARE(draft.headers[1].second, std::string("answer"));

        // Filled in from the request, the template yields the answer again.
        const auto parsed = Template::parse(draft.body);
        QVERIFY(parsed.ok());
        const std::string headers = encodeHeaders(request.message.headers);
        const MessageView view{MessageId{1}, {}, {}, {}, request.message.key, headers, request.message.body};
        SeededRandom random(1);
        const FilterSubject subject{view, "orders"};
        const auto filled = parsed->fill({subject, random, 1}, 10'000);
        QVERIFY(filled.ok());
        QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(*filled)),
            QJsonDocument::fromJson(QByteArray::fromStdString(answer.message.body)));
    }

    void messagesWithNothingInCommonMakeAFixedAnswer()
    {
        const ResponderDraft draft = responderFrom(message("q", "", "plain"), message("r", "", "text {{x"));
        QCOMPARE(draft.filter, std::string());
        QCOMPARE(draft.body, std::string("text {{\"{{\"}}x"));
        QCOMPARE(draft.fields, 0);
        const ResponderDraft echo = responderFrom(message("q", "key-1", "same"), message("r", "", "same"));
        QCOMPARE(echo.body, std::string("{{request.body}}"));
        QCOMPARE(echo.filter, std::string("key == \"key-1\""));
    }
};

QTEST_GUILESS_MAIN(MockModelsTest)
#include "mock_models_test.moc"
