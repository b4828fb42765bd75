// The program's log: one line per event on stderr, as text or JSON, with the time in UTC and microseconds. No payloads,
// no tokens: the engine reports none, and control characters are escaped.
#pragma once

#include "app/config.h"
#include "engine/base/reporter.h"

#include <mutex>

namespace tapedeck {

// Thread-safe. A line is written in one call, so lines of several threads do not mix.
class LogReporter final : public Reporter {
public:
    LogReporter(LogFormat format, LogLevel level, int descriptor = 2);
    void report(Severity severity, std::string_view event, std::string_view text) override;
    // From now on only events of at least this level.
    void setLevel(LogLevel level);

private:
    std::mutex m_mutex;
    LogFormat m_format;
    LogLevel m_level;
    int m_descriptor;
};

} // namespace tapedeck
