// Stories: what the newest events in the channels were, for the observer who asks how a message came to where it is.
// A ring of at most limits::kStoryEventsMax; nothing is taken and no memory held while nobody watches.
//
// Loop thread only. Only remembers what it is told: it changes nothing and asks nobody.
#pragma once

#include "engine/broker/story.h"
#include "engine/queue/channel.h"

#include <string>
#include <vector>

namespace tapedeck {

class Stories {
public:
    // Off forgets everything.
    void watch(bool on);
    bool watching() const { return m_watching; }

    // One channel of one queue. Tickets as they are found before they are settled.
    struct Place {
        QueueNo queue;
        ChannelNo channel;
    };
    void delivered(Place place, const TicketInfo& ticket, Time at);
    void acknowledged(Place place, const TicketInfo& ticket, Time at);
    void givenBack(Place place, const TicketInfo& ticket, Time at);
    void died(Place place, const TicketInfo& ticket, Time at);
    // The acknowledgement was taken back.
    void unsettled(Place place, const TicketInfo& ticket, Time at);
    // The ticket's deadline is another one now.
    void extended(Place place, const TicketInfo& ticket, Time at);
    // All tickets of the channel are void. Nothing while nobody watches.
    void purged(Place place, Time at);

    // Appends what is remembered of a message in one channel, in order; tickets that ran out by `now` included, and the
    // death that `letter` (may be null) tells of. Events that may be missing are those before the first one.
    void tell(Place place, const std::string& channel, MessageId id, const DeadLetter* letter, Time now,
        std::vector<StoryEvent>& events) const;

private:
    enum class Kind : unsigned char { delivered, acknowledged, givenBack, died, extended, purged, unsettled };
    struct Entry {
        Kind kind = Kind::delivered;
        Place place;
        TicketInfo ticket;
        Time at;
    };
    void add(Kind kind, Place place, const TicketInfo& ticket, Time at);

    bool m_watching = false;
    std::vector<Entry> m_entries; // a ring once it is full: the oldest is at m_next
    size_t m_next = 0;
};

} // namespace tapedeck
