// Opening: what the tape says, then what the sidecar's journal adds to it, sealed at once, so that the journal can
// start afresh. Runs before there are readers or threads.
#include "engine/broker/broker_core.h"
#include "engine/broker/broker_waits.h"
#include "engine/broker/mark_book.h"
#include "engine/broker/replays.h"
#include "engine/broker/scans.h"
#include "engine/log/recovery.h"

#include <algorithm>

namespace tapedeck {

class BrokerCore::Restorer final : public JournalVisitor {
public:
    Restorer(BrokerCore& broker, Tape& tape)
        : m_broker(broker)
        , m_tape(tape)
    {
    }

    Status restore(JournalFile* journal)
    {
        Result<TapeContents> contents = m_tape.load();
        if (!contents)
            return contents.error();
        m_tapeId = contents->tapeId;
        m_folded = contents->foldedGroup;
        m_lastGroup = contents->foldedGroup;
        m_lastSlot = contents->sealedSlot;
        m_broker.m_lastQueue = contents->lastQueue;
        m_broker.m_upstreams = contents->upstreams;
        m_marks = std::move(contents->marks);
        for (const std::string& damage : contents->damage)
            report("tape.damaged", damage);
        if (Status built = build(*contents); !built)
            return built;
        const Result<bool> recovered = journal ? recover(*journal, *contents) : Result<bool>(false);
        if (!recovered)
            return recovered.error();
        const bool emptied = emptyBin();
        return *recovered || emptied ? sealRecovered() : Status();
    }

    // Those of messages that are there. The others go from the tape at once, before their ids are given again: their
    // messages were lost before they were synced, or were in a mem queue, or went and the crash came before the tape
    // knew.
    Result<std::vector<Mark>> takeMarks()
    {
        TapeChange gone;
        std::erase_if(m_marks, [&](const Mark& mark) {
            const QueueState* const queue = find(mark.queue);
            const bool there = queue && mark.id >= queue->log.first() && mark.id < queue->log.next();
            if (!there)
                gone.marks.push_back({mark.queue, mark.id, 0, {}});
            return !there;
        });
        if (gone.marks.empty())
            return std::move(m_marks);
        const auto applied = m_tape.apply(gone);
        if (!applied)
            return applied.error();
        return std::move(m_marks);
    }

    GroupNo lastGroup() const { return m_lastGroup; }
    SlotNo lastSlot() const { return m_lastSlot; }
    uint64_t tapeId() const { return m_tapeId; }

    // --- JournalVisitor ---

    void onRun(GroupNo, QueueNo number, const Run& run) override
    {
        QueueState* const queue = find(number);
        if (!queue || run.end() <= queue->log.next())
            return; // deleted later, or sealed before
        if (run.first < queue->log.next()) // runs are sealed whole
            return fail("the messages of queue '" + queue->fullName() + "' in the journal overlap those in the tape");
        if (run.first > queue->log.next())
            report("journal.damaged",
                "queue '" + queue->fullName() + "' lost messages " + std::to_string(queue->log.next().value) + " to "
                    + std::to_string(run.first.value - 1));
        Recovered& recovered = m_runs[number.value];
        auto bytes = std::make_unique<std::string>(run.bytes);
        Run kept = run;
        kept.bytes = *bytes;
        RunReader reader(kept);
        MessageView message;
        Time last = run.base;
        while (reader.next(message)) {
            last = message.time;
            queue->mayDelay |= message.delay.micros > 0;
        }
        recovered.runs.push_back(kept);
        recovered.bytes.push_back(std::move(bytes));
        queue->log.noteRecovered(run.end(), last);
        m_recovered += run.count;
        m_broker.markDirty(*queue);
    }

