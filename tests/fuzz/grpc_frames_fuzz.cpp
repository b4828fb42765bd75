// HTTP/2 and gRPC: the same bytes give the same events however they are cut; and a whole gRPC session with its
// services, over a socket pair with a broker in memory, survives anything, within its limits.
#include "engine/base/check.h"
#include "engine/base/limits.h"
#include "engine/net/clients.h"
#include "engine/net/grpc/grpc_port.h"
#include "engine/net/grpc/health.h"
#include "engine/net/grpc/http2_session.h"
#include "engine/net/grpc/message_reader.h"
#include "engine/net/grpc/mini_kafka.h"
#include "engine/net/grpc/reflection.h"
#include "engine/net/reactor.h"
#include "tests/support/fake_broker.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

using namespace tapedeck;
using namespace tapedeck::grpc;

namespace {

// What every client sends before its first request.
std::string greeting()
{
    return std::string(kClientPreface) + std::string("\0\0\0\4\0\0\0\0\0", 9);
}

class Recorder final : public Http2Streams {
public:
    void onRequest(StreamId stream, HeaderList headers, bool tooLarge) override
    {
        size_t bytes = 0;
        log += "request " + std::to_string(stream) + (tooLarge ? " too large\n" : "\n");
        for (const auto& [name, value] : headers) {
            log += name + "=" + value + "\n";
            bytes += name.size() + value.size() + 32;
        }
        CHECK(bytes <= limits::kHttp2HeaderListBytesMax);
        CHECK(++open <= limits::kHttp2StreamsMax);
        // Half of them are answered at once, some before the client has ended.
        if (stream % 4 == 1) {
            session->begin(stream, {{":status", "200"}, {"content-type", "application/grpc"}});
            session->send(stream, std::string(100, 'd'));
            session->end(stream, {{"grpc-status", "0"}});
        }
    }
    void onData(StreamId stream, std::string_view bytes) override
    {
        data[stream] += bytes;
        session->giveRoom(stream, bytes.size());
    }
    void onEnd(StreamId stream) override { log += "end " + std::to_string(stream) + "\n"; }
    void onClosed(StreamId) override { --open; }

    std::string log;
    std::map<StreamId, std::string> data;
    size_t open = 0;
    Http2Session* session = nullptr;
};

struct Reading {
    std::string log;
    std::map<StreamId, std::string> data;
    bool over = false;
};

// Nothing is pulled in between: what has been sent would change what may be received.
Reading readAll(std::string_view bytes, size_t step)
{
    Recorder recorder;
    Http2Session session(recorder);
    recorder.session = &session;
    bool on = true;
    for (size_t from = 0; from < bytes.size() && on; from += step)
        on = session.feed(std::string(bytes.substr(from, step)), {});
    Buffer out;
    session.pull(out, size_t{1} << 20);
    return {recorder.log, recorder.data, !on};
}

void cutDoesNotMatter(std::string_view bytes)
{
    const Reading whole = readAll(bytes, bytes.size() + 1);
    for (const size_t step : {size_t{1}, size_t{7}}) {
        const Reading cut = readAll(bytes, step);
        // After a goodbye the rest of what came with it is read, what comes later is not.
        CHECK(whole.log.starts_with(cut.log));
        for (const auto& [stream, data] : cut.data)
            CHECK(whole.data.at(stream).starts_with(data));
        CHECK(cut.over || (cut.log == whole.log && cut.data == whole.data && !whole.over));
    }
}

void messagesAreTheSameHoweverTheyAreCut(std::string_view bytes)
{
    const auto read = [&](size_t step) {
        MessageReader reader(100);
        std::string seen;
        for (size_t from = 0; from < bytes.size(); from += step) {
            const std::string part(bytes.substr(from, step));
            std::string_view rest = part;
            for (;;) {
                const MessageReader::Progress progress = reader.next(rest);
                CHECK(progress.consumed <= rest.size());
                rest.remove_prefix(progress.consumed);
                if (progress.event == MessageReader::Event::needsMore) {
                    CHECK(rest.empty());
                    break;
                }
                CHECK(progress.message.size() <= 100);
                seen += std::to_string(static_cast<int>(progress.event)) + ":" + std::string(progress.message) + "\n";
                if (progress.event != MessageReader::Event::message)
                    return seen;
            }
        }
        return seen;
    };
    const std::string whole = read(bytes.size() + 1);
    CHECK(read(1) == whole && read(3) == whole);
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

void sessionSurvives(std::string_view bytes)
{
    SystemClock clock;
    FakeBroker broker;
    Reactor reactor(clock);
    Turns turns(broker);
    reactor.attach(broker, turns);
    Clients clients(reactor, {});
    GrpcPort port(reactor, broker, clients, {});
    port.add(std::make_unique<MiniKafka>());
    port.add(std::make_unique<Health>(port));
    port.add(std::make_unique<Reflection>(port, Reflection::Version::v1));
    int ends[2];
    CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    reactor.post([&] { clients.add(ends[0], "fuzz:0", port); });
    static_cast<void>(::send(ends[1], bytes.data(), bytes.size(), MSG_NOSIGNAL));
    ::shutdown(ends[1], SHUT_WR);
    // Some turns, until the connection has come to its end.
    for (int turn = 0; turn < 20; ++turn) {
        reactor.post([&] {
            CHECK(clients.bufferedBytes() < size_t{32} << 20); // small requests may unpack to large messages
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
    if (size == 0 || size > 8192)
        return 0;
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    // With the greeting in front more inputs mean something.
    const std::string greeted = greeting() + std::string(bytes);
    if (data[0] & 4)
        bytes = greeted;
    switch (data[0] % 4) {
    case 0:
        messagesAreTheSameHoweverTheyAreCut(bytes);
        break;
    case 1:
        sessionSurvives(bytes);
        break;
    default:
        cutDoesNotMatter(bytes);
    }
    return 0;
}
