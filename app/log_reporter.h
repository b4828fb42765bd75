// The program's log: one line per event on stderr, as text or JSON, with the time in UTC and microseconds. No payloads,
// no tokens: the engine reports none, and control characters are escaped.
#pragma once

#include "app/config.h"
#include "engine/base/reporter.h"

#include <deque>
#include <mutex>
#include <string>

namespace tapedeck {

// "2026-07-31T14:03:05.000000Z info serve.listening RESP on 127.0.0.1:9797", or the same as JSON; no line break.
std::string logLine(LogFormat format, Severity severity, std::string_view event, std::string_view text);

// Thread-safe. A line is written in one call, so lines of several threads do not mix.
class LogReporter final : public Reporter {
public:
    LogReporter(LogFormat format, LogLevel level, int descriptor = 2);
    void report(Severity severity, std::string_view event, std::string_view text) override;
    // From now on only events of at least this level, and in this form.
    void change(LogFormat format, LogLevel level);

private:
    std::mutex m_mutex;
    LogFormat m_format;
    LogLevel m_level;
    int m_descriptor;
};

// Keeps the last lines instead of writing them, for whoever wants to see them only if something fails. Thread-safe.
class TailReporter final : public Reporter {
public:
    static constexpr size_t kLinesKept = 200;

    explicit TailReporter(LogLevel level)
        : m_level(level)
    {
    }
    void report(Severity severity, std::string_view event, std::string_view text) override;
    std::string text() const; // each line with its break

private:
    mutable std::mutex m_mutex;
    const LogLevel m_level;
    std::deque<std::string> m_lines;
};

} // namespace tapedeck
