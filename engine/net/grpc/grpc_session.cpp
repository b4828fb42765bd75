#include "engine/net/grpc/grpc_session.h"

#include "engine/base/secret.h"
#include "engine/net/grpc/compression.h"
#include "engine/net/grpc/grpc_port.h"
#include "engine/net/reactor.h"

#include <algorithm>
#include <charconv>

namespace tapedeck::grpc {

namespace {

// Output is made so far ahead of the socket.
constexpr size_t kOutputAheadBytes = 256 << 10;
// Unary calls that have been begun and wait for something, the disk for example. Each may end with a large reply.
constexpr uint32_t kRunningMax = 4;
// What an HTTP/2 connection costs in nghttp2 and here, and each of its streams.
constexpr size_t kConnectionCostBytes = 24 << 10;
constexpr size_t kStreamCostBytes = 1 << 10;

constexpr std::string_view kSpokeHttp =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    "This port speaks gRPC: HTTP/2 without TLS, with prior knowledge. HTTP/1.1 is spoken on the HTTP port.\n";

std::string_view valueOf(const HeaderList& headers, std::string_view name)
{
    for (const auto& [given, value] : headers) {
        if (given == name)
            return value;
    }
    return {};
}

http::Door doorOf(const Connection& connection)
{
    const std::string local = connection.localAddress();
    const size_t colon = local.rfind(':');
    http::Door door;
    if (colon != std::string::npos) {
        door.address = local.substr(0, colon);
        std::from_chars(local.data() + colon + 1, local.data() + local.size(), door.port);
    }
    return door;
}

bool hasToken(std::string_view authorization, std::string_view token)
{
    constexpr std::string_view kScheme = "bearer ";
    return authorization.size() > kScheme.size()
        && http::equalsIgnoringCase(authorization.substr(0, kScheme.size()), kScheme)
        && sameSecret(token, http::trimBlanks(authorization.substr(kScheme.size())));
}

} // namespace

GrpcSession::GrpcSession(GrpcPort& port, Connection& connection, const http::Gate* gate)
    : m_port(port)
    , m_portAlive(port.alive())
    , m_connection(connection)
    , m_id(connection.info().id)
    , m_gate(gate)
{
}

GrpcSession::~GrpcSession()
{
    m_calls.clear(); // they look at everything else
    if (*m_portAlive)
        m_port.forget(*this);
}

// ---------------------------------------------------------------------------------------------- input

Session::Progress GrpcSession::onInput(std::string_view input)
{
    const Progress all{input.size(), true};
    m_connection.info().lastRequest = m_port.broker.now();
    if (m_stopped)
        return all;
    if (!m_http2) {
        const std::string_view preface = kClientPreface.substr(0, input.size());
        if (!input.starts_with(preface)) {
            refuseStranger(input);
            return all;
        }
        if (input.size() < kClientPreface.size())
            return {0, true};
        m_http2 = std::make_unique<Http2Session>(static_cast<Http2Streams&>(*this));
        if (m_gate)
            m_door = doorOf(m_connection);
    }
    m_http2->feed(input, m_port.reactor.clock().monotonic());
    pump();
    return all;
}

void GrpcSession::refuseStranger(std::string_view input)
{
    m_stopped = true;
    const bool tls = input.starts_with("\x16\x03");
    // A method in capitals, or the begin of one.
    const size_t letters = std::min(input.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), input.size());
    if (!tls && letters > 0 && (letters == input.size() || input[letters] == ' ')) {
        m_connection.output().append(kSpokeHttp);
        m_connection.refuseAfterOutput(Refusal::spokeHttp);
        return;
    }
    m_connection.refuse(tls ? Refusal::spokeTls : Refusal::malformed);
}

ServerCall* GrpcSession::find(StreamId stream)
{
    const auto found = m_calls.find(stream);
    return found == m_calls.end() ? nullptr : found->second.get();
}

