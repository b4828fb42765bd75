#include "engine/net/fq/command_session.h"

#include "engine/base/clock.h"
#include "engine/base/secret.h"
#include "engine/net/connection.h"
#include "engine/net/fq/data_session.h"
#include "engine/net/reactor.h"
#include "engine/net/socket_address.h"

namespace tapedeck::fq {

namespace {

// A client that asked for heartbeats and says nothing for this many of them is gone.
constexpr int64_t kSilentBeats = 3;

QueueSpec specOf(const SharedQueue& queue)
{
    QueueSpec spec;
    spec.kind = queue.onDisk() ? QueueKind::disk : QueueKind::mem;
    spec.isPublic = queue.settings().isPublic;
    spec.block = queue.settings().block;
    spec.backlog = queue.settings().backlog;
    return spec;
}

// "127.0.0.1:8765" and "[::1]:8765" taken apart.
void splitAddress(const std::string& text, FqClient& client)
{
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos)
        return;
    client.address = text.substr(0, colon);
    if (client.address.size() > 2 && client.address.front() == '[')
        client.address = client.address.substr(1, client.address.size() - 2);
    client.port = text.substr(colon + 1);
    if (!parseNodeId(client.address, client.publisher) && client.address == "::1")
        parseNodeId("127.0.0.1", client.publisher);
}

} // namespace

CommandSession::CommandSession(FqPort& port, Connection& connection)
    : m_port(port)
    , m_connection(connection)
    , m_heartbeatTimer(port.reactor())
{
    if (!m_port.options().token.empty())
        m_connection.setUnauthenticated(true);
}

CommandSession::~CommandSession()
{
    end();
}

Session::Progress CommandSession::onInput(std::string_view input)
{
    m_lastHeard = m_port.reactor().clock().monotonic();
    size_t consumed = 0;
    while (!m_connection.closing()) {
        if (m_connection.overOutput())
            return {consumed, false};
        const CommandReader::Command command = m_reader.next(input.substr(consumed));
        if (command.event == CommandReader::Event::needsMore)
            break;
        consumed += command.consumed;
        m_connection.countCommand();
        if (!execute(command)) {
            end();
            m_connection.closeAfterOutput();
            return {input.size(), false};
        }
    }
    m_textAtEnd = m_reader.textAtEnd(input.substr(consumed));
    return {consumed, true};
}

// False: the connection ends.
bool CommandSession::execute(const CommandReader::Command& command)
{
    using Event = CommandReader::Event;
    if (m_client && m_client->queue->queue()->deleted())
        return false; // by another port; the client comes back and has a new one
    Buffer& out = m_connection.output();
    switch (command.event) {
    case Event::auth:
        authenticate(command.auth);
        return m_client != nullptr;
    case Event::authRefused:
        refuse(command.text);
        return false;
    case Event::heartbeatRequest:
        setHeartbeat(command.intervalMs);
        return true;
    case Event::bind:
        appendBindAnswer(out, bind(command));
        break;
    case Event::unbind:
        appendUnbindAnswer(out, unbind(command));
        break;
    case Event::status:
        status();
        break;
    case Event::heartbeat:
    case Event::noOperation:
    case Event::needsMore:
        return true;
    case Event::malformed:
        return false;
    }
    // What an answer reports is kept before it leaves; of a status, everything that was taken.
    m_connection.holdUntil(m_port.broker().pendingGroup());
    return true;
}

void CommandSession::refuse(std::string_view text)
{
    appendError(m_connection.output(), text);
}

// ---------------------------------------------------------------------------------------------- the client

void CommandSession::authenticate(const AuthRequest& auth)
{
    const std::string& token = m_port.options().token;
    if (!token.empty() && !sameSecret(token, auth.password)) {
        m_connection.clients().refusals().add(Refusal::wrongPassword);
        return refuse("wrong password: this broker wants its token as the password");
    }
    m_connection.setUnauthenticated(false);
    const Result<QueueRequest> request = queueRequest(auth, m_port.random());
    if (!request)
        return refuse(request.error().text);
    const Result<SharedQueuePtr> queue = join(*request);
    if (!queue)
        return refuse(queue.error().text);
    m_client = std::make_shared<FqClient>();
    m_client->user = auth.user;
    m_client->queue = *queue;
    splitAddress(m_connection.info().address, *m_client);
    m_client->onQueueGone = [this] { queueGone(); };
    m_connection.info().name = auth.user;
    m_port.exchanges().attach(*queue);
    m_key = m_port.enter(m_client);
    appendAuthAnswer(m_connection.output(), m_key);
    appendHeartbeat(m_connection.output()); // clients wait for one before they send their first command
    m_connection.holdUntil(m_port.broker().pendingGroup());
}

