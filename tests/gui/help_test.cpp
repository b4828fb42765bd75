// The help: every page is there, its links lead somewhere, its lines have the real ports, its filters match what they
// are made from, and F1 opens the page of the panel one is in.
#include "tests/gui/shell_rig.h"
#include "ui/models/help_text.h"
#include "ui/models/translation.h"
#include "ui/panels/help_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/queue_panel.h"
#include "ui/views/message_table.h"

#include "engine/filter/filter.h"
#include "engine/log/message.h"

#include <QClipboard>
#include <QListWidget>
#include <QRegularExpression>
#include <QTextBrowser>
#include <QTreeView>

using namespace tapedeck;

class HelpTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static Snapshot ports()
    {
        Snapshot s;
        s.endpoints = {{"RESP", "127.0.0.1:40001", false}, {"HTTP", "[::1]:40002", false},
            {"fq", "127.0.0.1:40003", false}, {"gRPC", "127.0.0.1:40004", false}};
        return s;
    }

    // The blocks of a page, with what they say about their language.
    static const QRegularExpression& blocks()
    {
        static const QRegularExpression found(QStringLiteral("^```(.*?)^```$"),
            QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
        return found;
    }
    static QString withoutBlocks(QString page) { return page.remove(blocks()); }

private Q_SLOTS:
    void everyPageIsThereAndItsLinksLeadSomewhere()
    {
        QStringList names;
        for (const HelpPage& page : helpPages())
            names << page.name;
        QCOMPARE(names.size(), 18);
        static const QRegularExpression link(QStringLiteral("\\]\\(([a-z_]+\\.md)\\)"));
        for (const QString& name : names) {
            if (name == QLatin1String("keys.md"))
                continue; // the window makes it
            const QString text = helpSource(name, QStringLiteral("en"));
            QVERIFY2(text.startsWith(QStringLiteral("# ")), qPrintable(name));
            for (auto i = link.globalMatch(text); i.hasNext();) {
                const QString to = i.next().captured(1);
                QVERIFY2(names.contains(to), qPrintable(name + QStringLiteral(" to ") + to));
            }
        }
    }

    void aTranslatedPageHasTheLinesAndLinksOfTheEnglishOne()
    {
        static const QRegularExpression link(QStringLiteral("\\]\\(([a-z_]+\\.md)\\)"));
        static const QRegularExpression code(
            QStringLiteral("(?<!`)((`+)(?!`).*?(?<!`)\\2)(?!`)"), QRegularExpression::DotMatchesEverythingOption);
        // Headings of each level, items of lists and rows of tables.
        static const QRegularExpression parts(QStringLiteral("^(#+ |\\* |\\|)"), QRegularExpression::MultilineOption);
        // What stands for something else, as in json.PATH, is translated.
        static const QRegularExpression placeholder(QStringLiteral("\\b[A-Z]{4,}\\b"));
        const auto all = [](const QRegularExpression& what, const QString& text) {
            QStringList found;
            for (auto i = what.globalMatch(text); i.hasNext();)
                found << i.next().captured(1);
            return found;
        };
        for (const QString& language : Translation::languages().mid(1)) {
            for (const HelpPage& page : helpPages()) {
                if (page.name == QLatin1String("keys.md"))
                    continue; // the window makes it
                QString english = helpSource(page.name, QStringLiteral("en"));
                QString own = helpSource(page.name, language);
                QVERIFY2(own != english, qPrintable(page.name));
                QCOMPARE(all(blocks(), own), all(blocks(), english));
                own = withoutBlocks(own);
                english = withoutBlocks(english);
                QCOMPARE(all(link, own), all(link, english));
                QCOMPARE(all(parts, own), all(parts, english));
                QCOMPARE(all(code, own.replace(placeholder, QStringLiteral("NAME"))),
                    all(code, english.replace(placeholder, QStringLiteral("NAME"))));
            }
        }
    }

    void theFilterPageSaysWhatItsSignsMean()
    {
        for (const QString& language : Translation::languages()) {
            const QString shown = filterPage(helpSource(QStringLiteral("filter.md"), language), {}, {});
            const QString prose = withoutBlocks(shown);
            QVERIFY2(prose.contains(QStringLiteral("\u2713")) && prose.contains(QStringLiteral("\u2717")),
                qPrintable(language));
            QVERIFY2(
                !prose.contains(QStringLiteral("`+`")) && !prose.contains(QStringLiteral("`-`")), qPrintable(language));
        }
    }

    void thePortsOfThisBrokerAreFilledIn()
    {
        const HelpFacts facts = helpFacts(ports(), "shop.orders");
        for (const HelpPage& page : helpPages()) {
            const QString text = filledHelp(helpSource(page.name, QStringLiteral("en")), facts);
            static const QRegularExpression left(QStringLiteral("\\{\\{[a-z.]+\\}\\}"));
            QVERIFY2(!left.match(text).hasMatch(), qPrintable(page.name));
        }
        QVERIFY(filledHelp(helpSource(QStringLiteral("redis_cli.md"), QStringLiteral("en")), facts)
                    .contains(QStringLiteral("redis-cli -p 40001 HMGET shop.orders billing 1")));
        QVERIFY(filledHelp(helpSource(QStringLiteral("curl.md"), QStringLiteral("en")), facts)
                    .contains(QStringLiteral("http://[::1]:40002/q/shop.orders")));
        QVERIFY(filledHelp(helpSource(QStringLiteral("python.md"), QStringLiteral("en")), facts)
                    .contains(QStringLiteral("redis.Redis(host=\"127.0.0.1\", port=40001)")));
        QVERIFY(filledHelp(helpSource(QStringLiteral("grpc.md"), QStringLiteral("en")), facts)
                    .contains(QStringLiteral("grpcurl -plaintext 127.0.0.1:40004 list")));
    }

    void aNameThatAShellWouldReadOtherwiseIsNotOffered()
    {
        for (const char* name : {"a b", "$(reboot)", "x;y", "<b>", "", "a'b"})
            QCOMPARE(helpFacts(ports(), name).queue, QStringLiteral("orders"));
    }

    void theOwnFiltersMatchTheirMessage()
    {
        MessageAnswer answer;
        answer.found = true;
        answer.key = "k \"77\"\\";
        answer.headers = {{"region", "eu"}, {"a b", "<i>"}};
        answer.body = "{\"id\":9007199254740993,\"name\":\"\\u00e4\\\"x\",\"a b\":1.5e3,\"on\":true,\"list\":[1]}";
        const QStringList filters = ownFilters(answer, "orders", 20);
        QCOMPARE(filters.size(), 9);
        const std::string headers = encodeHeaders(answer.headers);
        MessageView view{MessageId{1}, {}, {}, {}, answer.key, headers, answer.body};
        for (const QString& text : filters) {
            const auto filter = Filter::parse(text.toStdString(), Duration{});
            QVERIFY2(filter.ok(), qPrintable(text));
            FilterSubject subject{view};
            subject.queue = "orders";
            QVERIFY2(filter->matches(subject), qPrintable(text));
        }
        QCOMPARE(ownFilters(answer, "orders", 3).size(), 3);
        answer.body = std::string(2 << 20, 'x');
        QCOMPARE(ownFilters(answer, "orders", 20).size(), 4);
    }

    void theFilterPageBeginsWithTheUsersOwnData()
    {
        ShellRig rig;
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{77}));
        rig.window->showHelp(QStringLiteral("filter.md"));
        auto* help = rig.dialog<HelpDialog>();
        QVERIFY(help);
        QTRY_VERIFY(help->browser()->toPlainText().contains(QStringLiteral("From the current message")));
        const QString text = help->browser()->toPlainText();
        QVERIFY(text.contains(QStringLiteral("queue == \"orders\"")));
        QVERIFY(text.contains(QStringLiteral("\u2713"))); // examples say what matches
        Q_EMIT help->browser()->anchorClicked(QUrl(QStringLiteral("copy:1"))); // and are not copied
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("json.total > 100 && headers.region == eu"));
    }

    void f1OpensThePageOfThePanelOneIsIn()
    {
        ShellRig rig;
        const auto page = [&](QWidget* panel) {
            rig.window->activateWindow();
            if (!QTest::qWaitForWindowActive(rig.window.get()))
                return QString();
            panel->setFocus();
            if (rig.window->focusWidget() != panel)
                return QStringLiteral("the focus stays where it was");
            QTest::keyClick(rig.window.get(), Qt::Key_F1);
            auto* help = rig.dialog<HelpDialog>();
            const QString name = help ? help->page() : QStringLiteral("no help");
            delete help;
            return name;
        };
        QCOMPARE(page(rig.window->queues()->tree()), QStringLiteral("queues.md"));
        QCOMPARE(page(rig.window->messagePanel()->table()), QStringLiteral("messages.md"));
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{77}));
        QTRY_VERIFY(rig.window->inspector()->tree()->isVisible());
        QCOMPARE(page(rig.window->inspector()->tree()), QStringLiteral("inspector.md"));
        rig.window->showHelp(QStringLiteral("fq.md"));
        rig.window->showHelp(QStringLiteral("go.md")); // in the same window
        QCOMPARE(rig.window->findChildren<HelpDialog*>().size(), qsizetype{1});
        QCOMPARE(rig.dialog<HelpDialog>()->page(), QStringLiteral("go.md"));
    }

    void aBlockIsCopiedAsItStands()
    {
        ShellRig rig;
        rig.window->showHelp(QStringLiteral("go.md"));
        auto* help = rig.dialog<HelpDialog>();
        Q_EMIT help->browser()->anchorClicked(QUrl(QStringLiteral("copy:0")));
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY(copied.startsWith(QStringLiteral("package main\n\nimport (\n\t\"context\"")));
        QVERIFY(copied.contains(QStringLiteral("Addr: \"127.0.0.1:9797\"")));
        Q_EMIT help->browser()->anchorClicked(QUrl(QStringLiteral("http://example.com/")));
        QCOMPARE(help->page(), QStringLiteral("go.md")); // no page of this help
        Q_EMIT help->browser()->anchorClicked(QUrl(QStringLiteral("fq.md")));
        QCOMPARE(help->page(), QStringLiteral("fq.md"));
    }

    void thePageOfKeysHasTheKeysThatCount()
    {
        ShellRig rig;
        rig.window->showHelp(QStringLiteral("keys.md"));
        const QString text = rig.dialog<HelpDialog>()->browser()->toPlainText();
        QVERIFY(text.contains(QStringLiteral("Ctrl+Shift+P")));
        QVERIFY(text.contains(QStringLiteral("J, K or the arrows")));
    }
};

QTEST_MAIN(HelpTest)
#include "help_test.moc"
