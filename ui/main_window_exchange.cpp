// What the window does for exchanges: their menu, and how their panels work together.
#include "ui/main_window.h"

#include "ui/panels/bind_dialog.h"
#include "ui/panels/exchange_list.h"
#include "ui/panels/exchange_panel.h"
#include "ui/panels/fqd_import.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/upstreams_panel.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QTreeView>

namespace tapedeck {

void MainWindow::makeExchangeMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("E&xchange"));
    m_exchangePanel->fill(*menu);
    menu->addSeparator();
    menu->addAction(m_upstreams->add);
}

void MainWindow::connectExchange()
{
    connect(m_queues->filter(), &QLineEdit::textChanged, m_exchanges, &ExchangeList::setFilter);
    connect(m_exchanges, &ExchangeList::menuRequested, this, [this](const QPoint& at) {
        QMenu menu;
        m_exchangePanel->fill(menu);
        menu.exec(at);
    });
    connect(m_exchangePanel, &ExchangePanel::bindRequested, this,
        [this](const std::string& exchange) { (new BindDialog(m_context, exchange, this))->open(); });
    connect(m_exchangePanel, &ExchangePanel::tryRequested, this,
        [this](const std::string& exchange, const BindingView& binding) {
            auto* dialog = new BindDialog(m_context, exchange, this);
            dialog->begin(binding);
            dialog->open();
        });
    connect(m_exchangePanel, &ExchangePanel::replayRequested, this, [this](const std::string& exchange) {
        auto* dialog = new ReplayDialog(m_context, this);
        dialog->setExchange(exchange);
        dialog->open();
    });
    connect(m_exchangePanel, &ExchangePanel::publishRequested, this, [this](const std::string& exchange) {
        m_publishDock->show();
        m_publishDock->raise();
        m_publish->beginFor(exchange);
    });
}

// The exchange that is looked at may have gone with its engine, or have got its recording by now.
void MainWindow::followExchange()
{
    const std::string name = m_current.exchange();
    const QueueNo recording = m_client.recordingOf(name);
    if (!m_client.exchange(name))
        m_current.setQueue(
            m_client.snapshot()->queues.empty() ? QueueNo{} : m_client.snapshot()->queues.front()->number);
    else if (recording != m_current.queue())
        m_current.setExchange(name, recording);
}

void MainWindow::chooseFqdImport()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Import an fqd configuration"), QString(),
        tr("fqd configurations (*.sqlite *.sqlite3 *.db);;All files (*)"));
    if (!path.isEmpty())
        importFqd(path);
}

void MainWindow::importFqd(const QString& path)
{
    (new FqdImport(m_context, m_workspace, path, this))->open();
}

} // namespace tapedeck
