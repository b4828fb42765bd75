// The journal reader on a file whose records are chosen by the fuzzer, most of them with right checksums, so that it
// gets past them. Checks: no crash; only whole, decodable runs of rising groups are delivered; reading twice gives the
// same.
#include "engine/base/check.h"
#include "engine/log/journal_layout.h"
#include "engine/log/recovery.h"
#include "tests/fuzz/fuzz_input.h"

#include <vector>

using namespace tapedeck;

namespace {

constexpr uint64_t kTapeId = 1;
constexpr uint64_t kKey = 0x1122334455667788;
constexpr uint64_t kPlacesMax = 2;

class MemoryFile final : public JournalFile {
public:
    std::string content;
    Status write(uint64_t, std::string_view) override { return Error{ErrorCode::io, "read-only"}; }
    Status sync() override { return Error{ErrorCode::io, "read-only"}; }
    Status allocate(uint64_t) override { return Error{ErrorCode::io, "read-only"}; }
    Result<std::string> read(uint64_t offset, uint64_t bytes) override
    {
        return offset < content.size() ? content.substr(offset, bytes) : std::string();
    }
    uint64_t size() const override { return content.size(); }
    uint64_t freeDiskBytes() const override { return 0; }

    void put(uint64_t offset, std::string_view bytes)
    {
        if (content.size() < offset + bytes.size())
            content.resize(offset + bytes.size());
        content.replace(offset, bytes.size(), bytes);
    }
};

struct Digest final : JournalVisitor {
    std::vector<uint64_t> seen;
    GroupNo last;
    void group(GroupNo g)
    {
        CHECK(g >= last);
        last = g;
        seen.push_back(g.value);
    }
    void onRun(GroupNo g, QueueNo queue, const Run& run) override
    {
        group(g);
        CHECK(queue.value > 0 && run.count > 0);
        RunReader reader(run);
        MessageView message;
        uint64_t bytes = 0;
        while (reader.next(message))
            bytes += message.key.size() + message.headers.size() + message.body.size();
        CHECK(reader.intact() && bytes <= run.bytes.size());
        seen.push_back(run.first.value);
    }
    void onRecord(GroupNo g, RecordType type, QueueNo, std::string_view payload) override
    {
        group(g);
        CHECK(type != RecordType::messages && type != RecordType::commit);
        seen.push_back(payload.size());
    }
};

// Lays the file out as the input says.
void build(fuzz::Input& in, MemoryFile& file)
{
    layout::JournalHeader header;
    header.tapeId = kTapeId;
    header.key = kKey;
    header.baseGroup = in.smallNumber();
    header.baseSlot = in.smallNumber();
    file.put(layout::kHeaderAt[0], layout::encodeHeader(header));
    file.put(layout::kHeaderAt[1], layout::encodeHeader(header));
    uint64_t slot = 1, offset = layout::placeOffset(0);
    while (!in.empty()) {
        const uint8_t op = in.byte();
        if (op % 8 == 7) { // bytes as they are
            const std::string raw = in.text(in.byte());
            file.put(offset, raw);
            offset += layout::padded(raw.size());
            continue;
        }
        layout::RecordHeader record;
        std::string payload;
        if (op % 8 == 6) {
            slot = in.smallNumber();
            offset = layout::placeOffset(in.byte() % kPlacesMax);
            record.type = layout::kSlotStartType;
            record.count = static_cast<uint32_t>(in.smallNumber());
            record.first = slot;
            record.base = static_cast<int64_t>(in.smallNumber());
            const layout::SlotStart start{in.smallNumber(), in.smallNumber()};
            payload.assign(reinterpret_cast<const char*>(&start), sizeof start);
        } else {
            record.type = op % 8 == 5 ? static_cast<uint8_t>(RecordType::commit) : in.byte() % 17;
            if (op % 8 < 3)
                record.type = static_cast<uint8_t>(RecordType::messages);
            record.queue = static_cast<uint32_t>(in.smallNumber());
            record.count = static_cast<uint32_t>(in.smallNumber());
            record.first = in.smallNumber();
            record.base = static_cast<int64_t>(in.smallNumber());
            payload = in.text(in.byte());
        }
        record.payloadBytes = static_cast<uint32_t>(op & 0x40 ? in.smallNumber() : payload.size()) & 0xfffff;
        std::string bytes(reinterpret_cast<const char*>(&record), sizeof record);
        bytes += payload;
        bytes.resize(
            layout::kRecordHeaderBytes + layout::padded(std::max<size_t>(record.payloadBytes, payload.size())));
        if (!(op & 0x80))
            layout::sealRecord(bytes.data(), layout::recordSeed(layout::slotSeed(kKey, slot), offset));
        if (offset + bytes.size() > layout::placeOffset(kPlacesMax))
            return;
        file.put(offset, bytes);
        offset += bytes.size();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    fuzz::Input in(data, size);
    const uint8_t choice = in.byte();
    const uint64_t sealed = choice % 4;
    MemoryFile file;
    build(in, file);
    Digest first;
    const auto report = readJournal(file, kTapeId, first, {sealed});
    if (report.ok())
        CHECK(report->lastGroup >= first.last);
    if (choice < 224)
        return 0;
    Digest second;
    const auto again = readJournal(file, kTapeId, second, {sealed});
    CHECK(report.ok() == again.ok());
    CHECK(first.seen == second.seen);
    return 0;
}
