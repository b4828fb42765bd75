#include "engine/net/http/restmq/live_queue.h"

#include "engine/base/check.h"
#include "engine/net/connection.h"
#include "engine/net/http/restmq/expiry.h"
#include "engine/net/http/restmq/json_text.h"
#include "engine/net/reactor.h"

#include <algorithm>
#include <iterator>

namespace tapedeck::restmq {

namespace {

constexpr uint32_t kMessagesAtOnce = 256;
constexpr size_t kBytesAtOnce = 128 << 10;
constexpr Duration kWait = Duration::seconds(3'600); // begun anew when it is over
// Only matters after a crash, or for a consumer that takes nothing for that long: then the message comes again, and is
// either settled or stays with that consumer.
constexpr Duration kLease = Duration::seconds(60);
// How soon it is looked whether messages have left, or a stopped queue was started, when no event tells.
constexpr Duration kLookInterval = Duration::millis(100);
constexpr Duration kStoppedInterval = Duration::seconds(1);
// A message that cannot be given to anybody here is looked at again after this.
constexpr Duration kTooLongDelay = Duration::seconds(60);

} // namespace

bool isTooLongForJson(std::string_view body)
{
    if (body.size() <= kJsonBytesMax / 6)
        return false;
    std::string json;
    appendJsonText(json, body);
    return json.size() > kJsonBytesMax;
}

std::string keyOf(std::string_view queue, MessageId id)
{
    return std::string(queue) + ':' + std::to_string(id.value);
}

LiveMessage formatLive(std::string_view queue, MessageId id, std::string_view body)
{
    const std::string key = keyOf(queue, id);
    LiveMessage message;
    message.json = JsonObject().text("key", key).text("value", body).take();
    message.line = message.json + "\r\n";
    // A name with a line break would end the field early.
    if (key.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos)
        message.event = "id: " + key + "\n";
    message.event += "data: " + message.json + "\n\n";
    return message;
}

LiveConsumer::~LiveConsumer()
{
    CHECK(!m_queue);
}

void LiveConsumer::leave()
{
    if (m_queue)
        m_queue->remove(*this);
}

bool LiveConsumer::present() const
{
    return !m_connection.closing();
}

void LiveConsumer::roomCame()
{
    if (m_queue)
        m_queue->scheduleTurn();
}

LiveQueue::LiveQueue(Reactor& reactor, Broker& broker, QueuePtr queue, std::function<void()> onIdle)
    : m_reactor(reactor)
    , m_broker(broker)
    , m_queue(std::move(queue))
    , m_onIdle(std::move(onIdle))
    , m_timer(reactor)
{
}

LiveQueue::~LiveQueue()
{
    for (LiveConsumer* consumer : m_consumers)
        consumer->m_queue = nullptr;
    if (m_wait != 0)
        m_broker.cancel(m_wait);
}

// ---------------------------------------------------------------------------------------------- consumers

void LiveQueue::add(LiveConsumer& consumer)
{
    consumer.m_queue = this;
    m_consumers.push_back(&consumer);
    scheduleTurn(); // not from inside the request: its answer comes first
}

void LiveQueue::remove(LiveConsumer& consumer)
{
    const auto found = std::find(m_consumers.begin(), m_consumers.end(), &consumer);
    const auto index = static_cast<size_t>(found - m_consumers.begin());
    m_consumers.erase(found);
    consumer.m_queue = nullptr;
    if (index < m_turn)
        --m_turn;
    std::vector<Ticket> tickets;
    std::vector<MessageId> ids;
    collectLeft(consumer, tickets, ids);
    acknowledge(tickets, ids);
    for (const LiveConsumer::Mark& mark : consumer.m_marks) {
        const auto parcel = m_parcels.find(mark.parcel);
        if (parcel == m_parcels.end() || --parcel->second.receivers > 0)
            continue;
        giveBack(parcel->second);
        m_parcels.erase(parcel);
    }
    consumer.m_marks.clear();
    if (!m_consumers.empty())
        return;
    m_timer.cancel();
    if (m_wait != 0)
        m_broker.cancel(std::exchange(m_wait, 0));
    scheduleTurn();
}

void LiveQueue::endAll()
{
    if (m_wait != 0)
        m_broker.cancel(std::exchange(m_wait, 0));
    settleLeft();
    const std::vector<LiveConsumer*> consumers = std::exchange(m_consumers, {});
    m_parcels.clear();
    m_owed.clear();
    m_turn = 0;
    for (LiveConsumer* consumer : consumers) {
        consumer->m_queue = nullptr;
        consumer->m_marks.clear();
        consumer->end();
    }
    scheduleTurn();
}

void LiveQueue::settingsChanged()
{
    if (m_queue->deleted())
        return;
    m_settingsRead.reset();
    readSettings();
    if (m_settings.flow == FlowState::stopped && m_wait != 0)
        m_broker.cancel(std::exchange(m_wait, 0));
    scheduleTurn();
}

// ---------------------------------------------------------------------------------------------- receiving

// Everything that gives messages happens in turns of its own, so no caller sees consumers come or go under its feet.
void LiveQueue::scheduleTurn()
{
    if (std::exchange(m_turnScheduled, true))
        return;
    m_reactor.post([weak = weak_from_this()] {
        if (const std::shared_ptr<LiveQueue> self = weak.lock())
            self->nextTurn();
    });
}

void LiveQueue::nextTurn()
{
    m_turnScheduled = false;
    m_turnBytes = 0;
    if (m_consumers.empty()) {
        m_onIdle();
        return;
    }
    settleLeft();
    pump();
}

// Other ports may change them. Statistics cost as much as the queue has channels, so not for each message.
void LiveQueue::readSettings()
{
    const Time now = m_broker.now();
    if (m_settingsRead && now >= *m_settingsRead && now - *m_settingsRead < kLookInterval)
        return;
    m_settingsRead = now;
    m_settings = m_broker.stats(*m_queue).settings;
}

bool LiveQueue::mayReceive()
{
    if (m_wait != 0 || m_broken || m_consumers.empty() || m_queue->deleted())
        return false;
    if (m_turnBytes >= limits::kLiveTurnBytes) {
        scheduleTurn();
        return false;
    }
    readSettings();
    if (m_settings.flow == FlowState::stopped) {
        // Other ports can start it too.
        m_timer.start(kStoppedInterval, [this] { scheduleTurn(); });
        return false;
    }
    return std::any_of(m_consumers.begin(), m_consumers.end(),
        [](const LiveConsumer* consumer) { return consumer->present() && !consumer->full(); });
}

void LiveQueue::pump()
{
    if (m_pumping)
        return;
    m_pumping = true;
    while (mayReceive()) {
        m_answered = false;
        ReceiveRequest request;
        request.channel = kChannel;
        request.count = kMessagesAtOnce;
        request.bytesMax = kBytesAtOnce;
        request.wait = kWait;
        request.leaseUntil = m_broker.now() + kLease;
        const WaitId wait = m_broker.receive(*m_queue, request, *this);
        if (!m_answered) {
            m_wait = wait;
            break;
        }
    }
    m_pumping = false;
}

void LiveQueue::onDeliveries(std::span<const DeliveredMessage> deliveries)
{
    m_answered = true;
    m_wait = 0;
    deliver(deliveries);
    pump();
}

void LiveQueue::onNothing(bool timedOut)
{
    m_answered = true;
    m_wait = 0;
    if (timedOut)
        scheduleTurn();
    else
        m_broken = true; // the broker closes
}

void LiveQueue::onReceiveError(const Error& error)
{
    m_answered = true;
    m_wait = 0;
    m_broken = true;
    if (error.code == ErrorCode::queueNotFound || error.code == ErrorCode::channelNotFound)
        endAll();
}

// ---------------------------------------------------------------------------------------------- giving out

void LiveQueue::deliver(std::span<const DeliveredMessage> deliveries)
{
    readSettings();
    const bool wanted = m_settings.flow != FlowState::stopped
        && std::any_of(m_consumers.begin(), m_consumers.end(), [](const LiveConsumer* c) { return c->present(); });
    std::vector<const DeliveredMessage*> fresh;
    std::vector<Ticket> done, back, tooLong;
    for (const DeliveredMessage& delivery : deliveries) {
        const auto owed = m_owed.find(delivery.message.id.value);
        if (owed != m_owed.end())
            owed->second.ticket = delivery.ticket; // its lease was over; a consumer still has it before it
        else if (hasExpired(delivery.message.headers, m_broker.now()))
            done.push_back(delivery.ticket);
        else if (!wanted)
            back.push_back(delivery.ticket);
        else if (isTooLongForJson(delivery.message.body))
            tooLong.push_back(delivery.ticket);
        else
            fresh.push_back(&delivery);
    }
    if (!done.empty())
        static_cast<void>(m_broker.ack(*m_queue, kChannel, done));
    if (!back.empty())
        static_cast<void>(m_broker.nack(*m_queue, kChannel, back, {}, false));
    if (!tooLong.empty())
        static_cast<void>(m_broker.nack(*m_queue, kChannel, tooLong, kTooLongDelay, false));
    if (fresh.empty())
        return;
    if (m_settings.sharePolicy == SharePolicy::roundRobin)
        deliverInTurn(fresh);
    else
        deliverToAll(fresh);
    scheduleTurn();
}

// One message may be larger than what may otherwise be pushed, until it has left.
void LiveQueue::giveTo(LiveConsumer& consumer, const LiveMessage& message)
{
    if (message.json.size() > limits::kOutputBytesHard / 2 && !consumer.m_large) {
        consumer.m_large = true;
        consumer.m_connection.setPushing(false);
    }
    consumer.give(message);
}

void LiveQueue::deliverToAll(std::span<const DeliveredMessage* const> fresh)
{
    std::vector<LiveConsumer*> receivers;
    std::copy_if(m_consumers.begin(), m_consumers.end(), std::back_inserter(receivers),
        [](const LiveConsumer* consumer) { return consumer->present(); });
    for (const DeliveredMessage* delivery : fresh) {
        const LiveMessage message = formatLive(m_queue->name(), delivery->message.id, delivery->message.body);
        for (LiveConsumer* consumer : receivers)
            giveTo(*consumer, message);
        m_turnBytes += message.json.size() * receivers.size();
    }
    startParcel(fresh, receivers);
}

// One message is one turn.
void LiveQueue::deliverInTurn(std::span<const DeliveredMessage* const> fresh)
{
    std::vector<std::vector<const DeliveredMessage*>> shares(m_consumers.size());
    for (const DeliveredMessage* delivery : fresh) {
        const size_t index = nextInTurn();
        const LiveMessage message = formatLive(m_queue->name(), delivery->message.id, delivery->message.body);
        giveTo(*m_consumers[index], message);
        m_turnBytes += message.json.size();
        shares[index].push_back(delivery);
    }
    for (size_t i = 0; i < shares.size(); ++i) {
        if (!shares[i].empty())
            startParcel(shares[i], {&m_consumers[i], 1});
    }
}

// Who takes nothing is passed over, unless it is so with all. At least one is present.
size_t LiveQueue::nextInTurn()
{
    const size_t count = m_consumers.size();
    for (const bool evenFull : {false, true}) {
        for (size_t step = 0; step < count; ++step) {
            const size_t index = (m_turn + step) % count;
            if (m_consumers[index]->present() && (evenFull || !m_consumers[index]->full())) {
                m_turn = (index + 1) % count;
                return index;
            }
        }
    }
    CHECK(false);
    return 0;
}

void LiveQueue::startParcel(std::span<const DeliveredMessage* const> messages, std::span<LiveConsumer* const> receivers)
{
    const uint64_t number = ++m_lastParcel;
    Parcel& parcel = m_parcels[number];
    parcel.receivers = receivers.size();
    for (const DeliveredMessage* delivery : messages) {
        parcel.ids.push_back(delivery->message.id);
        m_owed[delivery->message.id.value] = {number, delivery->ticket};
    }
    for (LiveConsumer* consumer : receivers)
        consumer->m_marks.push_back({number, consumer->m_connection.info().bytesOut + consumer->unsentBytes()});
}

// Takes the parcels that have left for this consumer out of the books.
void LiveQueue::collectLeft(LiveConsumer& consumer, std::vector<Ticket>& tickets, std::vector<MessageId>& ids)
{
    const uint64_t left = consumer.m_connection.info().bytesOut;
    const bool all = consumer.unsentBytes() == 0;
    if (all && consumer.m_large) {
        consumer.m_large = false;
        consumer.m_connection.setPushing(true);
    }
    while (!consumer.m_marks.empty() && (all || consumer.m_marks.front().offset <= left)) {
        const auto parcel = m_parcels.find(consumer.m_marks.front().parcel);
        consumer.m_marks.pop_front();
        if (parcel == m_parcels.end())
            continue;
        for (const MessageId id : parcel->second.ids) {
            const auto owed = m_owed.find(id.value);
            tickets.push_back(owed->second.ticket);
            ids.push_back(id);
            m_owed.erase(owed);
        }
        m_parcels.erase(parcel);
    }
}

// Acknowledges what has left for at least one consumer.
void LiveQueue::settleLeft()
{
    std::vector<Ticket> tickets;
    std::vector<MessageId> ids;
    for (LiveConsumer* consumer : m_consumers)
        collectLeft(*consumer, tickets, ids);
    acknowledge(tickets, ids);
    if (!m_parcels.empty())
        m_timer.start(kLookInterval, [this] { scheduleTurn(); });
}

void LiveQueue::acknowledge(const std::vector<Ticket>& tickets, const std::vector<MessageId>& ids)
{
    if (tickets.empty() || m_queue->deleted())
        return;
    const Result<uint32_t> count = m_broker.ack(*m_queue, kChannel, tickets);
    if (count && *count < tickets.size()) // a lease was over before the bytes left
        static_cast<void>(m_broker.settle(*m_queue, kChannel, ids));
}

// As if it had never been handed out.
void LiveQueue::giveBack(const Parcel& parcel)
{
    std::vector<Ticket> tickets;
    for (const MessageId id : parcel.ids) {
        const auto owed = m_owed.find(id.value);
        tickets.push_back(owed->second.ticket);
        m_owed.erase(owed);
    }
    if (!m_queue->deleted())
        static_cast<void>(m_broker.nack(*m_queue, kChannel, tickets, {}, false));
}

} // namespace tapedeck::restmq
