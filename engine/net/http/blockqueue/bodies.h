// The bodies of requests, read as a Go program reads them: names of members match without regard to case, unknown
// members are passed over, null and what is missing leave the zero value, a wrong type is refused in Go's words. A
// syntax error anywhere in the value comes before a wrong type.
//
// Pure; untrusted bytes. All errors are invalidArgument.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::blockqueue {

struct SubscriberBody {
    std::string name;
    int64_t maxAttempts = 0;
    std::string visibility; // visibility_duration
};

struct TopicBody {
    std::string name;
    std::vector<SubscriberBody> subscribers;
};

struct PublishBody {
    std::string message;
    std::string delay; // empty: none
};

Result<TopicBody> readTopic(std::string_view json);
Result<std::vector<SubscriberBody>> readSubscribers(std::string_view json);
Result<PublishBody> readPublish(std::string_view json);
Result<std::vector<PublishBody>> readPublishBatch(std::string_view json);
Result<std::vector<std::string>> readIds(std::string_view json);

} // namespace tapedeck::blockqueue
