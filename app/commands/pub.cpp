#include "app/remote.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <iterator>

namespace tapedeck {

namespace {

struct PubArguments {
    std::string queue, channel, key, delay;
    std::vector<std::string> headers, bodies;
    bool lines = false;
};

// Messages of one command; more would only make one answer later.
constexpr size_t kBatch = 500;
// Commands on the way before their answers are read.
constexpr size_t kPublishWindow = 16;

// What comes before the bodies. Nothing after a usage error (said).
std::optional<std::vector<std::string>> prefix(const PubArguments& arguments)
{
    std::vector<std::string> words{"PUB", arguments.queue};
    if (!arguments.key.empty())
        words.insert(words.end(), {"KEY", arguments.key});
    for (const std::string& header : arguments.headers) {
        size_t equals = header.find('=');
        if (equals == std::string::npos || equals == 0) {
            fail(ExitCode::usage, "--header: \"" + header + "\" is not NAME=VALUE");
            return std::nullopt;
        }
        words.insert(words.end(), {"HEADER", header.substr(0, equals), header.substr(equals + 1)});
    }
    if (!arguments.delay.empty()) {
        auto delay = millisOption(arguments.delay, "--delay");
        if (!delay)
            return std::nullopt;
        words.insert(words.end(), {"DELAY", std::to_string(*delay)});
    }
    words.push_back("BODY");
    return words;
}

// Publishes bodies in batches and counts them.
class Publisher {
public:
    Publisher(RespClient& broker, std::vector<std::string> prefix)
        : m_broker(broker)
        , m_prefix(std::move(prefix))
    {
    }

    ExitCode add(std::string body)
    {
        m_pending.push_back(std::move(body));
        return m_pending.size() < kBatch ? ExitCode::ok : flush();
    }
    ExitCode flush()
    {
        if (m_pending.empty())
            return ExitCode::ok;
        std::vector<std::string> words = m_prefix;
        m_counts.push_back(m_pending.size());
        std::move(m_pending.begin(), m_pending.end(), std::back_inserter(words));
        m_pending.clear();
        if (Status sent = m_broker.send(words); !sent)
            return fail(ExitCode::unreachable, sent.error().text);
        return m_counts.size() < kPublishWindow ? ExitCode::ok : answer();
    }
    ExitCode finish()
    {
        ExitCode code = flush();
        while (code == ExitCode::ok && !m_counts.empty())
            code = answer();
        return code;
    }
    uint64_t published() const { return m_published; }
    int64_t firstId() const { return m_first; }

private:
    ExitCode answer()
    {
        auto reply = m_broker.receive();
        if (!reply)
            return fail(ExitCode::unreachable, reply.error().text);
        if (reply->isError())
            return fail(ExitCode::failed, "the broker refuses: " + reply->text);
        if (m_published == 0)
            m_first = reply->number;
        m_published += m_counts.front();
        m_counts.erase(m_counts.begin());
        return ExitCode::ok;
    }

    RespClient& m_broker;
    std::vector<std::string> m_prefix, m_pending;
    std::vector<size_t> m_counts; // messages of the commands whose answers are outstanding
    uint64_t m_published = 0;
    int64_t m_first = 0;
};

ExitCode publishAll(Publisher& publisher, const PubArguments& arguments)
{
    ExitCode code = ExitCode::ok;
    bool fromInput = arguments.bodies.empty() || (arguments.bodies.size() == 1 && arguments.bodies[0] == "-");
    if (!fromInput) {
        for (const std::string& body : arguments.bodies)
            if (code = publisher.add(body); code != ExitCode::ok)
                return code;
    } else if (arguments.lines) {
        for (std::string line; std::getline(std::cin, line);)
            if (code = publisher.add(line); code != ExitCode::ok)
                return code;
    } else {
        code = publisher.add(std::string(std::istreambuf_iterator<char>(std::cin), {}));
    }
    return code == ExitCode::ok ? publisher.finish() : code;
}

} // namespace

CommandRun declarePub(CLI::App& options)
{
    auto arguments = std::make_shared<PubArguments>();
    options.add_option("QUEUE", arguments->queue)->required();
    options.add_option("BODY", arguments->bodies, "One message each; none or - reads one message from standard input");
    options.add_option("--create", arguments->channel, "Create the queue with this channel if there is none")
        ->type_name("CHANNEL");
    options.add_option("--key", arguments->key, "Routing key of every message");
    options.add_option("--header", arguments->headers, "A header of every message; may be repeated")
        ->type_name("NAME=VALUE")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    options.add_option("--delay", arguments->delay, "Hand out to channels only after this time")->type_name("TIME");
    options.add_flag("--lines", arguments->lines, "Every line of standard input is a message");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        auto words = prefix(*arguments);
        if (!words)
            return ExitCode::usage;
        return withBroker(context, *remote, [&](RespClient& broker) {
            ExitCode code = ExitCode::ok;
            if (!arguments->channel.empty() && !ask(broker, {"SETNX", arguments->queue, arguments->channel}, code))
                return code;
            Publisher publisher(broker, *words);
            code = publishAll(publisher, *arguments);
            if (publisher.published() == 0)
                return code;
            if (output->json)
                print(jsonLine({{"published", publisher.published()}, {"first", publisher.firstId()}}) + "\n");
            else if (publisher.published() == 1)
                print("published " + std::to_string(publisher.firstId()) + "\n");
            else
                print("published " + std::to_string(publisher.published()) + " messages, the first is "
                    + std::to_string(publisher.firstId()) + "\n");
            return code;
        });
    };
}

} // namespace tapedeck
