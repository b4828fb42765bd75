// Queues and their channels as a tree, kept up to date by comparing snapshots: only what changed is announced, rows are
// found by index, nothing is reset while the set of queues changes little. GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QAbstractItemModel>

#include <string>
#include <unordered_map>
#include <vector>

namespace tapedeck {

class QueueTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    // More separate runs of inserted or removed queues than this in one snapshot: one reset is cheaper for the view.
    static constexpr int kRunsMax = 64;

    explicit QueueTreeModel(EngineClient& client, QObject* parent = nullptr);

    // Only queues whose name, or the name of one of their channels, contains `text` (ignoring the case of ASCII
    // letters).
    void setFilter(const QString& text);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex&) const override { return 1; }
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    // The queue of a row or of the row's channel; null for an invalid index.
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

    Rows filtered(const Rows& all) const;
    void replaceAll(Rows rows);
    void update(Rows rows);
    bool applyCatalogue(const Rows& rows);
    void updateQueue(int row, const std::shared_ptr<const QueueView>& now);
    void reindex();
    void updateDrops();
    QString description(const QueueView& queue, const ChannelStats* channel) const;

    EngineClient& m_client;
    Rows m_rows;
    std::vector<int> m_rowOfNumber; // by queue number; -1 = none
    QByteArray m_filter; // lower case
    std::unordered_map<uint32_t, uint64_t> m_dropped; // by queue number; only those that dropped
    std::shared_ptr<const std::vector<SharedQueueView>> m_dropsOf; // what m_dropped was made from
};

} // namespace tapedeck
