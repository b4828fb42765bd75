#include "ui/models/current.h"

namespace tapedeck {

void Current::setQueue(QueueNo queue, const std::string& channel)
{
    set(queue, channel, {});
}

void Current::setExchange(const std::string& name, QueueNo recording)
{
    set(recording, {}, name);
}

void Current::set(QueueNo queue, const std::string& channel, const std::string& exchange)
{
    const bool otherExchange = exchange != m_exchange;
    const bool otherQueue = queue != m_queue;
    const bool otherChannel = channel != m_channel;
    m_queue = queue;
    m_channel = channel;
    m_exchange = exchange;
    if (otherQueue) {
        m_message = {};
        Q_EMIT queueChanged();
        Q_EMIT messageChanged();
    }
    if (otherQueue || otherChannel)
        Q_EMIT channelChanged();
    if (otherExchange)
        Q_EMIT exchangeChanged();
}

void Current::setMessage(MessageId message)
{
    if (message == m_message)
        return;
    m_message = message;
    Q_EMIT messageChanged();
}

} // namespace tapedeck
