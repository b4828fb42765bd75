#include "engine/log/segment.h"

#include "engine/base/checksum.h"
#include "engine/base/limits.h"

#include <algorithm>
#include <cstring>

#include <zstd.h>

namespace tapedeck {

namespace {

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// Higher levels ask for windows that readers refuse (limits::kZstdWindowLogMax).
constexpr int kLevelMax = 19;

// Making one costs more than decompressing a small frame, so each thread keeps one.
ZSTD_DCtx* threadDecompressor()
{
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    CHECK(context);
    return context.get();
}

Error damaged(std::string text)
{
    return {ErrorCode::damaged, std::move(text)};
}

// Collects entries into frames and frames into segments.
class Packer {
public:
    Packer(QueueNo queue, int level, std::vector<PackedSegment>& out)
        : m_queue(queue)
        , m_out(out)
        , m_context(ZSTD_createCCtx())
    {
        CHECK(m_context);
        ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_compressionLevel, std::min(level, kLevelMax));
        m_raw.reserve(limits::kFrameRawBytes + (64 << 10));
    }

    // `entry` ends where the next one begins; its time delta counts from the time before it in `run`.
    Status add(const MessageView& m, std::string_view entry, bool firstOfRun)
    {
        if (m_any && m.time < m_last)
            return damaged(place(m.id) + " is earlier than the message before it");
        m_any = true;
        if (m_count > 0 && (rawBytes() >= limits::kFrameRawBytes || entry.size() >= limits::kFrameRawBytes))
            if (Status s = closeFrame(); !s)
                return s;
        const uint64_t raw = m_segment.info.rawBytes + rawBytes();
        if (raw > 0 && (raw >= limits::kSegmentRawBytes || raw + entry.size() > limits::kSegmentRawBytesMax)) {
            if (Status s = closeFrame(); !s)
                return s;
            closeSegment();
        }
        if (m_count == 0) {
            m_first = m.id;
            m_base = m.time;
            appendWithDelta(entry, 0);
        } else if (firstOfRun) {
            appendWithDelta(entry, static_cast<uint64_t>(m.time.micros - m_last.micros));
        } else {
            appendAsIs(entry);
        }
        m_last = m.time;
        ++m_count;
        return {};
    }

    Status finish()
    {
        if (Status s = closeFrame(); !s)
            return s;
        closeSegment();
        return {};
    }

private:
    std::string place(MessageId id) const
    {
        return "queue " + std::to_string(m_queue.value) + ", message " + std::to_string(id.value);
    }

    size_t rawBytes() const { return m_raw.size() + m_stretch.size(); }

    // Neighbours in the run are neighbours in the frame, so most are copied many at a time.
    void appendAsIs(std::string_view entry)
    {
        if (m_stretch.empty() || m_stretch.data() + m_stretch.size() != entry.data()) {
            flushStretch();
            m_stretch = entry;
        } else {
            m_stretch = {m_stretch.data(), m_stretch.size() + entry.size()};
        }
    }

    void flushStretch()
    {
        m_raw.append(m_stretch);
        m_stretch = {};
    }

    // Layout of an entry: flags, varint delta, the rest (message.cpp).
    void appendWithDelta(std::string_view entry, uint64_t delta)
    {
        flushStretch();
        size_t rest = 1;
        while (static_cast<unsigned char>(entry[rest]) >= 0x80)
            ++rest;
        ++rest;
        char buffer[kVarintBytesMax];
        m_raw.push_back(entry[0]);
        m_raw.append(buffer, static_cast<size_t>(putVarint(buffer, delta) - buffer));
        m_raw.append(entry.substr(rest));
    }