// Finds or makes the queue that the client asks for. The error's text is for the client.
Result<SharedQueuePtr> CommandSession::join(const QueueRequest& request)
{
    Exchanges& exchanges = m_port.exchanges();
    const QueueSpec& wanted = request.spec;
    FqSettings settings;
    settings.isPublic = wanted.isPublic;
    settings.block = wanted.block;
    settings.backlog = wanted.backlog;
    settings.permanent = wanted.permanence == QueueSpec::Permanence::permanent;
    SharedQueuePtr queue = exchanges.find(request.name, settings);
    if (!queue) {
        Result<SharedQueuePtr> made = exchanges.create(request.name, wanted.kind, settings);
        return made ? made
                    : Result<SharedQueuePtr>(Error{made.error().code, "cannot create queue: " + made.error().text});
    }
    if (const auto text = mismatch(specOf(*queue), wanted, queue->members() > 0))
        return Error{ErrorCode::invalidArgument, *text};
    if (queue->members() >= (wanted.isPublic ? kPublicClientsMax : kPrivateClientsMax))
        return Error{ErrorCode::overloaded, "can't add you to queue"};
    if (wanted.permanence != QueueSpec::Permanence::unset) {
        if (const Status kept = exchanges.setPermanent(queue, settings.permanent); !kept)
            return Error{kept.error().code, "cannot keep queue: " + kept.error().text};
    }
    return queue;
}

// The client is gone: its queue is free for others at once. Its data connection takes what is still on its way to it.
void CommandSession::end()
{
    m_heartbeatTimer.cancel();
    if (!m_client)
        return;
    const std::shared_ptr<FqClient> client = std::move(m_client);
    client->onQueueGone = nullptr;
    m_port.leave(m_key);
    if (client->data)
        client->data->clientGone();
    m_port.exchanges().detach(client->queue);
}

void CommandSession::queueGone()
{
    end();
    m_connection.closeAfterOutput();
}

void CommandSession::onPeerClosed()
{
    if (!m_textAtEnd.empty())
        refuse(m_textAtEnd);
    end();
}

// ---------------------------------------------------------------------------------------------- commands

uint32_t CommandSession::bind(const CommandReader::Command& command)
{
    const std::optional<Program> program = Program::parse(command.program);
    if (!program)
        return kNoRoute;
    Exchanges::Keep keep = Exchanges::Keep::unchanged;
    if ((command.flags & kBindPermanenceMask) == kBindPermanent)
        keep = Exchanges::Keep::permanent;
    else if ((command.flags & kBindPermanenceMask) == kBindTransient)
        keep = Exchanges::Keep::transient;
    const Result<BindingId> id =
        m_port.exchanges().bind(command.exchange, m_client->queue, *program, keep, command.flags & kBindPeer);
    return id ? *id : kNoRoute;
}

uint32_t CommandSession::unbind(const CommandReader::Command& command)
{
    const bool gone = m_port.exchanges().unbind(command.exchange, command.routeId, m_client->queue);
    return gone ? command.routeId : kNoRoute;
}

void CommandSession::status()
{
    const DataSession* const data = m_client->data;
    appendStatus(m_connection.output(), m_client->queue->dropped(), data ? &data->counters() : nullptr);
}

void CommandSession::setHeartbeat(uint16_t intervalMs)
{
    m_heartbeatTimer.cancel();
    m_heartbeat = Duration::millis(intervalMs);
    if (intervalMs > 0)
        beat();
}

void CommandSession::beat()
{
    const Duration silent = m_port.reactor().clock().monotonic() - m_lastHeard;
    if (silent.micros > kSilentBeats * m_heartbeat.micros) {
        refuse("client heartbeat failed");
        end();
        m_connection.closeAfterOutput();
        return;
    }
    appendHeartbeat(m_connection.output());
    m_connection.touch();
    m_heartbeatTimer.start(m_heartbeat, [this] { beat(); });
}

} // namespace tapedeck::fq
