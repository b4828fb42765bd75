#include "engine/broker/stories.h"

#include "engine/base/limits.h"

#include <algorithm>

namespace tapedeck {

namespace {

struct Lease {
    Ticket ticket;
    uint32_t attempts = 0;
    Time until;
};

// Turns remembered entries of one message in one channel into its story.
class Teller {
public:
    Teller(const std::string& channel, std::vector<StoryEvent>& events)
        : m_channel(channel)
        , m_events(events)
    {
    }

    void say(StoryEvent::Kind kind, Time at, Ticket ticket, uint32_t attempts)
    {
        m_events.push_back({kind, at, m_channel, ticket, attempts});
    }
    void hand(const TicketInfo& ticket, Time at)
    {
        runOut(at);
        say(StoryEvent::Kind::delivered, at, ticket.ticket, ticket.attempts);
        if (ticket.ticket.value != 0)
            m_open.push_back({ticket.ticket, ticket.attempts, ticket.deadline});
    }
    // Without a ticket whatever is out is settled.
    void settle(StoryEvent::Kind kind, const TicketInfo& ticket, Time at)
    {
        runOut(at);
        say(kind, at, ticket.ticket, ticket.attempts);
        std::erase_if(
            m_open, [&](const Lease& lease) { return ticket.ticket.value == 0 || lease.ticket == ticket.ticket; });
    }
    void extend(const TicketInfo& ticket)
    {
        for (Lease& lease : m_open)
            if (lease.ticket == ticket.ticket)
                lease.until = ticket.deadline;
    }
    void purge(Time at)
    {
        runOut(at);
        m_open.clear();
    }
    // Tickets end by themselves without anybody being told.
    void runOut(Time now)
    {
        for (const Lease& lease : m_open)
            if (lease.until <= now)
                say(StoryEvent::Kind::expired, lease.until, lease.ticket, lease.attempts);
        std::erase_if(m_open, [&](const Lease& lease) { return lease.until <= now; });
    }

private:
    const std::string& m_channel;
    std::vector<StoryEvent>& m_events;
    std::vector<Lease> m_open;
};

} // namespace

void Stories::watch(bool on)
{
    if (on == m_watching)
        return;
    m_watching = on;
    m_entries = {};
    m_next = 0;
}

void Stories::add(Kind kind, Place place, const TicketInfo& ticket, Time at)
{
    const Entry entry{kind, place, ticket, at};
    if (m_entries.size() < limits::kStoryEventsMax) {
        m_entries.push_back(entry);
        return;
    }
    m_entries[m_next] = entry;
    m_next = (m_next + 1) % m_entries.size();
}

void Stories::delivered(Place place, const TicketInfo& ticket, Time at)
{
    add(Kind::delivered, place, ticket, at);
}

void Stories::acknowledged(Place place, const TicketInfo& ticket, Time at)
{
    add(Kind::acknowledged, place, ticket, at);
}

void Stories::givenBack(Place place, const TicketInfo& ticket, Time at)
{
    add(Kind::givenBack, place, ticket, at);
}

void Stories::died(Place place, const TicketInfo& ticket, Time at)
{
    add(Kind::died, place, ticket, at);
}

void Stories::unsettled(Place place, const TicketInfo& ticket, Time at)
{
    add(Kind::unsettled, place, ticket, at);
}

void Stories::extended(Place place, const TicketInfo& ticket, Time at)
{
    add(Kind::extended, place, ticket, at);
}

void Stories::purged(Place place, Time at)
{
    if (m_watching)
        add(Kind::purged, place, {}, at);
}

void Stories::tell(Place place, const std::string& channel, MessageId id, const DeadLetter* letter, Time now,
    std::vector<StoryEvent>& events) const
{
    std::vector<StoryEvent> told;
    Teller teller(channel, told);
    bool letterTold = false;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const Entry& entry = m_entries[(m_next + i) % m_entries.size()];
        if (entry.place.queue != place.queue || entry.place.channel != place.channel
            || (entry.ticket.id != id && entry.kind != Kind::purged))
            continue;
        switch (entry.kind) {
        case Kind::delivered:
            teller.hand(entry.ticket, entry.at);
            break;
        case Kind::acknowledged:
            teller.settle(StoryEvent::Kind::acknowledged, entry.ticket, entry.at);
            break;
        case Kind::givenBack:
            teller.settle(StoryEvent::Kind::givenBack, entry.ticket, entry.at);
            break;
        case Kind::died:
            teller.settle(StoryEvent::Kind::died, entry.ticket, entry.at);
            letterTold = letterTold || (letter && letter->time == entry.at);
            break;
        case Kind::unsettled:
            teller.say(StoryEvent::Kind::unsettled, entry.at, {}, 0);
            break;
        case Kind::extended:
            teller.extend(entry.ticket);
            break;
        case Kind::purged:
            teller.purge(entry.at);
            break;
        }
    }
    teller.runOut(now);
    if (letter && !letterTold)
        teller.say(StoryEvent::Kind::died, letter->time, {}, letter->attempts);
    // An expiry is noticed when the next thing happens: put where it belongs.
    std::stable_sort(told.begin(), told.end(), [](const StoryEvent& a, const StoryEvent& b) { return a.at < b.at; });
    events.insert(events.end(), told.begin(), told.end());
}

} // namespace tapedeck
