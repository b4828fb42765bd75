// What the window is looking at: one queue, one of its channels, one message, or an exchange and its recording. Panels
// share this instead of knowing each other. GUI thread.
#pragma once

#include "ui/models/message_selection.h"

#include <QObject>

#include <memory>
#include <string>

namespace tapedeck {

class Current : public QObject {
    Q_OBJECT
public:
    explicit Current(QObject* parent = nullptr);

    QueueNo queue() const { return m_queue; }
    const std::string& channel() const { return m_channel; } // empty: the queue itself
    MessageId message() const { return m_message; }
    // Never null; of queue(), or empty.
    using Selection = std::shared_ptr<const MessageSelection>;
    const Selection& selection() const { return m_selection; }

    // The exchange that is looked at; empty if it is an ordinary queue. queue() is then its recording, 0 if it has
    // none.
    const std::string& exchange() const { return m_exchange; }

    void setQueue(QueueNo queue, const std::string& channel = {});
    void setExchange(const std::string& name, QueueNo recording);
    void setMessage(MessageId message);
    void setSelection(Selection selection); // not null

Q_SIGNALS:
    void queueChanged(); // another queue; channel and message are reset before
    void channelChanged();
    void exchangeChanged();
    void messageChanged();
    void selectionChanged();

private:
    void set(QueueNo queue, const std::string& channel, const std::string& exchange);

    QueueNo m_queue;
    std::string m_channel, m_exchange;
    MessageId m_message;
    Selection m_selection;
};

} // namespace tapedeck
