#include "engine/expect/expectation_run.h"

#include "engine/base/limits.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr size_t kMatchedTold = 3;

ReportedMessage reported(const FilterSubject& subject)
{
    const MessageView& message = subject.message;
    return {std::string(subject.queue), message.id, message.time,
        std::string(message.key.substr(0, limits::kNearMissBodyBytes)),
        std::string(message.body.substr(0, limits::kNearMissBodyBytes)), message.body.size()};
}

std::string placeOf(const ReportedMessage& message)
{
    return message.queue + "/" + std::to_string(message.id.value);
}

std::string messages(uint64_t count)
{
    return std::to_string(count) + (count == 1 ? " message" : " messages");
}

std::string wanted(const Expectation& expectation)
{
    const std::string number = std::to_string(expectation.number());
    switch (expectation.compare()) {
    case Expectation::Compare::less:
        return "fewer than " + number;
    case Expectation::Compare::lessOrEqual:
        return "at most " + number;
    case Expectation::Compare::equal:
        return "exactly " + number;
    case Expectation::Compare::notEqual:
        return "any number but " + number;
    case Expectation::Compare::greaterOrEqual:
        return "at least " + number;
    case Expectation::Compare::greater:
        break;
    }
    return "more than " + number;
}

// Whether one message more can never make it wrong.
bool growsTrue(Expectation::Compare compare)
{
    return compare == Expectation::Compare::greater || compare == Expectation::Compare::greaterOrEqual;
}

// Whether a count that is too high stays so.
bool isLost(const Expectation& expectation, uint64_t count)
{
    const Expectation::Compare compare = expectation.compare();
    if (growsTrue(compare) || compare == Expectation::Compare::notEqual)
        return false;
    return compare == Expectation::Compare::less ? count >= expectation.number() : count > expectation.number();
}

} // namespace

