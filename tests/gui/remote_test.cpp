// The window on a broker that runs as another process: it connects with a token, publishes, looks, seeks and marks; the
// broker is killed, which is told; it comes back, and so does the window.
#include "app/remote_observer.h"
#include "tests/gui/engine_window_rig.h"
#include "ui/models/settings.h"
#include "ui/panels/connect_dialog.h"
#include "ui/panels/endpoint_bar.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/tape_files.h"
#include "ui/panels/timeline_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/timeline_strip.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>

#include <atomic>
#include <netinet/in.h>
#include <numeric>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace tapedeck;

namespace {

constexpr int kPatienceMs = 30'000;
const char* const kToken = "open sesame";

} // namespace

class RemoteTest : public QObject, EngineWindowRig {
    Q_OBJECT

    std::unique_ptr<QProcess> m_broker;
    QString m_address;

    // On any free port, or where it was before.
    void startBroker()
    {
        m_broker = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString& name : environment.keys())
            if (name.startsWith(QStringLiteral("TAPEDECK_")))
                environment.remove(name);
        environment.insert(QStringLiteral("TAPEDECK_TOKEN"), QLatin1String(kToken));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.path());
        m_broker->setProcessEnvironment(environment);
        m_broker->setWorkingDirectory(m_folder.path());
        m_broker->start(QStringLiteral(TAPEDECK_PROGRAM),
            {QStringLiteral("serve"), m_folder.filePath(QStringLiteral("there.tape")),
                QStringLiteral("--exit-with-parent"), QStringLiteral("--resp"), QStringLiteral("off"),
                QStringLiteral("--fq"), QStringLiteral("off"), QStringLiteral("--grpc"), QStringLiteral("off"),
                QStringLiteral("--http"), m_address.isEmpty() ? QStringLiteral("127.0.0.1:0") : m_address});
        QTRY_VERIFY_WITH_TIMEOUT(m_broker->canReadLine(), kPatienceMs);
        const QString ready = QString::fromUtf8(m_broker->readLine());
        m_address = ready.section(QStringLiteral("http="), 1).section(QLatin1Char(' '), 0, 0).trimmed();
        QVERIFY2(!m_address.isEmpty(), qPrintable(ready));
    }
    void killBroker()
    {
        m_broker->kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_broker->state(), QProcess::NotRunning, kPatienceMs);
    }
    void connectByDialog(const QString& address, const QString& token)
    {
        m_window->connectAction()->trigger();
        auto* dialog = m_window->findChildren<ConnectDialog*>().last();
        dialog->addressBox()->setEditText(address);
        dialog->tokenEdit()->setText(token);
        QTRY_VERIFY(dialog->connectButton()->isEnabled());
        dialog->connectButton()->click();
    }
    uint64_t cursor(const char* queue)
    {
        const auto view = m_window->client().queueNamed(queue);
        return view && !view->stats.channels.empty() ? view->stats.channels.front().cursor.value : 0;
    }
    QAction* actionNamed(const QString& text)
    {
        for (QAction* action : m_window->findChildren<QAction*>())
            if (action->text().remove(QLatin1Char('&')).startsWith(text))
                return action;
        return nullptr;
    }
    bool says(const QString& text)
    {
        for (const NoticeBar* bar : m_window->findChildren<NoticeBar*>())
            if (bar->isVisible() && bar->text().contains(text))
                return true;
        return false;
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        startBroker();
        openWindowWithATape();
    }
    void cleanup()
    {
        closeWindow();
        killBroker();
        m_broker.reset();
        m_address.clear();
        QFile::remove(m_folder.filePath(QStringLiteral("there.tape")));
        QFile::remove(m_folder.filePath(QStringLiteral("there.tape-live")));
    }

    void publishSeekMarkLoseAndComeBack()
    {
        connectByDialog(m_address, QLatin1String(kToken));
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->remote(), m_address, kPatienceMs);
        QTRY_VERIFY(!m_window->client().snapshot()->totals.tapePath.empty());
        QVERIFY(QString::fromStdString(m_window->client().snapshot()->totals.tapePath)
                    .endsWith(QStringLiteral("there.tape")));
        QVERIFY(m_window->windowTitle().contains(m_address));
        QVERIFY(m_window->endpoints()->remoteLabel()->isVisible());
        QVERIFY(!m_window->files()->saveCopy->isEnabled());
        QVERIFY(!m_window->files()->saveCopy->toolTip().isEmpty());
        for (const char* needsFiles : {"Export messages", "Save a copy for a bug report"}) {
            QAction* action = actionNamed(QLatin1String(needsFiles));
            QVERIFY2(action && !action->isEnabled() && action->toolTip().contains(m_address), needsFiles);
        }
        QCOMPARE(setting::kRemote.get().first(), m_address);
        QVERIFY(!m_folder.isValid() || !QSettings().allKeys().isEmpty());
        for (const QString& key : QSettings().allKeys())
            QVERIFY(!QSettings().value(key).toString().contains(QLatin1String(kToken)));

        PublishPanel* panel = m_window->publisher();
        panel->queueBox()->setEditText(QStringLiteral("orders"));
        panel->keyEdit()->setText(QStringLiteral("k-1"));
        panel->bodyEdit()->setPlainText(QStringLiteral("{\"total\": 17}"));
        panel->copiesBox()->setValue(200);
        panel->send->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(
            panel->result()->text(), QStringLiteral("Sent as messages 1 to 200 of orders."), kPatienceMs);
        MessageTable* table = m_window->messagePanel()->table();
        QTRY_COMPARE(table->rowCount(), int64_t{200});
        QTRY_VERIFY(table->source().row(200));
        QCOMPARE(table->cellText(200, MessageTable::keyColumn), QStringLiteral("k-1"));
        const auto counted = [&] {
            const auto& counts = m_window->timeline()->strip()->layer(TimelineStrip::Layer::all).counts;
            return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
        };
        QTRY_COMPARE(counted(), uint64_t{200});

        const QueueNo orders = m_window->client().queueNamed("orders")->number;
        m_window->client().submit(this, action::CreateChannel{orders, "billing"});
        QTRY_COMPARE(cursor("orders"), uint64_t{201});
        m_window->current().setQueue(orders, "billing");
        m_window->queueActions()->seek->trigger();
        auto* seek = m_window->findChild<SeekDialog*>();
        QVERIFY(seek);
        seek->placeEdit()->setText(QStringLiteral("#51"));
        QTRY_COMPARE(seek->previewLabel()->text(), QStringLiteral("150 messages will be delivered again"));
        seek->seekButton()->click();
        QTRY_COMPARE(cursor("orders"), uint64_t{51});

        bool marked = false;
        m_window->client().submit(this, action::SetMark{{orders, MessageId{7}, 3, "look here"}},
            [&](const ActionAnswer& answer) { marked = answer.status.ok(); });
        QTRY_VERIFY(marked);
        QTRY_COMPARE(m_window->client().snapshot()->marks->size(), size_t{1});
        QCOMPARE(m_window->client().snapshot()->marks->front().note, std::string("look here"));

        killBroker();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->linkNotice()->isVisible(), kPatienceMs);
        QVERIFY(m_window->linkNotice()->text().contains(m_address));
        QVERIFY(m_window->client().queueNamed("orders")); // as it was
        bool refused = false;
        m_window->client().submit(
            this, action::PurgeQueue{orders}, [&](const ActionAnswer& answer) { refused = !answer.status.ok(); });
        QTRY_VERIFY(refused);
        auto* reconnect = m_window->linkNotice()->findChild<QPushButton*>();
        QVERIFY(reconnect && reconnect->isVisible());
        QTest::mouseClick(reconnect, Qt::LeftButton); // nobody is there yet
        QTRY_VERIFY(says(QStringLiteral("Nothing listens at")));
        QTRY_VERIFY(m_window->linkNotice()->isVisible());
        QVERIFY(m_window->client().queueNamed("orders"));

        startBroker();
        QTest::mouseClick(reconnect, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(cursor("orders") == 51, kPatienceMs);
        QVERIFY(!m_window->linkNotice()->isVisible());
        QCOMPARE(m_window->client().snapshot()->marks->size(), size_t{1});
        bool purged = false;
        m_window->client().submit(this, action::PurgeQueue{m_window->client().queueNamed("orders")->number},
            [&](const ActionAnswer& answer) { purged = answer.status.ok(); });
        QTRY_VERIFY(purged);

        // Back to a tape of its own.
        m_window->openTape(m_folder.filePath(QStringLiteral("here.tape")));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_window->client().attached() && m_workspace->path().endsWith(QStringLiteral("here.tape")), kPatienceMs);
        QVERIFY(m_workspace->remote().isEmpty());
        QVERIFY(m_window->files()->saveCopy->isEnabled());
        QVERIFY(!m_window->endpoints()->remoteLabel()->isVisible());
        QVERIFY(actionNamed(QStringLiteral("Export messages"))->isEnabled());
    }

    void whatIsOpenStaysWhenTheTokenIsRefused()
    {
        m_window->openTape(m_folder.filePath(QStringLiteral("mine.tape")));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->client().attached() && !m_workspace->path().isEmpty(), kPatienceMs);
        connectByDialog(m_address, {});
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("asks for a token")), kPatienceMs);
        QTRY_VERIFY(m_window->client().attached());
        connectByDialog(m_address, QStringLiteral("wrong"));
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("does not accept the token")), kPatienceMs);
        QTRY_VERIFY(m_window->client().attached());
        QVERIFY(m_workspace->path().endsWith(QStringLiteral("mine.tape")));
        QVERIFY(m_workspace->remote().isEmpty());
        connectByDialog(QStringLiteral("127.0.0.1:99999"), {});
        QTRY_VERIFY(says(QStringLiteral("is no address of a broker")));
    }

    void severalWindowsSeeTheSame()
    {
        const auto address = parseRemoteAddress(m_address.toStdString());
        QVERIFY(address);
        std::vector<std::unique_ptr<RemoteObserver>> all;
        for (int i = 0; i < 8; ++i) {
            auto one = RemoteObserver::connect(*address, kToken, {});
            QVERIFY2(one, one ? "" : one.error().text.c_str());
            (*one)->watch(true);
            all.push_back(std::move(*one));
        }
        const auto ninth = RemoteObserver::connect(*address, kToken, {});
        QVERIFY(!ninth);
        QVERIFY2(ninth.error().text.find("8 windows are connected") != std::string::npos, ninth.error().text.c_str());
        action::Publish publish;
        publish.queue = "big";
        publish.body = std::string(3'000'000, 'x'); // in parts
        all[0]->submit(1, publish);
        for (const auto& one : all)
            QTRY_VERIFY_WITH_TIMEOUT(one->snapshot()->queues.size() == 1, kPatienceMs);
        all[5]->request(MessageRequest{9, all[5]->snapshot()->queues[0]->number, MessageId{1}});
        std::vector<ObserverAnswer> answers;
        const auto answered = [&](RemoteObserver& one) {
            if (answers.empty())
                answers = one.takeAnswers();
            return !answers.empty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(answered(*all[5]), kPatienceMs);
        QVERIFY(std::get<MessageAnswer>(answers[0]).body == publish.body);
        all[3]->submit(2, action::SaveCopy{"/tmp/copy.tape"});
        answers.clear();
        QTRY_VERIFY_WITH_TIMEOUT(answered(*all[3]), kPatienceMs);
        QVERIFY(!std::get<ActionAnswer>(answers[0]).status.ok());
        // That they are told of something is nothing that they are told of.
        QTRY_VERIFY(all[2]->snapshot()->queues[0]->publishedPerSecond == 0 && all[2]->snapshot()->clients.size() == 8);
        const uint64_t version = all[2]->version();
        QTest::qWait(1000);
        QVERIFY2(all[2]->version() < version + 5, std::to_string(all[2]->version() - version).c_str());
        // The place of one that goes is free.
        all.pop_back();
        const auto again = [&] {
            auto one = RemoteObserver::connect(*address, kToken, {});
            return one.ok();
        };
        QTRY_VERIFY_WITH_TIMEOUT(again(), kPatienceMs);
    }

    void whatIsOutWhenTheConnectionEndsIsAnswered()
    {
        const auto address = parseRemoteAddress(m_address.toStdString());
        std::atomic<int> lost{0};
        auto one = RemoteObserver::connect(*address, kToken, [&](const std::string&) { ++lost; });
        QVERIFY(one);
        m_broker->kill();
        for (uint64_t token = 1; token <= 20; ++token) {
            (*one)->request(PageRequest{token, QueueNo{1}, MessageId{1}, 10});
            (*one)->submit(100 + token, action::CreateQueue{"q" + std::to_string(token), {}});
        }
        size_t answered = 0;
        const auto all = [&] {
            answered += (*one)->takeAnswers().size();
            return answered == 40;
        };
        QTRY_VERIFY_WITH_TIMEOUT(all(), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(lost.load(), 1, kPatienceMs);
    }

    void whoeverAnswersOtherwiseIsNamed()
    {
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof where;
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        QVERIFY(::bind(listener, reinterpret_cast<sockaddr*>(&where), length) == 0 && ::listen(listener, 4) == 0);
        QVERIFY(::getsockname(listener, reinterpret_cast<sockaddr*>(&where), &length) == 0);
        std::thread other([listener] {
            const int one = ::accept(listener, nullptr, nullptr);
            static_cast<void>(::send(one, "-ERR unknown command\r\n", 22, MSG_NOSIGNAL));
            char request[4096];
            static_cast<void>(::recv(one, request, sizeof request, 0));
            ::close(one);
        });
        connectByDialog(QStringLiteral("127.0.0.1:%1").arg(ntohs(where.sin_port)), {});
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("is no Tapedeck")), kPatienceMs);
        other.join();
        ::close(listener);
        QTRY_VERIFY(m_window->client().attached());
    }

    void addressesAreReadInAllTheirForms()
    {
        const auto text = [](const char* address) {
            const auto parsed = parseRemoteAddress(address);
            return parsed ? parsed->text() : std::string("refused");
        };
        QCOMPARE(text("127.0.0.1:8888"), std::string("127.0.0.1:8888"));
        QCOMPARE(text("broker.example"), std::string("broker.example:8888"));
        QCOMPARE(text("http://broker.example:80/"), std::string("broker.example:80"));
        QCOMPARE(text("[::1]:9000"), std::string("[::1]:9000"));
        QCOMPARE(text("::1"), std::string("[::1]:8888"));
        for (const char* wrong :
            {"", ":8888", "host:", "host:0", "host:65536", "host:8x", "https://host", "a b:1", "u@h:1"})
            QCOMPARE(text(wrong), std::string("refused"));
    }
};

QTEST_MAIN(RemoteTest)
#include "remote_test.moc"
