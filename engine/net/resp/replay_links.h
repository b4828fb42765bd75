// Replays into other brokers: one connection to the other one's RESP port for each replay, with many messages on their
// way at a time. A Tapedeck gets them with PUB, key and headers included; anything else that speaks RESP (floki, Redis)
// with RPUSH, which has neither.
//
// Loop thread only. The sockets belong to the connections of the registry of clients, like all others.
#pragma once

#include "engine/broker/broker.h"

#include <map>
#include <memory>

namespace tapedeck {

class Clients;
class Reactor;

namespace resp {

class ReplayLinks final : public RemoteTarget {
public:
    // Both outlive it.
    ReplayLinks(Reactor& reactor, Clients& clients);
    ~ReplayLinks() override;
    ReplayLinks(const ReplayLinks&) = delete;
    ReplayLinks& operator=(const ReplayLinks&) = delete;

    // --- RemoteTarget ---
    Result<bool> offer(
        PlayerId player, const RemoteBroker& broker, std::string_view queue, const NewMessage& message) override;
    Result<size_t> confirmed(PlayerId player) override;
    bool hasNews(PlayerId player) const override;
    void forget(PlayerId player) override;
    void ended(PlayerId player) override;

private:
    class Link;
    class LinkSession;

    Reactor& m_reactor;
    Clients& m_clients;
    std::map<PlayerId, std::unique_ptr<Link>> m_links;
};

} // namespace resp
} // namespace tapedeck
