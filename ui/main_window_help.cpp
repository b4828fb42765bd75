// The help of the window: its menu, which page belongs to which panel, and what each control is ("What's this?").
#include "ui/main_window.h"

#include "ui/models/action_catalogue.h"
#include "ui/panels/channel_panel.h"
#include "ui/panels/clients_panel.h"
#include "ui/panels/endpoint_bar.h"
#include "ui/panels/exchange_list.h"
#include "ui/panels/exchange_panel.h"
#include "ui/panels/expectations_panel.h"
#include "ui/panels/faults_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/help_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/plot_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/responders_panel.h"
#include "ui/panels/shared_queue_bar.h"
#include "ui/panels/status_line.h"
#include "ui/panels/timeline_panel.h"
#include "ui/panels/transport_panel.h"
#include "ui/panels/upstreams_panel.h"
#include "ui/panels/welcome_card.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QTableWidget>
#include <QTreeView>
#include <QWhatsThis>

namespace tapedeck {

// The dynamic property of a panel that names its page of the help.
static const char* const kHelpPage = "helpPage";

void MainWindow::makeHelpMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Help"));
    QAction* help = menu->addAction(tr("&Help on this panel"), this, [this] { showHelp(); });
    help->setShortcut(QKeySequence::HelpContents);
    QAction* what = QWhatsThis::createAction(this);
    what->setText(tr("&What's this?"));
    what->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F1));
    menu->addAction(what);
    menu->addSeparator();
    const auto page = [&](const QString& text, const char* name) {
        return menu->addAction(text, this, [this, name] { showHelp(QLatin1String(name)); });
    };
    page(tr("&Getting started"), "start.md");
    page(tr("&Filter language"), "filter.md");
    QMenu* lines = menu->addMenu(tr("Lines to &copy"));
    for (const HelpPage& one : helpPages())
        if (QStringList{QStringLiteral("redis_cli.md"), QStringLiteral("curl.md"), QStringLiteral("fq.md"),
                QStringLiteral("grpc.md"), QStringLiteral("python.md"), QStringLiteral("node.md"),
                QStringLiteral("go.md")}
                .contains(one.name))
            lines->addAction(one.title, this, [this, name = one.name] { showHelp(name); });
    page(tr("&Keys"), "keys.md")->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_F1));
    menu->addSeparator();
    menu->addAction(tr("&About Tapedeck"), this, [this] {
        QMessageBox::about(this, tr("About Tapedeck"),
            tr("Tapedeck %1\nA message broker that can be rewound.\n\nMIT licence. Nothing leaves this machine.")
                .arg(QCoreApplication::applicationVersion()));
    });
}

// Names stand in tables and code: what would end a cell or a code span does not.
static QString cell(QString text)
{
    return text.replace(QLatin1Char('|'), QStringLiteral("\\|")).replace(QLatin1Char('<'), QStringLiteral("&lt;"));
}

static QString keysPage(const ActionCatalogue& catalogue, const QList<QPair<QString, QString>>& fixed)
{
    QStringList lines = {QStringLiteral("# ") + MainWindow::tr("Keys"), QString(),
        MainWindow::tr("They can be changed in **Edit › Keys**."), QString(),
        QStringLiteral("| %1 | %2 |").arg(MainWindow::tr("Action"), MainWindow::tr("Keys")),
        QStringLiteral("|---|---|")};
    for (const ActionCatalogue::Entry* entry : catalogue.entries()) {
        const QString keys = QKeySequence::listToString(entry->action->shortcuts(), QKeySequence::NativeText);
        if (!keys.isEmpty())
            lines << QStringLiteral("| %1 | %2 |").arg(cell(ActionCatalogue::fullText(*entry)), cell(keys));
    }
    for (const auto& [what, keys] : fixed)
        lines << QStringLiteral("| %1 | %2 |").arg(cell(what), cell(keys));
    return lines.join(QLatin1Char('\n'));
}

