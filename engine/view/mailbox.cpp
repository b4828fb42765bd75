#include "engine/view/mailbox.h"

#include "engine/base/limits.h"

#include <utility>

namespace tapedeck {

namespace {

size_t bytesOf(const Page& page)
{
    size_t bytes = sizeof page;
    for (const MessageRow& row : page.rows) {
        bytes += sizeof row + row.key.size() + row.preview.size() + row.states.size();
        for (const FieldValue& field : row.fields)
            bytes += sizeof field + field.text.size();
    }
    return bytes;
}

size_t bytesOf(const MessageAnswer& answer)
{
    size_t bytes = sizeof answer + answer.key.size() + answer.body.size();
    for (const auto& [name, value] : answer.headers)
        bytes += name.size() + value.size();
    return bytes;
}

size_t bytesOf(const ActionAnswer& answer)
{
    return sizeof answer + answer.settled.size() * sizeof answer.settled[0]
        + answer.copies.size() * sizeof answer.copies[0];
}

size_t bytesOf(const SearchStep& step)
{
    return sizeof step + step.ids.size() * sizeof step.ids[0];
}

size_t bytesOf(const Histogram& histogram)
{
    return sizeof histogram + histogram.counts.size() * sizeof histogram.counts[0];
}

size_t bytesOf(const ChannelList& list)
{
    return sizeof list + list.channel.size() + list.entries.size() * sizeof list.entries[0];
}

size_t bytesOf(const MessageStory& story)
{
    return sizeof story + story.standings.size() * sizeof story.standings[0]
        + story.story.events.size() * sizeof story.story.events[0];
}

ObserverAnswer droppedAnswer(const Lookup& lookup)
{
    return std::visit(
        [](const auto& request) -> ObserverAnswer {
            auto answer = emptyAnswer(request);
            answer.dropped = true;
            return answer;
        },
        lookup);
}

template <typename T>
void moveBehind(std::deque<T>& to, std::deque<T>& from)
{
    for (T& item : from)
        to.push_back(std::move(item));
    from.clear();
}

} // namespace

Mailbox::Mailbox()
    : m_snapshot(std::make_shared<const Snapshot>())
{
}

// ------------------------------------------------------------------------------------------------- observer's thread

bool Mailbox::tell()
{
    return !std::exchange(m_told, true);
}

// Keeps the newest. True: the observer has to be woken for the answer about a dropped one.
bool Mailbox::dropOldest(std::deque<Lookup>& lookups)
{
    bool announce = false;
    while (lookups.size() > limits::kObserverRequestsMax) {
        announce |= addAnswer(droppedAnswer(lookups.front()));
        lookups.pop_front();
    }
    return announce;
}

bool Mailbox::put(Lookup lookup)
{
    std::unique_lock lock(m_mutex);
    m_requests.lookups.push_back(std::move(lookup));
    const bool announce = dropOldest(m_requests.lookups);
    const bool told = tell();
    lock.unlock();
    if (announce)
        wake();
    return told;
}

bool Mailbox::put(uint64_t token, Action action)
{
    std::unique_lock lock(m_mutex);
    if (m_actionsOpen < limits::kObserverActionsMax) {
        ++m_actionsOpen;
        m_requests.actions.emplace_back(token, std::move(action));
        return tell();
    }
    ActionAnswer refused;
    refused.token = token;
    refused.status = Error{ErrorCode::overloaded, "Too many actions are still being worked on; try again in a moment."};
    const bool announce = addAnswer(std::move(refused));
    lock.unlock();
    if (announce)
        wake();
    return false;
}

bool Mailbox::setWatched(bool on)
{
    const std::lock_guard lock(m_mutex);
    m_requests.watched = on;
    return tell();
}

std::vector<ObserverAnswer> Mailbox::takeAnswers(bool* tellLoop)
{
    std::vector<ObserverAnswer> answers;
    const std::lock_guard lock(m_mutex);
    answers.swap(m_answers);
    m_answerBytes = 0;
    m_answersAnnounced = false;
    *tellLoop = std::exchange(m_wasFull, false) && tell();
    return answers;
}

std::shared_ptr<const Snapshot> Mailbox::snapshot()
{
    const std::lock_guard lock(m_mutex);
    m_snapshotAnnounced = false;
    return m_snapshot;
}

void Mailbox::setWake(std::function<void()> wake)
{
    std::unique_lock wakeLock(m_wakeMutex);
    m_wake = std::move(wake);
    wakeLock.unlock();
    // What came before there was anybody to be woken.
    std::unique_lock lock(m_mutex);
    const bool waiting = m_answersAnnounced || m_snapshotAnnounced;
    lock.unlock();
    if (waiting)
        this->wake();
}

void Mailbox::wake()
{
    const std::lock_guard lock(m_wakeMutex);
    if (m_wake)
        m_wake();
}

// --------------------------------------------------------------------------------------------------------------- loop

void Mailbox::takeRequests(Requests& requests)
{
    std::unique_lock lock(m_mutex);
    m_told = false;
    moveBehind(requests.lookups, m_requests.lookups);
    moveBehind(requests.actions, m_requests.actions);
    requests.watched = m_requests.watched;
    const bool dropped = dropOldest(requests.lookups);
    lock.unlock();
    if (dropped)
        wake();
}

bool Mailbox::addAnswer(ObserverAnswer answer)
{
    m_answerBytes += std::visit([](const auto& a) { return bytesOf(a); }, answer);
    m_answers.push_back(std::move(answer));
    return !std::exchange(m_answersAnnounced, true);
}

void Mailbox::answer(ObserverAnswer answer)
{
    std::unique_lock lock(m_mutex);
    if (std::holds_alternative<ActionAnswer>(answer))
        --m_actionsOpen;
    const bool announce = addAnswer(std::move(answer));
    lock.unlock();
    if (announce)
        wake();
}

void Mailbox::publish(std::shared_ptr<const Snapshot> snapshot)
{
    std::unique_lock lock(m_mutex);
    m_version.store(snapshot->version, std::memory_order_release);
    m_snapshot.swap(snapshot);
    const bool announce = !std::exchange(m_snapshotAnnounced, true);
    lock.unlock(); // the old one is let go of behind the lock: it may be the last owner of many views
    if (announce)
        wake();
}

bool Mailbox::full()
{
    const std::lock_guard lock(m_mutex);
    m_wasFull = m_answerBytes >= limits::kObserverAnswerBytes;
    return m_wasFull;
}

} // namespace tapedeck
