#include "engine/net/fq/peer_session.h"

#include "engine/net/connection.h"
#include "engine/net/fq/commands.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/reactor.h"

namespace tapedeck::fq {

// ---------------------------------------------------------------------------------------------- command connection

PeerCommandSession::PeerCommandSession(
    PeerLink& link, Connection& connection, const ConnectString& source, std::string_view password)
    : m_link(&link)
    , m_connection(connection)
    , m_clock(link.parts().reactor.clock())
    , m_lastHeard(m_clock.monotonic())
{
    connection.info().name = source.user;
    appendAuthRequest(connection.output(), source.user, source.queue, source.type, password);
}

PeerCommandSession::~PeerCommandSession()
{
    if (!m_link)
        return;
    m_link->commandGone();
    m_link->sessionLost("the connection was lost");
}

Session::Progress PeerCommandSession::onInput(std::string_view input)
{
    m_lastHeard = m_clock.monotonic();
    size_t consumed = 0;
    while (m_link) {
        const AnswerReader::Answer answer = m_reader.next(input.substr(consumed));
        if (answer.event == AnswerReader::Event::needsMore)
            break;
        consumed += answer.consumed;
        execute(answer);
    }
    return {m_link ? consumed : input.size(), true};
}

void PeerCommandSession::execute(const AnswerReader::Answer& answer)
{
    using Event = AnswerReader::Event;
    m_connection.countCommand();
    switch (answer.event) {
    case Event::auth:
        return m_link->authenticated(answer.key);
    case Event::error:
        return m_link->refusedBy(answer.text);
    case Event::heartbeat:
        appendHeartbeat(m_connection.output());
        return m_connection.touch();
    case Event::bind:
        return m_link->bindAnswered(answer.routeId);
    case Event::malformed:
        return m_link->sessionLost("what answers there is no fq broker");
    case Event::unbind: // nobody waits for it
    case Event::needsMore:
        return;
    }
}

void PeerCommandSession::onPeerClosed()
{
    if (m_link)
        m_link->sessionLost("the other broker closed the connection");
}

void PeerCommandSession::onDrain()
{
    if (m_link)
        m_link->sessionLost("the connection was closed on this side");
}

void PeerCommandSession::requestHeartbeats(uint16_t intervalMs)
{
    appendHeartbeatRequest(m_connection.output(), intervalMs);
    m_connection.touch();
}

void PeerCommandSession::bind(uint16_t flags, std::string_view exchange, std::string_view program)
{
    appendBindRequest(m_connection.output(), flags, exchange, program);
    m_connection.touch();
}

void PeerCommandSession::unbind(uint32_t routeId, std::string_view exchange)
{
    appendUnbindRequest(m_connection.output(), routeId, exchange);
    m_connection.touch();
}

void PeerCommandSession::leave()
{
    m_link = nullptr;
    m_connection.closeAfterOutput();
}

// ---------------------------------------------------------------------------------------------- data connection

PeerDataSession::PeerDataSession(PeerLink& link, Connection& connection, std::string_view key)
    : m_link(&link)
    , m_parts(link.parts())
    , m_tally(link.tally())
    , m_connection(connection)
    , m_headers(m_parts.node)
    , m_blockedTimer(m_parts.reactor)
    , m_quietTimer(m_parts.reactor)
{
    appendPeerHandshake(connection.output(), m_parts.node, key);
}

PeerDataSession::~PeerDataSession()
{
    if (m_blocked) // nobody is left to wait
        m_parts.exchanges.giveUp({m_waitingExchange, {}, {}, {}}, m_routing);
    if (!m_link)
        return;
    m_link->dataGone();
    m_link->sessionLost("the data connection was lost");
}

Session::Progress PeerDataSession::onInput(std::string_view input)
{
    size_t consumed = 0;
    Frame frame;
    for (;;) {
        const std::string_view rest = input.substr(consumed);
        if (rest.size() < m_frames.needed())
            break;
        const FrameReader::Progress progress = m_frames.next(rest, frame);
        if (progress.event == FrameReader::Event::needsMore) {
            if (progress.consumed == 0)
                break;
            consumed += progress.consumed;
            continue;
        }
        if (progress.event == FrameReader::Event::malformed) {
            m_connection.refuseAfterOutput(Refusal::malformed);
            return {input.size(), false};
        }
        if (progress.event == FrameReader::Event::oversize)
            m_parts.exchanges.countSizeDropped();
        else if (!publish(frame, progress.octets))
            return {consumed, false}; // the same frame comes again
        consumed += progress.consumed;
        m_connection.countCommand();
    }
    m_behind = false;
    return {consumed, true};
}

// False: the frame has to wait.
bool PeerDataSession::publish(const Frame& frame, uint64_t octets)
{
    const auto found = m_tally->exchanges.find(frame.exchange);
    PeerTally::Counts unasked; // of an exchange that no row is about: the other broker's queue has older bindings
    PeerTally::Counts& counts = found == m_tally->exchanges.end() ? unasked : found->second;
    if (hopsContain(frame.hops, m_parts.node)) { // it has been here
        m_tally->namesake |= hopAt(frame.hops, 0) == m_parts.node;
        ++counts.messages;
        ++counts.loops;
        counts.octets += octets;
        return true;
    }
    const ExchangeMessage message{frame.exchange, frame.route, m_headers.encode(frame), frame.payload};
    if (m_parts.exchanges.publish(message, m_routing) == Exchanges::Progress::wait) {
        m_waitingExchange = frame.exchange;
        waitForRoom();
        return false;
    }
    ++counts.messages;
    counts.octets += octets;
    return true;
}

// The connection is read no further meanwhile, so the other broker's queue fills up.
void PeerDataSession::waitForRoom()
{
    m_blocked = m_behind = true;
    m_connection.setWaiting(true);
    const auto again = [alive = std::weak_ptr<const int>(m_alive), this] {
        if (!alive.expired())
            publishAgain();
    };
    bool later = true;
    if (const SharedQueuePtr& queue = m_routing.fullQueue())
        queue->whenRoom(m_alive, again);
    else
        later = m_parts.broker.waitForRoom(again);
    m_blockedTimer.start(later ? kRetryInterval : Duration{}, again);
}

void PeerDataSession::publishAgain()
{
    if (!std::exchange(m_blocked, false))
        return;
    m_blockedTimer.cancel();
    m_connection.setWaiting(false);
    m_connection.resume(); // the frame is still in the input
}

// What has come is still taken.
void PeerDataSession::onPeerClosed()
{
    if (m_link)
        m_link->sessionLost("the other broker closed the data connection");
}

void PeerDataSession::onDrain()
{
    if (m_link)
        m_link->sessionLost("the connection was closed on this side");
}

void PeerDataSession::leave()
{
    m_link = nullptr;
    m_connection.closeAfterOutput();
}

void PeerDataSession::leaveWhenQuiet()
{
    m_link = nullptr;
    closeWhenQuiet();
}

void PeerDataSession::closeWhenQuiet()
{
    m_quietBytes = m_connection.info().bytesIn;
    m_quietTimer.start(kQuiet, [this] {
        if (m_behind || m_connection.info().bytesIn != m_quietBytes)
            return closeWhenQuiet();
        m_connection.closeAfterOutput();
    });
}

} // namespace tapedeck::fq
