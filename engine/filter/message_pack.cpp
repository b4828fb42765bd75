#include "engine/filter/packed_nodes.h"

namespace tapedeck {

namespace {

class MessagePackReader {
public:
    explicit MessagePackReader(PackedNodes& in)
        : m_in(in)
    {
    }

    bool value(int depth)
    {
        const uint8_t head = m_in.byte();
        if (!m_in.ok())
            return false;
        if (head < 0x80)
            return m_in.addUnsigned(head);
        if (head < 0x90)
            return map(head & 0x0f, depth);
        if (head < 0xa0)
            return list(head & 0x0f, depth);
        if (head < 0xc0)
            return text(head & 0x1f);
        if (head >= 0xe0)
            return m_in.addSigned(static_cast<int8_t>(head));
        return tagged(head, depth);
    }

private:
    bool tagged(uint8_t head, int depth)
    {
        const auto sizeOf = [&](uint8_t first) { return m_in.bigEndian(size_t{1} << (head - first)); };
        switch (head) {
        case 0xc0:
            return m_in.add(NodeKind::null);
        case 0xc2:
        case 0xc3:
            return m_in.add(NodeKind::boolean, {}, head == 0xc3);
        case 0xc4:
        case 0xc5:
        case 0xc6:
            return text(sizeOf(0xc4));
        case 0xc7:
        case 0xc8:
        case 0xc9:
            return extension(sizeOf(0xc7));
        case 0xca:
            return m_in.addFloat(std::bit_cast<float>(static_cast<uint32_t>(m_in.bigEndian(4))));
        case 0xcb:
            return m_in.addFloat(std::bit_cast<double>(m_in.bigEndian(8)));
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
            return m_in.addUnsigned(sizeOf(0xcc));
        case 0xd0:
            return m_in.addSigned(static_cast<int8_t>(m_in.bigEndian(1)));
        case 0xd1:
            return m_in.addSigned(static_cast<int16_t>(m_in.bigEndian(2)));
        case 0xd2:
            return m_in.addSigned(static_cast<int32_t>(m_in.bigEndian(4)));
        case 0xd3:
            return m_in.addSigned(static_cast<int64_t>(m_in.bigEndian(8)));
        case 0xd4:
        case 0xd5:
        case 0xd6:
        case 0xd7:
        case 0xd8:
            return extension(uint64_t{1} << (head - 0xd4));
        case 0xd9:
        case 0xda:
        case 0xdb:
            return text(sizeOf(0xd9));
        case 0xdc:
        case 0xdd:
            return list(m_in.bigEndian(head == 0xdc ? 2 : 4), depth);
        case 0xde:
        case 0xdf:
            return map(m_in.bigEndian(head == 0xde ? 2 : 4), depth);
        default: // 0xc1 is never used
            return m_in.fail();
        }
    }

    bool text(uint64_t size)
    {
        const std::string_view bytes = m_in.bytes(size);
        return m_in.add(NodeKind::text, bytes);
    }

    bool extension(uint64_t size)
    {
        m_in.byte(); // its type
        m_in.bytes(size);
        return m_in.add(NodeKind::other);
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

    bool map(uint64_t count, int depth)
    {
        const size_t at = m_in.position();
        if (depth >= limits::kJsonDepthMax || !m_in.add(NodeKind::object))
            return m_in.fail();
        for (uint64_t i = 0; i < count; ++i)
            if (!value(depth + 1) || !value(depth + 1))
                return false;
        return m_in.close(at, count);
    }

    PackedNodes& m_in;
};

} // namespace

bool readMessagePack(std::string_view body, std::vector<DocumentNode>& nodes, TextStore& texts)
{
    PackedNodes in(body, nodes, texts);
    return MessagePackReader(in).value(0) && in.ok() && in.atEnd();
}

} // namespace tapedeck
