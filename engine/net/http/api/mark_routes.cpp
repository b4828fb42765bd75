// The mark of a message: its colour and what was noted about it.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/support.h"

#include <algorithm>

namespace tapedeck::api {

namespace {

struct Place {
    QueuePtr queue;
    MessageId id;
};

// Of a message that is there; else it has been answered.
std::optional<Place> placeOf(Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    const auto number = queue ? numberPart(exchange, 1, "message's id") : std::nullopt;
    if (!number)
        return std::nullopt;
    const MessageId id{*number};
    if (id >= exchange.broker().first(*queue) && id < exchange.broker().head(*queue))
        return Place{queue, id};
    answerProblem(exchange,
        notFound("message-not-found", "No such message",
            "The queue does not have message " + std::to_string(id.value) + "."));
    return std::nullopt;
}

// Members that are not there are left out.
void answerMark(Exchange& exchange, const Mark& mark)
{
    JsonWriter json;
    json.beginObject().id("id", mark.id);
    if (mark.colour > 0)
        json.member("colour", markColourName(mark.colour));
    if (!mark.note.empty())
        json.bytes("note", mark.note);
    json.endObject();
    answerJson(exchange, json);
}

} // namespace

void getMark(NativeApi&, Exchange& exchange)
{
    const auto place = placeOf(exchange);
    if (!place)
        return;
    Mark found{place->queue->number(), place->id, 0, {}};
    for (const Mark& mark : *exchange.broker().marks())
        if (mark.queue == found.queue && mark.id == found.id)
            found = mark;
    answerMark(exchange, found);
}

void putMark(NativeApi&, Exchange& exchange)
{
    const auto place = placeOf(exchange);
    const auto body = place ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    ObjectReader reader(*body);
    const auto colour = reader.word("colour", {"red", "orange", "yellow", "green", "blue", "purple", "pink", "grey"});
    const auto note = reader.bytes("note");
    if (reader.ok() && !colour && note.value_or("").empty())
        reader.fail("Give a `colour`, a `note`, or both.");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    const Mark mark{place->queue->number(), place->id, static_cast<uint8_t>(colour ? *colour + 1 : 0),
        note.value_or(std::string())};
    exchange.broker().setMark(mark, exchange.whenDone<bool>([&exchange, mark](const Result<bool>& kept) {
        kept ? answerMark(exchange, mark) : answerError(exchange, kept.error());
    }));
}

void deleteMark(NativeApi&, Exchange& exchange)
{
    const auto place = placeOf(exchange);
    if (!place)
        return;
    exchange.broker().setMark(
        {place->queue->number(), place->id, 0, {}}, exchange.whenDone<bool>([&exchange](const Result<bool>& kept) {
            kept ? answerNoContent(exchange) : answerError(exchange, kept.error());
        }));
}

} // namespace tapedeck::api
