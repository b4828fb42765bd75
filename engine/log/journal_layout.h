// Bytes of the live journal: what the writer (journal.cpp) and the reader (recovery.cpp) must agree on. Pure.
// Specified in engine/log/FORMAT.md, section "Live journal"; change both together and raise kJournalVersion.
#pragma once

#include "engine/base/limits.h"
#include "engine/log/journal.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::layout {

// Page 0 belongs to TapeLock (who holds the tape), so that taking the lock never touches what must be recovered.
inline constexpr uint64_t kPageBytes = 4096;
// Two copies of the journal's header, on pages of their own: without its key no record can be told from noise, so one
// damaged page must not lose the journal.
inline constexpr uint64_t kHeaderAt[2] = {1 * kPageBytes, 2 * kPageBytes};
inline constexpr uint64_t kSlotsAt = 4 * kPageBytes;

inline constexpr char kJournalMagic[8] = {'T', 'A', 'P', 'E', 'L', 'I', 'V', 'E'};
inline constexpr uint32_t kJournalVersion = 3;
inline constexpr uint32_t kJournalVersionOldest = 1; // its records mean the same in all versions since

// Real ids, groups and slots never get near this; a reader refuses larger ones, so that sums of hostile numbers cannot
// wrap.
inline constexpr uint64_t kNumberMax = uint64_t{1} << 62;

struct JournalHeader {
    uint64_t tapeId = 0;
    uint64_t key = 0; // random; seeds every record's checksum
    uint64_t baseGroup = 0; // the last group before this journal was laid out
    uint64_t baseSlot = 0; // the last slot before this journal was laid out
};

// Below one disk sector, so that a header is either old or new.
inline constexpr size_t kHeaderBytes = 64;
std::string encodeHeader(const JournalHeader& header);
// Nothing when magic, version, slot size or checksum is wrong. `version` (if given) is set when the magic is right.
std::optional<JournalHeader> decodeHeader(std::string_view bytes, uint32_t* version = nullptr);

// The type of a slot's first record. Not in RecordType: no visitor ever sees it.
inline constexpr uint8_t kSlotStartType = 14;

// In disk order.
struct RecordHeader {
    uint64_t headerChecksum = 0; // of the bytes after it, see sealRecord()
    uint64_t payloadChecksum = 0; // of the padded payload
    uint32_t payloadBytes = 0; // without padding
    uint32_t queue = 0;
    uint32_t count = 0; // messages: how many; commit: records of the group; slot start: slots of the span
    uint8_t type = 0;
    uint8_t flags = 0; // 0
    uint16_t reserved = 0; // 0
    uint64_t first = 0; // messages: first id; commit: group number; slot start: slot number
    int64_t base = 0; // messages: base time; commit: last group known to be durable; slot start: oldest live slot
};
inline constexpr size_t kRecordHeaderBytes = 48;
static_assert(sizeof(RecordHeader) == kRecordHeaderBytes);

// Payload of a slot start.
struct SlotStart {
    uint64_t group = 0; // the group that was open when the slot was opened
    uint64_t recordsBefore = 0; // records of that group in earlier slots
};
inline constexpr size_t kSlotStartBytes = kRecordHeaderBytes + sizeof(SlotStart);
static_assert(sizeof(SlotStart) == 16);

// Kept free behind every record: padding, and the commit record that closes the group.
inline constexpr size_t kCommitRoom = 8 + kRecordHeaderBytes;

// Records begin at multiples of 8, so that a reader who lost its way finds the next one.
inline constexpr size_t padded(size_t bytes)
{
    return (bytes + 7) & ~size_t{7};
}

// Where a place (0, 1, ...) of the ring lies in the file.
inline constexpr uint64_t placeOffset(uint64_t place)
{
    return kSlotsAt + place * limits::kSlotBytes;
}

// Slots of `span` that a record with `payload` bytes needs when it is the first of its slot.
inline constexpr uint64_t slotsFor(uint64_t payload)
{
    return (kSlotStartBytes + kRecordHeaderBytes + payload + kCommitRoom + limits::kSlotBytes - 1) / limits::kSlotBytes;
}

// The seed of the header checksum of the record at `offset` of the file in slot `slot`. Key, slot and offset together
// make records of earlier rounds, of earlier journals and copies inside message bodies invalid.
inline uint64_t slotSeed(uint64_t key, uint64_t slot)
{
    uint64_t z = key + slot * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}
inline uint64_t recordSeed(uint64_t slotSeed, uint64_t offset)
{
    return slotSeed ^ (offset * 0xd6e8feb86659fd93ULL);
}

// Fills both checksums of the record at `record`, whose payload follows and is padded with zeros.
void sealRecord(char* record, uint64_t seed);
// The header at `record` when its checksum is right for `seed`.
std::optional<RecordHeader> openHeader(const char* record, uint64_t seed);
// Whether `payload` (padded) is what the header says.
bool payloadIntact(const RecordHeader& header, std::string_view payload);

} // namespace tapedeck::layout