void GrpcSession::onRequest(StreamId stream, HeaderList headers, bool tooLarge)
{
    const Duration now = m_port.reactor.clock().monotonic();
    ServerCall& call = *m_calls.emplace(stream, std::make_unique<ServerCall>(*this, stream, now)).first->second;
    m_connection.countCommand();
    m_connection.info().lastCommand = "";
    if (tooLarge) {
        m_port.clients.refusals().add(Refusal::requestTooBig);
        return call.end({Code::resourceExhausted,
            "the request's headers are larger than " + std::to_string(limits::kHttp2HeaderListBytesMax) + " bytes"});
    }
    if (m_connection.info().library.empty())
        m_connection.info().library = valueOf(headers, "user-agent");
    if (mayPass(call, headers))
        accept(call, headers);
}

// Not a call: answered in HTTP's own words.
void GrpcSession::answerPlain(StreamId stream, unsigned status, std::string_view text)
{
    if (ServerCall* call = find(stream))
        call->close();
    m_http2->begin(stream,
        {{":status", std::to_string(status)}, {"content-type", "text/plain"}, {"x-content-type-options", "nosniff"},
            {"cross-origin-resource-policy", "same-origin"}, {"cache-control", "no-store"}});
    m_http2->send(stream, std::string(text) + "\n");
    m_http2->end(stream, {});
    changed();
}

// False when the call has been answered.
bool GrpcSession::mayPass(ServerCall& call, const HeaderList& headers)
{
    if (m_gate && !passesGate(call, headers))
        return false;
    if (valueOf(headers, ":method") != "POST") {
        answerPlain(call.stream(), 405, "gRPC calls are POST requests");
        return false;
    }
    if (!isGrpcContentType(valueOf(headers, "content-type"))) {
        answerPlain(call.stream(), 415, "the content-type of a gRPC call begins with application/grpc");
        return false;
    }
    const std::string& token = m_port.options().token;
    if (!m_gate && !token.empty() && !hasToken(valueOf(headers, "authorization"), token)) {
        m_port.clients.refusals().add(Refusal::wrongPassword);
        call.end({Code::unauthenticated, "the metadata \"authorization: Bearer TOKEN\" is missing or wrong"});
        return false;
    }
    return true;
}

// On the HTTP port: the same rules as for every request there.
bool GrpcSession::passesGate(ServerCall& call, const HeaderList& headers)
{
    http::Request request;
    request.method = http::methodOf(valueOf(headers, ":method"));
    request.target = valueOf(headers, ":path");
    const std::string_view authority = valueOf(headers, ":authority");
    request.headers.emplace_back("Host", authority.empty() ? valueOf(headers, "host") : authority);
    for (const auto& header : headers) {
        if (!header.first.starts_with(':') && header.first != "host")
            request.headers.push_back(header);
    }
    const http::GateVerdict verdict = m_gate->check(request, m_door);
    if (verdict.passed())
        return true;
    const bool token = verdict.refusal == http::GateRefusal::token;
    m_port.clients.refusals().add(token                  ? Refusal::wrongPassword
            : verdict.refusal == http::GateRefusal::host ? Refusal::foreignHost
                                                         : Refusal::foreignOrigin);
    if (!isGrpcContentType(valueOf(headers, "content-type")))
        answerPlain(call.stream(), verdict.status, verdict.why);
    else
        call.end({token ? Code::unauthenticated : Code::permissionDenied, std::string(verdict.why)});
    return false;
}

