// Takes gRPC's messages out of a stream's bytes: one byte that tells whether it is compressed, four bytes of length,
// the message. A message may come in many parts, and many messages in one part. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck::grpc {

inline constexpr size_t kPrefixBytes = 5;
// For writing: what goes in front of a message that is not compressed.
std::string prefixOf(size_t messageBytes);

class MessageReader {
public:
    explicit MessageReader(size_t bytesMax)
        : m_bytesMax(bytesMax)
    {
    }

    enum class Event : unsigned char {
        needsMore, // everything was consumed
        message,
        badFlag, // the first byte is neither 0 nor 1; nothing can be read any more
        tooLarge, // longer than the limit, by its length; nothing can be read any more
    };
    struct Progress {
        Event event = Event::needsMore;
        size_t consumed = 0;
        bool compressed = false;
        uint8_t flag = 0; // as sent
        uint32_t length = 0; // as announced, with `message` and `tooLarge`
        std::string_view message; // until the next call, and as long as the input
    };
    Progress next(std::string_view input);
    // A part of a message has been consumed.
    bool inMessage() const { return m_hasMessage || m_prefixBytes > 0; }
    size_t heldBytes() const { return m_part.capacity(); }

private:
    size_t m_bytesMax;
    unsigned char m_prefix[kPrefixBytes] = {};
    size_t m_prefixBytes = 0;
    bool m_hasMessage = false; // the prefix is complete, the message is not
    bool m_clear = false; // m_part was handed out
    std::string m_part;
};

} // namespace tapedeck::grpc
