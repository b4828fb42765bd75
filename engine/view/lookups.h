// What an observer asks about messages and what it is answered: requests and answers by token. Values only. Looking
// never consumes: no channel is touched.
//
// Every answer has `dropped`: not looked up, because too many newer requests came; ask again if it is still wanted. And
// `error`: a sentence ready to be shown; empty when all is well.
#pragma once

#include "engine/base/units.h"
#include "engine/broker/broker.h"
#include "engine/broker/story.h"
#include "engine/filter/field.h"
#include "engine/filter/filter.h"
#include "engine/log/message.h"
#include "engine/queue/dead_letters.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tapedeck {

// ---------------------------------------------------------------------------------------------- rows

struct MessageRow {
    MessageId id;
    Time time;
    std::string key;
    uint64_t bodyBytes = 0;
    uint32_t headerCount = 0;
    std::string preview; // the first bytes of the body (at most PageRequest::previewBytes)
    std::vector<MessageState> states; // one per entry of Page::channels
    std::vector<FieldValue> fields; // one per entry of PageRequest::fields
};

struct Page {
    uint64_t token = 0;
    QueueNo queue;
    MessageId first; // as requested; rows may begin later when retention moved on
    std::vector<std::string> channels; // whose states the rows carry, at most 8
    // Fewer than asked for at the end of the queue, at damage, or when the bodies of the page are very large (then ask
    // on behind the last row).
    std::vector<MessageRow> rows;
    bool dropped = false;
    std::string error; // damage, or the queue is gone
};

struct PageRequest {
    using Answer = Page;
    uint64_t token = 0; // the observer's; a page with a token it no longer wants is dropped by it
    QueueNo queue;
    MessageId first;
    uint32_t count = 0; // at most 1,000
    uint32_t previewBytes = 256;
    // Not empty: these in the place of `first` and `count`, ascending, at most 1,000. Those that are gone are left out.
    std::vector<MessageId> ids = {};
    // Of each row these too, at most kFieldsMax: more columns than that nobody can read beside each other, and each
    // costs time on the loop.
    static constexpr size_t kFieldsMax = 16;
    static constexpr size_t kFieldBytesMax = 256; // of the text of one: more than a cell shows
    std::vector<Field> fields = {};
};

// One whole message, original bytes.
struct MessageAnswer {
    uint64_t token = 0;
    QueueNo queue;
    MessageId id;
    bool found = false;
    Time time, wall;
    Duration delay;
    std::string key, body;
    HeaderList headers;
    bool dropped = false;
    std::string error;
};

struct MessageRequest {
    using Answer = MessageAnswer;
    uint64_t token = 0;
    QueueNo queue;
    MessageId id;
};

// ---------------------------------------------------------------------------------------------- search

// Part of a search: what was found in the part that was looked at. Who wants more asks again from `next`; so a search
// ends by not asking on.
struct SearchStep {
    uint64_t token = 0;
    QueueNo queue;
    std::vector<MessageId> ids; // matches, ascending
    MessageId next; // everything before it, from SearchRequest::from on, was looked at
    bool ended = false; // `until` or the head is reached
    uint64_t bytes = 0; // raw ones that were looked at
    uint64_t damaged = 0; // messages that could not be looked at
    bool dropped = false;
    std::string error;
};

struct SearchRequest {
    using Answer = SearchStep;
    uint64_t token = 0;
    QueueNo queue;
    Filter filter;
    MessageId from; // looked at from here ...
    MessageId until{UINT64_MAX}; // ... to before here
};

// ---------------------------------------------------------------------------------------------- over time

struct Histogram {
    uint64_t token = 0;
    QueueNo queue;
    Time from, until; // as requested
    // Messages per bucket. Exact where a bucket's border falls between two stored frames or into the newest messages;
    // near to it inside of a frame (Broker::histogram says how). The sum is exact within one frame at either end.
    std::vector<uint64_t> counts;
    // Of the first message that is counted: ids have no gaps, so those of each bucket follow from the counts. Near to
    // it where the counts are; found by time for itself.
    MessageId first;
    bool dropped = false;
    std::string error;
};

struct HistogramRequest {
    using Answer = Histogram;
    uint64_t token = 0;
    QueueNo queue;
    Time from, until; // [from, until)
    uint32_t buckets = 0; // of equal length; at most limits::kHistogramBucketsMax
};

// ---------------------------------------------------------------------------------------------- channels

// A message that a channel owes or gave up.
struct ChannelEntry {
    MessageId id;
    MessageState state = MessageState::pending; // not settled
    uint32_t attempts = 0; // deliveries so far
    Time at; // when it can be handed out (again); of a dead letter when it was given up; 0: at once
    DeadReason reason = DeadReason::expired; // of a dead letter
};

struct ChannelList {
    uint64_t token = 0;
    QueueNo queue;
    std::string channel;
    std::vector<ChannelEntry> entries; // ascending
    MessageId next; // where to ask on; 0: these were all
    bool dropped = false;
    std::string error;
};

struct ChannelListRequest {
    using Answer = ChannelList;
    uint64_t token = 0;
    QueueNo queue;
    std::string channel;
    MessageState state = MessageState::inFlight; // those in this state; not settled
    MessageId from;
    uint32_t count = 0; // at most limits::kChannelMessagesMax
};

// The way of one message: where it stands in every channel now, and what is remembered of how it came there.
struct MessageStory {
    uint64_t token = 0;
    QueueNo queue;
    MessageId id;
    struct Standing {
        std::string channel;
        MessageState state = MessageState::pending;
        uint32_t attempts = 0;
        Time at; // as in ChannelEntry; 0 when settled
        DeadReason reason = DeadReason::expired;
    };
    std::vector<Standing> standings; // by name of the channel
    Story story;
    bool dropped = false;
    std::string error;
};

struct StoryRequest {
    using Answer = MessageStory;
    uint64_t token = 0;
    QueueNo queue;
    MessageId id;
};

using Lookup =
    std::variant<MessageRequest, PageRequest, SearchRequest, HistogramRequest, ChannelListRequest, StoryRequest>;

// An answer to it that says nothing yet.
inline Page emptyAnswer(const PageRequest& request)
{
    return {request.token, request.queue, request.first, {}, {}, false, {}};
}
inline MessageAnswer emptyAnswer(const MessageRequest& request)
{
    return {request.token, request.queue, request.id, false, {}, {}, {}, {}, {}, {}, false, {}};
}
inline SearchStep emptyAnswer(const SearchRequest& request)
{
    return {request.token, request.queue, {}, request.from, false, 0, 0, false, {}};
}
inline Histogram emptyAnswer(const HistogramRequest& request)
{
    return {request.token, request.queue, request.from, request.until, {}, {}, false, {}};
}
inline ChannelList emptyAnswer(const ChannelListRequest& request)
{
    return {request.token, request.queue, request.channel, {}, {}, false, {}};
}
inline MessageStory emptyAnswer(const StoryRequest& request)
{
    return {request.token, request.queue, request.id, {}, {}, false, {}};
}

} // namespace tapedeck
