#include "engine/mock/fault_book.h"

#include "engine/base/limits.h"
#include "engine/base/name_pattern.h"

#include <algorithm>

namespace tapedeck {

namespace {

bool asks(const std::string& pattern, std::string_view name)
{
    return pattern.empty() || matchesPattern(pattern, name);
}

} // namespace

Result<FaultId> FaultBook::add(FaultRule rule, Duration now)
{
    if (const Status good = rule.check(); !good)
        return good.error();
    if (m_rules.size() >= limits::kFaultRulesMax)
        return Error{ErrorCode::overloaded,
            "There are " + std::to_string(m_rules.size()) + " faults, which is the most; remove one first."};
    const uint64_t seed = rule.seed;
    m_rules.push_back(std::make_unique<Rule>(Rule{++m_last, std::move(rule), {}, now, now, SeededRandom(seed), 0}));
    return m_last;
}

Status FaultBook::change(FaultId id, FaultRule rule, Duration now)
{
    if (const Status good = rule.check(); !good)
        return good;
    Rule* const found = find(id);
    if (!found)
        return Error{ErrorCode::notFound, "There is no fault " + std::to_string(id) + "."};
    const FaultCounters counters{0, found->counters.hits, found->counters.overLimit, found->counters.held};
    const uint64_t seed = rule.seed;
    const uint32_t changed = found->changed + 1;
    *found = Rule{id, std::move(rule), counters, now, now, SeededRandom(seed), changed};
    return {};
}

bool FaultBook::remove(FaultId id)
{
    return std::erase_if(m_rules, [&](const auto& rule) { return rule->id == id; }) > 0;
}

FaultBook::Rule* FaultBook::find(FaultId id) const
{
    const auto at = std::find_if(m_rules.begin(), m_rules.end(), [&](const auto& rule) { return rule->id == id; });
    return at == m_rules.end() ? nullptr : at->get();
}

bool FaultBook::concerns(const FaultRule& rule, const FaultSubject& subject)
{
    if (!rule.enabled || rule.at != subject.at || rule.space != subject.space
        || !asks(rule.queue, subject.message.queue) || !asks(rule.channel, subject.message.channel))
        return false;
    const bool asksForClient =
        !rule.client.empty() || !rule.address.empty() || !rule.protocol.empty() || rule.kind == FaultKind::disconnect;
    if (!asksForClient)
        return true;
    return subject.hasClient && asks(rule.client, subject.client) && asks(rule.address, subject.address)
        && asks(rule.protocol, subject.protocol);
}

bool FaultBook::isOver(const Rule& rule, Duration now)
{
    const FaultRule& r = rule.rule;
    return (r.first > 0 && rule.counters.seen >= r.skip + r.first)
        || (r.lasting.micros > 0 && now - rule.made >= r.lasting);
}

FaultBook::Rule* FaultBook::judge(const FaultSubject& subject, Duration now)
{
    for (const auto& one : m_rules) {
        const FaultRule& rule = one->rule;
        if (!concerns(rule, subject) || isOver(*one, now))
            continue;
        if (!rule.filter.matchesAll() && !rule.filter.matches(subject.message, m_scratch))
            continue;
        const uint64_t number = ++one->counters.seen;
        if (number <= rule.skip || (number - rule.skip) % rule.every != 0)
            continue;
        if (rule.probability < 1) {
            const double drawn = static_cast<double>(one->random.next() >> 11) / 9007199254740992.0;
            if (drawn >= rule.probability)
                continue;
        }
        ++one->counters.hits;
        return one.get();
    }
    return nullptr;
}

std::vector<FaultInfo> FaultBook::list(Duration now) const
{
    std::vector<FaultInfo> infos;
    infos.reserve(m_rules.size());
    for (const auto& rule : m_rules)
        infos.push_back(infoOf(*rule, now));
    return infos;
}

FaultInfo FaultBook::infoOf(const Rule& rule, Duration now)
{
    return {rule.id, rule.rule, rule.counters, isOver(rule, now), rule.changed};
}

Duration throttled(FaultBook::Rule& rule, Duration now, size_t bytes)
{
    const Duration at = std::max(now, rule.freeAt);
    double seconds = rule.rule.messagesPerSecond > 0 ? 1.0 / rule.rule.messagesPerSecond : 0;
    if (rule.rule.bytesPerSecond > 0)
        seconds = std::max(seconds, static_cast<double>(bytes) / rule.rule.bytesPerSecond);
    rule.freeAt = at + Duration{static_cast<int64_t>(std::min(seconds, 86'400.0) * 1e6)};
    return at - now;
}

} // namespace tapedeck