    void onRecord(GroupNo group, RecordType type, QueueNo number, std::string_view payload) override
    {
        if (group <= m_folded)
            return; // the tape knows it
        ByteReader reader(payload);
        if (type == RecordType::queueCreated) {
            const std::string name(reader.text());
            const auto settings = decodeQueueSettings(reader.text());
            if (!reader.ok() || !settings || find(number) || m_broker.m_byName.contains(name))
                return fail("a record that creates a queue does not fit");
            m_broker.addQueue(number, name, *settings);
            return;
        }
        QueueState* const queue = find(number);
        if (!queue)
            return; // of a queue whose creation was in a damaged group, which has been reported
        m_broker.markDirty(*queue);
        if (type == RecordType::queueDeleted)
            return dropQueue(*queue);
        if ((type == RecordType::queueBinned || type == RecordType::queueRestored) && payload.empty()) {
            if (queue->binned == (type == RecordType::queueBinned)
                || (queue->binned && m_broker.m_byName.contains(queue->fullName())))
                return fail("a record that deletes or restores a queue does not fit");
            if (queue->binned) {
                queue->markDeleted(false);
                m_broker.list(*queue);
            } else {
                m_broker.unlist(*queue);
            }
            queue->binned = !queue->binned;
            return;
        }
        if (!applyTo(*queue, type, payload))
            fail("record type " + std::to_string(static_cast<int>(type)) + " in group " + std::to_string(group.value)
                + " of queue '" + queue->fullName() + "' does not fit its state");
    }

private:
    struct Recovered {
        std::vector<Run> runs;
        std::vector<std::unique_ptr<std::string>> bytes;
    };

    // What the journal adds; false if it adds nothing.
    Result<bool> recover(JournalFile& journal, const TapeContents& contents)
    {
        Result<JournalReport> report = readJournal(journal, contents.tapeId, *this, contents.sealedSlot);
        if (!report)
            return report.error();
        if (!report->present)
            return false;
        if (!m_failed.ok())
            return m_failed.error();
        for (const JournalDamage& damage : report->damage) {
            if (damage.unsynced) // what the machine's death took from groups that were never known to be on the disk
                m_broker.m_reporter.report(Severity::warning, "journal.cut", damage.text);
            else
                this->report("journal.damaged", damage.text);
        }
        m_lastGroup = std::max(m_lastGroup, report->lastGroup);
        m_lastSlot = std::max(m_lastSlot, report->lastSlot);
        if (report->groups == 0)
            return false;
        m_broker.m_reporter.report(Severity::info, "tape.recovered",
            std::to_string(m_recovered) + " messages of the last run were recovered from the journal");
        return true;
    }

    // Whoever could have restored something died with the last run. False if there was nothing.
    bool emptyBin()
    {
        std::vector<QueueStatePtr> binned;
        bool emptied = false;
        for (const auto& [number, queue] : m_broker.m_byNumber) {
            if (queue->binned)
                binned.push_back(queue);
            emptied = emptied || queue->log.hasBinned();
            queue->log.reclaim(queue->log.first(), m_broker.m_deletedSegments);
        }
        for (const QueueStatePtr& queue : binned)
            dropQueue(*queue);
        return emptied || !binned.empty();
    }

    QueueState* find(QueueNo number) const
    {
        const auto found = m_broker.m_byNumber.find(number.value);
        return found == m_broker.m_byNumber.end() ? nullptr : found->second.get();
    }

    void report(std::string_view event, const std::string& text) const
    {
        m_broker.m_reporter.report(Severity::error, event, text);
    }

    void fail(const std::string& text)
    {
        if (m_failed.ok())
            m_failed = Error{ErrorCode::damaged,
                text + "; the tape was left as it is: check it, and open a copy without its sidecar if need be"};
    }

    void dropQueue(QueueState& queue)
    {
        const QueueStatePtr keep = queue.shared_from_this();
        m_runs.erase(queue.number().value);
        if (!queue.binned)
            m_broker.unlist(queue);
        m_broker.letGo(queue);
    }

