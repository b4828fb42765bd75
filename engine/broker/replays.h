// Replays: the replays of one broker, running and ended. The broker owns it, asks it when something is due and tells it
// then. Loop thread only. Never waits, and publishes a bounded amount per call (limits::kReplayTurn...).
#pragma once

#include "engine/base/clock.h"
#include "engine/broker/broker.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace tapedeck {

class ReplayRun;

class Replays {
public:
    // `wake` is called on the loop when nextDue() may have become earlier outside onDue(): something was read, found or
    // controlled. It may be called from within any call here or of the broker and must only arrange that nextDue() is
    // asked again in this turn. Broker and clock outlive this object.
    Replays(Broker& broker, const Clock& clock, std::function<void()> wake);
    ~Replays();

    // Errors: queueNotFound (source; target unless it may be created), invalidArgument (speed), overloaded (too many at
    // once), and those of createQueue.
    Result<PlayerId> start(const ReplayRequest& request);
    // Errors: notFound; invalidArgument for resume of a replay that goes step by step. Without effect on an ended one.
    Status control(PlayerId player, ReplayControl control);
    // Errors: notFound; invalidArgument while the range is looked for, and for an ended one.
    Status seek(PlayerId player, MessageId to);
    // Where those into exchanges publish; null: they are refused.
    void setExchangeTarget(ExchangeTarget* target);
    void setRemoteTarget(RemoteTarget* target);
    // Running ones and the last ended ones, in the order of their start.
    std::vector<PlayerInfo> players() const;

    // Monotonic time at which onDue() must be called; a moment in the past means at once, nothing means not at all.
    std::optional<Duration> nextDue() const;
    // Publishes what is due at `now` (monotonic) and reads ahead. Harmless when nothing is due.
    void onDue(Duration now);

private:
    ReplayRun* find(PlayerId player) const;
    void forgetOldest();

    Broker& m_broker;
    const Clock& m_clock;
    std::function<void()> m_wake;
    std::vector<std::shared_ptr<ReplayRun>> m_runs;
    ExchangeTarget* m_exchangeTarget = nullptr;
    RemoteTarget* m_remoteTarget = nullptr;
    PlayerId m_last = 0;
};

} // namespace tapedeck
