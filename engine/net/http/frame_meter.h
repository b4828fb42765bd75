// Looks at the frames of a WebSocket as their bytes pass by, and says when one of them, or the number of frames of one
// message, is over its limit: before anybody has collected the bytes.
//
// Pure: it changes nothing and keeps nothing but counts. Feeding whole or byte by byte gives the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapedeck::http {

class FrameMeter {
public:
    // False as soon as a limit is exceeded; the connection is then to be closed with 1009.
    bool pass(std::string_view bytes);

private:
    bool onHeaderByte(unsigned char byte);
    bool beginPayload();

    unsigned char m_header[14] = {};
    size_t m_headerBytes = 0; // of the frame being read
    uint64_t m_payloadLeft = 0;
    uint32_t m_fragments = 0; // frames so far of the message being read
};

} // namespace tapedeck::http
