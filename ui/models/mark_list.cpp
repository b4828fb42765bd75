#include "ui/models/mark_list.h"

#include <algorithm>
#include <iterator>

namespace tapedeck {
namespace {

std::vector<Mark>::const_iterator placeOf(const std::vector<Mark>& marks, QueueNo queue, MessageId id)
{
    return std::lower_bound(marks.begin(), marks.end(), std::pair(queue, id),
        [](const Mark& mark, const auto& key) { return std::pair(mark.queue, mark.id) < key; });
}

bool isNone(const Mark& mark)
{
    return mark.colour == 0 && mark.note.empty();
}

} // namespace

MarkList::MarkList(EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_marks(client.snapshot()->marks)
{
    connect(&client, &EngineClient::snapshotChanged, this, &MarkList::refresh);
    connect(&client, &EngineClient::engineChanged, this, [this] {
        m_expected.clear();
        refresh();
    });
}

void MarkList::refresh()
{
    if (m_client.snapshot()->marks == m_marks)
        return;
    m_marks = m_client.snapshot()->marks;
    std::erase_if(m_expected, [this](const auto& entry) {
        const Mark& mark = entry.second.mark;
        const auto at = placeOf(*m_marks, mark.queue, mark.id);
        const bool there = at != m_marks->end() && at->queue == mark.queue && at->id == mark.id;
        return entry.second.kept || (there ? *at == mark : isNone(mark));
    });
    Q_EMIT changed();
}

void MarkList::expect(const std::vector<Mark>& marks)
{
    for (const Mark& mark : marks)
        m_expected[{mark.queue, mark.id}] = {mark, false};
    Q_EMIT changed();
}

void MarkList::answered(const Mark& mark, bool kept)
{
    const auto it = m_expected.find({mark.queue, mark.id});
    if (it == m_expected.end() || it->second.mark != mark)
        return; // the snapshot has it already, or something newer was asked for
    it->second.kept = kept;
    if (kept)
        return;
    m_expected.erase(it);
    Q_EMIT changed();
}

const Mark* MarkList::find(QueueNo queue, MessageId id) const
{
    if (const auto it = m_expected.find({queue, id}); it != m_expected.end())
        return isNone(it->second.mark) ? nullptr : &it->second.mark;
    const auto at = placeOf(*m_marks, queue, id);
    return at != m_marks->end() && at->queue == queue && at->id == id ? &*at : nullptr;
}

const Mark* MarkList::next(QueueNo queue, MessageId id, bool forward) const
{
    const auto first = placeOf(*m_marks, queue, MessageId{0});
    const auto end = placeOf(*m_marks, QueueNo{queue.value + 1}, MessageId{0});
    if (first == end)
        return nullptr;
    if (forward) {
        const auto at = placeOf(*m_marks, queue, id + 1);
        return at == end ? &*first : &*at;
    }
    const auto at = placeOf(*m_marks, queue, id);
    return at == first ? &*std::prev(end) : &*std::prev(at);
}

QString MarkList::colourName(uint8_t colour)
{
    switch (colour) {
    case 1:
        return tr("red");
    case 2:
        return tr("orange");
    case 3:
        return tr("yellow");
    case 4:
        return tr("green");
    case 5:
        return tr("blue");
    case 6:
        return tr("purple");
    case 7:
        return tr("pink");
    case 8:
        return tr("grey");
    default:
        return tr("none");
    }
}

} // namespace tapedeck
