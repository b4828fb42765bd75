// Groups of queues whose names begin alike. Names are sorted, so a group is a run of neighbouring rows.
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/models/queue_tree_model.h"

#include <algorithm>

namespace tapedeck {
namespace {

constexpr char kDelimiters[] = {'.', ':', '/'};
// Grouping by itself: only where a list is long, and groups make it much shorter.
constexpr size_t kAutomaticRowsMin = 12;
constexpr int kAutomaticGroupMin = 3;

std::string_view prefixBy(std::string_view name, char delimiter)
{
    const size_t at = name.find(delimiter);
    // One that ends with it has nothing to be told apart by.
    return at == std::string_view::npos || at + 1 == name.size() ? std::string_view() : name.substr(0, at + 1);
}

} // namespace

std::string_view QueueTreeModel::prefixOf(int row) const
{
    return prefixBy(m_rows[static_cast<size_t>(row)]->name, m_delimiter);
}

// The character by which most queues come into groups, if those are at least half of them; 0 otherwise.
char QueueTreeModel::chooseDelimiter() const
{
    if (m_rows.size() < kAutomaticRowsMin)
        return 0;
    char best = 0;
    size_t bestCount = m_rows.size() / 2;
    for (const char delimiter : kDelimiters) {
        size_t count = 0;
        for (size_t i = 0; i < m_rows.size();) {
            const std::string_view prefix = prefixBy(m_rows[i]->name, delimiter);
            size_t end = i + 1;
            while (!prefix.empty() && end < m_rows.size() && prefixBy(m_rows[end]->name, delimiter) == prefix)
                ++end;
            if (end - i >= static_cast<size_t>(kAutomaticGroupMin))
                count += end - i;
            i = end;
        }
        if (count > bestCount) {
            best = delimiter;
            bestCount = count;
        }
    }
    return best;
}

void QueueTreeModel::regroup()
{
    m_top.clear();
    m_topOf.clear();
    switch (m_grouping) {
    case Grouping::none:
        m_delimiter = 0;
        break;
    case Grouping::automatic:
        m_delimiter = chooseDelimiter();
        break;
    default:
        m_delimiter = kDelimiters[static_cast<int>(m_grouping) - static_cast<int>(Grouping::dot)];
    }
    if (m_delimiter == 0)
        return;
    const int rows = static_cast<int>(m_rows.size());
    m_topOf.reserve(m_rows.size());
    for (int i = 0; i < rows;) {
        const std::string_view prefix = prefixOf(i);
        int end = i + 1;
        while (!prefix.empty() && end < rows && prefixOf(end) == prefix)
            ++end;
        m_topOf.insert(m_topOf.end(), static_cast<size_t>(end - i), static_cast<int>(m_top.size()));
        m_top.push_back({i, end, end - i > 1});
        i = end;
    }
}

std::string QueueTreeModel::groupPrefix(const QModelIndex& group) const
{
    return isGroup(group) ? std::string(prefixOf(m_top[static_cast<size_t>(group.row())].begin)) : std::string();
}

QModelIndex QueueTreeModel::findGroup(const std::string& prefix) const
{
    for (size_t i = 0; i < m_top.size(); ++i)
        if (m_top[i].group && prefixOf(m_top[i].begin) == prefix)
            return createIndex(static_cast<int>(i), 0, kGroup);
    return {};
}

QueueTreeModel::GroupSum QueueTreeModel::sumOf(const QModelIndex& group) const
{
    GroupSum sum;
    if (!isGroup(group))
        return sum;
    const Top& top = m_top[static_cast<size_t>(group.row())];
    for (int row = top.begin; row < top.end; ++row) {
        const QueueView& queue = *m_rows[static_cast<size_t>(row)];
        ++sum.queues;
        sum.messages += queue.stats.head.value - queue.stats.first.value;
        sum.perSecond += queue.publishedPerSecond;
    }
    return sum;
}

QVariant QueueTreeModel::groupData(const QModelIndex& group, int role) const
{
    const std::string prefix = groupPrefix(group);
    if (role == Qt::DisplayRole)
        return shownText(prefix);
    if (role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)
        return {};
    const GroupSum sum = sumOf(group);
    const QString text =
        tr("Group %1: %2 queues, %3")
            .arg(shownText(prefix), groupedText(static_cast<uint64_t>(sum.queues)), messagesText(sum.messages));
    return role == Qt::ToolTipRole ? toolTipText(text) : text;
}

} // namespace tapedeck
