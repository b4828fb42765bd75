// Watches the sockets of all connections with one wait of the event loop.
//
// Asio sets up every wait for a socket with a system call, which a busy connection would pay for each request. Here a
// socket is registered once and stays registered from turn to turn: a connection that reads, answers and reads again
// costs the read and the write and nothing else. Only a socket that has something to say while nobody listens is taken
// out of the set, when it wakes the loop for the first time.
//
// Loop thread only.
#pragma once

#include "engine/net/asio.h"

namespace tapedeck {

class WatchedSocket;
struct LoopCore;

using IoContext = boost::asio::io_context;
using Descriptor = boost::asio::posix::basic_stream_descriptor<IoContext::executor_type>;

class SocketPoll {
public:
    // Throws std::system_error when the system has no descriptor left for it.
    explicit SocketPoll(LoopCore& core, IoContext& io);

    // What the owner wants to be told from now on. False if the system refuses (its memory, its limit of watches).
    bool want(WatchedSocket& socket, bool read, bool write);
    // To be called before the socket is closed, or its owner destroyed.
    void forget(WatchedSocket& socket);
    // To be called at the end of each turn: sockets that are ready wake the loop again. Until then they do not, so each
    // is served at most once per turn.
    void rearm();

private:
    void serveReady();
    bool tellSystem(WatchedSocket& socket, uint32_t events);

    LoopCore& m_core;
    Descriptor m_set;
    bool m_armed = false;
};

} // namespace tapedeck
