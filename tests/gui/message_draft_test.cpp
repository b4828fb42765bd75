// Drafts as values: kept as JSON without losing a byte, templates as files, variables filled in anew for each message.
#include "ui/models/draft_files.h"
#include "ui/models/message_draft.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace tapedeck;

namespace {

MessageDraft everything()
{
    MessageDraft draft;
    draft.toExchange = true;
    draft.target = std::string("ex\xff\0", 4);
    draft.key = "k\n\u202e";
    draft.headers = {{"a", "1"}, {"a", std::string("\x80", 1)}, {"b", ""}};
    draft.body = std::string("{\"x\":\0\xfe", 7);
    draft.delay = QStringLiteral("30s");
    draft.count = 7;
    draft.every = QStringLiteral("500ms");
    draft.fillIn = false;
    return draft;
}

Time noon()
{
    return Time{1785499200'000000}; // 2026-07-31 12:00:00 UTC
}

FilledDraft filled(const MessageDraft& draft, uint64_t seq = 1, uint64_t seed = 1)
{
    const auto filling = DraftFilling::prepare(draft);
    if (!filling)
        qFatal("%s", filling.error().text.c_str());
    SeededRandom random(seed);
    auto out = filling->fill(random, noon(), seq);
    if (!out)
        qFatal("%s", out.error().text.c_str());
    return *out;
}

} // namespace

class MessageDraftTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDraftSurvivesBeingWrittenWithEveryByte()
    {
        const MessageDraft draft = everything();
        const auto read = draftFromJson(draftToJson(draft));
        QVERIFY(read.ok());
        QVERIFY(*read == draft);
        const auto empty = draftFromJson(draftToJson({}));
        QVERIFY(empty.ok());
        QVERIFY(*empty == MessageDraft{});
        MessageDraft nowhere;
        nowhere.toExchange = true;
        QVERIFY(*draftFromJson(draftToJson(nowhere)) == nowhere);
    }
    void randomDraftsSurviveToo()
    {
        const uint64_t seed = qEnvironmentVariableIntValue("TAPEDECK_TEST_SEED")
            ? static_cast<uint64_t>(qEnvironmentVariableIntValue("TAPEDECK_TEST_SEED"))
            : SystemRandom().next() % 1'000'000;
        qInfo("TAPEDECK_TEST_SEED=%llu", static_cast<unsigned long long>(seed));
        SeededRandom random(seed);
        const auto bytes = [&random] {
            std::string all;
            for (uint64_t left = random.next() % 20; left > 0; --left)
                all += static_cast<char>(random.next() % (left % 2 ? 256 : 128));
            return all;
        };
        for (int i = 0; i < 500; ++i) {
            MessageDraft draft;
            draft.toExchange = random.next() % 2;
            draft.target = bytes();
            draft.key = bytes();
            draft.body = bytes();
            for (uint64_t left = random.next() % 4; left > 0; --left)
                draft.headers.emplace_back("h" + bytes(), bytes());
            draft.count = 1 + static_cast<uint32_t>(random.next() % 1000);
            const auto read = draftFromJson(draftToJson(draft));
            QVERIFY(read.ok());
            QVERIFY2(*read == draft, draftToJson(draft).constData());
        }
    }
    void whatIsNoDraftIsRefusedWithASentence_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{\"queue\":");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("a number for a text") << QByteArray("{\"body\": 3}");
        QTest::newRow("bad base64") << QByteArray("{\"bodyBase64\": \"*\"}");
        QTest::newRow("headers") << QByteArray("{\"headers\": {\"a\": \"b\"}}");
        QTest::newRow("header without a name") << QByteArray("{\"headers\": [{\"value\": \"b\"}]}");
    }
    void whatIsNoDraftIsRefusedWithASentence()
    {
        QFETCH(QByteArray, json);
        const auto read = draftFromJson(json);
        QVERIFY(!read.ok());
        QVERIFY(QString::fromStdString(read.error().text).endsWith(QLatin1Char('.')));
    }
    void lengthsOfTimeAreReadAsEverywhere()
    {
        QCOMPARE(draftDuration({})->micros, int64_t{0});
        QCOMPARE(draftDuration(QStringLiteral(" 500ms "))->micros, int64_t{500'000});
        QVERIFY(!draftDuration(QStringLiteral("soon")));
    }

    // --- variables

    void withoutVariablesEverythingIsSentAsItIs()
    {
        MessageDraft draft = everything();
        draft.body = "{{ not closed";
        const FilledDraft out = filled(draft);
        QCOMPARE(out.target, draft.target);
        QCOMPARE(out.key, draft.key);
        QCOMPARE(out.headers, draft.headers);
        QCOMPARE(out.body, draft.body);
        QVERIFY(!DraftFilling::prepare(draft)->hasVariables());
    }
    void variablesAreFilledInAnewEachTime()
    {
        qputenv("TAPEDECK_TEST_CITY", "Aachen");
        MessageDraft draft;
        draft.target = "q-{{seq}}";
        draft.key = "{{uuid}}";
        draft.body =
            "{\"n\":{{seq}},\"at\":\"{{now}}\",\"dice\":{{random 1 6}},\"city\":{{json env.TAPEDECK_TEST_CITY}},"
            "\"braces\":\"{{\"{{\"}}\"}";
        draft.headers = {{"r", "{{random}}"}};
        const FilledDraft first = filled(draft, 1, 5), second = filled(draft, 2, 6);
        QCOMPARE(first.target, std::string("q-1"));
        QCOMPARE(second.target, std::string("q-2"));
        QVERIFY(first.key != second.key);
        QVERIFY(QRegularExpression(QStringLiteral("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"))
                    .match(QString::fromStdString(first.key))
                    .hasMatch());
        QVERIFY2(QRegularExpression(QStringLiteral("^\\{\"n\":1,\"at\":\"2026-07-31T12:00:00[^\"]*\",\"dice\":[1-6],"
                                                   "\"city\":\"Aachen\",\"braces\":\"\\{\\{\"\\}$"))
                     .match(QString::fromStdString(first.body))
                     .hasMatch(),
            first.body.c_str());
        QVERIFY(first.headers != second.headers);
        QVERIFY(DraftFilling::prepare(draft)->hasVariables());
    }
    void aMistakeNamesThePartAndThePlace()
    {
        MessageDraft draft;
        draft.headers = {{"trace", "x{{nothing}}"}};
        const auto filling = DraftFilling::prepare(draft);
        QVERIFY(!filling.ok());
        const QString text = QString::fromStdString(filling.error().text);
        QVERIFY2(text.contains(QStringLiteral("trace")) && text.contains(QLatin1Char('4')), qPrintable(text));
    }
    void aDraftAnswersNoMessage()
    {
        MessageDraft draft;
        draft.body = "{{ json request.json.id }}";
        QVERIFY(!DraftFilling::prepare(draft).ok());
        draft.fillIn = false;
        QCOMPARE(filled(draft).body, draft.body);
    }

    // --- files

    void templatesAreFilesThatAreLoadedRenamedAndDeleted()
    {
        QTemporaryDir directory;
        const DraftTemplates templates(directory.filePath(QStringLiteral("deep/templates")));
        QCOMPARE(templates.names(), QStringList());
        QVERIFY(templates.save(QStringLiteral("beta"), everything()).ok());
        QVERIFY(templates.save(QStringLiteral("alpha"), {}).ok());
        QCOMPARE(templates.names(), (QStringList{QStringLiteral("alpha"), QStringLiteral("beta")}));
        QVERIFY(*templates.load(QStringLiteral("beta")) == everything());
        QVERIFY(QFile::exists(directory.filePath(QStringLiteral("deep/templates/beta.json"))));
        QVERIFY(!templates.rename(QStringLiteral("beta"), QStringLiteral("alpha")).ok());
        QVERIFY(templates.rename(QStringLiteral("beta"), QStringLiteral("big")).ok());
        QVERIFY(*templates.load(QStringLiteral("big")) == everything());
        QVERIFY(templates.remove(QStringLiteral("big")).ok());
        QVERIFY(!templates.remove(QStringLiteral("big")).ok());
        QVERIFY(!templates.load(QStringLiteral("big")).ok());
        QCOMPARE(templates.names(), QStringList{QStringLiteral("alpha")});
    }
    void aTemplatesNameStaysInItsFolder()
    {
        QTemporaryDir directory;
        const DraftTemplates templates(directory.path());
        for (const QString& name : {QStringLiteral("../x"), QStringLiteral("a/b"), QString(), QStringLiteral(".hidden"),
                 QStringLiteral("  "), QString(300, QLatin1Char('x'))})
            QVERIFY2(!templates.save(name, {}).ok(), qPrintable(name));
        QCOMPARE(QDir(directory.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 0);
    }
    void openDraftsAreKeptInOneFile()
    {
        QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("data/drafts.json"));
        QCOMPARE(loadDrafts(path)->size(), size_t{0});
        MessageDraft other;
        other.body = "b";
        QVERIFY(saveDrafts(path, {everything(), other}).ok());
        const auto read = loadDrafts(path);
        QVERIFY(read.ok());
        QCOMPARE(read->size(), size_t{2});
        QVERIFY((*read)[0] == everything() && (*read)[1] == other);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no list");
        file.close();
        QVERIFY(!loadDrafts(path).ok());
    }
};

QTEST_GUILESS_MAIN(MessageDraftTest)
#include "message_draft_test.moc"
