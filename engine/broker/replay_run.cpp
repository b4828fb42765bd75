#include "engine/broker/replay_run.h"

#include "engine/base/limits.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// How long a refused publish or read rests before the next try, when nothing announces that it would work again.
constexpr Duration kRetryAfter = Duration::millis(250);
// The same where a queue behind an exchange holds its publishers up until a consumer takes something.
constexpr Duration kFullRetryAfter = Duration::millis(5);
// Messages of the range that are not visible yet become so within a turn or an fsync.
constexpr Duration kFollowWait = Duration::seconds(10);

// What becomes due while another broker has not confirmed all that came before is looked for this often.
constexpr Duration kRemoteLookEvery = Duration::millis(1);

// With a filter, reads in one turn.
constexpr int kFilteredReads = 2;

} // namespace

ReplayRun::ReplayRun(Broker& broker, PlayerId id, const ReplayRequest& request, QueuePtr source, QueuePtr target,
    std::function<void()> wake, ExchangeTarget* exchange, RemoteTarget* remote)
    : m_broker(broker)
    , m_id(id)
    , m_request(request)
    , m_sourceName(source->fullName())
    , m_targetName(target ? target->fullName() : request.target)
    , m_source(std::move(source))
    , m_target(std::move(target))
    , m_exchange(exchange)
    , m_remote(remote)
    , m_wake(std::move(wake))
    , m_player(request.speed, request.loop)
    , m_headers(m_source->name(), id)
{
}

ReplayRun::~ReplayRun()
{
    release();
}

// ---------------------------------------------------------------------------------------------------------- the range

void ReplayRun::find()
{
    m_first = m_broker.first(*m_source);
    m_end = m_broker.head(*m_source); // what comes later is not played, so a queue may be replayed into itself
    if (m_request.fromId)
        m_first = std::max(m_first, *m_request.fromId);
    if (m_request.untilId && *m_request.untilId < m_end)
        m_end = *m_request.untilId + 1;
    m_lookups = (m_request.fromTime ? 1 : 0) + (m_request.untilTime ? 1 : 0);
    m_found = m_lookups == 0;
    const std::weak_ptr<ReplayRun> weak = weak_from_this();
    const auto ask = [&](Time time, bool isEnd) {
        m_broker.findId(*m_source, SeekTarget::toTime(time), [weak, isEnd](Result<MessageId> id) {
            if (const auto self = weak.lock())
                self->found(isEnd, id);
        });
    };
    if (m_request.fromTime)
        ask(*m_request.fromTime, false);
    if (m_request.untilTime && live())
        ask(*m_request.untilTime, true);
}

void ReplayRun::found(bool isEnd, const Result<MessageId>& id)
{
    if (!live())
        return;
    if (!id.ok()) {
        fail(id.error().text);
    } else {
        if (isEnd)
            m_end = std::min(m_end, id.value());
        else
            m_first = std::max(m_first, id.value());
        m_found = --m_lookups == 0;
    }
    m_wake();
}

// ------------------------------------------------------------------------------------------------------------ controls

Status ReplayRun::control(ReplayControl control, Duration now)
{
    switch (control) {
    case ReplayControl::pause:
        m_player.pause(now);
        break;
    case ReplayControl::resume:
        if (!m_player.resume(now))
            return Error{ErrorCode::invalidArgument, "This replay goes step by step; use step."};
        break;
    case ReplayControl::step:
        m_player.step();
        break;
    case ReplayControl::stop:
        m_player.stop();
        if (!live())
            release();
        break;
    }
    return {};
}

Status ReplayRun::seek(MessageId to, Duration now)
{
    if (!live())
        return Error{ErrorCode::invalidArgument, "This replay has ended; start it again."};
    if (m_player.state() == PlayerState::finding)
        return Error{ErrorCode::invalidArgument, "This replay is still looking for its range; try again in a moment."};
    if (m_read)
        m_broker.cancel(m_read);
    if (m_reading) {
        readAnswered();
        m_player.fetchFailed();
    }
    m_follow = false;
    m_chunks.clear();
    if (m_remote)
        m_remote->forget(m_id);
    m_offered = 0;
    m_player.seek(to, now);
    return {};
}

