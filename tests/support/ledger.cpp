#include "tests/support/ledger.h"

#include "engine/base/check.h"
#include "engine/base/random.h"

#include <charconv>

namespace tapedeck {

uint32_t Ledger::newClient()
{
    std::scoped_lock lock(m_mutex);
    m_clients.emplace_back();
    for (Queue& queue : m_queues)
        queue.lastNumber.push_back(-1);
    return static_cast<uint32_t>(m_clients.size() - 1);
}

std::string Ledger::body(uint32_t client, uint32_t number) const
{
    SeededRandom random(m_seed ^ (uint64_t{client} << 32 | number));
    uint64_t kind = random.next() % 100;
    // Mostly small ones, some of some kilobytes, a few larger than a page of anything.
    size_t size = kind < 80 ? random.next() % 120 : kind < 99 ? random.next() % 4'000 : random.next() % 60'000;
    std::string text = std::to_string(client) + "." + std::to_string(number) + ".";
    text.reserve(text.size() + size + 8);
    while (size > 0) {
        uint64_t bits = random.next();
        size_t part = std::min<size_t>(size, 8);
        text.append(reinterpret_cast<const char*>(&bits), part);
        size -= part;
    }
    return text;
}

void Ledger::sent(uint32_t client, uint32_t number, size_t queue)
{
    std::scoped_lock lock(m_mutex);
    auto& entries = m_clients[client];
    CHECK(entries.size() == number);
    entries.push_back({0, 0, static_cast<uint16_t>(queue), false});
}

void Ledger::answered(uint32_t client, uint32_t number, uint64_t id)
{
    std::scoped_lock lock(m_mutex);
    Entry& entry = m_clients[client][number];
    entry.answered = true;
    entry.promised = id;
    ++m_answered;
}

void Ledger::acked(size_t queue, const std::string& channel, uint64_t id)
{
    std::scoped_lock lock(m_mutex);
    m_acked.emplace(queue, channel, id);
}

bool Ledger::received(size_t queue, const std::string& channel, uint64_t id) const
{
    std::scoped_lock lock(m_mutex);
    return m_acked.count({queue, channel, id}) == 0;
}

void Ledger::beginPass(size_t queue, uint64_t firstId)
{
    std::scoped_lock lock(m_mutex);
    m_queues[queue].next = firstId;
}

std::optional<std::string> Ledger::stored(size_t queueIndex, uint64_t id, std::string_view body)
{
    std::scoped_lock lock(m_mutex);
    Queue& queue = m_queues[queueIndex];
    std::string where = "queue " + std::to_string(queueIndex) + ", id " + std::to_string(id) + ": ";
    if (id != queue.next)
        return where + "expected id " + std::to_string(queue.next);
    ++queue.next;
    uint32_t client = 0, number = 0;
    const char* end = body.data() + body.size();
    auto first = std::from_chars(body.data(), end, client);
    auto second = first.ptr < end ? std::from_chars(first.ptr + 1, end, number) : first;
    if (first.ec != std::errc() || second.ec != std::errc() || client >= m_clients.size()
        || number >= m_clients[client].size())
        return where + "a message that nobody sent";
    Entry& entry = m_clients[client][number];
    where += "message " + std::to_string(number) + " of client " + std::to_string(client) + ": ";
    if (entry.queue != queueIndex)
        return where + "was sent to queue " + std::to_string(entry.queue);
    if (body != this->body(client, number))
        return where + "its bytes differ from those sent";
    if (entry.id != 0 && entry.id != id)
        return where + "had the id " + std::to_string(entry.id) + " before";
    if (entry.promised != 0 && entry.promised != id)
        return where + "was answered with the id " + std::to_string(entry.promised);
    if (id >= queue.seenEnd) {
        if (queue.lastNumber[client] >= static_cast<int64_t>(number))
            return where + "stands behind number " + std::to_string(queue.lastNumber[client]);
        queue.lastNumber[client] = number;
        queue.seenEnd = id + 1;
    }
    entry.id = id;
    return std::nullopt;
}

std::optional<std::string> Ledger::endPass(size_t queueIndex)
{
    std::scoped_lock lock(m_mutex);
    Queue& queue = m_queues[queueIndex];
    std::string where = "queue " + std::to_string(queueIndex) + ": ";
    if (queue.next < queue.seenEnd)
        return where + "ends before id " + std::to_string(queue.next) + "; " + std::to_string(queue.seenEnd - 1)
            + " was there";
    for (size_t client = 0; client < m_clients.size(); ++client)
        for (size_t number = 0; number < m_clients[client].size(); ++number) {
            const Entry& entry = m_clients[client][number];
            if (entry.queue == queueIndex && entry.answered && entry.id == 0)
                return where + "message " + std::to_string(number) + " of client " + std::to_string(client)
                    + " was answered and is missing";
        }
    return std::nullopt;
}

uint64_t Ledger::answeredCount() const
{
    std::scoped_lock lock(m_mutex);
    return m_answered;
}

uint64_t Ledger::ackedCount() const
{
    std::scoped_lock lock(m_mutex);
    return m_acked.size();
}

} // namespace tapedeck
