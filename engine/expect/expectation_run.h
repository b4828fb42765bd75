// ExpectationRun: whether one expectation comes true in a stream of messages. Pure: messages and the time are passed
// in; the same stream at the same times has the same result.
//
// Owned by one thread.
#pragma once

#include "engine/expect/expectation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

// A message as a report tells of it.
struct ReportedMessage {
    std::string queue;
    MessageId id;
    Time time;
    std::string key;
    std::string body; // at most limits::kNearMissBodyBytes of it
    uint64_t bodyBytes = 0;
};

// A message that did not match, but nearly.
struct NearMiss {
    ReportedMessage message;
    size_t failing = 0, terms = 0; // as in FilterExplanation
    std::vector<FilterTerm> failed; // the terms in its way
};

struct ExpectationReport {
    std::string text; // of the expectation
    bool decided = false, passed = false;
    std::string reason; // a sentence: "2 of at least 3 messages came within 5s."
    uint64_t count = 0; // messages that matched; of a sequence, how many of its steps came
    uint64_t seen = 0; // messages looked at
    Duration took; // from the start to the decision
    std::vector<ReportedMessage> matched; // the last ones that did; of a sequence, one for each step that came
    std::vector<NearMiss> nearMisses; // the nearest first; only when it failed because something did not come
};

class ExpectationRun {
public:
    // `now` here and below is monotonic.
    ExpectationRun(Expectation expectation, Duration now);

    // Messages in the order in which they came. `now` never goes back.
    void onMessage(const FilterSubject& message, Duration now);
    // Time has passed, and every message that came until `now`, and at `now` itself, has been shown.
    void advance(Duration now);

    bool decided() const { return m_decided; }
    bool passed() const { return m_passed; }
    // When advance() has to be called; nothing once it is decided.
    std::optional<Duration> nextDue() const;
    const Expectation& expectation() const { return m_expectation; }
    ExpectationReport report() const;

private:
    Duration deadline() const { return m_start + m_expectation.within(); }
    void decide(bool passed, std::string reason, Duration now);
    void onCounted(const FilterSubject& message, Duration now);
    void onStep(const FilterSubject& message, Duration now);
    void settleCount(Duration now);
    void settleStable(Duration now);
    void atDeadline();
    void remember(const FilterSubject& message);
    void considerNearMiss(const Filter& filter, const FilterSubject& message);
    std::string countReason() const;
    std::string sequenceReason() const;

    Expectation m_expectation;
    FilterScratch m_scratch;
    Duration m_start, m_lastMatch, m_decidedAt;
    bool m_decided = false, m_passed = false;
    std::string m_reason;
    uint64_t m_count = 0, m_seen = 0;
    uint64_t m_explained = 0;
    std::vector<ReportedMessage> m_matched;
    std::vector<NearMiss> m_nearMisses;
    std::optional<ReportedMessage> m_early; // matched a step that was not its turn
    size_t m_earlyStep = 0;
};

// "5s", "250ms".
std::string shortTime(Duration time);

} // namespace tapedeck
