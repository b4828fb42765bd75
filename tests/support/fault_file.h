// A journal file in memory whose disk can be made to fail, fill up, and lose power. For tests only.
// Owned by the test's thread.
#pragma once

#include "engine/log/journal_file.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace tapedeck::test {

// What outlives the JournalFile: the platter and the faults that are planned for it.
struct FaultDisk {
    static constexpr size_t kSectorBytes = 512;

    std::string content; // what the program reads back
    std::string durable; // what was there at the last sync
    // Contents that a sector was given since then, in order. A power failure leaves any one of them, or the durable
    // one.
    std::map<uint64_t, std::vector<std::string>> unsynced;
    uint64_t freeBytes = uint64_t{1} << 40;
    int failWriteIn = -1; // the n-th write from now on fails, and every later one; -1 never
    int failSyncIn = -1;
    int failAllocateIn = -1;
    ErrorCode failure = ErrorCode::io;
    bool keepVersions = false; // remember `unsynced`: only tests of power failures pay for it
    int writes = 0, syncs = 0, allocations = 0;
    uint64_t bytesWritten = 0;

    void grow(uint64_t size)
    {
        if (content.size() >= size)
            return;
        content.resize(size, '\0');
        durable.resize(size, '\0'); // reserved blocks read as zeros whether or not they were synced
    }

    void put(uint64_t offset, std::string_view bytes)
    {
        const uint64_t end = (offset + bytes.size() + kSectorBytes - 1) / kSectorBytes * kSectorBytes;
        grow(end);
        if (!keepVersions) {
            std::memcpy(content.data() + offset, bytes.data(), bytes.size());
            return;
        }
        for (uint64_t sector = offset / kSectorBytes; sector * kSectorBytes < offset + bytes.size(); ++sector) {
            const uint64_t from = std::max(offset, sector * kSectorBytes);
            const uint64_t to = std::min(offset + bytes.size(), (sector + 1) * kSectorBytes);
            const std::string_view part = bytes.substr(from - offset, to - from);
            if (std::memcmp(content.data() + from, part.data(), part.size()) == 0)
                continue;
            std::memcpy(content.data() + from, part.data(), part.size());
            unsynced[sector].emplace_back(content, sector * kSectorBytes, kSectorBytes);
        }
    }

    void syncNow()
    {
        for (const auto& [sector, versions] : unsynced)
            std::memcpy(durable.data() + sector * kSectorBytes, versions.back().data(), kSectorBytes);
        unsynced.clear();
        if (!keepVersions)
            durable = content;
    }

    enum class Image { dropAll, keepAll, randomSectors, randomPrefix };
    // What the disk may hold after power was lost now.
    std::string powerLoss(Image kind, std::mt19937_64& random) const
    {
        std::string image = kind == Image::keepAll ? content : durable;
        if (kind != Image::randomSectors && kind != Image::randomPrefix)
            return image;
        const size_t cut = unsynced.empty() ? 0 : random() % (unsynced.size() + 1);
        size_t n = 0;
        for (const auto& [sector, versions] : unsynced) {
            const size_t pick = random() % (versions.size() + 1);
            if (kind == Image::randomPrefix && n++ >= cut)
                break;
            if (kind == Image::randomPrefix)
                std::memcpy(image.data() + sector * kSectorBytes, versions.back().data(), kSectorBytes);
            else if (pick > 0)
                std::memcpy(image.data() + sector * kSectorBytes, versions[pick - 1].data(), kSectorBytes);
        }
        return image;
    }
};

class FaultFile final : public JournalFile {
public:
    explicit FaultFile(FaultDisk& disk)
        : m_disk(disk)
    {
    }

    Status write(uint64_t offset, std::string_view bytes) override
    {
        ++m_disk.writes;
        if (due(m_disk.failWriteIn))
            return Error{m_disk.failure, "planned failure of a write"};
        m_disk.bytesWritten += bytes.size();
        m_disk.put(offset, bytes);
        return {};
    }
    Status sync() override
    {
        ++m_disk.syncs;
        if (due(m_disk.failSyncIn))
            return Error{m_disk.failure, "planned failure of a sync"};
        m_disk.syncNow();
        return {};
    }
    Status allocate(uint64_t bytes) override
    {
        ++m_disk.allocations;
        if (due(m_disk.failAllocateIn))
            return Error{m_disk.failure, "planned failure of an allocation"};
        const uint64_t more = bytes > m_disk.content.size() ? bytes - m_disk.content.size() : 0;
        if (more > m_disk.freeBytes)
            return Error{ErrorCode::storageFull, "the planned disk is full"};
        m_disk.freeBytes -= more;
        m_disk.grow(bytes);
        return {};
    }
    Result<std::string> read(uint64_t offset, uint64_t bytes) override
    {
        if (offset >= m_disk.content.size())
            return std::string();
        return m_disk.content.substr(offset, bytes);
    }
    uint64_t size() const override { return m_disk.content.size(); }
    uint64_t freeDiskBytes() const override { return m_disk.freeBytes; }

private:
    // Counts down to the first failure, and stays there.
    static bool due(int& countdown)
    {
        if (countdown > 1) {
            --countdown;
            return false;
        }
        return countdown >= 0;
    }

    FaultDisk& m_disk;
};

} // namespace tapedeck::test
