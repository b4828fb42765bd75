#include "engine/broker/replay_headers.h"

#include "engine/base/limits.h"
#include "engine/replay/replay.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>

namespace tapedeck {

namespace {

constexpr size_t kDateBytes = 20; // "2026-11-21T07:51:17."
constexpr size_t kTimeBytes = 27; // ... and "123456Z"
constexpr size_t kNumberBytesMax = 20;
constexpr int64_t kMillion = 1'000'000;

// The years that RFC 3339 can write: 0001-01-01T00:00:00.000000Z ... 9999-12-31T23:59:59.999999Z.
constexpr int64_t kMicrosMin = -62'135'596'800 * kMillion;
constexpr int64_t kMicrosMax = 253'402'300'800 * kMillion - 1;

std::string encodedText(std::string_view text)
{
    std::string out;
    ByteWriter(out).text(text);
    return out;
}

char* putDigits(char* out, unsigned value, int digits)
{
    for (int i = digits - 1; i >= 0; --i) {
        out[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    return out + digits;
}

void writeDate(char* out, int64_t second)
{
    using namespace std::chrono;
    const sys_seconds at{seconds{second}};
    const sys_days day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss clock{at - day};
    out = putDigits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    *out++ = '-';
    out = putDigits(out, static_cast<unsigned>(date.month()), 2);
    *out++ = '-';
    out = putDigits(out, static_cast<unsigned>(date.day()), 2);
    *out++ = 'T';
    out = putDigits(out, static_cast<unsigned>(clock.hours().count()), 2);
    *out++ = ':';
    out = putDigits(out, static_cast<unsigned>(clock.minutes().count()), 2);
    *out++ = ':';
    out = putDigits(out, static_cast<unsigned>(clock.seconds().count()), 2);
    *out = '.';
}

bool isReplayHeader(std::string_view name)
{
    return name == kReplayedFromHeader || name == kReplayedTimeHeader || name == kReplayRunHeader;
}

} // namespace

ReplayHeaders::ReplayHeaders(std::string_view sourceQueue, uint64_t run)
    : m_fromName(encodedText(kReplayedFromHeader))
    , m_queueSlash(std::string(sourceQueue) + '/')
    , m_timeName(encodedText(kReplayedTimeHeader))
    , m_run(encodedText(kReplayRunHeader) + encodedText(std::to_string(run)))
{
    m_timeName.push_back(static_cast<char>(kTimeBytes));
    m_bytesMax = m_fromName.size() + kVarintBytesMax + m_queueSlash.size() + kNumberBytesMax + m_timeName.size()
        + kTimeBytes + m_run.size();
}

char* ReplayHeaders::write(char* out, const MessageView& message, bool* fits)
{
    char* const begin = out;
    size_t count = 0;
    if (!message.headers.empty())
        out = writeOwn(out, message.headers, &count);
    char* const own = out;

    char number[kNumberBytesMax];
    const char* numberEnd = std::to_chars(number, number + sizeof number, message.id.value).ptr;
    const auto digits = static_cast<size_t>(numberEnd - number);
    out = putBytes(out, m_fromName);
    out = putVarint(out, m_queueSlash.size() + digits);
    out = putBytes(out, m_queueSlash);
    out = putBytes(out, {number, digits});
    out = putBytes(out, m_timeName);
    out = writeTime(out, message.time);
    out = putBytes(out, m_run);

    *fits = count + 3 <= limits::kHeadersMax && static_cast<size_t>(out - begin) <= limits::kHeadersBytesMax;
    return *fits ? out : own;
}

// What cannot be decoded is not carried on: a publish would refuse it.
char* ReplayHeaders::writeOwn(char* out, std::string_view headers, size_t* count) const
{
    char* const begin = out;
    ByteReader reader(headers);
    while (!reader.atEnd()) {
        const char* from = reader.position();
        const std::string_view name = reader.text();
        static_cast<void>(reader.text());
        if (!reader.ok())
            return *count = 0, begin;
        if (isReplayHeader(name))
            continue;
        out = putBytes(out, {from, static_cast<size_t>(reader.position() - from)});
        ++*count;
    }
    return out;
}

// The same form as formatTime()'s, without building a string.
char* ReplayHeaders::writeTime(char* out, Time time)
{
    const int64_t at = std::clamp(time.micros, kMicrosMin, kMicrosMax);
    int64_t second = at / kMillion;
    int64_t micros = at % kMillion;
    if (micros < 0) {
        micros += kMillion;
        --second;
    }
    if (second != m_second) {
        m_second = second;
        writeDate(m_date, second);
    }
    out = putBytes(out, {m_date, kDateBytes});
    out = putDigits(out, static_cast<unsigned>(micros), 6);
    *out++ = 'Z';
    return out;
}

} // namespace tapedeck
