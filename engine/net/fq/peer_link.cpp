#include "engine/net/fq/peer_link.h"

#include "engine/net/fq/peer_session.h"
#include "engine/net/reactor.h"

#include <algorithm>

namespace tapedeck::fq {

namespace {

// From looking the name up to the answer to the auth request, each step.
constexpr Duration kPatience = Duration::seconds(10);
// Both sides notice a dead connection by these; and fqd delivers no later than one interval.
constexpr uint16_t kHeartbeatMs = 1'000;
// Without a heartbeat for that long the other broker is taken for dead.
constexpr Duration kSilenceMax = Duration::seconds(5);
constexpr Duration kWatchInterval = Duration::seconds(1);
// Between attempts: doubled from one failure to the next. A little chance keeps many brokers from coming all at once.
constexpr Duration kFirstDelay = Duration::millis(50);
constexpr Duration kDelayMax = Duration::seconds(5);
// A session that lasted that long was a success: the next attempt comes soon.
constexpr Duration kLasted = Duration::seconds(5);

// What a broker said, for people.
std::string trimmed(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    return std::string(text);
}

// No program is what the table has by itself; fq accepts none as a binding, so it can only mean everything.
std::string_view programOf(const Upstream& upstream)
{
    return upstream.program.empty() ? std::string_view("prefix:") : std::string_view(upstream.program);
}

bool sameBinding(const Upstream& a, const Upstream& b)
{
    return a.exchange == b.exchange && programOf(a) == programOf(b);
}

} // namespace

// Makes the session of a connection that was just opened.
struct PeerLink::Door final : SessionFactory {
    Door(PeerLink& owner, bool forData)
        : link(owner)
        , data(forData)
    {
    }
    std::unique_ptr<Session> makeSession(Connection& connection) override
    {
        if (data) {
            auto session = std::make_unique<PeerDataSession>(link, connection, link.m_key);
            link.m_data = session.get();
            return session;
        }
        auto session = std::make_unique<PeerCommandSession>(link, connection, *link.m_source, link.m_address.password);
        link.m_command = session.get();
        return session;
    }
    std::string_view protocol() const override { return "fq upstream"; }

    PeerLink& link;
    const bool data;
};

PeerLink::PeerLink(const PeerParts& parts, const PeerAddress& address)
    : m_parts(parts)
    , m_address(address)
    , m_connector(parts.reactor)
    , m_timer(parts.reactor)
    , m_since(parts.reactor.clock().wall())
{
    begin();
}

PeerLink::~PeerLink()
{
    for (const Row& row : m_rows)
        unbind(row.upstream, row.bindingId);
    if (m_data) // nothing that it still brings is wanted
        std::exchange(m_data, nullptr)->leave();
    dropSession();
}

// ---------------------------------------------------------------------------------------------- rows

void PeerLink::addRow(uint64_t id, const Upstream& row)
{
    m_rows.push_back({id, row, 0, false, m_parts.reactor.clock().wall()});
    m_tally->exchanges[row.exchange];
    m_parts.exchanges.declare(row.exchange); // recorded even if nobody here has bound to it
    if (!m_key.empty())
        bind(m_rows.back());
}

void PeerLink::removeRow(uint64_t id)
{
    const Row* const found = find(id);
    if (!found)
        return;
    const Row row = *found;
    std::erase_if(m_rows, [&](const Row& one) { return one.id == id; });
    unbind(row.upstream, row.bindingId);
    const bool last = std::none_of(
        m_rows.begin(), m_rows.end(), [&](const Row& one) { return one.upstream.exchange == row.upstream.exchange; });
    if (last)
        m_tally->exchanges.erase(row.upstream.exchange);
}

PeerLink::Row* PeerLink::find(uint64_t id)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.id == id; });
    return found == m_rows.end() ? nullptr : &*found;
}

// A row whose binding is the same, which the other broker has only once.
const PeerLink::Row* PeerLink::rowWith(const Upstream& upstream) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return sameBinding(row.upstream, upstream); });
    return found == m_rows.end() ? nullptr : &*found;
}

void PeerLink::bind(const Row& row)
{
    const uint16_t keep = row.upstream.permanentBinding ? kBindPermanent : uint16_t{0};
    m_command->bind(static_cast<uint16_t>(kBindPeer | keep), row.upstream.exchange, programOf(row.upstream));
    m_asked.push_back({row.id, row.upstream});
}

// A permanent binding would come back when the other broker starts again, if it were not made transient first.
void PeerLink::unbind(const Upstream& upstream, uint32_t bindingId)
{
    if (!m_command || bindingId == 0)
        return;
    const Row* const other = rowWith(upstream);
    const bool shared = other && other->upstream != upstream;
    if (upstream.permanentBinding && !(shared && other->upstream.permanentBinding)) {
        m_command->bind(kBindPeer | kBindTransient, upstream.exchange, programOf(upstream));
        m_asked.push_back({});
    }
    if (!shared)
        m_command->unbind(bindingId, upstream.exchange);
}

