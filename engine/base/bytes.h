// Little-endian integers and LEB128 varints: writing into a growing buffer, and reading with bounds from bytes that may
// be hostile. Signed numbers are zigzag-coded (as in Protocol Buffers).
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tapedeck {

inline constexpr size_t kVarintBytesMax = 10;

// Writes `value` at `out`, which has room for kVarintBytesMax bytes. Returns the byte after it.
inline char* putVarint(char* out, uint64_t value)
{
    while (value >= 0x80) {
        *out++ = static_cast<char>(value | 0x80);
        value >>= 7;
    }
    *out++ = static_cast<char>(value);
    return out;
}

inline size_t varintBytes(uint64_t value)
{
    size_t n = 1;
    while (value >= 0x80) {
        value >>= 7;
        ++n;
    }
    return n;
}

inline uint64_t zigzag(int64_t value)
{
    return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}

inline int64_t unzigzag(uint64_t value)
{
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
}

// The project supports little-endian machines only (see engine/log/FORMAT.md), so a plain copy is the encoding.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

template <typename Int>
char* putFixed(char* out, Int value)
{
    std::memcpy(out, &value, sizeof value);
    return out + sizeof value;
}

inline char* putBytes(char* out, std::string_view bytes)
{
    if (!bytes.empty())
        std::memcpy(out, bytes.data(), bytes.size());
    return out + bytes.size();
}

template <typename Int>
Int getFixed(const char* in)
{
    Int value;
    std::memcpy(&value, in, sizeof value);
    return value;
}

// Appends to a string. For records off the hot path.
class ByteWriter {
public:
    explicit ByteWriter(std::string& out)
        : m_out(out)
    {
    }
    void varint(uint64_t value)
    {
        char buffer[kVarintBytesMax];
        m_out.append(buffer, static_cast<size_t>(putVarint(buffer, value) - buffer));
    }
    void signedVarint(int64_t value) { varint(zigzag(value)); }
    template <typename Int>
    void fixed(Int value)
    {
        m_out.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void raw(std::string_view bytes) { m_out.append(bytes); }
    // Length, then the bytes.
    void text(std::string_view bytes)
    {
        varint(bytes.size());
        raw(bytes);
    }

private:
    std::string& m_out;
};

// Reads from a byte range; after the first read past the end or malformed varint, ok() is false for good and every
// read yields 0 or empty. So a decoder may read a whole structure and ask once.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes)
        : m_at(bytes.data())
        , m_end(bytes.data() + bytes.size())
    {
    }

    bool ok() const { return m_ok; }
    bool atEnd() const { return m_at == m_end; }
    size_t left() const { return static_cast<size_t>(m_end - m_at); }
    const char* position() const { return m_at; }

    uint64_t varint()
    {
        if (m_at != m_end && static_cast<unsigned char>(*m_at) < 0x80) // one byte is by far the most common case
            return static_cast<unsigned char>(*m_at++);
        return longVarint();
    }
    int64_t signedVarint() { return unzigzag(varint()); }

    template <typename Int>
    Int fixed()
    {
        if (left() < sizeof(Int))
            return fail(), Int{};
        Int value = getFixed<Int>(m_at);
        m_at += sizeof(Int);
        return value;
    }

    std::string_view raw(uint64_t bytes)
    {
        if (bytes > left())
            return fail(), std::string_view{};
        std::string_view view(m_at, static_cast<size_t>(bytes));
        m_at += bytes;
        return view;
    }
    std::string_view text() { return raw(varint()); }

    void fail()
    {
        m_ok = false;
        m_at = m_end;
    }

private:
    uint64_t longVarint();

    const char* m_at;
    const char* m_end;
    bool m_ok = true;
};

} // namespace tapedeck
