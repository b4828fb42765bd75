#include "engine/net/resp/resp_port.h"

#include "engine/net/resp/resp_session.h"

#include <algorithm>
#include <cstdio>

namespace tapedeck {

namespace {

// A monitor shows this much of an argument: it is for eyes, and a 64 MiB body would end the monitor.
constexpr size_t kMonitorArgumentBytes = 512;

void appendQuoted(std::string& out, std::string_view bytes)
{
    out += '"';
    for (const char c : bytes.substr(0, kMonitorArgumentBytes)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte >= 0x20 && byte < 0x7f) {
            out += c;
        } else {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned>(byte));
            out += escaped;
        }
    }
    out += '"';
    if (bytes.size() > kMonitorArgumentBytes)
        out += "...(" + std::to_string(bytes.size()) + " bytes)";
}

} // namespace

RespPort::RespPort(Broker& brokerToUse, Clients& clientsToUse, RespOptions options)
    : broker(brokerToUse)
    , clients(clientsToUse)
    , m_options(std::move(options))
    , m_alive(std::make_shared<RespPort*>(this))
{
    if (m_options.version.empty())
        m_options.version = TAPEDECK_VERSION;
}

RespPort::~RespPort()
{
    *m_alive = nullptr;
}

std::unique_ptr<Session> RespPort::makeSession(Connection& connection)
{
    auto session = std::make_unique<resp::RespSession>(*this, connection);
    m_sessions.add(*session);
    return session;
}

void RespPort::forget(resp::RespSession& session)
{
    m_sessions.remove(session);
}

resp::RespSession* RespPort::find(uint64_t sessionId) const
{
    return m_sessions.find(sessionId);
}

void RespPort::waitForRoom(resp::RespSession& session)
{
    m_sessions.waitForRoom(session, broker, [](const auto& roomCame) { roomCame(); });
}

void RespPort::feedMonitors(const resp::RespSession& from, std::span<const std::string_view> command)
{
    const int64_t micros = broker.now().micros;
    char head[64];
    std::snprintf(head, sizeof head, "+%lld.%06lld [0 ", static_cast<long long>(micros / 1'000'000),
        static_cast<long long>(micros % 1'000'000));
    m_monitorLine = head;
    m_monitorLine += from.connection().info().address;
    m_monitorLine += ']';
    for (const std::string_view argument : command) {
        m_monitorLine += ' ';
        appendQuoted(m_monitorLine, argument);
    }
    m_monitorLine += "\r\n";
    std::erase_if(m_monitors, [&](uint64_t id) {
        resp::RespSession* monitor = find(id);
        if (monitor)
            monitor->pushMonitorLine(m_monitorLine);
        return monitor == nullptr;
    });
}

namespace resp {

RespSession* findSession(const RespPort& port, uint64_t id)
{
    return port.find(id);
}

} // namespace resp

} // namespace tapedeck
