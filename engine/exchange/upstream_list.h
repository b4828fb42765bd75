// The brokers that messages are pulled from, as those see them who show and change them: a row each, with what has
// become of it. Implemented by engine/net/fq.
//
// Loop thread only. Nothing waits.
#pragma once

#include "engine/base/units.h"
#include "engine/broker/broker.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

// As whom messages are pulled when nobody said: a queue without a name, which goes with its client.
inline constexpr std::string_view kUpstreamSourceDefault = "tapedeck//mem:private,drop";

enum class UpstreamState : unsigned char {
    connecting, // also: the other broker has not answered yet
    connected, // bound, and what the binding matches comes
    waiting, // it failed; tried again soon, for ever
    refused, // connected, but the other broker refuses the binding
    invalid, // the row makes no sense and is left out
};
constexpr std::string_view toText(UpstreamState state)
{
    switch (state) {
    case UpstreamState::connecting:
        return "connecting";
    case UpstreamState::connected:
        return "connected";
    case UpstreamState::waiting:
        return "waiting";
    case UpstreamState::refused:
        return "refused";
    case UpstreamState::invalid:
        return "invalid";
    }
    return {};
}

// A row of the tape's table and what became of it.
struct UpstreamInfo {
    uint64_t id = 0; // stays while the program runs
    Upstream row;
    UpstreamState state = UpstreamState::connecting;
    std::string error; // why it is not connected, or what is wrong all the same; mostly empty
    Time since; // when it came into this state
    // What came on the row's exchange since the row is there. Rows that differ in nothing but the program or the
    // binding's permanence share a connection and cannot be told apart: each shows the sum.
    uint64_t messages = 0, octets = 0; // octets: of whole frames
    uint64_t loops = 0; // of those, messages that have been here before: dropped
    uint32_t bindingId = 0; // in the other broker; 0 while there is none
};

class UpstreamList {
public:
    virtual ~UpstreamList() = default;
    // In the order of the rows.
    virtual std::vector<UpstreamInfo> upstreams() const = 0;
    // Takes effect at once; answers with the id when the tape has it. A row that is there already is no error. Errors:
    // invalidArgument (see problemOf), overloaded (limits::kUpstreamsMax), readOnly, storageFull.
    virtual void addUpstream(const Upstream& row, Callback<uint64_t> done) = 0;
    // Errors: notFound, readOnly, storageFull.
    virtual void removeUpstream(uint64_t id, Callback<bool> done) = 0;

protected:
    UpstreamList() = default;
};

} // namespace tapedeck
