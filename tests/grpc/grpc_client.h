// A blocking gRPC client on a real socket, for tests. Every wait has a limit.
#pragma once

#include "engine/net/grpc/field_reader.h"
#include "engine/net/grpc/http2_session.h"
#include "tests/grpc/http2_peer.h"
#include "tests/support/raw_client.h"

#include <protozero/pbf_writer.hpp>

#include <chrono>
#include <functional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace tapedeck::grpc {

// How a call ended, and its reply messages.
struct Outcome {
    int code = -1; // grpc-status; -1: there was none
    std::string message; // grpc-message, decoded
    std::vector<std::string> replies;
    Http2Peer::Reply raw;
};

inline std::string decodeStatusMessage(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

inline Outcome outcomeOf(const Http2Peer::Reply& reply)
{
    Outcome out;
    out.raw = reply;
    if (const std::string status = reply.value("grpc-status"); !status.empty())
        out.code = std::stoi(status);
    out.message = decodeStatusMessage(reply.value("grpc-message"));
    for (size_t at = 0; at + 5 <= reply.data.size();) {
        size_t length = 0;
        for (size_t i = 1; i < 5; ++i)
            length = length << 8 | static_cast<unsigned char>(reply.data[at + i]);
        out.replies.push_back(reply.data.substr(at + 5, length));
        at += 5 + length;
    }
    return out;
}

class GrpcClient {
public:
    explicit GrpcClient(uint16_t port, uint32_t window = 65'535, bool takes = true)
        : peer(window, takes)
        , m_socket(port)
    {
    }

    Http2Peer peer;
    RawClient& socket() { return m_socket; }

    void flush() { m_socket.send(peer.output()); }
    // Sends what there is and reads until `done`. False when the connection ended or the time is over.
    bool until(const std::function<bool()>& done, std::chrono::milliseconds patience = std::chrono::seconds(20))
    {
        const auto end = std::chrono::steady_clock::now() + patience;
        for (;;) {
            flush();
            if (done())
                return true;
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
            pollfd wait{m_socket.fd(), POLLIN, 0};
            if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0)
                return false;
            char buffer[64 << 10];
            const ssize_t got = ::recv(m_socket.fd(), buffer, sizeof buffer, 0);
            if (got <= 0 || !peer.feed({buffer, static_cast<size_t>(got)}))
                return done();
        }
    }
    int32_t begin(std::string_view path, std::string_view message, const Http2Peer::Headers& more = {})
    {
        return peer.request(Http2Peer::callHeaders(path, more), Http2Peer::frame(message));
    }
    Outcome finish(int32_t stream)
    {
        until([&] { return peer.closed(stream); });
        return outcomeOf(peer.reply(stream));
    }
    Outcome call(std::string_view path, std::string_view message, const Http2Peer::Headers& more = {})
    {
        return finish(begin(path, message, more));
    }

    // --- minikafka's calls ---
    static std::string produceRequest(std::string_view topic, std::string_view payload)
    {
        std::string topicMessage, payloadMessage, out;
        if (!topic.empty())
            protozero::pbf_writer(topicMessage).add_string(1, topic.data(), topic.size());
        if (!payload.empty())
            protozero::pbf_writer(payloadMessage).add_bytes(1, payload.data(), payload.size());
        protozero::pbf_writer writer(out);
        writer.add_message(1, topicMessage);
        writer.add_message(2, payloadMessage);
        return out;
    }
    static std::string pollRequest(std::string_view topic, uint32_t readFrom)
    {
        std::string number, out;
        if (readFrom != 0)
            protozero::pbf_writer(number).add_uint32(1, readFrom);
        protozero::pbf_writer writer(out);
        if (!topic.empty())
            writer.add_string(1, topic.data(), topic.size());
        writer.add_message(2, number);
        return out;
    }
    Outcome produce(std::string_view topic, std::string_view payload, const Http2Peer::Headers& more = {})
    {
        return call("/protocol.MiniKafka/Produce", produceRequest(topic, payload), more);
    }
    // The number; 0 when it failed.
    uint32_t number(std::string_view topic, std::string_view payload)
    {
        const Outcome outcome = produce(topic, payload);
        return outcome.code == 0 && outcome.replies.size() == 1 ? numberIn(outcome.replies[0]) : 0;
    }
    struct Polled {
        Outcome outcome;
        std::vector<std::string> payloads;
        uint32_t next = UINT32_MAX;
        bool hasNext = false; // the sub-message is there
    };
    Polled poll(std::string_view topic, uint32_t readFrom, const Http2Peer::Headers& more = {})
    {
        return polled(call("/protocol.MiniKafka/Poll", pollRequest(topic, readFrom), more));
    }
    static Polled polled(Outcome outcome)
    {
        Polled out;
        out.outcome = std::move(outcome);
        if (out.outcome.replies.empty())
            return out;
        FieldReader reader(out.outcome.replies[0]);
        while (reader.next()) {
            if (reader.isBytes(1)) {
                FieldReader payload(reader.bytes());
                out.payloads.emplace_back(payload.next() ? payload.bytes() : std::string_view{});
            } else if (reader.isBytes(2)) {
                out.hasNext = true;
                out.next = numberIn(reader.bytes());
            }
        }
        return out;
    }
    static uint32_t numberIn(std::string_view message)
    {
        FieldReader reader(message);
        return reader.next() ? static_cast<uint32_t>(reader.value()) : 0;
    }

private:
    RawClient m_socket;
};

} // namespace tapedeck::grpc
