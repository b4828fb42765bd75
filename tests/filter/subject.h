// A message with its fields in one place, for tests of filters. Owns its bytes.
#pragma once

#include "engine/filter/filter.h"

#include <functional>

namespace tapedeck::test {

struct Sample {
    uint64_t id = 7;
    int64_t timeMicros = 1'790'863'380'000'000; // 2026-10-01T14:03:00Z
    std::string key;
    HeaderList headers;
    std::string body;
    std::string queue = "orders", channel, state, client, proto, mark, note;
    std::optional<uint32_t> attempts;
    int64_t nowMicros = 1'790'863'680'000'000; // five minutes later
    const Sample* previous = nullptr;

    // Calls `use` with the subject, which lives during the call.
    bool with(const std::function<bool(const FilterSubject&)>& use) const
    {
        const std::string encoded = encodeHeaders(headers);
        const MessageView view{{id}, {timeMicros}, {timeMicros}, {}, key, encoded, body};
        FilterSubject subject{.message = view,
            .queue = queue,
            .channel = channel,
            .state = state,
            .attempts = attempts,
            .client = client,
            .proto = proto,
            .mark = mark,
            .note = note,
            .now = {nowMicros}};
        if (!previous)
            return use(subject);
        return previous->with([&](const FilterSubject& before) {
            subject.previous = &before;
            return use(subject);
        });
    }
};

} // namespace tapedeck::test
