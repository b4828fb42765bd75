#include "engine/mock/mock.h"

#include "engine/base/limits.h"

#include <algorithm>

namespace tapedeck {

Mock::Mock(Broker& broker, Exchanges* exchanges, const Clock& clock, Random& random, MockOptions options)
    : m_broker(broker)
    , m_exchanges(exchanges)
    , m_clock(clock)
    , m_random(random)
    , m_options(std::move(options))
{
}

Mock::~Mock()
{
    m_broker.setInterceptor(nullptr);
    if (m_exchanges)
        m_exchanges->setListener({});
}

// Stands in the way only while there is something to do.
void Mock::refit()
{
    const bool wanted = !m_faults.empty() || !m_responders.empty() || !m_held.empty() || !m_windows.empty();
    if (wanted != m_inserted)
        m_broker.setInterceptor(wanted ? this : nullptr);
    m_inserted = wanted;
    if (!wanted)
        m_putOff.clear();
    if (!m_exchanges)
        return;
    const auto& all = m_responders.all();
    if (std::any_of(all.begin(), all.end(), [](const auto& one) { return !one->rule.exchange.empty(); }))
        m_exchanges->setListener([this](const ExchangeMessage& message) { onExchangeMessage(message); });
    else
        m_exchanges->setListener({});
}

std::optional<MockClient> Mock::clientOf(ClientId client) const
{
    return client != 0 && m_options.client ? m_options.client(client) : std::nullopt;
}

// ---------------------------------------------------------------------------------------------- faults

Result<FaultId> Mock::addFault(FaultRule rule)
{
    ++m_changes;
    rule.space = m_broker.namespacePrefix();
    const Result<FaultId> id = m_faults.add(std::move(rule), m_clock.monotonic());
    refit();
    return id;
}

Status Mock::changeFault(FaultId id, FaultRule rule)
{
    ++m_changes;
    if (!fault(id))
        return Error{ErrorCode::notFound, "There is no fault " + std::to_string(id) + "."};
    const Status changed = m_faults.change(id, std::move(rule), m_clock.monotonic());
    if (changed)
        releaseFault(id);
    return changed;
}

bool Mock::removeFault(FaultId id)
{
    ++m_changes;
    if (!fault(id))
        return false;
    releaseFault(id);
    m_faults.remove(id);
    refit();
    return true;
}

size_t Mock::removeFaults()
{
    const std::vector<FaultInfo> all = faults();
    for (const FaultInfo& info : all)
        removeFault(info.id);
    return all.size();
}

// What it holds back is published in the next turn.
void Mock::releaseFault(FaultId id)
{
    const Duration now = m_clock.monotonic();
    m_held.makeDue([&](const HeldMessage& message) { return message.fault == id; }, now);
    for (auto at = m_windows.begin(); at != m_windows.end();) {
        if (at->first.first == id) {
            closeWindow(id, at->second, now);
            at = m_windows.erase(at);
        } else {
            ++at;
        }
    }
}

std::vector<FaultInfo> Mock::faults() const
{
    std::vector<FaultInfo> all = m_faults.list(m_clock.monotonic());
    std::erase_if(all, [&](const FaultInfo& info) { return !sees(info.rule.space); });
    return all;
}

std::optional<FaultInfo> Mock::fault(FaultId id) const
{
    const FaultBook::Rule* const rule = m_faults.find(id);
    if (!rule || !sees(rule->rule.space))
        return std::nullopt;
    return FaultBook::infoOf(*rule, m_clock.monotonic());
}

bool Mock::sees(const std::string& space) const
{
    return m_broker.namespacePrefix().empty() || m_broker.namespacePrefix() == space;
}

size_t Mock::windowMessages() const
{
    size_t count = 0;
    for (const auto& [place, window] : m_windows)
        count += window.messages.size();
    return count;
}

size_t Mock::heldMessages() const
{
    return m_held.size() + windowMessages();
}

// ---------------------------------------------------------------------------------------------- responders

Result<ResponderId> Mock::addResponder(ResponderRule rule)
{
    ++m_changes;
    rule.space = m_broker.namespacePrefix();
    const Result<ResponderId> id = m_responders.add(std::move(rule), m_clock.monotonic());
    refit();
    return id;
}

Status Mock::changeResponder(ResponderId id, ResponderRule rule)
{
    ++m_changes;
    if (!responder(id))
        return Error{ErrorCode::notFound, "There is no responder " + std::to_string(id) + "."};
    const Status changed = m_responders.change(id, std::move(rule), m_clock.monotonic());
    refit();
    return changed;
}

bool Mock::removeResponder(ResponderId id)
{
    ++m_changes;
    if (!responder(id))
        return false;
    m_held.drop([&](const HeldMessage& message) { return message.responder == id; });
    m_responders.remove(id);
    refit();
    return true;
}

size_t Mock::removeResponders()
{
    const std::vector<ResponderInfo> all = responders();
    for (const ResponderInfo& info : all)
        removeResponder(info.id);
    return all.size();
}

std::vector<ResponderInfo> Mock::responders() const
{
    std::vector<ResponderInfo> all = m_responders.list();
    std::erase_if(all, [&](const ResponderInfo& info) { return !sees(info.rule.space); });
    return all;
}

std::optional<ResponderInfo> Mock::responder(ResponderId id) const
{
    const ResponderBook::Responder* const found = m_responders.find(id);
    if (!found || !sees(found->rule.space))
        return std::nullopt;
    return ResponderInfo{found->id, found->rule, found->counters, found->error};
}

// ---------------------------------------------------------------------------------------------- handing out

HandOutVerdict Mock::onHandOut(
    const QueueHandle& queue, std::string_view channel, const DeliveredMessage& delivered, ClientId client)
{
    if (m_flushed || m_faults.empty())
        return {};
    PutOff place;
    if (!m_putOff.empty()) {
        place = {queue.number().value, std::string(channel), delivered.message.id.value};
        if (const auto known = m_putOff.find(place); known != m_putOff.end()) {
            if (known->second-- > 0)
                return {HandOutVerdict::Kind::again};
            m_putOff.erase(known);
            return {};
        }
    }
    const std::optional<MockClient> who = clientOf(client);
    const MockClient known = who.value_or(MockClient{});
    FilterSubject message{delivered.message};
    message.queue = queue.name();
    message.channel = channel;
    message.attempts = delivered.attempts;
    message.client = known.name;
    message.proto = known.protocol;
    message.now = m_broker.now();
    FaultBook::Rule* const rule = m_faults.judge({FaultPoint::delivery, message, known.name, known.address,
                                                     known.protocol, who.has_value(), queue.namespacePrefix()},
        m_clock.monotonic());
    if (!rule)
        return {};
    ++m_changes;
    return handOut(*rule, {queue.number().value, std::string(channel), delivered.message.id.value}, delivered, client);
}

HandOutVerdict Mock::handOut(FaultBook::Rule& rule, PutOff place, const DeliveredMessage& delivered, ClientId client)
{
    const FaultRule& what = rule.rule;
    // Once put off or repeated, it is recognised when it comes again.
    const auto remember = [&](HandOutVerdict verdict, uint32_t times) -> HandOutVerdict {
        if (m_putOff.size() >= limits::kPutOffRememberedMax) {
            ++rule.counters.overLimit;
            return {};
        }
        m_putOff.emplace(std::move(place), times);
        return verdict;
    };
    switch (what.kind) {
    case FaultKind::drop:
        return {HandOutVerdict::Kind::lose};
    case FaultKind::duplicate:
        return remember({HandOutVerdict::Kind::again}, what.copies - 1);
    case FaultKind::delay:
        return remember({HandOutVerdict::Kind::later, what.delay.draw(rule.random)}, 0);
    case FaultKind::throttle: {
        const Duration wait = throttled(rule, m_clock.monotonic(), delivered.message.body.size());
        if (wait.micros > 0)
            return remember({HandOutVerdict::Kind::later, wait}, 0);
        --rule.counters.hits;
        return {};
    }
    case FaultKind::reorder:
        m_reorder = &rule;
        m_reordered.push_back(delivered.message.id);
        return {};
    case FaultKind::reject:
        m_reordered.clear();
        return {
            HandOutVerdict::Kind::refuse, {}, Error{what.code, what.error.empty() ? "refused by a fault" : what.error}};
    case FaultKind::disconnect:
        m_reordered.clear();
        if (m_options.disconnect)
            m_options.disconnect(client);
        return {HandOutVerdict::Kind::cut, {}, Error{ErrorCode::stopped, "the connection is closed by a fault"}};
    }
    return {};
}

// Those that a reorder rule has picked change places among themselves, in groups of its window.
void Mock::arrange(const QueueHandle&, std::string_view, std::span<DeliveredMessage> messages, ClientId)
{
    if (m_reordered.empty())
        return;
    std::vector<size_t> places;
    for (size_t i = 0; i < messages.size(); ++i) {
        if (std::find(m_reordered.begin(), m_reordered.end(), messages[i].message.id) != m_reordered.end())
            places.push_back(i);
    }
    m_reordered.clear();
    const size_t window = m_reorder->rule.window;
    for (size_t begin = 0; begin < places.size(); begin += window) {
        const size_t count = std::min(window, places.size() - begin);
        for (size_t i = count; i > 1; --i) {
            const size_t j = m_reorder->random.next() % i;
            std::swap(messages[places[begin + i - 1]], messages[places[begin + j]]);
        }
    }
}

} // namespace tapedeck
