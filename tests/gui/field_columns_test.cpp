// Fields of messages as columns of the table: asked for by name, offered from what was seen, shown as they are written,
// moved, hidden, removed and kept.
#include "tests/gui/shell_rig.h"
#include "ui/models/field_columns.h"
#include "ui/models/json_tree_model.h"
#include "ui/models/plain_text.h"
#include "ui/panels/column_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/timeline_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/message_table_accessible.h"
#include "ui/views/timeline_strip.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QCompleter>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTimer>
#include <QTreeView>

using namespace tapedeck;

class FieldColumnsTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static constexpr int kField = MessageTable::fixedColumns; // the first one
    static QString dash() { return QStringLiteral("\u2013"); }
    static MessageTable* table(const ShellRig& rig) { return rig.window->messagePanel()->table(); }
    static FieldColumns* columns(const ShellRig& rig) { return rig.window->messagePanel()->columns(); }
    // What the menu of the header offers at a column. The menu is open only while it is read.
    static QStringList menuAt(const ShellRig& rig, int column, const QString& chosen = {})
    {
        QHeaderView* header = table(rig)->header();
        QStringList texts;
        QTimer::singleShot(0, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            if (!menu)
                return;
            QAction* found = nullptr;
            for (QAction* action : menu->actions()) {
                texts << (action->isCheckable()
                                 ? (action->isChecked() ? QStringLiteral("[x] ") : QStringLiteral("[ ] "))
                                 : QString())
                        + action->text().remove(QLatin1Char('&'));
                if (!chosen.isEmpty() && texts.last() == chosen)
                    found = action;
            }
            menu->close();
            if (found)
                found->trigger();
        });
        const QPoint at(header->sectionViewportPosition(column) + 3, header->height() / 2);
        Q_EMIT header->customContextMenuRequested(at);
        return texts;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", m_settings.file("data").toUtf8());
        installMessageTableAccessibility();
    }
    void init() { QSettings().clear(); }

    void aColumnIsAskedForByName()
    {
        ShellRig rig;
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{500}));
        QTRY_VERIFY(table(rig)->source().row(500));
        rig.window->messagePanel()->addColumn->trigger();
        auto* dialog = rig.dialog<ColumnDialog>();
        QVERIFY(dialog);
        // Members and headers that were seen are offered.
        QTRY_VERIFY(dialog->completer()->model()->rowCount() > 15);
        QTest::keyClicks(dialog->edit(), QStringLiteral("total"));
        QTRY_VERIFY(dialog->completer()->popup()->isVisible());
        QCOMPARE(dialog->completer()->currentCompletion(), QStringLiteral("json.total"));
        QTest::keyClick(dialog->completer()->popup(), Qt::Key_Down);
        QTest::keyClick(dialog->completer()->popup(), Qt::Key_Return);
        QCOMPARE(dialog->edit()->text(), QStringLiteral("json.total"));
        QTest::keyClick(dialog->edit(), Qt::Key_Return);
        QCOMPARE(columns(rig)->texts(), QStringList(QStringLiteral("json.total")));
        QCOMPARE(table(rig)->columnCount(), kField + 1);
        QCOMPARE(table(rig)->columnName(kField), QStringLiteral("json.total"));
        // 500 * 37 % 9000 = 500; as written, with its noughts.
        QTRY_COMPARE(table(rig)->cellText(500, kField), QStringLiteral("500.00"));
        // It stands before the preview, and has room.
        const QHeaderView* header = table(rig)->header();
        QVERIFY(header->visualIndex(kField) + 1 == header->visualIndex(MessageTable::previewColumn));
        QVERIFY(
            header->sectionSize(kField) >= table(rig)->fontMetrics().horizontalAdvance(QStringLiteral("json.total")));
        const QRect cell = table(rig)->cellRect(500, kField);
        QVERIFY(cell.left() >= 0 && cell.right() <= table(rig)->viewport()->width());
        // And in the list of matches, too.
        QCOMPARE(rig.window->messagePanel()->matchTable()->columnCount(), kField + 1);
    }
    void largeIntegersAreNotRounded()
    {
        ShellRig rig;
        QCOMPARE(columns(rig)->add(QStringLiteral("json.id")), QString());
        QTRY_COMPARE(table(rig)->cellText(1000, kField), QStringLiteral("9007199254741992"));
        QCOMPARE(table(rig)->cellText(999, kField), QStringLiteral("9007199254741991"));
    }
    void whatIsMissingIsADash()
    {
        ShellRig rig;
        columns(rig)->add(QStringLiteral("headers.content-type"));
        columns(rig)->add(QStringLiteral("json.note"));
        columns(rig)->add(QStringLiteral("json.items"));
        QTRY_COMPARE(table(rig)->cellText(999, kField), QStringLiteral("application/json"));
        QCOMPARE(table(rig)->cellText(1000, kField), dash());
        QCOMPARE(table(rig)->cellText(1000, kField + 1), QStringLiteral("null"));
        QVERIFY(table(rig)->cellText(1000, kField + 2).startsWith(QStringLiteral("[{\"sku\":\"A-")));
        const QString sentence = table(rig)->rowSentence(1000);
        QVERIFY2(sentence.contains(QStringLiteral("headers.content-type: not there")), qPrintable(sentence));
        QVERIFY2(sentence.contains(QStringLiteral("json.note: null")), qPrintable(sentence));
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(table(rig));
        QVERIFY(spoken && spoken->tableInterface());
        QCOMPARE(spoken->tableInterface()->columnCount(), kField + 3);
        QCOMPARE(spoken->tableInterface()->columnDescription(kField), QStringLiteral("headers.content-type"));
        QCOMPARE(spoken->tableInterface()->cellAt(999, kField)->text(QAccessible::Name), dash());
    }
    void whatIsNoFieldIsRefusedInTheDialog()
    {
        ShellRig rig;
        rig.window->messagePanel()->addColumn->trigger();
        auto* dialog = rig.dialog<ColumnDialog>();
        for (const char* wrong : {"json.total > 3", "word", "json..a", "state", "json.a["}) {
            dialog->edit()->setText(QLatin1String(wrong));
            QCOMPARE(dialog->problem(), QString());
            QTest::keyClick(dialog->edit(), Qt::Key_Return);
            QVERIFY(dialog->isVisible());
            QCOMPARE(dialog->problem(), shownText(Field::parse(wrong).error().text));
            QVERIFY(dialog->problem().startsWith(QStringLiteral("At character ")));
        }
        QVERIFY(columns(rig)->fields().empty());
        QCOMPARE(table(rig)->columnCount(), kField);
        dialog->edit()->clear();
        QVERIFY(!dialog->findChild<QPushButton*>()->isEnabled());
        dialog->reject();
        // One more than there may be.
        for (size_t i = 0; i < PageRequest::kFieldsMax; ++i)
            QCOMPARE(columns(rig)->add(QStringLiteral("json.a[%1]").arg(i)), QString());
        QVERIFY(columns(rig)->add(QStringLiteral("json.b")).contains(QStringLiteral("16")));
        QCOMPARE(columns(rig)->add(QStringLiteral("json.a[3]")), QString()); // it is there
        QCOMPARE(columns(rig)->fields().size(), PageRequest::kFieldsMax);
    }
    void theHeadersMenuShowsHidesAndRemoves()
    {
        ShellRig rig;
        columns(rig)->add(QStringLiteral("json.city"));
        columns(rig)->add(QStringLiteral("json.total"));
        QTRY_COMPARE(table(rig)->cellText(1000, kField), QStringLiteral("Aachen"));
        QStringList menu = menuAt(rig, MessageTable::timeColumn);
        QCOMPARE(menu.mid(0, 8),
            (QStringList{QStringLiteral("[x] Id"), QStringLiteral("[x] Time"), QStringLiteral("[x] Key"),
                QStringLiteral("[x] Size"), QStringLiteral("[x] State"), QStringLiteral("[x] json.city"),
                QStringLiteral("[x] json.total"), QStringLiteral("[x] Preview")}));
        QVERIFY(menu.contains(QStringLiteral("Add column\u2026")));
        menuAt(rig, MessageTable::timeColumn, QStringLiteral("[x] Key"));
        QVERIFY(!table(rig)->columnShown(MessageTable::keyColumn));
        QVERIFY(table(rig)->cellRect(1000, MessageTable::keyColumn).isEmpty());
        menuAt(rig, MessageTable::timeColumn, QStringLiteral("[ ] Key"));
        QVERIFY(table(rig)->columnShown(MessageTable::keyColumn));
        QVERIFY(menuAt(rig, kField).contains(QStringLiteral("Remove column json.city")));
        menuAt(rig, kField, QStringLiteral("Remove column json.city"));
        QCOMPARE(columns(rig)->texts(), QStringList(QStringLiteral("json.total")));
        QCOMPARE(table(rig)->columnCount(), kField + 1);
        QTRY_COMPARE(table(rig)->cellText(1000, kField), QStringLiteral("1000.00"));
        // All but one can be hidden.
        for (int column = 0; column < table(rig)->columnCount(); ++column)
            table(rig)->showColumn(column, false);
        int shown = 0;
        for (int column = 0; column < table(rig)->columnCount(); ++column)
            shown += table(rig)->columnShown(column);
        QCOMPARE(shown, 1);
        columns(rig)->remove(QStringLiteral("json.total")); // it was the one
        QVERIFY(table(rig)->columnShown(MessageTable::previewColumn));
    }
    void theViewMenuHasTheSame()
    {
        ShellRig rig;
        columns(rig)->add(QStringLiteral("json.city"));
        QMenu* found = nullptr;
        for (QMenu* menu : rig.window->menuBar()->findChildren<QMenu*>())
            if (menu->title().remove(QLatin1Char('&')) == QStringLiteral("Columns"))
                found = menu;
        QVERIFY(found);
        Q_EMIT found->aboutToShow();
        QStringList texts;
        for (const QAction* action : found->actions())
            texts << action->text().remove(QLatin1Char('&'));
        QVERIFY(texts.contains(QStringLiteral("json.city")));
        QVERIFY(texts.contains(QStringLiteral("Add column\u2026")));
        QVERIFY(texts.contains(QStringLiteral("Remove column")));
    }
    void theInspectorOffersItsFields()
    {
        ShellRig rig;
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{501}));
        InspectorPanel* inspector = rig.window->inspector();
        inspector->setView(InspectorPanel::treeView);
        QTRY_VERIFY(inspector->model()->rowCount({}) > 0);
        QModelIndex city;
        const auto walk = [&](const auto& self, const QModelIndex& parent) -> void {
            for (int row = 0; row < inspector->model()->rowCount(parent); ++row) {
                const QModelIndex at = inspector->model()->index(row, 0, parent);
                if (inspector->model()->path(at) == QStringLiteral("$.city"))
                    city = at;
                self(self, at);
            }
        };
        walk(walk, {});
        QVERIFY(city.isValid());
        inspector->tree()->setCurrentIndex(city);
        QVERIFY(inspector->showAsColumn->isEnabled());
        QVERIFY(inspector->tree()->actions().contains(inspector->showAsColumn));
        inspector->showAsColumn->trigger();
        QTRY_COMPARE(table(rig)->cellText(501, kField), QStringLiteral("Berlin"));
        inspector->setView(InspectorPanel::headersView);
        QTRY_COMPARE(inspector->headers()->rowCount(), 2);
        inspector->headers()->setCurrentCell(0, 0);
        QVERIFY(inspector->showAsColumn->isEnabled());
        inspector->showAsColumn->trigger();
        QTRY_COMPARE(table(rig)->cellText(501, kField + 1), QStringLiteral("application/json"));
        // Hidden and asked for again: it is seen.
        table(rig)->showColumn(kField + 1, false);
        inspector->showAsColumn->trigger();
        QVERIFY(table(rig)->columnShown(kField + 1));
        QCOMPARE(columns(rig)->fields().size(), size_t{2});
    }
    void columnsAreAsTheyWereInTheNextRun()
    {
        {
            ShellRig rig;
            columns(rig)->add(QStringLiteral("json.city"));
            columns(rig)->add(QStringLiteral("json.total"));
            QHeaderView* header = table(rig)->header();
            header->moveSection(header->visualIndex(kField + 1), 0);
            header->resizeSection(kField, 123);
            table(rig)->showColumn(MessageTable::sizeColumn, false);
            rig.window->close();
        }
        {
            ShellRig rig;
            rig.window->restoreLayout();
            QCOMPARE(columns(rig)->texts(), (QStringList{QStringLiteral("json.city"), QStringLiteral("json.total")}));
            QCOMPARE(table(rig)->header()->visualIndex(kField + 1), 0);
            QCOMPARE(table(rig)->header()->sectionSize(kField), 123);
            QVERIFY(!table(rig)->columnShown(MessageTable::sizeColumn));
            QTRY_COMPARE(table(rig)->cellText(1000, kField), QStringLiteral("Aachen"));
        }
        // Settings that do not fit each other, or are no fields.
        QSettings().setValue(
            QStringLiteral("window/fields"), QStringList{QStringLiteral("&& no"), QStringLiteral("id")});
        ShellRig rig;
        rig.window->restoreLayout();
        QCOMPARE(columns(rig)->texts(), QStringList(QStringLiteral("id")));
        QCOMPARE(table(rig)->header()->count(), table(rig)->columnCount());
        table(rig)->grab();
        QTRY_COMPARE(table(rig)->cellText(1000, kField), QStringLiteral("1000"));
    }
    void hostileValuesAreShownAsTheyAre()
    {
        ShellRig rig([](FakeObserver& fake) {
            fake.content = [](uint64_t id) {
                FakeObserver::Message m;
                m.body = id % 3 == 0 ? "{\"a\":\"" + std::string(1 << 20, 'x') + "\"}"
                    : id % 3 == 1    ? std::string("{\"a\":\"<b>bold</b>&amp;<img src=x>\"}")
                                     : std::string("{\"a\":\"one\\u202Etwo\\u0000\\nthree\"}");
                m.headers = {{"<i>h</i>\xe2\x80\xae", "v\x01"}};
                return m;
            };
            fake.addQueue("orders", 12);
        });
        QCOMPARE(columns(rig)->add(QStringLiteral("json.a")), QString());
        QCOMPARE(columns(rig)->add(QStringLiteral("header[\"<i>h</i>\u202e\"]")), QString());
        QTRY_VERIFY(table(rig)->source().row(12));
        const QString line = table(rig)->cellText(12, kField);
        QVERIFY2(line.size() <= 260 && line.startsWith(QStringLiteral("xxxx")) && line.endsWith(QChar(0x2026)),
            qPrintable(line.left(300)));
        QCOMPARE(table(rig)->cellText(10, kField), QStringLiteral("<b>bold</b>&amp;<img src=x>"));
        const QString tricky = table(rig)->cellText(11, kField);
        QVERIFY2(!tricky.contains(QChar(0x202e)) && !tricky.contains(QLatin1Char('\n')) && !tricky.contains(QChar(0)),
            qPrintable(tricky));
        QCOMPARE(table(rig)->cellText(11, kField + 1), QStringLiteral("v\u2401"));
        const QAbstractItemModel* names = table(rig)->header()->model();
        QVERIFY(!names->headerData(kField + 1, Qt::Horizontal).toString().contains(QChar(0x202e)));
        QVERIFY(
            !names->headerData(kField + 1, Qt::Horizontal, Qt::ToolTipRole).toString().contains(QStringLiteral("<i>")));
        QVERIFY(!table(rig)->grab().isNull());
    }
    void anotherQueueHasTheSameColumns()
    {
        ShellRig rig;
        columns(rig)->add(QStringLiteral("json.city"));
        rig.window->current().setQueue(rig.window->client().queueNamed("other")->number);
        QTRY_COMPARE(table(rig)->cellText(10, kField), QStringLiteral("Aachen"));
    }
    void theyAreSeen()
    {
        for (const Theme::Choice choice : {Theme::Choice::light, Theme::Choice::dark}) {
            ShellRig rig;
            rig.theme.choose(choice);
            columns(rig)->add(QStringLiteral("json.city"));
            columns(rig)->add(QStringLiteral("json.total"));
            rig.window->messagePanel()->showAsColumn(QStringLiteral("headers.content-type"));
            rig.window->filter().setText(QStringLiteral("json.express && id > 300"));
            rig.window->messagePanel()->addColumn->trigger();
            auto* dialog = rig.dialog<ColumnDialog>();
            dialog->edit()->setText(QStringLiteral("json.total >"));
            QTest::keyClick(dialog->edit(), Qt::Key_Return);
            QTRY_VERIFY(table(rig)->source().row(table(rig)->topRow()));
            const TimelineStrip* strip = rig.window->timeline()->strip();
            QTRY_VERIFY(!strip->layer(TimelineStrip::Layer::matches).counts.empty());
            const QPixmap window = rig.window->grab(), asked = dialog->grab();
            QVERIFY(!window.isNull() && !asked.isNull());
            if (const QString folder = qEnvironmentVariable("TAPEDECK_SCREENSHOTS"); !folder.isEmpty()) {
                const QString name = choice == Theme::Choice::dark ? QStringLiteral("dark") : QStringLiteral("light");
                window.save(QDir(folder).filePath(QStringLiteral("columns-%1.png").arg(name)));
                asked.save(QDir(folder).filePath(QStringLiteral("add-column-%1.png").arg(name)));
            }
        }
    }
};

QTEST_MAIN(FieldColumnsTest)
#include "field_columns_test.moc"
