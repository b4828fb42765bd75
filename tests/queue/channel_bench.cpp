// Costs of a channel, printed: memory per ticket in flight and time per operation. Not a test; numbers depend on the
// machine.
#include "tests/queue/channel_fixture.h"

#include "engine/base/clock.h"

#include <cstdio>

using namespace tapedeck;

namespace {

double nanosSince(Duration start)
{
    return static_cast<double>((SystemClock().monotonic() - start).micros) * 1000;
}

// Take 100, ack 100, with `inFlight` other tickets out all the time.
void takeAndAck(size_t inFlight, size_t batch)
{
    ChannelFixture f;
    f.end = MessageId{uint64_t{1} << 60};
    f.take(at(0), inFlight, Duration::seconds(30));
    std::vector<Delivery> out;
    std::vector<Ticket> tickets;
    const size_t rounds = 5'000'000 / batch;
    size_t deltaBytes = 0;
    Duration start = SystemClock().monotonic();
    for (size_t round = 0; round < rounds; ++round) {
        out.clear();
        tickets.clear();
        f.delta.clear();
        f.channel.take(at(1), at(31), f.first, f.end, batch, out, f.delta);
        for (const Delivery& d : out)
            tickets.push_back(d.ticket);
        f.channel.ackAll(at(1), tickets, f.delta);
        deltaBytes += f.delta.size();
    }
    double nanos = nanosSince(start);
    std::printf(
        "take %zu + ack %zu, %zu in flight: %.0f ns per pair, %.1f ns per message, %.2f delta bytes per message\n",
        batch, batch, inFlight, nanos / static_cast<double>(rounds), nanos / static_cast<double>(rounds * batch),
        static_cast<double>(deltaBytes) / static_cast<double>(rounds * batch));
}

// The same through a pile of a million redeliveries.
void million()
{
    constexpr size_t kTickets = 1'000'000;
    ChannelFixture f;
    f.end = MessageId{2'000'000};
    std::vector<Delivery> out;
    out.reserve(kTickets);
    Duration start = SystemClock().monotonic();
    f.channel.take(at(0), at(30), f.first, f.end, kTickets, out, f.delta);
    std::printf("take of 1,000,000: %.1f ns each; %.1f bytes each\n", nanosSince(start) / kTickets,
        static_cast<double>(f.channel.memoryBytes()) / kTickets);
    start = SystemClock().monotonic();
    f.counts(at(30));
    std::printf("expiry of 1,000,000: %.1f ns each\n", nanosSince(start) / kTickets);
    start = SystemClock().monotonic();
    for (size_t i = 0; i < kTickets / 100; ++i) {
        out.clear();
        f.channel.take(at(30), at(60), f.first, f.end, 100, out, f.delta);
    }
    std::printf("redelivery of 1,000,000 by 100: %.1f ns each; %.1f bytes each\n", nanosSince(start) / kTickets,
        static_cast<double>(f.channel.memoryBytes()) / kTickets);
    std::string state;
    start = SystemClock().monotonic();
    f.channel.encodeState(state);
    std::printf("state of 1,000,000 tickets: %zu bytes, %.1f ms to encode\n", state.size(), nanosSince(start) / 1e6);
    start = SystemClock().monotonic();
    f.channel.seek(at(31), MessageId{1}, f.delta);
    std::printf("seek with 1,000,000 tickets: %.1f ms\n", nanosSince(start) / 1e6);
}

// Each ticket with a time-out of its own: every deadline is out of order.
void mixedTimeouts()
{
    constexpr size_t kTickets = 1'000'000;
    ChannelFixture f;
    f.end = MessageId{2'000'000};
    std::vector<Delivery> out;
    Duration start = SystemClock().monotonic();
    for (size_t i = 0; i < kTickets; ++i)
        f.channel.take(
            at(0), at(1) + Duration{static_cast<int64_t>(i * 7919 % kTickets)}, f.first, f.end, 1, out, f.delta);
    std::printf("take of 1,000,000 with mixed time-outs: %.1f ns each; %.1f bytes each\n", nanosSince(start) / kTickets,
        static_cast<double>(f.channel.memoryBytes()) / kTickets);
    start = SystemClock().monotonic();
    for (const Delivery& d : out) {
        f.delta.clear();
        f.channel.ack(at(0), d.ticket, f.delta);
    }
    std::printf("ack of them one by one: %.1f ns each\n", nanosSince(start) / kTickets);
}

} // namespace

int main()
{
    std::printf("an idle channel: %zu bytes\n", ChannelFixture().channel.memoryBytes());
    takeAndAck(0, 100);
    takeAndAck(1'000'000, 100);
    takeAndAck(0, 1);
    takeAndAck(1'000'000, 1);
    million();
    mixedTimeouts();
}
