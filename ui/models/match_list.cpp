#include "ui/models/match_list.h"

#include <roaring/roaring64map.hh>

#include <algorithm>

namespace tapedeck {

struct MatchList::Bits {
    Roaring64Map ids;
};

MatchList::MatchList()
    : m_bits(std::make_unique<Bits>())
{
}

MatchList::~MatchList() = default;

void MatchList::add(const std::vector<MessageId>& ids)
{
    for (const MessageId id : ids)
        m_bits->ids.add(uint64_t{id.value});
    m_end += static_cast<int64_t>(ids.size());
}

void MatchList::dropBelow(MessageId first)
{
    m_begin = std::max(m_begin, lowerBound(first));
}

MessageId MatchList::at(int64_t position) const
{
    uint64_t id = 0;
    if (position < m_begin || position >= m_end || !m_bits->ids.select(static_cast<uint64_t>(position), &id))
        return {};
    return MessageId{id};
}

int64_t MatchList::lowerBound(MessageId id) const
{
    if (id.value == 0)
        return m_begin;
    return std::max(m_begin, static_cast<int64_t>(m_bits->ids.rank(id.value - 1)));
}

bool MatchList::contains(MessageId id) const
{
    return m_bits->ids.contains(uint64_t{id.value})
        && lowerBound(id)<m_end&& static_cast<int64_t>(m_bits->ids.rank(id.value))> m_begin;
}

} // namespace tapedeck
