#include "engine/net/http/restmq/queues.h"

#include "engine/base/limits.h"
#include "engine/net/http/restmq/expiry.h"

#include <algorithm>
#include <charconv>

namespace tapedeck::restmq {

namespace {

constexpr Duration kPopLease = Duration::seconds(60); // acknowledged at once; matters only if that cannot be kept

// Runs `step` until it ends without calling what it is given; it may call that later too. However many steps answer at
// once, the stack does not grow.
class Steps : public std::enable_shared_from_this<Steps> {
public:
    using Step = std::function<void(std::function<void()> again)>;
    static void run(Step step)
    {
        const auto steps = std::make_shared<Steps>();
        steps->m_step = std::move(step);
        steps->go();
    }

private:
    void go()
    {
        if (m_running) {
            m_again = true;
            return;
        }
        m_running = true;
        do {
            m_again = false;
            m_step([self = shared_from_this()] { self->go(); });
        } while (m_again);
        m_running = false;
    }
    Step m_step;
    bool m_running = false;
    bool m_again = false;
};

// `orders:17`
std::optional<std::pair<std::string_view, MessageId>> splitKey(std::string_view key)
{
    const size_t colon = key.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const std::string_view digits = key.substr(colon + 1);
    uint64_t id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (error != std::errc{} || end != digits.data() + digits.size() || id == 0 || digits.front() == '0')
        return std::nullopt;
    return std::pair{key.substr(0, colon), MessageId{id}};
}

} // namespace

Queues::Queues(Reactor& reactor, Broker& broker)
    : m_reactor(reactor)
    , m_broker(broker)
{
}

Queues::~Queues() = default;

// ---------------------------------------------------------------------------------------------- finding

Status Queues::giveChannel(QueueHandle& queue)
{
    if (m_broker.hasChannel(queue, kChannel))
        return {};
    return m_broker.createChannel(queue, kChannel, ChannelStart::first, ChannelSettings{});
}

Result<QueuePtr> Queues::find(std::string_view name)
{
    QueuePtr queue = m_broker.findQueue(name);
    if (queue) {
        if (const Status status = giveChannel(*queue); !status)
            return status.error();
    }
    return queue;
}

Result<QueuePtr> Queues::open(std::string_view name)
{
    QueuePtr queue = m_broker.findQueue(name);
    if (!queue) {
        Result<QueuePtr> created = m_broker.createQueue(name, m_broker.defaultSettings());
        if (!created)
            return created;
        queue = std::move(*created);
    }
    if (const Status status = giveChannel(*queue); !status)
        return status.error();
    return queue;
}

bool Queues::everUsed(const QueueHandle& queue) const
{
    return m_broker.head(queue).value > 1;
}

std::vector<QueuePtr> Queues::list()
{
    std::vector<QueuePtr> queues = m_broker.listQueues({});
    std::erase_if(queues, [this](const QueuePtr& queue) { return !everUsed(*queue); });
    return queues;
}

// ---------------------------------------------------------------------------------------------- messages

Result<MessageId> Queues::publish(QueueHandle& queue, std::string_view body, std::optional<Duration> ttl)
{
    NewMessage message{body};
    std::string headers;
    if (ttl) {
        headers = expiresAt(m_broker.now() + *ttl);
        message.headers = headers;
    }
    return m_broker.publish(queue, {&message, 1});
}

void Queues::pop(http::Exchange& exchange, const QueuePtr& queue, bool keepValue, Done done)
{
    Steps::run([this, &exchange, queue, keepValue, done = std::move(done)](std::function<void()> again) {
        ReceiveRequest request;
        request.channel = kChannel;
        request.leaseUntil = m_broker.now() + kPopLease;
        exchange.receive(*queue, request, [=, this](const http::Received& received) {
            if (received.error)
                return done(*received.error);
            if (received.deliveries.empty())
                return done(std::optional<Message>());
            const DeliveredMessage& delivery = received.deliveries.front();
            const MessageView& view = delivery.message;
            if (isTooLongForJson(view.body)) {
                static_cast<void>(m_broker.nack(*queue, kChannel, {&delivery.ticket, 1}, {}, false));
                return done(Error{ErrorCode::unsupported,
                    "message " + keyOf(queue->name(), view.id) + " is too long for JSON; take it on another port"});
            }
            const Result<uint32_t> acked = m_broker.ack(*queue, kChannel, {&delivery.ticket, 1});
            if (!acked)
                return done(acked.error());
            forgetLooks(*queue, view.id);
            if (hasExpired(view.headers, m_broker.now()))
                return again();
            if (keepValue) {
                Memory& memory = memoryOf(*queue);
                memory.popped.insert(view.id.value);
                memory.poppedInOrder.push_back(view.id.value);
                if (memory.poppedInOrder.size() > limits::kPoppedRememberedMax) {
                    memory.popped.erase(memory.poppedInOrder.front());
                    memory.poppedInOrder.pop_front();
                }
            }
            done(std::optional(Message{view.id, std::string(view.body), 0}));
        });
    });
}

void Queues::look(http::Exchange& exchange, const QueuePtr& queue, Done done)
{
    Steps::run([this, &exchange, queue, done = std::move(done)](std::function<void()> again) {
        // Those given to live consumers are in flight; they are not there any more as far as others see.
        MessageId from;
        std::optional<MessageId> oldest;
        while (!oldest) {
            const auto messages = m_broker.channelMessages(*queue, kChannel, from, 1'000);
            if (!messages)
                return done(messages.error());
            const auto pending = std::find_if(messages->begin(), messages->end(),
                [](const ChannelMessage& message) { return message.state == MessageState::pending; });
            if (pending != messages->end())
                oldest = pending->id;
            else if (messages->size() < 1'000)
                return done(std::optional<Message>());
            else
                from = messages->back().id + 1;
        }
        exchange.read(*queue, *oldest, 1, 0, {}, [=, this, id = *oldest](const auto& read) {
            if (!read)
                return done(read.error());
            const bool gone = read->empty() || read->front().id != id; // removed by age meanwhile
            if (!gone && isTooLongForJson(read->front().body))
                return done(Error{ErrorCode::unsupported,
                    "message " + keyOf(queue->name(), id) + " is too long for JSON; read it on another port"});
            if (gone || hasExpired(read->front().headers, m_broker.now())) {
                const Result<uint32_t> settled = m_broker.settle(*queue, kChannel, {&id, 1});
                if (!settled)
                    return done(settled.error());
                if (gone)
                    return done(std::optional<Message>());
                return again();
            }
            auto& looks = memoryOf(*queue).looks;
            if (looks.size() >= limits::kPoppedRememberedMax)
                looks.clear();
            done(std::optional(Message{id, std::string(read->front().body), ++looks[id.value]}));
        });
    });
}

Result<bool> Queues::remove(std::string_view key)
{
    const auto parts = splitKey(key);
    if (!parts)
        return false;
    const MessageId id = parts->second;
    Result<QueuePtr> found = find(parts->first);
    if (!found)
        return found.error();
    if (!*found)
        return false;
    QueueHandle& queue = **found;
    if (memoryOf(queue).popped.erase(id.value) > 0) {
        std::erase(memoryOf(queue).poppedInOrder, id.value);
        return true;
    }
    const LiveQueue* const live = liveOf(queue);
    if (live && live->owes(id))
        return false;
    forgetLooks(queue, id);
    const Result<uint32_t> settled = m_broker.settle(queue, kChannel, {&id, 1});
    if (!settled)
        return settled.error();
    return *settled > 0;
}

Result<bool> Queues::purge(QueueHandle& queue)
{
    const bool hadSome = length(queue) > 0;
    if (LiveQueue* const live = liveOf(queue))
        live->endAll();
    const Result<bool> purged = m_broker.purgeChannel(queue, kChannel);
    if (!purged)
        return purged.error();
    memoryOf(queue).looks.clear();
    return hadSome;
}

uint64_t Queues::length(QueueHandle& queue)
{
    const std::optional<ChannelStats> channel = m_broker.channelStats(queue, kChannel);
    if (!channel)
        return m_broker.head(queue) - m_broker.first(queue);
    const LiveQueue* const live = liveOf(queue);
    const uint64_t given = live ? live->owed() : 0;
    return channel->lag + channel->redeliver + channel->delayed
        + (channel->inFlight > given ? channel->inFlight - given : 0);
}

std::vector<std::string> Queues::newestKeys(QueueHandle& queue, size_t count)
{
    constexpr uint64_t kLookBack = 1'000; // messages popped out of order are rare
    const MessageId head = m_broker.head(queue);
    const MessageId from = head.value > kLookBack ? head - kLookBack : MessageId{1};
    const auto messages = m_broker.channelMessages(queue, kChannel, from, kLookBack);
    std::vector<std::string> keys;
    if (!messages)
        return keys;
    for (auto message = messages->rbegin(); message != messages->rend() && keys.size() < count; ++message)
        keys.push_back(keyOf(queue.name(), message->id));
    return keys;
}

Status Queues::change(QueueHandle& queue, const QueueSettings& settings)
{
    if (const Status status = m_broker.changeQueue(queue, settings); !status)
        return status;
    if (LiveQueue* const live = liveOf(queue))
        live->settingsChanged();
    return {};
}

// ---------------------------------------------------------------------------------------------- memory, live

Queues::Memory& Queues::memoryOf(const QueueHandle& queue)
{
    const uint32_t number = queue.number().value;
    const auto found = m_memories.find(number);
    if (found != m_memories.end())
        return found->second;
    if (m_memoriesInOrder.size() == limits::kPoppedQueuesMax) {
        m_memories.erase(m_memoriesInOrder.front());
        m_memoriesInOrder.pop_front();
    }
    m_memoriesInOrder.push_back(number);
    return m_memories[number];
}

void Queues::forgetLooks(const QueueHandle& queue, MessageId id)
{
    const auto memory = m_memories.find(queue.number().value);
    if (memory != m_memories.end())
        memory->second.looks.erase(id.value);
}

LiveQueue* Queues::liveOf(const QueueHandle& queue) const
{
    const auto found = m_live.find(queue.number().value);
    return found == m_live.end() ? nullptr : found->second.get();
}

void Queues::listen(const QueuePtr& queue, LiveConsumer& consumer)
{
    std::shared_ptr<LiveQueue>& live = m_live[queue->number().value];
    if (!live) {
        live = std::make_shared<LiveQueue>(m_reactor, m_broker, queue, [this, number = queue->number().value] {
            const auto found = m_live.find(number);
            if (found != m_live.end() && found->second->idle())
                m_live.erase(found);
        });
    }
    live->add(consumer);
}

} // namespace tapedeck::restmq
