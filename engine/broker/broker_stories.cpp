// What the broker tells Stories while somebody watches, and what it tells of a message.
#include "engine/broker/broker_core.h"
#include "engine/broker/broker_waits.h"

#include <algorithm>

namespace tapedeck {

void BrokerCore::noteTickets(ChannelState& channel, std::span<const Ticket> tickets,
    void (Stories::*what)(Stories::Place, const TicketInfo&, Time))
{
    for (const Ticket ticket : tickets)
        if (const auto info = channel.channel.find(m_now, ticket))
            (m_stories.*what)(placeOf(channel), *info, m_now);
}

namespace {

// Calls `what` with whether each of the ids (ascending, no id twice) is settled.
template <typename What>
void forEachStanding(const Channel& channel, std::span<const MessageId> ids, What what)
{
    if (ids.empty())
        return;
    std::vector<Channel::StateAt> states;
    channel.statesIn(ids.front(), ids.back() + 1, states);
    const auto byId = [](const Channel::StateAt& a, const Channel::StateAt& b) { return a.id < b.id; };
    std::sort(states.begin(), states.end(), byId);
    for (const MessageId id : ids) {
        const auto at = std::lower_bound(states.begin(), states.end(), Channel::StateAt{id, {}}, byId);
        const bool listed = at != states.end() && at->id == id;
        what(id, listed ? at->standing == Channel::Standing::settledAhead : id < channel.cursor());
    }
}

} // namespace

// Of ids that were not settled before; ascending, no id twice.
void BrokerCore::noteSettled(ChannelState& channel, std::span<const MessageId> ids)
{
    forEachStanding(channel.channel, ids, [&](MessageId id, bool settled) {
        if (!settled)
            m_stories.acknowledged(placeOf(channel), {{}, id, {}, 0}, m_now);
    });
}

// Of messages that are settled still; ascending, no id twice.
void BrokerCore::noteUnsettled(ChannelState& channel, std::span<const SettledMessage> messages)
{
    std::vector<MessageId> ids;
    for (const SettledMessage& one : messages)
        ids.push_back(one.id);
    forEachStanding(channel.channel, ids, [&](MessageId id, bool settled) {
        if (settled)
            m_stories.unsettled(placeOf(channel), {{}, id, {}, 0}, m_now);
    });
}

void BrokerCore::noteHandedOut(const ReceiveWait& wait, std::span<const DeliveredMessage> messages)
{
    const Stories::Place place = placeOf(*wait.channel);
    for (const DeliveredMessage& message : messages) {
        const TicketInfo ticket{message.ticket, message.message.id, wait.leaseUntil, message.attempts};
        m_stories.delivered(place, ticket, m_now);
        if (wait.request.autoAck)
            m_stories.acknowledged(place, ticket, m_now);
    }
}

// Dead letters that are about to be no more; no ids are all of them.
void BrokerCore::noteLetters(ChannelState& channel, std::span<const MessageId> ids)
{
    const DeadLetters& letters = channel.channel.deadLetters();
    const auto note = [&](MessageId id, const DeadLetter& letter) {
        m_stories.died(placeOf(channel), {{}, id, {}, letter.attempts}, letter.time);
    };
    if (ids.empty())
        for (const auto& [id, letter] : letters.all())
            note(id, letter);
    for (const MessageId id : ids)
        if (const DeadLetter* letter = letters.find(id))
            note(id, *letter);
}

void BrokerCore::story(const QueueHandle& handle, MessageId id, Story& story) const
{
    const auto& queue = static_cast<const QueueState&>(handle);
    story = {};
    std::vector<Channel::StateAt> states;
    for (const auto& [name, channel] : queue.channels) {
        const size_t before = story.events.size();
        m_stories.tell(placeOf(*channel), name, id, channel->channel.deadLetters().find(id), m_now, story.events);
        states.clear();
        channel->channel.statesIn(id, id + 1, states);
        const bool untouched = id >= channel->channel.cursor() && states.empty();
        const bool whole = before == story.events.size()
            ? untouched
            : story.events[before].kind == StoryEvent::Kind::delivered && story.events[before].attempts <= 1;
        story.forgotten = story.forgotten || !whole;
    }
    std::stable_sort(
        story.events.begin(), story.events.end(), [](const StoryEvent& a, const StoryEvent& b) { return a.at < b.at; });
}

} // namespace tapedeck