std::string shortTime(Duration time)
{
    if (time.micros % 1'000'000 == 0)
        return std::to_string(time.micros / 1'000'000) + "s";
    if (time.micros % 1'000 == 0)
        return std::to_string(time.micros / 1'000) + "ms";
    return std::to_string(time.micros) + "us";
}

ExpectationRun::ExpectationRun(Expectation expectation, Duration now)
    : m_expectation(std::move(expectation))
    , m_start(now)
    , m_lastMatch(now)
{
    if (m_expectation.kind() == Expectation::Kind::count)
        settleCount(now); // "at least none" is true before anything came
}

void ExpectationRun::decide(bool passed, std::string reason, Duration now)
{
    m_decided = true;
    m_passed = passed;
    m_reason = std::move(reason);
    m_decidedAt = now;
    if (passed)
        m_nearMisses.clear();
}

void ExpectationRun::remember(const FilterSubject& message)
{
    if (m_matched.size() >= kMatchedTold && m_expectation.kind() != Expectation::Kind::sequence)
        m_matched.erase(m_matched.begin());
    m_matched.push_back(reported(message));
}

void ExpectationRun::onMessage(const FilterSubject& message, Duration now)
{
    if (m_decided)
        return;
    if (now > deadline())
        advance(now);
    if (m_decided)
        return;
    ++m_seen;
    if (m_expectation.kind() == Expectation::Kind::sequence)
        onStep(message, now);
    else
        onCounted(message, now);
}

void ExpectationRun::onCounted(const FilterSubject& message, Duration now)
{
    const Filter& filter = m_expectation.filters().front();
    // What has been stable for long enough is decided before this message could change it.
    if (m_expectation.stable() && now > m_lastMatch + *m_expectation.stable())
        settleStable(now);
    if (m_decided)
        return;
    if (!filter.matches(message, m_scratch)) {
        if (m_expectation.kind() == Expectation::Kind::count && !isLost(m_expectation, m_count + 1))
            considerNearMiss(filter, message);
        return;
    }
    ++m_count;
    m_lastMatch = now;
    remember(message);
    if (m_expectation.kind() == Expectation::Kind::never)
        decide(false, placeOf(m_matched.back()) + " matches, " + shortTime(now - m_start) + " after the start.", now);
    else
        settleCount(now);
}

void ExpectationRun::onStep(const FilterSubject& message, Duration now)
{
    const std::vector<Filter>& steps = m_expectation.filters();
    if (steps[m_count].matches(message, m_scratch)) {
        ++m_count;
        remember(message);
        m_nearMisses.clear(); // they were those of this step
        m_explained = 0;
        if (m_early && m_earlyStep < m_count)
            m_early.reset();
        if (m_count == steps.size())
            decide(true, steps.size() == 1 ? placeOf(m_matched.back()) + " matches." : "All steps came in order.", now);
        return;
    }
    for (size_t later = m_count + 1; later < steps.size(); ++later) {
        if (steps[later].matches(message, m_scratch)) {
            m_early = reported(message);
            m_earlyStep = later;
            break;
        }
    }
    considerNearMiss(steps[m_count], message);
}

// Decides a count as soon as no message can change it.
void ExpectationRun::settleCount(Duration now)
{
    if (isLost(m_expectation, m_count))
        decide(false, countReason(), now);
    else if (!m_expectation.stable() && m_expectation.holds(m_count) && growsTrue(m_expectation.compare()))
        decide(true, messages(m_count) + ".", now);
}

// Decides a count that has not changed for long enough, once all messages up to `now` are known.
void ExpectationRun::settleStable(Duration now)
{
    const std::optional<Duration> stable = m_expectation.stable();
    if (stable && m_expectation.holds(m_count) && now >= m_lastMatch + *stable)
        decide(true, messages(m_count) + ", and no other for " + shortTime(*stable) + ".", now);
}

void ExpectationRun::advance(Duration now)
{
    if (m_decided)
        return;
    if (m_expectation.kind() == Expectation::Kind::count)
        settleStable(std::min(now, deadline()));
    if (!m_decided && now >= deadline())
        atDeadline();
}

void ExpectationRun::atDeadline()
{
    const std::string time = shortTime(m_expectation.within());
    switch (m_expectation.kind()) {
    case Expectation::Kind::never:
        return decide(true, "No message for " + time + ".", deadline());
    case Expectation::Kind::sequence:
        return decide(false, sequenceReason(), deadline());
    case Expectation::Kind::count:
        break;
    }
    const bool passed = m_expectation.holds(m_count) && !m_expectation.stable();
    decide(passed, passed ? messages(m_count) + " within " + time + "." : countReason(), deadline());
}

std::string ExpectationRun::countReason() const
{
    std::string reason = messages(m_count) + ", expected " + wanted(m_expectation);
    if (m_expectation.holds(m_count) && m_expectation.stable())
        return reason + ": the last one came " + shortTime(Duration{(deadline() - m_lastMatch).micros / 1'000 * 1'000})
            + " before the end, not " + shortTime(*m_expectation.stable()) + ".";
    return reason + " within " + shortTime(m_expectation.within()) + ".";
}

std::string ExpectationRun::sequenceReason() const
{
    const std::vector<Filter>& steps = m_expectation.filters();
    const std::string time = " within " + shortTime(m_expectation.within());
    if (steps.size() == 1)
        return "No message" + time + ".";
    std::string reason = "Step " + std::to_string(m_count + 1) + " of " + std::to_string(steps.size()) + " (`"
        + steps[m_count].text() + "`) did not come" + time;
    if (m_count > 0)
        reason += " after " + placeOf(m_matched.back());
    if (m_early)
        reason += "; step " + std::to_string(m_earlyStep + 1) + " came too early, as " + placeOf(*m_early);
    return reason + ".";
}

// Keeps the nearest ones; of equally near ones the latest.
void ExpectationRun::considerNearMiss(const Filter& filter, const FilterSubject& message)
{
    if (filter.matchesAll() || m_explained >= limits::kExplainedMax)
        return;
    ++m_explained;
    FilterExplanation explanation = filter.explain(message);
    const auto worse = [&](const NearMiss& miss) { return miss.failing >= explanation.failing; };
    const auto place = std::find_if(m_nearMisses.begin(), m_nearMisses.end(), worse);
    if (place == m_nearMisses.end() && m_nearMisses.size() >= limits::kNearMissesMax)
        return;
    NearMiss miss{reported(message), explanation.failing, explanation.terms, {}};
    for (FilterTerm& term : explanation.list) {
        if (term.matters)
            miss.failed.push_back(std::move(term));
    }
    m_nearMisses.insert(place, std::move(miss));
    if (m_nearMisses.size() > limits::kNearMissesMax)
        m_nearMisses.pop_back();
}

std::optional<Duration> ExpectationRun::nextDue() const
{
    if (m_decided)
        return std::nullopt;
    if (m_expectation.stable() && m_expectation.holds(m_count))
        return std::min(deadline(), m_lastMatch + *m_expectation.stable());
    return deadline();
}

ExpectationReport ExpectationRun::report() const
{
    ExpectationReport report{m_expectation.text(), m_decided, m_passed, m_reason, m_count, m_seen,
        m_decidedAt - m_start, m_matched, m_nearMisses};
    if (!m_decided) {
        report.took = {};
        report.reason = "It is not decided yet.";
    }
    return report;
}

} // namespace tapedeck
