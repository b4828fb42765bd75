// The live journal: a ring of slots, in memory and (unless the tape is ephemeral) in the file NAME.tape-live, where
// everything becomes durable first. The memory of a slot is the only copy of its messages until they are sealed;
// readers are served from it.
//
// Owned by the loop thread, except sync(), which any one thread may call. Never interprets a record's payload.
// Byte layout: engine/log/FORMAT.md, section "Live journal".
#pragma once

#include "engine/base/limits.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/log/journal_file.h"
#include "engine/log/message.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace tapedeck {

enum class SyncMode : unsigned char {
    off, // no file
    normal, // written before the answer, fsynced at least once a second by the owner
    full, // fsynced before the answer
};

// What a journal record says. The numbers are in the file: append, never renumber.
enum class RecordType : unsigned char {
    messages = 1, // a run of one queue
    queueCreated = 2,
    queueChanged = 3, // settings
    queueDeleted = 4,
    queueTrimmed = 5, // the first id that is still kept
    channelCreated = 6,
    channelChanged = 7, // settings
    channelDeleted = 8,
    channelDelta = 9, // taken, acked, released, sought ...: see engine/queue/channel.h
    // Since version 3.
    queueBinned = 10, // deleted, to be restored or reclaimed; with a payload only its messages below this first id
    queueRestored = 11, // undoes that; with a payload its messages from this first id on
    commit = 15, // closes a group; without it the group did not happen
};

// Groups count from 1 over the life of the tape.
struct GroupNo {
    uint64_t value = 0;
    auto operator<=>(const GroupNo&) const = default;
};

// Slots count from 1 over the life of the tape; the place in the ring is another matter.
struct SlotNo {
    uint64_t value = 0;
    auto operator<=>(const SlotNo&) const = default;
};

// A run that a closed group put into the journal; its bytes live until free(slot).
struct HotRun {
    QueueNo queue;
    SlotNo slot;
    Run run;
};

class Journal {
public:
    struct Options {
        SyncMode sync = SyncMode::normal;
        GroupNo lastGroup = {}; // numbering goes on after these
        SlotNo lastSlot = {};
        uint32_t slotsMax = limits::kSlotsMax;
        uint32_t slotsReserved = limits::kSlotsReserved;
        uint64_t tapeId = 0; // ties the file to its tape (TapeContents::tapeId)
    };

    // Takes over `file` (null with SyncMode::off). The file is laid out afresh: whatever it held has been recovered and
    // sealed before (recovery.h). Errors: io, storageFull.
    static Result<std::unique_ptr<Journal>> create(
        std::unique_ptr<JournalFile> file, const Options& options, Random& random);
    ~Journal();

    // --- the open group ---

    // Makes room for one entry of at most `bytesMax` bytes of message `id` of `queue`, published at `time`; opens a new
    // run where the entry cannot continue the last one (other queue, id not contiguous, slot full). Returns where to
    // write (encodeEntry with previous = *previous), or null when publishes must be refused: ring full (isFull() tells)
    // — retry after free() — or the disk (storageFull() tells).
    char* reserve(QueueNo queue, MessageId id, Time time, size_t bytesMax, Time* previous);
    // Makes sure that all of `messages` can be reserved one after the other without touching the reserve (a publish of
    // several messages is all or nothing). False as reserve() says null.
    bool hasRoom(std::span<const NewMessage> messages);
    // Ends the entry begun by reserve(); `end` is what encodeEntry returned.
    void finishEntry(char* end, Time time);

    // Appends a record with an opaque payload. May use the slots kept in reserve. False only when even those are used
    // up or the payload exceeds a slot.
    bool append(RecordType type, QueueNo queue, std::string_view payload);

    // True when the open group holds anything.
    bool dirty() const;
    // The number that the open group will have.
    GroupNo openGroup() const;
    // Closes the open group with its commit record and writes it in one call (SyncMode::off: memory only). Appends the
    // group's runs to `runs`. After an error the journal is dead: every later call fails; nothing of the group
    // happened.
    Status closeGroup(std::vector<HotRun>& runs);

    // Makes every closed group durable. Thread-safe against the loop's calls. Never retried after an error.
    Status sync();

    // --- the ring ---
    SlotNo oldestSlot() const; // the oldest slot not yet freed
    SlotNo openSlot() const; // the slot being written
    uint32_t slotsUsed() const; // open one included
    uint32_t slotsMax() const;
    uint64_t bytesSince(SlotNo slot) const; // bytes of records in slots after `slot`; 0: there are none
    bool isFull() const;
    bool storageFull() const;
    // Closes the open slot, so that what it holds can be sealed while publishing goes on in the next one. No open
    // group. False when there is no place for a next slot.
    bool rotate();
    // Everything in slots up to and including `slot` (which is not the open slot) is sealed: recycle them.
    void free(SlotNo slot);
    // Gives memory of unused slots back to the system (after an idle while).
    void releaseMemory();
    // Bytes of the file.
    uint64_t fileBytes() const;

private:
    struct State;
    explicit Journal(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace tapedeck
