// The messages of one queue as the table needs them: rows fetched by page, with a cap on memory. Rows have positions:
// of all messages these are their ids; of those that a search has found they are counted (MatchList).
// GUI thread. Never waits: a row that is not there yet is null and rowsChanged() follows.
#pragma once

#include "ui/client/engine_client.h"
#include "ui/models/match_list.h"
#include "ui/models/message_selection.h"
#include "ui/models/row_ranges.h"

#include <QObject>

#include <algorithm>
#include <unordered_map>

namespace tapedeck {

class MessageSource : public QObject {
    Q_OBJECT
public:
    static constexpr uint32_t kRowsPerPage = 128;
    // Bytes of loaded rows kept. A screen needs two pages of at most 40 kB; the rest makes scrolling back instant.
    static constexpr size_t kBytesMax = size_t{16} << 20;
    // Pages asked for at once: more would only delay the ones that matter when someone drags the scrollbar.
    static constexpr size_t kPendingMax = 4;

    explicit MessageSource(EngineClient& client, QObject* parent = nullptr);

    void setQueue(QueueNo queue);
    QueueNo queue() const { return m_queue; }
    // Null when there is none or it is gone.
    const QueueView* view() const { return m_view.get(); }
    // Only these; null: all. Whoever has them calls matchesGrew() when they did.
    void setMatches(std::shared_ptr<const MatchList> matches);
    void matchesGrew();
    bool filtered() const { return m_matches != nullptr; }
    // What each row carries beside what it always has; at most PageRequest::kFieldsMax.
    void setFields(const std::vector<Field>& fields);
    const std::vector<Field>& fields() const { return m_fields; }
    // Bytes of each body that a row carries, at most limits::kPagePreviewBytesMax.
    void setPreviewBytes(uint32_t bytes);
    uint32_t previewBytes() const { return m_previewBytes; }
    // Positions of the rows that exist: [begin, end).
    int64_t begin() const { return m_begin; }
    int64_t end() const { return m_end; }
    MessageId head() const { return m_view ? m_view->stats.head : MessageId{}; } // of the queue
    MessageId idAt(int64_t row) const; // 0 outside
    // Of the message, or of the first one behind it that is shown; end() if there is none.
    int64_t rowOf(MessageId id) const;
    // Of these rows, for whoever does something with them later.
    std::shared_ptr<const MessageSelection> selectionOf(const RowRanges& rows) const;

    // Says which rows are on the screen; asks for those that are missing or out of date.
    void want(int64_t begin, int64_t end);
    // Null while loading, or when the row cannot be read (see errorAt).
    const MessageRow* row(int64_t row) const;
    // The channels that the states of the row are about.
    const std::vector<std::string>* channelsAt(int64_t row) const;
    QString errorAt(int64_t row) const;

    size_t bytes() const { return m_bytes; }
    size_t pagesPending() const { return m_pending.size(); }

Q_SIGNALS:
    void queueChanged(); // another queue, or none: everything is void
    void matchesChanged(); // others are shown of the same queue: rows are other messages now
    void rangeChanged(); // begin() or end() moved
    void rowsChanged(qint64 begin, qint64 end); // rows came or changed
    void fieldsChanged();

private:
    struct CachedPage {
        Page page;
        size_t bytes = 0;
        uint64_t generation = 0; // of the queue when it was asked for
        int64_t end = 0; // of the rows that were asked for
        uint64_t used = 0;
    };

    int64_t pageOf(int64_t row) const { return row / kRowsPerPage; }
    int64_t endOf(int64_t page) const { return std::min((page + 1) * static_cast<int64_t>(kRowsPerPage), m_end); }
    const CachedPage* cached(int64_t row) const;
    bool setRange();
    void onSnapshot();
    void ask(int64_t page);
    void store(int64_t page, uint64_t generation, int64_t end, const Page& answer);
    void evict(int64_t keep);
    void forgetAll();
    void askAgain();

    EngineClient& m_client;
    QueueNo m_queue;
    std::shared_ptr<const QueueView> m_view;
    std::shared_ptr<const MatchList> m_matches;
    std::vector<Field> m_fields;
    uint32_t m_previewBytes = PageRequest().previewBytes;
    int64_t m_begin = 0, m_end = 0;
    int64_t m_wantBegin = 0, m_wantEnd = 0;
    std::unordered_map<int64_t, CachedPage> m_pages;
    std::unordered_map<int64_t, uint64_t> m_pending; // page -> token
    size_t m_bytes = 0;
    uint64_t m_generation = 0; // grows with every change of the queue
    mutable uint64_t m_useClock = 0;
};

} // namespace tapedeck
