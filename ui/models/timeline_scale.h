// Which part of time is on the screen, and what lies where: pixels to times and back, the length of the buckets that
// are counted, and the labels of the axis. A value without widgets; the system's time zone is all it asks for.
#pragma once

#include "ui/models/time_text.h"

#include <vector>

namespace tapedeck {

// [from, until)
struct TimeRange {
    Time from, until;
    bool empty() const { return from >= until; }
    bool contains(Time time) const { return time >= from && time < until; }
    bool operator==(const TimeRange&) const = default;
};

// Buckets of one length, `count` of them from `from` on.
struct BucketGrid {
    Time from;
    Duration bucket;
    uint32_t count = 0;
    Time at(uint32_t index) const { return from + Duration{bucket.micros * index}; }
    Time until() const { return at(count); }
    bool operator==(const BucketGrid&) const = default;
};

// How many messages are in each of them.
struct BucketCounts {
    Time from;
    Duration bucket;
    std::vector<uint64_t> counts;
    MessageId first = {}; // of those that are counted; 0: not known
    // In the bucket of that moment; 0 where nothing is known.
    uint64_t at(Time time) const;
};

class TimelineScale {
public:
    // Nobody can tell less apart on the screen.
    static constexpr Duration kSpanMin{16};

    // The pixels that the view takes, and how wide a bucket shall be at least.
    void setPixels(int left, int right, int bucketPixels);
    // The first and the last message; first > last: there is none. A view that shows all, or the end, goes with it.
    void setData(Time first, Time last);
    bool empty() const { return m_dataFirst > m_dataLast; }
    Time dataFirst() const { return m_dataFirst; }
    Time dataLast() const { return m_dataLast; }

    // --- the view ---
    Time first() const { return m_first; }
    Time last() const { return m_last; }
    Duration span() const { return m_last - m_first; }
    bool showsAll() const { return m_all; }
    void showAll();
    void show(Time first, Time last); // as near to it as there are messages
    // What is at `fixed` stays where it is; factor 0.5 shows half as much.
    void zoom(Time fixed, double factor);
    void pan(Duration by);
    void reveal(Time time); // moves the view only if it must

    // --- pixels ---
    int left() const { return m_left; }
    int right() const { return m_right; }
    bool sees(Time time) const { return time >= m_first && time <= m_last; }
    int xOf(Time time) const; // at the edge for what is outside
    Time timeAt(int x) const;
    Duration perPixel() const; // at least a microsecond

    // --- buckets ---
    // A power of two of microseconds, and buckets begin at multiples of it: so bars stay what they are while the view
    // moves.
    Duration bucket() const;
    BucketGrid grid() const;
    TimeRange bucketOf(Time time) const;
    // Twice or half as long, some times; false when it is at its end.
    bool coarsen(int steps);

    // --- axis ---
    struct Tick {
        Time time;
        QString text;
    };
    // Labels that each have `labelPixels`.
    std::vector<Tick> ticks(Zone zone, int labelPixels) const;

private:
    int bucketBits() const;
    void fit();

    int m_left = 0, m_right = 100, m_bucketPixels = 4;
    Time m_dataFirst{1}, m_dataLast{0};
    Time m_first{1}, m_last{1};
    bool m_all = true;
    int m_coarser = 0;
};

} // namespace tapedeck
