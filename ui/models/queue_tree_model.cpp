#include "ui/models/queue_tree_model.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

#include <algorithm>

namespace tapedeck {
namespace {

bool containsFolded(const std::string& name, const QByteArray& lowered)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::search(name.begin(), name.end(), lowered.begin(), lowered.end(), [&](char a, char b) {
        return lower(a) == b;
    }) != name.end();
}

bool sameChannels(const QueueView& a, const QueueView& b)
{
    return std::equal(a.stats.channels.begin(), a.stats.channels.end(), b.stats.channels.begin(),
        b.stats.channels.end(), [](const ChannelStats& x, const ChannelStats& y) { return x.name == y.name; });
}

} // namespace

QueueTreeModel::QueueTreeModel(EngineClient& client, QObject* parent)
    : QAbstractItemModel(parent)
    , m_client(client)
{
    m_rows = m_client.snapshot()->queues;
    reindex();
    updateDrops();
    connect(&client, &EngineClient::engineChanged, this, [this] {
        m_history.clear();
        replaceAll(filtered(m_client.snapshot()->queues));
        updateDrops();
    });
    connect(&client, &EngineClient::snapshotChanged, this, [this](const SnapshotPtr&, const SnapshotPtr& now) {
        noteRates(); // before rows are announced that show them
        update(filtered(now->queues));
        updateDrops();
    });
}

void QueueTreeModel::setGrouping(Grouping grouping)
{
    if (grouping == m_grouping)
        return;
    m_grouping = grouping;
    Q_EMIT aboutToResetRows();
    replaceAll(filtered(m_client.snapshot()->queues));
    Q_EMIT resetRows();
}

// One rate per second of the engine's clock. Only queues that are published into are looked at, so quiet ones cost
// nothing.
void QueueTreeModel::noteRates()
{
    const Snapshot& now = *m_client.snapshot();
    const int64_t second = now.at.micros / 1'000'000;
    size_t published = 0;
    for (const auto& queue : now.queues) {
        if (queue->publishedPerSecond <= 0) {
            if (!m_history.empty())
                m_history.erase(queue->number.value);
            continue;
        }
        History& history = m_history[queue->number.value];
        const auto rate = static_cast<float>(queue->publishedPerSecond);
        if (history.rates.empty() || second > history.second) {
            // Seconds without a snapshot were as the one before.
            const int64_t missed = history.rates.empty() ? 0 : second - history.second - 1;
            for (int64_t i = 0; i < std::min<int64_t>(missed, kRatesMax); ++i)
                history.rates.push_back(history.rates.back());
            history.rates.push_back(rate);
            while (history.rates.size() > kRatesMax)
                history.rates.pop_front();
            history.second = second;
        } else {
            history.rates.back() = rate;
        }
        ++published;
    }
    if (m_history.size() > published) // of queues that were deleted
        std::erase_if(m_history, [this](const auto& entry) { return !m_client.queue(QueueNo{entry.first}); });
}

const QueueTreeModel::Rates* QueueTreeModel::rates(QueueNo queue) const
{
    const auto it = m_history.find(queue.value);
    return it == m_history.end() ? nullptr : &it->second.rates;
}

void QueueTreeModel::setFilter(const QString& text)
{
    const QByteArray lowered = text.toUtf8().toLower();
    if (lowered == m_filter)
        return;
    m_filter = lowered;
    Q_EMIT aboutToResetRows();
    replaceAll(filtered(m_client.snapshot()->queues));
    Q_EMIT resetRows();
}

uint64_t QueueTreeModel::dropped(QueueNo queue) const
{
    const auto it = m_dropped.find(queue.value);
    return it == m_dropped.end() ? 0 : it->second;
}

