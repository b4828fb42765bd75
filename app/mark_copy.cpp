#include "app/mark_copy.h"

#include "engine/base/limits.h"

namespace tapedeck {

Result<MarkCopy> MarkCopy::make(std::vector<Mark> marks, RedactRules rules, bool notes)
{
    MarkCopy copy;
    rules.headers.clear(); // these mean nothing in a note
    rules.paths.clear();
    if (!rules.patterns.empty()) {
        auto redactor = Redactor::make(rules);
        if (!redactor)
            return redactor.error();
        copy.m_redactor = std::make_unique<Redactor>(std::move(*redactor));
    }
    for (Mark& mark : marks) {
        if (!notes)
            mark.note.clear();
        if (mark.colour != 0 || !mark.note.empty())
            copy.m_marks.emplace(std::pair(mark.queue, mark.id), std::move(mark));
    }
    return copy;
}

void MarkCopy::follow(QueueNo queue, MessageId id, TapeWriter& writer, bool redacts)
{
    const auto found = m_marks.find({queue, id});
    if (found == m_marks.end())
        return;
    Mark mark = found->second;
    if (redacts && m_redactor) {
        Record note;
        note.body = std::move(mark.note);
        m_redactor->apply(note);
        mark.note = note.body.substr(0, limits::kMarkNoteBytesMax);
    }
    if (mark.colour == 0 && mark.note.empty())
        return;
    writer.addMark(std::move(mark));
    ++m_written;
}

} // namespace tapedeck
