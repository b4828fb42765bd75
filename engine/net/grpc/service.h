// A service: a name and its methods. The port has one table of them.
#pragma once

#include "engine/net/grpc/call.h"

#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::grpc {

class Service;

struct Method {
    std::string_view name; // of static storage: "Produce"
    // Called for the one message of a unary call, or for each message of a call whose requests are a stream.
    void (*onMessage)(Service& service, Call& call, std::string_view message);
    // The client sends a stream of messages; the call ends with OK when the client has ended it, unless it ended
    // before.
    bool clientStreams = false;
    // The handler may answer with many messages, and the call may last.
    bool serverStreams = false;
};

class Service {
public:
    virtual ~Service() = default;
    virtual std::string_view name() const = 0; // "protocol.MiniKafka"
    virtual const std::vector<Method>& methods() const = 0;
};

} // namespace tapedeck::grpc
