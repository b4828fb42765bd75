// The filter language: one typed expression over a message, the same for every port, command and the window.
// The language is described in FILTER.md; its grammar is at the top of filter_parser.h.
//
// A Filter is immutable and cheap to copy (its parts are shared): it may be used by any thread, by several at once.
// It never reads a clock, a file or the broker: everything it looks at is in the FilterSubject.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/log/message.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tapedeck {

// Why a text is no filter: where, and what would have been understood there.
struct FilterError {
    size_t position = 0; // a byte of the text; its length when something is missing at the end
    std::string expected; // "a value", "`)`"
    std::string found; // "`&&`", "the end"
    // "At character 5: expected a value, found `&&`." Characters are counted from 1.
    std::string text() const;
};

// Something that is understood but hardly meant: `headers.tries > 3` compares a text with a number and never holds.
struct FilterWarning {
    size_t position = 0;
    size_t length = 0;
    std::string text;
};

// What a filter looks at: one message and what is known about it. What is not known is left out, and comparisons with
// it do not hold. All views live during the call only.
struct FilterSubject {
    const MessageView& message;
    std::string_view queue = {};
    std::string_view channel = {};
    std::string_view state = {}; // in that channel: pending, inFlight, settled, delayed or dead
    std::optional<uint32_t> attempts = {};
    std::string_view client = {}; // who published it
    std::string_view proto = {}; // by which protocol
    std::string_view sender = {}; // empty: the header fq-sender
    std::string_view exchange = {}; // empty: the header fq-exchange, or the name in a recording's queue "exchange:NAME"
    std::string_view mark = {};
    std::string_view note = {};
    Time now = {}; // for `age` and moments such as -5m
    const FilterSubject* previous = nullptr; // the message before it in its queue, for prev(); null: there is none
    std::optional<uint64_t> size = {}; // bytes of the body where the message has only some of them
};

// What a filter asks for besides id, time, key, size and queue. Who does not know it cannot tell whether it matches.
struct FilterNeeds {
    bool body = false, headers = false; // headers: also what comes from them, as a sender
    bool channel = false; // channel, state, attempts
    bool client = false; // client, proto
    bool previous = false; // the message before
    bool marks = false;
};

// One comparison (or word, or test) of a filter and what became of it on a message.
struct FilterTerm {
    std::string text; // as written
    size_t position = 0, length = 0; // in the filter's text
    bool negated = false; // stands under an odd number of `!`
    bool holds = false; // in its place: a term under `!` holds when it is not so
    bool matters = false; // fails, and the filter would come closer to holding if it did not
    std::string actual; // what stood in its place: `json.total is 17`; empty when there is nothing to say
};

struct FilterExplanation {
    bool matches = false;
    size_t terms = 0; // of the filter
    size_t failing = 0; // the fewest terms that would have to turn out otherwise; 0 when it matches
    std::vector<FilterTerm> list; // in the order written
};

// Bounds that every match keeps, so that others need not be read. Conservative: what lies inside may still not match.
struct FilterBounds {
    MessageId from{0}, until{UINT64_MAX}; // until is exclusive
    Time since{INT64_MIN}, before{INT64_MAX}; // before is exclusive
    uint64_t sizeMin = 0, sizeMax = UINT64_MAX; // of the body, both inclusive
    bool empty() const { return from >= until || since >= before || sizeMin > sizeMax; }
};

// Bytes of which at least one must occur in a match's key, headers or body (or in anything that contains all three).
struct FilterLiterals {
    struct Literal {
        std::string bytes; // lower case when ignoreCase
        bool ignoreCase = false;
    };
    std::vector<Literal> any; // empty: nothing is known
    // The bytes may also be hidden behind an escape of JSON: where `\u` occurs, nothing can be excluded.
    bool escapable = false;
    // False: no match has its key, headers and body in `bytes`.
    bool mayBeIn(std::string_view bytes) const;
};

// Working memory for matches(), kept between calls so that nothing is allocated per message. One thread at a time.
class FilterScratch {
public:
    FilterScratch();
    ~FilterScratch();
    FilterScratch(FilterScratch&&) noexcept;
    FilterScratch& operator=(FilterScratch&&) noexcept;

    struct Parts;
    Parts& parts() { return *m_parts; }

private:
    std::unique_ptr<Parts> m_parts;
};

struct FilterExpression;

class Filter {
public:
    // Matches everything; its text is empty.
    Filter() = default;

    // Times without a zone (2026-10-01T14:03) are `utcOffset` east of UTC. An empty or blank text matches everything.
    // Error: invalidArgument with FilterError::text().
    static Result<Filter> parse(std::string_view text, Duration utcOffset = {});
    // The same for who wants to point at the place.
    static std::variant<Filter, FilterError> tryParse(std::string_view text, Duration utcOffset = {});

    const std::string& text() const;
    bool matchesAll() const { return !m_expression; }
    const std::vector<FilterWarning>& warnings() const;
    // It contains prev(): the subject's `previous` must be given.
    bool usesPrevious() const;
    // It looks at what only a channel knows: channel, state or attempts.
    bool usesChannel() const;
    // It looks at the mark or the note of a message.
    bool usesMarks() const;

    FilterNeeds needs() const;

    bool matches(const FilterSubject& subject) const;
    bool matches(const FilterSubject& subject, FilterScratch& scratch) const;

    // Which terms hold and which do not: for near misses. Slower than matches().
    FilterExplanation explain(const FilterSubject& subject) const;

    // --- push-down: what can be said before a message is read ---
    FilterBounds bounds(Time now) const;
    // False: no message of that queue matches.
    bool mayMatchQueue(std::string_view queue) const;
    const FilterLiterals& literals() const;

private:
    explicit Filter(std::shared_ptr<const FilterExpression> expression)
        : m_expression(std::move(expression))
    {
    }
    std::shared_ptr<const FilterExpression> m_expression; // null: matches everything
};

} // namespace tapedeck
