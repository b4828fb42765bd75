// blockqueue: durations, request bodies and ids survive anything; JSON is accepted exactly where a general parser
// accepts it, apart from what is told apart on purpose.
#include "engine/base/check.h"
#include "engine/net/http/blockqueue/bodies.h"
#include "engine/net/http/blockqueue/go_duration.h"
#include "engine/net/http/blockqueue/json_tokens.h"
#include "engine/net/http/blockqueue/values.h"
#include "engine/net/http/encodings.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

using namespace tapedeck;
using namespace tapedeck::blockqueue;

namespace {

using Kind = JsonTokens::Kind;

void durationsSurvive(std::string_view bytes)
{
    const Result<int64_t> read = parseGoDuration(bytes);
    if (read) {
        static_cast<void>(fromNanoseconds(*read));
        // Whatever the spelling, so many nanoseconds are so many nanoseconds.
        CHECK(*parseGoDuration(std::to_string(*read) + "ns") == *read);
        return;
    }
    CHECK(read.error().text.starts_with("time: "));
    CHECK(http::isUtf8(read.error().text));
}

// The value that the tokens say.
nlohmann::json valueOf(JsonTokens& tokens, Kind first)
{
    switch (first) {
    case Kind::text:
        return tokens.text();
    case Kind::number:
        return nlohmann::json::parse(tokens.text(), nullptr, false);
    case Kind::arrayBegin: {
        nlohmann::json list = nlohmann::json::array();
        for (Kind kind = tokens.next(); kind != Kind::arrayEnd && kind != Kind::failed; kind = tokens.next())
            list.push_back(valueOf(tokens, kind));
        return list;
    }
    case Kind::objectBegin: {
        nlohmann::json object = nlohmann::json::object();
        while (tokens.next() == Kind::name) {
            const std::string name = tokens.text();
            object[name] = valueOf(tokens, tokens.next());
        }
        return object;
    }
    default:
        return nullptr; // also for true and false: only that they are there is compared
    }
}

nlohmann::json withoutBooleans(const nlohmann::json& value)
{
    nlohmann::json copy = value;
    if (value.is_boolean())
        return nullptr;
    for (auto& element : copy)
        if (copy.is_structured())
            element = withoutBooleans(element);
    return copy;
}

void bodiesSurvive(std::string_view bytes)
{
    const auto check = [](const auto& result) { CHECK(result.ok() || !result.error().text.empty()); };
    check(readTopic(bytes));
    check(readSubscribers(bytes));
    check(readPublish(bytes));
    check(readPublishBatch(bytes));
    check(readIds(bytes));
    if (const auto publish = readPublish(bytes); publish) {
        // What was read is text, and is read again as it was written.
        CHECK(http::isUtf8((*publish).message));
        std::string json = "{\"message\":";
        appendJsonText(json, (*publish).message);
        CHECK((*readPublish(json + '}')).message == (*publish).message);
    }
    // Against another parser: the same texts are JSON, with the same value. It takes a byte order mark, and refuses
    // numbers beyond a double.
    if (bytes.starts_with("\xef\xbb\xbf"))
        return;
    const nlohmann::json other = nlohmann::json::parse(bytes, nullptr, false);
    JsonTokens tokens(bytes);
    const nlohmann::json own = valueOf(tokens, tokens.next());
    if (!other.is_discarded() && !tokens.failed())
        CHECK(own == withoutBooleans(other));
    if (!other.is_discarded() && tokens.failed())
        CHECK(tokens.error() == "exceeded max depth");
}

void valuesSurvive(std::string_view bytes)
{
    if (const auto id = parseMessageKey(bytes))
        CHECK(parseMessageKey(messageKey(Time{1'700'000'000'000'000}, *id)) == *id);
    std::string json;
    appendJsonText(json, bytes);
    CHECK(nlohmann::json::parse(json).get<std::string>() == http::toUtf8(bytes));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0 || size > 4096)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        durationsSurvive(bytes);
        break;
    case 1:
        valuesSurvive(bytes);
        break;
    default:
        bodiesSurvive(bytes);
    }
    return 0;
}
