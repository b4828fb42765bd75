#include "engine/view/take_back.h"

#include "engine/base/limits.h"

#include <algorithm>

namespace tapedeck {

namespace {

// The copies that wait in every channel of their queue.
std::vector<action::CopiedMessage> untaken(
    Broker& broker, QueueHandle& target, std::span<const action::CopiedMessage> copies)
{
    std::vector<action::CopiedMessage> found;
    std::vector<std::string> channels;
    std::vector<MessageState> states;
    while (!copies.empty()) {
        size_t run = 1; // neighbours are one question
        while (run < copies.size() && copies[run].to == copies[0].to + run)
            ++run;
        broker.messageStates(target, copies[0].to, static_cast<uint32_t>(run), SIZE_MAX, channels, states);
        for (size_t i = 0; i < run; ++i) {
            const auto of = std::span(states).subspan(i * channels.size(), channels.size());
            const bool waits = std::all_of(of.begin(), of.end(),
                [](MessageState state) { return state == MessageState::pending || state == MessageState::delayed; });
            if (waits && copies[i].to >= broker.first(target) && copies[i].to < broker.head(target))
                found.push_back(copies[i]);
        }
        copies = copies.subspan(run);
    }
    return found;
}

} // namespace

Result<uint64_t> takeBack(Broker& broker, const action::TakeBackCopies& what)
{
    if (what.copies.size() > limits::kBatchIdsMax || what.settled.size() > limits::kBatchIdsMax)
        return Error{ErrorCode::invalidArgument, "These are too many messages for one action."};
    const QueuePtr source = broker.findQueue(what.from);
    const QueuePtr target = broker.findQueue(what.target);
    if (!source || !target)
        return Error{ErrorCode::queueNotFound, source ? "The queue of the copies is no longer there." : ""};
    if (!broker.hasChannel(*source, what.channel))
        return Error{ErrorCode::channelNotFound, {}};
    std::vector<action::CopiedMessage> copies = untaken(broker, *target, what.copies);
    std::erase_if(copies, [&](const action::CopiedMessage& one) { return one.from < broker.first(*source); });
    std::vector<MessageId> from, to;
    for (const action::CopiedMessage& one : copies) {
        from.push_back(one.from);
        to.push_back(one.to);
    }
    std::sort(from.begin(), from.end());
    std::vector<SettledMessage> back;
    std::copy_if(what.settled.begin(), what.settled.end(), std::back_inserter(back),
        [&](const SettledMessage& one) { return std::binary_search(from.begin(), from.end(), one.id); });
    if (const auto waiting = broker.unsettle(*source, what.channel, back); !waiting)
        return waiting.error();
    for (const ChannelStats& channel : broker.stats(*target).channels)
        if (const auto settled = broker.settle(*target, channel.name, to); !settled)
            return Error{settled.error().code,
                "They wait in their old channel again, but the copies could not be settled in all channels."};
    return copies.size();
}

} // namespace tapedeck
