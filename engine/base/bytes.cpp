#include "engine/base/bytes.h"

namespace tapedeck {

uint64_t ByteReader::longVarint()
{
    uint64_t value = 0;
    for (unsigned shift = 0; m_at != m_end && shift < 70; shift += 7) {
        const auto byte = static_cast<unsigned char>(*m_at++);
        if (shift == 63 && byte > 1)
            break; // would not fit 64 bits
        value |= static_cast<uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    fail();
    return 0;
}

} // namespace tapedeck
