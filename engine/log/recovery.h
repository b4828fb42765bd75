// Reads what a crashed run left in the sidecar. Runs before the journal is laid out afresh. Pure over a JournalFile.
// What it does with each kind of damage: engine/log/FORMAT.md, section "Recovery".
#pragma once

#include "engine/base/result.h"
#include "engine/log/journal.h"
#include "engine/log/journal_file.h"

#include <string>
#include <vector>

namespace tapedeck {

// Receives the records of complete groups in order. Views live during the call only.
class JournalVisitor {
public:
    virtual ~JournalVisitor() = default;
    virtual void onRun(GroupNo group, QueueNo queue, const Run& run) = 0;
    virtual void onRecord(GroupNo group, RecordType type, QueueNo queue, std::string_view payload) = 0;
};

// A place where the journal is damaged before its last commit record: data that had been answered may be lost.
struct JournalDamage {
    uint64_t offset = 0; // in the file
    GroupNo after; // the last whole group before it
    bool unsynced = false; // in groups that the journal does not know to be on disk: after a power failure this is
                           // expected and nothing answered under SyncMode::full is concerned
    std::string text; // what, with queue and id range where they can be told
};

struct JournalReport {
    bool present = false; // a journal of this tape was found (false: empty, new, or only a lock holder's header)
    GroupNo lastGroup; // 0 = none
    SlotNo lastSlot;
    uint64_t groups = 0, records = 0, messages = 0;
    bool tornTail = false; // an unfinished group at the end was cut: expected after a crash
    std::vector<JournalDamage> damage;
};

// `tapeId` must match the journal's, else an Error `damaged` that says so. Slots up to `sealed`
// (TapeContents::sealedSlot) are in the tape already: they are neither read nor missed, for their places may be half
// overwritten by now. Groups at or below TapeContents::foldedGroup in later slots are delivered (the caller skips their
// control records and ids that are sealed): recovery is idempotent. Errors: damaged (another tape's journal, or neither
// header is whole), unsupported (a later version), io.
Result<JournalReport> readJournal(JournalFile& file, uint64_t tapeId, JournalVisitor& visitor, SlotNo sealed = {});

} // namespace tapedeck
