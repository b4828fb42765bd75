// A naive channel: lists that are searched from end to end, no deltas, no indexes. What the real one must agree with.
#pragma once

#include "engine/queue/channel.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tapedeck {

class ChannelModel {
public:
    struct Out {
        uint64_t sequence = 0; // the model's name of a ticket
        int64_t ticket = 0; // what the real channel called it; filled in by the test
        uint64_t id = 0;
        Time deadline;
        uint32_t attempts = 0;
    };
    struct Owed {
        Time due;
        uint64_t order = 0;
        uint64_t id = 0;
        uint32_t attempts = 0;
    };

    ChannelSettings settings;
    uint64_t cursor = 1;
    std::vector<Out> tickets; // in the order of delivery
    std::vector<Owed> owed;
    std::map<uint64_t, DeadLetter> dead;
    std::set<uint64_t> ahead; // settled by id, above the cursor

    void bury(Time now)
    {
        for (size_t i = 0; i < tickets.size();)
            if (isDoomed(tickets[i], now)) {
                addDead(tickets[i], now, DeadReason::expired);
                tickets.erase(tickets.begin() + static_cast<ptrdiff_t>(i));
            } else {
                ++i;
            }
    }

    // What one take hands out: pairs of id and attempts; tickets are appended to `tickets`.
    std::vector<Out> take(Time now, Lease lease, uint64_t first, uint64_t end, size_t max)
    {
        std::vector<Out> out;
        if (settings.paused)
            return out;
        while (out.size() < max) {
            bury(now);
            Out next;
            if (auto expired = firstExpired(now); expired != tickets.end()) {
                next = {0, 0, expired->id, {}, expired->attempts + 1};
                tickets.erase(expired);
            } else if (auto due = firstDue(now); due != owed.end()) {
                next = {0, 0, due->id, {}, due->attempts + 1};
                owed.erase(due);
            } else if (nextNew(first) < end) {
                next = {0, 0, nextNew(first), {}, 1};
                advance(next.id + 1);
            } else {
                break;
            }
            if (lease) {
                next.sequence = ++m_sequence;
                next.deadline = *lease;
                tickets.push_back(next);
            }
            out.push_back(next);
        }
        return out;
    }

    // The unexpired ticket of that number, or end().
    std::vector<Out>::iterator find(Time now, int64_t ticket)
    {
        return std::find_if(
            tickets.begin(), tickets.end(), [&](const Out& t) { return t.ticket == ticket && t.deadline > now; });
    }
    bool ack(Time now, int64_t ticket)
    {
        auto it = find(now, ticket);
        if (it == tickets.end())
            return false;
        tickets.erase(it);
        return true;
    }
    bool nack(Time now, int64_t ticket, Duration delay)
    {
        auto it = find(now, ticket);
        if (it == tickets.end())
            return false;
        if (settings.attemptLimit != 0 && it->attempts >= settings.attemptLimit)
            addDead(*it, now, DeadReason::givenBack);
        else
            owe(it->id, now + delay, it->attempts);
        tickets.erase(it);
        return true;
    }
    bool release(Time now, int64_t ticket, Time due)
    {
        auto it = find(now, ticket);
        if (it == tickets.end())
            return false;
        owe(it->id, due, it->attempts - 1);
        tickets.erase(it);
        return true;
    }
    // Goes to `id`, or behind what is settled there.
    void advance(uint64_t id)
    {
        cursor = id;
        while (ahead.contains(cursor))
            ++cursor;
        ahead.erase(ahead.begin(), ahead.lower_bound(cursor));
    }
    uint64_t nextNew(uint64_t first) const
    {
        uint64_t id = std::max(cursor, first);
        while (ahead.contains(id))
            ++id;
        return id;
    }
    size_t settle(const std::vector<uint64_t>& ids, uint64_t first)
    {
        size_t count = 0;
        if (!ids.empty() && ids.back() >= cursor && first > cursor)
            advance(first);
        for (uint64_t id : ids) {
            bool found = std::erase_if(tickets, [id](const Out& t) { return t.id == id; }) != 0;
            found |= std::erase_if(owed, [id](const Owed& o) { return o.id == id; }) != 0;
            found |= dead.erase(id) != 0;
            found |= id >= cursor && ahead.insert(id).second;
            advance(cursor);
            count += found ? 1 : 0;
        }
        return count;
    }
    // What settle() would take of it, to put it back: of one that is out several times what comes first.
    SettledMessage whatIs(uint64_t id) const
    {
        SettledMessage found{{id}, Time::never(), 0};
        bool any = false;
        for (const Out& t : tickets)
            if (t.id == id) {
                found.attempts = found.due == Time{} ? std::max(found.attempts, t.attempts) : t.attempts;
                found.due = {};
                any = true;
            }
        for (const Owed& o : owed)
            if (o.id == id && (!any || o.due < found.due || (o.due == found.due && o.attempts > found.attempts))) {
                found = {{id}, o.due, o.attempts};
                any = true;
            }
        return any ? found : SettledMessage{{id}, {}, 0};
    }
    size_t unsettle(Time now, const std::vector<SettledMessage>& messages, uint64_t first)
    {
        size_t count = 0;
        for (const SettledMessage& one : messages) {
            const uint64_t id = one.id.value;
            const auto is = [id](const auto& other) { return other.id == id; };
            if (id < first)
                continue;
            if (id >= cursor) {
                count += ahead.erase(id);
            } else if (!dead.contains(id) && std::none_of(tickets.begin(), tickets.end(), is)
                && std::none_of(owed.begin(), owed.end(), is)) {
                owe(id, std::max(one.due, now), one.attempts);
                ++count;
            }
        }
        return count;
    }
    void owe(uint64_t id, Time due, uint32_t attempts) { owed.push_back({due, ++m_order, id, attempts}); }
    void seek(uint64_t id)
    {
        std::erase_if(owed, [id](const Owed& o) { return o.id >= id; });
        if (id < cursor)
            ahead.clear();
        advance(id);
    }
    void purge(uint64_t head, bool deadToo)
    {
        tickets.clear();
        owed.clear();
        if (deadToo)
            dead.clear();
        ahead.clear();
        cursor = head;
    }
    void trim(uint64_t first)
    {
        std::erase_if(tickets, [first](const Out& t) { return t.id < first; });
        std::erase_if(owed, [first](const Owed& o) { return o.id < first; });
        std::erase_if(dead, [first](const auto& d) { return d.first < first; });
        ahead.erase(ahead.begin(), ahead.lower_bound(first));
    }
    void setSettings(Time now, const ChannelSettings& s)
    {
        bury(now);
        settings = s;
        bury(now);
    }
    void replayAll(Time now)
    {
        for (const auto& [id, letter] : dead)
            owe(id, now, 0);
        dead.clear();
    }

