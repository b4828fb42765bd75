// The routes of blockqueue, generations A and A+ (the unversioned paths): topics, subscribers, publishing, long polls,
// acknowledging by id, peeking, dead letters. PROTOCOL.md beside this file says what they answer.
//
// A topic is a queue and a subscriber is one of its channels, so what other ports publish is here, and the other way
// round. There is no state here: everything is in the broker.
//
// Loop thread only.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/http/blockqueue/bodies.h"
#include "engine/net/http/router.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::http {
class HttpPort;
}

namespace tapedeck::blockqueue {

class BlockQueue final : public http::RouteFamily {
public:
    // Adds its routes; paths below /topics/ that are none of them are answered here too. The port must outlive it, and
    // it must outlive the port's connections.
    explicit BlockQueue(http::HttpPort& port);

    std::string_view name() const override { return "blockqueue"; }
    http::Answer methodNotAllowed(const http::Request& request, std::string_view allowed) override;
    http::Answer notFound(const http::Request& request) override;
    http::Answer refused(unsigned status, std::string_view why) override;

private:
    // One request for a topic that exists, and what its path names besides.
    struct Call {
        http::Exchange& exchange;
        QueuePtr topic;
        std::string subscriber, message;
    };
    using Handler = void (BlockQueue::*)(Call&);
    http::Route route(http::Method method, std::string pattern, Handler handler);
    void serve(http::Exchange& exchange, Handler handler);

    // --- topics and subscribers (topology_routes.cpp) ---
    void listTopics(http::Exchange& exchange);
    void createTopic(http::Exchange& exchange);
    void deleteTopic(Call& call);
    void listSubscribers(Call& call);
    void createSubscribers(Call& call);
    void deleteSubscriber(Call& call);
    // All or none of them; the names are new.
    Status addChannels(QueueHandle& topic, std::span<const SubscriberBody> subscribers);
    // False after having answered: none, one twice, or one that `topic` (may be null) has.
    bool checkNew(http::Exchange& exchange, const QueueHandle* topic, std::span<const SubscriberBody> subscribers);

    // --- messages (message_routes.cpp) ---
    void publishOne(Call& call);
    void publishBatch(Call& call);
    void publish(Call& call, std::span<const PublishBody> messages);
    void readSubscriber(Call& call);
    void ackOne(Call& call);
    void ackBatch(Call& call);
    void peek(Call& call);
    void listDead(Call& call);
    void replayDead(Call& call);

    // --- answers ---
    void say(http::Exchange& exchange, std::string_view data = {});
    // 500, and 400 for a body that is refused.
    void sayError(http::Exchange& exchange, std::string_view text, unsigned status = 500);
    void fail(http::Exchange& exchange, const Error& error);

    Broker& m_broker;
};

} // namespace tapedeck::blockqueue
