// Groups of queues whose names begin alike, and groups in them. Names are sorted, so a group is a run of neighbouring
// rows.
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

// With the delimiter, of which `from` is behind the one before.
std::string_view prefixBy(std::string_view name, char delimiter, size_t from = 0)
{
    const size_t at = name.find(delimiter, from);
    // One that ends with it has nothing to be told apart by.
    return at == std::string_view::npos || at + 1 == name.size() ? std::string_view() : name.substr(0, at + 1);
}

} // namespace

std::string_view QueueTreeModel::prefixOf(int row, size_t from) const
{
    return prefixBy(m_rows[static_cast<size_t>(row)]->name, m_delimiter, from);
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
    m_groups.clear();
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
    Group& all = m_groups.emplace_back();
    all.end = static_cast<int>(m_rows.size());
}

void QueueTreeModel::divide(int group) const
{
    Group& whole = m_groups[static_cast<size_t>(group)];
    whole.known = true;
    for (int i = whole.begin; i < whole.end;) {
        std::string_view prefix = prefixOf(i, whole.prefix);
        int end = i + 1;
        while (!prefix.empty() && end < whole.end && prefixOf(end, whole.prefix) == prefix)
            ++end;
        Child child{i, -1};
        if (end - i > 1) {
            // Where all go on alike, one group says it: "eu.shop." and not "eu." with nothing but "shop.".
            for (;;) {
                const std::string_view first = prefixOf(i, prefix.size());
                if (first.empty() || first != prefixOf(end - 1, prefix.size()))
                    break;
                prefix = first;
            }
            child.group = static_cast<int>(m_groups.size());
            Group& part = m_groups.emplace_back(); // a deque: `whole` stays where it is
            part.begin = i;
            part.end = end;
            part.prefix = prefix.size();
            part.parent = group;
            part.row = static_cast<int>(whole.children.size());
        }
        whole.children.push_back(child);
        i = end;
    }
}

const std::vector<QueueTreeModel::Child>& QueueTreeModel::childrenOf(int group) const
{
    const Group& whole = m_groups[static_cast<size_t>(group)];
    if (!whole.known)
        divide(group);
    return whole.children;
}

QueueTreeModel::Place QueueTreeModel::placeOf(int row) const
{
    for (int group = 0;;) {
        const std::vector<Child>& children = childrenOf(group);
        const auto next = std::partition_point(
            children.begin(), children.end(), [&](const Child& child) { return child.begin <= row; });
        const Child& child = *std::prev(next);
        if (child.group < 0)
            return {group, static_cast<int>(next - children.begin()) - 1};
        group = child.group;
    }
}

QModelIndex QueueTreeModel::groupIndex(int group) const
{
    return group == 0 ? QModelIndex()
                      : createIndex(m_groups[static_cast<size_t>(group)].row, 0, kGroup | static_cast<quintptr>(group));
}

bool QueueTreeModel::isKnown(const QModelIndex& group) const
{
    return isGroup(group) && m_groups[static_cast<size_t>(groupOf(group))].known;
}

std::string QueueTreeModel::groupPrefix(const QModelIndex& group) const
{
    if (!isGroup(group))
        return {};
    const Group& of = m_groups[static_cast<size_t>(groupOf(group))];
    return m_rows[static_cast<size_t>(of.begin)]->name.substr(0, of.prefix);
}

QModelIndex QueueTreeModel::findGroup(const std::string& prefix) const
{
    for (int group = 0; !m_groups.empty();) {
        int inside = -1;
        for (const Child& child : childrenOf(group)) {
            if (child.group < 0)
                continue;
            const QModelIndex index = groupIndex(child.group);
            const std::string found = groupPrefix(index);
            if (found == prefix)
                return index;
            if (prefix.starts_with(found))
                inside = child.group;
        }
        if (inside < 0)
            break;
        group = inside;
    }
    return {};
}

QueueTreeModel::GroupSum QueueTreeModel::sumOf(const QModelIndex& group) const
{
    GroupSum sum;
    if (!isGroup(group))
        return sum;
    const Group& of = m_groups[static_cast<size_t>(groupOf(group))];
    for (int row = of.begin; row < of.end; ++row) {
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
    if (role == Qt::DisplayRole) // the group around it says the rest
        return shownText(std::string_view(prefix).substr(groupPrefix(parent(group)).size()));
    if (role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)
        return {};
    const GroupSum sum = sumOf(group);
    const QString text =
        tr("Group %1: %2 queues, %3")
            .arg(shownText(prefix), groupedText(static_cast<uint64_t>(sum.queues)), messagesText(sum.messages));
    return role == Qt::ToolTipRole ? toolTipText(text) : text;
}

} // namespace tapedeck
