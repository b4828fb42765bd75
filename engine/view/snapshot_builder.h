// SnapshotBuilder: makes the immutable snapshots that an observer sees. Keeps the list of queues sorted and shares the
// views of queues that did not change, so that a snapshot of many quiet queues costs a copy of pointers.
// Loop thread only. Looks at a bounded number of queues per call; does nothing at all while nobody watches.
#pragma once

#include "engine/base/rate_meter.h"
#include "engine/view/exchange_watch.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tapedeck {

class ExpectationList;
class Mock;

class SnapshotBuilder {
public:
    SnapshotBuilder(Broker& broker, std::function<std::vector<ClientView>()> clients, ExchangeSources exchanges = {},
        const Mock* mock = nullptr, ExpectationList* expectations = nullptr);
    ~SnapshotBuilder();

    void watch(bool on);
    void setEndpoints(std::vector<Endpoint> endpoints);

    // At the end of a turn. A new snapshot at most every 100 ms and only when something changed; else null.
    std::shared_ptr<const Snapshot> turn(Duration now);
    std::optional<Duration> nextDue() const;

private:
    using ViewPtr = std::shared_ptr<const QueueView>;
    using Views = std::vector<ViewPtr>;

    void collect(Duration now);
    void refresh(Duration now);
    void refreshQueue(const QueuePtr& queue, Duration now, Views& added);
    void letRatesFall(Duration now);
    void removeDeleted();
    void add(Views added);
    Views::iterator find(const std::string& name, QueueNo number);
    void enqueue(QueuePtr queue);
    bool collectTotals(Duration now);
    bool collectMocks(Duration now);
    bool collectExpectations();
    std::shared_ptr<const Snapshot> build(Duration now);

    Broker& m_broker;
    std::function<std::vector<ClientView>()> m_clients;
    bool m_watched = false;
    bool m_filling = false; // the first list after watch() is not complete yet
    bool m_noted = false; // a turn happened since the last look
    bool m_changed = false; // something differs from the last snapshot
    Duration m_lastLook{INT64_MIN / 2};
    Duration m_lastSlice{INT64_MIN / 2};

    Views m_views; // by name, then number
    std::deque<QueuePtr> m_backlog; // to be looked at again
    std::unordered_set<QueueNo> m_inBacklog;
    std::unordered_set<QueueNo> m_deleted; // found deleted in this slice

    // Rates of queues that published within the last second.
    struct Rate {
        QueuePtr queue;
        RateMeter meter;
    };
    std::unordered_map<QueueNo, Rate> m_rates;
    RateMeter m_totalRate;
    ExchangeWatch m_exchanges;
    const Mock* const m_mock;
    ExpectationList* const m_expectations;
    std::optional<uint64_t> m_mockChanges; // Mock::changes() at the last look
    bool m_faultsEnd = false; // some end with time
    Duration m_mocksRead;
    bool m_catalogueChanged = false; // since the last look
    Snapshot m_next; // everything but the queues
};

} // namespace tapedeck
