#include "engine/base/time_forms.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace tapedeck {

namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;
constexpr int64_t kFirst = -62'135'596'800 * kSecond; // 0001-01-01T00:00:00Z
constexpr int64_t kLast = 253'402'300'800 * kSecond - 1; // 9999-12-31T23:59:59.999999Z

// Reads a text from its front; a reader that fails says so and the caller gives up.
class Scanner {
public:
    explicit Scanner(std::string_view text)
        : m_text(text)
    {
    }

    bool atEnd() const { return m_text.empty(); }
    bool take(char c)
    {
        if (m_text.empty() || m_text.front() != c)
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    bool takeWord(std::string_view word)
    {
        if (m_text.substr(0, word.size()) != word)
            return false;
        m_text.remove_prefix(word.size());
        return true;
    }
    // Exactly `digits` of them.
    std::optional<int> fixed(size_t digits)
    {
        const auto number = upTo(digits);
        return number && m_lastDigits == digits ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
    }
    // One to `most` digits.
    std::optional<int64_t> upTo(size_t most)
    {
        int64_t value = 0;
        m_lastDigits = 0;
        while (m_lastDigits < most && !m_text.empty() && m_text.front() >= '0' && m_text.front() <= '9') {
            value = value * 10 + (m_text.front() - '0');
            m_text.remove_prefix(1);
            ++m_lastDigits;
        }
        return m_lastDigits > 0 ? std::optional<int64_t>(value) : std::nullopt;
    }
    // ".123456" to microseconds; 0 without a point.
    std::optional<int64_t> fraction()
    {
        if (!take('.'))
            return 0;
        const auto head = upTo(6);
        if (!head)
            return std::nullopt;
        int64_t micros = *head;
        for (size_t n = m_lastDigits; n < 6; ++n)
            micros *= 10;
        while (!m_text.empty() && m_text.front() >= '0' && m_text.front() <= '9')
            m_text.remove_prefix(1);
        return micros;
    }

private:
    std::string_view m_text;
    size_t m_lastDigits = 0;
};

// "14:03", "14:03:05", "14:03:05.5": microseconds since midnight.
std::optional<int64_t> timeOfDay(Scanner& in)
{
    const auto hour = in.fixed(2);
    if (!hour || *hour > 23 || !in.take(':'))
        return std::nullopt;
    const auto minute = in.fixed(2);
    if (!minute || *minute > 59)
        return std::nullopt;
    int64_t micros = (*hour * 3600 + *minute * 60) * kSecond;
    if (!in.take(':'))
        return micros;
    const auto second = in.fixed(2);
    if (!second || *second > 60) // a leap second is the first of the next minute
        return std::nullopt;
    const auto part = in.fraction();
    if (!part)
        return std::nullopt;
    return micros + *second * kSecond + *part;
}

// "Z" or "+02:00"; the local offset if there is neither.
std::optional<int64_t> zone(Scanner& in, Duration local)
{
    if (in.take('Z') || in.take('z'))
        return 0;
    const bool east = in.take('+');
    if (!east && !in.take('-'))
        return local.micros;
    const auto hours = in.fixed(2);
    in.take(':');
    const auto minutes = in.fixed(2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    const int64_t offset = (*hours * 3600 + *minutes * 60) * kSecond;
    return east ? offset : -offset;
}

std::optional<Time> inRange(int64_t micros)
{
    if (micros < kFirst || micros > kLast)
        return std::nullopt;
    return Time{micros};
}

std::optional<Time> parseDate(std::string_view text, Duration local)
{
    Scanner in(text);
    const auto year = in.fixed(4);
    const bool dash = in.take('-');
    const auto month = in.fixed(2);
    const bool dash2 = in.take('-');
    const auto day = in.fixed(2);
    if (!year || !dash || !month || !dash2 || !day)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return std::nullopt;
    const int64_t midnight = std::chrono::sys_days(date).time_since_epoch().count() * kDay;
    if (in.atEnd())
        return inRange(midnight - local.micros);
    if (!in.take('T') && !in.take('t') && !in.take(' '))
        return std::nullopt;
    const auto ofDay = timeOfDay(in);
    const auto offset = ofDay ? zone(in, local) : std::nullopt;
    if (!offset || !in.atEnd())
        return std::nullopt;
    return inRange(midnight + *ofDay - *offset);
}

std::optional<Time> parseClock(std::string_view text, Time now, Duration local)
{
    Scanner in(text);
    const auto ofDay = timeOfDay(in);
    if (!ofDay || !in.atEnd())
        return std::nullopt;
    const int64_t localNow = now.micros + local.micros;
    int64_t midnight = localNow - ((localNow % kDay) + kDay) % kDay;
    if (midnight + *ofDay > localNow)
        midnight -= kDay;
    return inRange(midnight + *ofDay - local.micros);
}

// "-1h30m"; the sign has been read.
std::optional<Time> parseAgo(Scanner& in, Time now)
{
    int64_t ago = 0;
    bool first = true;
    do {
        const auto number = in.upTo(12);
        if (!number)
            return std::nullopt;
        int64_t unit = kSecond;
        if (in.takeWord("ms"))
            unit = 1000;
        else if (in.takeWord("us"))
            unit = 1;
        else if (in.take('m'))
            unit = 60 * kSecond;
        else if (in.take('h'))
            unit = 3600 * kSecond;
        else if (in.take('d'))
            unit = kDay;
        else if (!in.take('s') && !(first && in.atEnd())) // digits alone are seconds
            return std::nullopt;
        first = false;
        int64_t part = 0;
        if (__builtin_mul_overflow(*number, unit, &part) || __builtin_add_overflow(ago, part, &ago))
            return std::nullopt;
    } while (!in.atEnd());
    return inRange(now.micros - std::min(ago, now.micros - kFirst + 1));
}

std::optional<Time> parseEpoch(std::string_view text)
{
    constexpr int64_t kMillisFrom = 100'000'000'000;
    constexpr int64_t kMicrosFrom = 100'000'000'000'000;
    Scanner in(text);
    const auto number = in.upTo(18);
    const auto part = number ? in.fraction() : std::nullopt;
    if (!part || !in.atEnd())
        return std::nullopt;
    if (*number >= kMicrosFrom)
        return inRange(*number);
    if (*number >= kMillisFrom)
        return inRange(*number * 1000 + *part / 1000);
    return inRange(*number * kSecond + *part);
}

} // namespace

std::optional<Time> parseTime(std::string_view text, Time now, Duration utcOffset)
{
    if (text == "now")
        return now;
    if (!text.empty() && text.front() == '-') {
        Scanner in(text.substr(1));
        return parseAgo(in, now);
    }
    if (text.size() > 2 && text[2] == ':')
        return parseClock(text, now, utcOffset);
    if (text.size() > 4 && text[4] == '-')
        return parseDate(text, utcOffset);
    return parseEpoch(text);
}

std::string formatTime(Time time, Duration utcOffset)
{
    const int64_t local = std::clamp(time.micros, kFirst, kLast - kDay) + utcOffset.micros;
    const int64_t ofDay = ((local % kDay) + kDay) % kDay;
    const std::chrono::year_month_day date{
        std::chrono::sys_days(std::chrono::days(static_cast<int>((local - ofDay) / kDay)))};
    const auto seconds = static_cast<int>(ofDay / kSecond);
    char text[64];
    int length = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), seconds / 3600, seconds / 60 % 60,
        seconds % 60, static_cast<int>(ofDay % kSecond));
    std::string out(text, static_cast<size_t>(length));
    const auto minutes = static_cast<int>(utcOffset.micros / (60 * kSecond));
    if (minutes == 0)
        return out + "Z";
    length = std::snprintf(text, sizeof text, "%c%02d:%02d", minutes < 0 ? '-' : '+', std::abs(minutes) / 60 % 100,
        std::abs(minutes) % 60);
    return out.append(text, static_cast<size_t>(length));
}

Duration systemUtcOffset(Time at)
{
    const time_t seconds = at.micros / kSecond;
    std::tm local{};
    ::localtime_r(&seconds, &local);
    return Duration::seconds(local.tm_gmtoff);
}

} // namespace tapedeck