// A drop changes nothing of its queue, so its row is announced here.
void QueueTreeModel::updateDrops()
{
    const auto now = m_client.snapshot()->sharedQueues;
    if (now == m_dropsOf)
        return;
    m_dropsOf = now;
    std::unordered_map<uint32_t, uint64_t> before = std::move(m_dropped);
    m_dropped.clear();
    for (const SharedQueueView& queue : *now)
        if (queue.dropped > 0)
            m_dropped.emplace(queue.number.value, queue.dropped);
    const auto announce = [this](uint32_t number) {
        if (const QModelIndex row = find(QueueNo{number}); row.isValid())
            Q_EMIT dataChanged(row, row);
    };
    for (const auto& [number, count] : m_dropped)
        if (const auto it = before.find(number); it == before.end() || it->second != count)
            announce(number);
    for (const auto& [number, count] : before)
        if (!m_dropped.contains(number))
            announce(number);
}

QueueTreeModel::Rows QueueTreeModel::filtered(const Rows& all) const
{
    if (m_filter.isEmpty())
        return all;
    Rows rows;
    for (const auto& queue : all) {
        const auto& channels = queue->stats.channels;
        if (containsFolded(queue->name, m_filter)
            || std::any_of(channels.begin(), channels.end(),
                [this](const ChannelStats& c) { return containsFolded(c.name, m_filter); }))
            rows.push_back(queue);
    }
    return rows;
}

void QueueTreeModel::replaceAll(Rows rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    reindex();
    regroup();
    endResetModel();
}

void QueueTreeModel::reindex()
{
    std::fill(m_rowOfNumber.begin(), m_rowOfNumber.end(), -1);
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const size_t number = m_rows[i]->number.value;
        if (number >= m_rowOfNumber.size())
            m_rowOfNumber.resize(number + 1, -1);
        m_rowOfNumber[number] = static_cast<int>(i);
    }
}

void QueueTreeModel::update(Rows rows)
{
    const bool sameQueues = std::equal(m_rows.begin(), m_rows.end(), rows.begin(), rows.end(),
        [](const auto& a, const auto& b) { return a == b || a->number == b->number; });
    const auto reset = [&] {
        Q_EMIT aboutToResetRows();
        replaceAll(std::move(rows));
        Q_EMIT resetRows();
    };
    // Among groups, one queue more or less can change the place of others.
    if (!sameQueues && (m_delimiter != 0 || !applyCatalogue(rows)))
        return reset();
    if (!sameQueues && m_grouping == Grouping::automatic && chooseDelimiter() != 0)
        return reset();
    for (size_t i = 0; i < rows.size(); ++i)
        if (m_rows[i] != rows[i])
            updateQueue(static_cast<int>(i), rows[i]);
}

// Makes m_rows hold the same queues as `rows` by inserting and removing runs. False, with nothing changed, if that
// would take too many runs. Both are sorted by name, so one walk over both finds the differences.
bool QueueTreeModel::applyCatalogue(const Rows& rows)
{
    struct Change {
        bool insert;
        size_t oldAt, newAt, count;
    };
    std::vector<Change> runs;
    size_t i = 0, j = 0;
    const auto push = [&](bool insert) {
        if (!runs.empty() && runs.back().insert == insert
            && (insert ? runs.back().newAt + runs.back().count == j && runs.back().oldAt == i
                       : runs.back().oldAt + runs.back().count == i))
            ++runs.back().count;
        else
            runs.push_back({insert, i, j, 1});
    };
    while (i < m_rows.size() || j < rows.size()) {
        if (i < m_rows.size() && j < rows.size() && m_rows[i]->number == rows[j]->number) {
            ++i;
            ++j;
        } else if (j == rows.size() || (i < m_rows.size() && m_rows[i]->name <= rows[j]->name)) {
            push(false); // an equal name is a queue deleted and made anew
            ++i;
        } else {
            push(true);
            ++j;
        }
        if (runs.size() > static_cast<size_t>(kRunsMax))
            return false;
    }
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) { // from the end, so that earlier places stay true
        const int first = static_cast<int>(run->oldAt);
        const int last = first + static_cast<int>(run->count) - 1;
        if (run->insert) {
            beginInsertRows({}, first, last);
            m_rows.insert(m_rows.begin() + first, rows.begin() + static_cast<ptrdiff_t>(run->newAt),
                rows.begin() + static_cast<ptrdiff_t>(run->newAt + run->count));
            reindex();
            endInsertRows();
        } else {
            beginRemoveRows({}, first, last);
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
            reindex();
            endRemoveRows();
        }
    }
    return true;
}

