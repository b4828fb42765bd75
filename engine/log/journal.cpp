#include "engine/log/journal.h"

#include "engine/log/journal_layout.h"
#include "engine/log/journal_ring.h"

#include <atomic>
#include <cstring>
#include <deque>

namespace tapedeck {

namespace {

struct Slot {
    uint64_t no = 0;
    uint32_t place = 0;
    uint32_t span = 1;
    uint64_t used = 0; // bytes; of the open slot, valid after it was left
};

// Bytes that the file does not have yet.
struct Stretch {
    uint64_t offset = 0;
    std::string_view bytes;
};

} // namespace

struct Journal::State {
    std::unique_ptr<JournalFile> file; // null: memory only
    Options options;
    std::unique_ptr<JournalRing> ring;
    uint64_t key = 0;

    std::deque<Slot> slots; // oldest first; the last one is open
    uint64_t oldestSlot = 0;
    char* slotMemory = nullptr; // of the open slot
    uint64_t slotOffset = 0; // of the open slot in the file
    uint64_t seed = 0; // of the open slot
    char* at = nullptr; // the next byte
    char* limit = nullptr; // room for a commit record stays behind it
    char* unwritten = nullptr; // first byte of the open slot that the file does not have

    // The open run. `run` is null when there is none.
    char* run = nullptr;
    QueueNo runQueue;
    MessageId runFirst, runNext;
    Time runBase, runLast;

    uint64_t group = 1; // the open one
    uint32_t recordsOfGroup = 0; // closed records of it
    uint64_t slotOfGroup = 0; // where its first record lies
    std::vector<HotRun> runsOfGroup;
    std::vector<Stretch> left; // of slots that this group has left behind
    bool full = false;
    bool dead = false;
    Error death{ErrorCode::io, {}};

    // Shared with the thread that syncs.
    std::atomic<uint64_t> writtenGroup{0};
    std::atomic<uint64_t> durableGroup{0};
    std::atomic<bool> syncFailed{false};

    void die(Error error)
    {
        dead = true;
        death = std::move(error);
    }

    // What every record header starts as. Returns where its payload goes.
    char* beginRecord(uint8_t type, QueueNo queue, uint32_t count, uint64_t first, int64_t base)
    {
        layout::RecordHeader header;
        header.type = type;
        header.queue = queue.value;
        header.count = count;
        header.first = first;
        header.base = base;
        std::memcpy(at, &header, sizeof header);
        return at + layout::kRecordHeaderBytes;
    }

    // Ends the record at `record`, whose payload ends at `end`: pads it, seals it and moves on.
    void endRecord(char* record, char* end)
    {
        const auto payloadBytes = static_cast<size_t>(end - record) - layout::kRecordHeaderBytes;
        putFixed(record + offsetof(layout::RecordHeader, payloadBytes), static_cast<uint32_t>(payloadBytes));
        std::memset(end, 0, layout::padded(payloadBytes) - payloadBytes);
        if (file)
            layout::sealRecord(record, layout::recordSeed(seed, offsetOf(record)));
        at = record + layout::kRecordHeaderBytes + layout::padded(payloadBytes);
    }

    uint64_t offsetOf(const char* memory) const { return slotOffset + static_cast<uint64_t>(memory - slotMemory); }

    // What fits before the room that is kept for the commit record. The padding of the last record may reach into that.
    size_t room() const { return at < limit ? static_cast<size_t>(limit - at) : 0; }

    void countRecord()
    {
        if (recordsOfGroup++ == 0)
            slotOfGroup = slots.back().no;
    }

    void closeRun()
    {
        if (!run)
            return;
        char* payload = run + layout::kRecordHeaderBytes;
        const auto count = static_cast<uint32_t>(runNext - runFirst);
        char* record = run;
        run = nullptr;
        if (count == 0) { // reserved, never finished
            at = record;
            return;
        }
        const std::string_view bytes(payload, static_cast<size_t>(at - payload));
        putFixed(record + offsetof(layout::RecordHeader, count), count);
        endRecord(record, at);
        countRecord();
        runsOfGroup.push_back({runQueue, {slots.back().no}, {runFirst, count, runBase, bytes}});
    }

