// Expectations: any text, played against any stream of messages. A mistake lies in the text; what is understood is
// decided when its time is over, stays decided, and the same stream has the same report.
#include "engine/base/check.h"
#include "engine/expect/expectation_run.h"

#include <algorithm>
#include <cstdint>
#include <string>

using namespace tapedeck;

namespace {

// Each line of `stream` is a message; its first byte says how many milliseconds later it comes.
ExpectationReport play(const Expectation& expectation, std::string_view stream, bool looks)
{
    ExpectationRun run(expectation, {});
    Duration now;
    uint64_t id = 0;
    while (!stream.empty()) {
        const size_t end = std::min(stream.find('\n'), stream.size());
        const std::string_view line = stream.substr(0, end);
        stream.remove_prefix(std::min(end + 1, stream.size()));
        if (line.empty())
            continue;
        if (looks && line[0] != '\0') // what comes at the same time has been shown before time passes
            run.advance(now);
        now = now + Duration::millis(static_cast<unsigned char>(line[0]));
        const MessageView view{MessageId{++id}, Time{now.micros}, {}, {}, line.substr(0, 3), {}, line.substr(1)};
        FilterSubject subject{view, "queue"};
        subject.now = Time{now.micros};
        run.onMessage(subject, now);
        CHECK(run.decided() != run.nextDue().has_value());
    }
    run.advance(std::max(now, expectation.within()));
    CHECK(run.decided());
    return run.report();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const size_t cut = std::min(all.find('\0'), all.size());
    const std::string_view text = all.substr(0, cut);
    const auto parsed = Expectation::tryParse(text);
    if (const auto* error = std::get_if<ExpectationError>(&parsed)) {
        CHECK(error->position <= text.size());
        CHECK(!error->expected.empty());
        return 0;
    }
    const Expectation& expectation = std::get<Expectation>(parsed);
    CHECK(expectation.text() == text);
    CHECK(!expectation.filters().empty());
    const std::string_view stream = all.substr(std::min(cut + 1, all.size())).substr(0, 2'000);
    const ExpectationReport once = play(expectation, stream, false), again = play(expectation, stream, true);
    CHECK(once.passed == again.passed && once.reason == again.reason && once.count == again.count);
    return 0;
}
