// Decompressed frames of sealed segments, the most recently used ones up to a number of bytes. Loop thread only.
#pragma once

#include "engine/base/limits.h"
#include "engine/broker/store.h"
#include "engine/log/segment.h"

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tapedeck {

class FrameCache {
public:
    using FramePtr = std::shared_ptr<const Frame>;
    using Loaded = std::function<void(const Result<FramePtr>&)>;

    FrameCache(Store& store, size_t bytesMax)
        : m_store(store)
        , m_bytesMax(bytesMax)
    {
    }

    // Null when it is not here; then ask load().
    FramePtr find(uint64_t rowId, uint32_t frame);
    // Calls `loaded` from the loop when the frame was read (or could not be). Several callers share one read.
    void load(const SegmentRow& row, uint32_t frame, Loaded loaded);
    uint64_t bytes() const { return m_bytes; }

private:
    struct Key {
        uint64_t rowId;
        uint32_t frame;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        size_t operator()(const Key& key) const noexcept { return key.rowId * 0x9e3779b97f4a7c15ULL + key.frame; }
    };
    struct Entry {
        Key key;
        FramePtr frame;
    };

    void keep(Key key, FramePtr frame);

    Store& m_store;
    size_t m_bytesMax;
    uint64_t m_bytes = 0;
    std::list<Entry> m_recent; // most recently used first
    std::unordered_map<Key, std::list<Entry>::iterator, KeyHash> m_frames;
    std::unordered_map<Key, std::vector<Loaded>, KeyHash> m_loading;
};

} // namespace tapedeck
