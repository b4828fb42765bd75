// Pulls messages from other brokers: keeps a client session for every row of the tape's table of upstreams (rows that
// name the same client share one), and publishes what comes on the exchange of the same name here.
//
// Loop thread only.
#pragma once

#include "engine/exchange/upstream_list.h"
#include "engine/net/fq/peer_link.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tapedeck::fq {

// A sentence that says why nothing can be pulled by this row; empty if it can be tried.
std::string problemOf(const Upstream& row);

class Upstreams final : public UpstreamList {
public:
    // Begins with the rows that the broker has.
    explicit Upstreams(const PeerParts& parts);
    ~Upstreams() override;
    Upstreams(const Upstreams&) = delete;
    Upstreams& operator=(const Upstreams&) = delete;

    // The broker has other rows than before, or may have. What is the same goes on undisturbed.
    void rowsChanged();
    // Ends all sessions; nothing is pulled any more.
    void close();

    // --- UpstreamList ---
    std::vector<UpstreamInfo> upstreams() const override;
    void addUpstream(const Upstream& row, Callback<uint64_t> done) override;
    void removeUpstream(uint64_t id, Callback<bool> done) override;

private:
    struct Entry {
        uint64_t id = 0;
        Upstream row;
        std::string problem; // why it is left out
        Time since;
    };

    void apply();
    Entry begin(const Upstream& row);
    void end(const Entry& entry);
    void store(std::vector<Upstream> rows, std::function<void(const Status&)> done);

    const PeerParts m_parts;
    std::vector<Entry> m_entries; // in the order of the rows
    std::map<PeerAddress, std::unique_ptr<PeerLink>> m_links;
    uint64_t m_lastId = 0;
    bool m_closed = false;
    std::shared_ptr<const int> m_alive = std::make_shared<int>(0); // for callbacks
};

} // namespace tapedeck::fq
