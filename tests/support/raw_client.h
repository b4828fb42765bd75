// A plain blocking TCP client for tests: sends bytes, reads whole RESP replies, and sees the end of the connection.
// Every wait has a limit, so a missing answer fails a test instead of hanging it.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

class RawClient {
public:
    explicit RawClient(uint16_t port, bool ipv6 = false);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return m_fd >= 0; }
    int fd() const { return m_fd; }
    void send(std::string_view bytes);
    // As an array of bulks.
    void command(std::initializer_list<std::string_view> words);
    static std::string encode(std::initializer_list<std::string_view> words);
    // One whole reply, its bytes unchanged; empty when the connection ended or nothing came in time.
    std::string reply(std::chrono::milliseconds patience = std::chrono::seconds(10));
    // command(), then reply().
    std::string ask(std::initializer_list<std::string_view> words);
    // Exactly that many bytes, fewer when the connection ended.
    std::string bytes(size_t count, std::chrono::milliseconds patience = std::chrono::seconds(10));
    // True when the server closes the connection within the time; what came before is thrown away.
    bool closedByServer(std::chrono::milliseconds patience = std::chrono::seconds(10));
    // True when nothing at all arrives for that long: for asserting that an answer is held back.
    bool silent(std::chrono::milliseconds howLong);
    void finishSending(); // FIN
    void close();

private:
    bool receive(std::chrono::steady_clock::time_point until);
    std::optional<size_t> replyLength(size_t from) const;

    int m_fd = -1;
    std::string m_received;
    bool m_ended = false;
};

// The number of an integer reply, or of the nth integer in a nested one.
int64_t integerAt(std::string_view reply, size_t index);

} // namespace tapedeck
