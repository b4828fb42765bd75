// One message on its way out of a broker or tape, or into one: everything that belongs to it, owning its bytes.
#pragma once

#include "engine/base/units.h"
#include "engine/log/message.h"

#include <optional>
#include <string>

namespace tapedeck {

struct Record {
    std::string queue; // empty: not said
    MessageId id; // 0: not said
    std::optional<Time> time;
    Duration delay;
    std::string key;
    HeaderList headers;
    std::string body;

    bool operator==(const Record&) const = default;
};

Record recordOf(const MessageView& message, std::string_view queue);

} // namespace tapedeck