// Finds what is called. A call that cannot be is ended.
void GrpcSession::accept(ServerCall& call, const HeaderList& headers)
{
    const std::string_view path = valueOf(headers, ":path");
    const size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || slash == 0 || path.front() != '/')
        return call.end({Code::unimplemented, "malformed method name: \"" + std::string(path) + "\""});
    const std::string_view serviceName = path.substr(1, slash - 1), methodName = path.substr(slash + 1);
    Service* service = m_port.findService(serviceName);
    if (!service)
        return call.end({Code::unimplemented, "unknown service " + std::string(serviceName)});
    const std::vector<Method>& methods = service->methods();
    const auto method =
        std::find_if(methods.begin(), methods.end(), [&](const Method& m) { return m.name == methodName; });
    if (method == methods.end()) {
        return call.end({Code::unimplemented,
            "unknown method " + std::string(methodName) + " for service " + std::string(serviceName)});
    }
    m_connection.info().lastCommand = method->name;
    const std::string_view encoding = valueOf(headers, "grpc-encoding");
    const bool packed = !encoding.empty() && encoding != "identity";
    if (packed && !canUnpack(encoding)) {
        return call.end({Code::unimplemented,
            "grpc: Decompressor is not installed for grpc-encoding \"" + std::string(encoding) + "\""});
    }
    std::optional<std::string> prefix = namespacePrefix(valueOf(headers, "x-tapedeck-namespace"));
    if (!prefix) {
        return call.end(
            {Code::invalidArgument, "a namespace has 1 to 64 letters, digits, dots, underscores and dashes"});
    }
    call.enterNamespace(std::move(*prefix));
    std::optional<Duration> deadline;
    if (const std::string_view text = valueOf(headers, "grpc-timeout"); !text.empty()) {
        const std::optional<Duration> timeout = parseTimeout(text);
        if (!timeout)
            return call.end({Code::internal, "malformed grpc-timeout: \"" + std::string(text) + "\""});
        deadline = m_port.reactor.clock().monotonic() + *timeout;
    }
    call.accept(*service, *method, std::string(packed ? encoding : std::string_view{}), deadline);
}

void GrpcSession::onData(StreamId stream, std::string_view bytes)
{
    ServerCall* call = find(stream);
    if (!call || call->ended())
        return;
    call->onData(bytes, m_port.reactor.clock().monotonic());
    if (call->ready())
        m_ready.push_back(stream);
}

void GrpcSession::onEnd(StreamId stream)
{
    ServerCall* call = find(stream);
    if (!call)
        return;
    call->onRequestEnd();
    if (call->ready())
        m_ready.push_back(stream);
}

void GrpcSession::onClosed(StreamId stream)
{
    m_calls.erase(stream);
}

// ---------------------------------------------------------------------------------------------- running

bool GrpcSession::mayGoOn() const
{
    return m_http2->heldBytes() < limits::kGrpcRepliesAheadBytes;
}

void GrpcSession::runReady()
{
    const Duration now = m_port.reactor.clock().monotonic();
    while (!m_ready.empty() && m_running < kRunningMax && mayGoOn()) {
        ServerCall* call = find(m_ready.front());
        m_ready.pop_front();
        if (!call || !call->ready())
            continue;
        if (call->deadline() && *call->deadline() <= now)
            call->end({Code::deadlineExceeded, "context deadline exceeded"});
        else
            call->run();
        if (call->ready()) // a stream of requests that had to stop
            m_ready.push_back(call->stream());
    }
}

// What a request may still send. All may fill one window; only some at a time may send more, the oldest first, so that
// many of them cannot fill the memory. None waits for ever: those that may send come to their end, or to their limit of
// time.
void GrpcSession::giveRooms()
{
    size_t large = 0;
    for (const auto& [stream, call] : m_calls)
        large += call->large && call->halfSince() ? 1 : 0;
    for (const auto& [stream, call] : m_calls) {
        if (!call->wantsRoom() || !call->halfSince())
            continue;
        if (!call->large && large >= limits::kGrpcLargeRequestsMax)
            continue;
        large += call->large ? 0 : 1;
        call->large = true;
        m_http2->giveRoom(stream, call->roomOwed());
        call->roomGiven();
    }
}

void GrpcSession::changed()
{
    m_changed = true;
    m_connection.touch();
}

void GrpcSession::waitForRoom()
{
    if (!std::exchange(m_waitsForRoom, true))
        m_port.waitForRoom(*this);
}

void GrpcSession::roomCame()
{
    m_waitsForRoom = false;
    m_port.broker.actAs(m_id);
    for (const auto& [stream, call] : m_calls) {
        if (call->waitsForRoom())
            call->roomCame();
        if (m_waitsForRoom)
            break; // full again
    }
    m_port.broker.actAs(0);
}

// Runs what may run and turns the answers into output.
void GrpcSession::pump()
{
    do {
        m_changed = false;
        runReady();
        giveRooms();
        m_http2->pull(m_connection.output(), kOutputAheadBytes);
    } while (m_changed && m_connection.output().size() < kOutputAheadBytes);
    endIfOver();
    armTimer();
}

