// Makes pictures of every page and dialog in every theme, with what is hardest on them: names of 200 bytes, ten
// thousand queues, a payload of 50 MB; and in German. Checks what can be checked of a picture. Run with
// QT_SCALE_FACTOR=2 for the pictures of a fine screen. Writes them where TAPEDECK_SCREENSHOTS names a folder; without
// it nothing is kept.
#include "tests/gui/shell_rig.h"
#include "ui/models/settings.h"
#include "ui/models/translation.h"
#include "ui/panels/bind_dialog.h"
#include "ui/panels/bug_report_dialog.h"
#include "ui/panels/command_palette.h"
#include "ui/panels/confirm_dialog.h"
#include "ui/panels/connect_dialog.h"
#include "ui/panels/export_dialog.h"
#include "ui/panels/file_publisher.h"
#include "ui/panels/fqd_import.h"
#include "ui/panels/go_to_dialog.h"
#include "ui/panels/help_dialog.h"
#include "ui/panels/import_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/jump_dialog.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/name_dialog.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/seeker.h"
#include "ui/panels/settings_dialog.h"
#include "ui/panels/shortcut_dialog.h"
#include "ui/panels/upstream_dialog.h"
#include "ui/views/message_table.h"

#include <QComboBox>
#include <QDBusVariant>
#include <QDir>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTreeView>

using namespace tapedeck;

class PagesTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static void shoot(QWidget& widget, const QString& name)
    {
        QTest::qWait(20);
        const QPixmap picture = widget.grab();
        const QImage image = picture.toImage();
        QVERIFY(image.width() > 150);
        bool differs = false;
        for (int x = 0; x < image.width() && !differs; x += 7)
            for (int y = 0; y < image.height() && !differs; y += 7)
                differs = image.pixel(x, y) != image.pixel(0, 0);
        QVERIFY(differs);
        const QString folder = qEnvironmentVariable("TAPEDECK_SCREENSHOTS");
        const QString scale = qEnvironmentVariable("QT_SCALE_FACTOR");
        if (!folder.isEmpty())
            QVERIFY(picture.save(QDir(folder).filePath(
                name + (scale.isEmpty() ? QString() : QLatin1Char('@') + scale) + QStringLiteral(".png"))));
    }
    static void theme(ShellRig& rig, const QString& name)
    {
        rig.theme.choose(name == QLatin1String("light") ? Theme::Choice::light
                : name == QLatin1String("dark")         ? Theme::Choice::dark
                                                        : Theme::Choice::contrast);
        QMetaObject::invokeMethod(&rig.theme, "onSettingChanged", Qt::DirectConnection,
            Q_ARG(QString, QStringLiteral("org.freedesktop.appearance")),
            Q_ARG(QString, QStringLiteral("color-scheme")),
            Q_ARG(QDBusVariant, QDBusVariant(uint{name == QLatin1String("contrast_dark") ? 1U : 2U})));
    }
    static std::string longName(char letter) { return "a_queue_with_a_long_name_" + std::string(175, letter); }
    static void fill(FakeObserver& fake)
    {
        const QueueNo orders = fake.addQueue("orders", 1'214'402);
        fake.addChannel(orders, "billing", 1'214'380, 6);
        fake.addChannel(orders, longName('c'), 620'000, 0, 7, true);
        fake.addChannel(fake.addQueue(longName('q'), 40), "mail", 12);
        BindingView binding;
        binding.queue = longName('q');
        binding.program = "prefix:\"order.\" payload_contains(\"EU\")";
        fake.addQueue("exchange:shop", 500);
        fake.addExchange("shop", true, {binding});
        fake.grow(orders, 0, 2140);
    }
    void everyDialog(ShellRig& rig, const QString& suffix)
    {
        MainWindow& window = *rig.window;
        WindowContext& context = window.context();
        std::vector<std::pair<QString, QDialog*>> all;
        const auto add = [&](const char* name, QDialog* dialog) {
            all.emplace_back(QLatin1String(name) + suffix, dialog);
        };
        add("palette", new CommandPalette(window.catalogue(), &window));
        add("keys", new ShortcutDialog(window.catalogue(), {}, &window));
        add("settings", new SettingsDialog(&window));
        add("jump", new JumpDialog(context, &window));
        add("go_to", new GoToDialog(context, &window));
        add("name", new NameDialog(QStringLiteral("New queue"), QStringLiteral("Name of the queue"), &window));
        add("confirm",
            new ConfirmDialog(QStringLiteral("Delete queue"),
                QStringLiteral("The queue %1 with 40 messages is removed from the tape.")
                    .arg(QString::fromStdString(longName('q'))),
                QStringLiteral("Delete"), QString::fromStdString(longName('q')), &window));
        add("seek", new SeekDialog(context, *window.findChild<Seeker*>(), &window));
        add("replay", new ReplayDialog(context, &window));
        auto* elsewhere = new ReplayDialog(context, &window);
        elsewhere->intoBox()->setCurrentIndex(2);
        elsewhere->brokerEdit()->setText(QStringLiteral("staging.example:9797"));
        add("replay_elsewhere", elsewhere);
        add("bind", new BindDialog(context, "shop", &window));
        add("upstream", new UpstreamDialog(context, &window));
        add("file",
            new FilePublisher(context, window.current().queue(), {QCoreApplication::applicationFilePath()}, &window));
        add("connect", new ConnectDialog({QStringLiteral("10.0.0.7:8888")}, &window));
        add("export", new ExportDialog(context, rig.workspace.transfers(), {}, &window));
        add("import", new ImportDialog(context, rig.workspace.transfers(), &window));
        add("bug_report", new BugReportDialog(context, rig.workspace, {}, &window));
        auto* help = new HelpDialog(
            context, [] { return QString(); }, &window);
        help->showPage(QStringLiteral("redis_cli.md"));
        add("help", help);
        auto* filter = new HelpDialog(
            context, [] { return QString(); }, &window);
        filter->showPage(QStringLiteral("filter.md"));
        add("help_filter", filter);
        for (const auto& [name, dialog] : all) {
            dialog->show();
            shoot(*dialog, name);
            QVERIFY2(dialog->width() <= 1280 && dialog->height() <= 1000, qPrintable(name));
            delete dialog;
        }
    }

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void everyTheme_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"light", "dark", "contrast_light", "contrast_dark"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void everyTheme()
    {
        QFETCH(QString, name);
        ShellRig rig(fill);
        theme(rig, name);
        MainWindow& window = *rig.window;
        const QString suffix = QLatin1Char('_') + name;
        window.current().setQueue(window.client().queueNamed("orders")->number);
        window.messagePanel()->goTo(SeekTarget::toId(MessageId{1'214'390}));
        QTRY_VERIFY(window.inspector()->tree()->isVisible());
        window.inspector()->tree()->expandAll();
        shoot(window, QStringLiteral("page_window") + suffix);
        for (QDockWidget* dock : window.findChildren<QDockWidget*>())
            dock->show();
        window.current().setQueue(window.client().queueNamed(longName('q'))->number);
        QTest::qWait(50);
        shoot(window, QStringLiteral("page_all_docks") + suffix);
        QVERIFY(window.width() <= 1280);
        window.current().setExchange("shop", window.client().recordingOf("shop"));
        QTest::qWait(50);
        shoot(window, QStringLiteral("page_exchange") + suffix);
        everyDialog(rig, suffix);
        ShellRig empty([](FakeObserver&) {});
        theme(empty, name);
        shoot(*empty.window, QStringLiteral("page_first_start") + suffix);
        rig.theme.choose(Theme::Choice::light);
    }

    void tenThousandQueues()
    {
        ShellRig rig([](FakeObserver& fake) {
            for (int i = 0; i < 10'000; ++i)
                fake.addQueue("shop.region_" + std::to_string(i % 100) + ".queue_" + std::to_string(i), 10);
        });
        theme(rig, QStringLiteral("light"));
        shoot(*rig.window, QStringLiteral("page_ten_thousand_queues"));
        QElapsedTimer clock;
        clock.start();
        auto* jump = new JumpDialog(rig.window->context(), rig.window.get());
        jump->open();
        QTest::keyClicks(jump->edit(), QStringLiteral("reg42q1042"));
        shoot(*jump, QStringLiteral("page_jump_ten_thousand"));
        QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
        delete jump;
    }

    void fiftyMegabytes()
    {
        const std::string body = "{\"big\":\"" + std::string(50 << 20, 'x') + "\"}";
        ShellRig rig;
        theme(rig, QStringLiteral("light"));
        rig.workspace.fake().content = [&](uint64_t) { return FakeObserver::Message{"k", body, {}, {}}; };
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{5}));
        rig.window->inspector()->setView(InspectorPanel::textView);
        QTest::qWait(200);
        shoot(*rig.window, QStringLiteral("page_fifty_megabytes"));
    }

    void germanFits()
    {
        Translation::install(*qApp, QStringLiteral("de"));
        ShellRig rig(fill);
        theme(rig, QStringLiteral("light"));
        rig.window->current().setQueue(rig.window->client().queueNamed("orders")->number);
        for (QDockWidget* dock : rig.window->findChildren<QDockWidget*>())
            dock->show();
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{1'214'390}));
        QTest::qWait(50);
        shoot(*rig.window, QStringLiteral("page_window_german"));
        everyDialog(rig, QStringLiteral("_german"));
    }
};

QTEST_MAIN(PagesTest)
#include "pages_test.moc"
