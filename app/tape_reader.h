// Reads messages of a tape file that no broker has open, without changing a byte of it.
// For commands; one thread (scan() uses others while it runs).
#pragma once

#include "engine/base/result.h"
#include "engine/filter/filter.h"
#include "engine/log/message.h"
#include "engine/log/tape.h"

#include <functional>
#include <memory>
#include <string>

namespace tapedeck {

// What to look for: matches with ids in [from, until).
struct TapeScan {
    Filter filter;
    MessageId from{0}, until{UINT64_MAX};
    Time now;
};

class TapeReader {
public:
    // Errors: those of Tape::open, and inUse when a broker has it open.
    static Result<std::unique_ptr<TapeReader>> open(const std::string& path);
    ~TapeReader();

    const TapeContents& contents() const { return m_contents; }
    // A crashed run left a live journal: messages that are not sealed yet are read from it, if their queue is in the
    // tape.
    bool hasJournal() const { return m_hasJournal; }
    const StoredQueue* findQueue(std::string_view name) const;

    // Calls `take` with each message from the first id >= `from` on, until it returns false. Views live during the
    // call. Errors: damaged, io.
    Status read(const StoredQueue& queue, MessageId from, const std::function<bool(const MessageView&)>& take);
    // The messages that a filter matches, in order, found by several threads; `take` and `looked` are called on the
    // caller's. `looked` tells how many messages were looked at or left out. Errors: damaged, io.
    using Take = std::function<bool(const MessageView&)>;
    using Looked = std::function<void(uint64_t messages)>;
    Status scan(const StoredQueue& queue, const TapeScan& what, const Take& take, const Looked& looked);
    uint64_t messages(const StoredQueue& queue) const; // sealed ones
    // The first id whose time is not before `time`; the end if there is none.
    Result<MessageId> findTime(const StoredQueue& queue, Time time);
    // The id after the last message.
    Result<MessageId> end(const StoredQueue& queue);

private:
    class FrameChooser;
    TapeReader() = default;
    Status readSegment(
        const SegmentRow& row, MessageId from, const std::function<bool(const MessageView&)>& take, bool& going);
    Status readJournalRuns(
        const StoredQueue& queue, MessageId from, const std::function<bool(const MessageView&)>& take);

    std::unique_ptr<Tape> m_tape;
    TapeContents m_contents;
    std::string m_sidecar;
    int m_lock = -1;
    bool m_hasJournal = false;
};

} // namespace tapedeck
