#include "engine/log/recovery.h"

#include "engine/log/group_assembler.h"
#include "engine/log/journal_layout.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

namespace tapedeck {

namespace {

using layout::RecordHeader;

// Bounds work and memory on a hostile file: no ring has more.
constexpr uint64_t kPlacesMax = limits::kSlotsMax;
// Slots without a start record that are searched for in the places that have none.
constexpr size_t kMissingSlotsSearched = 8;

// A slot that must be read.
struct Found {
    uint64_t slot = 0;
    uint64_t place = 0;
    uint64_t span = 1;
    uint64_t oldest = 0;
    std::optional<layout::SlotStart> start;
    std::string bytes;
    uint64_t offset() const { return layout::placeOffset(place); }
};

// Where the next valid record header of a slot is, from `from` on; `bytes.size()` if there is none.
size_t findHeader(std::string_view bytes, size_t from, uint64_t seed, uint64_t offset)
{
    for (size_t at = from; at + layout::kRecordHeaderBytes <= bytes.size(); at += 8)
        if (layout::openHeader(bytes.data() + at, layout::recordSeed(seed, offset + at)))
            return at;
    return bytes.size();
}

std::optional<Found> decodeStart(std::string_view bytes, uint64_t key, uint64_t place)
{
    if (bytes.size() < layout::kSlotStartBytes)
        return std::nullopt;
    RecordHeader claimed;
    std::memcpy(&claimed, bytes.data(), sizeof claimed);
    const uint64_t seed = layout::recordSeed(layout::slotSeed(key, claimed.first), layout::placeOffset(place));
    const auto header = layout::openHeader(bytes.data(), seed);
    const std::string_view payload = bytes.substr(layout::kRecordHeaderBytes, sizeof(layout::SlotStart));
    if (!header || header->type != layout::kSlotStartType || header->payloadBytes != payload.size()
        || header->count == 0 || header->count > kPlacesMax - place || header->first == 0
        || header->first > layout::kNumberMax || header->base < 0 || !layout::payloadIntact(*header, payload))
        return std::nullopt;
    Found found;
    found.slot = header->first;
    found.place = place;
    found.span = header->count;
    found.oldest = static_cast<uint64_t>(header->base);
    found.start.emplace();
    std::memcpy(&*found.start, payload.data(), sizeof(layout::SlotStart));
    if (found.start->group == 0 || found.start->group > layout::kNumberMax)
        return std::nullopt;
    return found;
}

class Reader {
public:
    Reader(JournalFile& file, const layout::JournalHeader& header, SlotNo sealed, JournalReport& report)
        : m_file(file)
        , m_header(header)
        , m_sealed(sealed.value)
        , m_report(report)
    {
    }

    Status findSlots()
    {
        const uint64_t size = m_file.size();
        if (size > layout::kSlotsAt)
            m_places = std::min(kPlacesMax, (size - layout::kSlotsAt + limits::kSlotBytes - 1) / limits::kSlotBytes);
        std::vector<Found> starts;
        m_idle.assign(m_places, true);
        for (uint64_t place = 0; place < m_places; ++place) {
            auto bytes = m_file.read(layout::placeOffset(place), layout::kSlotStartBytes);
            if (!bytes)
                return bytes.error();
            if (auto found = decodeStart(*bytes, m_header.key, place)) {
                m_idle[place] = false;
                starts.push_back(std::move(*found));
            }
        }
        uint64_t newest = m_header.baseSlot;
        uint64_t floor = std::max(m_header.baseSlot, m_sealed) + 1;
        for (const Found& f : starts)
            if (f.slot > newest) {
                newest = f.slot;
                floor = std::max({f.oldest, m_header.baseSlot + 1, m_sealed + 1});
            }
        for (Found& f : starts)
            if (f.slot >= floor)
                claim(std::move(f));
        m_floor = floor;
        m_newest = newest;
        return searchMissing();
    }

    Status walk()
    {
        if (m_slots.empty())
            return {};
        if (m_floor == m_header.baseSlot + 1)
            m_assembler.beginAfter(m_header.baseGroup);
        for (uint64_t slot = m_floor; slot <= m_newest; ++slot) {
            const auto at = m_slots.find(slot);
            if (at == m_slots.end()) {
                // One report for all slots up to the next one that is there.
                const auto after = m_slots.upper_bound(slot);
                const uint64_t next = after == m_slots.end() ? m_newest + 1 : after->first;
                m_assembler.gap(
                    0, "slots " + std::to_string(slot) + " to " + std::to_string(next - 1) + " are missing");
                slot = next - 1;
                continue;
            }
            if (Status s = walkSlot(at->second); !s)
                return s;
        }
        m_assembler.finish();
        return {};
    }

