// The list of what a search has found: positions stay, whatever comes and goes; and what a filter's completion offers.
#include "ui/models/filter_completion.h"
#include "ui/models/filter_setting.h"
#include "ui/models/match_list.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace tapedeck;

class MatchListTest : public QObject {
    Q_OBJECT

    static std::vector<MessageId> ids(std::initializer_list<uint64_t> values)
    {
        std::vector<MessageId> all;
        for (const uint64_t value : values)
            all.push_back(MessageId{value});
        return all;
    }
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    }

    void positionsCountTheMatches()
    {
        MatchList list;
        QCOMPARE(list.count(), int64_t{0});
        list.add(ids({3, 7, 8}));
        list.add(ids({5'000'000'000}));
        QCOMPARE(list.count(), int64_t{4});
        QCOMPARE(list.at(0), MessageId{3});
        QCOMPARE(list.at(3), MessageId{5'000'000'000});
        QCOMPARE(list.at(4), MessageId{});
        QCOMPARE(list.lowerBound(MessageId{0}), int64_t{0});
        QCOMPARE(list.lowerBound(MessageId{4}), int64_t{1});
        QCOMPARE(list.lowerBound(MessageId{7}), int64_t{1});
        QCOMPARE(list.lowerBound(MessageId{9}), int64_t{3});
        QCOMPARE(list.lowerBound(MessageId{6'000'000'000}), int64_t{4});
        QVERIFY(list.contains(MessageId{8}));
        QVERIFY(!list.contains(MessageId{9}));
    }
    void positionsStayWhenOldMessagesGo()
    {
        MatchList list;
        list.add(ids({3, 7, 8, 20}));
        list.dropBelow(MessageId{8});
        QCOMPARE(list.begin(), int64_t{2});
        QCOMPARE(list.end(), int64_t{4});
        QCOMPARE(list.at(1), MessageId{});
        QCOMPARE(list.at(2), MessageId{8});
        QVERIFY(!list.contains(MessageId{7}));
        QVERIFY(list.contains(MessageId{8}));
        QCOMPARE(list.lowerBound(MessageId{1}), int64_t{2});
        list.dropBelow(MessageId{100});
        QCOMPARE(list.count(), int64_t{0});
        list.add(ids({101}));
        QCOMPARE(list.at(4), MessageId{101});
    }
    void aWordIsCompletedWhereOneIsWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("begin");
        QTest::addColumn<QString>("word");
        QTest::newRow("alone") << QStringLiteral("json.to") << 0 << QStringLiteral("json.to");
        QTest::newRow("behind an operator") << QStringLiteral("id > 5 && key") << 10 << QStringLiteral("key");
        QTest::newRow("index") << QStringLiteral("json.lines[0].s") << 0 << QStringLiteral("json.lines[0].s");
        QTest::newRow("in quotes") << QStringLiteral("key == \"a") << 9 << QString();
        QTest::newRow("behind quotes") << QStringLiteral("key == \"a\\\"\" && si") << 16 << QStringLiteral("si");
        QTest::newRow("nothing") << QStringLiteral("key == ") << 7 << QString();
    }
    void aWordIsCompletedWhereOneIsWritten()
    {
        QFETCH(QString, text);
        QFETCH(int, begin);
        QFETCH(QString, word);
        const auto found = FilterCompletion::wordAt(text, static_cast<int>(text.size()));
        QCOMPARE(found.begin, begin);
        QCOMPARE(found.text, word);
    }
    void membersAndHeadersThatWereSeenAreOffered()
    {
        FilterCompletion completion;
        completion.learnBody("{\"total\":1,\"a b\":{\"c\":[{\"sku\":2}]}}");
        completion.learnBody("not JSON");
        completion.learnHeader("trace-id");
        completion.learnHeader("region");
        const QStringList words = completion.words();
        for (const char* word : {"json.total", "json[\"a b\"]", "json[\"a b\"].c", "json[\"a b\"].c[0].sku",
                 "header[\"trace-id\"]", "headers.region", "startswith"})
            QVERIFY2(words.contains(QLatin1String(word)), word);
    }
    void manyMembersAreNotAllKept()
    {
        FilterCompletion completion;
        std::string body = "{\"m0\":0";
        for (int i = 1; i < 2000; ++i)
            body += ",\"m" + std::to_string(i) + "\":0";
        completion.learnBody(body + "}");
        QVERIFY(static_cast<size_t>(completion.words().size()) < FilterCompletion::kNamesMax + 100);
    }
    void everyTextIsQuotedSoThatTheFilterFindsIt()
    {
        for (const std::string& text : {std::string("a\"b\\c"), std::string("line\nbreak\ttab"),
                 std::string("\x01\x7f"), std::string("\xff\xfe"), std::string("grüße"), std::string("/re/")}) {
            const QString filter = QStringLiteral("key == ") + FilterSetting::quoted(text);
            const auto parsed = Filter::parse(filter.toStdString());
            QVERIFY2(parsed.ok(), qPrintable(filter));
            const MessageView message{MessageId{1}, {}, {}, {}, text, {}, {}};
            QVERIFY2(parsed->matches({message}), qPrintable(filter));
        }
    }
    void termsAreJoinedAsTheyAreMeant()
    {
        FilterSetting setting;
        setting.setText(QStringLiteral("a || b"));
        setting.narrow(QStringLiteral("id > 5"));
        QCOMPARE(setting.text(), QStringLiteral("(a || b) && id > 5"));
        setting.exclude(QStringLiteral("key == \"k\""));
        QVERIFY(setting.error().isEmpty());
        const MessageView with{MessageId{6}, {}, {}, {}, "k", {}, "a"}, without{MessageId{6}, {}, {}, {}, "x", {}, "a"};
        QVERIFY(!setting.filter().matches({with}));
        QVERIFY(setting.filter().matches({without}));
        setting.setText(QStringLiteral("id >"));
        QVERIFY(!setting.error().isEmpty());
        QCOMPARE(setting.errorAt(), 4);
        QVERIFY(setting.filter().matches({without})); // the last one that was understood still holds
    }
    void whatWasUsedComesBackNewestFirst()
    {
        FilterHistory history;
        history.clearHistory();
        for (int i = 0; i < FilterHistory::kHistoryMax + 5; ++i)
            history.used(QStringLiteral("id == %1").arg(i));
        history.used(QStringLiteral("id == 20"));
        QCOMPARE(history.history().size(), FilterHistory::kHistoryMax);
        QCOMPARE(history.history().first(), QStringLiteral("id == 20"));
        history.save({QStringLiteral("dear"), QStringLiteral("json.total > 100")});
        QVERIFY(FilterHistory().saved().contains({QStringLiteral("dear"), QStringLiteral("json.total > 100")}));
        history.remove(QStringLiteral("dear"));
        QVERIFY(FilterHistory().saved().isEmpty());
    }
};

QTEST_GUILESS_MAIN(MatchListTest)
#include "match_list_test.moc"
