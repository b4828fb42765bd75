// What the commands that talk to a running broker share.
#pragma once

#include "app/command.h"
#include "app/resp_client.h"

#include <functional>
#include <optional>

namespace tapedeck {

struct RemoteOptions {
    std::string url;
};
std::shared_ptr<RemoteOptions> addRemoteOptions(CLI::App& options);

// Connects and calls `body`; answers usage or unreachable when it cannot.
ExitCode withBroker(
    const CommandContext& context, const RemoteOptions& remote, const std::function<ExitCode(RespClient&)>& body);

// Sends one command. On failure says so, sets `code` (unreachable, or failed when the broker refuses) and returns
// nothing.
std::optional<Reply> ask(RespClient& broker, const std::vector<std::string>& words, ExitCode& code);

// "30s" as whole milliseconds; nothing if the text has another form (said on standard error).
std::optional<int64_t> millisOption(const std::string& text, const char* flag);

// A moment as the broker understands it wherever it runs: "14:03" is a time of this machine's zone. Nothing if the text
// has no form of engine/base/time_forms.h (said on standard error).
std::optional<std::string> absoluteTime(const std::string& text, const char* flag);

// An id stays as it is, "-20" (the last 20) too; a time becomes "@TIME". Nothing if it is neither (said).
std::optional<std::string> idOrTime(const std::string& text, const char* flag);

} // namespace tapedeck
