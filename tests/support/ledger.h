// What the clients of a broker know: what each sent, what was answered, what was acknowledged. Holds the promises
//   answered <= stored <= sent, per queue in the order of each client, every id once, acknowledged never again
// against what a restarted broker shows. Bodies are computed from (seed, client, number), so a stored message tells who
// sent it, and every byte of it can be compared.
//
// Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tapedeck {

class Ledger {
public:
    Ledger(uint64_t seed, size_t queues)
        : m_seed(seed)
        , m_queues(queues)
    {
    }

    // A client numbers its messages 0, 1, 2 ... over all queues.
    uint32_t newClient();
    std::string body(uint32_t client, uint32_t number) const;

    void sent(uint32_t client, uint32_t number, size_t queue);
    // `id` 0: the answer did not tell.
    void answered(uint32_t client, uint32_t number, uint64_t id);

    // An acknowledgement of the channel's message was answered.
    void acked(size_t queue, const std::string& channel, uint64_t id);
    // A message was handed out. False: it had been acknowledged before.
    bool received(size_t queue, const std::string& channel, uint64_t id) const;

    // A pass over a queue, in order of ids, after a restart. Each returns a violation, if there is one.
    void beginPass(size_t queue, uint64_t firstId);
    std::optional<std::string> stored(size_t queue, uint64_t id, std::string_view body);
    // All ids from the first up to the newest were shown: nothing that was answered may be missing.
    std::optional<std::string> endPass(size_t queue);

    uint64_t answeredCount() const;
    uint64_t ackedCount() const;

private:
    struct Entry {
        uint64_t id = 0; // as first seen in the broker
        uint64_t promised = 0;
        uint16_t queue = 0;
        bool answered = false;
    };
    struct Queue {
        uint64_t next = 1; // in the pass
        uint64_t seenEnd = 1; // ids below it have been shown once
        std::vector<int64_t> lastNumber; // of each client, among ids below seenEnd
    };

    const uint64_t m_seed;
    mutable std::mutex m_mutex;
    std::vector<Queue> m_queues;
    std::vector<std::vector<Entry>> m_clients;
    std::set<std::tuple<size_t, std::string, uint64_t>> m_acked;
    uint64_t m_answered = 0;
};

} // namespace tapedeck
