#include "engine/filter/run_filter.h"

#include "engine/filter/find_text.h"

#include <algorithm>

namespace tapedeck {

// Goes forward only, and searches for each literal no further than to its next place: a rare one is looked for once.
class RunFilter::Literals {
public:
    Literals(const FilterLiterals& literals, std::string_view bytes)
        : m_end(bytes.data() + bytes.size())
        , m_known(!literals.any.empty())
    {
        for (const auto& literal : literals.any)
            m_searches.push_back({literal.bytes, literal.ignoreCase, bytes.data()});
        if (literals.escapable)
            m_searches.push_back({"\\u", false, bytes.data()});
        for (Search& search : m_searches)
            seek(search, bytes.data());
    }

    // Null: there is none from `at` on. Everything is a place when nothing is known.
    const char* next(const char* at)
    {
        if (!m_known)
            return at;
        const char* nearest = nullptr;
        for (Search& search : m_searches) {
            if (search.place && search.place < at)
                seek(search, at);
            if (search.place && (!nearest || search.place < nearest))
                nearest = search.place;
        }
        return nearest;
    }

private:
    struct Search {
        std::string_view bytes;
        bool ignoreCase;
        const char* place;
    };
    void seek(Search& search, const char* from)
    {
        const std::string_view rest(from, static_cast<size_t>(m_end - from));
        const size_t found = findText(rest, search.bytes, search.ignoreCase);
        search.place = found == std::string_view::npos ? nullptr : from + found;
    }

    const char* m_end;
    bool m_known;
    std::vector<Search> m_searches;
};

RunFilter::RunFilter(Filter filter, std::string queue, MessageId from, MessageId until, Time now)
    : m_test(std::move(filter), std::move(queue))
    , m_now(now)
    , m_bounds(m_test.filter().bounds(now))
{
    m_bounds.from = std::max(m_bounds.from, from);
    m_bounds.until = std::min(m_bounds.until, until);
    m_previousToo = m_test.filter().usesPrevious();
    m_nothing = m_bounds.empty() || !m_test.filter().mayMatchQueue(m_test.m_queue);
}

RunFilter RunFilter::again() const
{
    RunFilter other(m_test.filter(), m_test.m_queue, m_bounds.from, m_bounds.until, m_now);
    other.setMarks(m_test.m_marks, m_test.m_number);
    return other;
}

MessageId RunFilter::readFrom() const
{
    return m_previousToo && m_bounds.from.value > 1 ? m_bounds.from - 1 : m_bounds.from;
}

RunFilter::Outcome RunFilter::scan(const Run& run, const Take& take, MessageId visibleEnd)
{
    const MessageId until = std::min(m_bounds.until, visibleEnd);
    Literals literals(m_test.filter().literals(), run.bytes);
    const char* place = literals.next(run.bytes.data());
    if (!place && !m_previousToo)
        return Outcome::done;
    RunReader reader(run);
    MessageView message;
    while (reader.next(message)) {
        const char* const end = message.body.data() + message.body.size();
        const bool inside = message.id >= m_bounds.from && message.id < until;
        if (place && place < end && inside) {
            if (m_test.test(message, m_now) && !take(message))
                return Outcome::stopped;
        }
        if (place && place < end)
            place = literals.next(end);
        if (m_previousToo)
            m_test.passTo(message);
        if (message.id >= until || (!place && !m_previousToo))
            break;
    }
    m_test.keepPrevious();
    return Outcome::done;
}

} // namespace tapedeck
