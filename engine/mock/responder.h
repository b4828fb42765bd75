// Responders: to which messages somebody answers, and with what. Values, and the pure decision; see MOCK.md.
//
// Owned by one thread. Publishes nothing: see Mock.
#pragma once

#include "engine/base/random.h"
#include "engine/mock/fault_rule.h"
#include "engine/mock/template.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck {

using ResponderId = uint64_t; // as FaultId

struct ResponderRule {
    std::string name; // for people; may be empty
    bool enabled = true;
    bool declared = false; // as FaultRule::declared

    std::string space; // prefix of the namespace in which it listens and answers

    // --- to what: exactly one of the two, a pattern (name_pattern.h) ---
    std::string queue, exchange;
    Filter filter;

    // --- the answer ---
    Template to; // the name of a queue, or of an exchange; one that comes out empty is no answer
    bool toExchange = false;
    bool createQueue = true; // one that is not there
    Template body, key; // the key is the route on an exchange
    std::vector<std::pair<std::string, Template>> headers;
    std::optional<FaultDelay> delay;

    // --- how often ---
    uint64_t first = 0; // 0 = no end; else only so many answers
    uint32_t generations = 8; // answers to answers to ...: a message of so many generations gets none
    double perSecond = 0; // answers; 0 = limits::kAnswersPerSecond
    uint64_t seed = 0;
    bool mark = true; // headers say who answers what

    Status check() const;
};

// The headers of answers. The last one is there always: loops end by it.
inline constexpr std::string_view kResponderHeader = "responder"; // its name, or number
inline constexpr std::string_view kInReplyToHeader = "in-reply-to"; // "QUEUE/ID", or "exchange NAME"
inline constexpr std::string_view kGenerationHeader = "responder-generation";

struct ResponderCounters {
    uint64_t seen = 0; // messages that matched
    uint64_t answered = 0; // answers published
    uint64_t loops = 0; // no answer: the message was of the last generation
    uint64_t limited = 0; // no answer: too many per second, or too many waiting
    uint64_t failed = 0; // no answer: it could not be made, or could not be published; see `error`
    uint64_t waiting = 0; // made, and waiting for their time
    bool operator==(const ResponderCounters&) const = default;
};

struct ResponderInfo {
    ResponderId id = 0;
    ResponderRule rule;
    ResponderCounters counters;
    std::string error; // the last failure, ready to be shown
    uint32_t changed = 0; // how often the rule was changed
};

// An answer, to be published after `delay`.
struct MockAnswer {
    std::string to, body, key, headers;
    Duration delay;
};

class ResponderBook {
public:
    struct Responder {
        ResponderId id;
        ResponderRule rule;
        ResponderCounters counters;
        std::string error;
        double tokens; // of its rate: answers that may be given at once
        Duration refilled; // when they were counted
        uint64_t seq = 0;
        SeededRandom random;
        uint32_t changed = 0; // how often
    };

    // Errors: invalidArgument, overloaded (too many).
    Result<ResponderId> add(ResponderRule rule, Duration now);
    Status change(ResponderId id, ResponderRule rule, Duration now); // keeps the counters; notFound, invalidArgument
    bool remove(ResponderId id);
    bool empty() const { return m_responders.empty(); }
    Responder* find(ResponderId id) const;
    std::vector<ResponderInfo> list() const;
    const std::vector<std::unique_ptr<Responder>>& all() const { return m_responders; }

    // Whether it answers messages of this queue (or exchange) at all.
    static bool listens(
        const ResponderRule& rule, std::string_view space, std::string_view queue, std::string_view exchange);
    // Its answer to a message of such a queue; nothing if there is none, which is counted where it would have matched.
    std::optional<MockAnswer> answer(Responder& responder, const FilterSubject& request, Duration now);

private:
    bool takeToken(Responder& responder, Duration now);

    std::vector<std::unique_ptr<Responder>> m_responders; // by id
    ResponderId m_last = 0;
    FilterScratch m_scratch;
};

} // namespace tapedeck
