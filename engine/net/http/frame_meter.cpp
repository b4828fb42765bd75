#include "engine/net/http/frame_meter.h"

#include "engine/base/limits.h"

#include <algorithm>

namespace tapedeck::http {

namespace {

constexpr unsigned char kFinal = 0x80;
constexpr unsigned char kControl = 0x08; // of the opcode: not part of a message
constexpr unsigned char kMasked = 0x80;

// Bytes of a header whose second byte is this one (RFC 6455, 5.2).
size_t headerLength(unsigned char second)
{
    const unsigned length = second & 0x7fU;
    return 2U + (length == 126 ? 2U : length == 127 ? 8U : 0U) + (second & kMasked ? 4U : 0U);
}

} // namespace

bool FrameMeter::pass(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (m_payloadLeft > 0) {
            const auto skipped = static_cast<size_t>(std::min<uint64_t>(m_payloadLeft, bytes.size()));
            m_payloadLeft -= skipped;
            bytes.remove_prefix(skipped);
            continue;
        }
        if (!onHeaderByte(static_cast<unsigned char>(bytes.front())))
            return false;
        bytes.remove_prefix(1);
    }
    return true;
}

bool FrameMeter::onHeaderByte(unsigned char byte)
{
    m_header[m_headerBytes++] = byte;
    if (m_headerBytes < 2 || m_headerBytes < headerLength(m_header[1]))
        return true;
    m_headerBytes = 0;
    return beginPayload();
}

bool FrameMeter::beginPayload()
{
    uint64_t length = m_header[1] & 0x7fU;
    const size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (extended > 0) {
        length = 0;
        for (size_t i = 0; i < extended; ++i)
            length = length << 8 | m_header[2 + i];
    }
    if (length > limits::kWebSocketFrameBytesMax)
        return false;
    m_payloadLeft = length;
    if (m_header[0] & kControl)
        return true;
    if (++m_fragments > limits::kWebSocketFragmentsMax)
        return false;
    if (m_header[0] & kFinal)
        m_fragments = 0;
    return true;
}

} // namespace tapedeck::http
