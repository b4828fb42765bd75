// What the handlers of the API share: finding the queue and the channel that a path names, reading parameters and
// bodies, and answering. Functions that answer a problem themselves return nothing then, and the handler ends.
//
// Loop thread only.
#pragma once

#include "engine/net/http/api/json_reader.h"
#include "engine/net/http/api/json_writer.h"
#include "engine/net/http/api/problem.h"
#include "engine/net/http/encodings.h"
#include "engine/net/http/exchange.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::api {

using http::Exchange;

inline constexpr std::string_view kPrefix = "/api/v1";
// What one answer of several messages holds, before escaping; one message always.
inline constexpr size_t kAnswerBytes = size_t{4} << 20;
inline constexpr uint32_t kPageDefault = 100, kPageMax = 1'000;

// --- answers ---

// `changed`: it reports something that this request changed, and waits until that is kept.
void answerJson(Exchange& exchange, JsonWriter& json, bool changed = false, unsigned status = 200);
void answerCreated(Exchange& exchange, JsonWriter& json, const std::string& location);
void answerNoContent(Exchange& exchange);
void answerProblem(Exchange& exchange, const Problem& problem);
void answerError(Exchange& exchange, const Error& error); // 503 for invalid states, and so on: problemOf()
// False after having answered the error.
bool answerIfFailed(Exchange& exchange, const Status& status);

// --- the path ---

std::optional<std::string> decodedPart(Exchange& exchange, size_t n);
std::optional<uint64_t> numberPart(Exchange& exchange, size_t n, std::string_view what);
// The queue that the first name of the pattern stands for.
QueuePtr queueOf(Exchange& exchange);
// That, and the channel that the second one stands for.
struct QueueAndChannel {
    QueuePtr queue;
    std::string channel;
};
std::optional<QueueAndChannel> channelOf(Exchange& exchange);
std::string queuePath(std::string_view queue); // "/api/v1/queues/a%2Fb"

// --- parameters ---

// The query string; each parameter is asked for by name. As ObjectReader.
class QueryReader {
public:
    QueryReader(const http::Request& request, Time now);
    std::optional<std::string> text(std::string_view name);
    std::optional<uint64_t> number(std::string_view name, uint64_t min = 0, uint64_t max = UINT64_MAX);
    std::optional<MessageId> id(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    std::optional<Time> time(std::string_view name);
    std::optional<Duration> duration(std::string_view name);
    void fail(std::string text);
    bool has(std::string_view name) const;
    // The first error, also that of a parameter that nobody has asked for.
    Status finish();

private:
    const std::string* find(std::string_view name);
    void expected(std::string_view name, const std::string& found, std::string_view what);

    http::FormFields m_fields;
    Time m_now;
    std::string m_error;
    std::vector<std::string_view> m_known;
};

// --- bodies ---

// The body as JSON. An empty one is {} unless `required`. Nothing after having answered.
std::optional<Json> jsonBody(Exchange& exchange, bool required = true);

} // namespace tapedeck::api
