#include "engine/log/journal_ring.h"

#include "engine/log/journal_layout.h"

#include <algorithm>

#include <sys/mman.h>

namespace tapedeck {

namespace {

constexpr size_t kHugePageBytes = size_t{2} << 20;

} // namespace

JournalRing::JournalRing(JournalFile* file, uint32_t slotsMax)
    : m_file(file)
    , m_max(slotsMax)
    , m_taken(slotsMax)
{
}

Result<std::unique_ptr<JournalRing>> JournalRing::create(JournalFile* file, uint32_t slotsMax, uint32_t slotsAtStart)
{
    std::unique_ptr<JournalRing> ring(new JournalRing(file, slotsMax));
    ring->m_mappingBytes = size_t{slotsMax} * limits::kSlotBytes + kHugePageBytes;
    void* mapping = ::mmap(
        nullptr, ring->m_mappingBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED)
        return Error{
            ErrorCode::io, "cannot reserve address space for the live journal; raise the limit of virtual memory"};
    ring->m_mapping = static_cast<char*>(mapping);
    const auto address = reinterpret_cast<uintptr_t>(mapping);
    ring->m_memory = ring->m_mapping + ((address + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes - address);
    // Only a wish: fewer page faults and TLB misses on the hot path.
    (void)::madvise(ring->m_memory, size_t{slotsMax} * limits::kSlotBytes, MADV_HUGEPAGE);

    if (!file) {
        ring->m_usable = slotsMax;
        return ring;
    }
    // What a crashed run left is taken over as it is: its places are written already, and nothing of it may be
    // overwritten before the new key has made it invalid.
    const uint64_t size = file->size();
    const uint64_t left = size < layout::kSlotsAt ? 0 : (size - layout::kSlotsAt) / limits::kSlotBytes;
    if (left >= slotsAtStart) {
        ring->m_usable = static_cast<uint32_t>(std::min<uint64_t>(left, slotsMax));
        if (Status s = file->allocate(layout::placeOffset(ring->m_usable)); !s) // in case there are holes
            return s.error();
        return ring;
    }
    const uint32_t slots = std::min(slotsAtStart, slotsMax);
    if (Status s = file->allocate(layout::placeOffset(slots)); !s)
        return s.error();
    if (Status s = file->write(layout::placeOffset(0), {ring->m_memory, slots * limits::kSlotBytes}); !s)
        return s.error();
    ring->m_usable = slots;
    return ring;
}

JournalRing::~JournalRing()
{
    if (m_mapping)
        ::munmap(m_mapping, m_mappingBytes);
}

char* JournalRing::memory(uint32_t place) const
{
    return m_memory + size_t{place} * limits::kSlotBytes;
}

bool JournalRing::find(uint32_t slots, uint32_t* place) const
{
    const auto search = [&](uint32_t from, uint32_t to) {
        uint32_t run = 0;
        for (uint32_t i = from; i < to; ++i) {
            run = m_taken[i] ? 0 : run + 1;
            if (run == slots) {
                *place = i + 1 - slots;
                return true;
            }
        }
        return false;
    };
    return search(std::min(m_next, m_usable), m_usable) || search(0, m_usable);
}

JournalRing::Taken JournalRing::prepare(uint32_t slots, uint32_t keepFree)
{
    uint32_t place = 0;
    while (m_usable - m_used < uint64_t{slots} + keepFree || !find(slots, &place)) {
        if (m_usable == m_max)
            return Taken::full;
        if (Status s = grow(limits::kSlotsGrowth); !s) {
            if (s.error().code == ErrorCode::storageFull)
                return Taken::storageFull;
            m_failure = s.error();
            return Taken::failed;
        }
    }
    return Taken::yes;
}

JournalRing::Taken JournalRing::take(uint32_t slots, uint32_t keepFree, uint32_t* place)
{
    if (const Taken prepared = prepare(slots, keepFree); prepared != Taken::yes)
        return prepared;
    CHECK(find(slots, place));
    for (uint32_t i = 0; i < slots; ++i)
        m_taken[*place + i] = true;
    m_used += slots;
    m_next = *place + slots;
    // Ahead of need, so an error hurts nobody yet; it comes back when the room is needed.
    if (m_usable < m_max && m_used > m_usable / 2)
        (void)grow(limits::kSlotsGrowth);
    return Taken::yes;
}

void JournalRing::giveBack(uint32_t place, uint32_t slots)
{
    for (uint32_t i = 0; i < slots; ++i)
        m_taken[place + i] = false;
    m_used -= slots;
    m_refusedAtFreeBytes = UINT64_MAX;
}

Status JournalRing::grow(uint32_t slots)
{
    slots = std::min(slots, m_max - m_usable);
    const uint64_t bytes = uint64_t{slots} * limits::kSlotBytes;
    const uint64_t freeBytes = m_file->freeDiskBytes();
    m_storageFull = freeBytes < bytes + limits::kDiskBytesReserved || freeBytes == m_refusedAtFreeBytes;
    if (m_storageFull)
        return Error{ErrorCode::storageFull, "the disk is full: the live journal cannot grow"};
    Status status = m_file->allocate(layout::placeOffset(m_usable + slots));
    // Written once in advance: overwriting in place is several times cheaper to make durable than first writes. The
    // memory of a place that was never used is the zeros for it.
    if (status)
        status = m_file->write(layout::placeOffset(m_usable), {memory(m_usable), bytes});
    if (!status) {
        if (status.error().code == ErrorCode::storageFull) {
            m_storageFull = true;
            m_refusedAtFreeBytes = freeBytes; // do not ask again for every refused message
        }
        return status;
    }
    m_usable += slots;
    return {};
}

void JournalRing::releaseMemory()
{
    for (uint32_t i = 0; i < m_max; ++i)
        if (!m_taken[i])
            (void)::madvise(memory(i), limits::kSlotBytes, MADV_DONTNEED);
}

} // namespace tapedeck
