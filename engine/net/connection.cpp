#include "engine/net/connection.h"

#include "engine/base/check.h"
#include "engine/net/loop_core.h"
#include "engine/net/reactor.h"
#include "engine/net/socket_address.h"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace tapedeck {

namespace {

// From this much received of one unfinished request on, the rest is read straight into the connection's own buffer.
constexpr size_t kOwnReadBytes = 32 << 10;
// One read of such a request.
constexpr size_t kOwnReadBytesMax = size_t{1} << 20;
// What a client may send ahead while its session is busy; then it is no longer read.
constexpr size_t kAheadBytesMax = 64 << 10;
// A request that is still incomplete when its time is over gets more time if this much of it arrived meanwhile.
constexpr uint64_t kHalfRequestBytesMin = 1 << 20;
// A session that waits for room is told when less than this is unsent.
constexpr size_t kRoomBytes = 64 << 10;

} // namespace

Connection::Connection(Reactor& reactor, Clients& clients, int socket, ClientInfo info)
    : WatchedSocket(socket)
    , m_reactor(reactor)
    , m_clients(clients)
    , m_core(reactor.core())
    , m_info(std::move(info))
{
}

Connection::~Connection()
{
    m_session.reset(); // it may look at everything else
    if (!m_closed)
        closeSocket();
    m_core.forget(*this);
}

void Connection::start(SessionFactory& factory)
{
    if (!m_core.poll.want(*this, true, false)) { // the system watches no more sockets for us
        refuse(Refusal::outOfDescriptors);
        return;
    }
    m_session = factory.makeSession(*this);
    m_info.lastRequest = m_info.connected;
    touch();
}

// ---------------------------------------------------------------------------------------------- input

void Connection::onSocket(bool readable, bool writable)
{
    if (m_closed)
        return;
    if (writable) {
        m_full = false;
        touch();
    }
    if (readable)
        onReadable();
}

void Connection::onReadable()
{
    std::string_view input;
    bool own = false;
    if (!readOnce(input, own))
        return;
    serve(input, own);
}

// Reads once. True when there is new input: `input` is then everything not yet executed, in the connection's own buffer
// or in the loop's.
bool Connection::readOnce(std::string_view& input, bool& own)
{
    m_wantsInput = false; // until this turn has ended
    LoopCore& core = m_core;
    const size_t kept = m_input.size();
    own = kept >= kOwnReadBytes || m_session->busy();
    char* to = nullptr;
    size_t room = 0;
    if (own) {
        room = std::clamp(kept, kAheadBytesMax, kOwnReadBytesMax);
        to = m_input.prepare(room);
    } else {
        if (kept > 0)
            std::memcpy(core.receiveBuffer.get(), m_input.view().data(), kept);
        to = core.receiveBuffer.get() + kept;
        room = LoopCore::kReceiveBytes - kept;
    }
    const ssize_t got = ::read(fd, to, room);
    if (got > 0) {
        const auto bytes = static_cast<size_t>(got);
        m_info.bytesIn += bytes;
        m_clients.m_traffic.bytesIn += bytes;
        if (own)
            m_input.commit(bytes);
        input = own ? m_input.view() : std::string_view(core.receiveBuffer.get(), kept + bytes);
        return true;
    }
    if (got == 0)
        onEndOfInput();
    else if (errno == EAGAIN || errno == EINTR)
        touch();
    else
        lost();
    return false;
}

void Connection::onEndOfInput()
{
    if (!std::exchange(m_peerClosed, true))
        m_session->onPeerClosed();
    touch();
}

// The connection broke. Its session hears of it now, not when it is destroyed: the client may already be back.
void Connection::lost()
{
    onEndOfInput();
    cut();
}

