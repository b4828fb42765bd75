#include "ui/models/timeline_scale.h"

#include "engine/base/limits.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace tapedeck {

namespace {

constexpr int64_t kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr int64_t kMonth = kDay * 487 / 16; // on average
// A single message is shown in the middle of this.
constexpr Duration kSpanOfOne{kSecond};
constexpr int kCoarserMax = 8;

// Steps that people count in. Longer ones are months and years.
constexpr auto kSteps = std::to_array<int64_t>({1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000, 2'000, 5'000, 10'000, 20'000,
    50'000, 100'000, 200'000, 500'000, kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 15 * kSecond, 30 * kSecond,
    kMinute, 2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute, kHour, 2 * kHour, 3 * kHour, 6 * kHour,
    12 * kHour, kDay, 2 * kDay, 7 * kDay, 14 * kDay});
constexpr auto kMonths = std::to_array<int>({1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1'200});

int64_t floorDiv(int64_t a, int64_t b)
{
    const int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

QDateTime dateTimeOf(Time time, Zone zone)
{
    return QDateTime::fromMSecsSinceEpoch(floorDiv(time.micros, 1'000), zone == Zone::utc ? Qt::UTC : Qt::LocalTime);
}

// What the clock on the wall shows, as if it were UTC.
int64_t wallOf(Time time, Zone zone)
{
    return zone == Zone::utc ? time.micros : time.micros + int64_t{dateTimeOf(time, zone).offsetFromUtc()} * kSecond;
}

// The moment at which it shows that; offsets change, so it is looked up twice.
Time momentOf(int64_t wall, Zone zone)
{
    if (zone == Zone::utc)
        return {wall};
    const Time guess{wall - int64_t{dateTimeOf({wall}, zone).offsetFromUtc()} * kSecond};
    return {wall - int64_t{dateTimeOf(guess, zone).offsetFromUtc()} * kSecond};
}

} // namespace

uint64_t BucketCounts::at(Time time) const
{
    if (bucket.micros <= 0 || time < from)
        return 0;
    const auto index = static_cast<size_t>((time - from).micros / bucket.micros);
    return index < counts.size() ? counts[index] : 0;
}

void TimelineScale::setPixels(int left, int right, int bucketPixels)
{
    m_left = left;
    m_right = std::max(right, left + 1);
    m_bucketPixels = std::max(1, bucketPixels);
}

void TimelineScale::setData(Time first, Time last)
{
    const bool before = !empty();
    const Duration grown = last - m_dataLast;
    const bool atEnd = before && m_last >= m_dataLast;
    m_dataFirst = first;
    m_dataLast = last;
    if (m_all || !before)
        return showAll();
    if (atEnd && grown.micros > 0) {
        m_first = m_first + grown;
        m_last = m_last + grown;
    }
    fit();
}

void TimelineScale::showAll()
{
    m_all = true;
    m_first = m_dataFirst;
    m_last = m_dataLast;
    if (empty())
        return;
    const Duration least = m_first == m_last ? kSpanOfOne : kSpanMin;
    if (span() < least) {
        m_first = m_first - Duration{(least - span()).micros / 2};
        m_last = m_first + least;
    }
}

void TimelineScale::show(Time first, Time last)
{
    m_first = first;
    m_last = std::max(last, first);
    m_all = false;
    fit();
}

// At least the smallest span, at most what there is, and inside of it.
void TimelineScale::fit()
{
    if (empty())
        return;
    const Duration all = m_dataLast - m_dataFirst;
    if (all <= kSpanMin || span() >= all)
        return showAll();
    if (span() < kSpanMin) {
        m_first = m_first - Duration{(kSpanMin - span()).micros / 2};
        m_last = m_first + kSpanMin;
    }
    if (m_first < m_dataFirst)
        pan(m_dataFirst - m_first);
    else if (m_last > m_dataLast)
        pan(m_dataLast - m_last);
}

void TimelineScale::zoom(Time fixed, double factor)
{
    if (empty())
        return;
    const auto part = [&](Duration d) {
        return Duration{static_cast<int64_t>(static_cast<double>(d.micros) * factor)};
    };
    fixed = std::clamp(fixed, m_first, m_last);
    show(fixed - part(fixed - m_first), fixed + part(m_last - fixed));
}

void TimelineScale::pan(Duration by)
{
    if (empty() || m_all)
        return;
    by = std::clamp(by, m_dataFirst - m_first, std::max(m_dataFirst - m_first, m_dataLast - m_last));
    m_first = m_first + by;
    m_last = m_last + by;
}

void TimelineScale::reveal(Time time)
{
    const Duration room{span().micros / 8};
    if (time < m_first)
        pan(time - m_first - room);
    else if (time > m_last)
        pan(time - m_last + room);
}

int TimelineScale::xOf(Time time) const
{
    if (span().micros <= 0)
        return m_right;
    const double part =
        static_cast<double>((std::clamp(time, m_first, m_last) - m_first).micros) / static_cast<double>(span().micros);
    return m_left + static_cast<int>(std::lround(part * (m_right - m_left)));
}

Time TimelineScale::timeAt(int x) const
{
    const double part = std::clamp(static_cast<double>(x - m_left) / (m_right - m_left), 0.0, 1.0);
    return m_first + Duration{static_cast<int64_t>(std::llround(part * static_cast<double>(span().micros)))};
}

Duration TimelineScale::perPixel() const
{
    return {std::max<int64_t>(1, span().micros / (m_right - m_left))};
}

int TimelineScale::bucketBits() const
{
    const double micros = static_cast<double>(span().micros) / (m_right - m_left); // per pixel
    const auto bitsFor = [&](double pixels) {
        int bits = 0;
        while (bits < 60 && static_cast<double>(int64_t{1} << bits) < micros * pixels)
            ++bits;
        return bits;
    };
    // At least a pixel, and no more of them than are answered.
    const int least =
        std::max(bitsFor(1), bitsFor(static_cast<double>(m_right - m_left) / (limits::kHistogramBucketsMax - 2)));
    return std::clamp(bitsFor(m_bucketPixels) + m_coarser, least, 60);
}

bool TimelineScale::coarsen(int steps)
{
    const int before = bucketBits();
    m_coarser = std::clamp(m_coarser + steps, -kCoarserMax, kCoarserMax);
    const bool changed = bucketBits() != before;
    if (!changed)
        m_coarser -= steps; // what has no effect is not to be undone first
    m_coarser = std::clamp(m_coarser, -kCoarserMax, kCoarserMax);
    return changed;
}

Duration TimelineScale::bucket() const
{
    return {int64_t{1} << bucketBits()};
}

BucketGrid TimelineScale::grid() const
{
    if (empty())
        return {};
    const int bits = bucketBits();
    const int64_t first = m_first.micros >> bits, last = m_last.micros >> bits;
    return {Time{first << bits}, Duration{int64_t{1} << bits}, static_cast<uint32_t>(last - first + 1)};
}

TimeRange TimelineScale::bucketOf(Time time) const
{
    const int bits = bucketBits();
    const Time from{time.micros >> bits << bits};
    return {from, from + bucket()};
}

std::vector<TimelineScale::Tick> TimelineScale::ticks(Zone zone, int labelPixels) const
{
    std::vector<Tick> ticks;
    if (empty() || span().micros <= 0)
        return ticks;
    const int64_t labels = std::max<int64_t>(1, (m_right - m_left) / std::max(1, labelPixels));
    const int64_t least = (span().micros + labels - 1) / labels;
    const auto step = std::lower_bound(kSteps.begin(), kSteps.end(), least);
    if (step != kSteps.end() && *step < kHour) {
        // Clocks are set by half hours at least, so one offset serves for all.
        const int64_t offset = wallOf(m_first, zone) - m_first.micros;
        for (int64_t at = -floorDiv(-(m_first.micros + offset), *step) * *step - offset; at <= m_last.micros;
             at += *step)
            ticks.push_back({Time{at}, axisText(Time{at}, Duration{*step}, zone)});
        return ticks;
    }
    if (step != kSteps.end()) {
        // Multiples of what the clock shows: midnight is a tick where it is midnight.
        const int64_t end = wallOf(m_last, zone) + kDay;
        for (int64_t at = floorDiv(wallOf(m_first, zone) - kDay, *step) * *step; at <= end; at += *step) {
            const Time time = momentOf(at, zone);
            if (sees(time) && (ticks.empty() || time > ticks.back().time))
                ticks.push_back({time, axisText(time, Duration{*step}, zone)});
        }
        return ticks;
    }
    const auto months =
        std::find_if(kMonths.begin(), std::prev(kMonths.end()), [&](int n) { return n * kMonth >= least; });
    const QDate first = dateTimeOf(m_first, zone).date();
    const int month = (first.year() * 12 + first.month() - 1) / *months * *months;
    for (QDate date(month / 12, month % 12 + 1, 1); date.isValid(); date = date.addMonths(*months)) {
        const Time time{date.startOfDay(zone == Zone::utc ? Qt::UTC : Qt::LocalTime).toMSecsSinceEpoch() * 1'000};
        if (time > m_last)
            break;
        if (sees(time))
            ticks.push_back({time, axisText(time, Duration{kDay}, zone)});
    }
    return ticks;
}

} // namespace tapedeck
