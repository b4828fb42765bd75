// ExchangeWatch: brings what a snapshot says of exchanges, shared queues, fq's clients and upstreams up to date,
// looking closely only at what changed. Thousands of bindings or clients are looked at once a second at most. Loop
// thread only; used by SnapshotBuilder while somebody watches.
#pragma once

#include "engine/base/rate_meter.h"
#include "engine/view/observer.h"

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tapedeck {

class Exchanges;
class UpstreamList;

// Where it looks; all outlive it.
struct ExchangeSources {
    Exchanges* exchanges = nullptr; // null: there are none
    std::function<std::vector<FqClientView>()> clients; // called on the loop; may be empty
    UpstreamList* upstreams = nullptr; // null: there are none
};

class ExchangeWatch {
public:
    explicit ExchangeWatch(ExchangeSources sources);

    void reset(); // everything is looked at anew
    // True when something in `next` differs now. `catalogueChanged`: queues were made or deleted. `now` is monotonic.
    bool look(Duration now, bool catalogueChanged, Snapshot& next);
    // Another look is needed although nothing may happen: a rate falls, or something was put off.
    bool wantsLook() const { return m_moving || m_putOff; }

private:
    bool lookAtExchanges(Duration now, bool structure, Snapshot& next);
    bool lookAtQueues(Duration now, Snapshot& next);
    bool lookAtClients(Duration now, Snapshot& next);
    bool lookAtUpstreams(Snapshot& next);

    ExchangeSources m_sources;
    bool m_fresh = true;
    uint64_t m_changes = 0; // Exchanges::changes() at the last look
    uint64_t m_messages = 0, m_dropped = 0; // totals at the last look
    uint64_t m_bindingMessages = 0; // totals when the bindings were read
    Duration m_bindingsRead, m_queuesRead, m_clientsRead; // when
    size_t m_bindings = 0;
    bool m_structurePutOff = false, m_queuesPutOff = false;
    bool m_moving = false, m_putOff = false;
    std::unordered_map<std::string, RateMeter> m_rates; // of exchanges that published within the last second
};

} // namespace tapedeck
