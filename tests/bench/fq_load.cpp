// Load for the fq port. Prints one JSON object.
//
// fq_load relay PORT MESSAGES BYTES     one connection publishes, another one receives, at the same time
// fq_load idle PORT ROUNDS              from publishing to receiving, one message every few milliseconds
// fq_load floor MESSAGES BYTES          the relay through a server that only finds the frames and copies them out
//
// The clients' sockets are those of the tests' own implementation of the protocol; what counts is on the server.
#include "engine/base/clock.h"
#include "tests/support/fq_wire_client.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace tapedeck;

namespace {

[[noreturn]] void die(const std::string& text)
{
    std::fprintf(stderr, "fq_load: %s\n", text.c_str());
    std::exit(1);
}

double seconds()
{
    return static_cast<double>(SystemClock().monotonic().micros) / 1e6;
}

void sendAll(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0)
            die("the server closed the connection");
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
}

// Publishes on `out` in pieces of about 64 KiB.
void publishAll(int out, uint64_t messages, size_t bytes)
{
    const std::string frame =
        fqwire::shortFrame({"bench", "test.prefix.a", std::string(16, 'i'), {}, {}, std::string(bytes, 'x')});
    std::string piece;
    const uint64_t atOnce = std::max<uint64_t>(1, (64 << 10) / frame.size());
    for (uint64_t i = 0; i < atOnce; ++i)
        piece += frame;
    for (uint64_t done = 0; done < messages;) {
        const uint64_t some = std::min(atOnce, messages - done);
        sendAll(out, std::string_view(piece).substr(0, some * frame.size()));
        done += some;
    }
}

// Reads until so many bytes have come.
void receiveAll(int in, uint64_t bytes)
{
    std::vector<char> buffer(256 << 10);
    while (bytes > 0) {
        const ssize_t got = ::read(in, buffer.data(), buffer.size());
        if (got <= 0)
            die("the server closed the connection");
        bytes -= std::min(bytes, static_cast<uint64_t>(got));
    }
}

void setBlocking(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

double relayRate(int out, int in, uint64_t messages, size_t bytes, size_t frameOut)
{
    const double begin = seconds();
    std::thread publisher([&] { publishAll(out, messages, bytes); });
    receiveAll(in, messages * frameOut);
    const double took = seconds() - begin;
    publisher.join();
    return static_cast<double>(messages) / took;
}

int relay(uint16_t port, uint64_t messages, size_t bytes)
{
    FqWireClient reader(port), writer(port);
    if (const std::string error = reader.auth("r", "bench_queue", "mem:public,block,backlog=1000000"); !error.empty())
        die(error);
    if (!reader.bind("bench", "prefix:\"test.\"") || !reader.attach())
        die("cannot bind");
    if (const std::string error = writer.auth("w", "bench_writer", "mem"); !error.empty())
        die(error);
    writer.attach();
    // How long a delivered frame is, from one of them.
    writer.publish({"bench", "test.prefix.a", std::string(16, 'i'), {}, {}, std::string(bytes, 'x')});
    const auto first = reader.receive();
    if (!first)
        die("nothing was delivered");
    const size_t frame = fqwire::longFrame(*first).size();
    setBlocking(writer.data().fd());
    const double rate = relayRate(writer.data().fd(), reader.data().fd(), messages, bytes, frame);
    std::printf("{\"per_second\": %.0f}\n", rate);
    return 0;
}

// Frames are found by their lengths and copied out, nothing else is done.
void floorServer(int in, int out, uint64_t messages)
{
    std::vector<char> buffer(512 << 10);
    std::string output;
    size_t have = 0;
    while (messages > 0) {
        const ssize_t got = ::read(in, buffer.data() + have, buffer.size() - have);
        if (got <= 0)
            return;
        have += static_cast<size_t>(got);
        size_t at = 0;
        for (;;) {
            const auto byte = [&](size_t i) { return static_cast<unsigned char>(buffer[i]); };
            if (have - at < 1)
                break;
            const size_t route = at + 1 + byte(at);
            if (route >= have)
                break;
            const size_t length = route + 1 + byte(route) + 16;
            if (length + 4 > have)
                break;
            const size_t payload = size_t{byte(length)} << 24 | size_t{byte(length + 1)} << 16
                | size_t{byte(length + 2)} << 8 | byte(length + 3);
            if (length + 4 + payload > have)
                break;
            output.append(buffer.data() + at, length - at);
            output.append(11, 'h'); // sender and hops
            output.append(buffer.data() + length, 4 + payload);
            at = length + 4 + payload;
            --messages;
        }
        std::memmove(buffer.data(), buffer.data() + at, have - at);
        have -= at;
        sendAll(out, output);
        output.clear();
    }
}

std::pair<int, int> connectedPair()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 1) != 0)
        die("cannot listen");
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(client, reinterpret_cast<sockaddr*>(&address), size) != 0)
        die("cannot connect");
    const int server = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    setBlocking(client);
    setBlocking(server);
    return {client, server};
}

int floorOf(uint64_t messages, size_t bytes)
{
    const auto [writer, in] = connectedPair();
    const auto [reader, out] = connectedPair();
    std::thread server([&, inSocket = in, outSocket = out] { floorServer(inSocket, outSocket, messages); });
    const size_t frame =
        fqwire::shortFrame({"bench", "test.prefix.a", std::string(16, 'i'), {}, {}, {}}).size() + bytes + 11;
    const double rate = relayRate(writer, reader, messages, bytes, frame);
    server.join();
    std::printf("{\"per_second\": %.0f}\n", rate);
    return 0;
}

int idle(uint16_t port, int rounds)
{
    FqWireClient reader(port), writer(port);
    if (const std::string error = reader.auth("r", "bench_idle", "mem:public"); !error.empty())
        die(error);
    if (!reader.bind("bench_idle", "prefix:") || !reader.attach())
        die("cannot bind");
    writer.auth("w", "bench_idle_writer", "mem");
    writer.attach();
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(3));
        const double begin = seconds();
        writer.publish("bench_idle", "r", "hello");
        if (!reader.receive())
            die("nothing was delivered");
        times.push_back((seconds() - begin) * 1e6);
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double part) {
        return times[static_cast<size_t>(part * static_cast<double>(times.size() - 1))];
    };
    std::printf("{\"p50_us\": %.0f, \"p99_us\": %.0f, \"max_us\": %.0f}\n", at(0.5), at(0.99), times.back());
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string mode = argc > 1 ? argv[1] : "";
    const auto number = [&](int i) { return std::strtoull(argv[i], nullptr, 10); };
    if (mode == "relay" && argc == 5)
        return relay(static_cast<uint16_t>(number(2)), number(3), number(4));
    if (mode == "idle" && argc == 4)
        return idle(static_cast<uint16_t>(number(2)), static_cast<int>(number(3)));
    if (mode == "floor" && argc == 4)
        return floorOf(number(2), number(3));
    die("usage: fq_load relay PORT MESSAGES BYTES | idle PORT ROUNDS | floor MESSAGES BYTES");
}
