// Extensions that look and steer: PEEK, SEEK, DEAD, CHANNEL.
#include "engine/base/time_forms.h"
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"

#include <algorithm>

namespace tapedeck::resp {

namespace {

constexpr size_t kDeadListed = 1000;

struct PeekRequest {
    uint32_t count = 0;
    size_t bytesMax = 0;
    Duration wait;
};

void writeMessages(Reply reply, std::span<const MessageView> messages)
{
    reply.array(messages.size());
    for (const MessageView& message : messages) {
        reply.array(5);
        reply.integer(static_cast<int64_t>(message.id.value));
        reply.integer(message.time.micros);
        reply.bulk(message.key);
        const HeaderList headers = decodeHeaders(message.headers);
        reply.array(headers.size() * 2);
        for (const auto& [name, value] : headers) {
            reply.bulk(name);
            reply.bulk(value);
        }
        reply.bulk(message.body);
    }
}

void peekFrom(RespSession& session, QueueHandle& queue, MessageId from, const PeekRequest& peek)
{
    session.read(queue, from, peek.count, peek.bytesMax, peek.wait,
        [&session](std::span<const MessageView> messages) { writeMessages(session.reply(), messages); });
}

// True when `args` from `at` are [BYTES n] [WAIT seconds]; else the error has been answered.
bool peekOptions(RespSession& session, Args args, size_t at, PeekRequest& peek)
{
    for (; at + 1 < args.size(); at += 2) {
        const auto number = parseUnsigned(args[at + 1], UINT32_MAX);
        if (!number) {
            session.error(errors::kNotInteger);
            return false;
        }
        if (isWord(args[at], "BYTES"))
            peek.bytesMax = std::min<size_t>(*number, limits::kReceiveBytesMax);
        else if (isWord(args[at], "WAIT"))
            peek.wait = Duration::seconds(static_cast<int64_t>(*number));
        else
            break;
    }
    if (at != args.size())
        session.error(errors::kSyntax);
    return at == args.size();
}

std::optional<Time> timeArgument(RespSession& session, std::string_view text)
{
    const auto time =
        parseTime(text, session.broker().now(), session.port().options().utcOffset(session.broker().now()));
    if (!time)
        session.error("ERR '" + std::string(text.substr(0, 64))
            + "' is no time; use 14:03, -5m, 2026-07-31T14:03:05Z or seconds since 1970");
    return time;
}

void writeSeek(RespSession& session, const Result<SeekResult>& sought)
{
    if (!sought) {
        session.error(sought.error());
        return;
    }
    Reply reply = session.reply();
    reply.array(3);
    reply.integer(static_cast<int64_t>(sought->before.value));
    reply.integer(static_cast<int64_t>(sought->after.value));
    reply.integer(static_cast<int64_t>(sought->redelivered));
}

// What a seek would do, without doing it.
void previewSeek(RespSession& session, QueueHandle& queue, std::string_view channel, SeekTarget target)
{
    const QueueStats stats = session.broker().stats(queue);
    const auto found = std::find_if(stats.channels.begin(), stats.channels.end(),
        [&](const ChannelStats& candidate) { return candidate.name == channel; });
    if (found == stats.channels.end()) {
        session.error(errors::kChannelNotFound);
        return;
    }
    const MessageId before = found->cursor;
    if (target.kind == SeekTarget::Kind::id) {
        const MessageId start = std::max(target.id, stats.first);
        const MessageId end = std::min(before, stats.head);
        writeSeek(session, SeekResult{before, target.id, start < end ? end - start : 0});
        return;
    }
    session.broker().findId(
        queue, target, session.whenDone<MessageId>([&session, before, head = stats.head](Result<MessageId> id) {
            if (!id)
                session.error(id.error());
            else
                writeSeek(
                    session, SeekResult{before, *id, *id < std::min(before, head) ? std::min(before, head) - *id : 0});
        }));
}

bool readIds(RespSession& session, Args args)
{
    std::vector<MessageId>& ids = session.port().ids;
    ids.clear();
    for (const std::string_view text : args) {
        const auto id = parseUnsigned(text);
        if (!id) {
            session.error(errors::kInvalidId);
            return false;
        }
        ids.push_back(MessageId{*id});
    }
    return true;
}

void writeDead(RespSession& session, const Result<std::vector<DeadMessage>>& dead)
{
    if (!dead) {
        session.error(dead.error());
        return;
    }
    Reply reply = session.reply();
    reply.array(dead->size());
    for (const auto& [id, letter] : *dead) {
        reply.array(4);
        reply.integer(static_cast<int64_t>(id.value));
        reply.integer(letter.attempts);
        reply.integer(letter.time.micros);
        reply.bulk(letter.reason == DeadReason::givenBack ? "given_back" : "expired");
    }
}

void writeChannel(RespSession& session, const ChannelStats& channel)
{
    Reply reply = session.reply();
    reply.map(10);
    const auto number = [&](std::string_view name, uint64_t value) {
        reply.bulk(name);
        reply.integer(static_cast<int64_t>(value));
    };
    number("cursor", channel.cursor.value);
    number("lag", channel.lag);
    number("in_flight", channel.inFlight);
    number("delayed", channel.delayed);
    number("redeliver", channel.redeliver);
    number("dead", channel.dead);
    number("waiting", channel.waiting);
    number("timeout", static_cast<uint64_t>(channel.settings.ticketTimeout.micros / 1'000'000));
    number("attempts", channel.settings.attemptLimit);
    reply.bulk("paused");
    reply.bulk(channel.settings.paused ? "yes" : "no");
}

// Applies `timeout s`, `attempts n`, `paused yes|no`. False when the error has been answered.
bool changeSettings(RespSession& session, Args args, ChannelSettings& settings)
{
    if (args.size() % 2 != 0 || args.empty()) {
        session.error(errors::kSyntax);
        return false;
    }
    for (size_t at = 0; at < args.size(); at += 2) {
        const std::string_view value = args[at + 1];
        const auto number = parseUnsigned(value, UINT32_MAX);
        if (isWord(args[at], "TIMEOUT") && number) {
            settings.ticketTimeout = Duration::seconds(static_cast<int64_t>(*number));
        } else if (isWord(args[at], "ATTEMPTS") && number) {
            settings.attemptLimit = static_cast<uint32_t>(*number);
        } else if (isWord(args[at], "PAUSED") && (isWord(value, "YES") || isWord(value, "NO"))) {
            settings.paused = isWord(value, "YES");
        } else {
            session.error(errors::kSyntax);
            return false;
        }
    }
    return true;
}

} // namespace

// PEEK queue from count [BYTES n] [WAIT seconds]; from = id | -n (the last n) | @time
void commandPeek(RespSession& session, Args args)
{
    PeekRequest peek;
    const auto count = parseUnsigned(args[3]);
    if (!count) {
        session.error(errors::kInvalidCount);
        return;
    }
    peek.count = static_cast<uint32_t>(std::min<uint64_t>(*count, limits::kReceiveMessagesMax));
    if (!peekOptions(session, args, 4, peek))
        return;
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    const std::string_view from = args[2];
    if (!from.empty() && from.front() == '@') {
        const auto time = timeArgument(session, from.substr(1));
        if (!time)
            return;
        // The queue may be deleted before the answer; the pointer keeps its handle.
        const QueuePtr held = session.broker().findQueue(args[1]);
        session.broker().findId(
            *held, SeekTarget::toTime(*time), session.whenDone<MessageId>([&session, held, peek](Result<MessageId> id) {
                if (id)
                    peekFrom(session, *held, *id, peek);
                else
                    session.error(id.error());
            }));
        return;
    }
    const auto number = parseSigned(from);
    if (!number) {
        session.error(errors::kInvalidId);
        return;
    }
    MessageId id{static_cast<uint64_t>(*number)};
    if (*number < 0) {
        const MessageId head = session.broker().head(*queue);
        id = head - std::min(head.value, uint64_t{0} - static_cast<uint64_t>(*number));
    }
    peekFrom(session, *queue, id, peek);
}

// SEEK queue channel ID n | TIME t [DRYRUN] -> [cursor before, cursor after, messages that come again]
void commandSeek(RespSession& session, Args args)
{
    SeekTarget target;
    if (isWord(args[3], "ID")) {
        const auto id = parseUnsigned(args[4]);
        if (!id) {
            session.error(errors::kInvalidId);
            return;
        }
        target = SeekTarget::toId(MessageId{*id});
    } else if (isWord(args[3], "TIME")) {
        const auto time = timeArgument(session, args[4]);
        if (!time)
            return;
        target = SeekTarget::toTime(*time);
    } else {
        session.error(errors::kSyntax);
        return;
    }
    const bool dryRun = args.size() == 6 && isWord(args[5], "DRYRUN");
    if (args.size() > 5 && !dryRun) {
        session.error(errors::kSyntax);
        return;
    }
    QueueHandle* queue = session.needQueue(args[1]);
    if (!queue)
        return;
    if (dryRun) {
        previewSeek(session, *queue, args[2], target);
        return;
    }
    session.broker().seekChannel(*queue, args[2], target,
        session.whenDone<SeekResult>([&session](const Result<SeekResult>& sought) { writeSeek(session, sought); }));
}

// DEAD LIST|REPLAY|PURGE queue channel [id...]
void commandDead(RespSession& session, Args args)
{
    const bool list = isWord(args[1], "LIST");
    const bool replay = isWord(args[1], "REPLAY");
    if (!list && !replay && !isWord(args[1], "PURGE")) {
        session.error(errors::kSyntax);
        return;
    }
    QueueHandle* queue = session.needQueue(args[2]);
    if (!queue || !readIds(session, args.subspan(4)))
        return;
    Broker& broker = session.broker();
    if (list) {
        writeDead(session, broker.deadLetters(*queue, args[3], kDeadListed));
        return;
    }
    const Result<uint64_t> count = replay ? broker.replayDead(*queue, args[3], session.port().ids)
                                          : broker.purgeDead(*queue, args[3], session.port().ids);
    if (count)
        session.reply().integer(static_cast<int64_t>(*count));
    else
        session.error(count.error());
}

// CHANNEL GET|SET queue channel [timeout s] [attempts n] [paused yes|no]
void commandChannel(RespSession& session, Args args)
{
    const bool set = isWord(args[1], "SET");
    if (!set && !isWord(args[1], "GET")) {
        session.error(errors::kSyntax);
        return;
    }
    QueueHandle* queue = session.needQueue(args[2]);
    if (!queue)
        return;
    const QueueStats stats = session.broker().stats(*queue);
    const auto found = std::find_if(stats.channels.begin(), stats.channels.end(),
        [&](const ChannelStats& candidate) { return candidate.name == args[3]; });
    if (found == stats.channels.end()) {
        session.error(errors::kChannelNotFound);
        return;
    }
    if (!set) {
        writeChannel(session, *found);
        return;
    }
    ChannelSettings settings = found->settings;
    if (!changeSettings(session, args.subspan(4), settings))
        return;
    const Status status = session.broker().changeChannel(*queue, args[3], settings);
    if (status)
        session.reply().ok();
    else
        session.error(status.error());
}

} // namespace tapedeck::resp