    Status build(TapeContents& contents)
    {
        size_t segment = 0;
        std::sort(contents.queues.begin(), contents.queues.end(),
            [](const StoredQueue& a, const StoredQueue& b) { return a.number < b.number; });
        for (StoredQueue& stored : contents.queues) {
            const auto settings = decodeQueueSettings(stored.settings);
            if (!settings || (settings->kind == QueueKind::disk) != stored.disk)
                return Error{ErrorCode::damaged, "the settings of a queue in the tape do not decode"};
            const QueueStatePtr queue = stored.binned ? m_broker.addUnlisted(stored.number, stored.name, *settings)
                                                      : m_broker.addQueue(stored.number, stored.name, *settings);
            queue->binned = stored.binned;
            queue->markDeleted(stored.binned);
            queue->lastChannel = stored.lastChannel;
            queue->sealedEnd = stored.sealedEnd;
            queue->mayDelay = stored.sealedEnd > stored.first;
            std::vector<SegmentRow> rows;
            while (segment < contents.segments.size() && contents.segments[segment].queue < stored.number)
                ++segment;
            while (segment < contents.segments.size() && contents.segments[segment].queue == stored.number)
                rows.push_back(std::move(contents.segments[segment++]));
            queue->log.restore(stored.first, stored.sealedEnd, stored.lastTime, std::move(rows));
            queue->dirty = false;
        }
        m_broker.m_dirty.clear();
        for (StoredChannel& stored : contents.channels) {
            QueueState* const queue = find(stored.queue);
            auto channel = queue ? Channel::decodeState(stored.state) : std::nullopt;
            if (!channel)
                return Error{ErrorCode::damaged, "the state of a channel in the tape does not decode"};
            addChannel(*queue, stored.number, stored.name, std::move(*channel), false);
        }
        return {};
    }

    void addChannel(QueueState& queue, ChannelNo number, const std::string& name, Channel channel, bool dirty)
    {
        auto state = std::make_unique<ChannelState>(queue, number, name, std::move(channel));
        state->dirty = dirty;
        queue.lastChannel = std::max(queue.lastChannel, number);
        queue.channels[name] = std::move(state);
    }

    bool applyTo(QueueState& queue, RecordType type, std::string_view payload)
    {
        ByteReader reader(payload);
        if (type == RecordType::queueChanged) {
            const auto settings = decodeQueueSettings(payload);
            if (!settings || settings->kind != queue.settings.kind)
                return false;
            queue.settings = *settings;
            return true;
        }
        if (type == RecordType::queueTrimmed) {
            const MessageId first{reader.varint()};
            if (!reader.ok() || first > queue.log.next())
                return false;
            queue.log.trim(first, m_broker.m_deletedSegments);
            return true;
        }
        if (type == RecordType::queueBinned || type == RecordType::queueRestored) {
            const MessageId first{reader.varint()};
            const bool fits = type == RecordType::queueBinned ? first <= queue.log.next() : first <= queue.log.first();
            if (!reader.ok() || !fits || first.value == 0)
                return false;
            type == RecordType::queueBinned ? queue.log.bin(first) : queue.log.restoreBinned(first);
            return true;
        }
        const ChannelNo number{static_cast<uint32_t>(reader.varint())};
        if (type == RecordType::channelCreated) {
            const std::string name(reader.text());
            auto channel = Channel::decodeState(reader.raw(reader.left()));
            if (!reader.ok() || !channel || queue.channels.contains(name))
                return false;
            addChannel(queue, number, name, std::move(*channel), true);
            return true;
        }
        const auto found = std::find_if(queue.channels.begin(), queue.channels.end(),
            [&](const auto& entry) { return entry.second->number == number; });
        if (found == queue.channels.end())
            return true; // created in a damaged group, which has been reported
        if (type == RecordType::channelDeleted) {
            m_broker.m_deletedChannels.emplace_back(queue.number(), number);
            queue.channels.erase(found);
            queue.lastUsed = nullptr;
            return true;
        }
        found->second->dirty = true;
        return type == RecordType::channelDelta && found->second->channel.apply(reader.raw(reader.left()));
    }

