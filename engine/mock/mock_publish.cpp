// Faults of publishing, what is held back, and the answers of responders.
#include "engine/base/limits.h"
#include "engine/mock/mock.h"

#include <algorithm>

namespace tapedeck {

namespace {

// When there was no room, the next try is after so long.
constexpr Duration kTryEvery = Duration::millis(20);
// An answer to an exchange of which a queue is full waits for so long.
constexpr Duration kPatience = Duration::seconds(5);

// The headers with one that tells of the fault; nothing where the limits leave no room for it.
std::optional<std::string> marked(std::string_view headers, std::string_view what)
{
    HeaderList list = decodeHeaders(headers);
    if (list.size() >= limits::kHeadersMax)
        return std::nullopt;
    list.emplace_back(kFaultHeader, what);
    std::string encoded = encodeHeaders(list);
    return encoded.size() > limits::kHeadersBytesMax ? std::nullopt : std::optional(std::move(encoded));
}

} // namespace

// One call of publish: what it does is done only when nothing of it was refused.
struct Mock::Publishing {
    QueueHandle& queue;
    ClientId client = 0;
    Duration now; // monotonic
    MessageId id; // what the next message would get
    std::vector<std::pair<Duration, HeldMessage>> held;
    size_t heldBytes = 0;
    std::vector<std::pair<FaultBook::Rule*, HeldMessage>> collected;
    std::optional<Error> error;
    bool cut = false;
};

Result<std::span<const NewMessage>> Mock::onPublish(
    QueueHandle& queue, std::span<const NewMessage> messages, ClientId client)
{
    if (m_flushed || m_faults.empty())
        return messages;
    m_now.clear();
    m_nowHeaders.clear();
    Publishing work{queue, client, m_clock.monotonic(), m_broker.head(queue), {}, 0, {}, {}, false};
    const std::optional<MockClient> who = clientOf(client);
    for (const NewMessage& message : messages) {
        publishOne(work, message, who);
        if (work.error)
            break;
        ++work.id;
    }
    if (work.cut && m_options.disconnect)
        m_options.disconnect(client);
    if (work.error)
        return *work.error;
    for (auto& [due, message] : work.held) {
        countHeld(message, true);
        m_held.add(due, std::move(message));
    }
    for (auto& [rule, message] : work.collected) {
        Window& window = m_windows[{rule->id, queue.number().value}];
        if (window.messages.empty())
            window.until = work.now + rule->rule.hold;
        countHeld(message, true);
        m_windowBytes += message.bytes();
        window.messages.push_back(std::move(message));
        if (window.messages.size() < rule->rule.window)
            continue;
        closeWindow(rule->id, window, work.now);
        m_windows.erase({rule->id, queue.number().value});
    }
    return std::span<const NewMessage>(m_now);
}

void Mock::publishOne(Publishing& work, const NewMessage& message, const std::optional<MockClient>& client)
{
    const Time now = m_broker.now();
    const MessageView view{work.id, now, now, message.delay, message.key, message.headers, message.body};
    const MockClient who = client.value_or(MockClient{});
    FilterSubject subject{view};
    subject.queue = work.queue.name();
    subject.client = who.name;
    subject.proto = who.protocol;
    subject.now = now;
    FaultBook::Rule* const rule = m_faults.judge({FaultPoint::publish, subject, who.name, who.address, who.protocol,
                                                     client.has_value(), work.queue.namespacePrefix()},
        work.now);
    if (!rule)
        return pass(work, message, nullptr, {});
    ++m_changes;
    const FaultRule& what = rule->rule;
    switch (what.kind) {
    case FaultKind::drop:
        return;
    case FaultKind::duplicate: {
        const std::string of = " of " + std::to_string(what.copies + 1);
        pass(work, message, &what, "duplicate 1" + of);
        for (uint32_t copy = 2; copy <= what.copies + 1; ++copy)
            hold(*rule, work.queue, message, {}, "duplicate " + std::to_string(copy) + of, work);
        return;
    }
    case FaultKind::delay: {
        const Duration delay = what.delay.draw(rule->random);
        FaultDelay exact;
        exact.from = delay;
        return hold(*rule, work.queue, message, delay, "delay " + exact.text(), work);
    }
    case FaultKind::throttle: {
        const Duration delay = throttled(*rule, work.now, message.body.size());
        if (delay.micros > 0)
            return hold(*rule, work.queue, message, delay, what.text(), work);
        --rule->counters.hits;
        return pass(work, message, nullptr, {});
    }
    case FaultKind::reorder:
        return collect(*rule, work.queue, message, work);
    case FaultKind::reject:
        work.error = Error{what.code, what.error.empty() ? "refused by a fault" : what.error};
        return;
    case FaultKind::disconnect:
        work.cut = true;
        if (what.keep)
            return pass(work, message, &what, what.text());
        work.error = Error{ErrorCode::stopped, "the connection is closed by a fault"};
        return;
    }
}

void Mock::pass(Publishing&, const NewMessage& message, const FaultRule* rule, std::string_view what)
{
    m_now.push_back(message);
    if (!rule || !rule->mark)
        return;
    if (std::optional<std::string> headers = marked(message.headers, what)) {
        m_nowHeaders.push_back(std::make_unique<std::string>(std::move(*headers)));
        m_now.back().headers = *m_nowHeaders.back();
    }
}

void Mock::hold(FaultBook::Rule& rule, QueueHandle& queue, const NewMessage& message, Duration delay,
    std::string_view what, Publishing& work)
{
    HeldMessage held;
    held.fault = rule.id;
    held.queue = m_broker.findQueue(queue.number());
    held.body = message.body;
    held.key = message.key;
    held.headers = message.headers;
    held.delay = message.delay;
    if (rule.rule.mark) {
        if (std::optional<std::string> headers = marked(message.headers, what))
            held.headers = std::move(*headers);
    }
    const size_t waiting = work.held.size() + work.collected.size() + windowMessages();
    work.heldBytes += held.bytes();
    if (!m_held.hasRoom(waiting + 1, work.heldBytes + m_windowBytes)) {
        ++rule.counters.overLimit;
        if (rule.rule.kind != FaultKind::duplicate) // of which one has passed already
            pass(work, message, nullptr, {});
        return;
    }
    if (rule.rule.kind == FaultKind::reorder)
        work.collected.emplace_back(&rule, std::move(held));
    else
        work.held.emplace_back(work.now + delay, std::move(held));
}

void Mock::collect(FaultBook::Rule& rule, QueueHandle& queue, const NewMessage& message, Publishing& work)
{
    hold(rule, queue, message, {}, "reorder", work);
}

void Mock::countHeld(const HeldMessage& message, bool more)
{
    if (FaultBook::Rule* const rule = m_faults.find(message.fault))
        rule->counters.held += more ? uint64_t{1} : ~uint64_t{0};
    if (ResponderBook::Responder* const responder = m_responders.find(message.responder))
        responder->counters.waiting += more ? uint64_t{1} : ~uint64_t{0};
}

// They are published in the next turn, in an order that the rule draws.
void Mock::closeWindow(FaultId fault, Window& window, Duration now)
{
    std::vector<HeldMessage>& messages = window.messages;
    if (FaultBook::Rule* const rule = m_faults.find(fault)) {
        for (size_t i = messages.size(); i > 1; --i)
            std::swap(messages[i - 1], messages[rule->random.next() % i]);
    }
    for (HeldMessage& message : messages) {
        m_windowBytes -= message.bytes();
        m_held.add(now, std::move(message));
    }
    messages.clear();
}

// ---------------------------------------------------------------------------------------------- when their time comes

std::optional<Duration> Mock::nextDue() const
{
    std::optional<Duration> due = m_held.earliest();
    if (due)
        due = std::max(*due, m_retryAt);
    for (const auto& [place, window] : m_windows)
        due = due ? std::min(*due, window.until) : window.until;
    return due;
}

void Mock::onDue(Duration now)
{
    for (auto at = m_windows.begin(); at != m_windows.end();) {
        if (at->second.until <= now) {
            closeWindow(at->first.first, at->second, now);
            at = m_windows.erase(at);
        } else {
            ++at;
        }
    }
    if (now < m_retryAt)
        return;
    for (size_t left = limits::kHeldTurnMessages; left > 0; --left) {
        HeldMessage* const message = m_held.due(now);
        if (!message)
            break;
        if (!publishEarliest(*message, now)) {
            m_retryAt = now + kTryEvery;
            return;
        }
    }
    refit();
}

// False: there is no room; it stays the earliest one.
bool Mock::publishEarliest(HeldMessage& message, Duration now)
{
    ++m_changes;
    bool again = false;
    Status published;
    if (message.responder != 0) {
        published = publishAnswer(message, now, again);
    } else {
        const NewMessage view = message.view();
        const Result<MessageId> id = m_broker.publishUntouched(*message.queue, {&view, 1});
        again = !id && (id.error().code == ErrorCode::overloaded || id.error().code == ErrorCode::storageFull);
        if (!id)
            published = id.error();
    }
    if (again && !message.toExchange && !m_flushed)
        return false;
    HeldMessage taken = m_held.takeEarliest();
    if (again && !m_flushed) { // a full queue behind an exchange must not hold up the others
        m_held.add(now + kTryEvery, std::move(taken));
        return true;
    }
    countHeld(taken, false);
    ResponderBook::Responder* const responder = m_responders.find(taken.responder);
    if (responder && published)
        ++responder->counters.answered;
    if (published)
        return true;
    if (!responder) {
        ++m_undeliverable;
        return true;
    }
    ++responder->counters.failed;
    responder->error = published.error().text;
    return true;
}

// `again`: not now, but perhaps soon.
Status Mock::publishAnswer(HeldMessage& message, Duration now, bool& again)
{
    if (!message.toExchange) {
        const ResponderBook::Responder* const responder = m_responders.find(message.responder);
        static const std::string kDefaultSpace;
        const NamespaceScope scope(m_broker, responder ? responder->rule.space : kDefaultSpace);
        QueuePtr queue = m_broker.findQueue(message.target);
        if (!queue && responder && !responder->rule.createQueue)
            return Error{ErrorCode::queueNotFound, "There is no queue " + message.target + " to answer to."};
        if (!queue) {
            const Result<QueuePtr> created = m_broker.createQueue(message.target, m_broker.defaultSettings());
            if (!created)
                return created.error();
            queue = *created;
        }
        const NewMessage view = message.view();
        const Result<MessageId> id = m_broker.publish(*queue, {&view, 1});
        again = !id && (id.error().code == ErrorCode::overloaded || id.error().code == ErrorCode::storageFull);
        return id ? Status() : Status(id.error());
    }
    if (!m_exchanges)
        return Error{ErrorCode::unsupported, "There are no exchanges here to answer to."};
    const ExchangeMessage view{message.target, message.key, message.headers, message.body};
    if (!message.routing) {
        message.routing = std::make_unique<Routing>();
        message.since = now;
    }
    if (m_exchanges->publish(view, *message.routing) == Exchanges::Progress::wait) {
        again = now - message.since < kPatience;
        if (!again)
            m_exchanges->giveUp(view, *message.routing);
        return Error{ErrorCode::overloaded, "A queue behind the exchange " + message.target + " is full."};
    }
    if (message.routing->outcome().noExchange)
        return Error{ErrorCode::notFound, "There is no exchange " + message.target + "; bind a queue to it first."};
    return {};
}

void Mock::flush()
{
    if (std::exchange(m_flushed, true))
        return;
    const Duration now = m_clock.monotonic();
    m_held.drop([](const HeldMessage& message) { return message.responder != 0; });
    for (auto& [place, window] : m_windows)
        closeWindow(place.first, window, now);
    m_windows.clear();
    m_held.makeDue([](const HeldMessage&) { return true; }, now);
    while (HeldMessage* const message = m_held.due(now))
        publishEarliest(*message, now);
}

// ---------------------------------------------------------------------------------------------- answers

void Mock::onAppended(QueueHandle& queue, MessageId first, std::span<const NewMessage> messages, ClientId client)
{
    if (m_flushed || m_responders.empty())
        return;
    const auto& all = m_responders.all();
    if (std::none_of(all.begin(), all.end(), [&](const auto& one) {
            return ResponderBook::listens(one->rule, queue.namespacePrefix(), queue.name(), {});
        }))
        return;
    const MockClient who = clientOf(client).value_or(MockClient{});
    const Time now = m_broker.now();
    for (const NewMessage& message : messages) {
        const MessageView view{first, now, now, message.delay, message.key, message.headers, message.body};
        FilterSubject subject{view};
        subject.queue = queue.name();
        subject.client = who.name;
        subject.proto = who.protocol;
        subject.now = now;
        respond(subject, queue.namespacePrefix());
        ++first;
    }
}

void Mock::onExchangeMessage(const ExchangeMessage& message)
{
    if (m_flushed)
        return;
    const Time now = m_broker.now();
    const MessageView view{{}, now, now, {}, message.route, message.headers, message.body};
    FilterSubject subject{view};
    subject.exchange = message.exchange;
    subject.now = now;
    respond(subject, {});
}

void Mock::respond(const FilterSubject& request, std::string_view space)
{
    const Duration now = m_clock.monotonic();
    for (const auto& responder : m_responders.all()) {
        const std::string_view exchange = request.queue.empty() ? request.exchange : std::string_view();
        if (!ResponderBook::listens(responder->rule, space, request.queue, exchange))
            continue;
        const uint64_t seen = responder->counters.seen;
        std::optional<MockAnswer> answer = m_responders.answer(*responder, request, now);
        if (responder->counters.seen != seen)
            ++m_changes;
        if (!answer)
            continue;
        HeldMessage held;
        held.responder = responder->id;
        held.target = std::move(answer->to);
        held.toExchange = responder->rule.toExchange;
        held.body = std::move(answer->body);
        held.key = std::move(answer->key);
        held.headers = std::move(answer->headers);
        if (!m_held.hasRoom(windowMessages() + 1, held.bytes() + m_windowBytes)) {
            ++responder->counters.limited;
            continue;
        }
        countHeld(held, true);
        m_held.add(now + answer->delay, std::move(held));
    }
}

} // namespace tapedeck