// The same queue with other numbers, and perhaps other channels.
void QueueTreeModel::updateQueue(int row, const std::shared_ptr<const QueueView>& now)
{
    auto& slot = m_rows[static_cast<size_t>(row)];
    const QModelIndex parent = queueIndex(row);
    if (!sameChannels(*slot, *now)) {
        // Channels of one queue are few enough to be taken out and put in again, one at a time where they differ.
        auto working = std::make_shared<QueueView>(*slot);
        slot = working;
        auto& channels = working->stats.channels;
        const auto& wanted = now->stats.channels;
        for (size_t k = 0; k < channels.size() || k < wanted.size();) {
            const int at = static_cast<int>(k);
            if (k < channels.size() && k < wanted.size() && channels[k].name == wanted[k].name) {
                ++k;
            } else if (k == wanted.size() || (k < channels.size() && channels[k].name < wanted[k].name)) {
                beginRemoveRows(parent, at, at);
                channels.erase(channels.begin() + at);
                endRemoveRows();
            } else {
                beginInsertRows(parent, at, at);
                channels.insert(channels.begin() + at, wanted[k]);
                endInsertRows();
                ++k;
            }
        }
    }
    slot = now;
    Q_EMIT dataChanged(parent, parent);
    for (QModelIndex group = parent.parent(); group.isValid(); group = group.parent())
        Q_EMIT dataChanged(group, group);
    if (const int channels = rowCount(parent); channels > 0)
        Q_EMIT dataChanged(index(0, 0, parent), index(channels - 1, 0, parent));
}

// ------------------------------------------------------------------------------------------------ places

QModelIndex QueueTreeModel::queueIndex(int row) const
{
    if (m_groups.empty())
        return createIndex(row, 0, quintptr{0});
    const Place place = placeOf(row);
    return place.group == 0 ? createIndex(place.row, 0, quintptr{0})
                            : createIndex(place.row, 0, kGrouped | m_rows[static_cast<size_t>(row)]->number.value);
}

int QueueTreeModel::rowOf(const QModelIndex& queue) const
{
    if (queue.internalId() == 0) {
        const auto row = static_cast<size_t>(queue.row());
        if (m_groups.empty())
            return row < m_rows.size() ? queue.row() : -1;
        const std::vector<Child>& top = childrenOf(0);
        return row < top.size() ? top[row].begin : -1;
    }
    const auto number = static_cast<size_t>(queue.internalId() & kNumbers);
    return number < m_rowOfNumber.size() ? m_rowOfNumber[number] : -1;
}

QModelIndex QueueTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    if (parent.isValid() && !isGroup(parent))
        return createIndex(row, 0, static_cast<quintptr>(queueAt(parent)->number.value));
    if (m_groups.empty())
        return createIndex(row, 0, quintptr{0});
    const Child& child = childrenOf(parent.isValid() ? groupOf(parent) : 0)[static_cast<size_t>(row)];
    if (child.group >= 0)
        return groupIndex(child.group);
    return parent.isValid() ? createIndex(row, 0, kGrouped | m_rows[static_cast<size_t>(child.begin)]->number.value)
                            : createIndex(row, 0, quintptr{0});
}

QModelIndex QueueTreeModel::parent(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    if (isGroup(index))
        return groupIndex(m_groups[static_cast<size_t>(groupOf(index))].parent);
    const int row = rowOf(index);
    if (row < 0)
        return {};
    return isChannel(index) ? queueIndex(row) : groupIndex(placeOf(row).group);
}

int QueueTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid() && m_groups.empty())
        return static_cast<int>(m_rows.size());
    if (!parent.isValid() || isGroup(parent))
        return static_cast<int>(childrenOf(parent.isValid() ? groupOf(parent) : 0).size());
    return isChannel(parent) ? 0 : static_cast<int>(queueAt(parent)->stats.channels.size());
}

