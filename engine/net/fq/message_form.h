// Between frames and stored messages. A message from an fq client is kept with its route as the key, its payload as the
// body, and four headers:
//   fq-sender    the user that published it, any bytes
//   fq-hops      "10.0.0.7 127.0.0.1", nearest broker first
//   fq-exchange  any bytes
//   fq-id        32 hexadecimal digits in lower case
// A message from another port has none of them and is given to fq clients with what stands for them.
//
// Pure; each object belongs to one connection. Nothing is allocated per message once the buffers have grown.
#pragma once

#include "engine/log/message.h"
#include "engine/net/fq/frames.h"
#include "engine/net/fq/wire.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tapedeck::fq {

inline constexpr std::string_view kExchangeHeader = "fq-exchange";
inline constexpr std::string_view kSenderHeader = "fq-sender";
inline constexpr std::string_view kIdHeader = "fq-id";
inline constexpr std::string_view kHopsHeader = "fq-hops";
// The sender of messages from other ports.
inline constexpr std::string_view kForeignSender = "_tapedeck";

// Makes the encoded headers of messages that one connection publishes.
class HeaderEncoder {
public:
    // An ordinary client: every message has its user as sender and the hops [node, publisher]; a publisher that has no
    // IPv4 address is 0 and left out.
    HeaderEncoder(NodeId node, std::string_view user, NodeId publisher);
    // A broker: sender and hops are those of each frame, with `node` put in front of the hops.
    explicit HeaderEncoder(NodeId node);

    // Encoded as NewMessage::headers wants it; good until the next call. Fast for frames to the same exchange.
    std::string_view encode(const Frame& frame);

private:
    void beginWith(std::string_view sender, std::string_view hops);
    void appendExchange(std::string_view exchange);

    std::string m_encoded; // sender, hops, exchange, id: only the end changes from message to message
    size_t m_prefixBytes = 0; // of sender and hops
    std::string m_exchange; // the one that m_encoded has
    bool m_ready = false; // m_encoded is complete but for the id
    NodeId m_node;
    bool m_ofBroker = false;
};

// Makes frames of stored messages.
class FrameMaker {
public:
    explicit FrameMaker(NodeId node)
        : m_node(node)
    {
    }
    // The views point into the message, `queueName` and this object; good until the next call. The hops are those that
    // the message has (this broker is the first of them since it was published), [node] if it has none.
    Frame make(const MessageView& message, std::string_view queueName);

private:
    // A stretch of the headers.
    struct Part {
        size_t at = 0;
        size_t bytes = 0;
        bool there = false;
        std::string_view in(std::string_view headers) const { return headers.substr(at, bytes); }
    };
    void study(std::string_view headers);
    bool knows(std::string_view headers) const;

    NodeId m_node;
    // Where things are in the headers that were studied last. Those of the next message mostly differ only in the id.
    std::string m_known; // they, without the digits of the id, which are their end; empty if they end otherwise
    Part m_exchange;
    Part m_sender;
    Part m_idText;
    size_t m_hopBytes = 0;
    char m_hops[kHopsMax * kHopBytes];
    char m_id[kMessageIdBytes];
};

// Writes [node, hops...] at `out` (room for kHopsMax hops): ends before the first hop that names nobody, and the oldest
// beyond 32 fall off. Returns how many bytes.
size_t prependHop(char* out, NodeId node, std::string_view hops);
// "10.0.0.7 127.0.0.1"
void appendHopsText(std::string& out, std::string_view hops);
// Into `out` (room for kHopsMax hops): how many bytes; 0 if the text is not a list of hops.
size_t parseHopsText(std::string_view text, char* out);

} // namespace tapedeck::fq
