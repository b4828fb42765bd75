// A connection of a subcommand to a running broker, over its RESP port. Blocking; used by commands only, never by the
// engine or the window.
#pragma once

#include "app/environment.h"
#include "engine/base/result.h"
#include "engine/base/units.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct redisContext;

namespace tapedeck {

// Where the broker is, and what it wants to hear first.
struct BrokerAddress {
    std::string host = "127.0.0.1";
    uint16_t port = 9797;
    std::string token;
};

// From --url if not empty, else TAPEDECK_RESP_URL, else redis://127.0.0.1:9797; the token from TAPEDECK_TOKEN or the
// file named by TAPEDECK_TOKEN_FILE. Errors: invalidArgument (not redis://HOST:PORT, or a password in the URL, which
// other users of the machine could read in the process list).
Result<BrokerAddress> brokerAddress(const Environment& environment, const std::string& url);

struct Reply {
    enum class Kind : unsigned char { text, number, array, nil, error } kind = Kind::nil;
    std::string text; // text and error
    int64_t number = 0;
    std::vector<Reply> elements;

    bool isError() const { return kind == Kind::error; }
};

class RespClient {
public:
    // Errors: io (nobody answers there, or the token is refused), after at most `timeout`.
    static Result<RespClient> connect(const BrokerAddress& address, Duration timeout = Duration::seconds(10));

    // Sends one command and waits for its answer, however long that takes. An error of the broker is a Reply of kind
    // error; a lost connection is an Error (io), and the client is of no further use.
    Result<Reply> command(const std::vector<std::string>& words);
    // Sends now, answers later with receive(), in order.
    Status send(const std::vector<std::string>& words);
    Result<Reply> receive();

private:
    struct Closer {
        void operator()(redisContext* context) const;
    };
    explicit RespClient(redisContext* context)
        : m_context(context)
    {
    }
    std::unique_ptr<redisContext, Closer> m_context;
};

} // namespace tapedeck
