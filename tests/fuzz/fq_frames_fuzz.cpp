// fq's data stream, in both forms: the same bytes give the same frames however they are cut; what was read and is
// written again is the same bytes; and a frame survives being kept as a message.
#include "engine/base/check.h"
#include "engine/net/fq/frames.h"
#include "engine/net/fq/message_form.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

constexpr uint64_t kPayloadBytesMax = 200;
constexpr NodeId kNode{0x0a000007};

struct Event {
    FrameReader::Event event;
    uint64_t octets;
    std::string bytes; // a frame, written again; of an oversize one its header
    bool operator==(const Event&) const = default;
};

std::string written(const Frame& frame, FrameForm form)
{
    std::string out;
    if (form == FrameForm::longForm)
        appendLongFrame(out, frame);
    else
        appendShortFrame(out, frame);
    CHECK(out.size() == frameBytes(frame, form));
    return out;
}

// Feeds the input in pieces of `step` bytes.
std::vector<Event> read(std::string_view input, size_t step, FrameForm form)
{
    FrameReader reader(form, kPayloadBytesMax);
    std::vector<Event> events;
    std::string rest;
    for (size_t from = 0; from < input.size(); from += step) {
        rest.append(input.substr(from, step));
        const std::string moved = rest; // elsewhere in memory, exactly as long as what has arrived
        std::string_view view = moved;
        for (;;) {
            Frame frame;
            const FrameReader::Progress progress = reader.next(view, frame);
            CHECK(progress.consumed <= view.size());
            const std::string_view taken = view.substr(0, progress.consumed);
            view.remove_prefix(progress.consumed);
            if (progress.event == FrameReader::Event::needsMore) {
                if (progress.consumed > 0)
                    continue;
                CHECK(reader.needed() > view.size());
                CHECK(!reader.swallowing() || view.empty());
                break;
            }
            Event event{progress.event, progress.octets, {}};
            if (progress.event != FrameReader::Event::malformed) {
                CHECK(progress.consumed > 0);
                event.bytes = written(frame, form);
            }
            if (progress.event == FrameReader::Event::frame) {
                CHECK(taken == event.bytes && progress.octets == taken.size());
                // Bytes that are given again are read again.
                Frame again;
                CHECK(reader.next(taken, again).event == FrameReader::Event::frame && again == frame);
            }
            events.push_back(std::move(event));
            if (progress.event == FrameReader::Event::malformed)
                return events;
        }
        rest = view;
    }
    return events;
}

// The way of a frame through a queue and out again.
void keepAndDeliver(std::string_view input, FrameForm form)
{
    FrameReader reader(form, kPayloadBytesMax);
    HeaderEncoder encoder =
        form == FrameForm::longForm ? HeaderEncoder(kNode) : HeaderEncoder(kNode, "user", {0x7f000001});
    FrameMaker maker(kNode);
    for (Frame frame;;) {
        const FrameReader::Progress progress = reader.next(input, frame);
        input.remove_prefix(progress.consumed);
        if (progress.event != FrameReader::Event::frame) {
            if (progress.consumed == 0)
                return;
            continue;
        }
        MessageView message;
        message.key = frame.route;
        message.headers = encoder.encode(frame);
        message.body = frame.payload;
        bool ok = false;
        CHECK(decodeHeaders(message.headers, &ok).size() == 4 && ok);
        const Frame out = maker.make(message, "queue");
        CHECK(out.exchange == frame.exchange && out.route == frame.route && out.id == frame.id);
        CHECK(out.payload == frame.payload);
        CHECK(out.sender == (form == FrameForm::longForm ? frame.sender : "user"));
        CHECK(hopsContain(out.hops, kNode) && hopAt(out.hops, 0) == kNode);
        for (size_t i = 1; i < hopCount(out.hops); ++i)
            CHECK(hopAt(out.hops, i) && hopsContain(out.hops, hopAt(out.hops, i)));
        if (form == FrameForm::longForm) {
            const size_t named = hopCount(out.hops) - 1;
            CHECK(out.hops.substr(kHopBytes) == frame.hops.substr(0, named * kHopBytes));
            CHECK(named == std::min(hopCount(frame.hops), kHopsMax - 1) || !hopAt(frame.hops, named));
        }
        CHECK(frameBytes(out, FrameForm::longForm) == written(out, FrameForm::longForm).size());
    }
}

// Headers that any port may have set, and that a tape may bring.
void deliverForeign(std::string_view input)
{
    MessageView message;
    message.id = {UINT64_MAX};
    message.headers = input;
    message.key = input;
    message.body = input;
    FrameMaker maker(kNode);
    const Frame frame = maker.make(message, input);
    CHECK(hopCount(frame.hops) >= 1 && frame.payload == input);
    const std::string bytes = written(frame, FrameForm::longForm);
    FrameReader reader(FrameForm::longForm);
    Frame back;
    CHECK(reader.next(bytes, back).event == FrameReader::Event::frame && back == frame);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    for (const FrameForm form : {FrameForm::shortForm, FrameForm::longForm}) {
        const std::vector<Event> whole = read(input, input.size(), form);
        if (size <= 1024)
            CHECK(read(input, 1, form) == whole);
        CHECK(read(input, 1 + data[0], form) == whole);
        keepAndDeliver(input, form);
    }
    deliverForeign(input);
    return 0;
}
