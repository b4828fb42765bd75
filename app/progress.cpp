#include "app/progress.h"

#include "app/terminal.h"

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tapedeck {

namespace {

constexpr Duration kRedraw = Duration::millis(100);
constexpr size_t kBarMin = 8, kBarMax = 40; // cells of the bar; less is left out
constexpr double kNewRateShare = 0.2; // of the smoothed rate, per redrawing: steady, and right within two seconds

std::string amount(uint64_t n, ProgressState::Unit unit)
{
    return unit == ProgressState::Unit::bytes ? humanBytes(n) : grouped(n);
}

std::string barOf(const ProgressState& state, size_t cells)
{
    const double share = std::min(1.0, static_cast<double>(state.done) / static_cast<double>(state.total));
    const size_t full = static_cast<size_t>(share * static_cast<double>(cells));
    std::string bar(full, '=');
    if (full < cells)
        bar += '>' + std::string(cells - full - 1, ' ');
    return (state.colour ? "[\033[32m" + bar + "\033[0m]" : "[" + bar + "]") + " ";
}

size_t terminalColumns()
{
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void writeToTerminal(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

} // namespace

std::string humanDuration(Duration d)
{
    const int64_t seconds = std::max<int64_t>(0, (d.micros + 500'000) / 1'000'000);
    const int64_t minutes = seconds / 60, hours = minutes / 60;
    if (hours > 0)
        return std::to_string(hours) + " h " + std::to_string(minutes % 60) + " min";
    if (minutes > 0)
        return std::to_string(minutes) + " min " + std::to_string(seconds % 60) + " s";
    return std::to_string(seconds) + " s";
}

std::string progressLine(const ProgressState& state, size_t columns)
{
    const bool known = state.total > 0;
    std::string text;
    if (known) {
        const uint64_t percent = std::min<uint64_t>(
            100, static_cast<uint64_t>(100.0 * static_cast<double>(state.done) / static_cast<double>(state.total)));
        const std::string number = std::to_string(percent);
        text += std::string(3 - number.size(), ' ') + number + " %  ";
    }
    text += amount(state.done, state.unit);
    if (known)
        text += " of " + amount(state.total, state.unit);
    if (state.unit == ProgressState::Unit::messages)
        text += " messages";
    if (state.perSecond >= 1) {
        text += "  " + amount(static_cast<uint64_t>(state.perSecond), state.unit) + "/s";
        if (known && state.done < state.total) {
            const double left = static_cast<double>(state.total - state.done) / state.perSecond;
            if (left < 86'400.0 * 365)
                text += "  " + humanDuration(Duration{static_cast<int64_t>(left * 1e6)}) + " left";
        }
    }
    const std::string head = state.what + " ";
    const size_t taken = head.size() + text.size() + 3; // the bar's brackets and blank
    std::string bar;
    if (known && taken + kBarMin <= columns)
        bar = barOf(state, std::min(columns - taken, kBarMax));
    else if (head.size() + text.size() > columns)
        return (head + text).substr(0, columns);
    return head + bar + text;
}

Progress::Progress(
    const Environment& environment, std::string what, uint64_t total, ProgressState::Unit unit, bool quiet)
    : m_shown(!quiet && isatty(STDERR_FILENO) == 1)
{
    m_state.unit = unit;
    m_state.what = std::move(what);
    m_state.total = total;
    m_state.colour = !environment.get("NO_COLOR");
    m_lastDrawn = m_clock.monotonic();
}

Progress::~Progress()
{
    clear();
}

void Progress::moveTo(uint64_t done)
{
    m_state.done = done;
    if (!m_shown)
        return;
    const Duration now = m_clock.monotonic();
    if (now.micros - m_lastDrawn.micros >= kRedraw.micros)
        draw(now);
}

void Progress::draw(Duration now)
{
    const double seconds = static_cast<double>(now.micros - m_lastDrawn.micros) / 1e6;
    const double rate = static_cast<double>(m_state.done - std::min(m_lastDone, m_state.done)) / seconds;
    m_state.perSecond = m_state.perSecond > 0 ? m_state.perSecond + kNewRateShare * (rate - m_state.perSecond) : rate;
    m_lastDrawn = now;
    m_lastDone = m_state.done;
    m_onScreen = true;
    writeToTerminal("\r\033[K" + progressLine(m_state, terminalColumns() - 1));
}

void Progress::clear()
{
    if (m_onScreen)
        writeToTerminal("\r\033[K");
    m_onScreen = false;
}

} // namespace tapedeck
