#include "engine/net/resp/resp_session.h"

#include "engine/base/secret.h"
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"

#include <algorithm>

namespace tapedeck::resp {

namespace {

ParserLimits unauthenticatedLimits()
{
    ParserLimits parserLimits;
    parserLimits.elementsMax = limits::kUnauthenticatedElementsMax;
    parserLimits.bulkBytesMax = limits::kUnauthenticatedBytesMax;
    parserLimits.requestBytesMax = limits::kUnauthenticatedBytesMax;
    parserLimits.inlineBytesMax = limits::kUnauthenticatedBytesMax;
    parserLimits.swallowBytesMax = 0;
    return parserLimits;
}

// Arguments kept for the next command; one with a million of them must not cost memory for ever.
constexpr size_t kArgumentsKept = 16 << 10;

} // namespace

RespSession::RespSession(RespPort& port, Connection& connection)
    : m_port(port)
    , m_portAlive(port.alive())
    , m_broker(port.broker)
    , m_connection(connection)
    , m_id(connection.info().id)
{
    setAuthenticated(port.options().token.empty());
}

RespSession::~RespSession()
{
    if (m_wait != 0)
        m_broker.cancel(m_wait);
    if (*m_portAlive)
        m_port.forget(*this);
}

void RespSession::setAuthenticated(bool on)
{
    m_authenticated = on;
    m_connection.setUnauthenticated(!on);
    m_parser.setLimits(on ? ParserLimits{} : unauthenticatedLimits());
}

bool RespSession::authenticate(std::string_view token)
{
    if (!sameSecret(m_port.options().token, token)) {
        m_connection.clients().refusals().add(Refusal::wrongPassword);
        return false;
    }
    setAuthenticated(true);
    return true;
}

// ---------------------------------------------------------------------------------------------- input

Session::Progress RespSession::onInput(std::string_view input)
{
    Progress progress;
    const NamespaceScope scope(m_broker, m_namespace);
    Arguments& arguments = m_port.arguments;
    m_connection.info().lastRequest = m_broker.now();
    m_published = m_postponed = false;
    if (m_executing)
        continueTransaction();
    for (;;) {
        if (busy() || m_postponed || m_connection.overOutput()) {
            // With nothing left to execute there is no reason to be called again, unless a transaction goes on.
            progress.wantsInput = progress.consumed == input.size() && !m_executing;
            break;
        }
        const ParseResult result = m_parser.next(input.substr(progress.consumed), arguments);
        if (result.status == ParseStatus::incomplete) {
            progress.consumed += result.consumed;
            break;
        }
        if (result.status == ParseStatus::command) {
            execute(arguments);
            if ((m_waitsForRoom || m_postponed) && !m_executing) { // held back: the command is read again later
                progress.wantsInput = false;
                break;
            }
        } else if (!answerParse(result)) {
            break;
        }
        progress.consumed += result.consumed;
        if (!m_authenticated && m_connection.output().size() > limits::kUnauthenticatedOutputBytesMax)
            m_connection.refuse(Refusal::unauthenticatedLimit);
        if (m_connection.closing())
            break;
    }
    if (arguments.capacity() > kArgumentsKept)
        Arguments().swap(arguments);
    if (m_changed) {
        m_changed = false;
        m_connection.holdUntil(m_broker.pendingGroup());
    }
    return progress;
}

// Answers what is not a command. False when the connection cannot go on.
bool RespSession::answerParse(const ParseResult& result)
{
    switch (result.status) {
    case ParseStatus::invalidCommand:
        error(errors::kInvalidCommand);
        break;
    case ParseStatus::invalidType:
        error(errors::kInvalidType);
        break;
    case ParseStatus::tooBig:
        m_connection.clients().refusals().add(m_authenticated ? Refusal::requestTooBig : Refusal::unauthenticatedLimit);
        error(errors::kMessageTooBig);
        break;
    case ParseStatus::error:
        refuse(result.error);
        return false;
    case ParseStatus::command:
    case ParseStatus::nothing:
    case ParseStatus::incomplete:
        break;
    }
    return true;
}

void RespSession::refuse(ParseError parseError)
{
    Refusal reason = Refusal::malformed;
    switch (parseError) {
    case ParseError::spokeHttp:
        reason = Refusal::spokeHttp;
        break;
    case ParseError::spokeTls:
        reason = Refusal::spokeTls;
        break;
    case ParseError::tooManyElements:
    case ParseError::bulkTooLong:
    case ParseError::inlineTooLong:
        reason = m_authenticated ? Refusal::requestTooBig : Refusal::unauthenticatedLimit;
        break;
    case ParseError::none:
    case ParseError::malformed:
    case ParseError::unbalancedQuotes:
        break;
    }
    const std::string_view line = errors::of(parseError);
    if (!line.empty())
        error(line);
    m_connection.refuseAfterOutput(reason);
}

const Command* RespSession::findCommand(std::string_view name)
{
    if (m_command && m_command->name == name)
        return m_command;
    const Command* command = resp::findCommand(name);
    if (command)
        m_command = command;
    return command;
}

void RespSession::execute(std::span<const std::string_view> arguments)
{
    const Command* command = findCommand(arguments[0]);
    if (command && m_published && (command->flags & Command::kSeesOwn) && !queueing()) {
        m_postponed = true;
        m_parser.reset();
        return;
    }
    m_connection.countCommand();
    if (!permit(command, arguments))
        return;
    m_connection.info().lastCommand = command->name;
    if (m_port.monitored() && !(command->flags & Command::kHidden))
        m_port.feedMonitors(*this, arguments);
    if (queueing() && !(command->flags & Command::kNeverQueued)) {
        queueCommand(arguments);
        return;
    }
    if (command->flags & Command::kChanges)
        m_changed = true;
    command->handler(*this, arguments);
}

// False when the command was answered with why it may not be executed.
bool RespSession::permit(const Command* command, std::span<const std::string_view> arguments)
{
    if (!m_authenticated && !(command && (command->flags & Command::kBeforeAuth)))
        error(errors::kNoAuth);
    else if (!command)
        error(errors::kUnknownCommand);
    else if (arguments.size() >= command->elementsMin)
        return true;
    else if (!command->missing.empty())
        error(command->missing);
    else
        error("ERR wrong number of arguments for '" + std::string(command->name) + "' command");
    if (queueing())
        m_transaction->broken = true;
    return false;
}

void RespSession::error(const Error& brokerError)
{
    reply().error(errors::of(brokerError));
}

std::string_view RespSession::errorQueueNotFound()
{
    return errors::kQueueNotFound;
}

QueueHandle* RespSession::lookUpQueue(std::string_view name)
{
    m_queue = m_broker.findQueue(name);
    return m_queue.get();
}

// ---------------------------------------------------------------------------------------------- publishing

bool RespSession::publish(QueueHandle& queue, std::span<const NewMessage> messages, MessageId& first)
{
    const Result<MessageId> published = m_broker.publish(queue, messages);
    if (published) {
        first = *published;
        m_published = true;
        return true;
    }
    if (published.error().code == ErrorCode::overloaded) {
        m_waitsForRoom = true;
        m_parser.reset();
        m_port.waitForRoom(*this);
    } else {
        error(published.error());
    }
    return false;
}

void RespSession::roomCame()
{
    m_waitsForRoom = false;
    m_connection.resume();
}

// ---------------------------------------------------------------------------------------------- waiting

void RespSession::receive(QueueHandle& queue, ReceiveRequest request)
{
    m_pollWanted = m_executing && request.wait.micros > 0;
    if (m_executing)
        request.wait = {};
    m_answered = false;
    const WaitId wait = m_broker.receive(queue, request, *this);
    if (m_answered)
        return;
    m_wait = wait;
    m_polling = true;
    m_connection.setWaiting(request.wait.micros > 0);
}

void RespSession::read(
    QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, Duration wait, MessagesWriter write)
{
    m_write = std::move(write);
    m_answered = false;
    const bool follows = wait.micros > 0 && !m_executing;
    const WaitId id = follows ? m_broker.follow(queue, from, count, bytesMax, wait, *this)
                              : m_broker.read(queue, from, count, bytesMax, *this);
    if (m_answered)
        return;
    m_wait = id;
    m_polling = false;
    m_connection.setWaiting(follows);
}

// The broker has answered a receive or read. Outside of its call the session has been waiting and now goes on.
void RespSession::answered()
{
    m_answered = true;
    if (m_wait == 0)
        return;
    m_wait = 0;
    wentOn();
}

void RespSession::wentOn()
{
    m_connection.setWaiting(false);
    m_connection.holdUntil(m_broker.pendingGroup());
    m_connection.resume();
}

void RespSession::onDeliveries(std::span<const DeliveredMessage> deliveries)
{
    Reply out = reply();
    out.array(deliveries.size());
    for (const DeliveredMessage& delivery : deliveries) {
        out.array(3);
        out.integer(static_cast<int64_t>(delivery.message.id.value));
        out.integer(delivery.ticket.value);
        out.bulk(delivery.message.body);
    }
    answered();
}

void RespSession::onNothing(bool timedOut)
{
    if (timedOut || m_pollWanted)
        reply().nil();
    else
        reply().array(0);
    answered();
}

void RespSession::onReceiveError(const Error& brokerError)
{
    error(brokerError);
    answered();
}

void RespSession::onMessages(std::span<const MessageView> messages)
{
    const MessagesWriter write = std::move(m_write);
    write(messages);
    answered();
}

void RespSession::onReadError(const Error& brokerError)
{
    m_write = nullptr;
    error(brokerError);
    answered();
}

uint64_t RespSession::beginCall()
{
    ++m_calls;
    return m_id;
}

void RespSession::endCall()
{
    --m_calls;
    if (!busy())
        wentOn();
}

// Ends a long poll with its empty answer.
void RespSession::endWait(bool withAnswer)
{
    if (m_wait == 0 || !m_connection.info().waiting)
        return;
    m_broker.cancel(m_wait);
    if (withAnswer && m_polling)
        reply().nil();
    else if (withAnswer)
        reply().array(0);
    m_write = nullptr;
    m_wait = 0;
    wentOn();
}

void RespSession::onPeerClosed()
{
    endWait(true);
}

void RespSession::onDrain()
{
    endWait(true);
}

void RespSession::pushMonitorLine(std::string_view line)
{
    reply().raw(line);
    m_connection.touch();
}

} // namespace tapedeck::resp
