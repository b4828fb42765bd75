// ExpectWatch: several expectations over the messages of a running broker: those that are there from some place on, and
// those that come. Queues that are made meanwhile are watched too.
//
// Loop thread only. Reads a bounded amount per call; the times of expectations begin when what was there has been read.
// Who owns it calls tick(): when it says, and soon after it has called `wake`.
#pragma once

#include "engine/base/clock.h"
#include "engine/broker/broker.h"
#include "engine/expect/expectation_run.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace tapedeck {

struct ExpectItem {
    std::string queue; // pattern (base/name_pattern.h) of the queues whose messages count; empty: all
    Expectation expectation;
};

// Where it begins to read the queues that are there.
struct ExpectFrom {
    enum class Kind : unsigned char { now, first, id, time } kind = Kind::now;
    MessageId id;
    Time time;
    bool operator==(const ExpectFrom&) const = default;
};

class ExpectWatch {
public:
    // The broker and the clock outlive it. `wake` may be called from within any call of the broker, and from tick().
    // Queues are those of the namespace that the broker has entered whenever tick() is called.
    ExpectWatch(Broker& broker, const Clock& clock, std::vector<ExpectItem> items, const ExpectFrom& from,
        std::function<void()> wake);
    ~ExpectWatch();
    ExpectWatch(const ExpectWatch&) = delete;
    ExpectWatch& operator=(const ExpectWatch&) = delete;

    // Goes on. Returns how long it may be until the next call; nothing once everything is decided.
    std::optional<Duration> tick();
    bool decided() const;
    std::vector<ExpectationReport> reports() const; // in the order of the items
    size_t queuesLeftOut() const { return m_leftOut; } // beyond limits::kExpectQueuesMax

private:
    struct Stored;
    class Feed;

    void findQueues();
    void watchQueue(const QueuePtr& queue);
    bool merge(Duration now);
    void look(Feed& feed, Duration now);
    Duration now();

    Broker& m_broker;
    const Clock& m_clock;
    std::vector<ExpectItem> m_items;
    std::vector<ExpectationRun> m_runs;
    const ExpectFrom m_from;
    std::function<void()> m_wake;
    std::vector<std::shared_ptr<Feed>> m_feeds;
    Duration m_start;
    Duration m_readFor; // how long it took to read what was there
    bool m_started = false, m_caughtUp = false, m_usesPrevious = false;
    std::unordered_set<QueueNo> m_known; // queues that were looked at
    size_t m_queueCount = 0; // when they were
    uint32_t m_ticks = 0;
    size_t m_leftOut = 0;
};

} // namespace tapedeck
