// Topics and their subscribers.
#include "engine/net/http/blockqueue/block_queue.h"
#include "engine/net/http/blockqueue/go_duration.h"
#include "engine/net/http/blockqueue/values.h"

#include <algorithm>
#include <set>

namespace tapedeck::blockqueue {

using http::Exchange;

namespace {

constexpr Duration kVisibility = Duration::seconds(300);

ChannelSettings settingsOf(const SubscriberBody& subscriber)
{
    ChannelSettings settings;
    const Result<int64_t> stated = parseGoDuration(subscriber.visibility);
    settings.ticketTimeout = stated && *stated > 0 ? fromNanoseconds(*stated) : kVisibility;
    // What counts are redeliveries: the first delivery comes on top.
    const int64_t redeliveries = std::clamp<int64_t>(subscriber.maxAttempts, 1, UINT32_MAX - 1);
    settings.attemptLimit = static_cast<uint32_t>(redeliveries) + 1;
    return settings;
}

} // namespace

void BlockQueue::listTopics(Exchange& exchange)
{
    std::vector<QueuePtr> topics = m_broker.listQueues({});
    std::sort(topics.begin(), topics.end(),
        [](const QueuePtr& a, const QueuePtr& b) { return a->number() < b->number(); }); // as they were made
    std::string data = "[";
    for (const QueuePtr& topic : topics) {
        const QueueStats stats = m_broker.stats(*topic);
        if (data.size() > 1)
            data += ',';
        appendMember(data, "id", topicId(topic->number()));
        appendMember(data, "name", topic->name());
        appendMember(data, "created_at", stats.first < stats.head ? timeText(stats.firstTime) : std::string(kZeroTime));
        data += ",\"deleted_at\":null}";
    }
    say(exchange, data + ']');
}

bool BlockQueue::checkNew(Exchange& exchange, const QueueHandle* topic, std::span<const SubscriberBody> subscribers)
{
    if (subscribers.empty()) {
        sayError(exchange, "length of array is 0: core.Subscribers{}");
        return false;
    }
    std::set<std::string_view> names;
    for (const SubscriberBody& subscriber : subscribers) {
        if (names.insert(subscriber.name).second && !(topic && m_broker.hasChannel(*topic, subscriber.name)))
            continue;
        sayError(exchange, "UNIQUE constraint failed: topic_subscribers.name, topic_subscribers.topic_id");
        return false;
    }
    return true;
}

Status BlockQueue::addChannels(QueueHandle& topic, std::span<const SubscriberBody> subscribers)
{
    for (size_t i = 0; i < subscribers.size(); ++i) {
        Status made =
            m_broker.createChannel(topic, subscribers[i].name, ChannelStart::head, settingsOf(subscribers[i]));
        if (made)
            continue;
        while (i-- > 0)
            static_cast<void>(m_broker.deleteChannel(topic, subscribers[i].name)); // the first error is the one to tell
        return made;
    }
    return {};
}

void BlockQueue::createTopic(Exchange& exchange)
{
    const Result<TopicBody> body = readTopic(exchange.request().body);
    if (!body)
        return fail(exchange, body.error());
    if (m_broker.findQueue((*body).name))
        return exchange.answer(failure(409, "topic was exist", "Conflict"));
    if (!checkNew(exchange, nullptr, (*body).subscribers))
        return;
    const Result<QueuePtr> topic = m_broker.createQueue((*body).name, m_broker.defaultSettings());
    if (!topic && topic.error().code == ErrorCode::overloaded)
        return exchange.retryWhenRoom();
    if (!topic)
        return fail(exchange, topic.error());
    if (const Status added = addChannels(**topic, (*body).subscribers); !added) {
        static_cast<void>(m_broker.deleteQueue(**topic));
        return fail(exchange, added.error());
    }
    say(exchange);
}

void BlockQueue::deleteTopic(Call& call)
{
    if (const Status deleted = m_broker.deleteQueue(*call.topic); !deleted)
        return fail(call.exchange, deleted.error());
    say(call.exchange);
}

void BlockQueue::listSubscribers(Call& call)
{
    std::vector<ChannelStats> channels = m_broker.stats(*call.topic).channels;
    std::sort(channels.begin(), channels.end(),
        [](const ChannelStats& a, const ChannelStats& b) { return a.number < b.number; }); // as they were made
    const std::string topic = topicId(call.topic->number());
    std::string data = "[";
    for (const ChannelStats& channel : channels) {
        if (data.size() > 1)
            data += ',';
        appendMember(data, "topic_id", topic);
        appendMember(data, "name", channel.name);
        data += ",\"unpublished_message\":" + std::to_string(channel.lag + channel.redeliver + channel.delayed)
            + ",\"unacked_message\":" + std::to_string(channel.inFlight) + '}';
    }
    say(call.exchange, data + ']');
}

void BlockQueue::createSubscribers(Call& call)
{
    const Result<std::vector<SubscriberBody>> body = readSubscribers(call.exchange.request().body);
    if (!body)
        return fail(call.exchange, body.error());
    if (!checkNew(call.exchange, call.topic.get(), *body))
        return;
    if (const Status added = addChannels(*call.topic, *body); !added)
        return fail(call.exchange, added.error());
    say(call.exchange);
}

void BlockQueue::deleteSubscriber(Call& call)
{
    const Result<bool> deleted = m_broker.deleteChannel(*call.topic, call.subscriber);
    if (!deleted)
        return fail(call.exchange, deleted.error());
    if (!*deleted)
        return sayError(call.exchange, "listener not found");
    say(call.exchange);
}

} // namespace tapedeck::blockqueue
