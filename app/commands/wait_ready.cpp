#include "app/remote.h"

#include "engine/base/clock.h"
#include "engine/base/value_forms.h"

#include <CLI/CLI.hpp>

#include <time.h>

namespace tapedeck {

namespace {

ExitCode waitReady(const BrokerAddress& address, Duration timeout, bool json)
{
    SystemClock clock;
    Duration deadline{clock.monotonic().micros + timeout.micros};
    std::string last;
    for (;;) {
        Duration left{deadline.micros - clock.monotonic().micros};
        auto client = RespClient::connect(address, std::max(Duration::millis(1), std::min(left, Duration::seconds(1))));
        if (client) {
            auto reply = client->command({"PING"});
            if (reply && reply->text == "PONG") {
                if (json)
                    print(jsonLine({{"ready", true}, {"resp", address.host + ":" + std::to_string(address.port)}})
                        + "\n");
                return ExitCode::ok;
            }
            last = reply ? reply->text : reply.error().text;
        } else {
            last = client.error().text;
        }
        left = Duration{deadline.micros - clock.monotonic().micros};
        if (left <= Duration{})
            return fail(ExitCode::timedOut, "not ready: " + last);
        // Nothing announces that another process begins to listen, so this one asks again.
        timespec pause{0, static_cast<long>(std::min<int64_t>(left.micros, 50'000)) * 1'000};
        nanosleep(&pause, nullptr);
    }
}

} // namespace

CommandRun declareWaitReady(CLI::App& options)
{
    auto timeout = std::make_shared<std::string>("30s");
    options.add_option("--timeout", *timeout, "Give up after this time (exit 5; default 30s)")->type_name("TIME");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        auto limit = millisOption(*timeout, "--timeout");
        if (!limit)
            return ExitCode::usage;
        auto address = brokerAddress(context.environment, remote->url);
        if (!address)
            return fail(ExitCode::usage, address.error().text);
        return waitReady(*address, Duration::millis(*limit), output->json);
    };
}

} // namespace tapedeck
