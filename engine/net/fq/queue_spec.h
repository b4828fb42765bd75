// What a client wants of its queue: "disk:public,block,backlog=1000,permanent". The texts of all refusals are those of
// fq, which its clients show to people. Pure values; any thread. The text may be hostile.
#pragma once

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/net/fq/commands.h"
#include "engine/net/fq/wire.h"
#include "engine/queue/settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::fq {

struct QueueSpec {
    enum class Permanence : unsigned char {
        unset, // as the queue is; a new one is transient
        permanent, // kept when its last client leaves, and over restarts
        transient, // gone with its last client, even if it was permanent
    };
    QueueKind kind = QueueKind::mem;
    bool isPublic = false; // private: one client
    bool block = false; // full: false drops the message, true makes the publisher wait
    uint32_t backlog = kBacklogDefault; // messages; 0 has room for none
    Permanence permanence = Permanence::unset;
    bool operator==(const QueueSpec&) const = default;
};

// `text` is TYPE[:PARAMETER[,PARAMETER...]]. The error's text is the answer to the client.
Result<QueueSpec> parseQueueSpec(std::string_view text);
// The two columns of a queue in fqd's configuration: "mem", "public,drop,backlog=-1".
Result<QueueSpec> parseQueueRow(std::string_view type, std::string_view attributes);

// A queue's name and specification after an auth request: without a name, one is invented and the queue is private and
// transient whatever was asked for.
struct QueueRequest {
    std::string name;
    QueueSpec spec;
};
Result<QueueRequest> queueRequest(const AuthRequest& auth, Random& random);

// Why a client that wants `wanted` cannot join `existing`, or nothing. Backlog and permanence do not have to agree.
std::optional<std::string> mismatch(const QueueSpec& existing, const QueueSpec& wanted, bool hasClient);

// "mem" or "disk".
std::string_view kindText(QueueKind kind);
// "public,drop,backlog=-1": the form of fqd's configuration. The backlog is printed as a signed number.
std::string attributesText(const QueueSpec& spec);

// A random version 4 UUID in lower case, 36 characters.
std::string makeUuid(Random& random);

} // namespace tapedeck::fq
