// Which messages are selected in the table, for whoever does something with them. Immutable; any number of messages at
// no cost. GUI thread.
#pragma once

#include "engine/base/units.h"

#include <cstdint>
#include <vector>

namespace tapedeck {

class MessageSelection {
public:
    virtual ~MessageSelection() = default;
    virtual QueueNo queue() const = 0;
    virtual int64_t count() const = 0;
    // Some of their ids, ascending: from the `from`-th on, at most `max`. Those that are gone meanwhile are among them.
    virtual std::vector<MessageId> ids(int64_t from, size_t max) const = 0;
};

} // namespace tapedeck
