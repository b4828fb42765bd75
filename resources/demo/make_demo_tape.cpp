// Makes resources/demo.tape: messages with the times at which they really happened, published by the real engine on a
// clock that is set to those times. See make-demo-tape.sh beside this file.
//
// make_demo_tape TAPE <EVENTS     EVENTS: lines of JSON, {"time": seconds, "queue": name, "key": text, "body": text},
//                                 in order of time
#include "app/engine_host.h"
#include "app/json.h"
#include "app/resp_client.h"

#include <atomic>
#include <cstdio>
#include <iostream>

using namespace tapedeck;

namespace {

// Says what it was told for the wall; time-outs run on real time.
class EventClock final : public Clock {
public:
    Time wall() const override { return {m_micros.load()}; }
    Duration monotonic() const override { return m_system.monotonic(); }
    void set(Time time) { m_micros.store(time.micros); }

private:
    SystemClock m_system;
    std::atomic<int64_t> m_micros{0};
};

int die(const std::string& text)
{
    std::fprintf(stderr, "make_demo_tape: %s\n", text.c_str());
    return 1;
}

// The channels stand at different places, as after a day of work.
Status consume(RespClient& broker, const std::string& queue, const std::string& channel, int count)
{
    auto taken = broker.command({"HMGET", queue, channel, std::to_string(count)});
    if (!taken)
        return taken.error();
    std::vector<std::string> acks{"HDEL", queue, channel};
    for (const Reply& message : taken->elements)
        acks.push_back(std::to_string(message.elements[1].number));
    auto acked = broker.command(acks);
    return acked ? Status() : acked.error();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
        return die("usage: make_demo_tape TAPE <EVENTS");
    EventClock clock;
    SeededRandom random(1);
    SilentReporter reporter;
    EngineOptions options;
    options.tapePath = argv[1];
    options.sync = SyncMode::normal;
    options.ports.push_back({PortKind::resp, "127.0.0.1"});
    std::string line;
    if (!std::getline(std::cin, line))
        return die("no events");
    clock.set({static_cast<int64_t>(Json::parse(line)["time"].get<double>() * 1e6)});
    auto host = EngineHost::start(options, clock, random, reporter);
    if (!host)
        return die(host.error().text);
    const std::string& endpoint = (*host)->endpoints().front().address;
    uint16_t port = static_cast<uint16_t>(std::stoul(endpoint.substr(endpoint.rfind(':') + 1)));
    auto broker = RespClient::connect({"127.0.0.1", port, ""});
    if (!broker)
        return die(broker.error().text);
    for (auto [queue, channel] :
        {std::pair("dpkg_log", "audit"), std::pair("dpkg_log", "alerts"), std::pair("packages", "index")})
        if (auto made = broker->command({"SETNX", queue, channel}); !made || made->isError())
            return die("cannot make the queues");
    do {
        Json event = Json::parse(line);
        clock.set({static_cast<int64_t>(event["time"].get<double>() * 1e6)});
        auto answer = broker->command({"PUB", event["queue"], "KEY", event["key"], "BODY", event["body"]});
        if (!answer || answer->isError())
            return die(answer ? answer->text : answer.error().text);
    } while (std::getline(std::cin, line));
    for (auto [queue, channel, count] : {std::tuple("dpkg_log", "audit", 1'200), std::tuple("packages", "index", 60)})
        if (Status status = consume(*broker, queue, channel, count); !status)
            return die(status.error().text);
    if (Status stopped = (*host)->stop(); !stopped)
        return die(stopped.error().text);
    return 0;
}
