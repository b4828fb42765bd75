#include "ui/models/current.h"

#include <utility>

namespace tapedeck {

namespace {

class NothingSelected final : public MessageSelection {
public:
    QueueNo queue() const override { return {}; }
    int64_t count() const override { return 0; }
    std::vector<MessageId> ids(int64_t, size_t) const override { return {}; }
};

} // namespace

Current::Current(QObject* parent)
    : QObject(parent)
    , m_selection(std::make_shared<NothingSelected>())
{
}

void Current::setSelection(Selection selection)
{
    m_selection = std::move(selection);
    Q_EMIT selectionChanged();
}

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
        setSelection(std::make_shared<NothingSelected>());
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
