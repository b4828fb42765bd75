// Queues and their channels as a tree, kept up to date by comparing snapshots: only what changed is announced, rows are
// found by index, nothing is reset while the set of queues changes little. Queues whose names begin alike can be put
// into groups; then a change of the set of queues is a reset. GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QAbstractItemModel>

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tapedeck {

class QueueTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    // More separate runs of inserted or removed queues than this in one snapshot: one reset is cheaper for the view.
    static constexpr int kRunsMax = 64;

    // By which character names are divided; the part up to one is a group when several queues share it, and in a group
    // the part up to the next one.
    enum class Grouping : unsigned char { none, automatic, dot, colon, slash };
    // Rates kept per queue, one per second: what a sparkline shows.
    static constexpr size_t kRatesMax = 30;
    using Rates = std::deque<float>;

    explicit QueueTreeModel(EngineClient& client, QObject* parent = nullptr);

    // Only queues whose name, or the name of one of their channels, contains `text` (ignoring the case of ASCII
    // letters).
    void setFilter(const QString& text);
    void setGrouping(Grouping grouping);
    Grouping grouping() const { return m_grouping; }
    // The character that is used; 0 if there are no groups.
    char delimiter() const { return m_delimiter; }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex&) const override { return 1; }
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    bool isGroup(const QModelIndex& index) const
    {
        return index.isValid() && (index.internalId() & ~kNumbers) == kGroup;
    }
    // Somebody has looked into the group: its rows are known.
    bool isKnown(const QModelIndex& group) const;
    // What the names of a group's queues begin with; empty if the row is no group.
    std::string groupPrefix(const QModelIndex& group) const;
    QModelIndex findGroup(const std::string& prefix) const;
    // Of all queues of a group.
    struct GroupSum {
        int queues = 0;
        uint64_t messages = 0;
        double perSecond = 0;
    };
    GroupSum sumOf(const QModelIndex& group) const;
    // Messages per second of the last seconds, the newest last; null while nothing is published into the queue.
    const Rates* rates(QueueNo queue) const;

    // The queue of a row or of the row's channel; null for an invalid index and a group.
    const QueueView* queueAt(const QModelIndex& index) const;
    // Null if the row is a queue.
    const ChannelStats* channelAt(const QModelIndex& index) const;
    QModelIndex find(QueueNo queue, const std::string& channel = {}) const;
    // Messages that found the queue full and were dropped, since the engine's start.
    uint64_t dropped(QueueNo queue) const;

Q_SIGNALS:
    // Emitted around a reset that was not asked for, so that a view can keep what is expanded and current.
    void aboutToResetRows();
    void resetRows();

private:
    using Rows = std::vector<std::shared_ptr<const QueueView>>;
    // What an index carries: 0 a queue at the top, kGroup and its place in m_groups a group, kGrouped and its number a
    // queue in a group, the number of its queue a channel.
    static constexpr quintptr kGroup = quintptr{1} << 40;
    static constexpr quintptr kGrouped = quintptr{1} << 41;
    static constexpr quintptr kNumbers = kGroup - 1;
    struct Child { // a group, or the queue at `begin` of m_rows
        int begin = 0;
        int group = -1; // its place in m_groups
    };
    struct Group { // of [begin, end) of m_rows, whose names begin alike
        int begin = 0, end = 0;
        size_t prefix = 0; // bytes of their names, with the delimiter
        int parent = -1, row = 0; // its place among the children of the group around it
        bool known = false; // children were worked out: only of groups that somebody looks into
        std::vector<Child> children;
    };

    Rows filtered(const Rows& all) const;
    void replaceAll(Rows rows);
    void update(Rows rows);
    bool applyCatalogue(const Rows& rows);
    void updateQueue(int row, const std::shared_ptr<const QueueView>& now);
    void reindex();
    void regroup();
    char chooseDelimiter() const;
    std::string_view prefixOf(int row, size_t from) const; // up to the next delimiter; empty: none
    const std::vector<Child>& childrenOf(int group) const;
    void divide(int group) const;
    struct Place {
        int group = 0, row = 0;
    };
    Place placeOf(int row) const; // of a queue
    int groupOf(const QModelIndex& index) const { return static_cast<int>(index.internalId() & kNumbers); }
    QModelIndex groupIndex(int group) const; // invalid for the one that is the whole tree
    int rowOf(const QModelIndex& queue) const; // in m_rows
    QModelIndex queueIndex(int row) const;
    bool isChannel(const QModelIndex& index) const { return index.internalId() != 0 && index.internalId() < kGroup; }
    void noteRates();
    void updateDrops();
    QVariant groupData(const QModelIndex& group, int role) const;
    QString description(const QueueView& queue, const ChannelStats* channel) const;

    EngineClient& m_client;
    Rows m_rows;
    std::vector<int> m_rowOfNumber; // by queue number; -1 = none
    Grouping m_grouping = Grouping::none;
    char m_delimiter = 0;
    // The first is the whole tree; empty while there are no groups: then each row is a queue. Grows as groups are
    // looked into.
    mutable std::deque<Group> m_groups;
    struct History {
        Rates rates;
        int64_t second = 0; // of the last one
    };
    std::unordered_map<uint32_t, History> m_history; // by queue number; only those with a rate
    QByteArray m_filter; // lower case
    std::unordered_map<uint32_t, uint64_t> m_dropped; // by queue number; only those that dropped
    std::shared_ptr<const std::vector<SharedQueueView>> m_dropsOf; // what m_dropped was made from
};

} // namespace tapedeck
