// Tests messages of one queue one after the other, and remembers the one before for filters that ask for it.
// One thread at a time.
#pragma once

#include "engine/filter/filter.h"
#include "engine/log/mark.h"

#include <memory>
#include <vector>

namespace tapedeck {

class MessageTest {
public:
    MessageTest(Filter filter, std::string queue)
        : m_filter(std::move(filter))
        , m_queue(std::move(queue))
    {
    }

    const Filter& filter() const { return m_filter; }
    // Who has marks gives all of them, by queue and id, and the number of the queue. Costs nothing unless the filter
    // asks for them.
    using Marks = std::shared_ptr<const std::vector<Mark>>;
    void setMarks(Marks marks, QueueNo queue);
    // Every message of the queue, in order of ids.
    bool matches(const MessageView& message, Time now);

private:
    friend class RunFilter;
    bool test(const MessageView& message, Time now);
    void addMark(FilterSubject& subject) const;
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
    Marks m_marks; // null: there are none, or nobody asks
    QueueNo m_number;
    bool m_hasPrevious = false;
    MessageView m_previous;
    std::string m_key, m_headers, m_body; // of the message before, when its bytes may go
};

} // namespace tapedeck
