#include "engine/broker/broker_core.h"
#include "engine/broker/broker_waits.h"
#include "engine/broker/mark_book.h"
#include "engine/queue/retention.h"

#include <algorithm>

namespace tapedeck {

namespace {

// Sealing begins when this many slots are full: large enough for good segments, small enough to leave the ring room.
constexpr uint32_t kSlotsPerSeal = 8;
// A seal takes at most this many slots, so that the first ones are free again soon under load.
constexpr uint32_t kSlotsPerSealMax = 16;
// Above this part of the ring compression gives way to speed.
constexpr double kHurryAbove = 0.5;
constexpr int kUsualLevel = 1;
constexpr int kHurryLevel = -5;
constexpr Duration kRetryAfter = Duration::seconds(1);
// Small segments at the end of a queue are made one when there are this many of them.
constexpr size_t kMergeCount = 8;
constexpr uint64_t kMergeBelowBytes = 256 << 10;

} // namespace

void BrokerCore::sealIfDue()
{
    if (m_sealing || !m_readOnly.empty())
        return;
    const Time monotonic{m_monotonic.micros};
    const bool filling = m_journal->slotsUsed() > kSlotsPerSeal || m_journal->isFull();
    if (m_sealFailed && m_sealDue > monotonic)
        return;
    // One large message can fill that many by itself: then there is nothing behind the open slot to begin with.
    if (filling && m_journal->oldestSlot() < m_journal->openSlot())
        startSeal(false);
    else if (filling || !m_sealCallbacks.empty() || m_sealDue <= monotonic)
        startSeal(true);
}

// What the tape has to know of a queue besides its messages.
void BrokerCore::fold(QueueState& queue, TapeChange& change, MessageId sealedEnd)
{
    queue.dirty = false;
    if (queue.gone())
        return;
    StoredQueue stored;
    stored.number = queue.number();
    stored.name = queue.fullName();
    stored.disk = queue.onDisk();
    stored.binned = queue.binned;
    stored.settings = encodeSettings(queue.settings);
    stored.lastChannel = queue.lastChannel;
    if (queue.onDisk()) {
        stored.first = queue.log.first();
        stored.sealedEnd = sealedEnd;
        stored.lastTime = queue.log.lastTime();
    } else {
        stored.first = stored.sealedEnd = MessageId{1}; // a mem queue begins anew
    }
    change.queues.push_back(std::move(stored));
    for (auto& [name, channel] : queue.channels) {
        if (!channel->dirty)
            continue;
        channel->dirty = false;
        StoredChannel kept{queue.number(), channel->number, name, encodeSettings(channel->channel.settings()), {}};
        if (queue.onDisk())
            channel->channel.encodeState(kept.state);
        else
            Channel(m_random.next(), MessageId{1}, channel->channel.settings(), m_now).encodeState(kept.state);
        change.channels.push_back(std::move(kept));
    }
}

// Hands the oldest slots (or, with `everything`, all of them) to the codec. False if there is nothing to do.
bool BrokerCore::startSeal(bool everything)
{
    if (m_sealing || m_syncing || m_journal->dirty())
        return false; // the next turn will find the group closed
    SlotNo covered{m_journal->openSlot().value - 1}; // callbacks up to here are satisfied by this seal
    if (everything) {
        if (m_journal->bytesSince(covered) == 0 || m_journal->rotate())
            ++covered.value;
    }
    SlotNo upTo{m_journal->openSlot().value - 1};
    if (!everything)
        covered.value = upTo.value = std::min(upTo.value, m_journal->oldestSlot().value + kSlotsPerSealMax - 1);

    SealJob job;
    std::vector<std::pair<QueueStatePtr, MessageId>> ends;
    for (size_t i = 0; i < m_hotQueues.size();) {
        const QueueStatePtr& queue = m_hotQueues[i];
        SealJob::Messages messages{queue->number(), {}};
        if (!queue->gone()) {
            for (const auto* runs : {&queue->log.binnedHot(), &queue->log.hot()})
                for (auto hot = runs->begin(); hot != runs->end() && hot->slot <= upTo; ++hot)
                    messages.runs.push_back(hot->run);
        }
        if (!messages.runs.empty()) {
            const MessageId end = messages.runs.back().end();
            ends.emplace_back(queue, end);
            markDirty(*queue);
            queue->sealingEnd = end;
            job.messages.push_back(std::move(messages));
        }
        const auto sealed = [&](const std::deque<HotRun>& runs) { return runs.empty() || runs.back().slot <= upTo; };
        const bool done = queue->gone() || (sealed(queue->log.hot()) && sealed(queue->log.binnedHot()));
        if (done) { // nothing of it is left for the next seal
            queue->hotListed = false;
            m_hotQueues[i] = std::move(m_hotQueues.back());
            m_hotQueues.pop_back();
        } else {
            ++i;
        }
    }
    auto folded = std::exchange(m_dirty, {});
    for (const QueueStatePtr& queue : folded) {
        fold(*queue, job.change, std::max(queue->sealedEnd, queue->sealingEnd));
    }
    auto deletedQueues = std::exchange(m_deletedQueues, {});
    auto deletedChannels = std::exchange(m_deletedChannels, {});
    auto deletedSegments = std::exchange(m_deletedSegments, {});
    const bool upstreams = std::exchange(m_upstreamsChanged, false);
    const bool freesSlots = upTo >= m_journal->oldestSlot();
    m_sealDue = Time::never();
    if (job.messages.empty() && folded.empty() && deletedQueues.empty() && deletedSegments.empty()
        && deletedChannels.empty() && !upstreams && !freesSlots) {
        flushSealCallbacks(covered, {});
        return false;
    }
    job.change.deletedQueues = deletedQueues;
    job.change.deletedChannels = deletedChannels;
    job.change.deletedSegments = deletedSegments;
    if (upstreams)
        job.change.upstreams = m_upstreams;
    job.change.foldedGroup = m_closedGroup;
    job.change.sealedSlot = upTo;
    const double used = static_cast<double>(m_journal->slotsUsed()) / m_journal->slotsMax();
    job.level = used > kHurryAbove ? kHurryLevel : kUsualLevel;
    m_sealing = true;
    auto undo = std::make_shared<SealUndo>(SealUndo{std::move(folded), std::move(deletedQueues),
        std::move(deletedChannels), std::move(deletedSegments), upstreams});
    m_store->seal(std::move(job), [this, upTo, covered, ends = std::move(ends), undo](SealAnswer answer) {
        sealDone(upTo, ends, *undo, answer);
        flushSealCallbacks(answer.status ? covered : SlotNo{UINT64_MAX}, answer.status);
    });
    return true;
}

void BrokerCore::sealDone(
    SlotNo upTo, const std::vector<std::pair<QueueStatePtr, MessageId>>& ends, SealUndo& undo, SealAnswer& answer)
{
    m_sealing = false;
    if (!answer.status) {
        sealFailed(undo, ends, answer.status);
        return;
    }
    m_sealFailed = m_tapeFull = false;
    size_t row = 0;
    for (const auto& [queue, end] : ends) {
        std::vector<SegmentRow> rows;
        while (row < answer.rows.size() && answer.rows[row].queue == queue->number())
            rows.push_back(std::move(answer.rows[row++]));
        if (queue->gone()) // its rows go with it in the next seal
            continue;
        queue->sealedEnd = end;
        // What was purged while the codec worked is gone in the tape too.
        queue->log.sealed(upTo, std::move(rows), m_deletedSegments);
        markChanged(*queue);
        applyRetention(*queue);
        mergeIfWorthwhile(queue);
    }
    m_journal->free(upTo);
    // Deletions that came meanwhile, and messages that arrived since, get their turn.
    const Time next = Time{m_monotonic.micros} + m_options.idleSeal;
    if (!m_dirty.empty() || !m_deletedQueues.empty() || !m_deletedSegments.empty() || !m_hotQueues.empty())
        m_sealDue = std::min(m_sealDue, next);
    else
        m_journal->releaseMemory();
    offerRoom();
}

// The journal keeps everything; what was to be written is put back on the lists.
void BrokerCore::sealFailed(
    SealUndo& undo, const std::vector<std::pair<QueueStatePtr, MessageId>>& ends, const Status& status)
{
    for (const QueueStatePtr& queue : undo.folded) {
        markDirty(*queue);
        for (auto& [name, channel] : queue->channels)
            channel->dirty = true;
    }
    for (const auto& [queue, end] : ends) {
        queue->sealingEnd = {};
        listHot(*queue);
    }
    std::move(undo.deletedQueues.begin(), undo.deletedQueues.end(), std::back_inserter(m_deletedQueues));
    std::move(undo.deletedChannels.begin(), undo.deletedChannels.end(), std::back_inserter(m_deletedChannels));
    std::move(undo.deletedSegments.begin(), undo.deletedSegments.end(), std::back_inserter(m_deletedSegments));
    m_upstreamsChanged |= undo.upstreams;
    m_sealFailed = true;
    if (status.error().code == ErrorCode::storageFull) {
        emptyBin();
        if (!m_tapeFull)
            m_reporter.report(Severity::warning, "tape.full", "the disk is full: sealing is tried again every second");
        m_tapeFull = true;
        m_sealDue = Time{m_monotonic.micros} + kRetryAfter;
    } else {
        enterReadOnly(status.error().text);
    }
}

void BrokerCore::listHot(QueueState& queue)
{
    if (queue.hotListed || !queue.onDisk())
        return;
    queue.hotListed = true;
    m_hotQueues.push_back(queue.shared_from_this());
}

void BrokerCore::flushSealCallbacks(SlotNo upTo, const Status& status)
{
    std::vector<SealCallback> due;
    std::erase_if(m_sealCallbacks, [&](SealCallback& callback) {
        if (callback.upTo > upTo && status.ok())
            return false;
        due.push_back(std::move(callback));
        return true;
    });
    for (SealCallback& callback : due)
        callback.done(status ? Result<bool>(true) : Result<bool>(status.error()));
}

void BrokerCore::seal(Callback<bool> done)
{
    if (!m_readOnly.empty())
        return done(Error{ErrorCode::readOnly, m_readOnly});
    // What is in the open slot now has been rotated away when a slot with a higher number is open.
    m_sealCallbacks.push_back({m_journal->openSlot(), std::move(done)});
    // The turn's end closes the group first and then starts the seal.
}

void BrokerCore::setUpstreams(std::vector<Upstream> upstreams, Callback<bool> done)
{
    m_upstreams = std::move(upstreams);
    m_upstreamsChanged = true;
    if (m_onUpstreams)
        m_onUpstreams();
    seal(std::move(done));
}

void BrokerCore::saveCopy(const std::string& path, Callback<bool> done)
{
    emptyBin(); // whoever gets the copy must not find what was deleted
    seal([this, path, done = std::move(done)](const Result<bool>& sealed) {
        if (!sealed)
            return done(sealed.error());
        m_store->copyTo(
            path, [done](const Status& copied) { done(copied ? Result<bool>(true) : Result<bool>(copied.error())); });
    });
}

// ------------------------------------------------------------------------------------------------ retention

// To the bin only where the bin holds what lies below `first` already.
void BrokerCore::trimQueue(QueueState& queue, MessageId first, bool toBin)
{
    if (first <= queue.log.first())
        return;
    if (queue.onDisk()) {
        m_record.clear();
        ByteWriter(m_record).varint(first.value);
        if (!record(toBin ? RecordType::queueBinned : RecordType::queueTrimmed, queue.number(), m_record))
            return;
    }
    toBin ? queue.log.bin(first) : queue.log.trim(first, m_deletedSegments);
    m_marks->dropBefore(queue.number(), first);
    markDirty(queue);
    markChanged(queue);
    for (auto& [name, channel] : queue.channels) {
        channel->channel.trim(first, beginDelta(*channel));
        recordChannel(*channel, false);
    }
    sealSoon();
}

void BrokerCore::sealSoon()
{
    if (m_sealDue == Time::never())
        m_sealDue = Time{m_monotonic.micros} + m_options.idleSeal;
}

void BrokerCore::applyRetention(QueueState& queue)
{
    if (queue.deleted() || !m_readOnly.empty())
        return;
    const auto& hot = queue.log.hot();
    const auto& segments = queue.log.segments();
    const auto partAt = [&](size_t i) -> RetentionPart {
        if (queue.onDisk())
            return {segments[i].info.end(), segments[i].info.rawBytes, segments[i].info.lastTime};
        return {hot[i].run.end(), hot[i].run.bytes.size(), hot[i + 1].run.base}; // which is not before its last time
    };
    // Of a mem queue the last run is open.
    const size_t closed = queue.onDisk() ? segments.size() : hot.size() - std::min<size_t>(1, hot.size());
    std::optional<MessageId> floor;
    for (auto& [name, channel] : queue.channels) {
        const MessageId needed = channel->channel.floor();
        floor = floor ? std::min(*floor, needed) : needed;
    }
    const RetentionVerdict verdict =
        judgeRetention(closed, partAt, queue.log.rawBytes(), queue.settings.retention, floor, m_now);
    if (verdict.remove > 0)
        trimQueue(queue, partAt(verdict.remove - 1).end);
    Time due = Time::never();
    if (verdict.next != Time::never())
        due = Time{m_monotonic.micros} + Duration{std::max<int64_t>(1'000, verdict.next.micros - m_now.micros + 1)};
    m_retentionTimers.set(queue.retentionTimer, due, queue.number().value);
}

// A quiet queue is sealed in small pieces; they are put together when there are enough of about the same size.
void BrokerCore::mergeIfWorthwhile(const QueueStatePtr& queue)
{
    const auto& segments = queue->log.segments();
    if (m_merging || m_closing || segments.size() < kMergeCount)
        return;
    MergeJob job{queue->number(), {}};
    const auto small = [](const SegmentRow& row) { return row.info.rawBytes < kMergeBelowBytes; };
    for (auto row = segments.rbegin(); row != segments.rend() && small(*row); ++row) {
        // Ids must follow each other; what damage tore apart stays apart.
        if (!job.rows.empty() && row->info.end() != job.rows.front().info.first)
            break;
        job.rows.insert(job.rows.begin(), *row);
        if (job.rows.size() >= 4 * kMergeCount)
            break;
    }
    if (job.rows.size() < kMergeCount)
        return;
    std::vector<uint64_t> oldRows;
    for (const SegmentRow& row : job.rows)
        oldRows.push_back(row.rowId);
    m_merging = true;
    m_store->merge(std::move(job), [this, queue, oldRows](SealAnswer answer) {
        m_merging = false;
        finishClose();
        if (!answer.status) { // nothing changed; damage is reported by whoever reads it
            m_reporter.report(Severity::warning, "tape.merge_failed", answer.status.error().text);
            return;
        }
        // Retention may have taken some of them meanwhile; then the merged row hides what is gone.
        if (!queue->gone())
            queue->log.merged(oldRows, std::move(answer.rows), m_deletedSegments);
    });
}

// ------------------------------------------------------------------------------------------------ closing

void BrokerCore::beginClose(std::function<void(Status)> done)
{
    if (m_interceptor)
        m_interceptor->flush();
    m_closing = true;
    m_closeDone = std::move(done);
    endWaits();
    offerRoom();
    emptyBin();
    if (!m_readOnly.empty()) {
        m_closeStatus = Error{ErrorCode::readOnly, m_readOnly};
        return finishClose();
    }
    seal([this](const Result<bool>& sealed) {
        m_closeStatus = sealed ? Status{} : Status(sealed.error());
        finishClose();
    });
}

void BrokerCore::finishClose()
{
    if (!m_closeStatus || m_merging || m_marks->busy() || !m_closeDone)
        return;
    std::exchange(m_closeDone, nullptr)(*m_closeStatus);
}

Status BrokerCore::closeTape()
{
    return m_store->close();
}

} // namespace tapedeck
