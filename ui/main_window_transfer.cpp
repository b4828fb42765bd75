// Files of messages: exporting, importing, and copies for bug reports, as the window offers them.
#include "ui/main_window.h"

#include "ui/panels/bug_report_dialog.h"
#include "ui/panels/export_dialog.h"
#include "ui/panels/import_dialog.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/timeline_panel.h"
#include "ui/views/theme.h"

#include <QMenu>

namespace tapedeck {

void MainWindow::makeTransfers()
{
    m_exportAction = new QAction(themedIcon(QStringLiteral("save")), tr("Export m&essages\u2026"), this);
    m_exportAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    m_exportAction->setToolTip(tr("Writes messages into a file: the selection, what the filter matches, or queues"));
    connect(m_exportAction, &QAction::triggered, this, &MainWindow::askExport);
    m_importAction = new QAction(themedIcon(QStringLiteral("open")), tr("&Messages\u2026"), this);
    m_importAction->setToolTip(tr("Publishes the messages of exported files"));
    connect(m_importAction, &QAction::triggered, this, &MainWindow::askImport);
    m_bugReportAction =
        new QAction(themedIcon(QStringLiteral("save")), tr("Save a copy for a &bug report\u2026"), this);
    m_bugReportAction->setToolTip(tr("A new tape with some messages, in which private values are masked or hashed"));
    connect(m_bugReportAction, &QAction::triggered, this, &MainWindow::askBugReport);
    connect(m_messagePanel, &MessagePanel::menuRequested, this, &MainWindow::addToRowMenu);
    connect(m_queueActions, &QueueActions::exportRequested, this, [this](const std::vector<QueueNo>& queues) {
        ExportDialog* dialog = askExport();
        if (queues == std::vector<QueueNo>{m_current.queue()})
            dialog->choose(ExportDialog::queue);
        else
            dialog->chooseQueues(queues);
    });
}

void MainWindow::addToRowMenu(QMenu& menu) const
{
    menu.addAction(m_exportAction);
}

ExportDialog* MainWindow::askExport()
{
    auto* dialog = new ExportDialog(m_context, m_workspace.transfers(), m_timeline->brush(), this);
    dialog->open();
    return dialog;
}

void MainWindow::askImport()
{
    (new ImportDialog(m_context, m_workspace.transfers(), this))->open();
}

void MainWindow::askBugReport()
{
    (new BugReportDialog(m_context, m_workspace, m_timeline->brush(), this))->open();
}

} // namespace tapedeck
