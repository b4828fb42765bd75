#include "engine/filter/message_test.h"

namespace tapedeck {

bool MessageTest::test(const MessageView& message, Time now)
{
    FilterSubject subject{.message = message, .queue = m_queue, .now = now};
    if (!m_hasPrevious || m_previous.id + 1 != message.id)
        return m_filter.matches(subject, m_scratch);
    const FilterSubject before{.message = m_previous, .queue = m_queue, .now = now};
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
