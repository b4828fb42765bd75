// Byte layout of a channel's deltas and state. A stored format: numbers are appended, never changed.
//
// A delta is a sequence of operations, each one byte of DeltaOp and then a fixed number of varints
// (engine/base/bytes.h), so it can be cut between operations. Signed values are zigzag-coded; times are microseconds
// since the epoch. `back` names a ticket by its distance: sequence number = next sequence number before the operation -
// back. A run means `count` neighbouring sequence numbers from there on.
//
// A state is: version byte; ticket key (8 bytes, little-endian); next sequence number; cursor; last touched (signed,
// seconds); settings as in DeltaOp::settings; then three lists, each with its length first:
//   runs of tickets by sequence number: gap after the run before (the first: after 0), id, deadline, attempts, count;
//   in a
//     run sequence numbers and ids ascend by one; id and deadline are signed differences to the run before;
//   messages owed, in the order in which they will be handed out: due, id (signed differences to the one before),
//   attempts; dead letters by id: gap to the id before, time (signed difference), attempts, reason.
// Version 1 ends here. Version 2, written only when there is something to write, has one list more, with its length
// first: ranges of ids settled ahead of the cursor, ascending: gap to the end of the range before (the first: to the
// cursor), length; neither is 0.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/units.h"
#include "engine/queue/settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

inline constexpr uint8_t kChannelStateVersion = 1;
inline constexpr uint8_t kChannelStateVersionAhead = 2;

// Sequence numbers in stored bytes stay below this, so that a hostile tape cannot use up the tickets.
inline constexpr uint64_t kStoredSequenceMax = uint64_t{1} << 52;

enum class DeltaOp : uint8_t {
    taken = 1, // skip, count, deadline (signed): ids from cursor + skip on got tickets; the cursor follows
    takenAcked = 2, // skip, count: the same without tickets
    redelivered = 3, // back, count, deadline (signed): a run of expired tickets got new ones, one attempt more
    settled = 4, // back, count: a run of tickets is gone
    dueTaken = 5, // count, deadline (signed): the first messages owed got tickets
    dueAcked = 6, // count: the same without tickets
    deferred = 7, // skip, due (signed): id cursor + skip is owed later; the cursor is behind it
    skipped = 8, // skip: the cursor moved
    givenBack = 9, // back, due (signed), attempts: a ticket's message is owed again
    buried = 10, // back, time (signed), reason: a ticket's message is a dead letter
    extended = 11, // back, deadline (signed)
    sought = 12, // cursor
    purged = 13, // head, 1 if dead letters went too
    trimmed = 14, // first
    settings = 15, // time-out in microseconds, attempt limit, 1 if paused
    deadReplayed = 16, // id, due (signed)
    allDeadReplayed = 17, // due (signed)
    deadPurged = 18, // id
    allDeadPurged = 19, // nothing
    ticketsSkipped = 20, // count: these sequence numbers are left out
    settledAhead = 21, // skip, count: ids from cursor + skip on need no delivery; the cursor leaves those behind it
    owedSettled = 22, // id: the message is owed no more
    // Since version 2 of the journal.
    unsettled = 23, // id, due (signed), attempts: a message below the cursor that was settled is owed again
    aheadForgotten = 24, // skip, count: ids from cursor + skip on, which were settled ahead, need their delivery again
    // Since version 3 of the journal.
    letterRestored = 25, // id, time (signed), attempts, reason: a dead letter that a purge took is there again
};

inline constexpr int kDeltaFieldsMax = 4;

struct ChannelOperation {
    DeltaOp op = DeltaOp::settled;
    uint64_t fields[kDeltaFieldsMax] = {};
    Time time(int field) const { return {unzigzag(fields[field])}; }
};

// Appends one operation; unused fields are not written.
void putOperation(std::string& delta, DeltaOp op, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0, uint64_t d = 0);
inline uint64_t timeField(Time time)
{
    return zigzag(time.micros);
}
// Reads the next operation; false at the end and at malformed bytes (then in.ok() is false).
bool nextOperation(ByteReader& in, ChannelOperation* operation);
// The length of the longest prefix of whole operations that has at most `bytesMax` bytes: for a journal whose records
// are limited. At least one operation if there is any; `delta` must be well-formed.
size_t cutDelta(std::string_view delta, size_t bytesMax);

// The settings from their three fields; nothing if out of range.
std::optional<ChannelSettings> settingsFromFields(uint64_t timeoutMicros, uint64_t attemptLimit, uint64_t paused);

} // namespace tapedeck
