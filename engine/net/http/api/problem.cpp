#include "engine/net/http/api/problem.h"

#include "engine/net/http/api/json_writer.h"

#include <iterator>

namespace tapedeck::api {

namespace {

struct ProblemRow {
    ErrorCode code;
    unsigned status;
    std::string_view kind;
    std::string_view title;
    std::string_view detail; // where the error has none
};

constexpr ProblemRow kRows[] = {
    {ErrorCode::queueNotFound, 404, "queue-not-found", "No such queue", "The queue is no longer there."},
    {ErrorCode::channelNotFound, 404, "channel-not-found", "No such channel",
        "There is no channel of this name in the queue."},
    {ErrorCode::queueExists, 409, "queue-exists", "The queue exists", "There is a queue of this name already."},
    {ErrorCode::channelExists, 409, "channel-exists", "The channel exists",
        "The queue has a channel of this name already."},
    {ErrorCode::invalidName, 400, "invalid-name", "Not a name", "This name cannot be used: it is empty or too long."},
    {ErrorCode::messageTooBig, 413, "message-too-big", "The message is too big",
        "The body, the key or the headers are beyond their limit."},
    {ErrorCode::readOnly, 503, "read-only", "The tape is read-only",
        "The broker does not trust its storage any more and changes nothing. Reopen the tape."},
    {ErrorCode::storageFull, 507, "storage-full", "The disk is full",
        "Nothing can be published. Acknowledging and deleting still work."},
    {ErrorCode::overloaded, 429, "limit-reached", "A limit is reached", "Try again later."},
    {ErrorCode::damaged, 500, "damaged", "Stored bytes are damaged", "They cannot be read."},
    {ErrorCode::unsupported, 400, "unsupported", "Not supported", "This program does not do that."},
    {ErrorCode::notFound, 404, "not-found", "Not there", "It is not there, or no longer."},
    {ErrorCode::invalidArgument, 400, "bad-request", "The request is malformed", "A value is not allowed."},
    {ErrorCode::stopped, 503, "stopping", "The broker is closing", "It takes no more requests."},
    {ErrorCode::io, 500, "io", "The operating system refused", "Reading or writing failed."},
};

} // namespace

Problem problemOf(const Error& error)
{
    for (const ProblemRow& row : kRows)
        if (row.code == error.code)
            return {row.status, row.kind, row.title, error.text.empty() ? std::string(row.detail) : error.text};
    return {500, "unexpected", "Unexpected", error.text};
}

Problem badRequest(std::string detail)
{
    return problemOf({ErrorCode::invalidArgument, std::move(detail)});
}

Problem notFound(std::string_view kind, std::string_view title, std::string detail)
{
    return {404, kind, title, std::move(detail)};
}

http::Answer problemAnswer(const Problem& problem, const http::Request& request)
{
    JsonWriter json;
    json.beginObject();
    json.member("type", "urn:tapedeck:" + std::string(problem.kind));
    json.member("title", problem.title);
    json.member("status", uint64_t{problem.status});
    json.member("detail", problem.detail);
    json.member("instance", request.path());
    json.raw(problem.members);
    json.endObject();
    return {problem.status, std::string(kProblemJson), json.take() + "\n"};
}

} // namespace tapedeck::api
