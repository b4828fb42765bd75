#include "engine/filter/message_test.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

void MessageTest::setMarks(Marks marks, QueueNo queue)
{
    if (!m_filter.usesMarks())
        return;
    m_marks = std::move(marks);
    m_number = queue;
}

void MessageTest::addMark(FilterSubject& subject) const
{
    if (!m_marks)
        return;
    const std::pair wanted(m_number, subject.message.id);
    const auto at = std::lower_bound(m_marks->begin(), m_marks->end(), wanted,
        [](const Mark& mark, const auto& key) { return std::pair(mark.queue, mark.id) < key; });
    if (at == m_marks->end() || std::pair(at->queue, at->id) != wanted)
        return;
    subject.mark = markColourName(at->colour);
    subject.note = at->note;
}

bool MessageTest::test(const MessageView& message, Time now)
{
    FilterSubject subject{.message = message, .queue = m_queue, .now = now};
    addMark(subject);
    if (!m_hasPrevious || m_previous.id + 1 != message.id)
        return m_filter.matches(subject, m_scratch);
    FilterSubject before{.message = m_previous, .queue = m_queue, .now = now};
    addMark(before);
    subject.previous = &before;
    return m_filter.matches(subject, m_scratch);
}

void MessageTest::keepPrevious()
{
    if (!m_hasPrevious)
        return;
    m_key = m_previous.key;
    m_headers = m_previous.headers;
    m_body = m_previous.body;
    m_previous.key = m_key;
    m_previous.headers = m_headers;
    m_previous.body = m_body;
}

bool MessageTest::matches(const MessageView& message, Time now)
{
    const bool matched = test(message, now);
    if (m_filter.usesPrevious()) {
        passTo(message);
        keepPrevious();
    }
    return matched;
}

} // namespace tapedeck