    ChannelCounts counts(Time now, uint64_t first, uint64_t end)
    {
        ChannelCounts c;
        c.cursor = {cursor};
        for (const Out& t : tickets) {
            c.inFlight += t.deadline > now ? 1 : 0;
            c.redeliveries += t.deadline <= now && !isDoomed(t, now) ? 1 : 0;
        }
        c.delayed = owed.size();
        c.dead = dead.size();
        const uint64_t start = std::max(cursor, first);
        const auto inside = [&](uint64_t id) { return id >= start && id < end; };
        c.fresh = end > start ? end - start : 0;
        c.fresh -= static_cast<uint64_t>(std::count_if(ahead.begin(), ahead.end(), inside));
        c.lag = c.fresh + c.redeliveries;
        return c;
    }
    std::vector<Channel::Unsettled> unsettled(Time now, uint64_t from, uint64_t first, uint64_t end, size_t max) const
    {
        using State = Channel::Unsettled::State;
        std::map<uint64_t, Channel::Unsettled> byId;
        const auto add = [&](uint64_t id, State state, uint32_t attempts, Time visibleAt) {
            if (id < std::max(from, first))
                return;
            auto [at, isNew] = byId.emplace(id, Channel::Unsettled{{id}, state, attempts, visibleAt});
            if (!isNew && visibleAt < at->second.visibleAt)
                at->second.state = state, at->second.visibleAt = visibleAt;
            at->second.attempts = std::max(at->second.attempts, attempts);
        };
        for (const Out& t : tickets)
            if (!isDoomed(t, now))
                add(t.id, t.deadline > now ? State::inFlight : State::pending, t.attempts,
                    t.deadline > now ? t.deadline : Time{});
        for (const Owed& o : owed)
            add(o.id, o.due > now ? State::delayed : State::pending, o.attempts, o.due > now ? o.due : Time{});
        size_t fresh = 0;
        for (uint64_t id = std::max({cursor, first, from}); id < end && fresh < max; ++id)
            if (!ahead.contains(id))
                add(id, State::pending, 0, {}), ++fresh;
        std::vector<Channel::Unsettled> out;
        for (const auto& [id, one] : byId)
            if (out.size() < max)
                out.push_back(one);
        return out;
    }
    uint64_t floor() const
    {
        uint64_t least = cursor;
        for (const Out& t : tickets)
            least = std::min(least, t.id);
        for (const Owed& o : owed)
            least = std::min(least, o.id);
        return least;
    }
    Time nextDue(Time now)
    {
        Time next = Time::never();
        for (const Out& t : tickets) {
            if (isDoomed(t, now))
                return now;
            if (t.deadline > now)
                next = std::min(next, t.deadline);
        }
        if (firstDue(now) == owed.end())
            for (const Owed& o : owed)
                next = std::min(next, o.due);
        return next;
    }
    bool available(Time now, uint64_t first, uint64_t end)
    {
        return !settings.paused
            && (counts(now, first, end).redeliveries != 0 || firstDue(now) != owed.end() || nextNew(first) < end);
    }

private:
    bool isDoomed(const Out& t, Time now) const
    {
        return t.deadline <= now && settings.attemptLimit != 0 && t.attempts >= settings.attemptLimit;
    }
    void addDead(const Out& t, Time now, DeadReason reason)
    {
        DeadLetter letter{now, t.attempts, reason};
        auto [it, isNew] = dead.emplace(t.id, letter);
        if (!isNew)
            it->second = std::max(it->second, letter);
    }
    std::vector<Out>::iterator firstExpired(Time now)
    {
        return std::find_if(tickets.begin(), tickets.end(), [now](const Out& t) { return t.deadline <= now; });
    }
    std::vector<Owed>::iterator firstDue(Time now)
    {
        auto least = std::min_element(owed.begin(), owed.end(),
            [](const Owed& a, const Owed& b) { return a.due != b.due ? a.due < b.due : a.order < b.order; });
        return least != owed.end() && least->due <= now ? least : owed.end();
    }

    uint64_t m_sequence = 0;
    uint64_t m_order = 0;
};

} // namespace tapedeck
