// One connected socket: reads once and writes once per turn, keeps what is not yet executed and not yet sent, holds
// answers back until what they report is kept, and enforces the limits of buffers and time.
//
// Loop thread only. Knows nothing of any protocol: that is the session's part.
#pragma once

#include "engine/base/units.h"
#include "engine/log/journal.h"
#include "engine/net/buffer.h"
#include "engine/net/clients.h"
#include "engine/net/refusals.h"
#include "engine/net/session.h"
#include "engine/net/watched_socket.h"

#include <memory>
#include <string>

namespace tapedeck {

class Reactor;
struct LoopCore;

class Connection final : private WatchedSocket {
public:
    // A session that has produced this much unsent output stops executing until it is sent.
    static constexpr size_t kBackPressureBytes = size_t{1} << 20;

    Connection(Reactor& reactor, Clients& clients, int socket, ClientInfo info);
    ~Connection();
    void start(SessionFactory& factory);

    // --- for the session ---

    // Append answers here. Inside onInput nothing else is needed; outside call touch() afterwards.
    Buffer& output() { return m_output; }
    bool overOutput() const { return m_output.size() > kBackPressureBytes; }
    // Of this end of the connection: "127.0.0.1:8888". A system call.
    std::string localAddress() const;
    // The answers so far, and all later ones, may not leave before this group is kept. 0 holds nothing.
    void holdUntil(GroupNo group)
    {
        if (group > m_heldUntil)
            m_heldUntil = group;
    }
    // There is new output, or the session is no longer busy: sent, and input gone on with, at the end of this turn.
    void touch();
    // The session can go on with its input.
    void resume() { touch(); }
    // No more input is executed; the output is sent, then the connection is closed.
    void closeAfterOutput();
    // Closes now and counts why.
    void refuse(Refusal reason);
    // The same, but sends the output first (an error line that says what was wrong).
    void refuseAfterOutput(Refusal reason);
    void setWaiting(bool waiting);
    // While on, the connection is closed when authentication has not ended in time.
    void setUnauthenticated(bool on);
    // The output is pushed without having been asked for, so its hard limit applies to every byte.
    void setPushing(bool on) { m_pushing = on; }
    void countCommand() { ++m_info.commands; }
    ClientInfo& info() { return m_info; }
    const ClientInfo& info() const { return m_info; }
    Clients& clients() { return m_clients; }
    bool closing() const { return m_closing || m_closed; }

    // --- for the loop and the registry ---

    // Writes what may be written, then reads again or goes on with the input.
    void endTurn();
    void drain();
    // Closes the socket at once. The object is destroyed in a later turn.
    void cut();
    // The socket only, without telling the registry.
    void closeSocket();
    // Applies the limits of time. False when no limit of time concerns it any more.
    bool checkTimes(Duration now);
    size_t memoryBytes() const;
    ClientInfo describe() const;

private:
    friend struct LoopCore;
    friend class Clients;

    void onSocket(bool readable, bool writable) override;
    void onReadable();
    bool readOnce(std::string_view& input, bool& own);
    void onEndOfInput();
    void lost();
    void serve(std::string_view input, bool own);
    void noteHalf(const Session::Progress& progress);
    void keepRest(std::string_view rest, bool own);
    bool flush();
    void afterFlush();
    bool goOnWithInput();
    void giveRoom();
    void watchSocket();
    void checkOutputLimits();
    void reportMemory();
    void watchTimes();

    Reactor& m_reactor;
    Clients& m_clients;
    LoopCore& m_core;
    std::unique_ptr<Session> m_session;
    ClientInfo m_info;
    Buffer m_input; // received, not executed; begins at the first byte of a request
    Buffer m_output; // answers not yet sent
    GroupNo m_heldUntil;
    size_t m_memoryReported = 0;
    Duration m_halfSince; // monotonic; since when m_input holds a half request
    uint64_t m_receivedAtHalf = 0;
    Duration m_overSince; // since when the output is over its soft limit
    uint64_t m_sentAtOver = 0;
    Duration m_unauthenticatedSince;

    bool m_wantsInput = false; // to be read when something comes
    bool m_full = false; // the socket takes no more output
    bool m_givesRoom = false; // the session will be told that there is room
    bool m_inDirty = false;
    bool m_inHeld = false;
    bool m_watched = false;
    bool m_half = false;
    bool m_over = false;
    bool m_unauthenticated = false;
    bool m_pushing = false;
    bool m_more = false; // the input holds requests that were left for later
    bool m_peerClosed = false;
    bool m_closing = false; // close when the output is sent
    bool m_closed = false;
};

} // namespace tapedeck
