// Tests messages of one queue one after the other, and remembers the one before for filters that ask for it.
// One thread at a time.
#pragma once

#include "engine/filter/filter.h"

namespace tapedeck {

class MessageTest {
public:
    MessageTest(Filter filter, std::string queue)
        : m_filter(std::move(filter))
        , m_queue(std::move(queue))
    {
    }

    const Filter& filter() const { return m_filter; }
    // Every message of the queue, in order of ids.
    bool matches(const MessageView& message, Time now);

private:
    friend class RunFilter;
    bool test(const MessageView& message, Time now);
    // `message` lives on until the next call that is not a test.
    void passTo(const MessageView& message)
    {
        m_previous = message;
        m_hasPrevious = true;
    }
    void keepPrevious();

    Filter m_filter;
    std::string m_queue;
    FilterScratch m_scratch;
    bool m_hasPrevious = false;
    MessageView m_previous;
    std::string m_key, m_headers, m_body; // of the message before, when its bytes may go
};

} // namespace tapedeck
