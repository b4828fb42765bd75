// Messages: publishing, the long poll, acknowledging, looking, dead letters.
#include "engine/base/limits.h"
#include "engine/net/http/blockqueue/block_queue.h"
#include "engine/net/http/blockqueue/go_duration.h"
#include "engine/net/http/blockqueue/message_page.h"
#include "engine/net/http/blockqueue/values.h"
#include "engine/net/http/encodings.h"

#include <algorithm>
#include <charconv>

namespace tapedeck::blockqueue {

using http::Exchange;

namespace {

constexpr uint32_t kReadMessages = 10; // in one answer
constexpr uint64_t kPageDefault = 100;

constexpr std::string_view kUnknownMessage = "error ack message. message_id not found";
constexpr std::string_view kNoMessage = "message not found";

// The first query parameter of that name; empty if there is none.
std::string parameter(const Exchange& exchange, std::string_view name)
{
    for (auto& [given, value] : http::parseForm(exchange.request().query())) {
        if (given == name)
            return value;
    }
    return {};
}

// A positive number; the default for anything else.
uint64_t positive(const std::string& text, uint64_t otherwise)
{
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value > 0 ? value : otherwise;
}

struct PageRequest {
    size_t limit, offset;
};
// What lies before the offset is counted one by one, so there is a limit.
Result<PageRequest> pageOf(const Exchange& exchange)
{
    const uint64_t offset = positive(parameter(exchange, "offset"), 0);
    if (offset > limits::kChannelMessagesMax)
        return Error{
            ErrorCode::invalidArgument, "the offset is more than " + std::to_string(limits::kChannelMessagesMax)};
    const uint64_t limit = positive(parameter(exchange, "limit"), kPageDefault);
    return PageRequest{std::min<size_t>(limit, limits::kPageRowsMax), offset};
}

} // namespace

// ------------------------------------------------------------------------------------------------ publishing

void BlockQueue::publishOne(Call& call)
{
    const Result<PublishBody> body = readPublish(call.exchange.request().body);
    if (!body)
        return fail(call.exchange, body.error());
    publish(call, {&*body, 1});
}

void BlockQueue::publishBatch(Call& call)
{
    const Result<std::vector<PublishBody>> body = readPublishBatch(call.exchange.request().body);
    if (!body)
        return fail(call.exchange, body.error());
    publish(call, *body);
}

void BlockQueue::publish(Call& call, std::span<const PublishBody> bodies)
{
    std::vector<NewMessage> messages;
    messages.reserve(bodies.size());
    for (const PublishBody& body : bodies) {
        NewMessage& message = messages.emplace_back(NewMessage{body.message});
        if (body.delay.empty())
            continue;
        const Result<int64_t> delay = parseGoDuration(body.delay);
        if (!delay)
            return sayError(call.exchange, delay.error().text);
        message.delay = std::max(Duration{}, fromNanoseconds(*delay));
    }
    if (!messages.empty()) {
        const Result<MessageId> first = m_broker.publish(*call.topic, messages);
        if (!first && first.error().code == ErrorCode::overloaded)
            return call.exchange.retryWhenRoom();
        if (!first)
            return fail(call.exchange, first.error());
    }
    say(call.exchange);
}

// ------------------------------------------------------------------------------------------------ consuming

void BlockQueue::readSubscriber(Call& call)
{
    Exchange& exchange = call.exchange;
    const Result<int64_t> timeout = parseGoDuration(parameter(exchange, "timeout"));
    if (!timeout)
        return fail(exchange, timeout.error());
    if (!m_broker.hasChannel(*call.topic, call.subscriber))
        return sayError(exchange, "listener not found");
    if (*timeout <= 0)
        return say(exchange, "[]");
    ReceiveRequest request;
    request.channel = call.subscriber;
    request.count = kReadMessages;
    request.wait = fromNanoseconds(*timeout);
    exchange.receive(*call.topic, request, [this, &exchange](const http::Received& received) {
        if (received.error) {
            const bool gone =
                received.error->code == ErrorCode::queueNotFound || received.error->code == ErrorCode::channelNotFound;
            return sayError(exchange, gone ? "listener was deleted" : received.error->text);
        }
        std::string data = "[";
        for (const DeliveredMessage& delivered : received.deliveries) {
            if (data.size() > 1)
                data += ',';
            appendMember(data, "id", messageKey(delivered.message.time, delivered.message.id));
            appendMember(data, "message", delivered.message.body);
            data += '}';
        }
        say(exchange, data + ']');
    });
}

void BlockQueue::ackOne(Call& call)
{
    const std::optional<MessageId> id = parseMessageKey(call.message);
    if (!m_broker.hasChannel(*call.topic, call.subscriber))
        return sayError(call.exchange, "listener not found");
    if (!id || *id >= m_broker.head(*call.topic))
        return sayError(call.exchange, kUnknownMessage);
    const Result<uint32_t> settled = m_broker.settle(*call.topic, call.subscriber, {&*id, 1});
    if (!settled)
        return fail(call.exchange, settled.error());
    say(call.exchange); // also if it had been settled before
}

void BlockQueue::ackBatch(Call& call)
{
    const Result<std::vector<std::string>> keys = readIds(call.exchange.request().body);
    if (!keys)
        return fail(call.exchange, keys.error());
    if (!m_broker.hasChannel(*call.topic, call.subscriber))
        return sayError(call.exchange, "listener not found");
    std::vector<MessageId> ids;
    const MessageId head = m_broker.head(*call.topic);
    for (const std::string& key : *keys) {
        const std::optional<MessageId> id = parseMessageKey(key);
        if (id && *id < head)
            ids.push_back(*id);
    }
    if (ids.empty() && !(*keys).empty())
        return sayError(call.exchange, kNoMessage);
    const Result<uint32_t> settled = m_broker.settle(*call.topic, call.subscriber, ids);
    if (!settled)
        return fail(call.exchange, settled.error());
    say(call.exchange);
}

// ------------------------------------------------------------------------------------------------ looking

void BlockQueue::peek(Call& call)
{
    const Result<PageRequest> page = pageOf(call.exchange);
    if (!page)
        return fail(call.exchange, page.error());
    const size_t end = (*page).offset + (*page).limit;
    std::vector<ChannelMessage> messages;
    MessageId from;
    // The broker lists so many at a time only.
    while (messages.size() < end) {
        const size_t wanted = end - messages.size();
        Result<std::vector<ChannelMessage>> more = m_broker.channelMessages(*call.topic, call.subscriber, from, wanted);
        if (!more)
            return fail(call.exchange, more.error());
        if ((*more).empty())
            break;
        from = (*more).back().id + 1;
        messages.insert(messages.end(), (*more).begin(), (*more).end());
    }
    std::vector<MessagePage::Item> items;
    for (size_t i = (*page).offset; i < messages.size(); ++i) {
        const ChannelMessage& message = messages[i];
        items.push_back({message.id, message.state == MessageState::inFlight ? "delivered" : "pending",
            message.attempts, message.visibleAt});
    }
    MessagePage::read(call.exchange, call.topic, std::move(items), [this, &exchange = call.exchange](const auto& list) {
        list ? say(exchange, *list) : fail(exchange, list.error());
    });
}

void BlockQueue::listDead(Call& call)
{
    const Result<PageRequest> page = pageOf(call.exchange);
    if (!page)
        return fail(call.exchange, page.error());
    // They come with the oldest first.
    const Result<std::vector<DeadMessage>> dead = m_broker.deadLetters(*call.topic, call.subscriber, SIZE_MAX);
    if (!dead)
        return fail(call.exchange, dead.error());
    std::vector<MessagePage::Item> items;
    const size_t skipped = std::min((*page).offset, (*dead).size());
    for (size_t i = (*dead).size() - skipped; i > 0 && items.size() < (*page).limit; --i) {
        const DeadMessage& letter = (*dead)[i - 1];
        items.push_back({letter.id, "dead_letter", letter.letter.attempts, letter.letter.time});
    }
    MessagePage::read(call.exchange, call.topic, std::move(items), [this, &exchange = call.exchange](const auto& list) {
        list ? say(exchange, *list) : fail(exchange, list.error());
    });
}

void BlockQueue::replayDead(Call& call)
{
    const std::optional<MessageId> id = parseMessageKey(call.message);
    if (!m_broker.hasChannel(*call.topic, call.subscriber))
        return sayError(call.exchange, "listener not found");
    if (!id)
        return sayError(call.exchange, kNoMessage);
    const Result<uint64_t> replayed = m_broker.replayDead(*call.topic, call.subscriber, {&*id, 1});
    if (!replayed)
        return fail(call.exchange, replayed.error());
    if (*replayed == 0)
        return sayError(call.exchange, kNoMessage);
    say(call.exchange);
}

} // namespace tapedeck::blockqueue
