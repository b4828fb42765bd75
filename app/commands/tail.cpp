#include "app/message_print.h"
#include "app/message_source.h"
#include "app/remote.h"
#include "engine/base/clock.h"
#include "engine/filter/message_test.h"

#include <CLI/CLI.hpp>

#include <time.h>

namespace tapedeck {

namespace {

struct TailArguments {
    std::string queue;
    uint64_t from = 0; // 0 = only what is new
    uint64_t last = 0;
    uint64_t limit = 0;
    std::string filter;
};

constexpr const char* kTailPage = "1000";
constexpr const char* kWaitSeconds = "20";

// The next id of the queue. Nothing (with `code`) when it does not exist.
std::optional<uint64_t> headOf(RespClient& broker, const std::string& queue, ExitCode& code)
{
    auto reply = ask(broker, {"INFO", "queues." + queue}, code);
    if (!reply)
        return std::nullopt;
    const std::string& text = reply->elements.empty() ? reply->text : reply->elements[0].text;
    Json queues = Json::parse(text, nullptr, false);
    if (!queues.is_object() || !queues.contains(queue)) {
        code = fail(ExitCode::failed, "there is no queue " + queue);
        return std::nullopt;
    }
    return queues[queue].value("head", uint64_t{1});
}

// Follows one queue across restarts of the broker.
class Follower {
public:
    Follower(const TailArguments& arguments, const Filter& filter, const OutputOptions& output)
        : m_arguments(arguments)
        , m_output(output)
        , m_test(filter, arguments.queue)
    {
    }

    ExitCode begin(RespClient& broker)
    {
        ExitCode code = ExitCode::ok;
        auto head = headOf(broker, m_arguments.queue, code);
        if (!head)
            return code;
        m_next = m_arguments.from ? m_arguments.from : *head > m_arguments.last ? *head - m_arguments.last : 1;
        return ExitCode::ok;
    }

    // After a reconnection: the queue may have been made anew, and its ids begin again.
    ExitCode resume(RespClient& broker)
    {
        ExitCode code = ExitCode::ok;
        auto head = headOf(broker, m_arguments.queue, code);
        if (head && *head < m_next) {
            fail(ExitCode::ok, "the queue begins again at 1");
            m_next = 1;
        }
        return code;
    }

    // Until the connection ends (an Error) or there is a reason to stop (an exit code).
    Result<ExitCode> follow(RespClient& broker)
    {
        for (;;) {
            auto reply =
                broker.command({"PEEK", m_arguments.queue, std::to_string(m_next), kTailPage, "WAIT", kWaitSeconds});
            if (!reply)
                return reply.error();
            if (reply->isError())
                return fail(ExitCode::failed, "the broker refuses: " + reply->text);
            for (const Reply& element : reply->elements) {
                auto message = decodePeeked(element);
                if (!message)
                    return fail(ExitCode::unreachable, "the broker's answer is not one of PEEK; is it Tapedeck?");
                m_next = message->id.value + 1;
                if (!matches(*message))
                    continue;
                printMessage(*message, m_output);
                if (m_arguments.limit && ++m_printed == m_arguments.limit)
                    return ExitCode::ok;
            }
            if (std::fflush(stdout) != 0)
                return ExitCode::ok; // the reader of the pipe has seen enough
        }
    }

private:
    bool matches(const PrintedMessage& message)
    {
        const std::string headers = encodeHeaders(message.headers);
        const MessageView view{message.id, *message.time, *message.time, {}, message.key, headers, message.body};
        return m_test.matches(view, SystemClock().wall());
    }

    const TailArguments& m_arguments;
    const OutputOptions& m_output;
    MessageTest m_test;
    uint64_t m_next = 1;
    uint64_t m_printed = 0;
};

ExitCode tail(const BrokerAddress& address, const TailArguments& arguments, const OutputOptions& output)
{
    const auto filter = filterOption(arguments.filter);
    if (!filter)
        return ExitCode::usage;
    auto client = RespClient::connect(address);
    if (!client)
        return fail(ExitCode::unreachable, client.error().text);
    Follower follower(arguments, *filter, output);
    if (ExitCode code = follower.begin(*client); code != ExitCode::ok)
        return code;
    for (;;) {
        auto stopped = follower.follow(*client);
        if (stopped)
            return *stopped;
        fail(ExitCode::ok, stopped.error().text + "; waiting for it to come back");
        do {
            timespec pause{0, 200'000'000}; // nothing announces that another process listens again
            nanosleep(&pause, nullptr);
            client = RespClient::connect(address, Duration::seconds(2));
        } while (!client);
        if (ExitCode code = follower.resume(*client); code == ExitCode::failed)
            return code;
    }
}

} // namespace

CommandRun declareTail(CLI::App& options)
{
    auto arguments = std::make_shared<TailArguments>();
    options.add_option("QUEUE", arguments->queue)->required();
    auto* from = options.add_option("--from", arguments->from, "Begin with this id (default: only new messages)")
                     ->type_name("ID");
    options.add_option("--last", arguments->last, "Begin with the last N messages")->type_name("N")->excludes(from);
    options.add_option("-n,--count", arguments->limit, "Stop after N messages")->type_name("N");
    options.add_option("--filter", arguments->filter, "Only messages that match, such as 'json.total > 100'")
        ->type_name("FILTER");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, true);
    return [=](const CommandContext& context) {
        auto address = brokerAddress(context.environment, remote->url);
        if (!address)
            return fail(ExitCode::usage, address.error().text);
        return tail(*address, *arguments, *output);
    };
}

} // namespace tapedeck
