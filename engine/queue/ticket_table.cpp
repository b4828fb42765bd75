#include "engine/queue/ticket_table.h"

#include "engine/base/check.h"

namespace tapedeck {

TicketTable::Entry& TicketTable::at(uint64_t sequence)
{
    static Entry settled{}; // stands for the entries of chunks that are gone; never written
    Chunk* chunk = chunkOf(sequence).get();
    return chunk ? chunk->entries[sequence & (kChunkEntries - 1)] : settled;
}

TicketTable::Entry& TicketTable::append()
{
    uint64_t chunk = m_next >> kChunkShift;
    if (m_chunks.empty()) {
        m_firstChunk = chunk;
        m_firstSlot = 0;
    }
    if (m_firstSlot + (chunk - m_firstChunk) == m_chunks.size()) {
        if (!m_chunks.empty() && m_chunks.back() && m_chunks.back()->live == 0) {
            m_chunks.back().reset(); // stayed because it was the last
            --m_chunksHeld;
        }
        m_chunks.emplace_back(new Chunk);
        m_chunks.back()->live = 0;
        ++m_chunksHeld;
    }
    return m_chunks.back()->entries[m_next++ & (kChunkEntries - 1)];
}

TicketTable::Entry& TicketTable::push(uint64_t id, int64_t deadline, uint32_t attempts)
{
    Entry& entry = append();
    entry = Entry{id, deadline, attempts, kLive};
    ++m_chunks.back()->live;
    ++m_live;
    return entry;
}

TicketTable::Entry* TicketTable::find(uint64_t sequence)
{
    if (sequence >= m_base) {
        if (sequence >= m_next)
            return nullptr;
        Entry& entry = at(sequence);
        return (entry.flags & kLive) ? &entry : nullptr;
    }
    auto it = m_aside.find(sequence);
    return it == m_aside.end() ? nullptr : &it->second;
}

uint64_t TicketTable::nextLive(uint64_t from) const
{
    if (auto it = m_aside.lower_bound(from); it != m_aside.end())
        return it->first;
    for (uint64_t sequence = from < m_base ? m_base : from; sequence < m_next; ++sequence)
        if (at(sequence).flags & kLive)
            return sequence;
    return 0;
}

void TicketTable::settle(uint64_t sequence)
{
    --m_live;
    if (sequence < m_base) {
        CHECK(m_aside.erase(sequence) == 1);
        return;
    }
    release(sequence);
}

// A live entry of the deque is live no more.
void TicketTable::release(uint64_t sequence)
{
    std::unique_ptr<Chunk>& chunk = chunkOf(sequence);
    chunk->entries[sequence & (kChunkEntries - 1)].flags = 0;
    // The last chunk stays: more is to come.
    if (--chunk->live == 0 && &chunk != &m_chunks.back()) {
        chunk.reset();
        --m_chunksHeld;
    }
    if (sequence == m_base)
        dropSettledFront();
}

void TicketTable::moveFrontAside()
{
    const Entry& front = at(m_base);
    CHECK(front.flags & kLive);
    m_aside.emplace(m_base, front);
    release(m_base);
}

void TicketTable::clear()
{
    m_aside.clear();
    dropChunks();
    m_base = m_next;
    m_live = 0;
}

void TicketTable::pad(uint64_t count)
{
    for (; count != 0; --count)
        append().flags = 0;
    dropSettledFront();
}

void TicketTable::jumpTo(uint64_t sequence)
{
    CHECK(m_base == m_next && sequence >= m_next);
    dropChunks();
    m_base = m_next = sequence;
}

void TicketTable::dropSettledFront()
{
    while (m_base < m_next && (at(m_base).flags & kLive) == 0) {
        ++m_base;
        if ((m_base & (kChunkEntries - 1)) == 0)
            dropFirstChunk();
    }
    if (m_base == m_next)
        dropChunks(); // idle channels hold no memory
}

void TicketTable::dropFirstChunk()
{
    m_chunksHeld -= m_chunks[m_firstSlot] ? 1 : 0;
    m_chunks[m_firstSlot].reset();
    ++m_firstSlot;
    ++m_firstChunk;
    // Half of the directory is used up: close the gap, at a constant cost per chunk.
    if (m_firstSlot >= 64 && m_firstSlot * 2 > m_chunks.size()) {
        m_chunks.erase(m_chunks.begin(), m_chunks.begin() + static_cast<ptrdiff_t>(m_firstSlot));
        m_firstSlot = 0;
    }
}

void TicketTable::dropChunks()
{
    m_chunks.clear();
    if (m_chunks.capacity() > 1024)
        m_chunks.shrink_to_fit();
    m_firstSlot = 0;
    m_chunksHeld = 0;
}

size_t TicketTable::memoryBytes() const
{
    constexpr size_t kMapNodeBytes = sizeof(std::pair<uint64_t, Entry>) + 4 * sizeof(void*);
    return m_chunksHeld * sizeof(Chunk) + m_chunks.capacity() * sizeof(void*) + m_aside.size() * kMapNodeBytes;
}

} // namespace tapedeck
