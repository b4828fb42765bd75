#include "engine/base/checksum.h"
#include "engine/base/limits.h"
#include "engine/log/merge.h"
#include "engine/log/segment.h"
#include "tests/support/log_support.h"

#include <QtTest>

#include <zstd.h>

using namespace tapedeck;
using namespace tapedeck::test;

class SegmentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsPackedComesBack();
    void framesAndSegmentsAreCutAtTheirSizes();
    void theLargestMessageIsOneFrame();
    void manyShortRunsBecomeOneFrame();
    void aGapBetweenRunsIsRefused();
    void timesThatGoBackAreRefused();
    void aDamagedRunIsRefused();
    void flippedBitsAreNeverDelivered();
    void cutOrProlongedFramesAreRefused();
    void aLyingSizeIsRefusedBeforeMemoryIsTaken();
    void aTooLargeWindowIsRefused();
    void twoFramesInPlaceOfOneAreRefused();
    void theFrameDirectoryComesBack();
    void aDamagedFrameDirectoryIsRefused();
    void mergingKeepsEveryMessage();
    void mergingADamagedFrameChangesNothing();
};

namespace {

constexpr QueueNo kQueue{3};

// Messages and the runs that hold them, cut at random places.
struct Source {
    std::vector<Message> messages;
    std::vector<std::string> bytes;
    std::vector<Run> runs;

