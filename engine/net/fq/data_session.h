// The data connection of a client: messages both ways. What the client publishes goes to the exchanges; what its queue
// has is pushed to it for as long as the socket takes it.
//
// Loop thread only.
#pragma once

#include "engine/exchange/exchanges.h"
#include "engine/net/fq/commands.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/fq/frames.h"
#include "engine/net/fq/message_form.h"
#include "engine/net/loop_timer.h"
#include "engine/net/session.h"

#include <deque>
#include <memory>
#include <optional>

namespace tapedeck::fq {

class DataSession final : public Session, private Receiver {
public:
    DataSession(FqPort& port, Connection& connection, ConnectionKind kind);
    ~DataSession() override;

    Progress onInput(std::string_view input) override;
    bool busy() const override { return m_blocked; }
    bool inRequest() const override { return m_frames && m_frames->swallowing(); }
    bool wantsRoom() const override { return m_wantsRoom; }
    void onRoom() override;
    void onPeerClosed() override;
    void onDrain() override;

    const ClientCounters& counters() const { return m_counters; }
    bool peer() const { return m_kind != ConnectionKind::data; }
    // The client has closed it, or it broke: another one may take its place.
    bool ended() const { return m_ended; }
    // The command connection has ended: nothing more is delivered, what is still on its way to here is taken, then the
    // connection is closed.
    void clientGone();

private:
    struct Unwritten {
        uint64_t offset; // of the connection's output: the message is written when so much has left
        Ticket ticket;
    };

    size_t readKey(std::string_view input, bool& refused);
    bool publish(const Frame& frame);
    void publishAgain();
    void waitForRoom();

    void pumpLater();
    void pump();
    void stopDelivering();
    void settleWritten();
    void watchWritten();
    void closeWhenQuiet();
    void onDeliveries(std::span<const DeliveredMessage> deliveries) override;
    void onNothing(bool timedOut) override;
    void onReceiveError(const Error& error) override;

    FqPort& m_port;
    Connection& m_connection;
    const ConnectionKind m_kind;
    NodeId m_peerNode; // of a peer that said who it is
    std::shared_ptr<FqClient> m_client; // once the key was read
    ClientCounters m_counters;

    // what comes in
    std::optional<FrameReader> m_frames;
    std::optional<HeaderEncoder> m_headers;
    Routing m_routing;
    std::string m_waitingExchange; // of the message that m_routing is about, while it waits
    bool m_blocked = false;
    LoopTimer m_blockedTimer;

    // what goes out
    std::optional<FrameMaker> m_maker;
    WaitId m_wait = 0;
    bool m_answered = false; // by receive(), before it returned
    bool m_wantsRoom = false;
    bool m_pumpPosted = false;
    bool m_gone = false; // the queue or the command connection is
    bool m_ended = false;
    std::deque<Unwritten> m_unwritten;
    LoopTimer m_writtenTimer;
    LoopTimer m_quietTimer;
    uint64_t m_quietBytes = 0;
    std::shared_ptr<const int> m_alive = std::make_shared<int>(0); // for callbacks
};

} // namespace tapedeck::fq