std::optional<Duration> ReplayRun::nextDue() const
{
    if (!live())
        return m_source ? std::optional(Duration{0}) : std::nullopt; // something is left to be let go
    if (m_player.state() == PlayerState::finding)
        return m_found ? std::optional(Duration{0}) : std::nullopt;
    if (m_waitsForRoom)
        return std::nullopt;
    if (m_retryAt)
        return m_retryAt;
    if (m_player.nextFetch() || (m_remote && m_remote->hasNews(m_id)))
        return Duration{0};
    if (m_remoteFull)
        return std::nullopt;
    const std::optional<Duration> due = m_player.nextDue();
    // What it waits for first was offered already: the one behind it may be due before that is confirmed.
    return due && m_offered > 0 ? std::max(*due, Duration{m_turn.micros + kRemoteLookEvery.micros}) : due;
}

void ReplayRun::turn(Duration now)
{
    m_turn = now;
    if (live() && queuesAreThere())
        playOn(now);
    if (!live()) {
        release();
        m_source.reset();
        m_target.reset();
    }
}

void ReplayRun::playOn(Duration now)
{
    if (m_player.state() == PlayerState::finding) {
        if (!m_found)
            return;
        m_player.begin(m_first, m_end, now);
    }
    if (m_waitsForRoom || (m_retryAt && *m_retryAt > now))
        return;
    m_retryAt.reset();
    readAhead();
    publishDue(now);
    readAhead();
}

bool ReplayRun::queuesAreThere()
{
    if (m_source->deleted())
        fail("The queue " + m_sourceName + " was deleted while it was replayed.");
    else if (m_target && m_target->deleted())
        fail("The queue " + m_targetName + " was deleted while messages were replayed into it.");
    return live();
}

// ------------------------------------------------------------------------------------------------------------- reading

void ReplayRun::readAhead()
{
    // A filter may leave out all that is read: then the loop of events has its turn before the next read.
    for (int reads = 0; live() && !m_retryAt && !(m_request.filter && reads == kFilteredReads); ++reads) {
        const auto fetch = m_player.nextFetch();
        if (!fetch)
            return;
        const MessageId oldest = m_broker.first(*m_source);
        if (fetch->from < oldest) { // retention or a purge was faster
            m_player.missing(oldest);
            continue;
        }
        m_player.fetchStarted();
        m_readFrom = fetch->from;
        m_reading = true;
        m_insideRead = true;
        m_following = std::exchange(m_follow, false);
        const WaitId wait = m_following
            ? m_broker.follow(*m_source, fetch->from, fetch->count, fetch->bytesMax, kFollowWait, *this)
            : m_broker.read(*m_source, fetch->from, fetch->count, fetch->bytesMax, *this);
        m_insideRead = false;
        m_read = m_reading ? wait : 0;
    }
}

// Before anything else happens: the wait is over, so there is nothing to cancel.
void ReplayRun::readAnswered()
{
    m_reading = false;
    m_read = 0;
}

void ReplayRun::wakeIfNobodyLooks()
{
    if (!m_insideRead)
        m_wake();
}

void ReplayRun::onMessages(std::span<const MessageView> messages)
{
    readAnswered();
    if (live()) {
        if (messages.empty())
            nothingRead();
        else
            keep(messages);
    }
    wakeIfNobodyLooks();
}

// The range ended at the head when it was found, so its messages are there: not visible yet, or removed meanwhile.
void ReplayRun::nothingRead()
{
    const MessageId oldest = m_broker.first(*m_source);
    if (oldest > m_readFrom) {
        m_player.missing(oldest);
        return;
    }
    m_player.fetchFailed();
    if (!m_broker.readOnlyReason().empty()) {
        fail("The last messages of the range never became visible: " + std::string(m_broker.readOnlyReason()));
        return;
    }
    m_follow = true;
    if (m_following && m_insideRead)
        m_retryAt = Duration{m_turn.micros + kRetryAfter.micros};
}

