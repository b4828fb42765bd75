#include "engine/net/fq/data_session.h"

#include "engine/net/connection.h"
#include "engine/net/reactor.h"

namespace tapedeck::fq {

namespace {

// Handed out at once to a lone consumer, and to one of several: they take turns, in small helpings.
constexpr uint32_t kMessagesAlone = 1'024;
constexpr uint32_t kMessagesShared = 64;
constexpr size_t kBytesAtOnce = 128 << 10;
// No more is taken from the queue while so much has not left: it would be lost with the connection.
constexpr size_t kUnsentBytes = 256 << 10;
constexpr Duration kWait = Duration::seconds(3'600); // begun anew when it is over
// Only matters for a consumer that takes nothing for that long: then the message goes to somebody else too.
constexpr Duration kLease = Duration::seconds(3'600);
// How soon it is looked whether messages have left, when no event tells.
constexpr Duration kLookInterval = Duration::millis(100);

} // namespace

DataSession::DataSession(FqPort& port, Connection& connection, ConnectionKind kind)
    : m_port(port)
    , m_connection(connection)
    , m_kind(kind)
    , m_blockedTimer(port.reactor())
    , m_writtenTimer(port.reactor())
    , m_quietTimer(port.reactor())
{
    connection.setUnauthenticated(false);
}

DataSession::~DataSession()
{
    stopDelivering();
    if (m_blocked) // the publisher went away; nobody is left to wait
        m_port.exchanges().giveUp({m_waitingExchange, {}, {}, {}}, m_routing);
    if (m_client && m_client->data == this)
        m_client->data = nullptr;
}

// ---------------------------------------------------------------------------------------------- what comes in

Session::Progress DataSession::onInput(std::string_view input)
{
    size_t consumed = 0;
    if (!m_frames) {
        bool refused = false;
        consumed = readKey(input, refused);
        if (refused) {
            m_connection.closeAfterOutput();
            return {input.size(), false};
        }
        if (consumed == 0)
            return {0, true};
    }
    Frame frame;
    for (;;) {
        const std::string_view rest = input.substr(consumed);
        if (rest.size() < m_frames->needed())
            break;
        const FrameReader::Progress progress = m_frames->next(rest, frame);
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
        if (progress.event == FrameReader::Event::oversize) {
            ++m_counters.sizeDropped;
            m_port.exchanges().countSizeDropped();
        } else if (!publish(frame)) {
            return {consumed, false}; // the same frame comes again
        }
        consumed += progress.consumed;
        ++m_counters.messagesIn;
        m_counters.octetsIn += progress.octets;
        m_connection.countCommand();
    }
    return {consumed, true};
}

// What stands before the frames: the node id of a peer and the key. Returns how many bytes that is, 0 = not all there.
size_t DataSession::readKey(std::string_view input, bool& refused)
{
    const size_t at = m_kind == ConnectionKind::peer ? kHopBytes : 0;
    if (input.size() < at + 2)
        return 0;
    const size_t bytes = getU16(input.data() + at);
    refused = bytes == 0 || bytes > kKeyBytes;
    if (refused || input.size() < at + 2 + bytes)
        return 0;
    const std::shared_ptr<FqClient> client = m_port.find(input.substr(at + 2, bytes));
    refused = !client || (client->data && !client->data->ended());
    if (refused)
        return 0;
    m_client = client;
    m_client->data = this;
    if (m_kind == ConnectionKind::peer)
        m_peerNode = {getU32(input.data())};
    const NodeId node = m_port.options().node;
    m_maker.emplace(node);
    if (m_kind == ConnectionKind::data) {
        m_frames.emplace(FrameForm::shortForm);
        m_headers.emplace(node, m_client->user, m_client->publisher);
    } else {
        m_frames.emplace(FrameForm::longForm);
        m_headers.emplace(node);
    }
    m_connection.info().name = m_client->user;
    if (m_client->left)
        clientGone();
    else
        pumpLater();
    return at + 2 + bytes;
}

// False: the frame has to wait.
bool DataSession::publish(const Frame& frame)
{
    if (peer() && hopsContain(frame.hops, m_port.options().node))
        return true; // it has been here
    const ExchangeMessage message{frame.exchange, frame.route, m_headers->encode(frame), frame.payload};
    if (m_port.exchanges().publish(message, m_routing) == Exchanges::Progress::wait) {
        m_waitingExchange = frame.exchange;
        waitForRoom();
        return false;
    }
    const RouteOutcome& outcome = m_routing.outcome();
    m_counters.routed += outcome.routed;
    m_counters.dropped += outcome.dropped;
    m_counters.noRoute += outcome.noRoute;
    m_counters.noExchange += outcome.noExchange;
    return true;
}

// Only this connection is read no further; the others go on.
void DataSession::waitForRoom()
{
    m_blocked = true;
    m_connection.setWaiting(true);
    const auto again = [alive = std::weak_ptr<const int>(m_alive), this] {
        if (!alive.expired())
            publishAgain();
    };
    bool later = true;
    if (const SharedQueuePtr& queue = m_routing.fullQueue())
        queue->whenRoom(m_alive, again);
    else
        later = m_port.broker().waitForRoom(again);
    m_blockedTimer.start(later ? kRetryInterval : Duration{}, again);
}

void DataSession::publishAgain()
{
    if (!std::exchange(m_blocked, false))
        return;
    m_blockedTimer.cancel();
    m_connection.setWaiting(false);
    m_connection.resume(); // the frame is still in the input
}

void DataSession::onPeerClosed()
{
    m_ended = true;
    stopDelivering();
}

void DataSession::onDrain()
{
    stopDelivering();
}

// ---------------------------------------------------------------------------------------------- what goes out

// Not from inside the caller: consumers of one queue take turns.
void DataSession::pumpLater()
{
    if (std::exchange(m_pumpPosted, true))
        return;
    m_port.reactor().post([alive = std::weak_ptr<const int>(m_alive), this] {
        if (alive.expired())
            return;
        m_pumpPosted = false;
        pump();
    });
}

void DataSession::pump()
{
    settleWritten();
    if (m_wait != 0 || m_gone || m_connection.closing())
        return;
    m_wantsRoom = m_connection.output().size() >= kUnsentBytes;
    if (m_wantsRoom)
        return;
    const SharedQueue& queue = *m_client->queue;
    ReceiveRequest request;
    request.channel = kFqChannel;
    request.count = queue.members() > 1 ? kMessagesShared : kMessagesAlone;
    request.bytesMax = kBytesAtOnce;
    request.wait = kWait;
    request.autoAck = !queue.settings().ackWhenWritten;
    if (!request.autoAck)
        request.leaseUntil = m_port.broker().now() + kLease;
    m_answered = false;
    const WaitId wait = m_port.broker().receive(*queue.queue(), request, *this);
    if (!m_answered)
        m_wait = wait;
}

void DataSession::onDeliveries(std::span<const DeliveredMessage> deliveries)
{
    m_answered = true;
    m_wait = 0;
    Buffer& out = m_connection.output();
    const SharedQueuePtr queue = m_client->queue;
    for (const DeliveredMessage& delivery : deliveries) {
        const Frame frame = m_maker->make(delivery.message, queue->name());
        const bool seen = m_kind == ConnectionKind::peer && hopsContain(frame.hops, m_peerNode);
        if (!seen) {
            const size_t before = out.size();
            appendLongFrame(out, frame);
            ++m_counters.messagesOut;
            m_counters.octetsOut += out.size() - before;
        }
        if (delivery.ticket.value != 0)
            m_unwritten.push_back({m_connection.info().bytesOut + out.size(), delivery.ticket});
    }
    m_connection.touch();
    watchWritten();
    queue->roomMade();
    pumpLater();
}

void DataSession::onNothing(bool timedOut)
{
    m_answered = true;
    m_wait = 0;
    if (timedOut)
        pumpLater();
    else
        m_gone = true; // the broker closes
}

// The queue was deleted: there is nothing this client could be for. It comes back and has a new one.
void DataSession::onReceiveError(const Error&)
{
    m_answered = true;
    m_wait = 0;
    m_gone = true;
    m_connection.closeAfterOutput();
    m_port.reactor().post([weak = std::weak_ptr<FqClient>(m_client)] { // not from inside the deletion
        const std::shared_ptr<FqClient> client = weak.lock();
        if (client && client->onQueueGone)
            client->onQueueGone();
    });
}

void DataSession::onRoom()
{
    m_wantsRoom = false;
    pump();
}

// Acknowledges what has left.
void DataSession::settleWritten()
{
    std::vector<Ticket> written;
    const uint64_t left = m_connection.info().bytesOut;
    while (!m_unwritten.empty() && m_unwritten.front().offset <= left) {
        written.push_back(m_unwritten.front().ticket);
        m_unwritten.pop_front();
    }
    if (!written.empty() && !m_client->queue->queue()->deleted())
        static_cast<void>(m_port.broker().ack(*m_client->queue->queue(), kFqChannel, written));
}

void DataSession::watchWritten()
{
    if (m_unwritten.empty() || m_writtenTimer.running())
        return;
    m_writtenTimer.start(kLookInterval, [this] {
        settleWritten();
        watchWritten();
    });
}

// What has not left goes back to the queue as if it had never been handed out.
void DataSession::stopDelivering()
{
    if (m_wait != 0)
        m_port.broker().cancel(std::exchange(m_wait, 0));
    m_gone = true;
    if (!m_client)
        return;
    settleWritten();
    std::vector<Ticket> unwritten;
    for (const Unwritten& one : m_unwritten)
        unwritten.push_back(one.ticket);
    m_unwritten.clear();
    m_writtenTimer.cancel();
    if (!unwritten.empty() && !m_client->queue->queue()->deleted())
        static_cast<void>(m_port.broker().nack(*m_client->queue->queue(), kFqChannel, unwritten, {}, false));
}

// ---------------------------------------------------------------------------------------------- the end

void DataSession::clientGone()
{
    stopDelivering();
    closeWhenQuiet();
}

// A client that publishes and leaves closes both connections, and the messages may come after that news.
void DataSession::closeWhenQuiet()
{
    m_quietBytes = m_connection.info().bytesIn;
    m_quietTimer.start(kQuiet, [this] {
        // Between two waits of a publisher that is held up, frames stand in the input that nobody has looked at yet.
        const bool behind = m_blocked || m_connection.describe().bufferedIn > 0;
        if (behind || m_connection.info().bytesIn != m_quietBytes)
            return closeWhenQuiet();
        m_connection.closeAfterOutput();
    });
}

} // namespace tapedeck::fq
