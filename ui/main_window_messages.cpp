// What is done with messages across panels: drafts of them, menus, and where they are dropped.
#include "ui/main_window.h"

#include "ui/panels/exchange_list.h"
#include "ui/panels/message_actions.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_panel.h"

#include <QDockWidget>

namespace tapedeck {

void MainWindow::connectMessages()
{
    connect(m_messagePanel, &MessagePanel::menuRequested, m_messageActions, &MessageActions::fill);
    connect(m_messagePanel, &MessagePanel::dragRequested, m_messageActions, &MessageActions::startDrag);
    connect(m_messageActions, &MessageActions::draftRequested, this, [this](const MessageDraft& draft) {
        m_publishDock->show();
        m_publishDock->raise();
        m_publish->open(draft);
    });
    connect(m_publish, &PublishPanel::messagesDropped, m_messageActions, &MessageActions::openAsDrafts);
    connect(m_queues, &QueuePanel::messagesDropped, this,
        [this](const DraggedMessages& messages, QueueNo queue, bool move) {
            if (const auto view = m_client.queue(queue))
                m_messageActions->dropOnTarget(messages, view->name, false, move);
        });
    connect(m_exchanges, &ExchangeList::messagesDropped, this,
        [this](const DraggedMessages& messages, const std::string& exchange, bool move) {
            m_messageActions->dropOnTarget(messages, exchange, true, move);
        });
}

} // namespace tapedeck
