#include "engine/queue/retention.h"

#include <algorithm>

namespace tapedeck {

namespace {

// Exact even when a hostile tape holds extreme times: a negative age is no age.
bool olderThan(Time last, Duration limit, Time now)
{
    int64_t age;
    if (__builtin_sub_overflow(now.micros, last.micros, &age))
        return now > last; // further apart than any limit
    return age > limit.micros;
}

// The first moment at which `last` is older than `limit`.
Time ageEnds(Time last, Duration limit)
{
    int64_t end;
    if (__builtin_add_overflow(last.micros, limit.micros, &end) || end == INT64_MAX)
        return Time::never();
    return {end + 1};
}

bool isOn(Duration limit)
{
    return limit.micros > 0;
}

} // namespace

RetentionVerdict judgeRetention(size_t closed, const std::function<RetentionPart(size_t)>& partAt, uint64_t bytes,
    const RetentionSettings& settings, std::optional<MessageId> floor, Time now)
{
    uint64_t kept = bytes;
    RetentionVerdict verdict;
    while (verdict.remove < closed) {
        const RetentionPart part = partAt(verdict.remove);
        const bool hardAge = isOn(settings.hardPeriod) && olderThan(part.lastTime, settings.hardPeriod, now);
        const bool hardSize = settings.hardBytes != 0 && kept > settings.hardBytes;
        const bool needed = !floor || *floor < part.end;
        const bool young = isOn(settings.softPeriod) && !olderThan(part.lastTime, settings.softPeriod, now);
        const bool small = settings.softBytes != 0 && kept <= settings.softBytes;
        if (hardAge || hardSize || !(needed || young || small)) {
            ++verdict.remove;
            kept -= part.bytes;
            continue;
        }
        if (isOn(settings.hardPeriod))
            verdict.next = ageEnds(part.lastTime, settings.hardPeriod);
        if (!needed && !small)
            verdict.next = std::min(verdict.next, ageEnds(part.lastTime, settings.softPeriod));
        break;
    }
    return verdict;
}

} // namespace tapedeck
