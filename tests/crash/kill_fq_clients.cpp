#include "tests/crash/kill_fq_clients.h"

namespace tapedeck {

namespace {

constexpr unsigned kPermanent = 0x0110;
constexpr const char* kQueueType = "disk:public,permanent,backlog=-1";
constexpr const char* kExchange = "kill";
constexpr const char* kPassingExchange = "passing"; // only transient bindings

uint32_t fieldOf(const FqWireClient::StatusFields& fields, std::string_view name)
{
    for (const auto& [fieldName, value] : fields) {
        if (fieldName == name)
            return value;
    }
    return 0;
}

bool bound(std::optional<uint32_t> id)
{
    return id && *id != FqWireClient::kRefused;
}

} // namespace

bool createFqQueue(uint16_t port, size_t queue)
{
    FqWireClient client(port);
    return client.auth("kill", queueName(queue), kQueueType).empty()
        && bound(client.bind(kExchange, "prefix:", kPermanent));
}

void publishFqUntilDeath(uint16_t port, Ledger& ledger, size_t queue, uint64_t seed, Violations& violations)
{
    SeededRandom random(seed);
    FqWireClient broker(port);
    if (!broker.auth("kill", "").empty() || !broker.attach())
        return;
    const uint32_t client = ledger.newClient();
    uint32_t number = 0, taken = 0;
    for (;;) {
        std::string frames;
        for (size_t i = 1 + random.next() % 64; i > 0; --i) {
            ledger.sent(client, number, queue);
            frames += fqwire::shortFrame({kExchange, "r", std::string(16, 'i'), {}, {}, ledger.body(client, number)});
            ++number;
        }
        if (!broker.data().send(frames))
            return;
        const std::optional<FqWireClient::StatusFields> status = broker.status();
        if (!status)
            return;
        const uint32_t in = fieldOf(*status, "msgs_in");
        if (fieldOf(*status, "routed") != in || fieldOf(*status, "dropped") != 0)
            return violations.add("the permanent binding does not route what is published on fq");
        for (; taken < in; ++taken)
            ledger.answered(client, taken, 0);
    }
}

void checkFqAfterDeath(uint16_t port, Violations& violations)
{
    FqWireClient client(port);
    if (!client.auth("check", "").empty() || !client.attach() || !client.publish(kPassingExchange, "r", "x"))
        return violations.add("the fq port does not work after the death");
    for (;;) {
        const std::optional<FqWireClient::StatusFields> status = client.status();
        if (!status)
            return violations.add("no status after the death");
        if (fieldOf(*status, "msgs_in") == 0)
            continue; // still on its way
        if (fieldOf(*status, "no_exchange") != 1)
            violations.add("a transient binding came back");
        return;
    }
}

FqPassing::FqPassing(uint16_t port, size_t queue, Violations& violations)
    : m_owner(port)
    , m_member(port)
{
    if (!m_owner.auth("passing", kFqTransientQueue, "disk:public").empty()
        || !bound(m_owner.bind(kPassingExchange, "prefix:", kPermanent)) // of a transient queue: not kept either
        || !m_member.auth("passing", queueName(queue), "disk:public").empty()
        || !bound(m_member.bind(kPassingExchange, "prefix:")))
        violations.add("the permanent fq queue did not come back as it was");
}

} // namespace tapedeck
