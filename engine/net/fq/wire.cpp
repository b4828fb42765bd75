#include "engine/net/fq/wire.h"

#include "engine/base/check.h"

namespace tapedeck::fq {

ConnectionKind classify(std::string_view first4)
{
    CHECK(first4.size() >= kMagicBytes);
    first4 = first4.substr(0, kMagicBytes);
    switch (getU32(first4.data())) {
    case kCommandMagic:
        return ConnectionKind::command;
    case kDataMagic:
        return ConnectionKind::data;
    case kPeerMagic:
        return ConnectionKind::peer;
    case kOldPeerMagic:
        return ConnectionKind::oldPeer;
    default:
        break;
    }
    for (const std::string_view method : {"GET ", "PUT ", "POST", "HEAD"}) {
        if (first4 == method)
            return ConnectionKind::http;
    }
    return ConnectionKind::unknown;
}

char* putNodeText(char* out, NodeId node)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        const uint32_t part = node.address >> shift & 0xff;
        if (part >= 100)
            *out++ = static_cast<char>('0' + part / 100);
        if (part >= 10)
            *out++ = static_cast<char>('0' + part / 10 % 10);
        *out++ = static_cast<char>('0' + part % 10);
        if (shift > 0)
            *out++ = '.';
    }
    return out;
}

std::string toText(NodeId node)
{
    char text[kNodeTextBytesMax];
    return {text, putNodeText(text, node)};
}

bool parseNodeId(std::string_view text, NodeId& out)
{
    uint32_t address = 0;
    size_t at = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (at == text.size() || text[at++] != '.'))
            return false;
        const size_t begin = at;
        uint32_t value = 0;
        while (at < text.size() && at - begin < 3 && text[at] >= '0' && text[at] <= '9')
            value = value * 10 + static_cast<uint32_t>(text[at++] - '0');
        if (at == begin || value > 255)
            return false;
        address = address << 8 | value;
    }
    if (at != text.size())
        return false;
    out = {address};
    return true;
}

} // namespace tapedeck::fq
