// Strong types for the domain's numbers: an id is not a count, a time is not a duration.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tapedeck {

// Id of a message inside its queue. Contiguous, starts at 1, never reused. 0 = none.
struct MessageId {
    uint64_t value = 0;
    auto operator<=>(const MessageId&) const = default;
    MessageId operator+(uint64_t n) const { return {value + n}; }
    MessageId operator-(uint64_t n) const { return {value - n}; }
    uint64_t operator-(MessageId other) const { return value - other.value; }
    MessageId& operator++()
    {
        ++value;
        return *this;
    }
};

// Number of a queue inside a tape. Given once, never reused. 0 = none.
struct QueueNo {
    uint32_t value = 0;
    auto operator<=>(const QueueNo&) const = default;
};

// Number of a channel inside its queue. Given once per queue, never reused. 0 = none.
struct ChannelNo {
    uint32_t value = 0;
    auto operator<=>(const ChannelNo&) const = default;
};

// The lease of one message, as clients see it: 1 ... 2^53-1, so that every JSON number and JavaScript client keeps it.
struct Ticket {
    int64_t value = 0;
    auto operator<=>(const Ticket&) const = default;
};

// A length of time in microseconds. Signed: differences may be negative.
struct Duration {
    int64_t micros = 0;
    auto operator<=>(const Duration&) const = default;
    constexpr Duration operator+(Duration other) const { return {micros + other.micros}; }
    constexpr Duration operator-(Duration other) const { return {micros - other.micros}; }
    static constexpr Duration seconds(int64_t n) { return {n * 1'000'000}; }
    static constexpr Duration millis(int64_t n) { return {n * 1'000}; }
};

// A point in time: microseconds since the Unix epoch, UTC (the same wherever it is stored or sent between threads).
struct Time {
    int64_t micros = 0;
    auto operator<=>(const Time&) const = default;
    Time operator+(Duration d) const { return {micros + d.micros}; }
    Time operator-(Duration d) const { return {micros - d.micros}; }
    Duration operator-(Time other) const { return {micros - other.micros}; }
    static constexpr Time never() { return {INT64_MAX}; }
};

} // namespace tapedeck

template <>
struct std::hash<tapedeck::QueueNo> {
    size_t operator()(tapedeck::QueueNo n) const noexcept { return std::hash<uint32_t>()(n.value); }
};
template <>
struct std::hash<tapedeck::MessageId> {
    size_t operator()(tapedeck::MessageId n) const noexcept { return std::hash<uint64_t>()(n.value); }
};
