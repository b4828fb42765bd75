// Puts the records of a journal, read in order, back into groups, and tells damage from an unfinished tail.
// Pure; used by readJournal() only. Keeps pointers to the records it is given.
#pragma once

#include "engine/log/journal_layout.h"
#include "engine/log/recovery.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

class GroupAssembler {
public:
    // What was found, in order: a whole group, or damage that something valid follows.
    struct Event {
        bool isGroup = false;
        uint64_t group = 0; // of a group: its number
        size_t firstRecord = 0, records = 0; // of a group: its part of records()
        JournalDamage damage;
        bool lost = false; // of damage: groups are missing; the first one is damage.after + 1 where that can be told
    };

    // The first slot to come is the journal's first, so the first group follows `lastGroup`. Not called when slots
    // before it are sealed: then the first slot's start record tells.
    void beginAfter(uint64_t lastGroup);
    // A slot begins.
    void slot(const layout::SlotStart& start, uint64_t offset);
    // A slot begins whose start record is damaged. `alone`: what follows that record is valid.
    void slotWithoutStart(uint64_t offset, bool alone);
    // A valid record that is neither slot start nor commit.
    void record(const char* record);
    void commit(const layout::RecordHeader& header, uint64_t offset);
    // Bytes from `offset` on are not what was written.
    void gap(uint64_t offset, const std::string& text);
    // No more slots.
    void finish();

    const std::vector<Event>& events() const { return m_events; }
    const std::vector<const char*>& records() const { return m_records; }
    // Something unfinished was found at the end.
    bool tornTail() const { return m_tornTail; }
    // The highest group that any commit record knows to be durable.
    uint64_t durableGroup() const { return m_durable; }

private:
    struct Gap {
        uint64_t offset = 0;
        std::string text;
        bool confirmed = false; // a later slot says that groups were closed in between
        uint64_t after = 0;
    };
    void note(const std::string& text);
    void notePending();
    void emitGap(uint64_t lostUpTo);

    std::vector<const char*> m_records;
    std::vector<Event> m_events;
    size_t m_pendingFrom = 0; // records of the group not yet closed, or since the gap
    uint64_t m_before = 0; // records of that group in slots that need no reading
    bool m_started = false; // m_last means something
    bool m_unknownLoss = false; // before that, something is missing, and nothing tells what
    uint64_t m_last = 0; // number of the last group seen closed
    std::optional<Gap> m_gap;
    bool m_tornTail = false;
    uint64_t m_durable = 0;
};

// "messages 5 to 9 of queue 3", for reports.
std::string describeRecord(const layout::RecordHeader& header);

} // namespace tapedeck
