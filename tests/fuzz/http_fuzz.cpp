// HTTP: the request reader and the frame meter give the same for the same bytes however they are cut; the encodings
// survive anything; and a whole session with its gate, routes and WebSockets, over a socket pair with a broker in
// memory, survives anything, within its limits.
#include "engine/base/check.h"
#include "engine/net/clients.h"
#include "engine/net/http/encodings.h"
#include "engine/net/http/frame_meter.h"
#include "engine/net/http/http_port.h"
#include "engine/net/http/request_reader.h"
#include "engine/net/reactor.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/fake_broker.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

using namespace tapedeck;
using namespace tapedeck::http;

namespace {

// What a reader hands out of the bytes, given to it in parts of `step`.
struct Reading {
    std::string seen;
    bool refused = false;
};

Reading readAll(std::string_view bytes, size_t step)
{
    RequestReader reader;
    Reading reading;
    std::string kept;
    size_t given = 0;
    for (;;) {
        const std::string moved = kept; // elsewhere in memory, exactly as long as what has arrived
        const RequestReader::Progress progress = reader.next(moved);
        CHECK(progress.consumed <= moved.size());
        if (progress.event == RequestReader::Event::head) {
            reading.seen += "head " + reader.request().target + "\n";
            for (const auto& [name, value] : reader.request().headers)
                reading.seen += name + ": " + value + "\n";
            reader.setBodyLimit(1000);
        } else if (progress.event == RequestReader::Event::body) {
            reading.seen += progress.body;
        } else if (progress.event == RequestReader::Event::end) {
            reading.seen += "\nend\n";
        } else if (progress.event == RequestReader::Event::refused) {
            reading.refused = true;
            return reading;
        }
        kept.erase(0, progress.consumed);
        if (progress.event != RequestReader::Event::needsMore)
            continue;
        if (given == bytes.size())
            return reading;
        const size_t part = std::min(step, bytes.size() - given);
        kept += bytes.substr(given, part);
        given += part;
    }
}

void cutDoesNotMatter(std::string_view bytes)
{
    // The end of a body in chunks is read in one piece: up to this many bytes may be waiting for it.
    constexpr size_t kWaiting = 4;
    const Reading whole = readAll(bytes, bytes.size() + 1);
    for (const size_t step : {size_t{1}, size_t{5}}) {
        const Reading cut = readAll(bytes, step);
        // One may have seen a refusal, or the end of what there is, a little earlier than the other; they never
        // disagree.
        CHECK(cut.seen.starts_with(whole.seen) || whole.seen.starts_with(cut.seen));
        if (!cut.refused && !whole.refused) {
            const auto [less, more] = std::minmax({cut.seen.size(), whole.seen.size()});
            CHECK(more - less <= kWaiting);
        } else if (cut.refused != whole.refused) {
            // The next bytes settle it.
            const std::string longer = std::string(bytes) + std::string(16, 'x');
            CHECK(readAll(longer, whole.refused ? step : longer.size()).refused);
        }
    }
    FrameMeter once, cut;
    bool ok = true;
    for (const char byte : bytes)
        ok = ok && cut.pass(std::string_view(&byte, 1));
    CHECK(once.pass(bytes) == ok);
}

void encodingsSurvive(std::string_view bytes)
{
    const std::optional<std::string> decoded = decodePercent(bytes, true);
    CHECK(!decoded || decoded->size() <= bytes.size());
    CHECK(decodePercent(encodePercent(bytes), false) == std::string(bytes));
    CHECK(decodeBase64(encodeBase64(bytes)) == std::string(bytes));
    CHECK(isUtf8(toUtf8(bytes)));
    CHECK(!isUtf8(bytes) || toUtf8(bytes) == bytes);
    static_cast<void>(parseForm(bytes));
    const size_t line = bytes.find('\n');
    if (line != std::string_view::npos)
        static_cast<void>(parseMultipart(bytes.substr(0, line), bytes.substr(line + 1)));
    static_cast<void>(parseBasicAuthorization(bytes));
    decodeBase64(bytes);
}

class Family final : public RouteFamily {
public:
    std::string_view name() const override { return "fuzz"; }
    Answer methodNotAllowed(const Request&, std::string_view allowed) override
    {
        return {405, "text/plain", std::string(allowed)};
    }
    Answer notFound(const Request&) override { return {404, {}, {}}; }
};

class Echo final : public WebSocketHandler {
public:
    void onOpen(WebSocket& socket) override { m_socket = &socket; }
    void onMessage(std::string_view message, bool) override { m_socket->sendBinary(message); }

private:
    WebSocket* m_socket = nullptr;
};

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

void sessionSurvives(std::string_view bytes)
{
    SystemClock clock;
    FakeBroker broker;
    Reactor reactor(clock);
    Turns turns(broker);
    reactor.attach(broker, turns);
    Clients clients(reactor, {});
    Family family;
    HttpPort port(reactor, broker, clients, {{"", {"h"}, {}}, {}});
    port.router().addPrefix(family, "");
    port.router().add(family,
        {{Method::get, "/a/{b}",
             [](Exchange& e) {
                 e.answer({200, "text/plain", std::string(e.pathPart(0))});
             }},
            {Method::post, "/",
                [](Exchange& e) {
                    e.answer({200, {}, e.request().body});
                }},
            {Method::get, "/w", [](Exchange& e) {
                 if (e.asksForWebSocket())
                     e.upgrade(std::make_unique<Echo>());
                 else
                     e.answer({426, {}, {}});
             }}});
    int ends[2];
    CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    reactor.post([&] { clients.add(ends[0], "fuzz:0", port); });
    static_cast<void>(::send(ends[1], bytes.data(), bytes.size(), MSG_NOSIGNAL));
    ::shutdown(ends[1], SHUT_WR);
    // Some turns, until the connection has come to its end.
    for (int turn = 0; turn < 20; ++turn) {
        reactor.post([&] {
            if (clients.count() == 0)
                reactor.stop();
        });
        reactor.stop();
        reactor.run();
    }
    ::close(ends[1]);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0 || size > 4096)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        encodingsSurvive(bytes);
        break;
    case 1:
        sessionSurvives(bytes);
        break;
    default:
        cutDoesNotMatter(bytes);
    }
    return 0;
}
