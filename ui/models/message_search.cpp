#include "ui/models/message_search.h"

#include "ui/models/plain_text.h"

#include <algorithm>

namespace tapedeck {

MessageSearch::MessageSearch(EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
    connect(&client, &EngineClient::snapshotChanged, this, &MessageSearch::onSnapshot);
    connect(&client, &EngineClient::engineChanged, this, [this] { start({}, {}); });
}

void MessageSearch::start(QueueNo queue, const Filter& filter)
{
    const bool was = active();
    m_client.forget(m_token);
    m_token = 0;
    m_filter = filter;
    m_stopped = false;
    m_bytes = m_damaged = 0;
    m_spentMs = 0;
    const auto view = filter.matchesAll() || queue.value == 0 ? nullptr : m_client.queue(queue);
    m_queue = view ? queue : QueueNo{};
    m_matches = view ? std::make_shared<MatchList>() : nullptr;
    m_shared = m_matches;
    if (view) {
        m_first = m_next = view->stats.first;
        m_head = view->stats.head;
    }
    if (was || active())
        Q_EMIT started();
    ask();
    Q_EMIT progressed();
}

void MessageSearch::onSnapshot()
{
    if (!active())
        return;
    const auto view = m_client.queue(m_queue);
    if (!view) {
        start({}, {});
        return;
    }
    if (view->stats.first == m_first && view->stats.head == m_head)
        return;
    m_head = view->stats.head;
    if (view->stats.first != m_first) {
        m_first = view->stats.first;
        m_next = std::max(m_next, m_first);
        m_matches->dropBelow(m_first);
        Q_EMIT grew();
    }
    ask();
    Q_EMIT progressed();
}

void MessageSearch::stop()
{
    if (!running() || m_stopped)
        return;
    m_stopped = true;
    m_client.forget(m_token);
    m_token = 0;
    Q_EMIT progressed();
}

void MessageSearch::resume()
{
    m_stopped = false;
    ask();
    Q_EMIT progressed();
}

void MessageSearch::ask()
{
    if (!active() || m_token != 0 || m_stopped || m_next >= m_head)
        return;
    SearchRequest request;
    request.queue = m_queue;
    request.filter = m_filter;
    request.from = m_next;
    request.until = m_head;
    m_asked.start();
    m_token = m_client.ask(this, request, [this](const SearchStep& step) { onStep(step); });
}

void MessageSearch::onStep(const SearchStep& step)
{
    m_token = 0;
    m_spentMs += m_asked.elapsed();
    if (!step.error.empty()) {
        m_stopped = true;
        Q_EMIT failed(shownText(step.error));
        Q_EMIT progressed();
        return;
    }
    if (!step.dropped) {
        m_bytes += step.bytes;
        m_damaged += step.damaged;
        m_next = std::max(m_next, step.next);
        if (!step.ids.empty()) {
            m_matches->add(step.ids);
            m_matches->dropBelow(m_first); // retention may have been faster
            Q_EMIT grew();
        }
    }
    ask();
    Q_EMIT progressed();
}

uint64_t MessageSearch::total() const
{
    return active() && m_head > m_first ? m_head - m_first : 0;
}

uint64_t MessageSearch::looked() const
{
    return active() && m_next > m_first ? std::min(m_next - m_first, total()) : 0;
}

double MessageSearch::bytesPerSecond() const
{
    return m_spentMs > 0 ? static_cast<double>(m_bytes) * 1000.0 / static_cast<double>(m_spentMs) : 0;
}

} // namespace tapedeck