    Source(std::mt19937_64& random, size_t count, size_t bodyBytesMax, size_t runMax)
    {
        Time time{1'700'000'000'000'000};
        for (uint64_t id = 1; id <= count; ++id) {
            messages.push_back(randomMessage(random, {id}, time, bodyBytesMax));
            time = messages.back().time;
        }
        cut(random, runMax);
    }
    explicit Source(std::vector<Message> all)
        : messages(std::move(all))
    {
        std::mt19937_64 random(1);
        cut(random, messages.size());
    }
    void cut(std::mt19937_64& random, size_t runMax)
    {
        for (size_t at = 0; at < messages.size();) {
            const size_t n = std::min(messages.size() - at, 1 + random() % runMax);
            const std::vector<Message> part(messages.begin() + static_cast<std::ptrdiff_t>(at),
                messages.begin() + static_cast<std::ptrdiff_t>(at + n));
            bytes.push_back(encodeRun(part, part[0].time));
            runs.push_back({part[0].id, static_cast<uint32_t>(n), part[0].time, {}});
            at += n;
        }
        for (size_t i = 0; i < runs.size(); ++i)
            runs[i].bytes = bytes[i];
    }
};

std::string_view packedFrame(const PackedSegment& segment, const FrameInfo& frame)
{
    return std::string_view(segment.packed).substr(frame.offset, frame.packedBytes);
}

std::vector<Message> unpackAll(const std::vector<PackedSegment>& segments)
{
    std::vector<Message> out;
    for (const PackedSegment& segment : segments)
        for (const FrameInfo& info : segment.info.frames) {
            auto frame = unpackFrame(packedFrame(segment, info), info);
            if (!frame.ok())
                qFatal("%s", frame.error().text.c_str());
            for (Message& m : decodeRun((*frame)->run))
                out.push_back(std::move(m));
        }
    return out;
}

// The figures of a segment against its content.
bool consistent(const std::vector<PackedSegment>& segments, const std::vector<Message>& messages)
{
    size_t at = 0;
    for (const PackedSegment& s : segments) {
        uint64_t raw = 0, count = 0, offset = 0;
        for (const FrameInfo& f : s.info.frames) {
            if (f.first != messages[at + count].id || f.base != messages[at + count].time || f.offset != offset)
                return false;
            raw += f.rawBytes;
            count += f.count;
            offset += f.packedBytes;
        }
        if (s.queue != kQueue || s.info.first != messages[at].id || s.info.count != count || s.info.rawBytes != raw
            || s.info.packedBytes != s.packed.size() || offset != s.packed.size()
            || s.info.checksum != checksum(s.packed) || s.info.firstTime != messages[at].time
            || s.info.lastTime != messages[at + count - 1].time)
            return false;
        at += count;
    }
    return at == messages.size();
}

PackedSegment onePacked(std::mt19937_64& random, size_t count = 200)
{
    const Source source(random, count, 100, 30);
    std::vector<PackedSegment> out;
    if (!packSegments(kQueue, source.runs, 1, out) || out.size() != 1)
        qFatal("packing failed");
    return out[0];
}

} // namespace

void SegmentTest::whatIsPackedComesBack()
{
    std::mt19937_64 random(testSeed(1));
    for (int round = 0; round < 40; ++round) {
        const Source source(random, 1 + random() % 3000, random() % 3 ? 100 : 10'000, 1 + random() % 500);
        std::vector<PackedSegment> out;
        QVERIFY(packSegments(kQueue, source.runs, 1 + static_cast<int>(random() % 22), out));
        QVERIFY(consistent(out, source.messages));
        QVERIFY(unpackAll(out) == source.messages);
    }
}

void SegmentTest::framesAndSegmentsAreCutAtTheirSizes()
{
    std::mt19937_64 random(testSeed(2));
    const Source source(random, 8000, 1500, 100);
    std::vector<PackedSegment> out;
    QVERIFY(packSegments(kQueue, source.runs, 1, out));
    QVERIFY(out.size() >= 3);
    for (size_t i = 0; i < out.size(); ++i) {
        QVERIFY(out[i].info.rawBytes < limits::kSegmentRawBytes + 2 * limits::kFrameRawBytes);
        QVERIFY(i + 1 == out.size() || out[i].info.rawBytes >= limits::kSegmentRawBytes);
        for (const FrameInfo& f : out[i].info.frames)
            QVERIFY(f.rawBytes < limits::kFrameRawBytes + 4096);
    }
}

void SegmentTest::theLargestMessageIsOneFrame()
{
    std::mt19937_64 random(testSeed(3));
    std::vector<Message> messages;
    for (uint64_t id = 1; id <= 5; ++id)
        messages.push_back({{id}, {1000}, {1000}, {}, {}, {}, "small"});
    messages[2].body.resize(limits::kBodyBytesMax);
    for (size_t i = 0; i < messages[2].body.size(); i += 3)
        messages[2].body[i] = static_cast<char>(random());
    messages[2].key.assign(limits::kKeyBytesMax, 'k');
    messages[2].headers.assign(limits::kHeadersBytesMax, 'h');
    const Source source(messages);
    std::vector<PackedSegment> out;
    QVERIFY(packSegments(kQueue, source.runs, 1, out));
    QVERIFY(consistent(out, messages));
    QVERIFY(unpackAll(out) == messages);
    for (const PackedSegment& s : out) {
        QVERIFY(s.info.rawBytes <= limits::kSegmentRawBytesMax);
        QVERIFY(decodeFrames(encodeFrames(s.info.frames), s.info.first, s.info.count, s.info.packedBytes).ok());
    }
}

void SegmentTest::manyShortRunsBecomeOneFrame()
{
    std::mt19937_64 random(testSeed(4));
    const Source source(random, 500, 50, 1);
    std::vector<PackedSegment> out;
    QVERIFY(packSegments(kQueue, source.runs, 1, out));
    QCOMPARE(out.size(), size_t{1});
    QCOMPARE(out[0].info.frames.size(), size_t{1});
    QVERIFY(unpackAll(out) == source.messages);
}

void SegmentTest::aGapBetweenRunsIsRefused()
{
    std::mt19937_64 random(testSeed(5));
    Source source(random, 50, 50, 5);
    source.runs.erase(source.runs.begin() + 1);
    std::vector<PackedSegment> out;
    const Status status = packSegments(kQueue, source.runs, 1, out);
    QVERIFY(!status.ok());
    QVERIFY(status.error().code == ErrorCode::damaged);
    QVERIFY(out.empty());
}

void SegmentTest::timesThatGoBackAreRefused()
{
    for (const size_t padding : {size_t{0}, limits::kFrameRawBytes, limits::kSegmentRawBytes}) {
        const std::string a = encodeRun({{{1}, {2000}, {2000}, {}, {}, {}, std::string(padding, 'a')}}, {2000});
        const std::string b = encodeRun({{{2}, {1999}, {1999}, {}, {}, {}, "b"}}, {1999});
        std::vector<PackedSegment> out;
        QVERIFY(!packSegments(kQueue, {{{1}, 1, {2000}, a}, {{2}, 1, {1999}, b}}, 1, out));
    }
}

void SegmentTest::aDamagedRunIsRefused()
{
    std::mt19937_64 random(testSeed(6));
    Source source(random, 50, 50, 50);
    source.runs[0].bytes.remove_suffix(1);
    std::vector<PackedSegment> out;
    QVERIFY(!packSegments(kQueue, source.runs, 1, out));
}

void SegmentTest::flippedBitsAreNeverDelivered()
{
    std::mt19937_64 random(testSeed(7));
    PackedSegment segment = onePacked(random);
    const FrameInfo info = segment.info.frames[0];
    int refused = 0;
    for (size_t bit = 0; bit < segment.packed.size() * 8; ++bit) {
        segment.packed[bit / 8] = static_cast<char>(segment.packed[bit / 8] ^ (1 << bit % 8));
        auto frame = unpackFrame(segment.packed, info);
        segment.packed[bit / 8] = static_cast<char>(segment.packed[bit / 8] ^ (1 << bit % 8));
        if (frame.ok()) { // a bit that zstd does not look at
            const auto good = unpackFrame(segment.packed, info);
            QVERIFY((*frame)->bytes == (*good)->bytes);
        } else {
            QVERIFY(frame.error().code == ErrorCode::damaged);
            ++refused;
        }
    }
    QVERIFY(refused > static_cast<int>(segment.packed.size()) * 7);
}

void SegmentTest::cutOrProlongedFramesAreRefused()
{
    std::mt19937_64 random(testSeed(8));
    const PackedSegment segment = onePacked(random);
    FrameInfo info = segment.info.frames[0];
    for (const size_t n : {size_t{0}, size_t{1}, size_t{5}, segment.packed.size() / 2, segment.packed.size() - 1}) {
        QVERIFY(!unpackFrame(std::string_view(segment.packed).substr(0, n), info).ok());
        FrameInfo shorter = info;
        shorter.packedBytes = static_cast<uint32_t>(n);
        QVERIFY(!unpackFrame(std::string_view(segment.packed).substr(0, n), shorter).ok());
    }
    const std::string longer = segment.packed + "x";
    ++info.packedBytes;
    QVERIFY(!unpackFrame(longer, info).ok());
}

void SegmentTest::aLyingSizeIsRefusedBeforeMemoryIsTaken()
{
    std::mt19937_64 random(testSeed(9));
    const PackedSegment segment = onePacked(random);
    for (const uint32_t raw :
        {uint32_t{0}, segment.info.frames[0].rawBytes - 1, segment.info.frames[0].rawBytes + 1, UINT32_MAX}) {
        FrameInfo info = segment.info.frames[0];
        info.rawBytes = raw;
        QVERIFY(!unpackFrame(segment.packed, info).ok());
    }
    for (const uint32_t count : {0U, segment.info.count - 1, segment.info.count + 1, UINT32_MAX}) {
        FrameInfo info = segment.info.frames[0];
        info.count = count;
        QVERIFY(!unpackFrame(segment.packed, info).ok());
    }
}

void SegmentTest::aTooLargeWindowIsRefused()
{
    // A frame of a stream, so that it has a window descriptor.
    const std::string raw = encodeRun({{{1}, {0}, {0}, {}, {}, {}, std::string(100'000, 'x')}}, {0});
    for (const int windowLog : {20, 27}) {
        ZSTD_CCtx* context = ZSTD_createCCtx();
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog);
        std::string packed(ZSTD_compressBound(raw.size()) + 100, '\0');
        ZSTD_inBuffer in{raw.data(), raw.size(), 0};
        ZSTD_outBuffer out{packed.data(), packed.size(), 0};
        // Written by hand: magic, descriptor with an 8-byte content size and a window, then the compressed blocks.
        QVERIFY(ZSTD_compressStream2(context, &out, &in, ZSTD_e_end) == 0);
        ZSTD_freeCCtx(context);
        packed.resize(out.pos);
        // magic 4, descriptor 1, [window 1], content size ...
        const auto descriptor = static_cast<unsigned char>(packed[4]);
        std::string framed = packed.substr(0, 4);
        framed += static_cast<char>(0xc0); // 8-byte content size, not a single segment
        framed += static_cast<char>((windowLog - 10) << 3);
        const uint64_t size = raw.size();
        framed.append(reinterpret_cast<const char*>(&size), 8);
        const size_t sizeBytes = descriptor >> 6 == 0 ? (descriptor & 0x20 ? 1 : 0) : size_t{1} << (descriptor >> 6);
        framed += packed.substr(5 + (descriptor & 0x20 ? 0 : 1) + sizeBytes);
        const FrameInfo info{
            {1}, 1, {0}, 0, static_cast<uint32_t>(framed.size()), static_cast<uint32_t>(raw.size()), checksum(raw)};
        QCOMPARE(unpackFrame(framed, info).ok(), windowLog <= limits::kZstdWindowLogMax);
    }
}

void SegmentTest::twoFramesInPlaceOfOneAreRefused()
{
    std::mt19937_64 random(testSeed(10));
    const PackedSegment segment = onePacked(random);
    FrameInfo info = segment.info.frames[0];
    const std::string skippable("\x50\x2a\x4d\x18\x00\x00\x00\x00", 8);
    const std::string packed = segment.packed + skippable; // which zstd would skip in silence
    info.packedBytes += 8;
    QVERIFY(!unpackFrame(packed, info).ok());
}

void SegmentTest::theFrameDirectoryComesBack()
{
    std::mt19937_64 random(testSeed(11));
    const Source source(random, 2000, 1500, 100);
    std::vector<PackedSegment> out;
    QVERIFY(packSegments(kQueue, source.runs, 1, out));
    for (const PackedSegment& s : out) {
        QVERIFY(s.info.frames.size() > 1);
        const auto back = decodeFrames(encodeFrames(s.info.frames), s.info.first, s.info.count, s.info.packedBytes);
        QVERIFY(back.ok());
        QCOMPARE(back->size(), s.info.frames.size());
        for (size_t i = 0; i < back->size(); ++i) {
            const FrameInfo &a = (*back)[i], &b = s.info.frames[i];
            QVERIFY(a.first == b.first && a.count == b.count && a.base == b.base && a.offset == b.offset
                && a.packedBytes == b.packedBytes && a.rawBytes == b.rawBytes && a.checksum == b.checksum);
        }
    }
}

void SegmentTest::aDamagedFrameDirectoryIsRefused()
{
    std::mt19937_64 random(testSeed(12));
    const PackedSegment segment = onePacked(random);
    const SegmentInfo& info = segment.info;
    const std::string good = encodeFrames(info.frames);
    for (size_t n = 0; n < good.size(); ++n)
        QVERIFY(!decodeFrames(std::string_view(good).substr(0, n), info.first, info.count, info.packedBytes).ok());
    QVERIFY(!decodeFrames(good + 'x', info.first, info.count, info.packedBytes).ok());
    QVERIFY(!decodeFrames(good, info.first, info.count + 1, info.packedBytes).ok());
    QVERIFY(!decodeFrames(good, info.first, info.count - 1, info.packedBytes).ok());
    QVERIFY(!decodeFrames(good, info.first, info.count, info.packedBytes + 1).ok());
    std::string many;
    ByteWriter(many).varint(UINT64_MAX); // frames: must not be taken for a size to allocate
    QVERIFY(!decodeFrames(many, info.first, info.count, info.packedBytes).ok());
}

void SegmentTest::mergingKeepsEveryMessage()
{
    std::mt19937_64 random(testSeed(13));
    const Source source(random, 300, 100, 7);
    std::vector<StoredFrame> frames;
    for (const Run& run : source.runs) { // one small segment for each run
        std::vector<PackedSegment> small;
        QVERIFY(packSegments(kQueue, {run}, 1, small));
        for (const FrameInfo& info : small[0].info.frames)
            frames.push_back({info, std::string(packedFrame(small[0], info))});
    }
    QVERIFY(frames.size() > 30);
    std::vector<PackedSegment> merged;
    QVERIFY(mergeSegments(kQueue, frames, 1, merged));
    QCOMPARE(merged.size(), size_t{1});
    QVERIFY(consistent(merged, source.messages));
    QVERIFY(unpackAll(merged) == source.messages);
}

void SegmentTest::mergingADamagedFrameChangesNothing()
{
    std::mt19937_64 random(testSeed(14));
    const PackedSegment segment = onePacked(random);
    std::vector<StoredFrame> frames{{segment.info.frames[0], segment.packed}};
    frames[0].packed[segment.packed.size() / 2] ^= 1;
    std::vector<PackedSegment> merged;
    QVERIFY(!mergeSegments(kQueue, frames, 1, merged));
    QVERIFY(merged.empty());
}

QTEST_APPLESS_MAIN(SegmentTest)
#include "segment_test.moc"
