#include "engine/net/fq/frames.h"

#include "engine/base/random.h"
#include "tests/fq/wire_bytes.h"

#include <QtTest>

#include <cstdlib>
#include <type_traits>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

// The reader owns no memory at all, so no length can make it take any.
static_assert(std::is_trivially_copyable_v<FrameReader>);

constexpr std::string_view kId = "0123456789abcdef";
const std::string kHops = wireBytes("0afefe01 7f000001");

// One event with its fields copied.
struct Event {
    FrameReader::Event event;
    std::string exchange, route, id, sender, hops, payload;
    uint64_t octets = 0;
    bool operator==(const Event&) const = default;
};

std::vector<Event> read(
    std::string_view input, const std::vector<size_t>& cuts, FrameForm form, uint64_t payloadMax = 1000)
{
    FrameReader reader(form, payloadMax);
    std::vector<Event> events;
    feed(input, cuts, [&](std::string_view view) {
        size_t taken = 0;
        for (;;) {
            Frame frame;
            const FrameReader::Progress progress = reader.next(view.substr(taken), frame);
            taken += progress.consumed;
            if (progress.event == FrameReader::Event::needsMore && progress.consumed > 0)
                continue;
            if (progress.event == FrameReader::Event::needsMore) {
                CHECK(reader.needed() > view.size() - taken);
                return taken;
            }
            events.push_back(
                {progress.event, std::string(frame.exchange), std::string(frame.route), std::string(frame.id),
                    std::string(frame.sender), std::string(frame.hops), std::string(frame.payload), progress.octets});
            if (progress.event == FrameReader::Event::malformed)
                return SIZE_MAX;
            CHECK(progress.consumed > 0);
        }
    });
    return events;
}

Event frameEvent(const Frame& frame, FrameForm form)
{
    return {FrameReader::Event::frame, std::string(frame.exchange), std::string(frame.route), std::string(frame.id),
        std::string(frame.sender), std::string(frame.hops), std::string(frame.payload), frameBytes(frame, form)};
}

std::string shortFrame(const Frame& frame)
{
    std::string out;
    appendShortFrame(out, frame);
    return out;
}

std::string longFrame(const Frame& frame)
{
    std::string out;
    appendLongFrame(out, frame);
    return out;
}

Frame sample(std::string_view payload = "hello")
{
    return {"f", "rt", kId, {}, {}, payload};
}

Frame longSample(std::string_view payload = "hello")
{
    return {"f", "rt", kId, "u", kHops, payload};
}

} // namespace

class FramesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theShortFormIsAsSpecified();
    void theLongFormIsAsSpecified();
    void aFrameIsReadInPlace();
    void emptyFieldsAreLegal();
    void theLongestFieldsAreLegal();
    void everyCutGivesTheSameFrames_data();
    void everyCutGivesTheSameFrames();
    void randomStreamsInRandomPiecesComeOutWhole();
    void impossibleLengthsEndTheStream_data();
    void impossibleLengthsEndTheStream();
    void impossibleLengthsAreNoticedAtTheirOwnByte();
    void aPayloadAtTheLimitIsAFrame();
    void aLongerPayloadIsReportedAndSwallowed();
    void fourGigabytesAreSwallowedInPieces();
    void aFrameThatHadToWaitIsReadAgain();
    void aPromisedPayloadIsWaitedForWithoutLookingAgain();
    void bothWritersWriteTheSame();
    void hopsAreFoundUpToTheFirstThatNamesNobody();
};

void FramesTest::theShortFormIsAsSpecified()
{
    const std::string bytes = wireBytes("01'f' 02'rt' '0123456789abcdef' 00000005 'hello'");
    QCOMPARE(shortFrame(sample()), bytes);
    QCOMPARE(frameBytes(sample(), FrameForm::shortForm), bytes.size());
    QVERIFY(read(bytes, {}, FrameForm::shortForm) == std::vector{frameEvent(sample(), FrameForm::shortForm)});
}