void GrpcSession::endIfOver()
{
    if (!m_http2->over() || m_http2->wantsPull() || m_stopped)
        return;
    m_stopped = true;
    if (m_http2->broken())
        m_connection.refuseAfterOutput(Refusal::malformed);
    else
        m_connection.closeAfterOutput();
}

// ---------------------------------------------------------------------------------------------- time

void GrpcSession::armTimer()
{
    Duration next{INT64_MAX};
    const ConnectionLimits& limits = m_port.clients.limits();
    for (const auto& [stream, call] : m_calls) {
        if (call->ended())
            continue;
        if (call->deadline())
            next = std::min(next, *call->deadline());
        if (const auto since = call->halfSince())
            next = std::min(next, *since + limits.halfRequestTime);
    }
    const Duration now = m_port.reactor.clock().monotonic();
    if (m_http2->pulledBytes() != m_pulledSeen || m_http2->heldBytes() <= limits.outputBytesSoft) {
        m_pulledSeen = m_http2->pulledBytes();
        m_pulledAt = now;
    }
    if (m_http2->heldBytes() > limits.outputBytesSoft)
        next = std::min(next, m_pulledAt + limits.outputSoftTime);
    if (next.micros == INT64_MAX || m_stopped)
        return;
    // An alarm that is too early costs one look, setting it anew costs more.
    if (m_timer && m_timer->running() && m_timerAt <= next)
        return;
    if (!m_timer)
        m_timer = std::make_unique<LoopTimer>(m_port.reactor);
    m_timerAt = next;
    m_timer->start(std::max(next - now, Duration{}), [this] { onTimer(); });
}

void GrpcSession::onTimer()
{
    if (m_connection.closing())
        return;
    const Duration now = m_port.reactor.clock().monotonic();
    const ConnectionLimits& limits = m_port.clients.limits();
    if (m_http2->heldBytes() > limits.outputBytesSoft && m_http2->pulledBytes() == m_pulledSeen
        && now - m_pulledAt >= limits.outputSoftTime)
        return m_connection.refuse(Refusal::outputSoft);
    for (const auto& [stream, call] : m_calls) {
        if (call->ended())
            continue;
        const auto since = call->halfSince();
        if (call->deadline() && *call->deadline() <= now) {
            call->end({Code::deadlineExceeded, "context deadline exceeded"});
        } else if (since && now - *since >= limits.halfRequestTime) {
            m_port.clients.refusals().add(Refusal::halfRequest);
            call->end({Code::deadlineExceeded, "the request stayed incomplete"});
        }
    }
    pump();
    m_connection.touch();
}

// ---------------------------------------------------------------------------------------------- events

bool GrpcSession::busy() const
{
    // After its FIN a client still gets what it has asked for.
    return m_peerClosed && m_http2 && !m_stopped && (m_running > 0 || !m_ready.empty() || m_http2->wantsPull());
}

size_t GrpcSession::memoryBytes() const
{
    if (!m_http2)
        return 0;
    size_t bytes = kConnectionCostBytes + m_http2->heldBytes();
    for (const auto& [stream, call] : m_calls)
        bytes += kStreamCostBytes + call->heldBytes();
    return bytes;
}

bool GrpcSession::wantsRoom() const
{
    if (!m_http2 || m_stopped)
        return false;
    return m_changed || m_http2->wantsPull() || (!m_ready.empty() && m_running < kRunningMax && mayGoOn());
}

void GrpcSession::onRoom()
{
    pump();
    m_connection.touch();
}

void GrpcSession::onPeerClosed()
{
    m_peerClosed = true;
}

void GrpcSession::onDrain()
{
    if (!m_http2 || m_stopped)
        return;
    m_http2->goAway();
    for (const auto& [stream, call] : m_calls)
        call->end({Code::unavailable, "the server is stopping"});
    m_stopped = true;
    m_http2->pull(m_connection.output(), SIZE_MAX);
}

} // namespace tapedeck::grpc