    // Everything the journal added goes into the tape in one transaction.
    Status sealRecovered()
    {
        TapeChange change;
        for (auto& [number, recovered] : m_runs) {
            QueueState& queue = *find({number});
            // What was trimmed after it was published need not be packed.
            std::erase_if(recovered.runs, [&](const Run& run) { return run.end() <= queue.log.first(); });
            // A gap that damage left splits the segments.
            for (size_t at = 0; at < recovered.runs.size();) {
                size_t end = at + 1;
                while (end < recovered.runs.size() && recovered.runs[end].first == recovered.runs[end - 1].end())
                    ++end;
                const std::vector<Run> part(
                    recovered.runs.begin() + static_cast<long>(at), recovered.runs.begin() + static_cast<long>(end));
                if (Status packed = packSegments({number}, part, 1, change.segments); !packed)
                    return packed;
                at = end;
            }
        }
        for (const QueueStatePtr& queue : std::exchange(m_broker.m_dirty, {})) {
            queue->sealedEnd = queue->onDisk() ? queue->log.next() : MessageId{1};
            m_broker.fold(*queue, change, queue->sealedEnd);
        }
        change.deletedQueues = std::exchange(m_broker.m_deletedQueues, {});
        change.deletedChannels = std::exchange(m_broker.m_deletedChannels, {});
        change.deletedSegments = std::exchange(m_broker.m_deletedSegments, {});
        change.foldedGroup = m_lastGroup;
        change.sealedSlot = m_lastSlot;
        Result<std::vector<uint64_t>> rows = m_tape.apply(change);
        if (!rows)
            return rows.error();
        std::map<uint32_t, std::vector<SegmentRow>> byQueue;
        for (size_t i = 0; i < change.segments.size(); ++i)
            byQueue[change.segments[i].queue.value].push_back(
                {(*rows)[i], change.segments[i].queue, std::move(change.segments[i].info)});
        for (auto& [number, segments] : byQueue)
            find({number})->log.sealed(SlotNo{}, std::move(segments), m_broker.m_deletedSegments);
        return {};
    }

    BrokerCore& m_broker;
    Tape& m_tape;
    uint64_t m_tapeId = 0;
    GroupNo m_folded, m_lastGroup;
    SlotNo m_lastSlot;
    std::map<uint32_t, Recovered> m_runs;
    std::vector<Mark> m_marks;
    uint64_t m_recovered = 0;
    Status m_failed;
};

Result<std::unique_ptr<BrokerCore>> BrokerCore::open(std::unique_ptr<Tape> tape,
    std::unique_ptr<JournalFile> journalFile, const BrokerOptions& options, const BrokerParts& parts)
{
    std::unique_ptr<BrokerCore> broker(new BrokerCore(options, parts));
    Restorer restorer(*broker, *tape);
    if (Status restored = restorer.restore(journalFile.get()); !restored)
        return restored.error();
    Result<std::vector<Mark>> marks = restorer.takeMarks();
    if (!marks)
        return marks.error();
    if (options.sync == SyncMode::off)
        journalFile.reset(); // it was needed for recovery only
    Journal::Options journalOptions;
    journalOptions.sync = journalFile ? options.sync : SyncMode::off;
    journalOptions.lastGroup = restorer.lastGroup();
    journalOptions.lastSlot = restorer.lastSlot();
    journalOptions.slotsMax = options.slotsMax;
    journalOptions.tapeId = restorer.tapeId();
    Result<std::unique_ptr<Journal>> journal = Journal::create(std::move(journalFile), journalOptions, parts.random);
    if (!journal)
        return journal.error();
    broker->m_journal = std::move(journal).value();
    broker->m_closedGroup = broker->m_keptGroup = restorer.lastGroup();
    broker->m_store = std::make_unique<Store>(std::move(tape), parts.loop, parts.storeThread, parts.codecThread);
    broker->m_frames = std::make_unique<FrameCache>(*broker->m_store, options.frameCacheBytes);
    broker->makeMarks(std::move(marks).value());
    broker->m_scans = std::make_unique<Scans>(*broker->m_store, broker->m_loop);
    broker->noteCatalogueChange();
    for (const auto& [number, queue] : broker->m_byNumber)
        broker->applyRetention(*queue);
    return broker;
}

} // namespace tapedeck
