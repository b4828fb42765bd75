// Tests runs of messages of one queue with a filter, as fast as the filter allows: a run without the text that every
// match contains is passed over as a whole, and of one that has it only the messages around it are tested.
//
// One thread at a time. The runs of a queue are given in order; what is passed over before reading them (by bounds())
// need not be given, unless the filter asks for the message before.
#pragma once

#include "engine/filter/message_test.h"

#include <functional>

namespace tapedeck {

class RunFilter {
public:
    // Messages with ids in [from, until) are tested. Views of messages live during the call of `take`, which returns
    // false to stop.
    using Take = std::function<bool(const MessageView&)>;
    RunFilter(Filter filter, std::string queue, MessageId from, MessageId until, Time now);

    // See MessageTest::setMarks().
    void setMarks(MessageTest::Marks marks, QueueNo queue) { m_test.setMarks(std::move(marks), queue); }

    // [from, until) and what the filter itself says.
    const FilterBounds& bounds() const { return m_bounds; }
    // No message of this queue can match.
    bool nothing() const { return m_nothing; }
    // Where reading must begin: one before the first id that is tested when the filter looks at the message before.
    MessageId readFrom() const;

    // The same filter and bounds for another thread.
    RunFilter again() const;

    enum class Outcome : unsigned char { done, stopped };
    // Only messages before `visibleEnd` are looked at.
    Outcome scan(const Run& run, const Take& take, MessageId visibleEnd = {UINT64_MAX});
    // False: none of these messages can match, and reading them can be left out. `last` >= the time of the last one.
    bool needs(Time first, Time last, uint64_t rawBytes) const
    {
        return first < m_bounds.before && (m_previousToo || (last >= m_bounds.since && rawBytes >= m_bounds.sizeMin));
    }

private:
    class Literals; // the places of a run where a literal occurs

    MessageTest m_test;
    Time m_now;
    FilterBounds m_bounds;
    bool m_nothing = false;
    bool m_previousToo = false; // the filter looks at the message before: none may be left out
};

} // namespace tapedeck
