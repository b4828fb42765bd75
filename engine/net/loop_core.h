// The inside of the reactor, for the files of this room only: Asio's io_context, the lists of connections that have
// something to send, and the receive buffer that all connections share.
//
// Loop thread only, except the mailbox.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/worker.h"
#include "engine/broker/broker.h"
#include "engine/net/asio.h"
#include "engine/net/reactor.h"
#include "engine/net/socket_poll.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tapedeck {

class Connection;

struct LoopCore {
    // One read of one connection. Large enough for a deep pipeline, small enough to stay in the cache.
    static constexpr size_t kReceiveBytes = 256 << 10;

    explicit LoopCore(const Clock& clockToUse);
    ~LoopCore();

    // Every handler calls this before it does anything.
    void enterTurn()
    {
        if (!inTurn) {
            inTurn = true;
            client->beginTurn();
        }
    }
    void endTurn();
    void armDue();
    void runMailbox();
    // Runs `job` in the next turn. Loop thread only, unlike Reactor::post.
    void nextTurn(Executor::Job job);

    void addDirty(Connection& connection); // it has output, or wants to be read again
    void forget(Connection& connection); // it is about to be destroyed
    void releaseHeld(); // moves what is kept by now to the dirty list

    const Clock& clock;
    std::vector<Connection*> dirty, flushing, held;
    IoContext io;
    boost::asio::executor_work_guard<IoContext::executor_type> work;
    SocketPoll poll;
    boost::asio::steady_timer dueTimer;
    Time dueArmed = Time::never();
    Broker* broker = nullptr;
    TurnClient* client = nullptr;
    bool inTurn = false;
    std::atomic<std::thread::id> loopThread{};
    bool stopping = false;

    std::unique_ptr<char[]> receiveBuffer;

    std::mutex mailboxMutex;
    std::vector<Executor::Job> mailbox; // guarded by mailboxMutex
    bool mailboxWoken = false; // guarded by mailboxMutex
    std::vector<Executor::Job> mailboxRunning;
    bool mailboxRan = false; // in this turn
    bool mailboxAgain = false; // it has been woken again in this turn
};

} // namespace tapedeck
