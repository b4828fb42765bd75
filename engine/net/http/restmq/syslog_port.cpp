#include "engine/net/http/restmq/syslog_port.h"

#include "engine/base/limits.h"
#include "engine/base/text.h"
#include "engine/net/connection.h"
#include "engine/net/http/restmq/syslog_line.h"

#include <string>
#include <vector>

namespace tapedeck::restmq {

namespace {

constexpr Duration kReportInterval = Duration::seconds(60);
constexpr size_t kLinesAtOnce = 1'000;

std::string hostOf(std::string_view address)
{
    std::string_view host = address.substr(0, address.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    return std::string(host);
}

} // namespace

// One sender.
class SyslogSession final : public Session {
public:
    SyslogSession(SyslogPort& port, Connection& connection)
        : m_port(port)
        , m_connection(connection)
        , m_host(hostOf(connection.info().address))
        , m_lifetime(std::make_shared<const int>(0))
    {
    }

    Progress onInput(std::string_view input) override;
    bool busy() const override { return m_waitsForRoom; }
    bool inRequest() const override { return m_swallowing; }
    void onPeerClosed() override { } // what has no line end is no line
    void onDrain() override { }

private:
    // Takes lines from the front; returns how many bytes they are. Nothing is taken for good before it is published.
    size_t collect(std::string_view input, bool& swallowing);
    bool publish();

    SyslogPort& m_port;
    Connection& m_connection;
    const std::string m_host;
    std::shared_ptr<const int> m_lifetime;
    std::vector<std::string> m_lines; // as JSON
    bool m_swallowing = false; // the rest of a line that was too long
    bool m_waitsForRoom = false;
};

size_t SyslogSession::collect(std::string_view input, bool& swallowing)
{
    m_lines.clear();
    size_t consumed = 0;
    while (m_lines.size() < kLinesAtOnce && consumed < input.size()) {
        const std::string_view rest = input.substr(consumed);
        const size_t end = rest.find('\n');
        if (end == std::string_view::npos) {
            if (swallowing)
                return input.size();
            if (rest.size() < limits::kSyslogLineBytesMax)
                return consumed;
        }
        if (!swallowing) {
            const std::string_view line = rest.substr(0, std::min(end, limits::kSyslogLineBytesMax));
            m_lines.push_back(syslogToJson(trimmed(line, " \t\r\v\f"), m_host, m_port.m_broker.now()));
        }
        swallowing = end == std::string_view::npos;
        consumed += swallowing ? rest.size() : end + 1;
    }
    return consumed;
}

// False: there is no room now, and the session waits for it.
bool SyslogSession::publish()
{
    if (m_lines.empty())
        return true;
    Broker& broker = m_port.m_broker;
    const std::string name = "syslogd:" + m_host;
    QueuePtr queue = broker.findQueue(name);
    if (!queue) {
        Result<QueuePtr> created = broker.createQueue(name, broker.defaultSettings());
        if (!created) {
            m_port.reportLoss(created.error(), m_lines.size());
            return true;
        }
        queue = std::move(*created);
    }
    std::vector<NewMessage> messages;
    messages.reserve(m_lines.size());
    for (const std::string& line : m_lines)
        messages.push_back({line});
    const Result<MessageId> first = broker.publish(*queue, messages);
    if (first)
        return true;
    if (first.error().code == ErrorCode::overloaded) {
        m_waitsForRoom = broker.waitForRoom([this, alive = std::weak_ptr<const int>(m_lifetime)] {
            if (alive.expired())
                return;
            m_waitsForRoom = false;
            m_connection.resume();
        });
        if (m_waitsForRoom)
            return false;
        m_connection.resume(); // there is room already: the same input is offered again
        return false;
    }
    m_port.reportLoss(first.error(), m_lines.size());
    return true;
}

Session::Progress SyslogSession::onInput(std::string_view input)
{
    Progress progress;
    m_connection.info().lastRequest = m_port.m_broker.now();
    while (progress.consumed < input.size()) {
        bool swallowing = m_swallowing;
        const size_t consumed = collect(input.substr(progress.consumed), swallowing);
        if (consumed == 0)
            break;
        if (!publish()) {
            progress.wantsInput = false;
            break;
        }
        for (size_t i = 0; i < m_lines.size(); ++i)
            m_connection.countCommand();
        m_swallowing = swallowing;
        progress.consumed += consumed;
    }
    return progress;
}

SyslogPort::SyslogPort(Broker& broker, Reporter& reporter)
    : m_broker(broker)
    , m_reporter(reporter)
{
}

SyslogPort::~SyslogPort() = default;

std::unique_ptr<Session> SyslogPort::makeSession(Connection& connection)
{
    return std::make_unique<SyslogSession>(*this, connection);
}

void SyslogPort::reportLoss(const Error& error, size_t lines)
{
    m_lost += lines;
    if (m_reported.micros != 0 && m_broker.now() - m_reported < kReportInterval)
        return;
    m_reported = m_broker.now();
    m_reporter.report(
        Severity::warning, "syslog.lost", std::to_string(m_lost) + " lines were not stored: " + error.text);
    m_lost = 0;
}

} // namespace tapedeck::restmq
