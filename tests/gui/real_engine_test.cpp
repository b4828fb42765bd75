// The main flow through the real window over the real engine and a real tape: publish by panel, see the row, inspect,
// seek, undo, replay, close, open the tape again, and the demo traffic.
#include "tests/gui/engine_window_rig.h"
#include "ui/models/json_tree_model.h"
#include "ui/panels/bind_dialog.h"
#include "ui/panels/exchange_panel.h"
#include "ui/panels/fqd_import.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/tape_files.h"
#include "ui/panels/timeline_panel.h"
#include "ui/panels/transport_panel.h"
#include "ui/panels/welcome_card.h"
#include "ui/views/message_table.h"
#include "ui/views/timeline_strip.h"

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeView>

#include <numeric>

#include <sqlite3.h>

using namespace tapedeck;

class RealEngineTest : public QObject, EngineWindowRig {
    Q_OBJECT

    const ChannelStats* channel(const char* queue, const char* name)
    {
        const auto view = m_window->client().queueNamed(queue);
        m_seen = view ? view : m_seen;
        for (const ChannelStats& c : view->stats.channels)
            if (c.name == name)
                return &c;
        return nullptr;
    }
    std::shared_ptr<const QueueView> m_seen;

    // What the queues hold: the first messages of each, whole.
    QMap<QString, QStringList> contents()
    {
        QMap<QString, QStringList> out;
        int open = 0;
        for (const auto& queue : m_window->client().snapshot()->queues)
            for (uint64_t id = 1; id < std::min<uint64_t>(queue->stats.head.value, 6); ++id, ++open)
                m_window->client().requestMessage(
                    this, queue->number, MessageId{id}, [&, name = queue->name](const MessageAnswer& answer) {
                        --open;
                        out[QString::fromStdString(name)] << QString::number(answer.id.value)
                                + QString::fromLatin1(answer.key.data()) + QLatin1Char(':')
                                + QString::fromLatin1(answer.body.data(), qsizetype(answer.body.size()));
                    });
        for (QElapsedTimer clock; open > 0;) {
            if (!clock.isValid())
                clock.start();
            if (clock.hasExpired(15000))
                return {};
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        }
        for (QStringList& one : out)
            one.sort();
        return out;
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup()
    {
        m_seen.reset();
        closeWindow();
    }

    void publishSeeInspectSeekReplayAndReopen()
    {
        const QString tape = m_folder.filePath(QStringLiteral("flow.tape"));
        m_window->openTape(tape);
        QTRY_VERIFY(m_window->client().attached());
        QTRY_VERIFY(m_window->welcome()->lines().size() == 2);

        PublishPanel* panel = m_window->publisher();
        m_window->welcome()->publish->click();
        panel->queueBox()->setEditText(QStringLiteral("orders"));
        panel->keyEdit()->setText(QStringLiteral("k-1"));
        panel->bodyEdit()->setPlainText(QStringLiteral("{\"id\":9007199254740993,\"id\":1e400}"));
        panel->copiesBox()->setValue(200);
        panel->send->trigger();
        QTRY_COMPARE(panel->result()->text(), QStringLiteral("Sent as messages 1 to 200 of orders."));
        MessageTable* table = m_window->messagePanel()->table();
        QTRY_COMPARE(table->rowCount(), int64_t{200});
        QTRY_VERIFY(table->source().row(200));
        QCOMPARE(table->cellText(200, MessageTable::keyColumn), QStringLiteral("k-1"));
        const auto counted = [&] {
            const auto& counts = m_window->timeline()->strip()->layer(TimelineStrip::Layer::all).counts;
            return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
        };
        QTRY_COMPARE(counted(), uint64_t{200});

        table->goTo(150);
        InspectorPanel* inspector = m_window->inspector();
        QTRY_COMPARE(inspector->model()->rowCount(inspector->model()->index(0, 0)), 2);
        QCOMPARE(inspector->model()->index(0, 1, inspector->model()->index(0, 0)).data().toString(),
            QStringLiteral("9007199254740993"));

        const QueueNo orders = m_window->client().queueNamed("orders")->number;
        bool made = false;
        m_window->client().submit(this, action::CreateChannel{orders, "billing"},
            [&](const ActionAnswer& answer) { made = answer.status.ok(); });
        QTRY_VERIFY(made);
        QTRY_VERIFY(channel("orders", "billing"));
        QCOMPARE(channel("orders", "billing")->cursor.value, uint64_t{201});
        m_window->current().setQueue(orders, "billing");
        m_window->queueActions()->seek->trigger();
        auto* seek = m_window->findChild<SeekDialog*>();
        QVERIFY(seek);
        seek->placeEdit()->setText(QStringLiteral("#51"));
        QTRY_COMPARE(seek->previewLabel()->text(), QStringLiteral("150 messages will be delivered again"));
        QCOMPARE(channel("orders", "billing")->cursor.value, uint64_t{201});
        seek->seekButton()->click();
        QTRY_COMPARE(channel("orders", "billing")->cursor.value, uint64_t{51});
        // By time: everything was published after this test began.
        m_window->queueActions()->seek->trigger();
        QTRY_VERIFY(m_window->findChild<SeekDialog*>());
        seek = m_window->findChildren<SeekDialog*>().last();
        seek->placeEdit()->setText(QStringLiteral("-1h"));
        QTRY_VERIFY(seek->previewLabel()->text().startsWith(QStringLiteral("50 messages")));
        seek->seekButton()->click();
        QTRY_COMPARE(channel("orders", "billing")->cursor.value, uint64_t{1});

        m_window->queueActions()->replay->trigger();
        auto* replay = m_window->findChild<ReplayDialog*>();
        QVERIFY(replay);
        replay->setRange(MessageId{11}, MessageId{60});
        replay->speedBox()->setCurrentIndex(2);
        replay->targetBox()->setEditText(QStringLiteral("again"));
        replay->startButton()->click();
        QTRY_COMPARE(head("again"), uint64_t{51});
        QTRY_COMPARE(m_window->transport()->barCount(), 1);
        QTRY_COMPARE(m_window->transport()->bar(m_window->client().snapshot()->players.front().id)->stateText(),
            QStringLiteral("finished"));
        m_window->current().setQueue(m_window->client().queueNamed("again")->number);
        table->goTo(1);
        QTRY_VERIFY(m_window->current().message().value == 1);
        bool says = false;
        m_window->client().requestMessage(
            this, m_window->current().queue(), MessageId{1}, [&](const MessageAnswer& answer) {
                for (const auto& [name, value] : answer.headers)
                    says |= name == kReplayedFromHeader && value == "orders/11";
            });
        QTRY_VERIFY(says);

        const QString copy = m_folder.filePath(QStringLiteral("copy.tape"));
        m_window->files()->copyTo(copy);
        QTRY_VERIFY(QFile::exists(copy));
        m_window->openTape(copy);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->client().attached() && head("orders") == 201, 15000);
        QCOMPARE(head("again"), uint64_t{51});
        QVERIFY(!QFile::exists(tape + QStringLiteral("-live"))); // cleanly closed: one file
        m_window->openTape(tape);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->client().attached() && head("orders") == 201, 15000);
        QCOMPARE(channel("orders", "billing")->cursor.value, uint64_t{1});
        m_window->current().setQueue(m_window->client().queueNamed("orders")->number);
        table->goTo(77);
        QTRY_VERIFY(table->source().row(77));
    }

    void aBrokenFileIsRefusedAndWhatWasOpenComesBack()
    {
        const QString tape = m_folder.filePath(QStringLiteral("good.tape")),
                      broken = m_folder.filePath(QStringLiteral("broken.tape"));
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("this is no tape");
        file.close();
        m_window->openTape(tape);
        QTRY_VERIFY(m_window->client().attached());
        m_window->openTape(broken);
        QTRY_VERIFY(m_window->client().attached() && m_workspace->path() == tape);
    }

    void bindPublishSeeTheRecordingAndReplayIntoTheExchange()
    {
        const QString tape = m_folder.filePath(QStringLiteral("shop.tape"));
        m_window->openTape(tape);
        QTRY_VERIFY(m_window->client().attached());
        m_window->exchangePanel()->bind->trigger();
        auto* bind = m_window->findChild<BindDialog*>();
        QVERIFY(bind);
        bind->exchangeBox()->setEditText(QStringLiteral("shop"));
        bind->queueBox()->setEditText(QStringLiteral("orders"));
        bind->programEdit()->setPlainText(QStringLiteral("prefix:\"order.\" payload_contains(\"EU\")"));
        QTRY_VERIFY(bind->bindButton()->isEnabled());
        bind->bindButton()->click();
        QTRY_VERIFY(m_window->client().exchange("shop"));
        m_window->current().setExchange("shop", {});
        m_window->exchangePanel()->publishTo->trigger();
        PublishPanel* panel = m_window->publisher();
        for (const auto& [route, body] : {std::pair{"order.1", "in the EU"}, {"order.2", "elsewhere"}, {"x", "EU"}}) {
            panel->result()->clear();
            panel->keyEdit()->setText(QString::fromLatin1(route));
            panel->bodyEdit()->setPlainText(QString::fromLatin1(body));
            panel->send->trigger();
            QTRY_VERIFY(panel->result()->text().startsWith(QStringLiteral("Sent"))
                && panel->result()->text().endsWith(QLatin1Char('.')));
        }
        // All three are recorded, one was wanted.
        MessageTable* table = m_window->messagePanel()->table();
        QTRY_COMPARE(table->rowCount(), int64_t{3});
        QTRY_VERIFY(table->source().row(3));
        QCOMPARE(table->cellText(2, MessageTable::keyColumn), QStringLiteral("order.2"));
        QTRY_COMPARE(head("orders"), uint64_t{2});
        QTRY_COMPARE(m_window->client().exchange("shop")->messages, uint64_t{3});
        QCOMPARE(m_window->client().exchange("shop")->noRoute, uint64_t{2});
        m_window->exchangePanel()->replayInto->trigger();
        auto* replay = m_window->findChild<ReplayDialog*>();
        QVERIFY(replay);
        replay->speedBox()->setCurrentIndex(2); // as fast as possible
        replay->startButton()->click();
        QTRY_COMPARE(head("orders"), uint64_t{3});
        QTRY_COMPARE(table->rowCount(), int64_t{6}); // what is replayed is recorded, too

        // The permanent binding comes back with the tape.
        m_window->openTape({});
        QTRY_VERIFY(m_window->client().attached() && m_workspace->path().isEmpty());
        QVERIFY(m_window->current().exchange().empty());
        m_window->openTape(tape);
        QTRY_VERIFY(m_window->client().exchange("shop"));
        QCOMPARE(m_window->client().exchange("shop")->bindings->size(), size_t{1});
        QVERIFY(m_window->client().exchange("shop")->bindings->front().permanent);
    }

    void theConfigurationOfAnFqdIsTakenOver()
    {
        const QString file = m_folder.filePath(QStringLiteral("fqd.sqlite"));
        sqlite3* db = nullptr;
        QCOMPARE(sqlite3_open(file.toUtf8().constData(), &db), SQLITE_OK);
        QCOMPARE(sqlite3_exec(db,
                     "CREATE TABLE queue (name TEXT PRIMARY KEY, type TEXT, attributes TEXT);"
                     "CREATE TABLE binding (exchange TEXT, queue TEXT, peermode BOOLEAN, program TEXT);"
                     "INSERT INTO queue VALUES ('logs', 'disk', 'public,block,backlog=10'), ('bad', 'tape', '');"
                     "INSERT INTO binding VALUES ('logging', 'logs', 'false', 'prefix:\"log.\"');",
                     nullptr, nullptr, nullptr),
            SQLITE_OK);
        sqlite3_close(db);
        m_window->openTape({});
        QTRY_VERIFY(m_window->client().attached());
        m_window->importFqd(file);
        auto* import = m_window->findChild<FqdImport*>();
        QVERIFY(import);
        QTRY_VERIFY(import->startButton()->isEnabled());
        QVERIFY(import->report()->toPlainText().contains(QStringLiteral("invalid queue type: tape")));
        import->startButton()->click();
        QTRY_VERIFY(import->summary()->text().startsWith(QStringLiteral("Everything")));
        QTRY_VERIFY(m_window->client().exchange("logging"));
        QTRY_COMPARE(m_window->client().exchange("logging")->bindings->size(), size_t{1});
        const auto logs = m_window->client().queueNamed("logs");
        QVERIFY(logs);
        const SharedQueueView* shared = m_window->client().sharedQueue(logs->number);
        QVERIFY(shared && shared->block && shared->onDisk && shared->permanent);
        QCOMPARE(shared->backlog, uint32_t{10});
    }

    // The pictures of the README, of what a Debian machine's package manager did on one day. They are kept where
    // TAPEDECK_SCREENSHOTS names a folder.
    void aTapeOfRealTrafficIsShownInBothThemes()
    {
        const QString tape = m_folder.filePath(QStringLiteral("dpkg.tape"));
        QVERIFY(QFile::copy(QStringLiteral(":/demo.tape"), tape));
        QFile::setPermissions(tape, QFile::ReadOwner | QFile::WriteOwner);
        m_window->openTape(tape);
        QTRY_VERIFY_WITH_TIMEOUT(head("packages") > 100, 15000);
        const QueueNo packages = m_window->client().queueNamed("packages")->number;
        for (const char* name : {"index", "mirror"})
            if (!channel("packages", name))
                m_window->client().submit(this, action::CreateChannel{packages, name});
        QTRY_VERIFY(channel("packages", "mirror"));
        const uint64_t last = head("packages") - 1;
        m_window->client().submit(
            this, action::SeekChannel{packages, "mirror", SeekTarget::toId(MessageId{last / 2}), false});
        QTRY_COMPARE(channel("packages", "mirror")->cursor.value, last / 2);
        m_window->current().setQueue(packages, "mirror");
        MessageTable* table = m_window->messagePanel()->table();
        m_window->messagePanel()->goTo(SeekTarget::toId(MessageId{last / 2}));
        QTRY_VERIFY(table->source().row(table->topRow()) && table->source().row(table->visibleEnd() - 1));
        InspectorPanel* inspector = m_window->inspector();
        QTRY_VERIFY(inspector->model()->rowCount() == 1);
        inspector->tree()->setFocus();
        inspector->tree()->expandAll();
        table->setFocus();
        const QString folder = qEnvironmentVariable("TAPEDECK_SCREENSHOTS");
        for (const auto theme : {Theme::Choice::dark, Theme::Choice::light}) {
            m_theme->choose(theme);
            QTest::qWait(300); // flags are placed when their messages' times have come
            const QPixmap picture = m_window->grab();
            QCOMPARE(picture.size(), m_window->size() * picture.devicePixelRatio());
            const QString name = theme == Theme::Choice::dark ? QStringLiteral("main_window_dark.png")
                                                              : QStringLiteral("main_window_light.png");
            if (!folder.isEmpty())
                QVERIFY(picture.save(QDir(folder).filePath(name)));
        }
    }

    // Every byte of it: messages that were published from memory that had been given back looked well enough to pass.
    void theDemoTrafficIsWhatItsTapeHolds()
    {
        const QString tape = m_folder.filePath(QStringLiteral("original.tape"));
        QVERIFY(QFile::copy(QStringLiteral(":/demo.tape"), tape));
        QFile::setPermissions(tape, QFile::ReadOwner | QFile::WriteOwner);
        m_window->openTape(tape);
        QTRY_VERIFY_WITH_TIMEOUT(head("packages") > 100, 15000);
        const auto original = contents();
        QVERIFY(original.size() > 1);
        for (const QStringList& messages : original)
            QVERIFY2(messages.size() == 5 && !messages.first().endsWith(QLatin1Char(':')),
                qPrintable(messages.join(QLatin1Char('\n'))));
        m_window->openTape({});
        QTRY_VERIFY(m_window->client().attached() && m_window->client().snapshot()->queues.empty());
        m_window->files()->demo->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_window->client().snapshot()->queues.size() == size_t(original.size()) && !m_window->files()->busy(),
            15000);
        const auto loaded = contents();
        QCOMPARE(loaded.keys(), original.keys());
        for (const QString& queue : original.keys())
            QCOMPARE(loaded[queue], original[queue]);
    }

    void demoTrafficFillsAnEmptyWindow()
    {
        m_window->openTape({});
        QTRY_VERIFY(m_window->client().attached());
        m_window->welcome()->demo->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->welcome()->isVisible(), 15000);
        QTRY_VERIFY(m_window->messagePanel()->table()->rowCount() > 0);
        QTRY_VERIFY(!m_window->files()->busy());
    }
};

QTEST_MAIN(RealEngineTest)
#include "real_engine_test.moc"
