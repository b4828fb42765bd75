// The numbers of the fq protocol: what the first four bytes of a connection mean, commands and their answers, flags,
// and the lengths that every implementation agrees on. All integers are big-endian. See PROTOCOL.md.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck::fq {

// --- lengths that are part of the protocol: a longer one cannot be read by others ---
inline constexpr size_t kNameBytesMax = 127; // user, queue, exchange, route, sender; 0 is allowed
inline constexpr size_t kQueueDetailBytesMax = 1'023; // queue name, NUL, specification
inline constexpr size_t kPasswordBytesMax = 10'240;
inline constexpr size_t kProgramFieldBytesMax = 65'534; // what a bind can carry; what is accepted is less
inline constexpr size_t kMessageIdBytes = 16;
inline constexpr size_t kHopsMax = 32;
inline constexpr size_t kHopBytes = 4;
inline constexpr size_t kKeyBytes = 127; // of the key that ties the two connections of a client
inline constexpr size_t kPrivateClientsMax = 1;
inline constexpr size_t kPublicClientsMax = 16;
inline constexpr uint32_t kBacklogDefault = 16'384; // messages
inline constexpr uint16_t kPortDefault = 8765;

// --- the first four bytes of a connection ---
inline constexpr size_t kMagicBytes = 4;
inline constexpr uint32_t kCommandMagic = 0xcc50cafe;
inline constexpr uint32_t kDataMagic = 0xcc50face;
inline constexpr uint32_t kPeerMagic = 0xcc50feed; // the peer's node id follows, then the key
inline constexpr uint32_t kOldPeerMagic = 0xcc50fade; // the key follows at once

enum class ConnectionKind : unsigned char {
    command,
    data,
    peer,
    oldPeer,
    http, // the four bytes belong to the request
    unknown,
};
// `first4` has four bytes or more.
ConnectionKind classify(std::string_view first4);

// --- the command connection ---
inline constexpr uint16_t kAuthCommand = 0xaaaa;
inline constexpr uint16_t kAuthPlain = 0x0000;
inline constexpr uint16_t kAuthAnswer = 0xaa00; // str16 key
inline constexpr uint16_t kErrorAnswer = 0xeeee; // str16 text; the connection ends
inline constexpr uint16_t kHeartbeat = 0xbea7; // both ways
inline constexpr uint16_t kHeartbeatRequest = 0x4848; // u16 milliseconds
inline constexpr uint16_t kBindRequest = 0xb170; // u16 flags, str16 exchange, str16 program
inline constexpr uint16_t kBindAnswer = 0xb171; // u32 route id
inline constexpr uint16_t kUnbindRequest = 0x071b; // u32 route id, str16 exchange
inline constexpr uint16_t kUnbindAnswer = 0x171b; // u32 route id
inline constexpr uint16_t kStatusRequest = 0xc7a7;
inline constexpr uint16_t kStatusAnswer = 0x57a7; // {str16 name, u32 value}..., u16 0
inline constexpr uint16_t kNoOperation = 0x0000; // what one client sends behind its status request
inline constexpr uint32_t kNoRoute = 0xffffffff; // in an answer: refused

inline constexpr uint16_t kBindPeer = 0x0001;
inline constexpr uint16_t kBindPermanenceMask = 0x0110;
inline constexpr uint16_t kBindPermanent = 0x0110; // both bits
inline constexpr uint16_t kBindTransient = 0x0100;

// --- big-endian integers ---
inline uint16_t getU16(const char* in)
{
    return static_cast<uint16_t>(static_cast<unsigned char>(in[0]) << 8 | static_cast<unsigned char>(in[1]));
}
inline uint32_t getU32(const char* in)
{
    return static_cast<uint32_t>(getU16(in)) << 16 | getU16(in + 2);
}
// Each returns the byte after what was written.
inline char* putU16(char* out, uint16_t value)
{
    *out++ = static_cast<char>(value >> 8);
    *out++ = static_cast<char>(value);
    return out;
}
inline char* putU32(char* out, uint32_t value)
{
    return putU16(putU16(out, static_cast<uint16_t>(value >> 16)), static_cast<uint16_t>(value));
}

// A broker or a client as the hop lists name it: an IPv4 address; 10.0.0.7 is 0x0a000007. 0 names nobody.
struct NodeId {
    uint32_t address = 0;
    bool operator==(const NodeId&) const = default;
    explicit operator bool() const { return address != 0; }
};
std::string toText(NodeId node); // "10.0.0.7"
inline constexpr size_t kNodeTextBytesMax = 15;
// Writes the same at `out`, which has room for kNodeTextBytesMax bytes; returns the byte after it.
char* putNodeText(char* out, NodeId node);
// Four decimal numbers of one to three digits, nothing else. False leaves `out` alone.
bool parseNodeId(std::string_view text, NodeId& out);

} // namespace tapedeck::fq
