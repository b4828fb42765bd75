// Looking at messages without any channel: pages, one message, its original bytes.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/search.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/values.h"

#include <algorithm>

namespace tapedeck::api {

namespace {

// One message of the largest size with everything that belongs to it.
constexpr size_t kMessageBytes = limits::kBodyBytesMax + limits::kKeyBytesMax + limits::kHeadersBytesMax + 1024;

// A page while it is collected: read after read, until it has what was asked for, or enough bytes.
struct Page {
    QueuePtr queue;
    MessageId from;
    MessageId end{UINT64_MAX}; // not beyond this one
    uint64_t limit = kPageDefault;
    std::optional<uint64_t> bodyBytes;
    JsonWriter json{};
    uint64_t count = 0;
    MessageId first{}, next{}; // the first one on it; the one behind it
    bool inside = false, again = false; // for read()s that answer at once
};
using PagePtr = std::shared_ptr<Page>;

std::string pathFrom(const Page& page, std::string_view parameter, MessageId id)
{
    std::string path = queuePath(page.queue->name()) + "/messages?" + std::string(parameter) + "="
        + std::to_string(id.value) + "&limit=" + std::to_string(page.limit);
    return page.bodyBytes ? path + "&bodyBytes=" + std::to_string(*page.bodyBytes) : path;
}

void answerPage(Exchange& exchange, Page& page)
{
    const MessageId oldest = exchange.broker().first(*page.queue);
    const MessageId head = exchange.broker().head(*page.queue);
    page.json.endArray().id("first", oldest).id("head", head);
    if (page.count > 0 && page.next < head)
        page.json.member("next", pathFrom(page, "from", page.next));
    const MessageId before = page.count > 0 ? page.first : std::min(page.from, head);
    if (before > oldest)
        page.json.member("previous", pathFrom(page, "before", before));
    page.json.endObject();
    answerJson(exchange, page.json);
}

void readOn(Exchange& exchange, const PagePtr& page);

void takeMessages(Exchange& exchange, const PagePtr& page, const Result<std::span<const MessageView>>& read)
{
    if (!read && page->count == 0)
        return answerError(exchange, read.error());
    if (!read || read->empty())
        return answerPage(exchange, *page);
    for (const MessageView& message : *read) {
        if (message.id >= page->end || page->json.size() > kAnswerBytes)
            return answerPage(exchange, *page);
        writeMessage(page->json, message, page->bodyBytes.value_or(SIZE_MAX));
        if (page->count++ == 0)
            page->first = message.id;
        page->next = message.id + 1;
    }
    if (page->count >= page->limit || page->next >= page->end)
        return answerPage(exchange, *page);
    page->from = page->next;
    page->again = true;
    if (!page->inside)
        readOn(exchange, page);
}

void readOn(Exchange& exchange, const PagePtr& page)
{
    do {
        page->again = false;
        page->inside = true;
        const auto count = static_cast<uint32_t>(page->limit - page->count);
        exchange.read(*page->queue, page->from, count, kAnswerBytes, {},
            [&exchange, page](const auto& read) { takeMessages(exchange, page, read); });
        page->inside = false;
    } while (page->again);
}

void answerFrom(Exchange& exchange, const PagePtr& page)
{
    page->json.beginObject().key("messages").beginArray();
    if (page->from >= page->end)
        return answerPage(exchange, *page);
    readOn(exchange, page);
}

// The last `limit` ones before `before`.
void endBefore(Exchange& exchange, Page& page, MessageId before)
{
    page.end = std::min(before, exchange.broker().head(*page.queue));
    const MessageId oldest = exchange.broker().first(*page.queue);
    page.from = page.end > oldest + page.limit ? page.end - page.limit : oldest;
}

// Which of the four ways to say where the page is was used: reads them into the page, or the time to look for.
void readPlace(Exchange& exchange, QueryReader& query, Page& page, std::optional<Time>& at)
{
    const int given = query.has("from") + query.has("after") + query.has("before") + query.has("at");
    const auto from = query.text("from");
    const auto after = query.id("after");
    const auto before = query.text("before");
    at = query.time("at");
    if (given > 1)
        query.fail("`from`, `after`, `before` and `at` exclude each other.");
    const auto idOf = [&](const std::string& text, std::string_view word, MessageId meaning, std::string_view name) {
        if (text == word)
            return meaning;
        const auto number = parseUnsigned(text);
        if (!number)
            query.fail("The parameter `" + std::string(name) + "` is neither an id nor `" + std::string(word) + "`.");
        return MessageId{number.value_or(0)};
    };
    if (from)
        page.from = idOf(*from, "first", {}, "from");
    if (after)
        page.from = after->value == UINT64_MAX ? *after : *after + 1;
    if (before)
        endBefore(exchange, page, idOf(*before, "head", {UINT64_MAX}, "before"));
}

std::optional<MessageId> idOf(Exchange& exchange)
{
    const auto number = numberPart(exchange, 1, "message's id");
    return number ? std::optional(MessageId{*number}) : std::nullopt;
}

// Reads one message and hands it on, or answers that it is not there.
void withMessage(Exchange& exchange, const QueuePtr& queue, MessageId id, std::function<void(const MessageView&)> use)
{
    exchange.read(*queue, id, 1, kMessageBytes, {}, [&exchange, queue, id, use = std::move(use)](const auto& read) {
        if (!read)
            return answerError(exchange, read.error());
        if (!read->empty() && read->front().id == id)
            return use(read->front());
        const MessageId first = exchange.broker().first(*queue);
        const MessageId head = exchange.broker().head(*queue);
        const std::string has = first == head
            ? "it is empty, and the next id is " + std::to_string(head.value)
            : "it has " + std::to_string(first.value) + " to " + std::to_string(head.value - 1);
        answerProblem(exchange,
            notFound("message-not-found", "No such message",
                "The queue does not have message " + std::to_string(id.value) + ": " + has + "."));
    });
}

} // namespace

void peek(NativeApi&, Exchange& exchange)
{
    auto page = std::make_shared<Page>();
    page->queue = queueOf(exchange);
    if (!page->queue)
        return;
    QueryReader query(exchange.request(), exchange.broker().now());
    const auto filter = filterOf(exchange, query);
    if (exchange.answered())
        return;
    const bool stream = query.boolean("stream").value_or(false);
    const auto limit = query.number("limit", 1, stream ? UINT64_MAX : kPageMax);
    page->limit = limit.value_or(kPageDefault);
    page->bodyBytes = query.number("bodyBytes");
    std::optional<Time> at;
    readPlace(exchange, query, *page, at);
    if (stream && query.has("before"))
        query.fail("A stream goes forwards: it has no `before`.");
    if (!answerIfFailed(exchange, query.finish()))
        return;
    const bool backwards = query.has("before");
    const auto list = [&exchange, page, filter, stream, backwards, limit] {
        if (!filter && !stream)
            return answerFrom(exchange, page);
        Search search{
            page->queue, filter.value_or(Filter()), page->from, page->end, backwards, page->limit, page->bodyBytes};
        if (backwards)
            search.from = {};
        if (!stream)
            return answerMatches(exchange, search);
        search.limit = limit.value_or(UINT64_MAX);
        streamMatches(exchange, search);
    };
    if (!at)
        return list();
    exchange.broker().findId(*page->queue, SeekTarget::toTime(*at),
        exchange.whenDone<MessageId>([&exchange, page, list](Result<MessageId> found) {
            if (!found)
                return answerError(exchange, found.error());
            page->from = *found;
            list();
        }));
}

void getMessage(NativeApi&, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    const auto id = queue ? idOf(exchange) : std::nullopt;
    if (!id)
        return;
    QueryReader query(exchange.request(), exchange.broker().now());
    const uint64_t bodyBytes = query.number("bodyBytes").value_or(SIZE_MAX);
    if (!answerIfFailed(exchange, query.finish()))
        return;
    withMessage(exchange, queue, *id, [&exchange, bodyBytes](const MessageView& message) {
        JsonWriter json;
        writeMessage(json, message, bodyBytes);
        answerJson(exchange, json);
    });
}

void getBody(NativeApi&, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    const auto id = queue ? idOf(exchange) : std::nullopt;
    if (!id)
        return;
    withMessage(exchange, queue, *id, [&exchange](const MessageView& message) {
        http::Answer answer{200, "application/octet-stream", std::string(message.body)};
        // Of the id only: a queue's name may hold anything.
        answer.with(
            "Content-Disposition", "attachment; filename=\"message-" + std::to_string(message.id.value) + ".bin\"");
        exchange.answer(std::move(answer), false);
    });
}

} // namespace tapedeck::api
