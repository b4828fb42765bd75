// Load that redis-benchmark cannot make, the same for Tapedeck and for Redis. Prints one JSON object.
//
// bench_client fill PORT tape|stream QUEUE MESSAGES BYTES       publishes in large pipelined commands
// bench_client consume PORT tape|stream QUEUE MESSAGES BATCH    takes and acknowledges everything, on 4 connections
// bench_client stall PORT QUEUE PER_SECOND SECONDS BYTES        publishes at a steady rate, measures how long each
// waits
// bench_client poll PORT QUEUE ROUNDS                           time from a publish on one connection to the answer of
// a long poll on another one, beside that of an echo of the same bytes between threads
#include "engine/base/check.h"
#include "engine/base/clock.h"
#include "tests/bench/resp_scan.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

using namespace tapedeck;
using bench::RespScan;

namespace {

[[noreturn]] void die(const std::string& text)
{
    std::fprintf(stderr, "bench_client: %s\n", text.c_str());
    std::exit(1);
}

double seconds()
{
    return static_cast<double>(SystemClock().monotonic().micros) / 1e6;
}

// A blocking socket with buffers of its own.
class Connection {
public:
    explicit Connection(uint16_t port)
        : m_socket(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int on = 1;
        setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            die("cannot connect");
    }
    ~Connection() { close(m_socket); }
    Connection(const Connection&) = delete;

