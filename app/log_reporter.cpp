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
    std::string now = formatTime(SystemClock().wall());
    const char* level = kNames[static_cast<size_t>(severity)];
    std::string line;
    if (m_format == LogFormat::json)
        line = jsonLine({{"time", now}, {"level", level}, {"event", std::string(event)}, {"text", std::string(text)}});
    else
        line = now + " " + level + " " + std::string(event) + " " + escapeForTerminal(text);
    line += '\n';
    // A log that cannot be written must not stop the broker.
    [[maybe_unused]] ssize_t ignored = write(m_descriptor, line.data(), line.size());
}

void LogReporter::setLevel(LogLevel level)
{
    std::scoped_lock lock(m_mutex);
    m_level = level;
}

} // namespace tapedeck
