#include "engine/net/http/api/support.h"

#include <algorithm>

namespace tapedeck::api {

// ------------------------------------------------------------------------------------------------------- answers

void answerJson(Exchange& exchange, JsonWriter& json, bool changed, unsigned status)
{
    exchange.answer({status, std::string(http::kJson), json.take() + "\n"}, changed);
}

void answerCreated(Exchange& exchange, JsonWriter& json, const std::string& location)
{
    http::Answer answer{201, std::string(http::kJson), json.take() + "\n"};
    answer.with("Location", location);
    exchange.answer(std::move(answer));
}

void answerNoContent(Exchange& exchange)
{
    exchange.answer({204, {}, {}});
}

void answerProblem(Exchange& exchange, const Problem& problem)
{
    exchange.answer(problemAnswer(problem, exchange.request()), false);
}

void answerError(Exchange& exchange, const Error& error)
{
    answerProblem(exchange, problemOf(error));
}

bool answerIfFailed(Exchange& exchange, const Status& status)
{
    if (!status)
        answerError(exchange, status.error());
    return status.ok();
}

// ---------------------------------------------------------------------------------------------------------- path

std::optional<std::string> decodedPart(Exchange& exchange, size_t n)
{
    auto part = http::decodePercent(exchange.pathPart(n), false);
    if (!part)
        answerProblem(exchange, badRequest("The path has a broken percent escape."));
    return part;
}

std::optional<uint64_t> numberPart(Exchange& exchange, size_t n, std::string_view what)
{
    const auto number = parseUnsigned(exchange.pathPart(n));
    if (!number)
        answerProblem(exchange, badRequest("The path should have the " + std::string(what) + ", in digits."));
    return number;
}

QueuePtr queueOf(Exchange& exchange)
{
    const auto name = decodedPart(exchange, 0);
    if (!name)
        return nullptr;
    QueuePtr queue = exchange.broker().findQueue(*name);
    if (!queue)
        answerError(exchange, {ErrorCode::queueNotFound, "There is no queue `" + *name + "`."});
    return queue;
}

std::optional<QueueAndChannel> channelOf(Exchange& exchange)
{
    QueuePtr queue = queueOf(exchange);
    if (!queue)
        return std::nullopt;
    auto channel = decodedPart(exchange, 1);
    if (!channel)
        return std::nullopt;
    if (!exchange.broker().hasChannel(*queue, *channel)) {
        answerError(exchange,
            {ErrorCode::channelNotFound, "The queue `" + queue->name() + "` has no channel `" + *channel + "`."});
        return std::nullopt;
    }
    return QueueAndChannel{std::move(queue), std::move(*channel)};
}

std::string queuePath(std::string_view queue)
{
    return std::string(kPrefix) + "/queues/" + http::encodePercent(queue);
}

// ---------------------------------------------------------------------------------------------------- parameters

QueryReader::QueryReader(const http::Request& request, Time now)
    : m_fields(http::parseForm(request.query()))
    , m_now(now)
{
    for (size_t i = 1; i < m_fields.size(); ++i)
        for (size_t j = 0; j < i && j < 64; ++j)
            if (m_fields[i].first == m_fields[j].first)
                fail("The parameter `" + m_fields[i].first + "` is there twice.");
}

void QueryReader::fail(std::string text)
{
    if (m_error.empty())
        m_error = std::move(text);
}

bool QueryReader::has(std::string_view name) const
{
    return std::any_of(m_fields.begin(), m_fields.end(), [&](const auto& field) { return field.first == name; });
}

const std::string* QueryReader::find(std::string_view name)
{
    m_known.push_back(name);
    const auto at =
        std::find_if(m_fields.begin(), m_fields.end(), [&](const auto& field) { return field.first == name; });
    return at == m_fields.end() ? nullptr : &at->second;
}

void QueryReader::expected(std::string_view name, const std::string& found, std::string_view what)
{
    fail("The parameter `" + std::string(name) + "` is `" + found.substr(0, 64) + "`; expected " + std::string(what)
        + ".");
}

std::optional<std::string> QueryReader::text(std::string_view name)
{
    const std::string* value = find(name);
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<uint64_t> QueryReader::number(std::string_view name, uint64_t min, uint64_t max)
{
    const std::string* value = find(name);
    if (!value)
        return std::nullopt;
    const auto number = parseUnsigned(*value);
    if (number && *number >= min && *number <= max)
        return number;
    expected(name, *value, "an integer from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
}

std::optional<MessageId> QueryReader::id(std::string_view name)
{
    const auto value = number(name);
    return value ? std::optional(MessageId{*value}) : std::nullopt;
}

std::optional<bool> QueryReader::boolean(std::string_view name)
{
    const std::string* value = find(name);
    if (!value)
        return std::nullopt;
    if (*value == "true" || *value == "1")
        return true;
    if (*value != "false" && *value != "0")
        expected(name, *value, "`true` or `false`");
    return false;
}

std::optional<Time> QueryReader::time(std::string_view name)
{
    const std::string* value = find(name);
    if (!value)
        return std::nullopt;
    auto found = parseMoment(*value, m_now);
    if (!found)
        expected(name, *value, "a time: RFC 3339 (with `+` written as `%2B`), `now-5m`, or seconds since 1970");
    return found;
}

std::optional<Duration> QueryReader::duration(std::string_view name)
{
    const std::string* value = find(name);
    if (!value)
        return std::nullopt;
    auto found = parseLength(*value);
    if (!found)
        expected(name, *value, "a duration such as `30s` or `250ms`");
    return found;
}

Status QueryReader::finish()
{
    if (m_error.empty())
        for (const auto& [name, value] : m_fields)
            if (std::find(m_known.begin(), m_known.end(), name) == m_known.end()) {
                fail("There is no parameter `" + name.substr(0, 64) + "` here." + suggestion(name, m_known));
                break;
            }
    if (m_error.empty())
        return {};
    return Error{ErrorCode::invalidArgument, m_error};
}

// -------------------------------------------------------------------------------------------------------- bodies

std::optional<Json> jsonBody(Exchange& exchange, bool required)
{
    const std::string& body = exchange.request().body;
    if (body.empty() && !required)
        return Json::object();
    if (body.empty()) {
        answerProblem(exchange, badRequest("The body is empty; expected JSON."));
        return std::nullopt;
    }
    Result<Json> parsed = parseJson(body);
    if (!parsed) {
        answerError(exchange, parsed.error());
        return std::nullopt;
    }
    return std::move(parsed).value();
}

} // namespace tapedeck::api
