// When a queue dropped messages: one entry per second with drops, the last ones. A plain value.
#pragma once

#include "engine/base/units.h"

#include <cstdint>
#include <deque>

namespace tapedeck {

class DropHistory {
public:
    struct Entry {
        int64_t second = 0; // since the epoch
        uint64_t count = 0;
    };
    // Returns true for the first one after a quiet minute: worth telling.
    bool add(Time now, uint64_t count = 1)
    {
        const int64_t second = now.micros / 1'000'000;
        const bool quiet = m_entries.empty() || second - m_entries.back().second >= kQuietSeconds;
        if (m_entries.empty() || m_entries.back().second != second)
            m_entries.push_back({second, 0});
        m_entries.back().count += count;
        if (m_entries.size() > kEntriesMax)
            m_entries.pop_front();
        return quiet;
    }
    const std::deque<Entry>& entries() const { return m_entries; }

private:
    static constexpr int64_t kQuietSeconds = 60;
    static constexpr size_t kEntriesMax = 120;
    std::deque<Entry> m_entries;
};

} // namespace tapedeck
