// Mailbox: what travels between the observer's thread and the loop: requests one way, answers and snapshots the other.
// Thread-safe; values only; every list is bounded. It knows neither the broker nor how a request is answered.
#pragma once

#include "engine/view/observer.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace tapedeck {

class Mailbox {
public:
    Mailbox();

    // --- observer's thread. True: the loop has to be told that requests are there (once until it takes them) ---
    bool put(Lookup lookup);
    bool put(uint64_t token, Action action);
    bool setWatched(bool on);
    // `*tellLoop`: lookups had stopped because too much lay here untaken.
    std::vector<ObserverAnswer> takeAnswers(bool* tellLoop);
    std::shared_ptr<const Snapshot> snapshot();
    uint64_t version() const { return m_version.load(std::memory_order_acquire); }
    void setWake(std::function<void()> wake);

    // --- loop ---
    struct Requests {
        std::deque<Lookup> lookups;
        std::deque<std::pair<uint64_t, Action>> actions;
        bool watched = false;
    };
    // Appends what came to `requests`. The oldest lookups beyond the limit are answered as dropped.
    void takeRequests(Requests& requests);
    void answer(ObserverAnswer answer);
    void publish(std::shared_ptr<const Snapshot> snapshot);
    // Too much lies here untaken: look up nothing more until the loop is told again.
    bool full();

private:
    bool tell();
    bool dropOldest(std::deque<Lookup>& lookups);
    bool addAnswer(ObserverAnswer answer);
    void wake();

    std::mutex m_mutex;
    Requests m_requests;
    bool m_told = false;
    size_t m_actionsOpen = 0;
    std::vector<ObserverAnswer> m_answers;
    size_t m_answerBytes = 0;
    bool m_wasFull = false;
    bool m_answersAnnounced = false;
    std::shared_ptr<const Snapshot> m_snapshot;
    bool m_snapshotAnnounced = false;
    std::atomic<uint64_t> m_version{0};

    std::mutex m_wakeMutex; // held while `m_wake` runs, so that setWake() can promise that it does not run any more
    std::function<void()> m_wake;
};

} // namespace tapedeck
