// The broker's clock: look at it, move it where it stands still.
#include "engine/net/http/api/clock_control.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

// As far as years have four digits.
constexpr Time kLastMoment{253'402'300'799'000'000};

void answerClock(NativeApi& api, Exchange& exchange, bool moved)
{
    JsonWriter json;
    json.beginObject().time("now", exchange.broker().now()).flag("virtual", api.options().clock != nullptr).endObject();
    answerJson(exchange, json, moved);
}

} // namespace

void getClock(NativeApi& api, Exchange& exchange)
{
    answerClock(api, exchange, false);
}

void advanceClock(NativeApi& api, Exchange& exchange)
{
    const auto body = jsonBody(exchange);
    if (!body)
        return;
    const Time now = exchange.broker().now();
    ObjectReader reader(*body);
    const auto by = reader.duration("by");
    const auto to = reader.time("to", now);
    if (reader.ok() && by.has_value() == to.has_value())
        reader.fail("Give either `by`, a length of time, or `to`, a moment.");
    if (reader.ok() && ((to && *to < now) || (to ? *to : now) > kLastMoment || (by && by->micros > kLastMoment.micros)))
        reader.fail("The clock moves forward only, and not beyond the year 9999.");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    ClockControl* const clock = api.options().clock;
    if (!clock)
        return answerProblem(exchange,
            {409, "clock-is-real", "The clock is the system's",
                "Only a broker that was started with --clock virtual has a clock that can be moved."});
    const Time target = to ? *to : std::min(now + *by, kLastMoment);
    const auto answer =
        exchange.whenDone<bool>([&api, &exchange](const Result<bool>&) { answerClock(api, exchange, true); });
    clock->moveTo(target, [answer] { answer(true); });
}

} // namespace tapedeck::api