void FramesTest::theLongFormIsAsSpecified()
{
    const std::string bytes = wireBytes("01'f' 02'rt' '0123456789abcdef' 01'u' 02 0afefe01 7f000001 00000005 'hello'");
    QCOMPARE(longFrame(longSample()), bytes);
    QCOMPARE(frameBytes(longSample(), FrameForm::longForm), bytes.size());
    QVERIFY(read(bytes, {}, FrameForm::longForm) == std::vector{frameEvent(longSample(), FrameForm::longForm)});
    QCOMPARE(toText(hopAt(kHops, 0)), std::string("10.254.254.1"));
    QCOMPARE(toText(hopAt(kHops, 1)), std::string("127.0.0.1"));
    QCOMPARE(hopCount(kHops), size_t{2});
}

void FramesTest::aFrameIsReadInPlace()
{
    const std::string bytes = longFrame(longSample());
    FrameReader reader(FrameForm::longForm);
    Frame frame;
    const FrameReader::Progress progress = reader.next(bytes, frame);
    QCOMPARE(progress.consumed, bytes.size());
    QVERIFY(frame.payload.data() == bytes.data() + bytes.size() - 5);
    QVERIFY(frame.exchange.data() == bytes.data() + 1);
}

void FramesTest::emptyFieldsAreLegal()
{
    const Frame none{{}, {}, kId, {}, {}, {}};
    QVERIFY(read(shortFrame(none), {}, FrameForm::shortForm) == std::vector{frameEvent(none, FrameForm::shortForm)});
    QVERIFY(read(longFrame(none), {}, FrameForm::longForm) == std::vector{frameEvent(none, FrameForm::longForm)});
    QCOMPARE(shortFrame(none).size(), size_t{22});
    QCOMPARE(longFrame(none).size(), size_t{24});
}

void FramesTest::theLongestFieldsAreLegal()
{
    const std::string name(127, '\xff');
    const std::string hops(128, '\x01');
    const Frame frame{name, name, kId, name, hops, "x"};
    const std::string bytes = longFrame(frame);
    QVERIFY(read(bytes, everyByte(bytes.size()), FrameForm::longForm)
        == std::vector{frameEvent(frame, FrameForm::longForm)});
}

void FramesTest::everyCutGivesTheSameFrames_data()
{
    QTest::addColumn<bool>("isLong");
    QTest::addColumn<QByteArray>("bytes");
    const std::string big(1001, 'x');
    const auto row = [](const char* name, bool isLong, const std::string& bytes) {
        QTest::newRow(name) << isLong << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
    };
    row("three short", false, shortFrame(sample()) + shortFrame(sample("")) + shortFrame(sample("another")));
    row("three long", true, longFrame(longSample()) + longFrame(longSample("")) + longFrame(longSample("another")));
    row("long without hops", true, longFrame({"f", "rt", kId, "u", {}, "hello"}) + longFrame(longSample()));
    row("short oversize between", false, shortFrame(sample()) + shortFrame(sample(big)) + shortFrame(sample()));
    row("long oversize between", true, longFrame(longSample()) + longFrame(longSample(big)) + longFrame(longSample()));
    row("short and then damage", false, shortFrame(sample()) + "\x80");
    row("long and then damage", true, longFrame(longSample()) + wireBytes("01'f' 00 '0123456789abcdef' 01'u' 21"));
}

void FramesTest::everyCutGivesTheSameFrames()
{
    QFETCH(bool, isLong);
    QFETCH(QByteArray, bytes);
    const std::string input = bytes.toStdString();
    const FrameForm form = isLong ? FrameForm::longForm : FrameForm::shortForm;
    const std::vector<Event> whole = read(input, {}, form);
    QVERIFY(whole.size() >= 2);
    QVERIFY(read(input, everyByte(input.size()), form) == whole);
    for (size_t cut = 1; cut < input.size(); ++cut)
        QVERIFY2(read(input, {cut}, form) == whole, qPrintable(QString("cut at %1").arg(cut)));
}

