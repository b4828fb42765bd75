// Many live readers of one queue over comet, server-sent events and WebSocket, some of which stop reading, at a rate
// that no script could follow. The same as http_readers.py otherwise.
//
// live_readers HTTP_PORT RESP_PORT [READERS] [STALLED] [MESSAGES_PER_SECOND] [SECONDS]     (default 1000 100 1000 10)
//
// All readers but the stalled ones must get every message in order. Exit code 0 if so.
#include "engine/base/clock.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace tapedeck;

namespace {

constexpr std::string_view kMark = R"("value": ")";

[[noreturn]] void die(const std::string& text)
{
    std::fprintf(stderr, "live_readers: %s\n", text.c_str());
    std::exit(1);
}

double seconds()
{
    return static_cast<double>(SystemClock().monotonic().micros) / 1e6;
}

int connectTo(uint16_t port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        die("cannot connect");
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

void sendAll(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            die("the server closed a connection");
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
}

// Sends a request and reads the head of the answer; what follows stays in the socket.
int openStream(uint16_t port, int kind)
{
    const int socket = connectTo(port);
    const std::string host = " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) + "\r\n";
    const std::string requests[] = {"GET /c/live" + host + "\r\n",
        "GET /sse/live" + host + "Accept: text/event-stream\r\n\r\n",
        "GET /ws/live" + host
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"};
    sendAll(socket, requests[kind]);
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n")) {
        if (::read(socket, &byte, 1) != 1)
            die("a stream was refused: " + head);
        head += byte;
    }
    if (head.compare(9, 3, kind == 2 ? "101" : "200") != 0)
        die("a stream was refused: " + head);
    return socket;
}

void ask(uint16_t port, const std::string& method, const std::string& body)
{
    const int socket = connectTo(port);
    sendAll(socket,
        method + " /q/live HTTP/1.1\r\nHost: localhost:" + std::to_string(port)
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: "
            + std::to_string(body.size()) + "\r\n\r\n" + body);
    std::string answer(64 << 10, '\0');
    size_t have = 0;
    for (ssize_t got = 1; got > 0 && have < answer.size(); have += static_cast<size_t>(std::max<ssize_t>(got, 0)))
        got = ::read(socket, answer.data() + have, answer.size() - have);
    ::close(socket);
    if (answer.compare(9, 3, "200") != 0)
        die("refused: " + answer.substr(0, have));
}

struct Reader {
    int socket = -1;
    uint64_t next = 0;
    std::string kept; // the end of the last piece, which may hold half a mark or number
};

// Every number behind a mark must be the next one.
void take(Reader& reader, std::string_view piece)
{
    reader.kept += piece;
    std::string_view rest = reader.kept;
    for (;;) {
        const size_t at = rest.find(kMark);
        if (at == std::string_view::npos || at + kMark.size() + 24 > rest.size())
            break;
        uint64_t number = 0;
        const char* const digits = rest.data() + at + kMark.size();
        std::from_chars(digits, digits + 20, number);
        if (number != reader.next)
            die(std::to_string(number) + " came instead of " + std::to_string(reader.next));
        ++reader.next;
        rest.remove_prefix(at + kMark.size());
    }
    const size_t at = rest.find(kMark);
    const size_t keep = at == std::string_view::npos ? std::min(rest.size(), kMark.size()) : rest.size() - at;
    reader.kept = std::string(rest.substr(rest.size() - keep));
}

void readAll(std::vector<Reader>& readers, size_t from, uint64_t total)
{
    const int set = ::epoll_create1(0);
    for (size_t i = from; i < readers.size(); ++i) {
        ::fcntl(readers[i].socket, F_SETFL, O_NONBLOCK);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(set, EPOLL_CTL_ADD, readers[i].socket, &event);
    }
    std::vector<char> buffer(256 << 10);
    epoll_event events[256];
    for (size_t left = readers.size() - from; left > 0;) {
        const int count = ::epoll_wait(set, events, 256, 60'000);
        if (count <= 0)
            die("nothing came for a minute");
        for (int i = 0; i < count; ++i) {
            Reader& reader = readers[events[i].data.u64];
            const ssize_t got = ::read(reader.socket, buffer.data(), buffer.size());
            if (got <= 0)
                die("a stream ended after " + std::to_string(reader.next) + " messages");
            const bool before = reader.next == total;
            take(reader, {buffer.data(), static_cast<size_t>(got)});
            left -= !before && reader.next == total;
        }
    }
    ::close(set);
}

// In batches of about a millisecond; how far it fell behind at most, in seconds.
double publish(uint16_t port, uint64_t total, double perSecond)
{
    const int socket = connectTo(port);
    const double began = seconds();
    double behind = 0;
    std::vector<char> answers(64 << 10);
    for (uint64_t done = 0; done < total;) {
        const double now = seconds();
        const auto due = std::min(total, static_cast<uint64_t>((now - began) * perSecond) + 1);
        if (due <= done) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            continue;
        }
        behind = std::max(behind, now - began - static_cast<double>(done) / perSecond);
        std::string commands;
        uint64_t waiting = 0;
        for (; done < due && waiting < 100; ++done, ++waiting) {
            const std::string body = std::to_string(done) + " " + std::string(90, 'x');
            commands += "*3\r\n$5\r\nRPUSH\r\n$4\r\nlive\r\n$" + std::to_string(body.size()) + "\r\n" + body + "\r\n";
        }
        sendAll(socket, commands);
        for (uint64_t bytes = 4 * waiting; bytes > 0;) { // ":1\r\n" each
            const ssize_t got = ::read(socket, answers.data(), std::min<uint64_t>(bytes, answers.size()));
            if (got <= 0 || answers[0] == '-')
                die("publishing was refused");
            bytes -= static_cast<uint64_t>(got);
        }
    }
    ::close(socket);
    return behind;
}

} // namespace

int main(int argc, char** argv)
{
    const auto number = [&](int i, uint64_t otherwise) {
        return argc > i ? std::strtoull(argv[i], nullptr, 10) : otherwise;
    };
    const auto http = static_cast<uint16_t>(number(1, 0));
    const auto resp = static_cast<uint16_t>(number(2, 0));
    const size_t count = number(3, 1'000), stalled = number(4, 100);
    const auto perSecond = static_cast<double>(number(5, 1'000));
    const uint64_t total = number(5, 1'000) * number(6, 10);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    ask(http, "POST", "value=first"); // makes the queue; the streams begin behind it
    ask(http, "GET", "");
    std::vector<Reader> readers(count);
    for (size_t i = 0; i < count; ++i)
        readers[i].socket = openStream(http, static_cast<int>(i % 3));
    double behind = 0;
    const double began = seconds();
    std::thread publisher([&] { behind = publish(resp, total, perSecond); });
    readAll(readers, stalled, total);
    publisher.join();
    std::printf(
        "%zu readers, %zu of them stalled: %llu messages at %.0f/s read by all others in order, the last one after "
        "%.2f s; the publisher was behind by at most %.0f ms\n",
        count, stalled, static_cast<unsigned long long>(total), perSecond, seconds() - began, behind * 1e3);
}