    Status closeFrame()
    {
        if (m_count == 0)
            return {};
        flushStretch();
        std::string& packed = m_segment.packed;
        const size_t offset = packed.size();
        m_compressed.resize(ZSTD_compressBound(m_raw.size()));
        const size_t n =
            ZSTD_compress2(m_context.get(), m_compressed.data(), m_compressed.size(), m_raw.data(), m_raw.size());
        if (ZSTD_isError(n))
            return damaged(place(m_first) + ": compression failed: " + ZSTD_getErrorName(n));
        // Whatever goes wrong between here and the reader's eyes must be found while the original still exists.
        m_check.resize(m_raw.size());
        const size_t back =
            ZSTD_decompressDCtx(threadDecompressor(), m_check.data(), m_check.size(), m_compressed.data(), n);
        if (back != m_raw.size() || std::memcmp(m_check.data(), m_raw.data(), back) != 0)
            return damaged(place(m_first) + ": a compressed frame does not decompress to what it was");
        packed.append(m_compressed.data(), n);

        FrameInfo frame;
        frame.first = m_first;
        frame.count = m_count;
        frame.base = m_base;
        frame.offset = offset;
        frame.packedBytes = static_cast<uint32_t>(n);
        frame.rawBytes = static_cast<uint32_t>(m_raw.size());
        frame.checksum = checksum(m_raw);
        SegmentInfo& info = m_segment.info;
        if (info.frames.empty()) {
            info.first = m_first;
            info.firstTime = m_base;
        }
        info.count += m_count;
        info.lastTime = m_last;
        info.rawBytes += m_raw.size();
        info.frames.push_back(frame);
        m_raw.clear();
        m_count = 0;
        return {};
    }

    void closeSegment()
    {
        if (m_segment.info.frames.empty())
            return;
        m_segment.queue = m_queue;
        m_segment.info.packedBytes = m_segment.packed.size();
        m_segment.info.checksum = checksum(m_segment.packed);
        m_out.push_back(std::move(m_segment));
        m_segment = {};
    }

    QueueNo m_queue;
    std::vector<PackedSegment>& m_out;
    std::unique_ptr<ZSTD_CCtx, FreeContext> m_context;
    PackedSegment m_segment;
    bool m_any = false; // anything added yet
    // The open frame.
    std::string m_raw;
    std::string_view m_stretch; // of the runs: what follows m_raw
    uint32_t m_count = 0;
    MessageId m_first;
    Time m_base, m_last;
    std::string m_compressed, m_check; // scratch
};

// The window that a zstd frame asks for (RFC 8878, 3.1.1.1), or 0 when it is one segment, whose window is its content.
uint64_t windowBytes(std::string_view packed)
{
    if (packed.size() < 6 || (static_cast<unsigned char>(packed[4]) & 0x20))
        return 0;
    const auto descriptor = static_cast<unsigned char>(packed[5]);
    const uint64_t base = uint64_t{1} << (10 + (descriptor >> 3));
    return base + base / 8 * (descriptor & 7);
}

} // namespace

Status packSegments(QueueNo queue, const std::vector<Run>& runs, int level, std::vector<PackedSegment>& out)
{
    Packer packer(queue, level, out);
    for (size_t i = 0; i < runs.size(); ++i) {
        const Run& run = runs[i];
        if (i > 0 && run.first != runs[i - 1].end())
            return damaged("queue " + std::to_string(queue.value) + ": message " + std::to_string(run.first.value)
                + " does not follow message " + std::to_string(runs[i - 1].end().value - 1));
        RunReader reader(run);
        MessageView message;
        const char* begin = run.bytes.data();
        while (reader.next(message)) {
            const char* end = message.body.data() + message.body.size(); // the body is the last part of an entry
            if (Status s = packer.add(message, {begin, static_cast<size_t>(end - begin)}, begin == run.bytes.data());
                !s)
                return s;
            begin = end;
        }
        if (!reader.intact())
            return damaged("queue " + std::to_string(queue.value) + ": the messages from "
                + std::to_string(reader.nextId().value) + " on cannot be decoded");
    }
    return packer.finish();
}

