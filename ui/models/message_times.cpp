#include "ui/models/message_times.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

// Times kept: far more than are shown at once; when there are more, all are asked for anew.
static constexpr size_t kTimesMax = 20'000;
static constexpr size_t kIdsPerPage = 1'000;

MessageTimes::MessageTimes(EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
    m_timesSoon.setSingleShot(true);
    m_deadSoon.setSingleShot(true);
    m_deadSoon.setInterval(kEveryMs);
    connect(&m_timesSoon, &QTimer::timeout, this, &MessageTimes::askTimes);
    connect(&m_deadSoon, &QTimer::timeout, this, &MessageTimes::askDead);
}

void MessageTimes::setQueue(QueueNo queue)
{
    for (uint64_t* token : {&m_timesToken, &m_deadToken})
        if (const uint64_t old = std::exchange(*token, 0))
            m_client.forget(old);
    m_timesSoon.stop();
    m_deadSoon.stop();
    m_queue = queue;
    m_times.clear();
    m_wanted.clear();
    m_dead.clear();
    m_marks = nullptr;
    m_marked.clear();
}

void MessageTimes::setShown(bool shown)
{
    m_shown = shown;
    askTimes();
    askDead();
}

void MessageTimes::note(const QueueView& queue, const Broker::Marks& marks)
{
    if (m_marks != marks) {
        m_marks = marks;
        m_marked.clear();
        for (const Mark& mark : *marks)
            if (mark.queue == m_queue && m_marked.size() < kTicksMax)
                m_marked.push_back(mark.id);
    }
    std::map<std::string, Dead> dead;
    for (const ChannelStats& channel : queue.stats.channels) {
        if (channel.dead == 0)
            continue;
        Dead& one = dead[channel.name];
        if (const auto known = m_dead.find(channel.name); known != m_dead.end())
            one = std::move(known->second);
        one.count = channel.dead;
    }
    m_dead = std::move(dead);
    askDead();
}

std::optional<Time> MessageTimes::timeOf(MessageId id)
{
    const auto known = m_times.find(id.value);
    if (known != m_times.end())
        return known->second == Time::never() ? std::nullopt : std::optional(known->second);
    m_wanted.push_back(id);
    if (!m_timesSoon.isActive())
        m_timesSoon.start(0); // with all others that are wanted in this turn
    return std::nullopt;
}

std::vector<Time> MessageTimes::timesOf(const std::vector<MessageId>& ids)
{
    std::vector<Time> times;
    for (const MessageId id : ids)
        if (const auto time = timeOf(id))
            times.push_back(*time);
    return times;
}

std::vector<Time> MessageTimes::deadTimes()
{
    std::vector<MessageId> ids;
    for (const auto& [name, dead] : m_dead)
        ids.insert(ids.end(), dead.ids.begin(), dead.ids.end());
    ids.resize(std::min(ids.size(), kTicksMax));
    return timesOf(ids);
}

std::vector<Time> MessageTimes::markTimes()
{
    return timesOf(m_marked);
}

void MessageTimes::askTimes()
{
    if (!m_shown || m_timesToken || m_wanted.empty() || !m_queue.value)
        return;
    if (m_times.size() > kTimesMax)
        m_times.clear();
    std::sort(m_wanted.begin(), m_wanted.end());
    m_wanted.erase(std::unique(m_wanted.begin(), m_wanted.end()), m_wanted.end());
    std::vector<MessageId> ids(
        m_wanted.begin(), m_wanted.begin() + static_cast<ptrdiff_t>(std::min(m_wanted.size(), kIdsPerPage)));
    m_wanted.clear(); // who still wants the others asks again when these have come
    PageRequest request{0, m_queue, {}, 0, 0, ids};
    m_timesToken = m_client.ask(this, std::move(request), [this, ids = std::move(ids)](const Page& page) {
        m_timesToken = 0;
        if (!page.dropped && page.error.empty())
            for (const MessageId id : ids) // a page of large bodies ends early
                if (page.rows.empty() || id <= page.rows.back().id)
                    m_times[id.value] = Time::never();
        for (const MessageRow& row : page.rows)
            m_times[row.id.value] = row.time;
        if (!page.dropped)
            Q_EMIT changed();
        askTimes();
    });
}

void MessageTimes::askDead()
{
    if (!m_shown || m_deadToken || m_deadSoon.isActive() || !m_queue.value)
        return;
    const auto stale = std::find_if(
        m_dead.begin(), m_dead.end(), [](const auto& one) { return one.second.count != one.second.listed; });
    if (stale == m_dead.end())
        return;
    const uint64_t count = stale->second.count;
    const ChannelListRequest request{0, m_queue, stale->first, MessageState::dead, {}, kTicksMax};
    m_deadToken = m_client.ask(this, request, [this, name = stale->first, count](const ChannelList& list) {
        m_deadToken = 0;
        const auto found = m_dead.find(name);
        if (found != m_dead.end() && !list.dropped) {
            found->second.listed = count;
            found->second.ids.clear();
            for (const ChannelEntry& entry : list.entries)
                found->second.ids.push_back(entry.id);
            Q_EMIT changed();
        }
        m_deadSoon.start();
    });
}

} // namespace tapedeck
