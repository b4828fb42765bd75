// Walks the fields of a protobuf message. Bytes may be hostile: nothing is believed, nothing is copied, and an error is
// a value. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapedeck::grpc {

class FieldReader {
public:
    explicit FieldReader(std::string_view message)
        : m_rest(message)
    {
    }

    enum class Kind : unsigned char { varint, fixed64, bytes, fixed32, group };
    // Goes to the next field. False at the end and at an error.
    bool next();
    bool failed() const { return !m_error.empty(); }
    std::string_view error() const { return m_error; } // of static storage

    // Of the field it stands on.
    uint32_t number() const { return m_number; }
    Kind kind() const { return m_kind; }
    bool isBytes(uint32_t number) const { return m_number == number && m_kind == Kind::bytes; }
    bool isVarint(uint32_t number) const { return m_number == number && m_kind == Kind::varint; }
    uint64_t value() const { return m_value; } // of a varint
    std::string_view bytes() const { return m_bytes; }

private:
    bool fail(const char* error);
    bool takeVarint(uint64_t& value);
    bool takeTag(uint32_t& number, uint32_t& wire);
    bool takeValue(uint32_t wire, uint32_t number, unsigned depth);
    bool skipGroup(uint32_t number, unsigned depth);
    bool skip(size_t bytes);

    std::string_view m_rest;
    std::string_view m_error;
    uint32_t m_number = 0;
    Kind m_kind = Kind::varint;
    uint64_t m_value = 0;
    std::string_view m_bytes;
};

} // namespace tapedeck::grpc
