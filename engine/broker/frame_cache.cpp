#include "engine/broker/frame_cache.h"

namespace tapedeck {

FrameCache::FramePtr FrameCache::find(uint64_t rowId, uint32_t frame)
{
    const auto found = m_frames.find({rowId, frame});
    if (found == m_frames.end())
        return nullptr;
    m_recent.splice(m_recent.begin(), m_recent, found->second);
    return found->second->frame;
}

void FrameCache::load(const SegmentRow& row, uint32_t frame, Loaded loaded)
{
    const Key key{row.rowId, frame};
    auto& waiting = m_loading[key];
    waiting.push_back(std::move(loaded));
    if (waiting.size() > 1)
        return;
    m_store.readFrame(row, frame, [this, key](Result<FramePtr> result) {
        if (result)
            keep(key, result.value());
        const auto node = m_loading.extract(key); // a callback may ask for the same frame again
        for (const Loaded& callback : node.mapped())
            callback(result);
    });
}

void FrameCache::keep(Key key, FramePtr frame)
{
    m_bytes += frame->bytes.size();
    m_recent.push_front({key, std::move(frame)});
    m_frames[key] = m_recent.begin();
    while (m_bytes > m_bytesMax && m_recent.size() > 1) {
        m_bytes -= m_recent.back().frame->bytes.size();
        m_frames.erase(m_recent.back().key);
        m_recent.pop_back();
    }
}

} // namespace tapedeck
