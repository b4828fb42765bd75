#include "engine/broker/mark_book.h"

#include "engine/base/limits.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace tapedeck {

namespace {

bool takesAway(const Mark& mark)
{
    return mark.colour == 0 && mark.note.empty();
}

struct ByMessage {
    bool operator()(const Mark& a, const Mark& b) const { return std::pair(a.queue, a.id) < std::pair(b.queue, b.id); }
};

} // namespace

MarkBook::MarkBook(Store& store, std::vector<Mark> marks, Hooks hooks)
    : m_store(store)
    , m_hooks(std::move(hooks))
    , m_marks(std::make_shared<const std::vector<Mark>>(std::move(marks)))
{
}

size_t MarkBook::countWaiting() const
{
    return static_cast<size_t>(std::count_if(
        m_waiting.begin(), m_waiting.end(), [](const Change& change) { return !takesAway(change.mark); }));
}

void MarkBook::set(const Mark& mark, Callback<bool> done)
{
    if (mark.colour > kMarkColours)
        return done(Error{ErrorCode::invalidArgument, "a mark has a colour from 1 to " + std::to_string(kMarkColours)});
    if (mark.note.size() > limits::kMarkNoteBytesMax)
        return done(Error{
            ErrorCode::invalidArgument, "a note has at most " + std::to_string(limits::kMarkNoteBytesMax) + " bytes"});
    if (!m_hooks.exists(mark.queue, mark.id))
        return done(Error{ErrorCode::notFound, "the message is no longer there"});
    const bool isNew = !std::binary_search(m_marks->begin(), m_marks->end(), mark, ByMessage{});
    if (!takesAway(mark) && isNew && m_marks->size() + countWaiting() >= limits::kMarksMax)
        return done(Error{
            ErrorCode::overloaded, "there are " + std::to_string(limits::kMarksMax) + " marks; take some away first"});
    m_waiting.push_back({mark, std::move(done)});
    write();
}

void MarkBook::dropBefore(QueueNo queue, MessageId first)
{
    const auto begin = std::lower_bound(m_marks->begin(), m_marks->end(), Mark{queue, {}, 0, {}}, ByMessage{});
    const auto end = std::lower_bound(begin, m_marks->end(), Mark{queue, first, 0, {}}, ByMessage{});
    if (begin == end)
        return;
    for (auto at = begin; at != end; ++at)
        m_waiting.push_back({{queue, at->id, 0, {}}, {}});
    auto left = std::make_shared<std::vector<Mark>>(m_marks->begin(), begin);
    left->insert(left->end(), end, m_marks->end());
    m_marks = std::move(left);
    write();
}

void MarkBook::dropQueue(QueueNo queue)
{
    auto left = std::make_shared<std::vector<Mark>>(*m_marks);
    if (std::erase_if(*left, [queue](const Mark& mark) { return mark.queue == queue; }) > 0)
        m_marks = std::move(left);
}

void MarkBook::write()
{
    if (m_writing || m_waiting.empty())
        return;
    auto changes = std::make_shared<std::vector<Change>>(std::exchange(m_waiting, {}));
    auto change = std::make_shared<TapeChange>();
    for (Change& one : *changes)
        // What went while it waited must not come after the tape has forgotten it.
        if (takesAway(one.mark) || m_hooks.exists(one.mark.queue, one.mark.id))
            change->marks.push_back(one.mark);
    auto status = std::make_shared<Status>();
    m_writing = true;
    m_store.withTape(
        [change, status](Tape& tape) {
            const auto applied = tape.apply(*change);
            if (!applied)
                *status = applied.error();
        },
        [this, changes, status] { written(*changes, *status); });
}

void MarkBook::written(std::vector<Change>& changes, const Status& status)
{
    m_writing = false;
    if (status) {
        auto all = std::make_shared<std::vector<Mark>>(*m_marks);
        for (const Change& change : changes) {
            const auto at = std::lower_bound(all->begin(), all->end(), change.mark, ByMessage{});
            const bool there = at != all->end() && !ByMessage{}(change.mark, *at);
            if (takesAway(change.mark)) {
                if (there)
                    all->erase(at);
            } else if (!m_hooks.exists(change.mark.queue, change.mark.id)) {
                m_waiting.push_back({{change.mark.queue, change.mark.id, 0, {}}, {}}); // went meanwhile
            } else if (there) {
                *at = change.mark;
            } else {
                all->insert(at, change.mark);
            }
        }
        if (*all != *m_marks)
            m_marks = std::move(all);
    }
    for (Change& change : changes)
        if (change.done)
            change.done(status ? Result<bool>(true) : Result<bool>(status.error()));
    if (!status)
        m_hooks.onFailed(status);
    write();
    if (!busy())
        m_hooks.onIdle();
}

} // namespace tapedeck
