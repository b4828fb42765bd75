// Dead letters: list with their messages, hand out again, forget.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/values.h"

#include <algorithm>
#include <functional>

namespace tapedeck::api {

namespace {

// A page of letters while their messages are read, one after the other.
struct Listing {
    QueueAndChannel at;
    std::vector<DeadMessage> letters; // one more than the page has, if there is one
    size_t total = 0;
    uint64_t limit = kPageDefault;
    std::optional<uint64_t> bodyBytes;
    size_t done = 0;
    JsonWriter json{};
    bool inside = false, again = false; // for read()s that answer at once
};
using ListingPtr = std::shared_ptr<Listing>;

void answerListing(Exchange& exchange, Listing& listing)
{
    listing.json.endArray().member("total", uint64_t{listing.total});
    if (listing.done > 0 && listing.done < listing.letters.size()) {
        std::string path = queuePath(listing.at.queue->name()) + "/channels/" + http::encodePercent(listing.at.channel)
            + "/dead?after=" + std::to_string(listing.letters[listing.done - 1].id.value)
            + "&limit=" + std::to_string(listing.limit);
        if (listing.bodyBytes)
            path += "&bodyBytes=" + std::to_string(*listing.bodyBytes);
        listing.json.member("next", path);
    }
    listing.json.endObject();
    answerJson(exchange, listing.json);
}

void writeLetter(Listing& listing, const DeadMessage& dead, const MessageView* message)
{
    JsonWriter& json = listing.json;
    json.beginObject().id("id", dead.id);
    json.member("reason", dead.letter.reason == DeadReason::expired ? "expired" : "givenBack");
    json.member("attempts", uint64_t{dead.letter.attempts}).time("time", dead.letter.time);
    if (message) {
        json.key("message");
        writeMessage(json, *message, listing.bodyBytes.value_or(SIZE_MAX));
    }
    json.endObject();
}

void readOn(Exchange& exchange, const ListingPtr& listing)
{
    do {
        listing->again = false;
        if (listing->done >= listing->limit || listing->done >= listing->letters.size()
            || listing->json.size() > kAnswerBytes)
            return answerListing(exchange, *listing);
        listing->inside = true;
        const MessageId id = listing->letters[listing->done].id;
        exchange.read(*listing->at.queue, id, 1, kAnswerBytes, {}, [&exchange, listing, id](const auto& read) {
            const bool there = read && !read->empty() && read->front().id == id;
            writeLetter(*listing, listing->letters[listing->done], there ? &read->front() : nullptr);
            ++listing->done;
            listing->again = true;
            if (!listing->inside)
                readOn(exchange, listing);
        });
        listing->inside = false;
    } while (listing->again);
}

void onLetters(
    Exchange& exchange, const std::function<Result<uint64_t>(const QueueAndChannel&, std::span<const MessageId>)>& act)
{
    const auto at = channelOf(exchange);
    const auto body = at ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    ObjectReader reader(*body);
    const auto numbers = reader.ids("ids");
    const auto all = reader.boolean("all");
    if (numbers.has_value() == all.value_or(false))
        reader.fail("Give either `ids`, or `all` as true.");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    std::vector<MessageId> ids;
    if (numbers)
        for (const uint64_t number : *numbers)
            ids.push_back({number});
    // To the broker an empty list means all.
    const Result<uint64_t> count = numbers && ids.empty() ? Result<uint64_t>(uint64_t{0}) : act(*at, ids);
    if (!count)
        return answerError(exchange, count.error());
    JsonWriter json;
    json.beginObject().member("count", *count);
    if (numbers)
        json.member("asked", uint64_t{ids.size()});
    json.endObject();
    answerJson(exchange, json, true);
}

} // namespace

void listDead(NativeApi&, Exchange& exchange)
{
    auto at = channelOf(exchange);
    if (!at)
        return;
    QueryReader query(exchange.request(), exchange.broker().now());
    auto listing = std::make_shared<Listing>();
    const MessageId after = query.id("after").value_or(MessageId{0});
    listing->limit = query.number("limit", 1, kPageMax).value_or(kPageDefault);
    listing->bodyBytes = query.number("bodyBytes");
    if (!answerIfFailed(exchange, query.finish()))
        return;
    const auto letters = exchange.broker().deadLetters(*at->queue, at->channel, SIZE_MAX);
    if (!letters)
        return answerError(exchange, letters.error());
    listing->at = std::move(*at);
    listing->total = letters->size();
    const auto from = std::upper_bound(letters->begin(), letters->end(), after,
        [](MessageId id, const DeadMessage& letter) { return id < letter.id; });
    const auto left = static_cast<uint64_t>(letters->end() - from);
    listing->letters.assign(from, from + static_cast<ptrdiff_t>(std::min(left, listing->limit + 1)));
    listing->json.beginObject().key("deadLetters").beginArray();
    readOn(exchange, listing);
}

void replayDead(NativeApi&, Exchange& exchange)
{
    onLetters(exchange, [&](const QueueAndChannel& at, std::span<const MessageId> ids) {
        return exchange.broker().replayDead(*at.queue, at.channel, ids);
    });
}

void purgeDead(NativeApi&, Exchange& exchange)
{
    onLetters(exchange, [&](const QueueAndChannel& at, std::span<const MessageId> ids) {
        return exchange.broker().purgeDead(*at.queue, at.channel, ids);
    });
}

} // namespace tapedeck::api
