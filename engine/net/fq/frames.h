// Messages on a data connection. Ordinary clients send short frames; everything that a broker sends, and what peers
// send, are long frames, which also tell the sender and the brokers that the message has passed.
//
// Pure: bytes in, frames out, the same however the bytes are cut. Nothing is copied, and no memory is taken for what a
// length promises. An unfinished frame is not looked through again: its header at most, once.
#pragma once

#include "engine/base/limits.h"
#include "engine/net/buffer.h"
#include "engine/net/fq/wire.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck::fq {

enum class FrameForm : unsigned char {
    shortForm, // exchange, route, id, payload
    longForm, // exchange, route, id, sender, hops, payload
};

// One frame. The views point into what was read, or into what is to be written.
struct Frame {
    std::string_view exchange;
    std::string_view route;
    std::string_view id; // 16 bytes
    std::string_view sender; // long form only
    std::string_view hops; // long form only: 4 bytes each, nearest broker first
    std::string_view payload;
    bool operator==(const Frame&) const = default;
};

inline size_t hopCount(std::string_view hops)
{
    return hops.size() / kHopBytes;
}
inline NodeId hopAt(std::string_view hops, size_t index)
{
    return {getU32(hops.data() + index * kHopBytes)};
}
// Whether the message has passed `node`. Looks no further than the first hop that names nobody; `node` 0 is in no list.
bool hopsContain(std::string_view hops, NodeId node);

class FrameReader {
public:
    enum class Event : unsigned char {
        needsMore, // with nothing consumed: more bytes; with something: another call for what is behind it
        frame, // in `frame`, of `octets` bytes
        oversize, // the header is in `frame`; the payload is over the limit and is thrown away by the next calls
        malformed, // a length that cannot be: the stream cannot be followed any further
    };
    struct Progress {
        Event event = Event::needsMore;
        size_t consumed = 0; // with needsMore: bytes of a payload that is thrown away, done with for good
        uint64_t octets = 0; // with frame and oversize: length of the whole frame, header and payload
    };

    explicit FrameReader(FrameForm form, uint64_t payloadBytesMax = limits::kBodyBytesMax)
        : m_form(form)
        , m_payloadBytesMax(payloadBytesMax)
    {
    }

    // Reads one frame. `input` begins where the consumed bytes of the call before ended and contains at least what it
    // contained then; it may lie elsewhere in memory. A frame (not what is thrown away) may be asked for again: by
    // giving its bytes again. `frame` is written with frame and oversize only.
    Progress next(std::string_view input, Frame& frame);

    // With fewer bytes than this, counted from the first one not consumed, the next call has nothing to do.
    uint64_t needed() const { return m_swallow > 0 ? 1 : m_needed; }
    // True while a payload that is over the limit is thrown away.
    bool swallowing() const { return m_swallow > 0; }

private:
    FrameForm m_form;
    uint64_t m_payloadBytesMax;
    uint64_t m_needed = 1; // of the frame being read: enough for the next field, or for the frame
    uint64_t m_swallow = 0; // of a payload over the limit: still to come
};

// Bytes of the frame on the wire.
size_t frameBytes(const Frame& frame, FrameForm form);
// Appends one frame. The fields keep the protocol's lengths (CHECKed).
void appendShortFrame(Buffer& out, const Frame& frame);
void appendLongFrame(Buffer& out, const Frame& frame);
void appendShortFrame(std::string& out, const Frame& frame);
void appendLongFrame(std::string& out, const Frame& frame);

} // namespace tapedeck::fq
