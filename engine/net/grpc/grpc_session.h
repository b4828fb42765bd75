// One connection that speaks gRPC: the calls on its HTTP/2 streams, from their headers to their status.
//
// Unary calls wait in a line and are begun in the order in which their requests were complete, as long as their client
// takes the replies of the earlier ones.
//
// Loop thread only.
#pragma once

#include "engine/net/connection.h"
#include "engine/net/grpc/http2_session.h"
#include "engine/net/grpc/server_call.h"
#include "engine/net/http/gate.h"
#include "engine/net/loop_timer.h"
#include "engine/net/session.h"

#include <deque>
#include <map>
#include <memory>
#include <string_view>

namespace tapedeck::grpc {

class GrpcPort;

class GrpcSession final : public Session, private Http2Streams {
public:
    // `gate` may be null: everything passes, and only the token is asked for.
    GrpcSession(GrpcPort& port, Connection& connection, const http::Gate* gate);
    ~GrpcSession() override;

    // --- Session ---
    Progress onInput(std::string_view input) override;
    bool busy() const override;
    size_t memoryBytes() const override;
    bool wantsRoom() const override;
    void onRoom() override;
    void onPeerClosed() override;
    void onDrain() override;

    // --- for its calls and the port ---
    GrpcPort& port() { return m_port; }
    Http2Session& http2() { return *m_http2; }
    Connection& connection() { return m_connection; }
    uint64_t id() const { return m_id; }
    void roomCame();
    void waitForRoom();
    void changed(); // a call has something to send, or has ended
    void began() { ++m_running; } // a unary call, which has not ended yet
    void finished() { --m_running; }
    bool mayGoOn() const; // the client takes its replies

private:
    // --- Http2Streams ---
    void onRequest(StreamId stream, HeaderList headers, bool tooLarge) override;
    void onData(StreamId stream, std::string_view bytes) override;
    void onEnd(StreamId stream) override;
    void onClosed(StreamId stream) override;

    bool beginHttp2(std::string_view input);
    void refuseStranger(std::string_view input);
    void answerPlain(StreamId stream, unsigned status, std::string_view text);
    bool mayPass(ServerCall& call, const HeaderList& headers);
    bool passesGate(ServerCall& call, const HeaderList& headers);
    void accept(ServerCall& call, const HeaderList& headers);
    void runReady();
    void giveRooms();
    void pump();
    void endIfOver();
    void armTimer();
    void onTimer();
    ServerCall* find(StreamId stream);

    GrpcPort& m_port;
    std::shared_ptr<GrpcPort*> m_portAlive;
    Connection& m_connection;
    uint64_t m_id;
    const http::Gate* m_gate;
    http::Door m_door; // with a gate
    std::unique_ptr<Http2Session> m_http2; // once the client has sent its preface
    std::map<StreamId, std::unique_ptr<ServerCall>> m_calls; // the oldest first
    std::deque<StreamId> m_ready;
    uint32_t m_running = 0;
    std::unique_ptr<LoopTimer> m_timer; // once it is needed
    Duration m_timerAt;
    uint64_t m_pulledSeen = 0; // for noticing that the client takes nothing
    Duration m_pulledAt;
    bool m_changed = false;
    bool m_waitsForRoom = false;
    bool m_peerClosed = false;
    bool m_stopped = false; // nothing more is served
};

} // namespace tapedeck::grpc