void FramesTest::randomStreamsInRandomPiecesComeOutWhole()
{
    const char* text = std::getenv("TAPEDECK_SEED");
    const uint64_t seed = text ? std::strtoull(text, nullptr, 10) : SystemRandom().next();
    qInfo("TAPEDECK_SEED=%llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    const auto bytes = [&random](size_t max) {
        std::string out(random.next() % (max + 1), '\0');
        for (char& c : out)
            c = static_cast<char>(random.next());
        return out;
    };
    for (int round = 0; round < 200; ++round) {
        const FrameForm form = round % 2 ? FrameForm::longForm : FrameForm::shortForm;
        std::string stream;
        std::vector<Event> wanted;
        for (int i = 0; i < 10; ++i) {
            const std::string exchange = bytes(127), route = bytes(127), payload = bytes(1500);
            std::string id = bytes(0), sender, hops;
            id.resize(16, 'i');
            if (form == FrameForm::longForm) {
                sender = bytes(127);
                hops = bytes(128);
                hops.resize(hops.size() / 4 * 4);
            }
            const Frame frame{exchange, route, id, sender, hops, payload};
            stream += form == FrameForm::longForm ? longFrame(frame) : shortFrame(frame);
            wanted.push_back(frameEvent(frame, form));
            if (payload.size() > 1000) {
                wanted.back().event = FrameReader::Event::oversize;
                wanted.back().payload.clear();
            }
        }
        std::vector<size_t> cuts;
        for (size_t at = random.next() % 400; at < stream.size(); at += 1 + random.next() % 400)
            cuts.push_back(at);
        QVERIFY(read(stream, cuts, form) == wanted);
    }
}

void FramesTest::impossibleLengthsEndTheStream_data()
{
    QTest::addColumn<bool>("isLong");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, bool isLong, const char* capture) {
        QTest::newRow(name) << isLong << QByteArray::fromStdString(wireBytes(capture));
    };
    row("exchange of 128", false, "80");
    row("exchange of 255", true, "ff");
    row("route of 128", false, "01'f' 80");
    row("route of 128, long form", true, "00 80");
    row("sender of 128", true, "00 00 '0123456789abcdef' 80");
    row("33 hops", true, "00 00 '0123456789abcdef' 00 21");
    row("255 hops", true, "00 00 '0123456789abcdef' 01'u' ff");
}

void FramesTest::impossibleLengthsEndTheStream()
{
    QFETCH(bool, isLong);
    QFETCH(QByteArray, bytes);
    const FrameForm form = isLong ? FrameForm::longForm : FrameForm::shortForm;
    const std::string good = isLong ? longFrame(longSample()) : shortFrame(sample());
    const std::string input = good + bytes.toStdString() + std::string(300, 'x');
    const std::vector<Event> events = read(input, {}, form);
    QCOMPARE(events.size(), size_t{2});
    QVERIFY(events[1].event == FrameReader::Event::malformed);
    QVERIFY(read(input, everyByte(input.size()), form) == events);
}

void FramesTest::impossibleLengthsAreNoticedAtTheirOwnByte()
{
    FrameReader reader(FrameForm::shortForm);
    Frame frame;
    QVERIFY(reader.next("\x80", frame).event == FrameReader::Event::malformed);
    FrameReader second(FrameForm::longForm);
    QVERIFY(second.next(wireBytes("00 00 '0123456789abcdef' 00 21"), frame).event == FrameReader::Event::malformed);
}

void FramesTest::aPayloadAtTheLimitIsAFrame()
{
    const std::string payload(1000, 'x');
    const std::vector<Event> events = read(shortFrame(sample(payload)), {}, FrameForm::shortForm);
    QCOMPARE(events.size(), size_t{1});
    QVERIFY(events[0].event == FrameReader::Event::frame);
}

void FramesTest::aLongerPayloadIsReportedAndSwallowed()
{
    const std::string payload(1001, '\xff'); // would be malformed if it were read as a frame
    const Frame big = longSample(payload);
    const std::vector<Event> events = read(longFrame(big) + longFrame(longSample()), {}, FrameForm::longForm);
    Event oversize = frameEvent(big, FrameForm::longForm);
    oversize.event = FrameReader::Event::oversize;
    oversize.payload.clear();
    QVERIFY(events == (std::vector{oversize, frameEvent(longSample(), FrameForm::longForm)}));
}

