// One call of the native HTTP API of a running broker, for the commands that need what only that has. Blocking; used by
// commands only, never by the engine or the window.
#pragma once

#include "app/command.h"
#include "app/environment.h"
#include "app/json.h"
#include "engine/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

// Where its HTTP port is.
struct ApiAddress {
    std::string host = "127.0.0.1";
    uint16_t port = 8888;
    std::string token;
};

// From `url` if not empty, else TAPEDECK_HTTP_URL, else http://127.0.0.1:8888; the token as for brokerAddress().
// Errors: invalidArgument (not http://HOST:PORT).
Result<ApiAddress> apiAddress(const Environment& environment, const std::string& url);

struct ApiReply {
    unsigned status = 0;
    Json body; // null if it has none
    // What a problem says; empty if it is none.
    std::string problem() const;
};

// Waits for the answer, however long that takes. `path` is behind /api/v1. Errors: io (nobody answers there).
Result<ApiReply> callApi(
    const ApiAddress& address, std::string_view method, const std::string& path, const std::string& body = {});

struct ApiOptions {
    std::string url, space;
};
// Declares --url and --namespace.
std::shared_ptr<ApiOptions> addApiOptions(CLI::App& options);

// Calls and tells what went wrong: nothing then, and `code` is unreachable, usage or failed.
std::optional<Json> askApi(const CommandContext& context, const ApiOptions& options, std::string_view method,
    const std::string& path, const std::string& body, ExitCode& code);

} // namespace tapedeck
