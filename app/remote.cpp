#include "app/remote.h"

#include "engine/base/clock.h"
#include "engine/base/time_forms.h"
#include "engine/base/value_forms.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

std::shared_ptr<RemoteOptions> addRemoteOptions(CLI::App& options)
{
    auto out = std::make_shared<RemoteOptions>();
    options.add_option("--url", out->url, "The broker (default: TAPEDECK_RESP_URL, or redis://127.0.0.1:9797)")
        ->type_name("URL");
    return out;
}

ExitCode withBroker(
    const CommandContext& context, const RemoteOptions& remote, const std::function<ExitCode(RespClient&)>& body)
{
    auto address = brokerAddress(context.environment, remote.url);
    if (!address)
        return fail(ExitCode::usage, address.error().text);
    auto client = RespClient::connect(*address);
    if (!client)
        return fail(ExitCode::unreachable, client.error().text);
    return body(*client);
}

std::optional<Reply> ask(RespClient& broker, const std::vector<std::string>& words, ExitCode& code)
{
    auto reply = broker.command(words);
    if (!reply) {
        code = fail(ExitCode::unreachable, reply.error().text);
        return std::nullopt;
    }
    if (reply->isError()) {
        code = fail(ExitCode::failed, "the broker refuses: " + reply->text);
        return std::nullopt;
    }
    return std::move(*reply);
}

std::optional<int64_t> millisOption(const std::string& text, const char* flag)
{
    auto parsed = parseDuration(text);
    if (!parsed) {
        fail(
            ExitCode::usage, std::string(flag) + ": \"" + text + "\" is not a length of time such as 500ms, 30s or 5m");
        return std::nullopt;
    }
    return parsed->micros / 1'000;
}

std::optional<std::string> absoluteTime(const std::string& text, const char* flag)
{
    Time now = SystemClock().wall();
    auto time = parseTime(text, now, systemUtcOffset(now));
    if (!time) {
        fail(ExitCode::usage,
            std::string(flag) + ": \"" + text
                + "\" is not a time such as 14:03, -5m, 2026-07-31T14:03:05Z or epoch seconds");
        return std::nullopt;
    }
    return formatTime(*time);
}

std::optional<std::string> idOrTime(const std::string& text, const char* flag)
{
    std::string_view digits = text;
    if (digits.starts_with('-'))
        digits.remove_prefix(1);
    // Ten digits and more are seconds since the epoch to people; an id of that size can be reached by its neighbours.
    if (!digits.empty() && digits.size() < 10 && digits.find_first_not_of("0123456789") == std::string_view::npos)
        return text;
    auto time = absoluteTime(text, flag);
    return time ? std::optional("@" + *time) : std::nullopt;
}

} // namespace tapedeck
