// The filter in the window: written, understood or refused with its place, completed, applied in all three ways of
// showing matches, while messages come and go.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/message_panel.h"
#include "ui/views/match_strip.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace tapedeck;

class FilterBarTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;

        explicit Rig(uint64_t count = 1000)
        {
            workspace.fill = [count](FakeObserver& fake) {
                fake.addChannel(fake.addQueue("orders", count), "billing", 900);
                fake.addQueue("other", 10);
            };
            workspace.begin();
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            window->activateWindow();
            if (!QTest::qWaitForWindowActive(window.get()))
                qFatal("the window does not become active");
        }
        MessagePanel* panel() { return window->messagePanel(); }
        MessageTable* table() { return panel()->table(); }
        FilterBar* bar() { return panel()->filterBar(); }
        void write(const QString& text)
        {
            bar()->edit()->setFocus();
            bar()->edit()->selectAll();
            QTest::keyClicks(bar()->edit(), text);
            QTest::keyClick(bar()->edit(), Qt::Key_Return);
        }
    };
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void aSlashGoesToTheFilterAndEnterShowsOnlyMatches()
    {
        Rig rig;
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{1000});
        rig.table()->setFocus();
        QTest::keyClick(rig.table(), Qt::Key_Slash);
        QVERIFY(rig.bar()->edit()->hasFocus());
        rig.write(QStringLiteral("json.total >= 37 && json.total < 38"));
        QTRY_VERIFY(!rig.panel()->search()->running());
        QTRY_COMPARE(rig.table()->rowCount(), rig.panel()->search()->matches()->count());
        QVERIFY(rig.table()->rowCount() > 0 && rig.table()->rowCount() < 20);
        const int64_t first = rig.table()->rowBegin();
        QTRY_VERIFY(rig.table()->source().row(first));
        QVERIFY(rig.table()->cellText(first, MessageTable::previewColumn).contains(QStringLiteral("\"total\":37.")));
        QCOMPARE(rig.bar()->state()->text(), QStringLiteral("\u2713 valid"));
        rig.table()->goTo(first);
        QCOMPARE(rig.window->current().message(), rig.table()->source().idAt(first));
        rig.bar()->clear->trigger();
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{1000});
        QCOMPARE(rig.table()->currentId(), rig.window->current().message());
        QVERIFY(rig.bar()->edit()->text().isEmpty());
    }
    void anErrorSaysWhereAndChangesNothing()
    {
        Rig rig;
        rig.write(QStringLiteral("id <= 10"));
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{10});
        rig.write(QStringLiteral("id > > 3"));
        QVERIFY(rig.bar()->state()->text().contains(QStringLiteral("not understood")));
        QVERIFY2(rig.bar()->detail()->text().startsWith(QStringLiteral("At character 6: expected a value")),
            qPrintable(rig.bar()->detail()->text()));
        QVERIFY(rig.bar()->detail()->isVisible());
        QCOMPARE(rig.bar()->edit()->cursorPosition(), 5);
        QCOMPARE(rig.table()->rowCount(), int64_t{10});
        QTest::keyClick(rig.bar()->edit(), Qt::Key_Escape);
        QCOMPARE(rig.bar()->edit()->text(), QStringLiteral("id <= 10"));
        QVERIFY(!rig.bar()->detail()->isVisible());
        QCOMPARE(rig.window->focusWidget(), rig.table());
    }
    void whatIsHardlyMeantIsSaid()
    {
        Rig rig;
        rig.write(QStringLiteral("headers.tries > 3"));
        QVERIFY(!rig.bar()->detail()->text().isEmpty());
        QVERIFY(rig.bar()->detail()->isVisible());
        QVERIFY(!rig.bar()->state()->text().contains(QStringLiteral("valid")));
    }
    void membersOfTheMessagesAreCompleted()
    {
        Rig rig;
        rig.bar()->begin();
        QTRY_VERIFY(rig.bar()->completer()->model()->rowCount() > 40);
        QTest::keyClicks(rig.bar()->edit(), QStringLiteral("json.it"));
        QAbstractItemView* popup = rig.bar()->completer()->popup();
        QTRY_VERIFY(popup->isVisible());
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(rig.bar()->edit()->text(), QStringLiteral("json.items"));
    }
    void matchesAreFoundWhileMessagesComeAndGo()
    {
        Rig rig;
        const QueueNo queue = rig.window->client().queueNamed("orders")->number;
        rig.write(QStringLiteral("id in [5, 500, 1200, 1300]"));
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{2});
        rig.workspace.fake().grow(queue, 500);
        rig.workspace.fake().tick();
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{4});
        rig.workspace.fake().dropBelow(queue, 400);
        rig.workspace.fake().tick();
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{3});
        QCOMPARE(rig.table()->source().idAt(rig.table()->rowBegin()), MessageId{500});
        // Another queue is searched by the same filter.
        rig.window->current().setQueue(rig.window->client().queueNamed("other")->number);
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{1});
        rig.workspace.fake().removeQueue(rig.window->current().queue());
        rig.workspace.fake().tick();
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{3});
    }
    void aPauseHoldsNewMatchesBack()
    {
        Rig rig;
        const QueueNo queue = rig.window->client().queueNamed("orders")->number;
        QTest::keyClick(rig.table(), Qt::Key_Space);
        rig.write(QStringLiteral("id >= 990"));
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{11});
        rig.workspace.fake().grow(queue, 100);
        rig.workspace.fake().tick();
        QTRY_COMPARE(rig.table()->newRows(), uint64_t{100});
        QCOMPARE(rig.table()->rowCount(), int64_t{11});
        QTest::keyClick(rig.table(), Qt::Key_Space);
        QCOMPARE(rig.table()->rowCount(), int64_t{111});
    }
    void matchesCanBeListedBelowOrMarkedAmongAll()
    {
        Rig rig;
        rig.bar()->setMode(FilterBar::matchesBelow);
        rig.write(QStringLiteral("id in [5, 500, 900]"));
        QTRY_COMPARE(rig.panel()->matchTable()->rowCount(), int64_t{3});
        QVERIFY(rig.panel()->matchTable()->isVisible());
        QCOMPARE(rig.table()->rowCount(), int64_t{1000});
        rig.panel()->matchTable()->goTo(1);
        QCOMPARE(rig.table()->currentId(), MessageId{500});
        QCOMPARE(rig.window->current().message(), MessageId{500});

        rig.bar()->setMode(FilterBar::markedMatches);
        QVERIFY(!rig.panel()->matchTable()->isVisible());
        QVERIFY(rig.panel()->matchStrip()->isVisible());
        rig.panel()->nextMatch->trigger();
        QCOMPARE(rig.table()->currentId(), MessageId{900});
        rig.panel()->nextMatch->trigger(); // around
        QCOMPARE(rig.table()->currentId(), MessageId{5});
        rig.panel()->previousMatch->trigger();
        QCOMPARE(rig.table()->currentId(), MessageId{900});
        MatchStrip* strip = rig.panel()->matchStrip();
        QTest::mouseClick(strip, Qt::LeftButton, {}, QPoint(2, 3));
        QCOMPARE(rig.table()->currentId(), MessageId{5});
        QTRY_VERIFY(rig.table()->rowSentence(5).contains(QStringLiteral("matches the filter")));

        rig.bar()->setMode(FilterBar::onlyMatches);
        QCOMPARE(rig.table()->rowCount(), int64_t{3});
        QVERIFY(!strip->isVisible());
    }
    void aLongSearchShowsItsFirstMatchesAndCanBeStopped()
    {
        Rig rig(1'000'000);
        rig.write(QStringLiteral("id in [3, 999000]")); // the fake engine looks at everything
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{1});
        QVERIFY(rig.panel()->search()->running());
        rig.panel()->search()->stop();
        const uint64_t looked = rig.panel()->search()->looked();
        QVERIFY(looked > 0 && looked < 999'000);
        QTest::qWait(50);
        QCOMPARE(rig.panel()->search()->looked(), looked); // a stop stays a stop
        rig.bar()->clear->trigger();
        QVERIFY(!rig.panel()->search()->active());
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{1'000'000});
    }
    void selectedMatchesAreWhatActionsGet()
    {
        Rig rig;
        rig.write(QStringLiteral("id in [5, 500, 900]"));
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{3});
        rig.table()->selectAll();
        const auto ids = rig.window->current().selection()->ids(1, 10);
        QCOMPARE(rig.window->current().selection()->count(), int64_t{3});
        QCOMPARE(ids, (std::vector<MessageId>{MessageId{500}, MessageId{900}}));
        // What was chosen stays that, whatever is shown then.
        const auto chosen = rig.window->current().selection();
        rig.bar()->clear->trigger();
        QCOMPARE(chosen->ids(0, 1), std::vector<MessageId>{MessageId{5}});
    }
};

QTEST_MAIN(FilterBarTest)
#include "filter_bar_test.moc"