void Connection::serve(std::string_view input, bool own)
{
    touch();
    if (m_closing)
        return;
    if (m_session->busy()) {
        m_more = true;
        keepRest(input, own);
        return;
    }
    const uint64_t commandsBefore = m_info.commands;
    m_core.broker->actAs(m_info.id);
    const Session::Progress progress = m_session->onInput(input);
    m_core.broker->actAs(0);
    m_clients.m_traffic.commands += m_info.commands - commandsBefore;
    if (m_closing || m_closed) {
        m_input.clear();
        m_more = false;
        return;
    }
    keepRest(input.substr(progress.consumed), own);
    m_more = !progress.wantsInput;
    noteHalf(progress);
}

void Connection::noteHalf(const Session::Progress& progress)
{
    const bool half = progress.wantsInput && (!m_input.empty() || m_session->inRequest());
    if (half && (!m_half || progress.consumed > 0)) {
        m_halfSince = m_reactor.clock().monotonic();
        m_receivedAtHalf = m_info.bytesIn;
    }
    m_half = half;
    if (m_half)
        watchTimes();
}

void Connection::keepRest(std::string_view rest, bool own)
{
    if (own) {
        m_input.consume(m_input.size() - rest.size());
    } else {
        m_input.clear();
        m_input.append(rest);
    }
}

// ---------------------------------------------------------------------------------------------- output

void Connection::touch()
{
    if (!m_closed)
        m_core.addDirty(*this);
}

void Connection::endTurn()
{
    if (m_closed)
        return;
    if (!flush())
        return;
    checkOutputLimits();
    if (!m_closed)
        afterFlush();
    if (!m_closed)
        reportMemory();
}

// One write, if the socket has room. False when the connection had to be closed.
bool Connection::flush()
{
    if (m_output.empty() || m_full)
        return true;
    const std::string_view bytes = m_output.view();
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            lost();
            return false;
        }
        m_full = errno == EAGAIN;
    } else {
        m_full = static_cast<size_t>(sent) < bytes.size();
        m_output.consume(static_cast<size_t>(sent));
        m_info.bytesOut += static_cast<uint64_t>(sent);
        m_clients.m_traffic.bytesOut += static_cast<uint64_t>(sent);
    }
    return true;
}

// What comes after the write of a turn: wait for room in the socket, go on with the input, or read again.
void Connection::afterFlush()
{
    if (m_output.empty()) {
        m_output.release();
        if (m_closing) {
            cut();
            return;
        }
    }
    if (!m_closing && !m_givesRoom && m_session->wantsRoom() && m_output.size() < kRoomBytes)
        giveRoom();
    m_wantsInput = !m_closing && goOnWithInput();
    if (!m_closed)
        watchSocket();
}

// True when more input is wanted from the client.
bool Connection::goOnWithInput()
{
    const bool busy = m_session->busy();
    if (m_more && !busy && !overOutput()) {
        // Not here: what it executes belongs into a turn of its own.
        m_core.nextTurn([this, id = m_info.id, &clients = m_clients] {
            if (clients.find(id) == this && m_more && !m_session->busy() && !overOutput())
                serve(m_input.view(), true);
        });
        return false;
    }
    if (m_peerClosed) {
        if (!m_more && !busy) {
            m_closing = true;
            if (m_output.empty())
                cut();
        }
        return false;
    }
    m_input.release();
    // A busy client is read on, to notice that it went away; one that does not take its answers is not.
    return busy ? m_input.size() < kAheadBytesMax : !overOutput();
}

// Not at once: what the session then does belongs into a turn of its own.
void Connection::giveRoom()
{
    m_givesRoom = true;
    m_core.nextTurn([this, id = m_info.id, &clients = m_clients] {
        if (clients.find(id) != this)
            return;
        m_givesRoom = false;
        if (closing())
            return;
        m_core.broker->actAs(m_info.id);
        m_session->onRoom();
        m_core.broker->actAs(0);
    });
}

void Connection::watchSocket()
{
    if (!m_core.poll.want(*this, m_wantsInput, !m_output.empty())) {
        m_clients.m_refusals.add(Refusal::outOfDescriptors);
        cut();
    }
}