    void leaveSlot()
    {
        if (slots.empty())
            return;
        closeRun();
        slots.back().used = static_cast<uint64_t>(at - slotMemory);
        if (at != unwritten)
            left.push_back({offsetOf(unwritten), {unwritten, static_cast<size_t>(at - unwritten)}});
        unwritten = at;
    }

    // Opens a slot of `span` places, leaving `keepFree`. False when there is none: full, storage full or dead.
    bool openSlot(uint32_t span, uint32_t keepFree)
    {
        uint32_t place = 0;
        switch (ring->take(span, keepFree, &place)) {
        case JournalRing::Taken::yes:
            break;
        case JournalRing::Taken::full:
            full = true;
            return false;
        case JournalRing::Taken::storageFull:
            return false;
        case JournalRing::Taken::failed:
            die(ring->failure());
            return false;
        }
        if (keepFree > 0)
            full = false;
        leaveSlot();
        const uint64_t no = slots.empty() ? oldestSlot : slots.back().no + 1;
        slots.push_back({no, place, span, 0});
        enterSlot(slots.back());
        return true;
    }

    void enterSlot(const Slot& slot)
    {
        slotMemory = at = unwritten = ring->memory(slot.place);
        slotOffset = layout::placeOffset(slot.place);
        limit = slotMemory + size_t{slot.span} * limits::kSlotBytes - layout::kCommitRoom;
        seed = layout::slotSeed(key, slot.no);
        char* payload = beginRecord(layout::kSlotStartType, {}, slot.span, slot.no, static_cast<int64_t>(oldestSlot));
        const layout::SlotStart start{group, recordsOfGroup};
        std::memcpy(payload, &start, sizeof start);
        endRecord(at, payload + sizeof start);
    }

    char* startRun(QueueNo queue, MessageId id, Time time, size_t bytesMax, Time* previous)
    {
        CHECK(queue.value > 0 && id.value > 0); // a reader takes 0 for damage
        if (dead)
            return nullptr;
        closeRun();
        if (bytesMax + layout::kRecordHeaderBytes > room()
            && !openSlot(static_cast<uint32_t>(layout::slotsFor(bytesMax)), options.slotsReserved))
            return nullptr;
        run = at;
        at = beginRecord(static_cast<uint8_t>(RecordType::messages), queue, 0, id.value, time.micros);
        runQueue = queue;
        runFirst = runNext = id;
        runBase = runLast = time;
        *previous = time;
        return at;
    }

    Status writeAll()
    {
        for (const Stretch& stretch : left)
            if (Status s = file->write(stretch.offset, stretch.bytes); !s)
                return s;
        left.clear();
        if (at != unwritten) {
            if (Status s = file->write(offsetOf(unwritten), {unwritten, static_cast<size_t>(at - unwritten)}); !s)
                return s;
            unwritten = at;
        }
        return {};
    }

