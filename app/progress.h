// Progress of long work, for people: one line on standard error with a bar, the rate and the time left, drawn over and
// over in the same place. Where standard error is no terminal nothing is ever printed, so logs and pipes stay clean.
//
// One thread. advance() reads the clock and returns unless a tenth of a second has passed: cheap enough per message.
// Never writes to standard output, which belongs to the command's result.
#pragma once

#include "app/environment.h"
#include "engine/base/clock.h"

#include <cstdint>
#include <string>

namespace tapedeck {

// What the line is made of.
struct ProgressState {
    enum class Unit : unsigned char { messages, bytes } unit = Unit::messages;
    std::string what; // "export"
    uint64_t done = 0;
    uint64_t total = 0; // 0 = unknown: no bar and no time left
    double perSecond = 0; // 0 = not known yet
    bool colour = false;
};

// "export [=====>    ]  52 %  1,200,000 of 2,300,000 messages  310,000/s  4 s left", cut to fit `columns`, which the
// bar takes up first. Pure.
std::string progressLine(const ProgressState& state, size_t columns);

// "3 h 20 min", "4 min 10 s", "12 s". Pure.
std::string humanDuration(Duration d);

class Progress {
public:
    // `what` names the work in one word; `total` 0 = unknown. Does nothing unless standard error is a terminal; `quiet`
    // (such as for --json on a terminal) does nothing either.
    Progress(const Environment& environment, std::string what, uint64_t total,
        ProgressState::Unit unit = ProgressState::Unit::messages, bool quiet = false);
    // Removes the line.
    ~Progress();
    Progress(const Progress&) = delete;

    void advance(uint64_t n) { moveTo(m_state.done + n); }
    void moveTo(uint64_t done);
    void setTotal(uint64_t total) { m_state.total = total; }
    uint64_t done() const { return m_state.done; }
    // Removes the line, so that something else can be printed; the next advance() draws it again.
    void clear();

private:
    void draw(Duration now);

    SystemClock m_clock;
    ProgressState m_state;
    bool m_shown; // standard error is a terminal
    bool m_onScreen = false;
    Duration m_lastDrawn; // when, and what had been done then
    uint64_t m_lastDone = 0;
};

} // namespace tapedeck
