// What people type to name a client of an fq broker, and what the rows of upstream brokers call their source:
//   USER/QUEUE/TYPE:PARAMETERS    such as   alice/orders/mem:public,drop,backlog=100000
// Pure.
#pragma once

#include "engine/base/random.h"
#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace tapedeck::fq {

struct ConnectString {
    std::string user;
    std::string queue;
    std::string type;
    bool operator==(const ConnectString&) const = default;
};

// Split as fq's C library does: at the first two slashes, so a type may contain more of them. A missing or empty queue
// is "q-" and a UUID, a missing type is "mem"; both are cut to 127 bytes. Refused: a user of more than 127 bytes, and a
// NUL in the queue's name (it would end there on the wire).
Result<ConnectString> parseConnectString(std::string_view text, Random& random);

} // namespace tapedeck::fq
