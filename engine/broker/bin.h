// One entry of the broker's bin: what it takes to undo a deletion or a purge. Plain data; the rules are in
// broker_bin.cpp. Loop thread only.
//
// Messages are not in it: those of a deleted queue stay in the queue's log, those of a purge lie aside in it
// (QueueLog::bin()), and both are sealed into the tape as before.
#pragma once

#include "engine/broker/broker.h"
#include "engine/broker/queue_state.h"
#include "engine/log/mark.h"

#include <string>
#include <vector>

namespace tapedeck {

// A channel as it was, by Channel::encodeState().
struct BinnedChannel {
    ChannelNo number;
    std::string name;
    std::string state;
};

struct BinEntry {
    Discard what = Discard::queue;
    QueueStatePtr queue;
    MessageId first, end; // messages: what was purged; owed: `end` is where the purge moved the channel
    std::vector<BinnedChannel> channels; // messages: all; channel and owed: the one
    std::vector<Mark> marks; // that went with the messages
    BinNo number = 0;
    Time until = {}; // monotonic
};

} // namespace tapedeck
