#include "ui/models/current.h"

namespace tapedeck {

void Current::setQueue(QueueNo queue, const std::string& channel)
{
    const bool otherQueue = queue != m_queue;
    const bool otherChannel = channel != m_channel;
    m_queue = queue;
    m_channel = channel;
    if (otherQueue) {
        m_message = {};
        Q_EMIT queueChanged();
        Q_EMIT messageChanged();
    }
    if (otherQueue || otherChannel)
        Q_EMIT channelChanged();
}

void Current::setMessage(MessageId message)
{
    if (message == m_message)
        return;
    m_message = message;
    Q_EMIT messageChanged();
}

} // namespace tapedeck
