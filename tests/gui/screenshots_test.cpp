// Makes pictures of the window's states, in both themes, and checks what can be checked of a picture. (Those of real
// traffic are made by real_engine_test.) Writes them where TAPEDECK_SCREENSHOTS names a folder; without it nothing is
// kept.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/panels/bind_dialog.h"
#include "ui/panels/clients_panel.h"
#include "ui/panels/exchange_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/fqd_import.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/transport_panel.h"
#include "ui/panels/upstream_dialog.h"
#include "ui/panels/upstreams_panel.h"
#include "ui/panels/welcome_card.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QTreeView>

using namespace tapedeck;

class ScreenshotsTest : public QObject {
    Q_OBJECT

    static void fillOrders(FakeObserver& fake)
    {
        const QueueNo orders = fake.addQueue("orders", 1'214'402);
        fake.addChannel(orders, "billing", 1'214'380, 6);
        fake.addChannel(orders, "mail", 1'190'000, 0, 7);
        fake.addChannel(orders, "warehouse", 620'000, 0, 0, true);
        const QueueNo logs = fake.addQueue("logs", 48'211);
        fake.addChannel(logs, "archive", 48'212);
        fake.addQueue("payments", 311);
        fake.addQueue("sessions", 12, QueueKind::mem);
        fake.edit([](Snapshot& s) {
            s.totals.tapeBytes = 388'000'000;
            s.totals.journalBytes = 24'000'000;
            s.totals.sync = SyncMode::full;
            s.totals.ephemeral = false;
        });
        fake.grow(orders, 0, 2140);
    }

    static BindingView binding(const char* queue, const char* program, bool permanent, uint64_t invocations)
    {
        BindingView one;
        one.queue = queue;
        one.program = program;
        one.permanent = permanent;
        one.invocations = invocations;
        one.averageNanos = invocations ? 84 : 0;
        return one;
    }
    static FqClientView fqClient(const char* user, const char* queue, int port, uint64_t in, uint64_t out)
    {
        FqClientView c;
        c.user = user;
        c.queue = queue;
        c.address = "127.0.0.1:" + std::to_string(port);
        c.hasData = true;
        c.messagesIn = in;
        c.octetsIn = in * 412;
        c.routed = in * 3;
        c.dropped = in / 1000;
        c.messagesOut = out;
        c.octetsOut = out * 412;
        return c;
    }
    // What fq's clients have made.
    static void fillExchanges(FakeObserver& fake)
    {
        const QueueNo billing = fake.addQueue("billing", 20'410);
        fake.addChannel(billing, "fq", 4'026);
        fake.addChannel(fake.addQueue("audit", 1'204), "fq", 1'205);
        fake.addChannel(fake.addQueue("eu_only", 411), "fq", 380, 0, 0);
        fake.addQueue("exchange:shop", 214'402);
        fake.addExchange("shop", true,
            {binding("billing", "prefix:\"order.\"", true, 214'402), binding("audit", "prefix:", true, 214'402),
                binding("eu_only", "prefix:\"order.\" (payload_contains(\"EU\") && sample(0.1))", false, 98'114),
                binding("a_queue_with_a_rather_long_name_that_somebody_liked",
                    "exact:\"order.created.with.a.very.long.route.that.goes.on.and.on\" "
                    "payload_prefix(\"{\\\"id\\\":\")",
                    true, 0)});
        fake.editExchange("shop", [](ExchangeView& e) {
            e.messages = 214'402;
            e.octets = 88'000'000;
            e.routed = 643'206;
            e.dropped = 1'204;
            e.noRoute = 17;
            e.publishedPerSecond = 2140;
        });
        fake.addExchange("logging", false);
        fake.addExchange(
            "<b>hostile\x01\xff</b> exchange with a name that is as long as names can be, and longer", true);
        fake.share(billing, [](SharedQueueView& q) {
            q.isPublic = q.permanent = q.onDisk = true;
            q.members = 3;
            q.dropped = 1204;
            for (int i = 0; i < 40; ++i)
                q.drops.push_back({1'785'499'200 + i * i / 2, static_cast<uint64_t>(1 + i * 37 % 90)});
        });
        fake.edit([](Snapshot& s) {
            s.fqClients = std::make_shared<const std::vector<FqClientView>>(std::vector<FqClientView>{
                fqClient("web-1", "", 40112, 214'402, 0), fqClient("billing", "billing", 40113, 0, 19'206),
                fqClient("<i>auditor</i>\x07", "audit", 40114, 0, 1'204)});
            Upstream row{"10.0.0.7", 8765, "tapedeck//mem:private,drop", "secret", "shop", "prefix:\"order.\"", false};
            Upstream other{"broker.example", 8765, "tapedeck//mem:private,drop", "", "logging", "prefix:", true};
            s.upstreams = {{1, row, true, "connected", {}, 48'211, 3},
                {2, other, false, "waiting", "cannot connect: connection refused", 0, 0}};
        });
    }

    void shoot(QWidget& widget, const QString& name)
    {
        QCoreApplication::processEvents();
        const QPixmap picture = widget.grab();
        QVERIFY(picture.width() > 200);
        // Not one colour all over.
        const QImage image = picture.toImage();
        bool differs = false;
        for (int x = 0; x < image.width() && !differs; x += 7)
            for (int y = 0; y < image.height() && !differs; y += 7)
                differs = image.pixel(x, y) != image.pixel(0, 0);
        QVERIFY(differs);
        const QString folder = qEnvironmentVariable("TAPEDECK_SCREENSHOTS");
        if (!folder.isEmpty())
            QVERIFY(picture.save(QDir(folder).filePath(name + QStringLiteral(".png"))));
    }

    struct Window {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;
    };
    std::unique_ptr<Window> open(Theme::Choice choice, const QString& path, std::function<void(FakeObserver&)> fill)
    {
        auto w = std::make_unique<Window>();
        w->workspace.fill = std::move(fill);
        w->workspace.begin(path);
        w->theme.choose(choice);
        w->window = std::make_unique<MainWindow>(w->workspace, w->theme);
        w->window->resize(1280, 800);
        w->window->attach();
        w->window->show();
        QCoreApplication::processEvents();
        return w;
    }
    static void choose(Window& w, const char* queue)
    {
        w.window->current().setQueue(w.window->client().queueNamed(queue)->number);
        QTest::qWait(50);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
            QDir::tempPath() + QStringLiteral("/tapedeck-test-settings"));
        QSettings().clear();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void everyThemeShowsEveryState_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<QString>("suffix");
        QTest::newRow("light") << static_cast<int>(Theme::Choice::light) << QString();
        QTest::newRow("dark") << static_cast<int>(Theme::Choice::dark) << QStringLiteral("_dark");
    }
    void everyThemeShowsEveryState()
    {
        QFETCH(int, choice);
        QFETCH(QString, suffix);
        const auto theme = static_cast<Theme::Choice>(choice);
        {
            auto w = open(theme, {}, {});
            shoot(*w->window, QStringLiteral("first_start") + suffix);
        }
        auto w = open(theme, QStringLiteral("/home/me/orders-bug.tape"), fillOrders);
        choose(*w, "orders");
        w->window->messagePanel()->goTo(SeekTarget::toId(MessageId{1'214'390}));
        QTRY_VERIFY(w->window->inspector()->tree()->isVisible());
        w->window->inspector()->tree()->expandAll();
        shoot(*w->window, QStringLiteral("window") + suffix);

        FilterBar* filter = w->window->messagePanel()->filterBar();
        for (const auto& [text, mode, name] :
            {std::tuple{"json.city == \"Berlin\" && id > 1214000", FilterBar::onlyMatches, "filter"},
                std::tuple{"json.express && id > 1213000", FilterBar::matchesBelow, "filter_below"},
                std::tuple{
                    "key startswith \"customer-1\" && id > 1214000", FilterBar::markedMatches, "filter_marked"}}) {
            filter->setMode(mode);
            w->window->filter().setText(QLatin1String(text));
            QTRY_VERIFY(!w->window->messagePanel()->search()->running());
            QTest::qWait(50);
            if (mode == FilterBar::markedMatches)
                w->window->filter().tryText(QStringLiteral("json.total > > 100"));
            shoot(*w->window, QLatin1String(name) + suffix);
        }
        w->window->filter().setText({});
        filter->setMode(FilterBar::onlyMatches);

        w->window->inspector()->setView(InspectorPanel::hexView);
        QTest::keyClick(w->window->messagePanel()->table(), Qt::Key_Space);
        if (w->window->messagePanel()->table()->following())
            QTest::keyClick(w->window->messagePanel()->table(), Qt::Key_Space);
        w->workspace.fake().grow(w->window->current().queue(), 1204, 2140);
        w->workspace.fake().tick();
        QTest::qWait(50);
        w->window->queueActions()->publish->trigger();
        w->window->publisher()->bodyEdit()->setPlainText(
            QStringLiteral("{\"id\": 9007199254740993, \"total\": 1e400,}"));
        shoot(*w->window, QStringLiteral("paused_publish") + suffix);

        w->window->inspector()->setView(InspectorPanel::textView);
        w->window->queueActions()->seek->trigger();
        auto* seek = w->window->findChild<SeekDialog*>();
        QVERIFY(seek);
        QTest::qWait(50);
        shoot(*seek, QStringLiteral("seek") + suffix);
        seek->close();
        w->window->queueActions()->replay->trigger();
        auto* replay = w->window->findChild<ReplayDialog*>();
        QVERIFY(replay);
        replay->setRange(MessageId{9911}, MessageId{15921});
        replay->factorBox()->setValue(10);
        shoot(*replay, QStringLiteral("replay") + suffix);
        QTest::mouseClick(replay->startButton(), Qt::LeftButton);
        QTRY_COMPARE(w->window->transport()->barCount(), 1);
        shoot(*w->window, QStringLiteral("replaying") + suffix);
    }

    void everyThemeShowsExchanges_data() { everyThemeShowsEveryState_data(); }
    void everyThemeShowsExchanges()
    {
        QFETCH(int, choice);
        QFETCH(QString, suffix);
        auto w = open(static_cast<Theme::Choice>(choice), QStringLiteral("/home/me/shop.tape"), fillExchanges);
        w->workspace.fake().content = [](uint64_t id) {
            FakeObserver::Message m = FakeObserver::order(id);
            m.key = "order.created." + std::to_string(id % 7);
            m.headers = {{"fq-exchange", "shop"}, {"fq-sender", "web-1"}};
            return m;
        };
        MainWindow& window = *w->window;
        const auto look = [&](const std::string& exchange) {
            window.current().setExchange(exchange, window.client().recordingOf(exchange));
            QTest::qWait(50);
        };
        look("shop");
        window.messagePanel()->goTo(SeekTarget::toId(MessageId{214'390}));
        QTRY_VERIFY(window.inspector()->tree()->isVisible());
        window.exchangePanel()->bindings()->setCurrentIndex(window.exchangePanel()->bindings()->model()->index(2, 0));
        window.clients()->parentWidget()->show();
        window.clients()->parentWidget()->raise();
        QTest::qWait(50);
        shoot(window, QStringLiteral("exchange") + suffix);
        window.upstreams()->parentWidget()->show();
        window.upstreams()->parentWidget()->raise();
        choose(*w, "billing");
        shoot(window, QStringLiteral("drops") + suffix);
        for (QWidget* panel : {static_cast<QWidget*>(window.clients()), static_cast<QWidget*>(window.upstreams())})
            panel->parentWidget()->hide();
        look("logging");
        shoot(window, QStringLiteral("exchange_empty") + suffix);
        look("shop");
        window.resize(760, 560);
        QTest::qWait(50);
        shoot(window, QStringLiteral("exchange_narrow") + suffix);

        window.exchangePanel()->bindings()->setCurrentIndex(window.exchangePanel()->bindings()->model()->index(2, 0));
        window.exchangePanel()->tryOut->trigger();
        auto* bind = window.findChild<BindDialog*>();
        QVERIFY(bind);
        bind->routeEdit()->setText(QStringLiteral("order.created.4711"));
        bind->payloadEdit()->setPlainText(QStringLiteral("{\"id\": 4711, \"region\": \"EU\"}"));
        shoot(*bind, QStringLiteral("bind_try") + suffix);
        bind->queueBox()->setEditText(QStringLiteral("a_new_one"));
        bind->programEdit()->setPlainText(QStringLiteral("prefix:\"order.\" !payload_contains(\"EU\")"));
        shoot(*bind, QStringLiteral("bind_new") + suffix);
        bind->programEdit()->setPlainText(QStringLiteral("prefix:\"order.\" (payload_contains(\"EU\") && smple(0.1))"));
        shoot(*bind, QStringLiteral("bind_error") + suffix);
        bind->close();
        window.upstreams()->add->trigger();
        auto* upstream = window.findChild<UpstreamDialog*>();
        QVERIFY(upstream);
        upstream->hostEdit()->setText(QStringLiteral("10.0.0.7"));
        upstream->exchangeEdit()->setText(QStringLiteral("shop"));
        upstream->programEdit()->setText(QStringLiteral("prefix:a && true()"));
        shoot(*upstream, QStringLiteral("upstream") + suffix);
        upstream->close();
        FqdPlan plan;
        plan.queues.resize(12);
        plan.bindings.resize(31);
        plan.skipped = {
            "queue \"<b>x</b>\": invalid queue type: tape", "a binding of queue \"old\": there is no such queue"};
        plan.skippedCount = 2;
        w->workspace.fqd = plan;
        window.importFqd(QStringLiteral("/home/me/fqd.sqlite"));
        auto* import = window.findChild<FqdImport*>();
        QVERIFY(import);
        QTRY_VERIFY(import->startButton()->isEnabled());
        shoot(*import, QStringLiteral("import") + suffix);
        import->close();
    }
};

QTEST_MAIN(ScreenshotsTest)
#include "screenshots_test.moc"