void FramesTest::fourGigabytesAreSwallowedInPieces()
{
    const std::string header = wireBytes("00 00 '0123456789abcdef' ffffffff");
    FrameReader reader(FrameForm::shortForm);
    Frame frame;
    FrameReader::Progress progress = reader.next(header, frame);
    QVERIFY(progress.event == FrameReader::Event::oversize);
    QCOMPARE(progress.consumed, header.size());
    QCOMPARE(progress.octets, uint64_t{22} + UINT32_MAX);
    QVERIFY(reader.swallowing());

    const std::string piece(size_t{16} << 20, '\xff');
    uint64_t left = UINT32_MAX;
    while (left > piece.size()) {
        progress = reader.next(piece, frame);
        QVERIFY(progress.event == FrameReader::Event::needsMore);
        QCOMPARE(progress.consumed, piece.size());
        left -= piece.size();
    }
    const std::string last = piece.substr(0, left) + shortFrame(sample());
    progress = reader.next(last, frame);
    QVERIFY(progress.event == FrameReader::Event::needsMore);
    QCOMPARE(progress.consumed, static_cast<size_t>(left)); // and not the frame with it: that may have to wait
    QVERIFY(!reader.swallowing());
    progress = reader.next(std::string_view(last).substr(left), frame);
    QVERIFY(progress.event == FrameReader::Event::frame);
    QVERIFY(frame == sample());
}

void FramesTest::aFrameThatHadToWaitIsReadAgain()
{
    const std::string bytes = shortFrame(sample(std::string(500, 'x'))) + shortFrame(sample());
    FrameReader reader(FrameForm::shortForm);
    Frame frame;
    for (int i = 0; i < 3; ++i) {
        frame = {};
        QVERIFY(reader.next(bytes, frame).event == FrameReader::Event::frame);
        QCOMPARE(frame.payload.size(), size_t{500});
    }
}

void FramesTest::aPromisedPayloadIsWaitedForWithoutLookingAgain()
{
    std::string bytes = shortFrame(sample(std::string(100'000, 'x')));
    FrameReader reader(FrameForm::shortForm);
    Frame frame;
    QVERIFY(reader.next(std::string_view(bytes).substr(0, 30), frame).event == FrameReader::Event::needsMore);
    QCOMPARE(reader.needed(), uint64_t{bytes.size()});
    // The header has been judged: until the frame is whole, its bytes do not matter to the reader.
    const std::string noise(bytes.size() - 1, '\xff');
    QVERIFY(reader.next(noise, frame).event == FrameReader::Event::needsMore);
    QVERIFY(reader.next(bytes, frame).event == FrameReader::Event::frame);
    QCOMPARE(frame.payload.size(), size_t{100'000});
}

void FramesTest::bothWritersWriteTheSame()
{
    Buffer buffer;
    appendShortFrame(buffer, sample());
    appendLongFrame(buffer, longSample());
    appendLongFrame(buffer, longSample(std::string_view()));
    QCOMPARE(std::string(buffer.view()), shortFrame(sample()) + longFrame(longSample()) + longFrame(longSample("")));
}

void FramesTest::hopsAreFoundUpToTheFirstThatNamesNobody()
{
    const std::string hops = wireBytes("0a000001 0a000002 00000000 0a000003");
    QVERIFY(hopsContain(hops, {0x0a000001}));
    QVERIFY(hopsContain(hops, {0x0a000002}));
    QVERIFY(!hopsContain(hops, {0x0a000003}));
    QVERIFY(!hopsContain(hops, {0}));
    QVERIFY(!hopsContain({}, {0x0a000001}));
    QVERIFY(!hopsContain(wireBytes("000a0000 01000000"), {0x0a000001})); // not at a hop's place
}

QTEST_APPLESS_MAIN(FramesTest)
#include "frames_test.moc"
