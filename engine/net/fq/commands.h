// The command connection, both directions of it as a broker sees them: reads a client's requests, writes the answers.
//
// Pure: bytes in, commands out, the same however the bytes are cut. Nothing is copied; no command is longer than 66 kB.
// Answers are appended whole, so that each leaves in one piece (some clients read them with one call per field).
#pragma once

#include "engine/net/buffer.h"
#include "engine/net/fq/wire.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapedeck::fq {

// What a client says about itself.
struct AuthRequest {
    std::string_view user;
    std::string_view queueName; // empty: the broker invents one
    std::string_view typeText; // "mem:public,drop"; may be empty
    bool hasType = false; // false: the client gave a name only
    std::string_view password; // fq never looks at it; here it may be the token of the broker
    bool operator==(const AuthRequest&) const = default;
};

// Takes the queue field of an auth request apart: NAME [NUL TYPE [NUL anything]]. Fills in the name and the type.
// Returns the text that refuses it, or empty.
std::string_view splitQueueDetail(std::string_view detail, AuthRequest& out);

class CommandReader {
public:
    enum class Event : unsigned char {
        needsMore,
        auth, // always the first
        authRefused, // `text` says why, in the words of the protocol; the connection ends
        heartbeat,
        heartbeatRequest, // `intervalMs`; 0 switches heartbeats off
        bind, // `flags`, `exchange`, `program`
        unbind, // `routeId`, `exchange`
        status,
        noOperation,
        malformed, // unknown or with an impossible length: the connection ends without a word
    };
    struct Command {
        Event event = Event::needsMore;
        size_t consumed = 0; // bytes of the input that are done with; 0 with needsMore
        AuthRequest auth;
        std::string_view text;
        std::string_view exchange;
        std::string_view program; // up to kProgramFieldBytesMax bytes
        uint32_t routeId = 0;
        uint16_t flags = 0;
        uint16_t intervalMs = 0;
    };

    // Reads one command. `input` begins where the consumed bytes of the call before ended and contains at least what it
    // contained then. The views point into it. The four bytes that classify the connection are not part of it.
    Command next(std::string_view input);
    // True after the auth request has been read.
    bool authenticated() const { return m_authenticated; }
    // What to answer when the client sends nothing more and `rest` was not consumed; mostly nothing.
    std::string_view textAtEnd(std::string_view rest) const;

private:
    bool m_authenticated = false;
};

// The nine numbers of one data connection. They count from its begin and wrap at 2^32 on the wire.
struct ClientCounters {
    // Of what the client published:
    uint64_t noExchange = 0;
    uint64_t noRoute = 0; // messages without any queue, those without an exchange included
    uint64_t routed = 0; // pairs of a message and a queue, those that the queue dropped included
    uint64_t dropped = 0; // such pairs where the queue was full
    uint64_t sizeDropped = 0; // messages whose payload was over the limit
    uint64_t messagesIn = 0;
    uint64_t messagesOut = 0; // given to the client
    uint64_t octetsIn = 0; // whole frames
    uint64_t octetsOut = 0;
    bool operator==(const ClientCounters&) const = default;
};

// --- answers ---
void appendAuthAnswer(Buffer& out, std::string_view key); // at most kKeyBytes
void appendError(Buffer& out, std::string_view text); // cut after 65535 bytes
void appendHeartbeat(Buffer& out);
// kNoRoute: refused.
void appendBindAnswer(Buffer& out, uint32_t routeId);
void appendUnbindAnswer(Buffer& out, uint32_t routeId);
// `counters` is null while the client has no data connection.
void appendStatus(Buffer& out, uint64_t droppedIn, const ClientCounters* counters);

} // namespace tapedeck::fq
