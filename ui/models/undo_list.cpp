#include "ui/models/undo_list.h"

namespace tapedeck {

void UndoList::push(const QString& what, std::function<void()> undo)
{
    if (m_entries.size() == kEntriesMax)
        m_entries.erase(m_entries.begin());
    m_entries.push_back({what, std::move(undo)});
    Q_EMIT changed();
}

void UndoList::undo()
{
    if (m_entries.empty())
        return;
    const Entry entry = std::move(m_entries.back());
    m_entries.pop_back();
    Q_EMIT changed();
    entry.undo();
}

void UndoList::clear()
{
    m_entries.clear();
    Q_EMIT changed();
}

} // namespace tapedeck
