// Publishing, receiving, acknowledging: RPUSH, HMGET, HDEL, and the extensions PUB, NACK, RELEASE, EXTEND.
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"

#include <algorithm>

namespace tapedeck::resp {

namespace {

// Longest delay or lease that is accepted; beyond it a typo is more likely than a wish.
constexpr uint64_t kSecondsMax = UINT32_MAX;

// The tickets from `args`, as long as they are numbers.
std::vector<Ticket>& readTickets(RespSession& session, Args args, bool& allValid)
{
    std::vector<Ticket>& tickets = session.port().tickets;
    tickets.clear();
    allValid = true;
    for (const std::string_view text : args) {
        const auto number = parseSigned(text);
        if (!number) {
            allValid = false;
            break;
        }
        tickets.push_back(Ticket{*number});
    }
    return tickets;
}

void answerCount(RespSession& session, const Result<uint32_t>& count, bool allValid)
{
    if (!count)
        session.error(count.error());
    else if (!allValid)
        session.error(errors::kInvalidTicket);
    else
        session.reply().integer(*count);
}

} // namespace

void commandRPush(RespSession& session, Args args)
{
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    std::vector<NewMessage>& batch = session.port().batch;
    batch.clear();
    for (const std::string_view body : args.subspan(2))
        batch.push_back(NewMessage{body});
    MessageId first;
    if (session.publish(*queue, batch, first))
        session.reply().integer(static_cast<int64_t>(batch.size()));
}

// HMGET queue channel count [timeout seconds]
void commandHMGet(RespSession& session, Args args)
{
    const auto count = parseUnsigned(args[3]);
    if (!count) {
        session.error(errors::kInvalidCount);
        return;
    }
    const auto seconds = args.size() > 4 ? parseUnsigned(args[4], UINT32_MAX) : std::optional<uint64_t>(0);
    if (!seconds) {
        session.error(errors::kInvalidTimeout);
        return;
    }
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    ReceiveRequest request;
    request.channel = args[2];
    request.count = static_cast<uint32_t>(std::min<uint64_t>(*count, limits::kReceiveMessagesMax));
    request.wait = Duration::seconds(static_cast<int64_t>(*seconds));
    request.wholeSeconds = true;
    session.receive(*queue, request);
}

// HDEL queue channel ticket...: the tickets before one that is no number are acknowledged.
void commandHDel(RespSession& session, Args args)
{
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    bool allValid = true;
    const std::vector<Ticket>& tickets = readTickets(session, args.subspan(3), allValid);
    answerCount(session, session.broker().ack(*queue, args[2], tickets), allValid);
}

// NACK queue channel [DELAY ms] ticket...: the attempt counts, the message comes again after the delay.
void commandNack(RespSession& session, Args args)
{
    size_t at = 3;
    Duration delay;
    if (isWord(args[3], "DELAY")) {
        const auto millis = args.size() > 5 ? parseUnsigned(args[4], kSecondsMax * 1000) : std::nullopt;
        if (!millis) {
            session.error(args.size() > 5 ? errors::kNotInteger : errors::kSyntax);
            return;
        }
        delay = Duration::millis(static_cast<int64_t>(*millis));
        at = 5;
    }
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    bool allValid = true;
    const std::vector<Ticket>& tickets = readTickets(session, args.subspan(at), allValid);
    answerCount(session, session.broker().nack(*queue, args[2], tickets, delay, true), allValid);
}

// RELEASE queue channel ticket...: as if the messages had never been handed out.
void commandRelease(RespSession& session, Args args)
{
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    bool allValid = true;
    const std::vector<Ticket>& tickets = readTickets(session, args.subspan(3), allValid);
    answerCount(session, session.broker().nack(*queue, args[2], tickets, {}, false), allValid);
}

// EXTEND queue channel seconds ticket...: the leases end that many seconds from now.
void commandExtend(RespSession& session, Args args)
{
    const auto seconds = parseUnsigned(args[3], kSecondsMax);
    if (!seconds) {
        session.error(errors::kInvalidTimeout);
        return;
    }
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    bool allValid = true;
    const std::vector<Ticket>& tickets = readTickets(session, args.subspan(4), allValid);
    const Time until = session.broker().now() + Duration::seconds(static_cast<int64_t>(*seconds));
    answerCount(session, session.broker().extend(*queue, args[2], tickets, until), allValid);
}

// PUB queue [CREATE] [KEY k] [HEADER name value]... [DELAY ms] BODY body...: answers with the first id.
void commandPub(RespSession& session, Args args)
{
    NewMessage message;
    HeaderList headers;
    size_t at = 2;
    bool create = false;
    for (; at < args.size() && !isWord(args[at], "BODY");) {
        if (isWord(args[at], "CREATE")) {
            create = true;
            ++at;
        } else if (isWord(args[at], "KEY") && at + 1 < args.size()) {
            message.key = args[at + 1];
            at += 2;
        } else if (isWord(args[at], "HEADER") && at + 2 < args.size()) {
            headers.emplace_back(args[at + 1], args[at + 2]);
            at += 3;
        } else if (isWord(args[at], "DELAY") && at + 1 < args.size()) {
            const auto millis = parseUnsigned(args[at + 1], kSecondsMax * 1000);
            if (!millis) {
                session.error(errors::kNotInteger);
                return;
            }
            message.delay = Duration::millis(static_cast<int64_t>(*millis));
            at += 2;
        } else {
            session.error(errors::kSyntax);
            return;
        }
    }
    if (at + 1 >= args.size()) {
        session.error(errors::kSyntax);
        return;
    }
    const std::string encoded = encodeHeaders(headers);
    if (message.key.size() > limits::kKeyBytesMax || headers.size() > limits::kHeadersMax
        || encoded.size() > limits::kHeadersBytesMax) {
        session.error("ERR the key or the headers are too long");
        return;
    }
    if (create && !session.findQueue(args[1])) {
        Broker& broker = session.broker();
        if (const auto created = broker.createQueue(args[1], broker.defaultSettings()); !created)
            return session.error(created.error());
    }
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    message.headers = encoded;
    std::vector<NewMessage>& batch = session.port().batch;
    batch.clear();
    for (const std::string_view body : args.subspan(at + 1)) {
        message.body = body;
        batch.push_back(message);
    }
    MessageId first;
    if (session.publish(*queue, batch, first))
        session.reply().integer(static_cast<int64_t>(first.value));
}

} // namespace tapedeck::resp
