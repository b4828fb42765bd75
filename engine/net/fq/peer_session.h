// The two connections of a client session with another broker, this side of them: the command connection and the data
// connection that pulls. Both tell their link what happens, as long as there is one.
//
// Loop thread only.
#pragma once

#include "engine/net/fq/answers.h"
#include "engine/net/fq/frames.h"
#include "engine/net/fq/message_form.h"
#include "engine/net/fq/peer_link.h"
#include "engine/net/loop_timer.h"
#include "engine/net/session.h"

#include <memory>
#include <string>

namespace tapedeck {
class Connection;
}

namespace tapedeck::fq {

class PeerCommandSession final : public Session {
public:
    // Sends the auth request.
    PeerCommandSession(PeerLink& link, Connection& connection, const ConnectString& source, std::string_view password);
    ~PeerCommandSession() override;

    Progress onInput(std::string_view input) override;
    bool busy() const override { return false; }
    void onPeerClosed() override;
    void onDrain() override;

    void requestHeartbeats(uint16_t intervalMs);
    void bind(uint16_t flags, std::string_view exchange, std::string_view program);
    void unbind(uint32_t routeId, std::string_view exchange);
    // Nothing is told any more; what was written is sent, then the connection is closed.
    void leave();
    Duration lastHeard() const { return m_lastHeard; } // monotonic

private:
    void execute(const AnswerReader::Answer& answer);

    PeerLink* m_link; // null once it has left
    Connection& m_connection;
    const Clock& m_clock;
    AnswerReader m_reader;
    Duration m_lastHeard;
};

class PeerDataSession final : public Session {
public:
    // Presents the key.
    PeerDataSession(PeerLink& link, Connection& connection, std::string_view key);
    ~PeerDataSession() override;

    Progress onInput(std::string_view input) override;
    bool busy() const override { return m_blocked; }
    bool inRequest() const override { return m_frames.swallowing(); }
    void onPeerClosed() override;
    void onDrain() override;

    // Nothing is told any more. What is still on its way to here is taken, then the connection is closed.
    void leaveWhenQuiet();
    // The same without taking anything more.
    void leave();

private:
    bool publish(const Frame& frame, uint64_t octets);
    void waitForRoom();
    void publishAgain();
    void closeWhenQuiet();

    PeerLink* m_link; // null once it has left
    const PeerParts m_parts;
    const std::shared_ptr<PeerTally> m_tally;
    Connection& m_connection;
    FrameReader m_frames{FrameForm::longForm};
    HeaderEncoder m_headers;
    Routing m_routing;
    std::string m_waitingExchange; // of the message that m_routing is about, while it waits
    bool m_blocked = false;
    bool m_behind = false; // something that has come waits behind a message that could not be published
    LoopTimer m_blockedTimer;
    LoopTimer m_quietTimer;
    uint64_t m_quietBytes = 0;
    std::shared_ptr<const int> m_alive = std::make_shared<int>(0); // for callbacks
};

} // namespace tapedeck::fq