bool QueueTreeModel::hasChildren(const QModelIndex& parent) const
{
    return isGroup(parent) || rowCount(parent) > 0; // a group need not be looked into for that
}

Qt::ItemFlags QueueTreeModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags f = QAbstractItemModel::flags(index);
    if (index.isValid() && isChannel(index))
        f |= Qt::ItemNeverHasChildren;
    else if (index.isValid() && !isGroup(index))
        f |= Qt::ItemIsDropEnabled; // files are published into it
    return f;
}

const QueueView* QueueTreeModel::queueAt(const QModelIndex& index) const
{
    if (!index.isValid() || isGroup(index))
        return nullptr;
    const int row = rowOf(index);
    return row >= 0 ? m_rows[static_cast<size_t>(row)].get() : nullptr;
}

const ChannelStats* QueueTreeModel::channelAt(const QModelIndex& index) const
{
    const QueueView* queue = queueAt(index);
    if (!queue || !isChannel(index) || index.row() >= static_cast<int>(queue->stats.channels.size()))
        return nullptr;
    return &queue->stats.channels[static_cast<size_t>(index.row())];
}

QModelIndex QueueTreeModel::find(QueueNo queue, const std::string& channel) const
{
    if (queue.value >= m_rowOfNumber.size() || m_rowOfNumber[queue.value] < 0)
        return {};
    const QModelIndex parent = queueIndex(m_rowOfNumber[queue.value]);
    if (channel.empty())
        return parent;
    const auto& channels = queueAt(parent)->stats.channels;
    for (size_t i = 0; i < channels.size(); ++i)
        if (channels[i].name == channel)
            return index(static_cast<int>(i), 0, parent);
    return parent;
}

// ------------------------------------------------------------------------------------------------ texts

// For tooltips and screen readers: everything the row says by numbers and colours, in words.
QString QueueTreeModel::description(const QueueView& queue, const ChannelStats* channel) const
{
    if (!channel) {
        const uint64_t count = queue.stats.head.value - queue.stats.first.value;
        QString text =
            tr("Queue %1: %2, %3").arg(shownText(queue.name), messagesText(count), bytesText(queue.stats.rawBytes));
        if (const QString rate = rateText(queue.publishedPerSecond); !rate.isEmpty())
            text += tr(", %1").arg(rate);
        if (queue.stats.settings.kind == QueueKind::mem)
            text += tr(", in memory only");
        if (const uint64_t lost = dropped(queue.number))
            text += tr(", %1 dropped because it was full").arg(groupedText(lost));
        return text;
    }
    QString text = tr("Channel %1 of %2: %3 to go")
                       .arg(shownText(channel->name), shownText(queue.name), messagesText(channel->lag));
    if (channel->inFlight)
        text += tr(", %1 in flight").arg(groupedText(channel->inFlight));
    if (channel->redeliver)
        text += tr(", %1 to be delivered again").arg(groupedText(channel->redeliver));
    if (channel->delayed)
        text += tr(", %1 delayed").arg(groupedText(channel->delayed));
    if (channel->dead)
        text += tr(", %1 dead").arg(groupedText(channel->dead));
    if (channel->waiting)
        text += tr(", %1 readers wait").arg(channel->waiting);
    if (channel->settings.paused)
        text += tr(", paused");
    return text;
}

QVariant QueueTreeModel::data(const QModelIndex& index, int role) const
{
    if (isGroup(index))
        return groupData(index, role);
    const QueueView* queue = queueAt(index);
    if (!queue)
        return {};
    const ChannelStats* channel = channelAt(index);
    switch (role) {
    case Qt::DisplayRole:
        if (!channel && index.internalId() != 0) // its group says the rest
            return shownText(std::string_view(queue->name).substr(groupPrefix(parent(index)).size()));
        return shownText(channel ? channel->name : queue->name);
    case Qt::AccessibleTextRole:
        return description(*queue, channel);
    case Qt::ToolTipRole:
        return toolTipText(description(*queue, channel));
    default:
        return {};
    }
}

} // namespace tapedeck
