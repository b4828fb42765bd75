// A broker on a manual clock with faults and responders in front of it, and clients that a test makes up.
#pragma once

#include "engine/mock/mock.h"
#include "tests/support/broker_rig.h"

#include <map>
#include <string>
#include <vector>

namespace tapedeck::test {

class MockRig : public BrokerRig {
public:
    struct MadeUpClient {
        std::string name, address, protocol;
    };

    MockRig()
    {
        MockOptions mockOptions;
        mockOptions.client = [this](ClientId id) -> std::optional<MockClient> {
            const auto found = clients.find(id);
            if (found == clients.end())
                return std::nullopt;
            return MockClient{found->second.name, found->second.address, found->second.protocol};
        };
        mockOptions.disconnect = [this](ClientId id) { disconnected.push_back(id); };
        exchanges = std::make_unique<Exchanges>(*broker, random, reporter, Exchanges::Options{});
        mock = std::make_unique<Mock>(*broker, exchanges.get(), clock, random, std::move(mockOptions));
    }
    ~MockRig()
    {
        mock.reset();
        exchanges.reset();
    }

    FaultId fault(FaultRule rule) { return need(mock->addFault(std::move(rule))); }
    // Publishes each body in a turn of its own; the error's text where it is refused.
    std::string publishEach(const QueuePtr& queue, const std::vector<std::string>& bodies, ClientId client = 0)
    {
        std::string error;
        for (const std::string& body : bodies) {
            broker->beginTurn();
            broker->actAs(client);
            const NewMessage message{body};
            const Result<MessageId> id = broker->publish(*queue, {&message, 1});
            broker->actAs(0);
            if (!id)
                error = id.error().text;
            turn();
        }
        return error;
    }
    std::vector<std::string> bodies(const QueuePtr& queue)
    {
        std::vector<std::string> all;
        for (const Got& got : read(queue, 1, 10'000))
            all.push_back(got.body);
        return all;
    }
    std::string header(const Got& got, std::string_view name)
    {
        for (const auto& [key, value] : decodeHeaders(got.headers)) {
            if (key == name)
                return value;
        }
        return {};
    }
    // Receives with a lease, as a client.
    std::vector<std::string> take(
        const QueuePtr& queue, const std::string& channel, uint32_t count, bool autoAck = false, ClientId client = 0)
    {
        Catcher catcher;
        ReceiveRequest request;
        request.channel = channel;
        request.count = count;
        request.autoAck = autoAck;
        broker->beginTurn();
        broker->actAs(client);
        broker->receive(*queue, request, catcher);
        broker->actAs(0);
        turn();
        CHECK(catcher.answers == 1);
        lastErrors = catcher.errors;
        last = catcher.got;
        std::vector<std::string> all;
        for (const Got& got : catcher.got)
            all.push_back(got.body);
        return all;
    }
    uint32_t ack(const QueuePtr& queue, const std::string& channel, int64_t ticket)
    {
        broker->beginTurn();
        const Ticket one{ticket};
        const uint32_t count = need(broker->ack(*queue, channel, {&one, 1}));
        turn();
        return count;
    }

    std::map<ClientId, MadeUpClient> clients;
    std::vector<ClientId> disconnected;
    std::vector<Got> last;
    std::vector<Error> lastErrors;
    std::unique_ptr<Exchanges> exchanges;
    std::unique_ptr<Mock> mock;
};

using Texts = std::vector<std::string>;

} // namespace tapedeck::test
