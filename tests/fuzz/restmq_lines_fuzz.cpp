// What RestMQ reads from others than its own clients: collectd's lines, syslog's lines, XML-RPC. Whatever is made of
// them is JSON or XML again, and the syslog port queues the same for the same bytes however they are cut.
#include "engine/base/check.h"
#include "engine/net/clients.h"
#include "engine/net/connection.h"
#include "engine/net/http/encodings.h"
#include "engine/net/http/restmq/collectd.h"
#include "engine/net/http/restmq/syslog_line.h"
#include "engine/net/http/restmq/syslog_port.h"
#include "engine/net/http/restmq/xml_rpc.h"
#include "engine/net/reactor.h"
#include "tests/support/fake_broker.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::restmq;

namespace {

void mustBeJson(const std::string& text)
{
    CHECK(nlohmann::json::accept(text));
    CHECK(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

// The value of an answer, put into a call, is read as what it was.
void checkXmlText(std::string_view text)
{
    const std::string answer = xmlTextResponse(text);
    const size_t begin = answer.find("<params>");
    const std::string parameters = answer.substr(begin, answer.find("</methodResponse>") - begin);
    const Result<XmlCall> call = parseXmlCall("<methodCall><methodName>x</methodName>" + parameters + "</methodCall>");
    CHECK(call.ok() && call->parameters.size() == 1 && call->parameters[0]);
    const bool plain = http::isUtf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
    if (plain)
        CHECK(*call->parameters[0] == text);
}

class Turns final : public TurnClient {
public:
    explicit Turns(FakeBroker& broker)
        : m_broker(broker)
    {
    }
    void beginTurn() override { }
    void endTurn() override { m_broker.closeGroup(); }
    Time nextDue() override { return Time::never(); }
    void onDue() override { }

private:
    FakeBroker& m_broker;
};

// What the syslog port queues, when the input comes in pieces of `step` bytes. Every third publish finds no room at
// first when `full`.
std::vector<std::string> queued(std::string_view input, size_t step, bool full)
{
    static SystemClock clock;
    static Reactor reactor(clock);
    static SilentReporter reporter;
    int sockets[2];
    CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, sockets) == 0);
    FakeBroker broker;
    Turns turns(broker);
    reactor.attach(broker, turns);
    const auto run = [] {
        reactor.stop();
        reactor.run();
    };
    std::vector<std::string> bodies;
    {
        Clients clients(reactor, ConnectionLimits{});
        SyslogPort port(broker, reporter);
        clients.add(sockets[0], "fuzz", port);
        size_t pieces = 0;
        for (size_t from = 0; from < input.size(); from += step) {
            if (full && ++pieces % 3 == 0)
                broker.publishError = Error{ErrorCode::overloaded, "no room"};
            const std::string_view part = input.substr(from, step);
            CHECK(::send(sockets[1], part.data(), part.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(part.size()));
            run();
            run();
            broker.makeRoom();
            run();
        }
        ::close(sockets[1]);
        for (int turn = 0; turn < 100 && clients.count() > 0; ++turn)
            run();
        CHECK(clients.count() == 0);
        run();
    }
    if (const QueuePtr queue = broker.findQueue("syslogd:fuzz")) {
        for (const FakeBroker::Stored& stored : static_cast<FakeBroker::Queue&>(*queue).messages)
            bodies.push_back(stored.body);
    }
    return bodies;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 1)
        return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    mustBeJson(syslogToJson(input, input, Time{1'700'000'000'000'000}));
    if (const Result<std::string> json = valuesToJson(input))
        mustBeJson(*json);
    if (const Result<std::string> json = notificationToJson(input))
        mustBeJson(*json);
    static_cast<void>(parseXmlCall(input));
    checkXmlText(input);
    if (size <= 4096) {
        const std::vector<std::string> whole = queued(input, std::max<size_t>(1, input.size()), false);
        CHECK(whole.size() == static_cast<size_t>(std::count(input.begin(), input.end(), '\n')));
        for (const std::string& body : whole)
            mustBeJson(body);
        CHECK(queued(input, 1 + data[0] % 61, data[0] >= 0x80) == whole);
    }
    return 0;
}
