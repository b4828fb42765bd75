// The messages of one queue as the table needs them: rows addressed by id, fetched by page, with a cap on memory.
// GUI thread. Never waits: a row that is not there yet is null and rowsChanged() follows.
#pragma once

#include "ui/client/engine_client.h"

#include <QObject>

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
    // Ids of the rows that exist: [begin, end).
    int64_t begin() const { return m_begin; }
    int64_t end() const { return m_end; }

    // Says which rows are on the screen; asks for those that are missing or out of date.
    void want(int64_t begin, int64_t end);
    // Null while loading, or when the row cannot be read (see errorAt).
    const MessageRow* row(int64_t id) const;
    // The channels that the states of the row are about.
    const std::vector<std::string>* channelsAt(int64_t id) const;
    QString errorAt(int64_t id) const;

    size_t bytes() const { return m_bytes; }
    size_t pagesPending() const { return m_pending.size(); }

Q_SIGNALS:
    void queueChanged(); // another queue, or none: everything is void
    void rangeChanged(); // begin() or end() moved
    void rowsChanged(qint64 begin, qint64 end); // rows came or changed

private:
    struct CachedPage {
        Page page;
        size_t bytes = 0;
        uint64_t generation = 0; // of the queue when it was asked for
        uint64_t used = 0;
    };

    int64_t pageOf(int64_t id) const { return id / kRowsPerPage; }
    const CachedPage* cached(int64_t id) const;
    void onSnapshot();
    void ask(int64_t page);
    void store(int64_t page, uint64_t generation, const Page& answer);
    void evict(int64_t keep);
    void forgetAll();

    EngineClient& m_client;
    QueueNo m_queue;
    std::shared_ptr<const QueueView> m_view;
    int64_t m_begin = 0, m_end = 0;
    int64_t m_wantBegin = 0, m_wantEnd = 0;
    std::unordered_map<int64_t, CachedPage> m_pages;
    std::unordered_map<int64_t, uint64_t> m_pending; // page -> token
    size_t m_bytes = 0;
    uint64_t m_generation = 0; // grows with every change of the queue
    mutable uint64_t m_useClock = 0;
};

} // namespace tapedeck