void MainWindow::showHelp(const QString& page)
{
    QString wanted = page;
    for (const QWidget* at = focusWidget(); at && wanted.isEmpty(); at = at->parentWidget())
        wanted = at->property(kHelpPage).toString();
    auto* dialog = findChild<HelpDialog*>(QString(), Qt::FindDirectChildrenOnly);
    if (!dialog)
        dialog = new HelpDialog(
            m_context, [this] { return keysPage(*m_catalogue, fixedKeys()); }, this);
    dialog->showPage(wanted);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

// A control that says nothing of itself answers with what its panel is for: Qt asks upwards.
void MainWindow::nameHelp()
{
    const auto name = [](QWidget* panel, const char* page, const QString& what) {
        panel->setProperty(kHelpPage, QLatin1String(page));
        if (panel->whatsThis().isEmpty())
            panel->setWhatsThis(what);
    };
    name(m_queues, "queues.md",
        tr("The queues of the tape, and under each its channels with the messages they have not delivered yet."));
    name(m_exchanges, "exchanges.md", tr("The exchanges that clients of fq publish to."));
    name(m_exchangePanel, "exchanges.md",
        tr("The bindings of the exchange: which queues get what is published on it, and how much of it did."));
    name(m_sharedQueueBar, "exchanges.md",
        tr("How the clients of fq share this queue, and what it had to drop because nobody took it."));
    name(m_messagePanel, "messages.md", tr("The messages of the current queue. Looking at one never consumes it."));
    name(m_messagePanel->table(), "messages.md",
        tr("One row for each message, the newest last. Space pauses and resumes following the newest; nothing is "
           "missed meanwhile."));
    name(m_inspector, "inspector.md",
        tr("What is in the current message. Whatever the view, copies are the bytes that were published."));
    name(m_publish, "publish.md", tr("Writes a message and sends it to a queue or an exchange."));
    name(m_transport, "replay.md", tr("The replays that run: how far they are, and what stops them."));
    name(m_clients, "exchanges.md", tr("Who is connected as a client of fq, and how much went to and fro."));
    name(m_upstreams, "exchanges.md", tr("Exchanges of other brokers whose messages come here, too."));
    name(m_welcome, "start.md", tr("How to begin: lines to copy into a terminal, and what the window can do."));
    name(m_status, "messages.md",
        tr("How much is shown and chosen, how large the tape is, how fast messages come, and how safely they are "
           "kept."));
    for (QWidget* widget : findChildren<QWidget*>())
        if (widget->inherits("tapedeck::TimelineStrip"))
            name(widget, "messages.md",
                tr("The time from the oldest to the newest message. Each flag is the place of a channel: drag it to "
                   "have messages delivered again."));
    name(m_timeline, "messages.md", tr("When the messages of the queue came. A brushed range filters the table."));
    name(m_messagePanel->filterBar(), "filter.md",
        tr("An expression that picks messages by what they hold. The same works on the command line and over HTTP."));
    name(m_channels, "queues.md", tr("What a channel holds: messages in flight, delayed ones and dead letters."));
    name(m_plot, "inspector.md", tr("The numbers of one field over time."));
    name(m_faults, "mock.md", tr("What is done to messages on purpose: they are lost, repeated, late or refused."));
    name(m_responders, "mock.md", tr("What answers messages in the place of a service."));
    name(m_expectations, "mock.md", tr("Which messages are to come, and whether they did."));
    // A panel that nobody described says at least what it is called.
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        if (dock->widget() && dock->widget()->whatsThis().isEmpty())
            dock->widget()->setWhatsThis(dock->windowTitle());
    for (EndpointBar* bar : findChildren<EndpointBar*>())
        name(bar, "start.md", tr("Where the broker listens. A button copies the address, its menu other forms of it."));
    setProperty(kHelpPage, QStringLiteral("start.md"));
}

} // namespace tapedeck