    // Both headers anew. Over an old journal one of them is whole at every moment, so a crash here leaves either
    // journal, never none.
    Status writeHeaders(bool overOldOnes)
    {
        layout::JournalHeader header;
        header.tapeId = options.tapeId;
        header.key = key;
        header.baseGroup = options.lastGroup.value;
        header.baseSlot = options.lastSlot.value;
        const std::string bytes = layout::encodeHeader(header);
        for (const uint64_t offset : layout::kHeaderAt) {
            if (Status s = file->write(offset, bytes); !s)
                return s;
            if (overOldOnes && offset == layout::kHeaderAt[0])
                if (Status s = file->sync(); !s)
                    return s;
        }
        return file->sync();
    }
};

Journal::Journal(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}
Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::create(
    std::unique_ptr<JournalFile> file, const Options& options, Random& random)
{
    CHECK((options.sync == SyncMode::off) == (file == nullptr));
    CHECK(options.slotsMax > options.slotsReserved && options.slotsMax <= limits::kSlotsMax);
    auto state = std::make_unique<State>();
    state->file = std::move(file);
    state->options = options;
    state->key = random.next();
    state->group = options.lastGroup.value + 1;
    state->writtenGroup = state->durableGroup = options.lastGroup.value;
    state->oldestSlot = options.lastSlot.value + 1;
    const bool overOldOnes = state->file && state->file->size() > layout::kHeaderAt[0];
    auto ring = JournalRing::create(state->file.get(), options.slotsMax, limits::kSlotsAtStart);
    if (!ring)
        return ring.error();
    state->ring = std::move(ring).value();
    if (state->file)
        if (Status s = state->writeHeaders(overOldOnes); !s)
            return s.error();
    CHECK(state->openSlot(1, 0)); // of an empty ring
    return std::unique_ptr<Journal>(new Journal(std::move(state)));
}

char* Journal::reserve(QueueNo queue, MessageId id, Time time, size_t bytesMax, Time* previous)
{
    State& s = *m_state;
    if (s.run && queue == s.runQueue && id == s.runNext && bytesMax <= static_cast<size_t>(s.limit - s.at)) {
        CHECK(time >= s.runLast); // a run counts upwards only
        *previous = s.runLast;
        return s.at;
    }
    return s.startRun(queue, id, time, bytesMax, previous);
}

bool Journal::hasRoom(std::span<const NewMessage> messages)
{
    State& s = *m_state;
    if (s.dead)
        return false;
    // Every message may begin a record, and the record before it is padded.
    constexpr size_t kOverhead = layout::kRecordHeaderBytes + layout::padded(1);
    const size_t slotRoom = limits::kSlotBytes - layout::kRecordHeaderBytes * 2 - layout::kCommitRoom;
    size_t room = s.room();
    uint32_t slots = 0;
    for (const NewMessage& message : messages) {
        const size_t most = entryBytesMax(message) + kOverhead;
        if (most <= room) {
            room -= most;
            continue;
        }
        const auto span = static_cast<uint32_t>(layout::slotsFor(most));
        slots += span;
        const size_t all = size_t{span - 1} * limits::kSlotBytes + slotRoom;
        room = all > most ? all - most : 0;
    }
    if (slots == 0)
        return true;
    switch (s.ring->prepare(slots, s.options.slotsReserved)) {
    case JournalRing::Taken::yes:
        return true;
    case JournalRing::Taken::full:
        s.full = true;
        return false;
    case JournalRing::Taken::storageFull:
        return false;
    case JournalRing::Taken::failed:
        s.die(s.ring->failure());
        return false;
    }
    return false;
}

void Journal::finishEntry(char* end, Time time)
{
    State& s = *m_state;
    s.at = end;
    ++s.runNext;
    s.runLast = time;
}

bool Journal::append(RecordType type, QueueNo queue, std::string_view payload)
{
    State& s = *m_state;
    CHECK(type != RecordType::messages && type != RecordType::commit);
    if (s.dead || layout::slotsFor(payload.size()) > 1)
        return false;
    s.closeRun();
    if (layout::kRecordHeaderBytes + layout::padded(payload.size()) > s.room() && !s.openSlot(1, 0))
        return false;
    char* record = s.at;
    char* out = s.beginRecord(static_cast<uint8_t>(type), queue, 0, 0, 0);
    if (!payload.empty())
        std::memcpy(out, payload.data(), payload.size());
    s.endRecord(record, out + payload.size());
    s.countRecord();
    return true;
}

bool Journal::dirty() const
{
    return m_state->recordsOfGroup > 0 || (m_state->run && m_state->runNext != m_state->runFirst);
}

GroupNo Journal::openGroup() const
{
    return {m_state->group};
}

Status Journal::closeGroup(std::vector<HotRun>& runs)
{
    State& s = *m_state;
    if (!s.dead && s.syncFailed.load(std::memory_order_acquire))
        s.die({ErrorCode::io, "the live journal could not be made durable"});
    if (s.dead)
        return s.death;
    s.closeRun();
    if (s.recordsOfGroup == 0)
        return {};
    const auto durable = static_cast<int64_t>(s.durableGroup.load(std::memory_order_acquire));
    char* record = s.at;
    s.endRecord(
        record, s.beginRecord(static_cast<uint8_t>(RecordType::commit), {}, s.recordsOfGroup, s.group, durable));
    if (s.file) {
        if (Status status = s.writeAll(); !status) {
            s.die(status.error());
            return status;
        }
    } else {
        s.left.clear();
    }
    s.writtenGroup.store(s.group, std::memory_order_release);
    ++s.group;
    s.recordsOfGroup = 0;
    runs.insert(runs.end(), s.runsOfGroup.begin(), s.runsOfGroup.end());
    s.runsOfGroup.clear();
    return {};
}

Status Journal::sync()
{
    State& s = *m_state;
    if (!s.file)
        return {};
    if (s.syncFailed.load(std::memory_order_acquire))
        return Error{ErrorCode::io, "an earlier sync of the live journal failed; it is not tried again"};
    const uint64_t group = s.writtenGroup.load(std::memory_order_acquire);
    if (Status status = s.file->sync(); !status) {
        s.syncFailed.store(true, std::memory_order_release);
        return status;
    }
    s.durableGroup.store(group, std::memory_order_release);
    return {};
}

SlotNo Journal::oldestSlot() const
{
    return {m_state->oldestSlot};
}
SlotNo Journal::openSlot() const
{
    return {m_state->slots.back().no};
}
uint32_t Journal::slotsUsed() const
{
    return m_state->ring->slotsUsed();
}
uint32_t Journal::slotsMax() const
{
    return m_state->ring->slotsMax();
}

uint64_t Journal::bytesSince(SlotNo slot) const
{
    const State& s = *m_state;
    uint64_t bytes = 0;
    for (auto i = s.slots.rbegin(); i != s.slots.rend() && i->no > slot.value; ++i)
        bytes +=
            (i == s.slots.rbegin() ? static_cast<uint64_t>(s.at - s.slotMemory) : i->used) - layout::kSlotStartBytes;
    return bytes;
}

bool Journal::isFull() const
{
    return m_state->full;
}
bool Journal::storageFull() const
{
    return m_state->ring->storageFull();
}

bool Journal::rotate()
{
    CHECK(!dirty());
    return m_state->openSlot(1, 0);
}

void Journal::free(SlotNo slot)
{
    State& s = *m_state;
    // Sealed means closed: a record of the open group cannot have been sealed.
    CHECK(s.recordsOfGroup == 0 || slot.value < s.slotOfGroup);
    CHECK(!s.run || s.runNext == s.runFirst || slot.value < s.slots.back().no);
    s.full = false;
    const bool open = slot.value >= s.slots.back().no;
    while (!s.slots.empty() && s.slots.front().no <= slot.value) {
        s.oldestSlot = s.slots.front().no + 1;
        s.ring->giveBack(s.slots.front().place, s.slots.front().span);
        s.slots.pop_front();
    }
    if (!open)
        return;
    // Even when it was empty: the tape may now say that slots up to this number are sealed, so it must not be used
    // again.
    s.left.clear();
    s.run = nullptr;
    CHECK(s.openSlot(1, 0)); // a place has just become free
}

void Journal::releaseMemory()
{
    m_state->ring->releaseMemory();
}

uint64_t Journal::fileBytes() const
{
    return m_state->file ? layout::placeOffset(m_state->ring->slotsInFile()) : 0;
}

} // namespace tapedeck
