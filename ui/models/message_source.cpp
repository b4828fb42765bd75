#include "ui/models/message_source.h"

#include "ui/models/plain_text.h"

#include <algorithm>

namespace tapedeck {

static size_t bytesOf(const Page& page)
{
    size_t n = sizeof page;
    for (const std::string& channel : page.channels)
        n += sizeof channel + channel.capacity();
    for (const MessageRow& row : page.rows)
        n += sizeof row + row.key.capacity() + row.preview.capacity() + row.states.capacity();
    return n;
}

MessageSource::MessageSource(EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
    connect(&client, &EngineClient::snapshotChanged, this, &MessageSource::onSnapshot);
    connect(&client, &EngineClient::engineChanged, this, [this] { setQueue({}); });
}

void MessageSource::forgetAll()
{
    for (const auto& [page, token] : m_pending)
        m_client.forget(token);
    m_pending.clear();
    m_pages.clear();
    m_bytes = 0;
    m_wantBegin = m_wantEnd = 0;
}

void MessageSource::setQueue(QueueNo queue)
{
    if (queue == m_queue && queue.value != 0 && m_view)
        return;
    forgetAll();
    m_queue = queue;
    m_view = queue.value ? m_client.queue(queue) : nullptr;
    m_begin = m_view ? static_cast<int64_t>(m_view->stats.first.value) : 0;
    m_end = m_view ? static_cast<int64_t>(m_view->stats.head.value) : 0;
    Q_EMIT queueChanged();
    Q_EMIT rangeChanged();
}

void MessageSource::onSnapshot()
{
    if (m_queue.value == 0)
        return;
    auto now = m_client.queue(m_queue);
    if (now == m_view)
        return;
    if (!now) { // deleted
        setQueue({});
        return;
    }
    const bool wasGone = !m_view;
    m_view = std::move(now);
    ++m_generation;
    const auto begin = static_cast<int64_t>(m_view->stats.first.value);
    const auto end = static_cast<int64_t>(m_view->stats.head.value);
    const bool moved = begin != m_begin || end != m_end;
    m_begin = begin;
    m_end = end;
    if (wasGone)
        Q_EMIT queueChanged();
    if (moved)
        Q_EMIT rangeChanged();
    want(m_wantBegin, m_wantEnd); // what is on the screen may have other states now
}

const MessageSource::CachedPage* MessageSource::cached(int64_t id) const
{
    const auto it = m_pages.find(pageOf(id));
    return it == m_pages.end() ? nullptr : &it->second;
}

const MessageRow* MessageSource::row(int64_t id) const
{
    const CachedPage* page = cached(id);
    if (!page || page->page.rows.empty())
        return nullptr;
    const auto& rows = page->page.rows; // contiguous ids
    const int64_t at = id - static_cast<int64_t>(rows.front().id.value);
    return at >= 0 && at < static_cast<int64_t>(rows.size()) ? &rows[static_cast<size_t>(at)] : nullptr;
}

const std::vector<std::string>* MessageSource::channelsAt(int64_t id) const
{
    const CachedPage* page = cached(id);
    return page ? &page->page.channels : nullptr;
}

QString MessageSource::errorAt(int64_t id) const
{
    const CachedPage* page = cached(id);
    return page && !page->page.error.empty() ? shownText(page->page.error) : QString();
}

void MessageSource::want(int64_t begin, int64_t end)
{
    m_wantBegin = begin;
    m_wantEnd = end;
    begin = std::max(begin, m_begin);
    end = std::min(end, m_end);
    if (begin >= end)
        return;
    const int64_t first = pageOf(begin), last = pageOf(end - 1);
    for (auto it = m_pending.begin(); it != m_pending.end();) { // scrolled away: their answers are no longer wanted
        if (it->first < first || it->first > last) {
            m_client.forget(it->second);
            it = m_pending.erase(it);
        } else {
            ++it;
        }
    }
    for (int64_t page = first; page <= last; ++page) {
        const auto it = m_pages.find(page);
        if (it != m_pages.end())
            it->second.used = ++m_useClock;
        if ((it == m_pages.end() || it->second.generation != m_generation) && !m_pending.contains(page)
            && m_pending.size() < kPendingMax)
            ask(page);
    }
}

void MessageSource::ask(int64_t page)
{
    const int64_t first = std::max<int64_t>(page * kRowsPerPage, std::max<int64_t>(m_begin, 1));
    const int64_t end = std::min((page + 1) * static_cast<int64_t>(kRowsPerPage), m_end);
    if (first >= end)
        return;
    const uint64_t generation = m_generation;
    const uint64_t token =
        m_client.requestPage(this, m_queue, MessageId{static_cast<uint64_t>(first)}, static_cast<uint32_t>(end - first),
            [this, page, generation](const Page& answer) { store(page, generation, answer); });
    if (token)
        m_pending.emplace(page, token);
}

void MessageSource::store(int64_t page, uint64_t generation, const Page& answer)
{
    m_pending.erase(page);
    CachedPage& slot = m_pages[page];
    m_bytes -= slot.bytes;
    slot.page = answer;
    slot.bytes = bytesOf(slot.page);
    slot.generation = generation;
    slot.used = ++m_useClock;
    m_bytes += slot.bytes;
    evict(page);
    Q_EMIT rowsChanged(page * kRowsPerPage, (page + 1) * static_cast<int64_t>(kRowsPerPage));
    want(m_wantBegin, m_wantEnd);
}

// The least recently used go first; what is on the screen was used last. A few hundred pages: a scan is cheap.
void MessageSource::evict(int64_t keep)
{
    while (m_bytes > kBytesMax && m_pages.size() > 1) {
        auto oldest = m_pages.end();
        for (auto it = m_pages.begin(); it != m_pages.end(); ++it)
            if (it->first != keep && (oldest == m_pages.end() || it->second.used < oldest->second.used))
                oldest = it;
        m_bytes -= oldest->second.bytes;
        m_pages.erase(oldest);
    }
}

} // namespace tapedeck