    void deliver(JournalVisitor& visitor)
    {
        const auto& events = m_assembler.events();
        m_report.tornTail = m_assembler.tornTail();
        for (size_t i = 0; i < events.size(); ++i) {
            const GroupAssembler::Event& event = events[i];
            if (event.isGroup) {
                deliverGroup(event, visitor);
                continue;
            }
            m_report.damage.push_back(event.damage);
            JournalDamage& damage = m_report.damage.back();
            damage.unsynced = damage.after.value >= m_assembler.durableGroup();
            if (!event.lost || !damage.unsynced)
                continue;
            // The disk was never asked to keep what is missing, so this is how a power failure looks. What was written
            // after it may build on it: the journal ends here.
            const auto dropped = std::count_if(events.begin() + static_cast<std::ptrdiff_t>(i), events.end(),
                [](const GroupAssembler::Event& e) { return e.isGroup; });
            damage.text += "; not yet synced when the program stopped, so " + std::to_string(dropped)
                + " later groups are not used either";
            m_report.tornTail = true;
            return;
        }
    }

    uint64_t newestSlot() const { return m_newest; }

private:
    // Slots that must be read never share a place; a hostile file's might, to be read many times.
    void claim(Found found)
    {
        const auto overlaps = [&](const auto& entry) {
            const Found& other = entry.second;
            return found.place < other.place + other.span && other.place < found.place + found.span;
        };
        if (std::any_of(m_slots.begin(), m_slots.end(), overlaps))
            return;
        for (uint64_t i = found.place; i < std::min(m_places, found.place + found.span); ++i)
            m_idle[i] = false;
        m_slots.emplace(found.slot, std::move(found));
    }

    // A slot whose start record is damaged would be lost in silence if it is the newest: look for its other records.
    Status searchMissing()
    {
        size_t searched = 0;
        for (uint64_t slot = m_floor; slot <= m_newest && searched < kMissingSlotsSearched; ++slot)
            if (!m_slots.count(slot)) {
                ++searched;
                if (auto found = searchSlot(slot); !found)
                    return found.error();
            }
        for (uint64_t slot = std::max(m_newest + 1, m_floor);; ++slot) {
            auto found = searchSlot(slot);
            if (!found)
                return found.error();
            if (!*found)
                return {};
            m_newest = slot;
        }
    }

    Result<bool> searchSlot(uint64_t slot)
    {
        const uint64_t seed = layout::slotSeed(m_header.key, slot);
        for (uint64_t place = 0; place < m_places; ++place) {
            if (!m_idle[place])
                continue;
            auto bytes = m_file.read(layout::placeOffset(place), limits::kSlotBytes);
            if (!bytes)
                return bytes.error();
            if (findHeader(*bytes, 0, seed, layout::placeOffset(place)) == bytes->size())
                continue;
            Found found;
            found.slot = slot;
            found.place = place;
            m_idle[place] = false;
            while (found.place + found.span < m_places && m_idle[found.place + found.span])
                ++found.span; // how long it was stood in its start record
            m_slots.emplace(slot, std::move(found));
            return true;
        }
        return false;
    }

    Status walkSlot(Found& found)
    {
        auto bytes = m_file.read(found.offset(), found.span * limits::kSlotBytes);
        if (!bytes)
            return bytes.error();
        found.bytes = std::move(*bytes);
        const std::string_view all = found.bytes;
        const uint64_t seed = layout::slotSeed(m_header.key, found.slot);
        size_t at = layout::kSlotStartBytes;
        if (found.start) {
            m_assembler.slot(*found.start, found.offset());
        } else {
            at = findHeader(all, 8, seed, found.offset());
            m_assembler.slotWithoutStart(found.offset(), at == layout::kSlotStartBytes);
        }
        while (at + layout::kRecordHeaderBytes <= all.size()) {
            const auto header = layout::openHeader(all.data() + at, layout::recordSeed(seed, found.offset() + at));
            if (!header) {
                const size_t next = findHeader(all, at + 8, seed, found.offset());
                if (next == all.size())
                    break; // the end of what was written here, or a torn tail
                m_assembler.gap(found.offset() + at, std::to_string(next - at) + " bytes are unreadable");
                at = next;
                continue;
            }
            at += readRecord(*header, all.substr(at), found.offset() + at);
        }
        return {};
    }