Result<std::shared_ptr<const Frame>> unpackFrame(std::string_view packed, const FrameInfo& info)
{
    const auto bad = [&](const char* what) {
        return damaged("messages " + std::to_string(info.first.value) + " to "
            + std::to_string(info.first.value + info.count - 1) + ": " + what);
    };
    if (packed.size() != info.packedBytes)
        return bad("the compressed frame is cut off");
    // Everything that decides about memory, before any is taken.
    if (info.rawBytes > limits::kSegmentRawBytesMax || info.count == 0)
        return bad("the frame claims an impossible size");
    if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != info.rawBytes)
        return bad("the compressed frame declares another size than its directory");
    if (windowBytes(packed) > uint64_t{1} << limits::kZstdWindowLogMax)
        return bad("the compressed frame asks for too large a window");
    if (ZSTD_findFrameCompressedSize(packed.data(), packed.size()) != packed.size())
        return bad("the compressed frame has another length than its directory says");

    auto frame = std::make_shared<Frame>();
    frame->bytes.resize(info.rawBytes);
    const size_t n = ZSTD_decompressDCtx(
        threadDecompressor(), frame->bytes.data(), frame->bytes.size(), packed.data(), packed.size());
    if (ZSTD_isError(n) || n != info.rawBytes)
        return bad("the compressed frame is damaged");
    if (checksum(frame->bytes) != info.checksum)
        return bad("the checksum is wrong");
    frame->run = {info.first, info.count, info.base, frame->bytes};
    RunReader reader(frame->run);
    MessageView message;
    while (reader.next(message)) { }
    if (!reader.intact())
        return bad("the messages cannot be decoded");
    return std::shared_ptr<const Frame>(std::move(frame));
}

std::string encodeFrames(const std::vector<FrameInfo>& frames)
{
    std::string out;
    ByteWriter writer(out);
    Time base;
    writer.varint(frames.size());
    for (const FrameInfo& frame : frames) {
        writer.varint(frame.count);
        writer.signedVarint(frame.base.micros - base.micros);
        writer.varint(frame.packedBytes);
        writer.varint(frame.rawBytes);
        writer.fixed(frame.checksum);
        base = frame.base;
    }
    return out;
}

Result<std::vector<FrameInfo>> decodeFrames(
    std::string_view bytes, MessageId first, uint32_t count, uint64_t packedBytes)
{
    constexpr size_t kEntryBytesMin = 12;
    ByteReader reader(bytes);
    const uint64_t number = reader.varint();
    if (number == 0 || number > bytes.size() / kEntryBytesMin)
        return damaged("the frame directory is damaged");
    std::vector<FrameInfo> frames(static_cast<size_t>(number));
    uint64_t messages = 0, offset = 0, raw = 0;
    Time base;
    for (size_t i = 0; i < frames.size(); ++i) {
        const uint64_t frameCount = reader.varint();
        const int64_t delta = reader.signedVarint();
        const uint64_t framePacked = reader.varint();
        const uint64_t frameRaw = reader.varint();
        const auto sum = reader.fixed<uint64_t>();
        const bool early = i > 0 && delta < 0;
        if (!reader.ok() || frameCount == 0 || frameCount > count - messages || framePacked == 0
            || framePacked > packedBytes - offset || frameRaw == 0 || frameRaw > limits::kSegmentRawBytesMax - raw
            || early || __builtin_add_overflow(base.micros, delta, &base.micros))
            return damaged("the frame directory is damaged");
        frames[i] = {first + messages, static_cast<uint32_t>(frameCount), base, offset,
            static_cast<uint32_t>(framePacked), static_cast<uint32_t>(frameRaw), sum};
        messages += frameCount;
        offset += framePacked;
        raw += frameRaw;
    }
    if (!reader.atEnd() || messages != count || offset != packedBytes)
        return damaged("the frame directory does not cover the segment");
    return frames;
}

} // namespace tapedeck