bool ReplayRun::isChosen(const MessageView& message)
{
    if (!m_request.filter)
        return true;
    FilterSubject subject{message, m_source->name()};
    subject.now = m_broker.now();
    return m_request.filter->matches(subject, m_filterScratch);
}

void ReplayRun::keep(std::span<const MessageView> messages)
{
    m_items.clear();
    for (const MessageView& m : messages)
        m_items.push_back({m.id, m.time, m.key.size() + m.headers.size() + m.body.size(), isChosen(m)});
    const auto inRange = messages.first(m_player.arrived(m_items));
    std::vector<const MessageView*> wanted;
    wanted.reserve(inRange.size());
    size_t bytes = 0;
    for (size_t i = 0; i < inRange.size(); ++i) {
        if (!m_items[i].chosen)
            continue;
        const MessageView& m = inRange[i];
        bytes += m.key.size() + m.body.size() + m_headers.bytesMax(m.headers);
        wanted.push_back(&m);
    }
    if (wanted.empty())
        return;
    Chunk chunk;
    chunk.bytes = std::make_unique_for_overwrite<char[]>(bytes);
    chunk.messages.reserve(wanted.size());
    char* out = chunk.bytes.get();
    for (const MessageView* one : wanted) {
        const MessageView& m = *one;
        const char* const headers = out;
        bool fits = true;
        out = m_headers.write(out, m, &fits);
        m_withoutHeaders += fits ? 0 : 1;
        const char* const key = out;
        out = putBytes(out, m.key);
        const char* const body = out;
        out = putBytes(out, m.body);
        chunk.messages.push_back(
            {{body, m.body.size()}, {key, m.key.size()}, {headers, static_cast<size_t>(key - headers)}, {}});
    }
    m_chunks.push_back(std::move(chunk));
}

void ReplayRun::onReadError(const Error& error)
{
    readAnswered();
    if (live()) {
        m_player.fetchFailed();
        if (error.code == ErrorCode::overloaded)
            m_retryAt = Duration{m_turn.micros + kRetryAfter.micros};
        else
            fail(error.text);
    }
    wakeIfNobodyLooks();
}

void ReplayRun::onDamage(const Error& error, MessageId next)
{
    readAnswered();
    if (live()) {
        m_damage = error.text;
        m_player.missing(std::max(next, m_readFrom + 1));
    }
    wakeIfNobodyLooks();
}

// ---------------------------------------------------------------------------------------------------------- publishing

void ReplayRun::publishDue(Duration now)
{
    if (m_remote)
        return publishRemotely(now);
    size_t left = live() ? m_player.due(now) : 0;
    while (left > 0) {
        size_t published = 0;
        if (!publishSome(left, now, &published))
            return;
        left -= published;
    }
}

// Publishes up to `count` messages that lie in the oldest chunk. False: refused.
bool ReplayRun::publishSome(size_t count, Duration now, size_t* published)
{
    Chunk& chunk = m_chunks.front();
    size_t some = std::min(count, chunk.messages.size() - chunk.head);
    if (m_exchange) {
        some = 1;
        if (!publishToExchange(chunk.messages[chunk.head], now))
            return false;
    } else if (const auto result = m_broker.publish(*m_target, std::span(chunk.messages).subspan(chunk.head, some));
               !result) {
        refused(result.error(), now);
        return false;
    }
    m_holdup.clear();
    passed(some, now);
    *published = some;
    return true;
}

// The oldest `count` messages, all of one chunk, are published.
void ReplayRun::passed(size_t count, Duration now)
{
    m_player.published(count, now);
    Chunk& chunk = m_chunks.front();
    chunk.head += count;
    if (chunk.head == chunk.messages.size())
        m_chunks.pop_front();
}

