#include "tests/support/fq_wire_client.h"

#include <algorithm>
#include <arpa/inet.h>

namespace tapedeck {

namespace fqwire {

std::string u16(unsigned value)
{
    const uint16_t wire = htons(static_cast<uint16_t>(value));
    return {reinterpret_cast<const char*>(&wire), sizeof wire};
}

std::string u32(uint32_t value)
{
    const uint32_t wire = htonl(value);
    return {reinterpret_cast<const char*>(&wire), sizeof wire};
}

std::string str8(std::string_view text)
{
    return std::string(1, static_cast<char>(text.size())).append(text);
}

std::string str16(std::string_view text)
{
    return u16(static_cast<unsigned>(text.size())).append(text);
}

std::string address(std::string_view text)
{
    in_addr wire{};
    ::inet_pton(AF_INET, std::string(text).c_str(), &wire);
    return {reinterpret_cast<const char*>(&wire), sizeof wire};
}

std::string queueDetail(std::string_view queue, std::optional<std::string_view> type)
{
    std::string out(queue);
    if (type)
        out.append(1, '\0').append(*type);
    return out;
}

std::string auth(std::string_view user, std::string_view detail, std::string_view password)
{
    return kCommandMagic + u16(0xaaaa) + u16(0) + str16(user) + str16(detail) + str16(password);
}

std::string bind(std::string_view exchange, std::string_view program, unsigned flags)
{
    return u16(0xb170) + u16(flags) + str16(exchange) + str16(program);
}

std::string unbind(uint32_t routeId, std::string_view exchange)
{
    return u16(0x071b) + u32(routeId) + str16(exchange);
}

std::string shortFrame(const FqFrame& frame)
{
    return str8(frame.exchange) + str8(frame.route) + frame.id + u32(static_cast<uint32_t>(frame.payload.size()))
        + frame.payload;
}

std::string longFrame(const FqFrame& frame)
{
    std::string out = str8(frame.exchange) + str8(frame.route) + frame.id + str8(frame.sender);
    out += static_cast<char>(frame.hops.size());
    for (const std::string& hop : frame.hops)
        out += address(hop);
    return out + u32(static_cast<uint32_t>(frame.payload.size())) + frame.payload;
}

} // namespace fqwire

namespace {

unsigned number(std::string_view bytes)
{
    unsigned value = 0;
    for (const char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

} // namespace

// ---------------------------------------------------------------------------------------------- command connection

FqWireClient::FqWireClient(uint16_t port)
    : m_port(port)
    , m_command(port)
{
}

void FqWireClient::setPieces(size_t bytes)
{
    m_pieceBytes = bytes;
    m_command.setPieces(bytes);
    m_data.setPieces(bytes);
}

void FqWireClient::complain(std::string what)
{
    if (m_malformed.empty())
        m_malformed = std::move(what);
}

// The first word of the next answer; heartbeats before it are counted.
bool FqWireClient::answer(uint16_t& word, Patience patience)
{
    for (;;) {
        const std::string bytes = m_command.bytes(2, patience);
        if (bytes.empty())
            return false;
        word = static_cast<uint16_t>(number(bytes));
        if (word != 0xbea7)
            return true;
        ++m_heartbeats;
    }
}

std::optional<std::string> FqWireClient::text16(Patience patience)
{
    const std::string length = m_command.bytes(2, patience);
    if (length.empty())
        return std::nullopt;
    const size_t count = number(length);
    if (!m_command.await(count, patience))
        return std::nullopt;
    return m_command.bytes(count, patience);
}

std::string FqWireClient::auth(
    std::string_view user, std::string_view queue, std::optional<std::string_view> type, std::string_view password)
{
    return authWith(fqwire::auth(user, fqwire::queueDetail(queue, type), password));
}

std::string FqWireClient::authWith(std::string_view request)
{
    if (!m_command.send(request))
        return "(the request could not be sent)";
    const std::string word = m_command.bytes(2);
    const std::optional<std::string> text = word.empty() ? std::nullopt : text16();
    if (!text)
        return "(no answer)";
    if (number(word) == 0xeeee)
        return *text;
    if (number(word) != 0xaa00)
        return "(an answer of another kind)";
    if (text->size() != 127)
        return "(a key of " + std::to_string(text->size()) + " bytes)";
    m_key = *text;
    return awaitHeartbeat() ? "" : "(no heartbeat behind the key)";
}

std::optional<uint32_t> FqWireClient::idAnswer(uint16_t wanted)
{
    uint16_t word = 0;
    if (!answer(word))
        return std::nullopt;
    if (word != wanted) {
        complain("answer " + std::to_string(word) + " instead of " + std::to_string(wanted));
        return std::nullopt;
    }
    const std::string id = m_command.bytes(4);
    return id.empty() ? std::nullopt : std::optional<uint32_t>(number(id));
}

std::optional<uint32_t> FqWireClient::bind(std::string_view exchange, std::string_view program, unsigned flags)
{
    if (!m_command.send(fqwire::bind(exchange, program, flags)))
        return std::nullopt;
    return idAnswer(0xb171);
}

std::optional<uint32_t> FqWireClient::unbind(uint32_t routeId, std::string_view exchange)
{
    if (!m_command.send(fqwire::unbind(routeId, exchange)))
        return std::nullopt;
    return idAnswer(0x171b);
}

std::optional<FqWireClient::StatusFields> FqWireClient::status()
{
    uint16_t word = 0;
    if (!m_command.send(fqwire::kStatus) || !answer(word))
        return std::nullopt;
    if (word != 0x57a7) {
        complain("answer " + std::to_string(word) + " to a status request");
        return std::nullopt;
    }
    StatusFields fields;
    for (;;) {
        const std::optional<std::string> name = text16();
        if (!name)
            return std::nullopt;
        if (name->empty())
            return fields;
        const std::string value = m_command.bytes(4);
        if (value.empty())
            return std::nullopt;
        fields.emplace_back(*name, number(value));
    }
}

std::optional<uint32_t> FqWireClient::statusField(std::string_view name)
{
    if (const std::optional<StatusFields> fields = status()) {
        for (const auto& [fieldName, value] : *fields) {
            if (fieldName == name)
                return value;
        }
    }
    return std::nullopt;
}

void FqWireClient::requestHeartbeats(unsigned intervalMs)
{
    m_command.send(fqwire::u16(0x4848) + fqwire::u16(intervalMs));
}

bool FqWireClient::awaitHeartbeat(Patience patience)
{
    const std::string bytes = m_command.bytes(2, patience);
    if (!bytes.empty() && bytes != fqwire::kHeartbeat)
        complain("answer " + std::to_string(number(bytes)) + " instead of a heartbeat");
    return bytes == fqwire::kHeartbeat;
}

std::optional<std::string> FqWireClient::awaitError(Patience patience)
{
    uint16_t word = 0;
    if (!answer(word, patience) || word != 0xeeee)
        return std::nullopt;
    std::optional<std::string> text = text16(patience);
    return m_command.closedByServer(patience) ? text : std::nullopt;
}

// ---------------------------------------------------------------------------------------------- data connection

bool FqWireClient::openData()
{
    m_data = FqSocket(m_port);
    m_data.setPieces(m_pieceBytes);
    return m_data.open();
}

bool FqWireClient::presentKey(Mode mode, std::string_view node)
{
    m_mode = mode;
    std::string begin = mode == Mode::ordinary ? fqwire::kDataMagic
        : mode == Mode::peer                   ? fqwire::kPeerMagic + fqwire::address(node)
                                               : fqwire::kOldPeerMagic;
    return m_data.send(begin + fqwire::str16(m_key));
}

bool FqWireClient::attach(Mode mode, std::string_view node)
{
    return openData() && presentKey(mode, node);
}

bool FqWireClient::publish(const FqFrame& frame)
{
    return m_data.send(m_mode == Mode::ordinary ? fqwire::shortFrame(frame) : fqwire::longFrame(frame));
}

bool FqWireClient::publish(std::string_view exchange, std::string_view route, std::string_view payload)
{
    FqFrame frame;
    frame.exchange = exchange;
    frame.route = route;
    frame.payload = payload;
    return publish(frame);
}

// Everything that a broker sends has the long form.
std::optional<FqFrame> FqWireClient::receive(Patience patience)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    size_t at = 0;
    const auto has = [&](size_t count) {
        const auto left = std::chrono::ceil<Patience>(until - std::chrono::steady_clock::now());
        return m_data.await(at + count, std::max(left, Patience(0)));
    };
    const auto field = [&](size_t count) {
        std::string out(m_data.received().substr(at, count));
        at += count;
        return out;
    };
    const auto counted = [&](std::string& out, size_t most, size_t unit) {
        if (!has(1))
            return false;
        const size_t count = static_cast<unsigned char>(m_data.received()[at]);
        if (count > most)
            complain("a field of " + std::to_string(count) + " in a frame");
        if (count > most || !has(1 + count * unit))
            return false;
        ++at;
        out = field(count * unit);
        return true;
    };

    FqFrame frame;
    std::string hops;
    if (!m_malformed.empty() || !counted(frame.exchange, 127, 1) || !counted(frame.route, 127, 1) || !has(16))
        return std::nullopt;
    frame.id = field(16);
    if (!counted(frame.sender, 127, 1) || !counted(hops, 32, 4) || !has(4))
        return std::nullopt;
    for (size_t i = 0; i < hops.size(); i += 4) {
        char text[INET_ADDRSTRLEN];
        frame.hops.emplace_back(::inet_ntop(AF_INET, hops.data() + i, text, sizeof text));
    }
    const size_t payloadBytes = number(field(4));
    if (!has(payloadBytes))
        return std::nullopt;
    frame.payload = field(payloadBytes);
    m_data.take(at);
    return frame;
}

} // namespace tapedeck
