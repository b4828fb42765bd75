// Receiving under tickets, and settling.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/values.h"

#include <algorithm>
#include <functional>

namespace tapedeck::api {

namespace {

// Longer polls gain nothing, and a wait has to end some time.
constexpr Duration kWaitMax = Duration::seconds(3600);

Time later(Time now, Duration by)
{
    return by.micros > Time::never().micros - now.micros ? Time::never() : now + by;
}

std::vector<Ticket> ticketsOf(const std::vector<uint64_t>& numbers)
{
    std::vector<Ticket> tickets;
    tickets.reserve(numbers.size());
    for (const uint64_t number : numbers) // what no ticket can be is 0, which is none
        tickets.push_back({number <= kExactNumberMax ? static_cast<int64_t>(number) : 0});
    return tickets;
}

void answerCounted(Exchange& exchange, const Result<uint32_t>& count, size_t asked)
{
    if (!count)
        return answerError(exchange, count.error());
    JsonWriter json;
    json.beginObject().member("count", uint64_t{*count}).member("asked", uint64_t{asked}).endObject();
    answerJson(exchange, json, true);
}

// Reads a list of numbers and what else `more` wants, and lets `act` do it.
void onNumbers(Exchange& exchange, std::string_view member, const std::function<void(ObjectReader&)>& more,
    const std::function<Result<uint32_t>(const QueueAndChannel&, const std::vector<uint64_t>&)>& act)
{
    const auto at = channelOf(exchange);
    const auto body = at ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    ObjectReader reader(*body);
    const auto numbers = reader.ids(member);
    if (!numbers)
        reader.fail("`" + std::string(member) + "` is missing.");
    if (more)
        more(reader);
    if (answerIfFailed(exchange, reader.finish()))
        answerCounted(exchange, act(*at, *numbers), numbers->size());
}

void giveBack(Exchange& exchange, bool countAttempt)
{
    Duration delay;
    onNumbers(
        exchange, "tickets", [&](ObjectReader& reader) { delay = reader.duration("delay").value_or(Duration{}); },
        [&](const QueueAndChannel& at, const std::vector<uint64_t>& numbers) {
            return exchange.broker().nack(*at.queue, at.channel, ticketsOf(numbers), delay, countAttempt);
        });
}

struct ReceiveOptions {
    QueueAndChannel at;
    std::optional<Duration> lease;
    size_t bodyBytes = SIZE_MAX;
};

void answerReceived(Exchange& exchange, const ReceiveOptions& options, const http::Received& received)
{
    if (received.error)
        return answerError(exchange, *received.error);
    JsonWriter json;
    json.beginObject().key("messages").beginArray();
    for (const DeliveredMessage& delivery : received.deliveries)
        writeDelivery(json, delivery, options.bodyBytes);
    json.endArray().endObject();
    // The lease runs from here on: the wait before may have been longer than it.
    if (options.lease && !received.deliveries.empty()) {
        std::vector<Ticket> tickets;
        for (const DeliveredMessage& delivery : received.deliveries)
            tickets.push_back(delivery.ticket);
        Broker& broker = exchange.broker();
        static_cast<void>(
            broker.extend(*options.at.queue, options.at.channel, tickets, later(broker.now(), *options.lease)));
    }
    answerJson(exchange, json, true);
}

} // namespace

void receive(NativeApi&, Exchange& exchange)
{
    const auto at = channelOf(exchange);
    const auto body = at ? jsonBody(exchange, false) : std::nullopt;
    if (!body)
        return;
    ObjectReader reader(*body);
    ReceiveOptions options{*at, {}, SIZE_MAX};
    ReceiveRequest request;
    request.channel = at->channel;
    request.count = static_cast<uint32_t>(reader.number("count", limits::kReceiveMessagesMax).value_or(1));
    request.wait = std::min(reader.duration("wait").value_or(Duration{}), kWaitMax);
    options.lease = reader.duration("lease");
    request.autoAck = reader.boolean("autoAck").value_or(false);
    request.bytesMax = kAnswerBytes;
    options.bodyBytes = reader.number("bodyBytes").value_or(SIZE_MAX);
    if (request.count == 0)
        reader.fail("`count` is 0; expected at least 1.");
    if (request.autoAck && options.lease)
        reader.fail("`lease` means nothing with `autoAck`: there are no tickets.");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    exchange.receive(*at->queue, request,
        [&exchange, options](const http::Received& received) { answerReceived(exchange, options, received); });
}

void ack(NativeApi&, Exchange& exchange)
{
    onNumbers(exchange, "tickets", {}, [&](const QueueAndChannel& at, const std::vector<uint64_t>& numbers) {
        return exchange.broker().ack(*at.queue, at.channel, ticketsOf(numbers));
    });
}

void nack(NativeApi&, Exchange& exchange)
{
    giveBack(exchange, true);
}

void release(NativeApi&, Exchange& exchange)
{
    giveBack(exchange, false);
}

void extend(NativeApi&, Exchange& exchange)
{
    std::optional<Duration> lease;
    onNumbers(
        exchange, "tickets", [&](ObjectReader& reader) { lease = reader.duration("lease"); },
        [&](const QueueAndChannel& at, const std::vector<uint64_t>& numbers) -> Result<uint32_t> {
            Broker& broker = exchange.broker();
            if (!lease)
                if (const auto stats = broker.channelStats(*at.queue, at.channel))
                    lease = stats->settings.ticketTimeout;
            return broker.extend(
                *at.queue, at.channel, ticketsOf(numbers), later(broker.now(), lease.value_or(Duration{})));
        });
}

void settle(NativeApi&, Exchange& exchange)
{
    onNumbers(exchange, "ids", {}, [&](const QueueAndChannel& at, const std::vector<uint64_t>& numbers) {
        std::vector<MessageId> ids;
        ids.reserve(numbers.size());
        for (const uint64_t number : numbers)
            ids.push_back({number});
        return exchange.broker().settle(*at.queue, at.channel, ids);
    });
}

} // namespace tapedeck::api
