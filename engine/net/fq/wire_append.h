// The integers and texts of the fq protocol, appended to what a connection sends.
// Pure; any thread.
#pragma once

#include "engine/net/buffer.h"
#include "engine/net/fq/wire.h"

#include <cstdint>
#include <string_view>

namespace tapedeck::fq {

inline void appendU16(Buffer& out, uint16_t value)
{
    char* const begin = out.prepare(2);
    out.commit(static_cast<size_t>(putU16(begin, value) - begin));
}

inline void appendU32(Buffer& out, uint32_t value)
{
    char* const begin = out.prepare(4);
    out.commit(static_cast<size_t>(putU32(begin, value) - begin));
}

// Its length in two bytes, then the text, which has at most 65,535 bytes.
inline void appendText(Buffer& out, std::string_view text)
{
    appendU16(out, static_cast<uint16_t>(text.size()));
    out.append(text);
}

} // namespace tapedeck::fq