UpstreamInfo PeerLink::describe(uint64_t id) const
{
    UpstreamInfo info;
    const auto row = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& one) { return one.id == id; });
    CHECK(row != m_rows.end());
    info.state = m_state;
    info.error = m_error;
    if (m_state == UpstreamState::connected && row->refused) {
        info.state = UpstreamState::refused;
        info.error = "the other broker refuses the program";
    } else if (m_state == UpstreamState::connected && row->bindingId == 0) {
        info.state = UpstreamState::connecting;
    } else if (m_state == UpstreamState::connected && m_tally->namesake) {
        info.error = "the other broker has the same node id as this one, " + toText(m_parts.node)
            + ", so its messages are taken for ones that have been here: give one of them another id (fq_node)";
    }
    info.since = std::max(m_since, row->since);
    info.bindingId = row->bindingId;
    const auto tally = m_tally->exchanges.find(row->upstream.exchange);
    if (tally != m_tally->exchanges.end()) {
        info.messages = tally->second.messages;
        info.octets = tally->second.octets;
        info.loops = tally->second.loops;
    }
    return info;
}

// ---------------------------------------------------------------------------------------------- the session

void PeerLink::begin()
{
    if (!m_source) {
        Result<ConnectString> source = parseConnectString(m_address.source, m_parts.random);
        CHECK(source.ok());
        m_source = std::move(source).value();
    }
    m_connector.connect(m_address.host, m_address.port, kPatience,
        [this](Result<ConnectedSocket> socket) { openCommand(std::move(socket)); });
}

void PeerLink::openCommand(Result<ConnectedSocket> socket)
{
    if (!socket)
        return fail(socket.error().text);
    m_peerHost = socket->host;
    Door door(*this, false);
    m_parts.clients.add(socket->fd, socket->address, door);
    if (!m_command)
        return fail("there are too many connections here for another one");
    m_timer.start(kPatience, [this] { fail("the other broker does not answer"); });
}

void PeerLink::authenticated(std::string_view key)
{
    if (!m_key.empty())
        return fail("the other broker answers what was not asked");
    m_key = key;
    m_command->requestHeartbeats(kHeartbeatMs);
    for (const Row& row : m_rows)
        bind(row);
    connectData();
}

void PeerLink::connectData()
{
    m_connector.connect(
        m_peerHost, m_address.port, kPatience, [this](Result<ConnectedSocket> socket) { openData(std::move(socket)); });
}

void PeerLink::openData(Result<ConnectedSocket> socket)
{
    if (!socket)
        return fail(socket.error().text);
    Door door(*this, true);
    m_parts.clients.add(socket->fd, socket->address, door);
    if (!m_data)
        return fail("there are too many connections here for another one");
    m_onlineSince = m_parts.reactor.clock().monotonic();
    setState(UpstreamState::connected, {});
    watch();
}

void PeerLink::refusedBy(std::string_view text)
{
    m_source.reset(); // a queue without a name gets another one
    fail("the other broker refuses: " + trimmed(text));
}

void PeerLink::bindAnswered(uint32_t routeId)
{
    if (m_asked.empty())
        return fail("the other broker answers what was not asked");
    const Asked asked = std::move(m_asked.front());
    m_asked.pop_front();
    Row* const row = find(asked.rowId);
    if (row) {
        row->refused = routeId == kNoRoute;
        row->bindingId = row->refused ? 0 : routeId;
        row->since = m_parts.reactor.clock().wall();
        if (row->refused)
            m_parts.reporter.report(Severity::warning, "upstream.refused",
                "the broker " + m_address.host + ":" + std::to_string(m_address.port)
                    + " refuses the binding on exchange " + row->upstream.exchange + " with the program "
                    + row->upstream.program);
    } else if (asked.rowId != 0 && routeId != kNoRoute) { // the row went meanwhile
        unbind(asked.upstream, routeId);
    }
}

void PeerLink::sessionLost(const std::string& why)
{
    fail(why);
}

void PeerLink::watch()
{
    m_timer.start(kWatchInterval, [this] {
        if (m_parts.reactor.clock().monotonic() - m_command->lastHeard() > kSilenceMax)
            return fail("the other broker has gone silent");
        watch();
    });
}

void PeerLink::dropSession()
{
    m_connector.cancel();
    m_timer.cancel();
    if (m_data)
        std::exchange(m_data, nullptr)->leaveWhenQuiet();
    if (m_command)
        std::exchange(m_command, nullptr)->leave();
    m_key.clear();
    m_asked.clear();
    for (Row& row : m_rows) {
        row.bindingId = 0;
        row.refused = false;
    }
}

void PeerLink::fail(const std::string& why)
{
    const Duration now = m_parts.reactor.clock().monotonic();
    if (m_state == UpstreamState::connected && now - m_onlineSince >= kLasted)
        m_failures = 0;
    dropSession();
    setState(UpstreamState::waiting, why);
    const int64_t whole = std::min(kDelayMax.micros, kFirstDelay.micros << std::min(m_failures, 16U));
    ++m_failures;
    const auto chance = static_cast<int64_t>(m_parts.random.next() % static_cast<uint64_t>(whole / 2));
    m_timer.start(Duration{whole / 2 + chance}, [this] { begin(); });
}

void PeerLink::setState(UpstreamState state, std::string error)
{
    if (m_state != state)
        m_since = m_parts.reactor.clock().wall();
    m_state = state;
    m_error = std::move(error);
    const std::string said = state == UpstreamState::connected ? "messages are pulled" : m_error;
    if (said == m_reported) // tried again and again
        return;
    m_reported = said;
    m_parts.reporter.report(state == UpstreamState::connected ? Severity::info : Severity::warning,
        state == UpstreamState::connected ? "upstream.connected" : "upstream.waiting",
        "upstream " + m_address.host + ":" + std::to_string(m_address.port) + ": " + said);
}

} // namespace tapedeck::fq
