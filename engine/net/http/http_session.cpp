#include "engine/net/http/http_session.h"

#include "engine/base/check.h"
#include "engine/base/limits.h"
#include "engine/net/http/http_port.h"
#include "engine/net/reactor.h"

#include <charconv>

namespace tapedeck::http {

namespace {

Door doorOf(const Connection& connection)
{
    const std::string local = connection.localAddress();
    const size_t colon = local.rfind(':');
    Door door;
    if (colon != std::string::npos) {
        door.address = local.substr(0, colon);
        std::from_chars(local.data() + colon + 1, local.data() + local.size(), door.port);
    }
    return door;
}

bool hasBodyAndLength(unsigned status)
{
    return status >= 200 && status != 204 && status != 304;
}

Refusal refusalOf(const GateVerdict& verdict)
{
    switch (verdict.refusal) {
    case GateRefusal::tooLarge:
        return Refusal::requestTooBig;
    case GateRefusal::host:
        return Refusal::foreignHost;
    case GateRefusal::origin:
    case GateRefusal::crossSite:
        return Refusal::foreignOrigin;
    case GateRefusal::token:
        return Refusal::wrongPassword;
    case GateRefusal::none:
    case GateRefusal::malformed:
        break;
    }
    return Refusal::malformed;
}

} // namespace

HttpSession::HttpSession(HttpPort& port, Connection& connection)
    : m_port(port)
    , m_portAlive(port.alive())
    , m_connection(connection)
    , m_id(connection.info().id)
    , m_door(doorOf(connection))
{
}

HttpSession::~HttpSession()
{
    dropExchange();
    m_webSocket.reset();
    if (*m_portAlive)
        m_port.forget(*this);
}

bool HttpSession::busy() const
{
    if (m_webSocket)
        return false;
    return m_exchange && (m_bodyComplete || m_exchange->bodyStalled());
}

size_t HttpSession::memoryBytes() const
{
    return m_webSocket ? m_webSocket->memoryBytes() : const_cast<RequestReader&>(m_reader).request().body.capacity();
}

// ---------------------------------------------------------------------------------------------- input

Session::Progress HttpSession::onInput(std::string_view input)
{
    Progress progress;
    const NamespaceScope scope(m_port.broker, m_namespace);
    m_connection.info().lastRequest = m_port.broker.now();
    while (!m_connection.closing() && !m_stopped) {
        const std::string_view rest = input.substr(progress.consumed);
        if (m_webSocket) {
            m_webSocket->feed(rest);
            progress.consumed = input.size();
            return progress;
        }
        if (!offerRest()) {
            progress.wantsInput = false; // even without more input there is something to go on with
            return progress;
        }
        if (busy() || m_connection.overOutput()) {
            progress.wantsInput = rest.empty();
            return progress;
        }
        const RequestReader::Progress read = m_reader.next(rest);
        After after = After::goOn;
        size_t consumed = read.consumed;
        switch (read.event) {
        case RequestReader::Event::needsMore:
            progress.consumed += consumed;
            return progress;
        case RequestReader::Event::refused:
            onRefused(read.refusal);
            after = After::stop;
            break;
        case RequestReader::Event::head:
            after = onHead();
            break;
        case RequestReader::Event::body:
            after = onBody(read.body);
            break;
        case RequestReader::Event::end:
            after = onEnd();
            break;
        }
        progress.consumed += consumed;
        if (after == After::stop)
            m_stopped = true;
    }
    // Nothing more is served here. The rest is swallowed until the connection is closed.
    progress.consumed = input.size();
    return progress;
}

void HttpSession::onRefused(const GateVerdict& verdict)
{
    m_port.clients.refusals().add(refusalOf(verdict));
    if (m_exchange && m_exchange->answered()) {
        m_connection.closeAfterOutput();
        return;
    }
    dropExchange();
    refuse(verdict.status, verdict.why, nullptr);
}

// Answers and closes: what follows on the connection cannot be trusted, or is not worth reading.
void HttpSession::refuse(unsigned status, std::string_view why, RouteFamily* family)
{
    m_keepAlive = false;
    Answer answer = family ? family->refused(status, why) : Answer{status, std::string(kText), std::string(why) + "\n"};
    if (status == 401)
        answer.with("WWW-Authenticate", "Basic realm=\"Tapedeck\", charset=\"UTF-8\"");
    writeAnswer(answer, false);
    m_connection.closeAfterOutput();
}

// False when the gate has answered.
bool HttpSession::mayPass()
{
    const GateVerdict verdict = m_port.gate().check(m_reader.request(), m_door);
    if (verdict.passed())
        return true;
    m_port.clients.refusals().add(refusalOf(verdict));
    refuse(verdict.status, verdict.why, nullptr);
    return false;
}

// False when it has answered that there can be no such namespace.
bool HttpSession::enterNamespace()
{
    Request& request = m_reader.request();
    const std::optional<std::string> inQuery = takeQueryMember(request.target, "ns");
    const std::string_view name = inQuery ? *inQuery : request.header("X-Tapedeck-Namespace").value_or("");
    const std::optional<std::string> prefix = tapedeck::namespacePrefix(name);
    if (!prefix) {
        refuse(400, "a namespace has 1 to 64 letters, digits, dots, underscores and dashes", nullptr);
        return false;
    }
    m_namespace = *prefix;
    return true;
}

HttpSession::After HttpSession::onHead()
{
    Request& request = m_reader.request();
    m_keepAlive = request.keepAlive;
    m_bodyComplete = m_exchangeDone = false;
    m_connection.countCommand();
    m_connection.info().lastCommand = methodName(request.method);
    if (!mayPass() || !enterNamespace())
        return After::stop;
    m_match = m_port.router().find(request.method, request.path());
    const bool inParts = m_match.route && (m_match.route->flags & Route::kBodyInParts);
    if (!inParts) {
        m_reader.setBodyLimit(limits::kHttpBodyBytesMax);
        if (m_reader.contentLength().value_or(0) > limits::kHttpBodyBytesMax) {
            m_port.clients.refusals().add(Refusal::requestTooBig);
            refuse(413, "the request's body is longer than 128 MiB", m_match.family);
            return After::stop;
        }
    }
    if (m_reader.expectsContinue())
        write("HTTP/1.1 100 Continue\r\n\r\n");
    if (inParts)
        beginExchange();
    return After::goOn;
}

HttpSession::After HttpSession::onBody(std::string_view part)
{
    if (!m_match.route || !(m_match.route->flags & Route::kBodyInParts)) {
        m_reader.request().body.append(part);
    } else if (!m_exchangeDone) { // otherwise it has been answered, and the rest is swallowed
        // Kept until the sink takes it, since the framing around it is consumed.
        m_reader.request().body.assign(part);
        offerRest();
    }
    return After::goOn;
}

// Gives the sink of a body in parts what it has not yet taken. False while it takes no more.
bool HttpSession::offerRest()
{
    std::string& rest = m_reader.request().body;
    if (!m_exchange || m_exchangeDone || !m_exchange->takesBody() || rest.empty())
        return true;
    if (m_exchange->bodyStalled())
        return false;
    m_inHandler = true;
    const size_t taken = m_exchange->offerBody(rest);
    m_inHandler = false;
    rest.erase(0, taken);
    if (rest.empty() || m_exchangeDone)
        return true;
    m_exchange->stallBody();
    return false;
}

HttpSession::After HttpSession::onEnd()
{
    m_bodyComplete = true;
    if (!m_exchangeDone) {
        if (m_exchange) {
            m_inHandler = true;
            if (m_exchange->takesBody())
                m_exchange->endBody();
            m_inHandler = false;
        } else if (!answerWithoutRoute()) {
            beginExchange();
        }
    }
    if (m_exchangeDone)
        dropExchange();
    if (m_exchange || m_keepAlive || m_webSocket)
        return After::goOn;
    m_connection.closeAfterOutput();
    return After::stop;
}

// Answers what no route serves.
bool HttpSession::answerWithoutRoute()
{
    if (answerPreflight())
        return true;
    if (m_match.route)
        return false;
    CHECK(m_match.family);
    const Request& request = m_reader.request();
    writeAnswer(m_match.allowed.empty() ? m_match.family->notFound(request)
                                        : m_match.family->methodNotAllowed(request, m_match.allowed),
        false);
    return true;
}

// Pages of configured origins ask first. Everybody else has been refused by the gate.
bool HttpSession::answerPreflight()
{
    const Request& request = m_reader.request();
    if (request.method != Method::options || !request.header("Access-Control-Request-Method"))
        return false;
    const std::string cors = m_port.gate().corsHeaders(request);
    if (cors.empty())
        return false;
    Answer answer{204, {}, {}};
    answer.with("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
        .with("Access-Control-Allow-Headers", request.header("Access-Control-Request-Headers").value_or("Content-Type"))
        .with("Access-Control-Max-Age", "600");
    writeAnswer(answer, false);
    return true;
}

void HttpSession::beginExchange()
{
    if (!m_namespace.empty() && (m_match.route->flags & Route::kDefaultNamespace)) {
        refuse(400, "exchanges, bindings and upstreams belong to the default namespace", m_match.family);
        m_exchangeDone = true;
        return;
    }
    m_exchange = std::make_unique<HttpExchange>(*this, m_reader.request(), m_match);
    runHandler();
}

void HttpSession::runHandler()
{
    m_inHandler = true;
    m_match.route->handler(*m_exchange);
    m_inHandler = false;
}

// ---------------------------------------------------------------------------------------------- output

void HttpSession::write(std::string_view bytes)
{
    m_connection.output().append(bytes);
}

void HttpSession::writeHead(const Answer& answer, std::string_view framing, bool close)
{
    const Request& request = m_reader.request();
    char status[8];
    const auto end = std::to_chars(status, status + sizeof status, answer.status).ptr;
    write("HTTP/1.1 ");
    write({status, static_cast<size_t>(end - status)});
    write(" ");
    write(answer.reason.empty() ? standardReason(answer.status) : answer.reason);
    write("\r\n");
    write(m_port.commonHeaders());
    if (answer.headers.find("Cache-Control: ") == std::string::npos)
        write("Cache-Control: no-store\r\n");
    if (!answer.contentType.empty()) {
        write("Content-Type: ");
        write(answer.contentType);
        write("\r\n");
    }
    write(answer.headers);
    if (!m_port.gate().options().origins.empty())
        write(m_port.gate().corsHeaders(request));
    write(framing);
    if (close)
        write("Connection: close\r\n");
    else if (!request.http11)
        write("Connection: keep-alive\r\n");
    write("\r\n");
}

void HttpSession::writeAnswer(const Answer& answer, bool afterKept)
{
    if (m_connection.closing())
        return;
    const bool isHead = m_reader.request().method == Method::head;
    m_keepAlive = m_keepAlive && (!m_exchange || m_reader.request().keepAlive);
    std::string framing;
    if (hasBodyAndLength(answer.status))
        framing = "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    writeHead(answer, framing, !m_keepAlive);
    if (hasBodyAndLength(answer.status) && !isHead)
        write(answer.body);
    if (afterKept)
        m_connection.holdUntil(m_port.broker.pendingGroup());
    m_connection.touch();
}

bool HttpSession::writeStreamHead(const Answer& head)
{
    const bool chunked = m_reader.request().http11;
    if (!chunked)
        m_keepAlive = false;
    writeHead(head, chunked ? "Transfer-Encoding: chunked\r\n" : "", !m_keepAlive);
    m_connection.touch();
    return chunked;
}

void HttpSession::finished()
{
    m_exchangeDone = true;
    m_wantsRoom = false;
    m_exchange->finish();
    if (m_inHandler || !m_bodyComplete)
        return; // onEnd goes on from here
    if (!m_keepAlive && !m_webSocket) {
        m_stopped = true;
        m_connection.closeAfterOutput();
    }
    // It may be on the stack: it goes in the next turn.
    m_port.reactor.post([dead = std::shared_ptr<HttpExchange>(std::move(m_exchange))] {});
    m_connection.resume();
}

void HttpSession::dropExchange()
{
    if (!m_exchange)
        return;
    m_exchange->finish();
    m_exchange.reset();
}

// ---------------------------------------------------------------------------------------------- events

void HttpSession::onRoom()
{
    const NamespaceScope scope(m_port.broker, m_namespace);
    m_wantsRoom = false;
    if (m_webSocket)
        m_webSocket->onRoom();
    else if (m_exchange)
        m_exchange->onRoom();
}

void HttpSession::onPeerClosed()
{
    if (m_webSocket)
        m_webSocket->onPeerClosed();
    else if (m_exchange)
        m_exchange->onPeerClosed();
}

void HttpSession::onDrain()
{
    if (m_webSocket)
        m_webSocket->onDrain();
    else if (m_exchange)
        m_exchange->onDrain();
}

void HttpSession::roomCame()
{
    const NamespaceScope scope(m_port.broker, m_namespace);
    if (m_exchange && m_exchange->waitsForRoom())
        m_exchange->runAgain();
}

void HttpSession::becomeWebSocket(
    const Request& request, std::unique_ptr<WebSocketHandler> handler, std::string_view headers)
{
    m_webSocket = WebSocketStream::accept(*this, request, std::move(handler), headers);
    m_connection.setPushing(true);
    m_connection.setWaiting(true);
}

} // namespace tapedeck::http
