// A second implementation of the fq protocol, for tests: a plain blocking client made of two sockets, written from the
// description of the protocol and sharing nothing with the engine, so that a mistake of the engine's codec is not made
// here too. It can send everything in pieces, and wrong bytes.
// Every wait has a limit, so a missing answer fails a test instead of hanging it. One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck {

// A message as it stands on the wire.
struct FqFrame {
    std::string exchange;
    std::string route;
    std::string id = std::string(16, '\0');
    std::string sender; // long form only
    std::vector<std::string> hops; // long form only: "10.0.0.7", nearest broker first
    std::string payload;
    bool operator==(const FqFrame&) const = default;
};

// The bytes of every request.
namespace fqwire {
std::string u16(unsigned value);
std::string u32(uint32_t value);
std::string str8(std::string_view text);
std::string str16(std::string_view text);
// Four bytes of "10.0.0.7".
std::string address(std::string_view text);
// Name, NUL, type; the name alone if there is no type.
std::string queueDetail(std::string_view queue, std::optional<std::string_view> type);
std::string auth(std::string_view user, std::string_view detail, std::string_view password); // with the magic
std::string bind(std::string_view exchange, std::string_view program, unsigned flags);
std::string unbind(uint32_t routeId, std::string_view exchange);
std::string shortFrame(const FqFrame& frame);
std::string longFrame(const FqFrame& frame);
inline const std::string kHeartbeat = "\xbe\xa7";
inline const std::string kStatus = "\xc7\xa7";
inline const std::string kCommandMagic = "\xcc\x50\xca\xfe";
inline const std::string kDataMagic = "\xcc\x50\xfa\xce";
inline const std::string kPeerMagic = "\xcc\x50\xfe\xed";
inline const std::string kOldPeerMagic = "\xcc\x50\xfa\xde";
} // namespace fqwire

// One socket to 127.0.0.1.
class FqSocket {
public:
    using Patience = std::chrono::milliseconds;
    static constexpr Patience kPatience = std::chrono::seconds(10);

    FqSocket() = default;
    explicit FqSocket(uint16_t port);
    ~FqSocket() { close(); }
    FqSocket(FqSocket&& other) noexcept;
    FqSocket& operator=(FqSocket&& other) noexcept;

    bool open() const { return m_fd >= 0; }
    int fd() const { return m_fd; }
    uint16_t localPort() const;
    // In pieces of that many bytes, each a segment of its own that is waited for; 0: at once.
    void setPieces(size_t bytes) { m_pieceBytes = bytes; }
    // False when the connection ended, or the other side read nothing for ten seconds.
    bool send(std::string_view bytes);
    // Sends what the socket takes without waiting; returns how many bytes.
    size_t sendSome(std::string_view bytes);
    // Waits until that many bytes are there, without taking them. False at the end and when the time is over.
    bool await(size_t count, Patience patience = kPatience);
    std::string_view received() const { return std::string_view(m_received).substr(m_taken); }
    void take(size_t count);
    // await() and take(); fewer bytes, which stay there, are none.
    std::string bytes(size_t count, Patience patience = kPatience);
    // True when the server closes the connection within the time; what came before is thrown away.
    bool closedByServer(Patience patience = kPatience);
    // True when nothing arrives for that long and the connection stays.
    bool silent(Patience howLong);
    bool ended() const { return m_ended; }
    void finishSending(); // FIN
    void reset(); // RST
    void close();

private:
    bool receive(std::chrono::steady_clock::time_point until);

    int m_fd = -1;
    size_t m_pieceBytes = 0;
    std::string m_received;
    size_t m_taken = 0; // of m_received, from its begin
    bool m_ended = false;
};

class FqWireClient {
public:
    using Patience = FqSocket::Patience;
    static constexpr Patience kPatience = FqSocket::kPatience;
    static constexpr uint32_t kRefused = 0xffffffff;
    enum class Mode { ordinary, peer, oldPeer };

    // Opens the command connection.
    explicit FqWireClient(uint16_t port);
    FqSocket& command() { return m_command; }
    FqSocket& data() { return m_data; }
    // For both connections, also for data connections opened later.
    void setPieces(size_t bytes);

    // --- command connection ---
    // The text of the refusal; empty when it was accepted and the first heartbeat has come.
    std::string auth(std::string_view user, std::string_view queue, std::optional<std::string_view> type = std::nullopt,
        std::string_view password = "pw");
    // Sends any auth request and reads the answer.
    std::string authWith(std::string_view request);
    const std::string& key() const { return m_key; }
    void setKey(std::string key) { m_key = std::move(key); }
    // The id, kRefused, or nothing if no such answer came.
    std::optional<uint32_t> bind(std::string_view exchange, std::string_view program, unsigned flags = 0);
    std::optional<uint32_t> unbind(uint32_t routeId, std::string_view exchange);
    using StatusFields = std::vector<std::pair<std::string, uint32_t>>;
    std::optional<StatusFields> status();
    // One of them, from a fresh status; nothing if it is missing.
    std::optional<uint32_t> statusField(std::string_view name);
    void heartbeat() { m_command.send(fqwire::kHeartbeat); }
    void requestHeartbeats(unsigned intervalMs);
    // Reads one heartbeat.
    bool awaitHeartbeat(Patience patience = kPatience);
    // The text of the next answer if it is an error, and the connection is then closed.
    std::optional<std::string> awaitError(Patience patience = kPatience);
    // Those that came between answers.
    int heartbeats() const { return m_heartbeats; }

    // --- data connection ---
    // Opens it and presents the key; there is no answer. `node` only for Mode::peer.
    bool attach(Mode mode = Mode::ordinary, std::string_view node = "10.9.9.9");
    // In two steps, for clients that connect before they know their key.
    bool openData();
    bool presentKey(Mode mode = Mode::ordinary, std::string_view node = "10.9.9.9");
    // In the form that fits the mode.
    bool publish(const FqFrame& frame);
    bool publish(std::string_view exchange, std::string_view route, std::string_view payload);
    // The next message; nothing if none came in time, or `malformed()`.
    std::optional<FqFrame> receive(Patience patience = kPatience);
    // Something came that cannot be a frame or an answer.
    const std::string& malformed() const { return m_malformed; }

private:
    bool answer(uint16_t& word, Patience patience = kPatience);
    std::optional<uint32_t> idAnswer(uint16_t wanted);
    std::optional<std::string> text16(Patience patience = kPatience);
    void complain(std::string what);

    uint16_t m_port;
    size_t m_pieceBytes = 0;
    FqSocket m_command;
    FqSocket m_data;
    Mode m_mode = Mode::ordinary;
    std::string m_key;
    int m_heartbeats = 0;
    std::string m_malformed;
};

} // namespace tapedeck
