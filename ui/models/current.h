// What the window is looking at: one queue, one of its channels, one message. Panels share this instead of knowing each
// other. GUI thread.
#pragma once

#include "engine/base/units.h"

#include <QObject>

#include <string>

namespace tapedeck {

class Current : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    QueueNo queue() const { return m_queue; }
    const std::string& channel() const { return m_channel; } // empty: the queue itself
    MessageId message() const { return m_message; }

    void setQueue(QueueNo queue, const std::string& channel = {});
    void setMessage(MessageId message);

Q_SIGNALS:
    void queueChanged(); // another queue; channel and message are reset before
    void channelChanged();
    void messageChanged();

private:
    QueueNo m_queue;
    std::string m_channel;
    MessageId m_message;
};

} // namespace tapedeck
