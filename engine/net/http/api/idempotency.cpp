#include "engine/net/http/api/idempotency.h"

#include "engine/base/checksum.h"

namespace tapedeck::api {

Idempotency::Fingerprint Idempotency::fingerprint(std::string_view request)
{
    return {checksum(request, 1), checksum(request, 2)};
}

std::string Idempotency::nameOf(std::string_view queue, std::string_view key)
{
    return std::to_string(queue.size()) + ":" + std::string(queue) + std::string(key);
}

void Idempotency::forgetOld(Time now)
{
    while (!m_order.empty()) {
        const auto oldest = m_entries.find(m_order.front());
        if (m_entries.size() <= m_limits.keysMax && now - oldest->second.at < m_limits.age)
            return;
        m_entries.erase(oldest);
        m_order.pop_front();
    }
}

Idempotency::Seen Idempotency::look(
    Time now, std::string_view queue, std::string_view key, const Fingerprint& request, Outcome& outcome)
{
    forgetOld(now);
    const auto found = m_entries.find(nameOf(queue, key));
    if (found == m_entries.end())
        return Seen::no;
    if (found->second.request != request)
        return Seen::different;
    outcome = found->second.outcome;
    return Seen::same;
}

void Idempotency::remember(
    Time now, std::string_view queue, std::string_view key, const Fingerprint& request, Outcome outcome)
{
    std::string name = nameOf(queue, key);
    if (m_entries.insert_or_assign(name, Entry{request, std::move(outcome), now}).second)
        m_order.push_back(std::move(name));
    forgetOld(now);
}

} // namespace tapedeck::api