void Connection::checkOutputLimits()
{
    const ConnectionLimits& limits = m_clients.limits();
    const size_t unsent = m_output.size();
    // One answer may be larger than the hard limit (one message of the largest size); output that nobody asked for, or
    // a pile of answers, may not.
    if (m_pushing && unsent > limits.outputBytesHard) {
        refuse(Refusal::outputHard);
        return;
    }
    const bool over = unsent > limits.outputBytesSoft;
    if (over && !m_over) {
        m_overSince = m_reactor.clock().monotonic();
        m_sentAtOver = m_info.bytesOut;
    }
    m_over = over;
    if (m_over)
        watchTimes();
}

// ---------------------------------------------------------------------------------------------- state and limits

void Connection::closeAfterOutput()
{
    m_closing = true;
    touch();
}

void Connection::refuse(Refusal reason)
{
    m_clients.m_refusals.add(reason);
    cut();
}

void Connection::refuseAfterOutput(Refusal reason)
{
    m_clients.m_refusals.add(reason);
    closeAfterOutput();
}

void Connection::setWaiting(bool waiting)
{
    if (m_info.waiting == waiting)
        return;
    m_info.waiting = waiting;
    m_clients.m_waiting += waiting ? 1 : size_t{0} - 1;
}

void Connection::setUnauthenticated(bool on)
{
    m_unauthenticated = on;
    if (on) {
        m_unauthenticatedSince = m_reactor.clock().monotonic();
        watchTimes();
    }
}

void Connection::drain()
{
    if (closing())
        return;
    m_session->onDrain();
    closeAfterOutput();
}

void Connection::closeSocket()
{
    m_closed = true;
    m_core.poll.forget(*this);
    ::close(fd);
}

void Connection::cut()
{
    if (m_closed)
        return;
    setWaiting(false);
    closeSocket();
    // The buffers live until the object is destroyed: a session may be working on the input right now.
    m_clients.memoryChanged(*this, 0);
    m_clients.gone(*this);
}

void Connection::watchTimes()
{
    if (!m_watched)
        m_clients.watch(*this);
}

bool Connection::checkTimes(Duration now)
{
    if (m_closed)
        return false;
    const ConnectionLimits& limits = m_clients.limits();
    if (m_unauthenticated && now - m_unauthenticatedSince >= limits.unauthenticatedTime) {
        refuse(Refusal::unauthenticatedTime);
        return false;
    }
    if (m_half && now - m_halfSince >= limits.halfRequestTime) {
        // A large body over a slow line is fine as long as it moves.
        if (m_info.bytesIn - m_receivedAtHalf < kHalfRequestBytesMin) {
            refuse(Refusal::halfRequest);
            return false;
        }
        m_halfSince = now;
        m_receivedAtHalf = m_info.bytesIn;
    }
    if (m_over && m_info.bytesOut - m_sentAtOver >= limits.outputBytesSoft / 8) {
        // Slow is not stalled: one large answer over a slow line is fine as long as it moves.
        m_overSince = now;
        m_sentAtOver = m_info.bytesOut;
    } else if (m_over && now - m_overSince >= limits.outputSoftTime) {
        refuse(Refusal::outputSoft);
        return false;
    }
    return m_half || m_over || m_unauthenticated;
}

std::string Connection::localAddress() const
{
    return m_closed ? std::string() : SocketAddress::ofSocket(fd).text();
}

size_t Connection::memoryBytes() const
{
    return m_input.capacity() + m_output.capacity() + (m_session ? m_session->memoryBytes() : 0);
}

void Connection::reportMemory()
{
    const size_t bytes = memoryBytes();
    if (bytes != m_memoryReported)
        m_clients.memoryChanged(*this, bytes);
}

ClientInfo Connection::describe() const
{
    ClientInfo info = m_info;
    info.bufferedIn = m_input.size();
    info.bufferedOut = m_output.size();
    return info;
}

} // namespace tapedeck
