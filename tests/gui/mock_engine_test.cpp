// Faults, responders and expectations through the real window over the real engine: made by the dialogs, and seen to
// act.
#include "tests/gui/engine_window_rig.h"
#include "ui/models/mock_models.h"
#include "ui/panels/expectation_dialog.h"
#include "ui/panels/expectations_panel.h"
#include "ui/panels/fault_chip.h"
#include "ui/panels/fault_dialog.h"
#include "ui/panels/faults_panel.h"
#include "ui/panels/responder_dialog.h"
#include "ui/panels/responders_panel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTreeWidget>

using namespace tapedeck;

class MockEngineTest : public QObject, EngineWindowRig {
    Q_OBJECT

    const Snapshot& now() { return *m_window->client().snapshot(); }
    template <typename Dialog>
    Dialog* dialog()
    {
        Dialog* last = nullptr;
        for (Dialog* one : m_window->findChildren<Dialog*>())
            if (one->isVisible())
                last = one;
        return last;
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindowWithATape(); }
    void cleanup() { closeWindow(); }

    void aFaultMadeByTheDialogActsAndSaysSo()
    {
        publish("orders", "k", "before");
        m_window->faults()->add->trigger();
        auto* fault = dialog<FaultDialog>();
        QVERIFY(fault);
        fault->field("queue")->setText(QStringLiteral("orders*"));
        fault->field("filter")->setText(QStringLiteral("key == lost"));
        fault->okButton()->click();
        QTRY_COMPARE(m_window->faultChip()->text(), QStringLiteral("1 fault is on"));
        publish("orders", "lost", "a");
        publish("orders", "kept", "b");
        publish("orders", "lost", "c");
        FaultModel* model = m_window->faults()->model();
        QTRY_COMPARE(model->index(0, fault_column::hits).data().toString(), QStringLiteral("2"));
        QTRY_COMPARE(head("orders"), uint64_t{3}); // two of four were kept
        QVERIFY(now().faults[0].rule->seed != 0);
        m_window->faults()->allOff->trigger();
        QTRY_COMPARE(m_window->faultChip()->text(), QStringLiteral("Faults 0"));
        publish("orders", "lost", "d");
        QTRY_COMPARE(head("orders"), uint64_t{4});
        // What the engine says is wrong stays in the dialog.
        m_window->faults()->removeAll->trigger();
        QTRY_VERIFY(now().faults.empty());
    }

    void aResponderMadeByTheDialogAnswers()
    {
        m_window->responders()->add->trigger();
        auto* responder = dialog<ResponderDialog>();
        QVERIFY(responder);
        responder->field("listen")->setText(QStringLiteral("questions"));
        responder->field("to")->setText(QStringLiteral("{{request.headers.reply-to}}"));
        responder->bodyEdit()->setPlainText(QStringLiteral("{{env.HOME}}"));
        QVERIFY(responder->okButton()->isEnabled());
        responder->okButton()->click(); // only the engine knows that this variable may not be read
        QTRY_VERIFY(responder->okButton()->isEnabled());
        QVERIFY(responder->isVisible() && now().responders.empty());
        responder->bodyEdit()->setPlainText(QStringLiteral("{\"re\": {{json request.json.id}}}"));
        responder->okButton()->click();
        QTRY_COMPARE(now().responders.size(), size_t{1});
        publish("questions", "", "{\"id\": \"a \\\"1\\\"\"}", {{"reply-to", "answers"}});
        QTRY_COMPARE(head("answers"), uint64_t{2});
        std::string body;
        m_window->client().requestMessage(this, m_window->client().queueNamed("answers")->number, MessageId{1},
            [&](const MessageAnswer& answer) { body = answer.body; });
        QTRY_COMPARE(body, std::string("{\"re\": \"a \\\"1\\\"\"}"));
        QTRY_COMPARE(m_window->responders()->model()->index(0, responder_column::answered).data().toString(),
            QStringLiteral("1"));
    }

    void anExpectationPassesAndAnotherFailsWithWhatCameClosest()
    {
        const auto expect = [this](const QString& text) {
            m_window->expectations()->add->trigger();
            const QPointer<ExpectationDialog> dialog = this->dialog<ExpectationDialog>(); // closing deletes it
            QVERIFY(dialog);
            dialog->textEdit()->setPlainText(text);
            dialog->queueEdit()->setText(QStringLiteral("orders"));
            QVERIFY(dialog->okButton()->isEnabled());
            dialog->okButton()->click();
            QTRY_VERIFY(!dialog || !dialog->isVisible());
        };
        publish("orders", "eu", "{\"total\":1}");
        expect(QStringLiteral("count(json.total > 50) >= 2 within 60s"));
        expect(QStringLiteral("key == us && json.total > 50 within 1500ms"));
        ExpectationModel* model = m_window->expectations()->model();
        QTRY_COMPARE(model->rowCount(), 2);
        QCOMPARE(model->index(0, expectation_column::state).data().toString(), QStringLiteral("running"));
        publish("orders", "eu", "{\"total\":70}");
        publish("orders", "eu", "{\"total\":71}");
        QTRY_VERIFY(model->index(0, expectation_column::state).data().toString().contains(QStringLiteral("passed")));
        QCOMPARE(model->index(0, expectation_column::count).data().toString(), QStringLiteral("2"));
        QTRY_VERIFY(model->index(1, expectation_column::state).data().toString().contains(QStringLiteral("failed")));
        QVERIFY(!model->index(1, expectation_column::reason).data().toString().isEmpty());
        m_window->expectations()->table()->setCurrentIndex(model->index(1, 0));
        QTreeWidget* details = m_window->expectations()->details();
        QVERIFY(details->topLevelItemCount() >= 1);
        QVERIFY(details->topLevelItem(0)->text(ExpectationsPanel::termsColumn).contains(QStringLiteral("key is")));
        Q_EMIT details->itemActivated(details->topLevelItem(0), 0);
        QTRY_COMPARE(m_window->current().message(), MessageId{3}); // of equally close ones the later
    }
};

QTEST_MAIN(MockEngineTest)
#include "mock_engine_test.moc"