    // Returns how far to go on.
    size_t readRecord(const RecordHeader& header, std::string_view bytes, uint64_t offset)
    {
        const size_t length = layout::kRecordHeaderBytes + layout::padded(header.payloadBytes);
        if (length > bytes.size()) {
            m_assembler.gap(offset, describeRecord(header) + ": cut off by the end of the file");
            return bytes.size();
        }
        if (!layout::payloadIntact(
                header, bytes.substr(layout::kRecordHeaderBytes, length - layout::kRecordHeaderBytes)))
            m_assembler.gap(offset, describeRecord(header) + ": wrong checksum");
        else if (header.type == layout::kSlotStartType)
            ; // of a slot whose start was found damaged in its payload, which has been reported
        else if (header.type == static_cast<uint8_t>(RecordType::commit))
            m_assembler.commit(header, offset);
        else
            m_assembler.record(bytes.data());
        return length;
    }

    void deliverGroup(const GroupAssembler::Event& event, JournalVisitor& visitor)
    {
        const GroupNo group{event.group};
        for (size_t i = event.firstRecord; i < event.firstRecord + event.records; ++i) {
            const char* record = m_assembler.records()[i];
            RecordHeader header;
            std::memcpy(&header, record, sizeof header);
            const std::string_view payload(record + sizeof header, header.payloadBytes);
            ++m_report.records;
            if (header.type == static_cast<uint8_t>(RecordType::messages)) {
                visitor.onRun(group, {header.queue}, Run{{header.first}, header.count, {header.base}, payload});
                m_report.messages += header.count;
            } else {
                visitor.onRecord(group, static_cast<RecordType>(header.type), {header.queue}, payload);
            }
        }
        ++m_report.groups;
        m_report.lastGroup = group;
    }

    JournalFile& m_file;
    const layout::JournalHeader& m_header;
    uint64_t m_sealed;
    JournalReport& m_report;
    uint64_t m_places = 0;
    uint64_t m_floor = 0, m_newest = 0;
    std::vector<bool> m_idle; // places without a start record that no slot to be read covers
    std::map<uint64_t, Found> m_slots; // to be read; keeps their bytes for the assembler
    GroupAssembler m_assembler;
};

// The header, or nothing when no journal was ever laid out here.
Result<std::optional<layout::JournalHeader>> readHeader(JournalFile& file, JournalReport& report)
{
    std::optional<layout::JournalHeader> headers[2];
    bool blank[2] = {};
    uint32_t version = 0;
    for (int i = 0; i < 2; ++i) {
        auto bytes = file.read(layout::kHeaderAt[i], layout::kHeaderBytes);
        if (!bytes)
            return bytes.error();
        blank[i] = bytes->find_first_not_of('\0') == std::string::npos;
        headers[i] = layout::decodeHeader(*bytes, &version);
    }
    if (blank[0] && blank[1])
        return std::optional<layout::JournalHeader>{};
    if (!headers[0] && !headers[1]) {
        if (version > layout::kJournalVersion)
            return Error{ErrorCode::unsupported,
                "the live journal has format version " + std::to_string(version) + "; this program knows "
                    + std::to_string(layout::kJournalVersion) + ". Open the tape with the newer program once"};
        return Error{ErrorCode::damaged, "both headers of the live journal are damaged: nothing in it can be read"};
    }
    for (int i = 0; i < 2; ++i)
        if (!headers[i] && !blank[i])
            report.damage.push_back({layout::kHeaderAt[i], {}, false,
                "one of the two headers of the live journal is damaged; no group is lost"});
    // The first is written first, so where they differ it is the newer one.
    return headers[0] ? headers[0] : headers[1];
}

} // namespace

Result<JournalReport> readJournal(JournalFile& file, uint64_t tapeId, JournalVisitor& visitor, SlotNo sealed)
{
    JournalReport report;
    CHECK(sealed.value <= layout::kNumberMax);
    auto header = readHeader(file, report);
    if (!header)
        return header.error();
    if (!*header)
        return report;
    const layout::JournalHeader& found = **header;
    if (found.tapeId != tapeId)
        return Error{ErrorCode::damaged,
            "the live journal beside the tape belongs to another tape. Move it away to open "
            "this tape without it, or put the right pair together"};
    report.present = true;
    report.lastGroup = {found.baseGroup};
    Reader reader(file, found, sealed, report);
    if (Status s = reader.findSlots(); !s)
        return s.error();
    if (Status s = reader.walk(); !s)
        return s.error();
    reader.deliver(visitor);
    report.lastSlot = {std::max(reader.newestSlot(), sealed.value)};
    return report;
}

} // namespace tapedeck
