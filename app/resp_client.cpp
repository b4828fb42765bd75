#include "app/resp_client.h"

#include <charconv>
#include <fstream>
#include <hiredis/hiredis.h>
#include <sys/time.h>

namespace tapedeck {

namespace {

Reply copyReply(const redisReply& from)
{
    Reply out;
    switch (from.type) {
    case REDIS_REPLY_INTEGER:
        out.kind = Reply::Kind::number;
        out.number = from.integer;
        break;
    case REDIS_REPLY_ARRAY:
        out.kind = Reply::Kind::array;
        for (size_t i = 0; i < from.elements; ++i)
            out.elements.push_back(copyReply(*from.element[i]));
        break;
    case REDIS_REPLY_NIL:
        break;
    default:
        out.kind = from.type == REDIS_REPLY_ERROR ? Reply::Kind::error : Reply::Kind::text;
        out.text.assign(from.str, from.len);
    }
    return out;
}

Error lost(const redisContext& context)
{
    return {ErrorCode::io, "the connection to the broker ended: " + std::string(context.errstr)};
}

} // namespace

Result<BrokerAddress> brokerAddress(const Environment& environment, const std::string& url)
{
    BrokerAddress out;
    std::string text = !url.empty() ? url : environment.get("TAPEDECK_RESP_URL").value_or("redis://127.0.0.1:9797");
    Error malformed{ErrorCode::invalidArgument, "\"" + text + "\" is not redis://HOST:PORT"};
    constexpr std::string_view scheme = "redis://";
    std::string_view rest = text;
    if (!rest.starts_with(scheme))
        return malformed;
    rest.remove_prefix(scheme.size());
    if (rest.ends_with('/'))
        rest.remove_suffix(1);
    if (rest.find('@') != std::string_view::npos)
        return Error{ErrorCode::invalidArgument, "a broker's URL carries no password; set TAPEDECK_TOKEN instead"};
    size_t colon = rest.rfind(':');
    bool hasPort = colon != std::string_view::npos && !rest.ends_with(']');
    if (hasPort) {
        std::string_view port = rest.substr(colon + 1);
        auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
        if (error != std::errc() || end != port.data() + port.size() || out.port == 0)
            return malformed;
        rest = rest.substr(0, colon);
    }
    if (rest.size() > 2 && rest.front() == '[' && rest.back() == ']')
        rest = rest.substr(1, rest.size() - 2);
    if (rest.empty())
        return malformed;
    out.host = rest;
    if (auto token = environment.get("TAPEDECK_TOKEN"))
        out.token = *token;
    else if (auto path = environment.get("TAPEDECK_TOKEN_FILE")) {
        std::ifstream file(*path);
        if (!std::getline(file, out.token) || out.token.empty())
            return Error{ErrorCode::invalidArgument, "no token in the first line of " + *path};
    }
    return out;
}

void RespClient::Closer::operator()(redisContext* context) const
{
    redisFree(context);
}

Result<RespClient> RespClient::connect(const BrokerAddress& address, Duration timeout)
{
    timeval limit{
        static_cast<time_t>(timeout.micros / 1'000'000), static_cast<suseconds_t>(timeout.micros % 1'000'000)};
    redisContext* context = redisConnectWithTimeout(address.host.c_str(), address.port, limit);
    CHECK(context);
    RespClient client(context);
    if (context->err)
        return Error{ErrorCode::io,
            "no broker at " + address.host + ":" + std::to_string(address.port) + " (" + context->errstr
                + "); start one with `tapedeck serve`"};
    if (!address.token.empty()) {
        auto reply = client.command({"AUTH", address.token});
        if (!reply)
            return reply.error();
        if (reply->isError())
            return Error{ErrorCode::io, "the broker refuses the token: " + reply->text};
    }
    return client;
}

Result<Reply> RespClient::command(const std::vector<std::string>& words)
{
    if (Status status = send(words); !status)
        return status.error();
    return receive();
}

Status RespClient::send(const std::vector<std::string>& words)
{
    std::vector<const char*> pointers;
    std::vector<size_t> lengths;
    for (const std::string& word : words) {
        pointers.push_back(word.data());
        lengths.push_back(word.size());
    }
    if (redisAppendCommandArgv(m_context.get(), static_cast<int>(words.size()), pointers.data(), lengths.data())
        != REDIS_OK)
        return lost(*m_context);
    return {};
}

Result<Reply> RespClient::receive()
{
    void* raw = nullptr;
    if (redisGetReply(m_context.get(), &raw) != REDIS_OK || !raw)
        return lost(*m_context);
    std::unique_ptr<redisReply, decltype(&freeReplyObject)> reply(static_cast<redisReply*>(raw), freeReplyObject);
    return copyReply(*reply);
}

} // namespace tapedeck
