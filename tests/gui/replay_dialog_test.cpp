// The replay dialog: its range, its speed, and what it says before anything is published; and the bar of a player.
#include "tests/support/fake_observer.h"
#include "ui/models/window_context.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/transport_panel.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace tapedeck;

class ReplayDialogTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeObserver fake;
        EngineClient client;
        Current current;
        UndoList undo;
        ZoneSetting zone;
        Messages messages;
        FilterSetting filter;
        WindowContext context{client, current, undo, zone, messages, filter};
        QueueNo queue;
        QWidget window;
        QPointer<ReplayDialog> dialog;

        Rig()
        {
            zone.set(Zone::utc);
            queue = fake.addQueue("orders", 1000); // 250 ms apart
            fake.tick();
            client.setObserver(&fake);
            current.setQueue(queue);
            dialog = new ReplayDialog(context, &window);
            dialog->show();
        }
        ~Rig()
        {
            delete dialog;
            client.setObserver(nullptr);
        }
        static Time timeOf(int64_t id) { return FakeObserver::kStart + Duration{id * FakeObserver::kStep.micros}; }
        bool says(const char* text) const { return dialog->dryRun().contains(QLatin1String(text)); }
    };
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    }

    void theDryRunCountsAllMessages()
    {
        Rig rig;
        QTRY_COMPARE(rig.dialog->dryRun(),
            QStringLiteral("1,000 messages, number 1 to 1,000, first published 2026-07-31 12:00:00.250000. "
                           "Takes 4 min 9 s."));
        QVERIFY(rig.client.snapshot()->players.empty());
    }

    void aRangeOfTimesIsCountedExactly()
    {
        Rig rig;
        rig.dialog->setTimes(Rig::timeOf(101), Rig::timeOf(111)); // the last one is excluded
        QTRY_VERIFY2(rig.says("10 messages, number 101 to 110"), qPrintable(rig.dialog->dryRun()));
        QVERIFY(rig.says("Takes 2.3 s") || rig.says("Takes 2.2 s") || rig.says("Takes 2.25 s"));
        rig.dialog->setRange(MessageId{5}, MessageId{5});
        QTRY_VERIFY(rig.says("1 message, number 5"));
        rig.dialog->setTimes(Rig::timeOf(2000), Rig::timeOf(3000));
        QTRY_VERIFY(rig.says("nothing would be published"));
    }

    void theTimeItTakesFollowsTheSpeed()
    {
        Rig rig;
        rig.dialog->setRange(MessageId{1}, MessageId{401}); // 100 seconds
        QTRY_VERIFY(rig.says("Takes 1 min 40 s."));
        rig.dialog->factorBox()->setValue(10);
        QTRY_VERIFY2(rig.says("Takes 10 s") || rig.says("Takes 10.0 s"), qPrintable(rig.dialog->dryRun()));
        rig.dialog->speedBox()->setCurrentIndex(1);
        rig.dialog->rateBox()->setValue(4);
        QTRY_VERIFY(rig.says("Takes 1 min 40 s."));
        rig.dialog->loopBox()->setChecked(true);
        QTRY_VERIFY(rig.says("again and again"));
        rig.dialog->speedBox()->setCurrentIndex(2);
        QTRY_VERIFY(rig.says("As fast as the target takes them."));
        rig.dialog->speedBox()->setCurrentIndex(3);
        QTRY_VERIFY(rig.says("whenever you step"));
    }

    void anotherBrokerIsGivenByItsAddress()
    {
        Rig rig;
        ReplayDialog& dialog = *rig.dialog;
        QVERIFY(!dialog.brokerEdit()->isVisible());
        dialog.intoBox()->setCurrentIndex(2);
        QVERIFY(dialog.brokerEdit()->isVisible());
        QCOMPARE(dialog.passwordEdit()->echoMode(), QLineEdit::Password);
        dialog.brokerEdit()->setText(QStringLiteral("nonsense"));
        QVERIFY(!dialog.startButton()->isEnabled());
        dialog.brokerEdit()->setText(QStringLiteral("[::1]:9797"));
        dialog.passwordEdit()->setText(QStringLiteral("secret"));
        dialog.targetBox()->setEditText(QStringLiteral("copies"));
        QVERIFY(dialog.startButton()->isEnabled());
        dialog.startButton()->click();
        const auto started = rig.fake.submitted<action::StartReplay>();
        QCOMPARE(started.size(), size_t{1});
        const ReplayRequest& request = started[0].request;
        QVERIFY(request.broker);
        QCOMPARE(request.broker->host, std::string("::1"));
        QCOMPARE(request.broker->port, uint16_t{9797});
        QCOMPARE(request.broker->password, std::string("secret"));
        QCOMPARE(request.broker->text(), std::string("[::1]:9797"));
        QCOMPARE(request.target, std::string("copies"));
        QVERIFY(!request.toExchange);
        // The address is offered again, the password is not kept anywhere.
        ReplayDialog again(rig.context, &rig.window);
        again.intoBox()->setCurrentIndex(2);
        QCOMPARE(again.brokerEdit()->text(), QStringLiteral("[::1]:9797"));
        QVERIFY(again.passwordEdit()->text().isEmpty());
        QFile settings(QSettings().fileName());
        QSettings().sync();
        QVERIFY(settings.open(QIODevice::ReadOnly));
        QVERIFY(!settings.readAll().contains("secret"));
    }

    void whatIsNoAddressIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "host", "host:", ":1", "host:0", "host:65536", "host:1x", "::1:9797", "[::1]",
                 "[]:1", "a b:1", "redis://host:1", "user@host:1"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void whatIsNoAddressIsRefused()
    {
        QFETCH(QString, text);
        QVERIFY(!RemoteBroker::parse(text.toStdString()));
    }

    void sliderAndFieldAreOne()
    {
        Rig rig;
        QSlider* slider = rig.dialog->factorSlider();
        QCOMPARE(slider->value(), 0);
        slider->setValue(slider->maximum());
        QCOMPARE(rig.dialog->factorBox()->value(), 1000.0);
        slider->setValue(slider->minimum());
        QCOMPARE(rig.dialog->factorBox()->value(), 0.01);
        rig.dialog->factorBox()->setValue(100);
        QCOMPARE(slider->value(), slider->maximum() * 2 / 3);
        rig.dialog->factorBox()->setValue(3.33); // what is written is not rounded
        QCOMPARE(rig.dialog->factorBox()->value(), 3.33);
        // By keys it goes all the way, step by step.
        slider->setFocus();
        double before = 0;
        for (slider->setValue(slider->minimum()); slider->value() < slider->maximum();) {
            const int at = slider->value();
            QTest::keyClick(slider, Qt::Key_Right);
            QCOMPARE(slider->value(), at + 1);
            QVERIFY(rig.dialog->factorBox()->value() >= before);
            before = rig.dialog->factorBox()->value();
        }
        QCOMPARE(before, 1000.0);
    }

    void onlyTheNewestThoughtIsShown()
    {
        Rig rig;
        QTRY_VERIFY(rig.says("1,000 messages"));
        rig.fake.hold(true);
        rig.dialog->setRange(MessageId{1}, MessageId{10});
        QTRY_VERIFY(rig.fake.answersWaiting() > 0);
        rig.dialog->setRange(MessageId{1}, MessageId{20});
        rig.fake.hold(false);
        QCOMPARE(rig.dialog->dryRun(), QStringLiteral("\u2026"));
        QTRY_VERIFY(rig.says("number 1 to 20"));
    }

    void onlyMatchesAreReplayedAndAMistakeIsSaid()
    {
        Rig rig;
        rig.dialog->filterEdit()->setText(QStringLiteral("json.total >"));
        QVERIFY(!rig.dialog->startButton()->isEnabled());
        QVERIFY(rig.dialog->findChildren<QLabel*>().size() > 0);
        rig.dialog->filterEdit()->setText(QStringLiteral("json.total > 5"));
        QVERIFY(rig.dialog->startButton()->isEnabled());
        QTRY_VERIFY(rig.says("only those that match"));
    }

    void theSliderGoesOnFromElsewhere()
    {
        Rig rig;
        TransportPanel panel(rig.context);
        panel.resize(800, 200);
        panel.show();
        QTest::mouseClick(rig.dialog->startButton(), Qt::LeftButton);
        QTRY_COMPARE(panel.barCount(), 1);
        QSlider* slider = panel.bar(1)->position();
        QVERIFY(slider->isEnabled());
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_End);
        QTRY_COMPARE(rig.client.snapshot()->players[0].position, MessageId{1001});
        QTest::keyClick(slider, Qt::Key_Home);
        QTRY_COMPARE(rig.client.snapshot()->players[0].position, MessageId{1});
        slider->setSliderDown(true);
        slider->setSliderPosition(slider->maximum() / 2);
        slider->setSliderDown(false); // released
        QTRY_COMPARE(rig.client.snapshot()->players[0].position, MessageId{501});
    }

    void aBarSaysThatItsReplayBeginsAgain()
    {
        Rig rig;
        TransportPanel panel(rig.context);
        QTest::mouseClick(rig.dialog->startButton(), Qt::LeftButton);
        QTRY_COMPARE(panel.barCount(), 1);
        const auto says = [&] {
            const auto labels = panel.bar(1)->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                [](const QLabel* label) { return label->text().contains(QStringLiteral(", in a loop \u2013 ")); });
        };
        QVERIFY(!says());
        rig.fake.edit([](Snapshot& snapshot) { snapshot.players[0].loop = true; });
        rig.fake.tick();
        QTRY_VERIFY(says());
    }

    void aBarIsUsedByKeys()
    {
        Rig rig;
        TransportPanel panel(rig.context);
        panel.resize(800, 200);
        panel.show();
        QTest::mouseClick(rig.dialog->startButton(), Qt::LeftButton);
        QTRY_COMPARE(panel.barCount(), 1);
        TransportBar* bar = panel.bar(1);
        QTest::keyClick(bar, Qt::Key_Space);
        QTRY_COMPARE(bar->stateText(), QStringLiteral("paused"));
        QTest::keyClick(bar, Qt::Key_Right);
        QTRY_COMPARE(rig.client.snapshot()->players[0].done, uint64_t{401});
        QTest::keyClick(bar, Qt::Key_Space);
        QTRY_COMPARE(bar->stateText(), QStringLiteral("playing"));
        for (const QToolButton* button : bar->findChildren<QToolButton*>())
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->toolTip()));
    }
};

QTEST_MAIN(ReplayDialogTest)
#include "replay_dialog_test.moc"
