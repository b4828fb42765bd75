#include "tests/crash/kill_http_clients.h"

#include <arpa/inet.h>
#include <deque>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tapedeck {

namespace {

class HttpConnection {
public:
    explicit HttpConnection(uint16_t port)
        : m_port(port)
        , m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_ok = ::connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~HttpConnection() { ::close(m_socket); }
    HttpConnection(const HttpConnection&) = delete;

    bool ok() const { return m_ok; }
    void post(const std::string& path, const std::string& body)
    {
        m_out += "POST " + path + " HTTP/1.1\r\nHost: localhost:" + std::to_string(m_port)
            + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + std::to_string(body.size())
            + "\r\n\r\n" + body;
    }
    bool flush()
    {
        while (!m_out.empty()) {
            const ssize_t sent = ::send(m_socket, m_out.data(), m_out.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return m_ok = false;
            m_out.erase(0, static_cast<size_t>(sent));
        }
        return true;
    }
    // Head and body of the next answer; nothing once the connection has ended.
    std::optional<std::string> answer()
    {
        for (;;) {
            const size_t head = m_in.find("\r\n\r\n");
            const size_t length = head == std::string::npos ? head : m_in.find("Content-Length: ");
            if (head != std::string::npos && length < head) {
                const size_t whole = head + 4 + std::stoul(m_in.substr(length + 16));
                if (m_in.size() >= whole) {
                    std::string found = m_in.substr(0, whole);
                    m_in.erase(0, whole);
                    return found;
                }
            }
            char bytes[8192];
            const ssize_t got = ::recv(m_socket, bytes, sizeof bytes, 0);
            if (got <= 0) {
                m_ok = false;
                return std::nullopt;
            }
            m_in.append(bytes, static_cast<size_t>(got));
        }
    }

private:
    uint16_t m_port;
    int m_socket;
    bool m_ok = false;
    std::string m_out, m_in;
};

} // namespace

void publishHttpUntilDeath(uint16_t port, Ledger& ledger, size_t queues, uint64_t seed, Violations& violations)
{
    SeededRandom random(seed);
    HttpConnection broker(port);
    const uint32_t client = ledger.newClient();
    uint32_t number = 0;
    std::deque<uint32_t> outstanding;
    while (broker.ok()) {
        const size_t depth = 1 + random.next() % 16;
        while (outstanding.size() < depth) {
            const size_t queue = random.next() % queues;
            ledger.sent(client, number, queue);
            broker.post("/api/v1/queues/" + queueName(queue) + "/messages", ledger.body(client, number));
            outstanding.push_back(number++);
        }
        if (!broker.flush())
            return;
        const size_t answers = 1 + random.next() % outstanding.size();
        for (size_t i = 0; i < answers; ++i) {
            const std::optional<std::string> answer = broker.answer();
            if (!answer)
                return;
            const size_t id = answer->find("\"firstId\":");
            if (!answer->starts_with("HTTP/1.1 201") || id == std::string::npos)
                return violations.add("publishing over HTTP was refused: " + *answer);
            ledger.answered(client, outstanding.front(), std::stoull(answer->substr(id + 10)));
            outstanding.pop_front();
        }
    }
}

} // namespace tapedeck