    int socketNumber() const { return m_socket; }
    void append(std::initializer_list<std::string_view> words)
    {
        m_out += '*';
        m_out += std::to_string(words.size());
        m_out += "\r\n";
        for (std::string_view word : words)
            appendBulk(word);
    }
    void beginCommand(size_t words) { m_out += "*" + std::to_string(words) + "\r\n"; }
    void appendBulk(std::string_view word)
    {
        m_out += '$';
        m_out += std::to_string(word.size());
        m_out += "\r\n";
        m_out += word;
        m_out += "\r\n";
    }
    void flush()
    {
        for (size_t sent = 0; sent < m_out.size();) {
            ssize_t n = send(m_socket, m_out.data() + sent, m_out.size() - sent, MSG_NOSIGNAL);
            if (n <= 0)
                die("the server closed the connection");
            sent += static_cast<size_t>(n);
        }
        m_out.clear();
    }
    // Waits for bytes and adds them to the input.
    void receive()
    {
        size_t had = m_in.size();
        m_in.resize(had + (256 << 10));
        ssize_t n = recv(m_socket, m_in.data() + had, m_in.size() - had, 0);
        if (n <= 0)
            die("the server closed the connection");
        m_in.resize(had + static_cast<size_t>(n));
    }
    // One whole reply, if it is there.
    template <typename Leaf>
    bool takeReply(Leaf&& leaf)
    {
        RespScan scan(std::string_view(m_in).substr(m_at));
        if (!scan.reply(leaf)) {
            m_in.erase(0, m_at);
            m_at = 0;
            return false;
        }
        if (scan.sawError())
            die("the server refuses: " + m_in.substr(m_at, std::min<size_t>(scan.consumed(), 200)));
        m_at += scan.consumed();
        return true;
    }
    template <typename Leaf>
    void waitReply(Leaf&& leaf)
    {
        while (!takeReply(leaf))
            receive();
    }

private:
    int m_socket;
    std::string m_out, m_in;
    size_t m_at = 0;
};

void ignoreLeaf(int, size_t, std::string_view) { }

// Looks like an event in JSON: compresses about as well as real ones do.
std::string messageBody(uint64_t number, size_t bytes)
{
    char text[160];
    int n = std::snprintf(text, sizeof text,
        "{\"id\":%llu,\"user\":\"u%llu\",\"event\":\"%s\",\"amount\":%llu.%02llu,\"region\":\"%s\",\"x\":\"",
        static_cast<unsigned long long>(number), static_cast<unsigned long long>(number * 2654435761U % 100'000),
        number % 3 ? "page.view" : "order.created", static_cast<unsigned long long>(number * 40503 % 1'000),
        static_cast<unsigned long long>(number % 100), number % 2 ? "eu-west" : "us-east");
    std::string body(text, static_cast<size_t>(n));
    while (body.size() + 2 < bytes)
        body += static_cast<char>('a' + (number * 31 + body.size() * 7) % 26);
    body.resize(bytes - 2);
    return body + "\"}";
}

void fill(uint16_t port, bool tape, const std::string& queue, uint64_t messages, size_t bytes)
{
    constexpr uint64_t perCommand = 200, window = 20;
    Connection server(port);
    double begin = seconds();
    uint64_t outstanding = 0, sent = 0;
    while (sent < messages) {
        uint64_t count = std::min(perCommand, messages - sent);
        if (tape) {
            server.beginCommand(2 + count);
            server.appendBulk("RPUSH");
            server.appendBulk(queue);
            for (uint64_t i = 0; i < count; ++i)
                server.appendBulk(messageBody(sent + i, bytes));
            ++outstanding;
        } else {
            for (uint64_t i = 0; i < count; ++i)
                server.append({"XADD", queue, "*", "b", messageBody(sent + i, bytes)});
            outstanding += count;
        }
        sent += count;
        server.flush();
        uint64_t allowed = tape ? window : window * perCommand;
        for (; outstanding > allowed; --outstanding)
            server.waitReply(ignoreLeaf);
    }
    for (; outstanding > 0; --outstanding)
        server.waitReply(ignoreLeaf);
    double took = seconds() - begin;
    std::printf("{\"seconds\": %.4f, \"per_second\": %.0f}\n", took, static_cast<double>(messages) / took);
}

// Takes a batch, then acknowledges it and asks for the next in one write.
class Consumer {
public:
    Consumer(uint16_t port, bool tape, const std::string& queue, const std::string& batch, const std::string& name)
        : m_server(port)
        , m_tape(tape)
        , m_queue(queue)
        , m_batch(batch)
        , m_name(name)
    {
    }
    Connection& server() { return m_server; }
    bool done() const { return m_done; }
    uint64_t taken() const { return m_taken; }

    void ask()
    {
        if (!m_keys.empty()) {
            m_server.beginCommand(3 + m_keys.size());
            m_server.appendBulk(m_tape ? "HDEL" : "XACK");
            m_server.appendBulk(m_queue);
            m_server.appendBulk("bench");
            for (const std::string& key : m_keys)
                m_server.appendBulk(key);
            m_ackExpected = true;
        }
        if (m_tape)
            m_server.append({"HMGET", m_queue, "bench", m_batch});
        else
            m_server.append({"XREADGROUP", "GROUP", "bench", m_name, "COUNT", m_batch, "STREAMS", m_queue, ">"});
        m_keys.clear();
        m_server.flush();
    }

    // After bytes arrived.
    void onBytes()
    {
        if (m_ackExpected) {
            if (!m_server.takeReply(ignoreLeaf))
                return;
            m_ackExpected = false;
        }
        // HMGET: [[id, ticket, body] ...]; XREADGROUP: [[queue, [[id, [field, body]] ...]]]
        std::vector<std::string> keys;
        int depth = m_tape ? 2 : 4;
        size_t index = m_tape ? 1 : 0;
        if (!m_server.takeReply([&](int d, size_t i, std::string_view text) {
                if (d == depth && i == index)
                    keys.emplace_back(text);
            }))
            return;
        m_keys = std::move(keys);
        m_taken += m_keys.size();
        m_done = m_keys.empty();
        if (!m_done)
            ask();
    }

private:
    Connection m_server;
    const bool m_tape;
    const std::string m_queue, m_batch, m_name;
    std::vector<std::string> m_keys;
    bool m_ackExpected = false;
    bool m_done = false;
    uint64_t m_taken = 0;
};

void consume(uint16_t port, bool tape, const std::string& queue, uint64_t messages, const std::string& batch)
{
    std::vector<std::unique_ptr<Consumer>> consumers;
    std::vector<pollfd> fds;
    for (int i = 0; i < 4; ++i) {
        consumers.push_back(std::make_unique<Consumer>(port, tape, queue, batch, "c" + std::to_string(i)));
        fds.push_back({consumers.back()->server().socketNumber(), POLLIN, 0});
    }
    double begin = seconds();
    for (auto& consumer : consumers)
        consumer->ask();
    for (size_t left = consumers.size(); left > 0;) {
        if (poll(fds.data(), fds.size(), 30'000) <= 0)
            die("no answer for 30 s");
        for (size_t i = 0; i < fds.size(); ++i) {
            if (!(fds[i].revents & POLLIN))
                continue;
            consumers[i]->server().receive();
            consumers[i]->onBytes();
            if (consumers[i]->done()) {
                fds[i].fd = -1;
                --left;
            }
        }
    }
    double took = seconds() - begin;
    uint64_t taken = 0;
    for (const auto& consumer : consumers)
        taken += consumer->taken();
    if (taken != messages)
        die("took " + std::to_string(taken) + " of " + std::to_string(messages) + " messages");
    std::printf("{\"seconds\": %.4f, \"per_second\": %.0f}\n", took, static_cast<double>(messages) / took);
}

void stall(uint16_t port, const std::string& queue, double perSecond, double forSeconds, size_t bytes)
{
    constexpr uint64_t perCommand = 10;
    Connection server(port);
    std::vector<double> waits;
    double begin = seconds(), next = begin;
    uint64_t number = 0;
    while (next < begin + forSeconds) {
        double now = seconds();
        if (now < next) {
            timespec pause{0, static_cast<long>((next - now) * 1e9)};
            nanosleep(&pause, nullptr);
        }
        server.beginCommand(2 + perCommand);
        server.appendBulk("RPUSH");
        server.appendBulk(queue);
        for (uint64_t i = 0; i < perCommand; ++i)
            server.appendBulk(messageBody(number++, bytes));
        server.flush();
        server.waitReply(ignoreLeaf);
        // From when it was due, not from when it was sent: a stall must not hide those that it held up.
        waits.push_back(seconds() - next);
        next += static_cast<double>(perCommand) / perSecond;
    }
    std::sort(waits.begin(), waits.end());
    auto at = [&](double q) { return waits[static_cast<size_t>(q * static_cast<double>(waits.size() - 1))] * 1e3; };
    std::printf("{\"requests\": %zu, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f, \"max_ms\": %.3f}\n",
        waits.size(), at(0.5), at(0.99), at(0.999), at(1));
}

double median(std::vector<double>& values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

// Two hops over the loopback with a thread in between that is waiting: what a long poll costs at least.
double echoMedian(uint64_t rounds)
{
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 1) != 0
        || getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        die("cannot listen");
    std::thread server([listener] {
        const int peer = accept(listener, nullptr, nullptr);
        int on = 1;
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        char bytes[256];
        for (ssize_t n = 0; (n = recv(peer, bytes, sizeof bytes, 0)) > 0;) {
            if (send(peer, bytes, static_cast<size_t>(n), MSG_NOSIGNAL) != n)
                break;
        }
        close(peer);
    });
    std::vector<double> times;
    {
        Connection client(ntohs(address.sin_port));
        for (uint64_t i = 0; i < rounds; ++i) {
            const double begin = seconds();
            client.append({"ECHO", std::string(100, 'x')});
            client.flush();
            client.waitReply(ignoreLeaf);
            times.push_back(seconds() - begin);
        }
    }
    server.join();
    close(listener);
    return median(times);
}

void poll(uint16_t port, const std::string& queue, uint64_t rounds)
{
    Connection publisher(port), consumer(port);
    publisher.append({"RPUSH", queue, "first"});
    publisher.flush();
    publisher.waitReply(ignoreLeaf);
    consumer.append({"PING"});
    consumer.flush();
    consumer.waitReply(ignoreLeaf);
    std::vector<double> times;
    for (uint64_t i = 0; i < rounds; ++i) {
        consumer.append({"HMGET", queue, "bench", "1", "10"});
        consumer.flush();
        timespec pause{0, 200'000}; // the poll waits by then; if it did not, the time would only be shorter
        nanosleep(&pause, nullptr);
        const double begin = seconds();
        publisher.append({"RPUSH", queue, std::string(100, 'x')});
        publisher.flush();
        consumer.waitReply(ignoreLeaf);
        times.push_back(seconds() - begin);
        publisher.waitReply(ignoreLeaf);
    }
    std::printf("{\"poll_us\": %.1f, \"echo_us\": %.1f}\n", median(times) * 1e6, echoMedian(rounds) * 1e6);
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 4)
        die("see the first lines of tests/bench/bench_client.cpp");
    auto whole = [&](size_t i) { return std::strtoull(words[i].c_str(), nullptr, 10); };
    uint16_t port = static_cast<uint16_t>(whole(1));
    if (words[0] == "poll")
        poll(port, words[2], whole(3));
    else if (words.size() < 6)
        die("see the first lines of tests/bench/bench_client.cpp");
    else if (words[0] == "fill")
        fill(port, words[2] == "tape", words[3], whole(4), whole(5));
    else if (words[0] == "consume")
        consume(port, words[2] == "tape", words[3], whole(4), words[5]);
    else if (words[0] == "stall")
        stall(port, words[2], std::strtod(words[3].c_str(), nullptr), std::strtod(words[4].c_str(), nullptr), whole(5));
    else
        die("unknown load " + words[0]);
    return 0;
}
