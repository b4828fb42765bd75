// What clients of the native API write: JSON bodies with messages and settings, durations, times. Nothing that is
// accepted changes its meaning when it is written and read again.
#include "engine/base/check.h"
#include "engine/base/limits.h"
#include "engine/net/http/api/json_reader.h"
#include "engine/net/http/api/json_writer.h"
#include "engine/net/http/api/publishing.h"
#include "engine/net/http/api/values.h"
#include "engine/net/http/encodings.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace tapedeck;
using namespace tapedeck::api;

namespace {

constexpr Time kNow{1'785'499'385'000'000};

void message(const Json& json)
{
    const auto message = readMessage(json, {});
    if (!message)
        return CHECK(!message.error().text.empty());
    CHECK(message->body.size() <= limits::kBodyBytesMax && message->key.size() <= limits::kKeyBytesMax);
    CHECK(message->delay.micros >= 0);
    bool ok = false;
    decodeHeaders(message->headers, &ok);
    CHECK(ok);
    JsonWriter out;
    writeMessage(out, {{1}, kNow, kNow, message->delay, message->key, message->headers, message->body});
    const auto back = parseJson(out.result());
    CHECK(back.ok());
    ObjectReader reader(*back);
    CHECK(reader.bytes("body").value() == message->body);
    CHECK(reader.bytes("key").value_or("") == message->key);
}

void settings(const Json& json)
{
    QueueSettings settings;
    ObjectReader reader(json);
    readSettings(reader, settings);
    if (!reader.finish().ok())
        return;
    CHECK(settings.ticketTimeout.micros >= 0 && settings.retention.hardPeriod.micros >= 0);
    JsonWriter out;
    writeSettings(out, settings);
    CHECK(parseJson(out.result()).ok());
}

void numbers(const Json& json)
{
    ObjectReader reader(json);
    reader.ids("ids");
    const auto id = reader.id("id");
    const auto time = reader.time("time", kNow);
    const auto wait = reader.duration("wait", true);
    reader.finish().ok();
    JsonWriter out;
    out.beginObject();
    if (id)
        out.id("id", *id);
    if (time)
        out.time("time", *time);
    if (wait && wait->micros >= 0)
        out.duration("wait", *wait);
    out.endObject();
    const auto back = parseJson(out.result());
    CHECK(back.ok());
    ObjectReader again(*back);
    if (id)
        CHECK(again.id("id") == id);
    if (wait && *wait < kKeepForever)
        CHECK(again.duration("wait", true) == wait);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (const auto duration = parseLength(input))
        CHECK(duration->micros >= 0);
    parseMoment(input, kNow);
    JsonWriter out;
    out.beginObject().bytes("body", input).member("text", input).endObject();
    const auto written = parseJson(out.result());
    CHECK(written.ok());
    ObjectReader reader(*written);
    CHECK(reader.bytes("body").value() == input);
    const auto json = parseJson(input);
    if (!json) {
        CHECK(!json.error().text.empty());
        return 0;
    }
    message(*json);
    settings(*json);
    numbers(*json);
    return 0;
}
