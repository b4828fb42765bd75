// Topics are queues. Queues have names of 1 to limits::kNameBytesMax bytes, topics any text, so a few topics are kept
// in queues of other names. Pure.
#pragma once

#include "engine/base/limits.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tapedeck::grpc {

// The queue of a topic. Nearly always the same name; else:
//   - the empty topic: "minikafka:"
//   - a topic that begins with "minikafka:" or "minikafka#": "minikafka:" and the topic
//   - what would be longer than a queue's name can be: "minikafka#", 32 hexadecimal digits (XXH3-64 of the topic with
//     the seeds 0 and 1), ":" and the beginning of the topic, cut between two characters
// Different topics have different queues.
// `bytesMax`: of a queue's name, where a part of it is taken; at least 100.
std::string queueOfTopic(std::string_view topic, size_t bytesMax = limits::kNameBytesMax);

} // namespace tapedeck::grpc
