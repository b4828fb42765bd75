// One call of a client as a service sees it: messages come in, messages go out, a status ends it.
//
// Loop thread only. A call lives until its stream is closed; a service that answers later keeps what it needs in a part
// of the call, which goes with it. After end() nothing may be sent, and nothing more is asked.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/grpc/status.h"

#include <memory>
#include <string>
#include <string_view>

namespace tapedeck::grpc {

// What a service keeps of a call. Destroyed with the call, also when the client has gone away in the middle.
class CallPart {
public:
    virtual ~CallPart() = default;
};

class Call {
public:
    virtual ~Call() = default;
    virtual Broker& broker() = 0;
    virtual bool ended() const = 0;

    virtual void send(std::string_view message) = 0;
    virtual void end(const CallStatus& status) = 0;
    // send() and end() with OK.
    virtual void reply(std::string_view message) = 0;
    // What is sent from now on may not leave before everything that was changed up to now is kept.
    virtual void holdUntilKept() = 0;
    // The handler is called again, with the same message, when publishing may succeed.
    virtual void retryWhenRoom() = 0;
    virtual void keep(std::shared_ptr<CallPart> part) = 0;
};

} // namespace tapedeck::grpc
