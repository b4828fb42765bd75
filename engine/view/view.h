// View: the engine's side of its observers. Publishes snapshots, looks pages of messages up, executes actions. It is
// the first observer itself; others are added, and all see the same snapshots, marks and expectations.
//
// The functions of Observer are for the observer's thread; all others, the constructor and the destructor are for the
// loop (or for any thread while the loop does not run). The two sides meet in a mailbox for each observer only. Never
// waits on either side.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/worker.h"
#include "engine/view/exchange_watch.h"
#include "engine/view/observer.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace tapedeck {

class Mock;

// What a view is made from. All outlive it.
struct ViewParts {
    Executor& loop; // runs jobs on the loop
    Broker& broker;
    std::function<std::vector<ClientView>()> clients; // called on the loop; may be empty
    std::function<bool(uint64_t)> closeClient; // false: there is none with this number; may be empty
    ExchangeSources exchanges = {}; // may be empty
    Mock* mock = nullptr; // null: there are neither faults nor responders
    const Clock* clock = nullptr; // by which expectations wait; null: the system's
};

class View final : public Observer {
public:
    explicit View(const ViewParts& parts);
    ~View() override; // before the broker; answers that are still out do not come any more

    // --- Observer ---
    void watch(bool on) override;
    uint64_t version() const override;
    std::shared_ptr<const Snapshot> snapshot() const override;
    void request(Lookup lookup) override;
    void submit(uint64_t token, Action action) override;
    std::vector<ObserverAnswer> takeAnswers() override;
    void setWake(std::function<void()> wake) override;

    // --- loop ---
    // One more observer, with requests and answers of its own. It is made and destroyed on the loop, also after the
    // view; then nothing it asks for is answered.
    std::unique_ptr<Observer> addObserver();
    void setEndpoints(std::vector<Endpoint> endpoints);
    // At the end of every turn of the event loop, after its group was closed; `now` is monotonic. Builds a snapshot
    // when one is due and releases the answers of actions that are kept.
    void onTurn(Duration now);
    // When keptGroup() moved outside a turn.
    void onKept();
    // Monotonic time at which onTurn() must be called even if nothing else happens; nothing when nobody watches or all
    // is quiet.
    std::optional<Duration> nextDue() const;

private:
    class Core;
    class Seat;

    std::shared_ptr<Core> m_core;
    std::unique_ptr<Seat> m_seat; // the first observer's
};

} // namespace tapedeck
