// The event loop: one thread on which every socket, timer and change of broker state lives.
//
// It works in turns. A turn begins with the first event (beginTurn: the time is read once), executes everything that is
// ready, and ends with endTurn (the broker closes the journal group of the turn), after which each connection that has
// something to say and whose group is kept writes once. Connections are read again only after they have been written,
// so each is served at most once per turn and nobody can crowd out the others.
//
// run() makes the calling thread the loop thread. post() and stop() may be called from any thread, everything else only
// on the loop thread or before run().
#pragma once

#include "engine/base/clock.h"
#include "engine/base/worker.h"
#include "engine/log/journal.h"

#include <memory>

namespace tapedeck {

class Broker;
struct LoopCore;

// What must happen around the turns; implemented by the side that owns the broker.
class TurnClient {
public:
    virtual ~TurnClient() = default;
    // Before anything else of the turn.
    virtual void beginTurn() = 0;
    // After everything else of the turn, before answers are written: closes the journal group, wakes readers.
    virtual void endTurn() = 0;
    // When onDue() wants to be called next; Time::never() if not at all. Asked at the end of each turn.
    virtual Time nextDue() = 0;
    // Called in a turn once the time has come.
    virtual void onDue() = 0;
};

class Reactor final : public Executor {
public:
    // `clock` must outlive the reactor.
    explicit Reactor(const Clock& clock);
    // Every connection, listener and timer must be gone before.
    ~Reactor() override;

    // Both must outlive the run. Once, before run().
    void attach(Broker& broker, TurnClient& client);

    // Runs turns until stop(). May be called again.
    void run();
    // The turn in which it arrives is the last one.
    void stop();
    // Runs `job` in a turn of the loop, in the order of the calls. Any thread, the loop's own too.
    void post(Job job) override;
    // True on the thread inside run().
    bool onLoopThread() const;

    // To be called in a turn when the broker's kept group has grown outside of endTurn (an fsync has finished): answers
    // that waited for it are written at the end of this turn.
    void onKept();

    const Clock& clock() const;
    LoopCore& core() { return *m_core; } // for engine/net

private:
    std::unique_ptr<LoopCore> m_core;
};

} // namespace tapedeck
