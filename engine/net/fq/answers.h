// The command connection as a client sees it, for pulling from other brokers: writes requests, reads the answers.
//
// Pure: bytes in, answers out, the same however the bytes are cut. No answer is longer than 66 kB. A status is never
// asked for, so its answer is not known here.
#pragma once

#include "engine/net/buffer.h"
#include "engine/net/fq/wire.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapedeck::fq {

// With the four bytes that make it a command connection. The fields keep the protocol's lengths (CHECKed).
void appendAuthRequest(Buffer& out, std::string_view user, std::string_view queueName, std::string_view typeText,
    std::string_view password);
void appendHeartbeatRequest(Buffer& out, uint16_t intervalMs);
void appendBindRequest(Buffer& out, uint16_t flags, std::string_view exchange, std::string_view program);
void appendUnbindRequest(Buffer& out, uint32_t routeId, std::string_view exchange);
// The begin of a data connection that pulls as the broker `node`.
void appendPeerHandshake(Buffer& out, NodeId node, std::string_view key);

class AnswerReader {
public:
    enum class Event : unsigned char {
        needsMore,
        auth, // `key`
        error, // `text`; the broker closes the connection
        heartbeat, // to be echoed
        bind, // `routeId`
        unbind, // `routeId`; kNoRoute: refused
        malformed, // nothing that a broker says; the connection cannot go on
    };
    struct Answer {
        Event event = Event::needsMore;
        size_t consumed = 0;
        std::string_view key;
        std::string_view text;
        uint32_t routeId = 0;
    };
    // Reads one answer; the rules of CommandReader::next hold.
    Answer next(std::string_view input) const;
};

} // namespace tapedeck::fq
