// Colour rules: which row gets which colour, what is not guessed, the dialog, and that they are kept.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/colour_rules.h"
#include "ui/panels/colour_rules_dialog.h"
#include "ui/panels/message_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tapedeck;

class ColourRulesTest : public QObject {
    Q_OBJECT

    struct Rules {
        FakeObserver fake;
        EngineClient client;
        QueueNo queue;
        std::unique_ptr<ColourRules> rules;
        Rules()
        {
            queue = fake.addQueue("orders", 10);
            fake.tick();
            client.setObserver(&fake);
            rules = std::make_unique<ColourRules>(client);
        }
        int tint(const char* filter, const MessageRow& row, const Mark* mark = nullptr)
        {
            rules->setRules({{QString::fromUtf8(filter), 3, true}});
            return rules->tint(queue, row, mark);
        }
    };
    static MessageRow row(const std::string& preview, uint64_t bodyBytes, uint32_t headers = 0)
    {
        return {{7}, Time{1'000'000}, "k-7", bodyBytes, headers, preview, {}, {}};
    }
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    }
    void init() { QSettings().clear(); }

    void aRuleSeesWhatTheRowHas_data()
    {
        QTest::addColumn<QByteArray>("filter");
        QTest::addColumn<bool>("whole"); // the body is shown whole
        QTest::addColumn<int>("headers");
        QTest::addColumn<int>("colour");
        const auto row = [](const char* filter, bool whole, int headers, int colour) {
            QTest::addRow("%s %d %d", filter, whole, headers) << QByteArray(filter) << whole << headers << colour;
        };
        for (const bool whole : {true, false})
            for (const int headers : {0, 2}) {
                row("id == 7", whole, headers, 3);
                row("key ~ /^k-/", whole, headers, 3);
                row("key == other", whole, headers, 0);
                row("queue == orders", whole, headers, 3);
                row("time < 2026-01-01", whole, headers, 3);
                row("", whole, headers, 3);
                row("mark == green and note contains why", whole, headers, 3);
                row("state == pending", whole, headers, 0);
                row("json.total > 100", whole, headers, whole ? 3 : 0);
                row("!(json.total > 100)", whole, headers, 0);
                row("!headers.test", whole, headers, headers ? 0 : 3);
                row("total", whole, headers, whole && !headers ? 3 : 0);
                row("not a filter", whole, headers, 0);
            }
        row("size == 5000", false, 0, 3);
        row("size == 13", true, 0, 3);
    }
    void aRuleSeesWhatTheRowHas()
    {
        QFETCH(QByteArray, filter);
        QFETCH(bool, whole);
        QFETCH(int, headers);
        QFETCH(int, colour);
        Rules rules;
        const std::string body = "{\"total\":129}";
        const Mark mark{rules.queue, {7}, 4, "why?"};
        QCOMPARE(rules.tint(
                     filter.constData(), row(body, whole ? body.size() : 5000, static_cast<uint32_t>(headers)), &mark),
            colour);
    }
    void theFirstThatMatchesCounts()
    {
        Rules rules;
        const MessageRow seven = row("x", 1);
        rules.rules->setRules({{QStringLiteral("id == 8"), 1, true}, {QStringLiteral("id == 7"), 2, false},
            {QStringLiteral("id > 6"), 3, true}, {QString(), 4, true}});
        QCOMPARE(int(rules.rules->tint(rules.queue, seven, nullptr)), 3);
        rules.rules->setRules({{QString(), 4, true}, {QStringLiteral("id > 6"), 3, true}});
        QCOMPARE(int(rules.rules->tint(rules.queue, seven, nullptr)), 4);
    }
    void theyAreKept()
    {
        Rules one, two;
        const std::vector<ColourRule> some = {
            {QStringLiteral("id == 8"), 1, true}, {QStringLiteral("key ~ /a\"b/"), 8, false}};
        one.rules->setRules(some);
        one.rules->save();
        QSignalSpy changed(two.rules.get(), &ColourRules::changed);
        two.rules->load();
        QVERIFY(two.rules->rules() == some);
        QCOMPARE(changed.count(), 1);
        one.rules->setRules({});
        one.rules->save();
        two.rules->load();
        QVERIFY(two.rules->rules().empty());
    }
    void theDialogShowsItsEffectAtOnceAndCancelTakesItBack()
    {
        FakeWorkspace workspace;
        workspace.fill = [](FakeObserver& fake) { fake.addQueue("orders", 1000); };
        workspace.begin();
        Theme theme{*qApp};
        MainWindow window(workspace, theme);
        window.resize(1280, 800);
        window.attach();
        window.show();
        MessageTable* table = window.messagePanel()->table();
        const auto shown = [&](int64_t id) {
            const QImage image = table->viewport()->grab().toImage();
            const QRect rect = table->rowRect(id);
            return image.pixelColor((QPointF(rect.right() - 2, rect.top() + 1) * image.devicePixelRatio()).toPoint());
        };
        QTRY_VERIFY(table->source().row(999));
        const Colours& colours = Colours::of(table->palette());
        QVERIFY(shown(999).rgb() != colours.tint(1).rgb());
        window.editColourRules();
        auto* dialog = window.findChild<ColourRulesDialog*>();
        QVERIFY(dialog);
        QVERIFY(!dialog->filter()->isEnabled());
        dialog->add->click();
        QTest::keyClicks(dialog->filter(), QStringLiteral("id == 999"));
        QCOMPARE(dialog->verdict()->text(), QString());
        QTRY_COMPARE(shown(999).rgb(), colours.tint(1).rgb());
        QVERIFY(shown(997).rgb() != colours.tint(1).rgb());
        QTest::keyClicks(dialog->filter(), QStringLiteral(" and ("));
        QVERIFY(dialog->verdict()->text().startsWith(QChar(0x2715)));
        QTRY_VERIFY(shown(999).rgb() != colours.tint(1).rgb());
        dialog->filter()->clear();
        QTest::keyClicks(dialog->filter(), QStringLiteral("state == pending"));
        QVERIFY(dialog->verdict()->text().contains(QStringLiteral("never")));
        dialog->add->click();
        QCOMPARE(dialog->list()->count(), 2);
        QTest::keyClicks(dialog->filter(), QStringLiteral("id > 5"));
        dialog->up->click();
        QCOMPARE(dialog->list()->currentRow(), 0);
        QCOMPARE(dialog->filter()->text(), QStringLiteral("id > 5"));
        dialog->list()->item(0)->setCheckState(Qt::Unchecked);
        QVERIFY(!window.colourRules()->rules()[0].on);
        dialog->remove->click();
        QCOMPARE(dialog->list()->count(), 1);
        dialog->reject();
        QVERIFY(window.colourRules()->rules().empty());
    }
};

QTEST_MAIN(ColourRulesTest)
#include "colour_rules_test.moc"
