#include "engine/filter/packed_nodes.h"

namespace tapedeck {

namespace {

constexpr uint8_t kIndefinite = 31;
constexpr uint8_t kBreak = 0xff;

class CborReader {
public:
    explicit CborReader(PackedNodes& in)
        : m_in(in)
    {
    }

    bool value(int depth)
    {
        const uint8_t head = m_in.byte();
        return m_in.ok() && (head != kBreak || m_in.fail()) && value(head, depth);
    }

private:
    enum Major : uint8_t { positive, negative, byteString, textString, array, map, tag, simple };

    bool value(uint8_t head, int depth)
    {
        const auto major = static_cast<Major>(head >> 5);
        const uint8_t info = head & 0x1f;
        if (major == simple)
            return simpleValue(info);
        if (info == kIndefinite)
            return indefinite(major, depth);
        uint64_t number = 0;
        if (!argument(info, number))
            return false;
        switch (major) {
        case positive:
            return m_in.addUnsigned(number);
        case negative:
            return addNegative(number);
        case byteString:
        case textString:
            return text(number);
        case array:
            return list(number, depth);
        case map:
            return members(number, depth);
        default: // a tag says how to read the value after it; the value is taken as it is
            return (depth < limits::kJsonDepthMax || m_in.fail()) && value(depth + 1);
        }
    }

    bool argument(uint8_t info, uint64_t& number)
    {
        if (info < 24)
            number = info;
        else if (info < 28)
            number = m_in.bigEndian(size_t{1} << (info - 24));
        else
            return m_in.fail();
        return m_in.ok();
    }

    // -1 - number
    bool addNegative(uint64_t number)
    {
        if (number == UINT64_MAX)
            return m_in.add(NodeKind::number, "-18446744073709551616");
        return m_in.add(NodeKind::number, m_in.keep("-" + std::to_string(number + 1)));
    }

    bool simpleValue(uint8_t info)
    {
        switch (info) {
        case 20:
        case 21:
            return m_in.add(NodeKind::boolean, {}, info == 21);
        case 22:
            return m_in.add(NodeKind::null);
        case 24:
            return m_in.byte() >= 32 ? m_in.add(NodeKind::other) : m_in.fail();
        case 25:
            return m_in.addFloat(half(static_cast<uint16_t>(m_in.bigEndian(2))));
        case 26:
            return m_in.addFloat(std::bit_cast<float>(static_cast<uint32_t>(m_in.bigEndian(4))));
        case 27:
            return m_in.addFloat(std::bit_cast<double>(m_in.bigEndian(8)));
        default: // 23 is `undefined`; below 24 unassigned, above reserved
            return info < 24 ? m_in.add(NodeKind::other) : m_in.fail();
        }
    }

    // RFC 8949, appendix D.
    static float half(uint16_t bits)
    {
        const int exponent = bits >> 10 & 0x1f;
        const int mantissa = bits & 0x3ff;
        const float value = exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24)
            : exponent != 31              ? std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25)
            : mantissa == 0               ? INFINITY
                                          : NAN;
        return bits & 0x8000 ? -value : value;
    }

    bool text(uint64_t size)
    {
        const std::string_view bytes = m_in.bytes(size);
        return m_in.add(NodeKind::text, bytes);
    }

    bool list(uint64_t count, int depth)
    {
        const size_t at = m_in.position();
        if (depth >= limits::kJsonDepthMax || !m_in.add(NodeKind::list))
            return m_in.fail();
        for (uint64_t i = 0; i < count; ++i)
            if (!value(depth + 1))
                return false;
        return m_in.close(at, count);
    }

    bool members(uint64_t count, int depth)
    {
        const size_t at = m_in.position();
        if (depth >= limits::kJsonDepthMax || !m_in.add(NodeKind::object))
            return m_in.fail();
        for (uint64_t i = 0; i < count; ++i)
            if (!value(depth + 1) || !value(depth + 1))
                return false;
        return m_in.close(at, count);
    }

    // Until the byte 0xff.
    bool indefinite(Major major, int depth)
    {
        if (major == byteString || major == textString)
            return chunks(major);
        if ((major != array && major != map) || depth >= limits::kJsonDepthMax)
            return m_in.fail();
        const size_t at = m_in.position();
        if (!m_in.add(major == array ? NodeKind::list : NodeKind::object))
            return false;
        uint64_t count = 0;
        for (uint8_t head = m_in.byte(); head != kBreak; head = m_in.byte()) {
            if (!m_in.ok() || !value(head, depth + 1) || (major == map && !value(depth + 1)))
                return m_in.fail();
            ++count;
        }
        return m_in.close(at, count);
    }

    bool chunks(Major major)
    {
        std::string whole;
        for (uint8_t head = m_in.byte(); head != kBreak; head = m_in.byte()) {
            uint64_t size = 0;
            if (!m_in.ok() || head >> 5 != major || !argument(head & 0x1f, size))
                return m_in.fail();
            whole += m_in.bytes(size);
        }
        return m_in.add(NodeKind::text, m_in.keep(std::move(whole)));
    }

    PackedNodes& m_in;
};

} // namespace

bool readCbor(std::string_view body, std::vector<DocumentNode>& nodes, TextStore& texts)
{
    PackedNodes in(body, nodes, texts);
    return CborReader(in).value(0) && in.ok() && in.atEnd();
}

} // namespace tapedeck
