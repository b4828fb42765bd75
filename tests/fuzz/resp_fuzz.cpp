// RESP: the parser gives the same events for the same bytes however they are cut, and a whole session (parser,
// commands, encoder, connection) over a socket pair with a broker in memory survives anything, within its limits.
#include "engine/base/check.h"
#include "engine/net/clients.h"
#include "engine/net/connection.h"
#include "engine/net/reactor.h"
#include "engine/net/resp/parser.h"
#include "engine/net/resp/resp_port.h"
#include "tests/support/fake_broker.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::resp;

namespace {

struct Event {
    ParseStatus status;
    ParseError error;
    std::vector<std::string> arguments;
    bool operator==(const Event&) const = default;
};

ParserLimits smallLimits()
{
    ParserLimits limits;
    limits.elementsMax = 64;
    limits.bulkBytesMax = 256;
    limits.requestBytesMax = 1024;
    limits.swallowBytesMax = 2048;
    limits.inlineBytesMax = 128;
    return limits;
}

// Feeds the input in pieces of `step` bytes (0 = at once).
std::vector<Event> parse(std::string_view input, size_t step)
{
    Parser parser(smallLimits());
    Arguments arguments;
    std::vector<Event> events;
    std::string rest;
    for (size_t from = 0; from < input.size() || from == 0;) {
        const size_t bytes = step == 0 ? input.size() : std::min(step, input.size() - from);
        rest.append(input.substr(from, bytes));
        from += bytes;
        const std::string moved = rest; // elsewhere in memory, exactly as long as what has arrived
        std::string_view view = moved;
        for (;;) {
            const ParseResult result = parser.next(view, arguments);
            CHECK(result.consumed <= view.size());
            view.remove_prefix(result.consumed);
            if (result.status == ParseStatus::incomplete)
                break;
            Event event{result.status, result.error, {}};
            if (result.status == ParseStatus::command)
                event.arguments.assign(arguments.begin(), arguments.end());
            events.push_back(std::move(event));
            if (result.status == ParseStatus::error)
                return events;
            CHECK(result.consumed > 0);
        }
        rest = view;
        if (bytes == 0)
            break;
    }
    return events;
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

// The loop is made once; the broker, the port and the connection are new for every input.
void serve(std::string_view input, bool withToken)
{
    static SystemClock clock;
    static Reactor reactor(clock);
    int sockets[2];
    CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, sockets) == 0);
    FakeBroker broker;
    Turns turns(broker);
    reactor.attach(broker, turns);
    const auto run = [] {
        reactor.stop();
        reactor.run();
    };
    Clients clients(reactor, ConnectionLimits{});
    RespOptions options;
    if (withToken)
        options.token = "token";
    RespPort port(broker, clients, options);
    clients.add(sockets[0], "fuzz", port);
    const size_t half = input.size() / 2;
    for (const std::string_view part : {input.substr(0, half), input.substr(half)}) {
        if (!part.empty())
            static_cast<void>(::send(sockets[1], part.data(), part.size(), MSG_NOSIGNAL));
        for (int turn = 0; turn < 3; ++turn)
            run();
    }
    broker.time = broker.time + Duration::seconds(int64_t{1} << 33);
    broker.serveDue(); // polls that are still waiting
    ::close(sockets[1]);
    for (int turn = 0; turn < 100 && clients.count() > 0; ++turn)
        run();
    CHECK(clients.count() == 0);
    run(); // closed connections are destroyed
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 1)
        return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::vector<Event> whole = parse(input, 0);
    if (size <= 1024)
        CHECK(parse(input, 1) == whole);
    CHECK(parse(input, 1 + data[0] % 31) == whole);
    if (size <= 4096)
        serve(input, data[0] >= 0xf0);
    return 0;
}
