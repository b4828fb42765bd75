// Player: the schedule of one replay. Says what to read next, which of the messages read ahead are due, and how far it
// is.
//
// A pure state machine, owned by the loop thread: it holds ids, times and sizes of the messages read ahead, never the
// messages; monotonic time is passed in; it does no I/O and knows no broker (engine/broker/replays.h drives it).
//
// The schedule is a clock of its own that starts at 0 with the first message of a pass, stands still while paused, and
// jumps to a message that is stepped to. So a pause shifts all that comes, and after a step the original gap follows.
#pragma once

#include "engine/base/rate_meter.h"
#include "engine/base/units.h"
#include "engine/replay/replay.h"
#include "engine/replay/timing.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tapedeck {

class Player {
public:
    // `speed` has passed Timing::check().
    Player(const ReplaySpeed& speed, bool loop);

    // --- states ---

    PlayerState state() const;
    bool live() const { return m_phase == Phase::finding || m_phase == Phase::running; }
    // The range was found: plays [first, end), which may be empty. State finding only. With speed `step` it is paused
    // from here on.
    void begin(MessageId first, MessageId end, Duration now);
    void stop();
    void fail();
    // Both are without effect on an ended player. resume() is false with speed `step`, which has nothing to resume.
    void pause(Duration now);
    bool resume(Duration now);
    // The next message is due at once, whether paused or not; several calls add up.
    void step();
    // Goes on from there, which is inside the range or its end: the first message from there is due at once (when it is
    // not paused). State running; what was read ahead is forgotten, and a read under way has to be ended before.
    void seek(MessageId to, Duration now);

    // --- reading ahead: one read at a time ---

    struct Fetch {
        MessageId from;
        uint32_t count = 0;
        size_t bytesMax = 0;
    };
    // What to read now; nothing while a read is under way, the buffer is full, or the rest of the pass is buffered.
    std::optional<Fetch> nextFetch() const;
    void fetchStarted();

    struct Item {
        MessageId id;
        Time time;
        size_t bytes = 0;
        bool chosen = true; // by the filter; else it is left out
    };
    // Ends the read with what came, in order of ids, none before the one asked for. Returns how many of the items are
    // inside the range (the first ones), and the chosen ones of those are buffered now; the rest are not wanted. Ids
    // that are not among the items are counted as missing.
    size_t arrived(std::span<const Item> items);
    // Ends the read (if one is under way) without messages: those before `next` cannot be had and are left out.
    void missing(MessageId next);
    // Ends the read without a result: it will be asked for again.
    void fetchFailed() { m_fetching = false; }

    // --- playing ---

    // How many of the buffered messages, from the oldest on, are to be published now; bounded for one turn of the event
    // loop. Also ends a pass that is over: finished, or from the start again when looping.
    size_t due(Duration now);
    // The `count` oldest were published (count <= due()).
    void published(size_t count, Duration now);
    // The moment when due() has something to do: a moment in the past means at once, nothing means not before a
    // fetch arrives or a control is used.
    std::optional<Duration> nextDue() const;

    // --- looking ---

    size_t buffered() const { return m_items.size() - m_head; }
    MessageId position() const { return buffered() > 0 ? m_items[m_head].id : m_fetchAt; }
    uint64_t missed() const { return m_missed; } // ids that could not be had, all passes
    // Fills in state, range, position, done and total (of this pass), source time, drift and rate.
    void describe(PlayerInfo& info, Duration now);

private:
    enum class Phase : unsigned char { finding, running, finished, stopped, failed };

    bool passOver() const;
    void endPass(Duration now);
    Duration elapsed(Duration now) const;
    void setElapsed(Duration elapsed, Duration now);
    Duration offsetOf(size_t ahead) const; // of the message `ahead` places behind the oldest buffered one
    size_t plannedDue(Duration now) const;
    size_t turnLimit(size_t count) const;
    void dropBuffer();

    ReplaySpeed m_speed;
    Timing m_timing;
    bool m_loop;
    Phase m_phase = Phase::finding;
    bool m_paused = false;
    bool m_fetching = false;
    bool m_anchored = false; // m_base is known
    MessageId m_first, m_end;
    MessageId m_fetchAt; // next to be read

    std::vector<Item> m_items; // read ahead; those before m_head are published
    size_t m_head = 0;
    size_t m_bytes = 0;
    uint64_t m_steps = 0; // asked for and not yet done

    // The schedule's clock: now - m_origin, or m_stoppedAt while paused.
    Duration m_origin;
    Duration m_stoppedAt;
    Time m_base; // time of the pass's first message
    Time m_lastTime; // of the last message that arrived in this pass
    uint64_t m_done = 0; // published in this pass, or jumped over
    uint64_t m_doneBefore = 0; // of these, when the schedule's clock started
    uint64_t m_leftOut = 0; // by the filter in this pass

    uint64_t m_missed = 0;
    Time m_sourceTime;
    Duration m_drift;
    RateMeter m_rate;
};

} // namespace tapedeck
