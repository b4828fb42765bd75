// The messages of a queue that a search has found, by id: ten million of them fit into a few megabytes. Each has a
// position, which it keeps: positions grow with the ids, and do not shift when older messages go. GUI thread.
#pragma once

#include "engine/base/units.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace tapedeck {

class MatchList {
public:
    MatchList();
    ~MatchList();
    MatchList(const MatchList&) = delete;
    MatchList& operator=(const MatchList&) = delete;

    // Ascending, and behind those that are there.
    void add(const std::vector<MessageId>& ids);
    // Messages below `first` are gone.
    void dropBelow(MessageId first);

    // Positions are [begin(), end()).
    int64_t begin() const { return m_begin; }
    int64_t end() const { return m_end; }
    int64_t count() const { return m_end - m_begin; }
    MessageId at(int64_t position) const; // 0 outside
    // Of the first match that is not before `id`; end() if there is none.
    int64_t lowerBound(MessageId id) const;
    bool contains(MessageId id) const;

private:
    struct Bits;
    std::unique_ptr<Bits> m_bits;
    int64_t m_begin = 0, m_end = 0;
};

} // namespace tapedeck
