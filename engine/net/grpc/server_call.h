// The call of one stream: its method, its request as far as it has arrived, its reply.
//
// Loop thread only. Owned by the session.
#pragma once

#include "engine/net/grpc/http2_session.h"
#include "engine/net/grpc/message_reader.h"
#include "engine/net/grpc/service.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::grpc {

class GrpcSession;

class ServerCall final : public Call {
public:
    ServerCall(GrpcSession& session, StreamId stream, Duration now);
    ~ServerCall() override;

    // --- Call ---
    Broker& broker() override;
    bool ended() const override { return m_ended; }
    void send(std::string_view message) override;
    void end(const CallStatus& status) override;
    void reply(std::string_view message) override;
    void holdUntilKept() override;
    void retryWhenRoom() override;
    void keep(std::shared_ptr<CallPart> part) override { m_part = std::move(part); }

    // --- for the session ---
    StreamId stream() const { return m_stream; }
    // Names are those of this namespace. Before any data.
    void enterNamespace(std::string prefix) { m_namespace = std::move(prefix); }
    // What it calls, and how its messages are packed. Before any data.
    void accept(Service& service, const Method& method, std::string encoding, std::optional<Duration> deadline);
    // Not a call after all: answered without gRPC.
    void close() { m_ended = true; }
    void onData(std::string_view bytes, Duration now);
    void onRequestEnd();
    // There is a message for the handler, or the end of a stream of them.
    bool ready() const;
    // Calls the handler.
    void run();
    void roomCame();
    bool waitsForRoom() const { return m_waitsForRoom; }
    std::optional<Duration> deadline() const { return m_deadline; }
    // Since when a unary request has not moved on; nothing once it is complete.
    std::optional<Duration> halfSince() const;
    size_t heldBytes() const { return m_message.capacity() + m_reader.heldBytes() + m_unread.capacity(); }

    // Flow control: what has been received and not given room for again.
    size_t roomOwed() const { return m_roomOwed; }
    void roomGiven() { m_roomOwed = 0; }
    bool wantsRoom() const { return !m_ended && !m_requestEnded && m_roomOwed > 0; }
    bool large = false; // it may be larger than one window

private:
    void takeUnary(std::string_view bytes);
    void handle(std::string_view message);
    void runStream();
    bool failOn(const MessageReader::Progress& progress);
    bool unpackInPlace(std::string& message);
    void noteEnded();

    GrpcSession& m_session;
    const StreamId m_stream;
    Service* m_service = nullptr;
    const Method* m_method = nullptr;
    std::string m_encoding; // empty: none
    std::string m_namespace; // see namespacePrefix()
    std::optional<Duration> m_deadline;
    MessageReader m_reader;
    std::string m_message; // of a unary call
    std::string m_unread; // of a stream of requests
    std::shared_ptr<CallPart> m_part;
    Duration m_movedAt;
    size_t m_roomOwed = 0;
    bool m_hasMessage = false;
    bool m_messagePacked = false;
    bool m_requestEnded = false;
    bool m_begun = false; // the handler was called, of a call with one request message
    bool m_running = false; // it is a unary call, and has not ended
    bool m_headSent = false;
    bool m_ended = false;
    bool m_waitsForRoom = false;
};

} // namespace tapedeck::grpc
