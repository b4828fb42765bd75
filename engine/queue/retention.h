// Retention: which of a queue's oldest parts go. Pure rules over values; removal is by whole part (segment), the work
// is O(parts that go), and a queue's open, last part never goes: the caller passes closed parts only.
//
// A part goes, oldest first and up to the first that stays:
//   hard: its age or the size of all that is kept exceeds a hard limit, whether channels have read it or not;
//   soft: every channel has read past it, and no soft limit that is set still protects it (age within the soft period,
//   or size within the soft size). With no soft limit set, a part goes as soon as every channel has read past it.
// Age is the age of the part's last message; age == limit and size == limit are kept. Ages are signed: a clock that
// went back removes nothing. A queue without channels loses parts by hard limits only.
#pragma once

#include "engine/base/units.h"
#include "engine/queue/settings.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

namespace tapedeck {

struct RetentionPart {
    MessageId end; // exclusive
    uint64_t bytes = 0;
    Time lastTime; // of its last message
};

struct RetentionVerdict {
    size_t remove = 0; // this many leading parts go
    Time next = Time::never(); // when the first part that stays may go by its age alone; > now
};

// The queue has `closed` closed parts, of which `partAt` tells one, 0 being the oldest; it is asked for those that go
// and for the first that stays. `bytes` is the size of the whole queue, its open part included. `floor` is the smallest
// id that any channel still needs; nothing means that the queue has no channels.
RetentionVerdict judgeRetention(size_t closed, const std::function<RetentionPart(size_t)>& partAt, uint64_t bytes,
    const RetentionSettings& settings, std::optional<MessageId> floor, Time now);

} // namespace tapedeck
