#include "app/log_reporter.h"

#include "app/json.h"
#include "app/terminal.h"

#include "engine/base/clock.h"
#include "engine/base/time_forms.h"

#include <unistd.h>

namespace tapedeck {

namespace {

constexpr const char* kNames[] = {"debug", "info", "warning", "error"};

} // namespace

std::string logLine(LogFormat format, Severity severity, std::string_view event, std::string_view text)
{
    const std::string now = formatTime(SystemClock().wall());
    const char* level = kNames[static_cast<size_t>(severity)];
    if (format == LogFormat::json)
        return jsonLine({{"time", now}, {"level", level}, {"event", std::string(event)}, {"text", std::string(text)}});
    return now + " " + level + " " + std::string(event) + " " + escapeForTerminal(text);
}

LogReporter::LogReporter(LogFormat format, LogLevel level, int descriptor)
    : m_format(format)
    , m_level(level)
    , m_descriptor(descriptor)
{
}

void LogReporter::report(Severity severity, std::string_view event, std::string_view text)
{
    std::scoped_lock lock(m_mutex);
    if (static_cast<int>(severity) < static_cast<int>(m_level))
        return;
    const std::string line = logLine(m_format, severity, event, text) + "\n";
    // A log that cannot be written must not stop the broker.
    [[maybe_unused]] ssize_t ignored = write(m_descriptor, line.data(), line.size());
}

void LogReporter::change(LogFormat format, LogLevel level)
{
    std::scoped_lock lock(m_mutex);
    m_format = format;
    m_level = level;
}

void TailReporter::report(Severity severity, std::string_view event, std::string_view text)
{
    std::scoped_lock lock(m_mutex);
    if (static_cast<int>(severity) < static_cast<int>(m_level))
        return;
    m_lines.push_back(logLine(LogFormat::text, severity, event, text));
    if (m_lines.size() > kLinesKept)
        m_lines.pop_front();
}

std::string TailReporter::text() const
{
    std::scoped_lock lock(m_mutex);
    std::string out;
    for (const std::string& line : m_lines)
        out += line + "\n";
    return out;
}

} // namespace tapedeck
