#include "ui/models/message_source.h"

#include "ui/models/plain_text.h"

#include <algorithm>

namespace tapedeck {

static size_t bytesOf(const Page& page)
{
    size_t n = sizeof page;
    for (const std::string& channel : page.channels)
        n += sizeof channel + channel.capacity();
    for (const MessageRow& row : page.rows) {
        n += sizeof row + row.key.capacity() + row.preview.capacity() + row.states.capacity();
        for (const FieldValue& field : row.fields)
            n += sizeof field + field.text.capacity();
    }
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

// Rows are loaded that carry something else.
void MessageSource::askAgain()
{
    const int64_t begin = m_wantBegin, end = m_wantEnd;
    forgetAll();
    Q_EMIT rowsChanged(begin, end);
    want(begin, end);
}

void MessageSource::setFields(const std::vector<Field>& fields)
{
    const auto same = [](const Field& a, const Field& b) { return a.text() == b.text(); };
    if (std::equal(fields.begin(), fields.end(), m_fields.begin(), m_fields.end(), same))
        return;
    m_fields = fields;
    Q_EMIT fieldsChanged();
    askAgain();
}

void MessageSource::setPreviewBytes(uint32_t bytes)
{
    if (bytes == m_previewBytes)
        return;
    m_previewBytes = bytes;
    askAgain();
}

void MessageSource::setQueue(QueueNo queue)
{
    if (queue == m_queue && queue.value != 0 && m_view)
        return;
    forgetAll();
    m_queue = queue;
    m_view = queue.value ? m_client.queue(queue) : nullptr;
    m_matches = nullptr; // they were of the other queue
    setRange();
    Q_EMIT queueChanged();
    Q_EMIT rangeChanged();
}

// Returns whether it moved.
bool MessageSource::setRange()
{
    const int64_t begin = m_matches ? m_matches->begin() : m_view ? static_cast<int64_t>(m_view->stats.first.value) : 0;
    const int64_t end = m_matches ? m_matches->end() : m_view ? static_cast<int64_t>(m_view->stats.head.value) : 0;
    const bool moved = begin != m_begin || end != m_end;
    m_begin = begin;
    m_end = end;
    return moved;
}

void MessageSource::setMatches(std::shared_ptr<const MatchList> matches)
{
    if (matches == m_matches)
        return;
    forgetAll();
    m_matches = std::move(matches);
    setRange();
    Q_EMIT matchesChanged();
    Q_EMIT rangeChanged();
}

void MessageSource::matchesGrew()
{
    if (m_matches && setRange())
        Q_EMIT rangeChanged();
}

MessageId MessageSource::idAt(int64_t row) const
{
    if (row < m_begin || row >= m_end)
        return {};
    return m_matches ? m_matches->at(row) : MessageId{static_cast<uint64_t>(row)};
}

int64_t MessageSource::rowOf(MessageId id) const
{
    if (m_matches)
        return std::min(m_matches->lowerBound(id), m_end);
    return std::clamp(static_cast<int64_t>(std::min<uint64_t>(id.value, INT64_MAX)), m_begin, m_end);
}

std::shared_ptr<const MessageSelection> MessageSource::selectionOf(const RowRanges& rows) const
{
    class Selection final : public MessageSelection {
    public:
        Selection(QueueNo queue, RowRanges rows, std::shared_ptr<const MatchList> matches)
            : m_queue(queue)
            , m_rows(std::move(rows))
            , m_matches(std::move(matches))
        {
        }
        QueueNo queue() const override { return m_queue; }
        int64_t count() const override { return m_rows.count(); }
        std::vector<MessageId> ids(int64_t from, size_t max) const override
        {
            std::vector<MessageId> ids;
            for (const RowRanges::Range& range : m_rows.ranges()) {
                const int64_t skip = std::min(from, range.end - range.begin);
                from -= skip;
                for (int64_t row = range.begin + skip; row < range.end && ids.size() < max; ++row)
                    if (const MessageId id = m_matches ? m_matches->at(row) : MessageId{static_cast<uint64_t>(row)};
                        id.value != 0)
                        ids.push_back(id);
            }
            return ids;
        }

    private:
        QueueNo m_queue;
        RowRanges m_rows;
        std::shared_ptr<const MatchList> m_matches;
    };
    return std::make_shared<Selection>(m_queue, rows, m_matches);
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
    const bool moved = setRange();
    if (wasGone)
        Q_EMIT queueChanged();
    if (moved)
        Q_EMIT rangeChanged();
    want(m_wantBegin, m_wantEnd); // what is on the screen may have other states now
}

const MessageSource::CachedPage* MessageSource::cached(int64_t row) const
{
    const auto it = m_pages.find(pageOf(row));
    return it == m_pages.end() ? nullptr : &it->second;
}

const MessageRow* MessageSource::row(int64_t row) const
{
    const CachedPage* page = cached(row);
    if (!page)
        return nullptr;
    const auto& rows = page->page.rows; // in order of ids; some may be gone
    const MessageId id = idAt(row);
    const auto at =
        std::lower_bound(rows.begin(), rows.end(), id, [](const MessageRow& r, MessageId i) { return r.id < i; });
    return at != rows.end() && at->id == id ? &*at : nullptr;
}

const std::vector<std::string>* MessageSource::channelsAt(int64_t row) const
{
    const CachedPage* page = cached(row);
    return page ? &page->page.channels : nullptr;
}

QString MessageSource::errorAt(int64_t row) const
{
    const CachedPage* page = cached(row);
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
        // A page of matches has no rows too many or too few as long as nobody finds more.
        const bool good = it != m_pages.end() && it->second.generation == m_generation && it->second.end == endOf(page);
        if (!good && !m_pending.contains(page) && m_pending.size() < kPendingMax)
            ask(page);
    }
}

void MessageSource::ask(int64_t page)
{
    const int64_t first = std::max<int64_t>(page * kRowsPerPage, std::max<int64_t>(m_begin, m_matches ? 0 : 1));
    const int64_t end = endOf(page);
    if (first >= end)
        return;
    PageRequest request;
    request.queue = m_queue;
    request.first = idAt(first);
    request.count = static_cast<uint32_t>(end - first);
    request.previewBytes = m_previewBytes;
    request.fields = m_fields;
    for (int64_t row = first; m_matches && row < end; ++row)
        request.ids.push_back(idAt(row));
    const uint64_t token = m_client.ask(this, std::move(request),
        [this, page, end, generation = m_generation](const Page& answer) { store(page, generation, end, answer); });
    if (token)
        m_pending.emplace(page, token);
}

void MessageSource::store(int64_t page, uint64_t generation, int64_t end, const Page& answer)
{
    m_pending.erase(page);
    CachedPage& slot = m_pages[page];
    m_bytes -= slot.bytes;
    slot.page = answer;
    slot.bytes = bytesOf(slot.page);
    slot.generation = generation;
    slot.end = end;
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
