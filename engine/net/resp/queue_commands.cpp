// Queues and channels: SET, SETNX, DEL, SREM, HMSET (seek), DBSIZE, LLEN.
#include "engine/base/names.h"
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"

namespace tapedeck::resp {

namespace {

// With `reuse`, what exists already is taken as it is.
void create(RespSession& session, std::string_view queueName, std::string_view channelName, bool reuse)
{
    if (!isIdentifier(queueName) || !isIdentifier(channelName)) {
        session.error(errors::kInvalidIdentifier);
        return;
    }
    Broker& broker = session.broker();
    QueueHandle* queue = session.findQueue(queueName);
    QueuePtr created;
    if (queue && !reuse) {
        session.error(errors::kQueueExists);
        return;
    }
    if (!queue) {
        Result<QueuePtr> result = broker.createQueue(queueName, broker.defaultSettings());
        if (!result) {
            session.error(result.error());
            return;
        }
        created = *result;
        queue = created.get();
    }
    const Status status = broker.createChannel(*queue, channelName);
    if (!status && !(reuse && status.error().code == ErrorCode::channelExists)) {
        session.error(status.error());
        return;
    }
    session.reply().ok();
}

void answerFlag(RespSession& session, const Result<bool>& done)
{
    if (done)
        session.reply().integer(*done ? 1 : 0);
    else
        session.error(done.error());
}

void answerStatus(RespSession& session, const Status& status)
{
    if (status)
        session.reply().integer(1);
    else
        session.error(status.error());
}

} // namespace

// SET queue channel [... NX]
void commandSet(RespSession& session, Args args)
{
    create(session, args[1], args[2], args.size() > 3 && isWord(args.back(), "NX"));
}

void commandSetNx(RespSession& session, Args args)
{
    create(session, args[1], args[2], true);
}

// DEL queue [channel]: one channel only, whatever follows.
void commandDel(RespSession& session, Args args)
{
    QueueHandle* queue = session.findQueue(args[1]);
    if (!queue)
        session.reply().integer(0);
    else if (args.size() > 2)
        answerFlag(session, session.broker().deleteChannel(*queue, args[2]));
    else
        answerStatus(session, session.broker().deleteQueue(*queue));
}

// SREM queue channel|*
void commandSRem(RespSession& session, Args args)
{
    QueueHandle* queue = session.findQueue(args[1]);
    if (!queue)
        session.reply().integer(0);
    else if (args[2] == "*")
        answerStatus(session, session.broker().purgeQueue(*queue));
    else
        answerFlag(session, session.broker().purgeChannel(*queue, args[2]));
}

// HMSET queue channel TS|ID value
void commandHMSet(RespSession& session, Args args)
{
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    SeekTarget target;
    if (isWord(args[3], "TS")) {
        const auto seconds = parseUnsigned(args[4], UINT32_MAX);
        if (!seconds) {
            session.error(errors::kInvalidTimestamp);
            return;
        }
        target = SeekTarget::toTime(Time{static_cast<int64_t>(*seconds) * 1'000'000});
    } else if (isWord(args[3], "ID")) {
        const auto id = parseUnsigned(args[4]);
        if (!id) {
            session.error(errors::kInvalidId);
            return;
        }
        target = SeekTarget::toId(MessageId{*id});
    } else {
        session.error(errors::kInvalidSeekType);
        return;
    }
    session.broker().seekChannel(
        *queue, args[2], target, session.whenDone<SeekResult>([&session](const Result<SeekResult>& sought) {
            if (sought)
                session.reply().integer(2);
            else
                session.error(sought.error());
        }));
}

void commandDbSize(RespSession& session, Args)
{
    session.reply().integer(static_cast<int64_t>(session.broker().queueCount()));
}

// LLEN queue: messages retained.
void commandLLen(RespSession& session, Args args)
{
    QueueHandle* queue = session.findQueue(args[1]);
    const uint64_t length = queue ? session.broker().head(*queue) - session.broker().first(*queue) : 0;
    session.reply().integer(static_cast<int64_t>(length));
}

} // namespace tapedeck::resp
