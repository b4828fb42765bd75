// Opening a stranger's tape: a sound one with bytes changed where the fuzzer says. Refused or opened, never a crash,
// and never a message that was not written.
#include "engine/base/check.h"
#include "engine/base/random.h"
#include "engine/log/check.h"
#include "engine/log/tape.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <unistd.h>

using namespace tapedeck;

namespace {

constexpr uint64_t kMessages = 400;

std::string bodyOf(uint64_t id)
{
    return "the body of message " + std::to_string(id * id);
}

struct Base {
    std::string path;
    std::string content;

    Base()
    {
        const char* folder = std::getenv("TMPDIR");
        path = std::string(folder                      ? folder
                       : access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                                       : "/tmp")
            + "/tapedeck-fuzz-" + std::to_string(getpid()) + ".tape";
        std::string bytes;
        Time time{1000};
        for (uint64_t id = 1; id <= kMessages; ++id) {
            const std::string body = bodyOf(id);
            const NewMessage message{.body = body};
            const size_t at = bytes.size();
            bytes.resize(at + entryBytesMax(message));
            bytes.resize(static_cast<size_t>(encodeEntry(bytes.data() + at, message, time, time, time) - bytes.data()));
        }
        TapeChange change;
        CHECK(packSegments({1}, {{{1}, kMessages, time, bytes}}, 1, change.segments));
        change.queues = {{{1}, "queue", true, "settings", {1}, {kMessages + 1}, time, {1}},
            {{2}, "other", false, "", {1}, {1}, {}, {}}};
        change.channels = {{{1}, {1}, "channel", "", "state"}};
        SeededRandom random(1);
        {
            auto tape = Tape::open(path, Tape::Mode::readWrite, &random);
            CHECK(tape.ok() && (*tape)->apply(change).ok() && (*tape)->close().ok());
        }
        std::ifstream in(path, std::ios::binary);
        content.assign(std::istreambuf_iterator<char>(in), {});
        CHECK(!content.empty());
    }
    ~Base() { unlink(path.c_str()); }
};

void readAll(Tape& tape, const TapeContents& contents)
{
    for (const SegmentRow& row : contents.segments)
        for (const FrameInfo& info : row.info.frames) {
            const auto packed = tape.readFrame(row.rowId, info);
            if (!packed.ok())
                continue;
            const auto frame = unpackFrame(*packed, info);
            if (!frame.ok())
                continue;
            RunReader reader((*frame)->run);
            MessageView message;
            while (reader.next(message))
                CHECK(message.body == bodyOf(message.id.value));
        }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const Base base;
    fuzz::Input in(data, size);
    std::string content = base.content;
    const uint8_t cut = in.byte();
    while (!in.empty()) { // page, place in it, bytes
        const size_t page = in.byte() % (content.size() / 16384);
        const size_t at = page * 16384 + in.number<uint16_t>() % 16384;
        const std::string bytes = in.text(in.byte() % 32);
        content.replace(
            at, std::min(bytes.size(), content.size() - at), bytes, 0, std::min(bytes.size(), content.size() - at));
    }
    if (cut > 0 && cut < 32)
        content.resize(content.size() - std::min<size_t>(content.size(), size_t{cut} * 8192));
    std::ofstream(base.path, std::ios::binary | std::ios::trunc) << content;
    {
        const auto tape = Tape::open(base.path, Tape::Mode::readOnly);
        if (tape.ok())
            if (const auto contents = (*tape)->load(); contents.ok())
                readAll(**tape, *contents);
    }
    (void)checkTape(base.path);
    return 0;
}