// Another broker is offered what is due; what it confirms is published.
void ReplayRun::publishRemotely(Duration now)
{
    if (!live() || !takeConfirmed(now))
        return;
    m_remoteFull = false;
    size_t left = m_player.due(now);
    left -= std::min(left, m_offered);
    size_t at = m_offered;
    for (auto chunk = m_chunks.begin(); left > 0 && chunk != m_chunks.end(); ++chunk) {
        const size_t size = chunk->messages.size() - chunk->head;
        for (; left > 0 && at < size; ++at, --left) {
            const Result<bool> taken =
                m_remote->offer(m_id, *m_request.broker, m_request.target, chunk->messages[chunk->head + at]);
            if (!taken)
                return fail(taken.error().text);
            if (!*taken) {
                m_remoteFull = true;
                return;
            }
            ++m_offered;
        }
        at -= std::min(at, size);
    }
}

// False: it failed.
bool ReplayRun::takeConfirmed(Duration now)
{
    const Result<size_t> confirmed = m_remote->confirmed(m_id);
    if (!confirmed) {
        fail(confirmed.error().text);
        return false;
    }
    size_t left = std::min(*confirmed, m_offered);
    m_offered -= left;
    while (left > 0) {
        const size_t some = std::min(left, m_chunks.front().messages.size() - m_chunks.front().head);
        passed(some, now);
        left -= some;
    }
    return true;
}

bool ReplayRun::publishToExchange(const NewMessage& message, Duration now)
{
    const Result<bool> taken = m_exchange->publishReplayed(m_request.target, message, m_id);
    if (!taken)
        refused(taken.error(), now);
    else if (!*taken)
        m_retryAt = Duration{now.micros + kFullRetryAfter.micros};
    return taken.ok() && *taken;
}

void ReplayRun::refused(const Error& error, Duration now)
{
    switch (error.code) {
    case ErrorCode::overloaded: {
        const std::weak_ptr<ReplayRun> weak = weak_from_this();
        m_waitsForRoom = m_broker.waitForRoom([weak] {
            const auto self = weak.lock();
            if (!self)
                return;
            self->m_waitsForRoom = false;
            self->m_wake();
        });
        break;
    }
    case ErrorCode::storageFull: // ends by itself when there is room on the disk
        m_holdup = error.text;
        m_retryAt = Duration{now.micros + kRetryAfter.micros};
        break;
    default:
        fail(error.text);
    }
}

// ------------------------------------------------------------------------------------------------------------- the end

void ReplayRun::fail(std::string text)
{
    if (!live())
        return;
    m_failure = text.empty() ? std::string("The replay could not go on.") : std::move(text);
    m_player.fail();
    release();
}

// An ended replay stays listed; it must not keep messages or queues.
void ReplayRun::release()
{
    if (m_read != 0)
        m_broker.cancel(std::exchange(m_read, 0));
    m_reading = false;
    if (m_exchange && !m_chunks.empty())
        m_exchange->replayEnded(m_id);
    if (m_remote)
        m_remote->ended(m_id);
    m_offered = 0;
    m_chunks.clear();
    m_items = {};
    m_retryAt.reset();
}

void ReplayRun::remoteGone()
{
    if (!m_remote)
        return;
    if (live())
        fail("The connections to other brokers are closed.");
    release();
    m_remote = nullptr;
}

void ReplayRun::exchangeGone()
{
    if (!m_exchange)
        return;
    if (live())
        fail("The exchanges are closed.");
    release();
    m_exchange = nullptr;
}

PlayerInfo ReplayRun::info(Duration now)
{
    PlayerInfo info;
    info.id = m_id;
    info.source = m_sourceName;
    info.target = m_targetName;
    info.toExchange = m_request.toExchange;
    info.broker = m_request.broker ? m_request.broker->text() : std::string();
    m_player.describe(info, now);
    const auto note = [&info](std::string_view text) {
        if (!info.error.empty())
            info.error += ' ';
        info.error += text;
    };
    if (!m_failure.empty())
        note(m_failure);
    if (live() && !m_holdup.empty())
        note(m_holdup);
    if (m_player.missed() > 0)
        note(std::to_string(m_player.missed()) + " messages of the range could not be had and were left out.");
    if (!m_damage.empty())
        note(m_damage);
    if (m_withoutHeaders > 0)
        note(std::to_string(m_withoutHeaders) + " messages have too many headers of their own for those of a replay.");
    return info;
}

} // namespace tapedeck
