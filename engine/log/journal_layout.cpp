#include "engine/log/journal_layout.h"

#include "engine/base/bytes.h"
#include "engine/base/checksum.h"

#include <cstring>

namespace tapedeck::layout {

std::string encodeHeader(const JournalHeader& header)
{
    std::string out;
    ByteWriter writer(out);
    writer.raw({kJournalMagic, sizeof kJournalMagic});
    writer.fixed(kJournalVersion);
    writer.fixed(static_cast<uint32_t>(limits::kSlotBytes));
    writer.fixed(header.tapeId);
    writer.fixed(header.key);
    writer.fixed(header.baseGroup);
    writer.fixed(header.baseSlot);
    writer.fixed(uint64_t{0});
    writer.fixed(checksum(out));
    CHECK(out.size() == kHeaderBytes);
    return out;
}

std::optional<JournalHeader> decodeHeader(std::string_view bytes, uint32_t* version)
{
    if (bytes.size() < kHeaderBytes || std::memcmp(bytes.data(), kJournalMagic, sizeof kJournalMagic) != 0)
        return std::nullopt;
    ByteReader reader(bytes.substr(sizeof kJournalMagic, kHeaderBytes - sizeof kJournalMagic));
    const auto found = reader.fixed<uint32_t>();
    if (version)
        *version = found;
    const auto slotBytes = reader.fixed<uint32_t>();
    JournalHeader header;
    header.tapeId = reader.fixed<uint64_t>();
    header.key = reader.fixed<uint64_t>();
    header.baseGroup = reader.fixed<uint64_t>();
    header.baseSlot = reader.fixed<uint64_t>();
    const auto reserved = reader.fixed<uint64_t>();
    const auto sum = reader.fixed<uint64_t>();
    if (sum != checksum(bytes.substr(0, kHeaderBytes - 8)) || found < kJournalVersionOldest || found > kJournalVersion
        || slotBytes != limits::kSlotBytes || reserved != 0 || header.baseGroup > kNumberMax
        || header.baseSlot > kNumberMax)
        return std::nullopt;
    return header;
}

void sealRecord(char* record, uint64_t seed)
{
    const auto payloadBytes = getFixed<uint32_t>(record + offsetof(RecordHeader, payloadBytes));
    // The payload needs no seed: its checksum is covered by the header's, which has one.
    putFixed(record + offsetof(RecordHeader, payloadChecksum),
        checksum({record + kRecordHeaderBytes, padded(payloadBytes)}));
    putFixed(record, checksum({record + 8, kRecordHeaderBytes - 8}, seed));
}

std::optional<RecordHeader> openHeader(const char* record, uint64_t seed)
{
    // Type, flags and reserved first: most of what a lost reader looks at is no record, often zeros.
    const auto kind = getFixed<uint32_t>(record + offsetof(RecordHeader, type));
    if (kind == 0 || kind > static_cast<uint32_t>(RecordType::commit))
        return std::nullopt;
    if (getFixed<uint64_t>(record) != checksum({record + 8, kRecordHeaderBytes - 8}, seed))
        return std::nullopt;
    RecordHeader header;
    std::memcpy(&header, record, sizeof header);
    return header;
}

bool payloadIntact(const RecordHeader& header, std::string_view payload)
{
    return header.payloadChecksum == checksum(payload);
}

} // namespace tapedeck::layout
