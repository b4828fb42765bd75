#include "engine/net/grpc/field_reader.h"

namespace tapedeck::grpc {

namespace {

constexpr unsigned kGroupDepthMax = 32;
enum Wire : uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kGroupBegin = 3, kGroupEnd = 4, kFixed32 = 5 };

} // namespace

bool FieldReader::fail(const char* error)
{
    m_error = error;
    m_rest = {};
    return false;
}

bool FieldReader::takeVarint(uint64_t& value)
{
    value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
        if (m_rest.empty())
            return fail("unexpected EOF");
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        if (shift == 63 && byte > 1)
            return fail("integer overflow");
        value |= static_cast<uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return fail("integer overflow");
}

bool FieldReader::takeTag(uint32_t& number, uint32_t& wire)
{
    uint64_t tag = 0;
    if (!takeVarint(tag))
        return false;
    number = static_cast<uint32_t>(tag >> 3);
    wire = static_cast<uint32_t>(tag & 7);
    return (number != 0 && tag >> 32 == 0) || fail("illegal tag");
}

bool FieldReader::skip(size_t bytes)
{
    if (bytes > m_rest.size())
        return fail("unexpected EOF");
    m_rest.remove_prefix(bytes);
    return true;
}

bool FieldReader::takeValue(uint32_t wire, uint32_t number, unsigned depth)
{
    switch (wire) {
    case kVarint:
        m_kind = Kind::varint;
        return takeVarint(m_value);
    case kFixed64:
        m_kind = Kind::fixed64;
        return skip(8);
    case kBytes: {
        m_kind = Kind::bytes;
        uint64_t length = 0;
        if (!takeVarint(length))
            return false;
        if (length > m_rest.size())
            return fail("unexpected EOF");
        m_bytes = m_rest.substr(0, length);
        return skip(length);
    }
    case kGroupBegin:
        m_kind = Kind::group;
        return skipGroup(number, depth);
    case kFixed32:
        m_kind = Kind::fixed32;
        return skip(4);
    default:
        return fail(wire == kGroupEnd ? "unexpected end of group" : "illegal wire type");
    }
}

// Nobody makes groups any more, but fields that are not known are to be skipped whatever they are.
bool FieldReader::skipGroup(uint32_t number, unsigned depth)
{
    if (depth == kGroupDepthMax)
        return fail("groups are nested too deeply");
    for (;;) {
        uint32_t inner = 0, wire = 0;
        if (!takeTag(inner, wire))
            return false;
        if (wire == kGroupEnd) {
            m_kind = Kind::group;
            return inner == number || fail("mismatching end of group");
        }
        if (!takeValue(wire, inner, depth + 1))
            return false;
    }
}

bool FieldReader::next()
{
    if (m_rest.empty())
        return false;
    uint32_t wire = 0;
    return takeTag(m_number, wire) && takeValue(wire, m_number, 0);
}

} // namespace tapedeck::grpc
