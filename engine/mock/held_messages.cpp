#include "engine/mock/held_messages.h"

#include "engine/base/check.h"
#include "engine/base/limits.h"

#include <vector>

namespace tapedeck {

bool HeldMessages::hasRoom(size_t messages, size_t bytes) const
{
    const size_t all = bytes + messages * sizeof(HeldMessage);
    return m_messages.size() + messages <= limits::kHeldMessagesMax && m_bytes + all <= limits::kHeldBytesMax;
}

void HeldMessages::add(Duration due, HeldMessage message)
{
    m_bytes += message.bytes();
    m_messages.emplace(std::pair(due.micros, m_order++), std::move(message));
}

std::optional<Duration> HeldMessages::earliest() const
{
    return m_messages.empty() ? std::nullopt : std::optional(Duration{m_messages.begin()->first.first});
}

HeldMessage* HeldMessages::due(Duration now)
{
    const bool isDue = !m_messages.empty() && m_messages.begin()->first.first <= now.micros;
    return isDue ? &m_messages.begin()->second : nullptr;
}

HeldMessage HeldMessages::takeEarliest()
{
    CHECK(!m_messages.empty());
    HeldMessage message = std::move(m_messages.extract(m_messages.begin()).mapped());
    m_bytes -= message.bytes();
    return message;
}

void HeldMessages::makeDue(const std::function<bool(const HeldMessage&)>& whose, Duration now)
{
    std::vector<decltype(m_messages)::node_type> moved;
    for (auto at = m_messages.begin(); at != m_messages.end();) {
        const auto next = std::next(at);
        if (at->first.first > now.micros && whose(at->second))
            moved.push_back(m_messages.extract(at));
        at = next;
    }
    for (auto& node : moved) {
        node.key() = {now.micros, m_order++};
        m_messages.insert(std::move(node));
    }
}

size_t HeldMessages::drop(const std::function<bool(const HeldMessage&)>& whose)
{
    return std::erase_if(m_messages, [&](const auto& entry) {
        if (!whose(entry.second))
            return false;
        m_bytes -= entry.second.bytes();
        return true;
    });
}

} // namespace tapedeck
