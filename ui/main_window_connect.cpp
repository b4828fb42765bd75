// An engine that runs elsewhere in the place of a tape of this window.
#include "ui/main_window.h"

#include "ui/models/plain_text.h"
#include "ui/models/settings.h"
#include "ui/panels/connect_dialog.h"
#include "ui/panels/endpoint_bar.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/tape_files.h"
#include "ui/views/theme.h"

#include <QAction>

namespace tapedeck {

void MainWindow::makeConnect()
{
    m_connectAction = new QAction(themedIcon(QStringLiteral("jump")), tr("Connect to a &running Tapedeck\u2026"), this);
    m_connectAction->setToolTip(tr("Show the queues of a broker that runs on another port or machine"));
    connect(m_connectAction, &QAction::triggered, this, &MainWindow::askConnect);
    connect(m_files, &TapeFiles::busyChanged, this, [this](const QString& what) {
        m_connectAction->setEnabled(what.isEmpty());
        if (!what.isEmpty())
            m_link->hide();
    });
    connect(m_link, &NoticeBar::actionTriggered, m_files, &TapeFiles::reconnect);
    m_workspace.setOnLost([this](const QString& why) {
        m_link->show(NoticeBar::Kind::bad, tr("%1 What is shown is as it was then.").arg(shownText(why.toStdString())),
            tr("Reconnect"));
    });
}

// Files are read and written by an engine of this window only.
void MainWindow::followRemote()
{
    const QString remote = m_workspace.remote();
    m_endpoints->setRemote(remote);
    m_queueActions->exportMessages->setVisible(remote.isEmpty());
    const char* const own = "ownToolTip";
    for (QAction* action : {m_exportAction, m_importAction, m_bugReportAction}) {
        if (!action->property(own).isValid())
            action->setProperty(own, action->toolTip());
        action->setEnabled(remote.isEmpty());
        action->setToolTip(remote.isEmpty()
                ? action->property(own).toString()
                : tr("Not for the broker at %1: use \u201ctapedeck export\u201d and \u201cimport\u201d with it.")
                      .arg(remote));
    }
}

void MainWindow::askConnect()
{
    auto* dialog = new ConnectDialog(setting::kRemote.get(), this);
    connect(dialog, &ConnectDialog::chosen, this, &MainWindow::connectTo);
    dialog->open();
}

void MainWindow::connectTo(const QString& address, const QString& token)
{
    m_files->connectTo(address, token);
}

} // namespace tapedeck
