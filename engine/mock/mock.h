// Mock: the faults and the responders of one broker. It stands between the clients and the broker while there is any of
// them, and costs nothing otherwise. What they mean is in MOCK.md.
//
// Loop thread only. Never loses a message that no rule names: what it holds back is published when its time comes, when
// its rule goes, and when the broker closes.
#pragma once

#include "engine/base/clock.h"
#include "engine/broker/broker.h"
#include "engine/exchange/exchanges.h"
#include "engine/mock/fault_book.h"
#include "engine/mock/held_messages.h"
#include "engine/mock/responder.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace tapedeck {

// Who a connection is. Views; read during the call.
struct MockClient {
    std::string_view name, address, protocol;
};

struct MockOptions {
    // Both may be empty: then nobody is known and nobody can be disconnected.
    std::function<std::optional<MockClient>(ClientId)> client;
    std::function<void(ClientId)> disconnect; // cuts the connection at once
    TemplateEnvironment environment; // of templates
};

class Mock final : private Interceptor {
public:
    // All outlive it; `exchanges` may be null: then responders of exchanges neither hear nor answer. Seeds that a rule
    // does not give are drawn from `random`.
    Mock(Broker& broker, Exchanges* exchanges, const Clock& clock, Random& random, MockOptions options = {});
    ~Mock() override;
    Mock(const Mock&) = delete;
    Mock& operator=(const Mock&) = delete;

    // What is made belongs to the namespace that the broker has entered. In the default namespace all of them are
    // listed and can be changed, in another one only its own.

    // --- faults ---
    Result<FaultId> addFault(FaultRule rule); // invalidArgument, overloaded
    Status changeFault(FaultId id, FaultRule rule); // notFound, invalidArgument
    bool removeFault(FaultId id); // false: there was none. What it held back is published.
    size_t removeFaults(); // all of them; how many
    std::vector<FaultInfo> faults() const;
    std::optional<FaultInfo> fault(FaultId id) const;

    // --- responders ---
    Result<ResponderId> addResponder(ResponderRule rule); // invalidArgument, overloaded
    Status changeResponder(ResponderId id, ResponderRule rule); // notFound, invalidArgument
    bool removeResponder(ResponderId id); // answers that wait are forgotten
    size_t removeResponders();
    std::vector<ResponderInfo> responders() const;
    std::optional<ResponderInfo> responder(ResponderId id) const;

    // --- for those who show them ---
    const TemplateEnvironment& environment() const { return m_options.environment; }
    uint64_t newSeed() { return m_random.next(); }
    size_t heldMessages() const;
    size_t heldBytes() const { return m_held.bytes() + m_windowBytes; }
    // Messages that were held back for a queue that is gone.
    uint64_t undeliverable() const { return m_undeliverable; }
    // Grows whenever anything that faults() and responders() tell has changed.
    uint64_t changes() const { return m_changes; }

private:
    // Messages of one queue that one reorder rule collects.
    struct Window {
        std::vector<HeldMessage> messages;
        Duration until;
    };
    // A delivery that was put off, or is to be repeated: at the next one nothing else happens to it.
    using PutOff = std::tuple<uint32_t, std::string, uint64_t>; // queue, channel, id

    // --- Interceptor ---
    Result<std::span<const NewMessage>> onPublish(
        QueueHandle& queue, std::span<const NewMessage> messages, ClientId client) override;
    void onAppended(
        QueueHandle& queue, MessageId first, std::span<const NewMessage> messages, ClientId client) override;
    HandOutVerdict onHandOut(
        const QueueHandle& queue, std::string_view channel, const DeliveredMessage& message, ClientId client) override;
    void arrange(const QueueHandle& queue, std::string_view channel, std::span<DeliveredMessage> messages,
        ClientId client) override;
    std::optional<Duration> nextDue() const override;
    void onDue(Duration now) override;
    void flush() override;

    // --- publishing (mock_publish.cpp) ---
    struct Publishing;
    void publishOne(Publishing& work, const NewMessage& message, const std::optional<MockClient>& client);
    void hold(FaultBook::Rule& rule, QueueHandle& queue, const NewMessage& message, Duration delay,
        std::string_view what, Publishing& work);
    void collect(FaultBook::Rule& rule, QueueHandle& queue, const NewMessage& message, Publishing& work);
    void pass(Publishing& work, const NewMessage& message, const FaultRule* rule, std::string_view what);
    void closeWindow(FaultId fault, Window& window, Duration now);
    bool publishEarliest(HeldMessage& message, Duration now);
    Status publishAnswer(HeldMessage& message, Duration now, bool& again);
    void onExchangeMessage(const ExchangeMessage& message);
    void respond(const FilterSubject& request, std::string_view space);
    void countHeld(const HeldMessage& message, bool more);

    // --- mock.cpp ---
    HandOutVerdict handOut(FaultBook::Rule& rule, PutOff place, const DeliveredMessage& message, ClientId client);
    std::optional<MockClient> clientOf(ClientId client) const;
    void refit();
    void releaseFault(FaultId id);
    size_t windowMessages() const;
    bool sees(const std::string& space) const;

    Broker& m_broker;
    Exchanges* m_exchanges;
    const Clock& m_clock;
    Random& m_random;
    MockOptions m_options;
    FaultBook m_faults;
    ResponderBook m_responders;
    HeldMessages m_held;
    std::map<std::pair<FaultId, uint32_t>, Window> m_windows; // by rule and queue
    size_t m_windowBytes = 0;
    std::map<PutOff, uint32_t> m_putOff; // and how many more times it is to be repeated
    std::vector<NewMessage> m_now; // what onPublish() returned last ...
    std::vector<std::unique_ptr<std::string>> m_nowHeaders; // ... and headers that it made
    std::vector<MessageId> m_reordered; // of the answer that is being made, those that change places ...
    FaultBook::Rule* m_reorder = nullptr; // ... by this rule
    Duration m_retryAt; // nothing held is published before: there was no room
    uint64_t m_undeliverable = 0;
    uint64_t m_changes = 0;
    bool m_inserted = false; // the broker knows of us
    bool m_flushed = false; // the broker closes: everything passes
};

} // namespace tapedeck
