// fq's command stream, as a broker and as a client reads it: the same bytes give the same commands however they are
// cut, nothing points out of the input, and what a client writes is what a broker reads.
#include "engine/base/check.h"
#include "engine/net/fq/answers.h"
#include "engine/net/fq/commands.h"
#include "tests/fuzz/fuzz_input.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

// Feeds the input in pieces of `step` bytes to `next`, and collects what `describe` makes of the results until one is
// the last. Both readers have this shape.
template <typename Next, typename Describe>
std::vector<std::string> read(std::string_view input, size_t step, Next&& next, Describe&& describe)
{
    std::vector<std::string> out;
    std::string rest;
    for (size_t from = 0; from < input.size(); from += step) {
        rest.append(input.substr(from, step));
        const std::string moved = rest; // elsewhere in memory, exactly as long as what has arrived
        std::string_view view = moved;
        for (;;) {
            const auto result = next(view);
            using Event = decltype(result.event);
            CHECK(result.consumed <= view.size());
            view.remove_prefix(result.consumed);
            if (result.event == Event::needsMore) {
                CHECK(result.consumed == 0);
                break;
            }
            out.push_back(describe(result));
            if (result.consumed == 0)
                return out;
        }
        CHECK(view.size() < 70'000); // no command waits for more than this
        rest = view;
    }
    return out;
}

std::string described(const CommandReader::Command& c)
{
    std::string out = std::to_string(static_cast<int>(c.event));
    for (const std::string_view text : {c.auth.user, c.auth.queueName, c.auth.typeText, c.text, c.exchange, c.program})
        out.append("|").append(text);
    out += "|" + std::to_string(c.auth.hasType) + "|" + std::to_string(c.routeId) + "|" + std::to_string(c.flags) + "|"
        + std::to_string(c.intervalMs);
    CHECK(c.auth.user.size() <= kNameBytesMax && c.auth.queueName.size() <= kNameBytesMax);
    CHECK(c.exchange.size() <= kNameBytesMax && c.program.size() <= kProgramFieldBytesMax);
    const bool last = c.event == CommandReader::Event::authRefused || c.event == CommandReader::Event::malformed;
    CHECK(last == (c.consumed == 0));
    CHECK((c.event == CommandReader::Event::authRefused) == !c.text.empty());
    return out;
}

std::string described(const AnswerReader::Answer& a)
{
    CHECK((a.event == AnswerReader::Event::malformed) == (a.consumed == 0));
    return std::to_string(static_cast<int>(a.event)) + "|" + std::string(a.key) + "|" + std::string(a.text) + "|"
        + std::to_string(a.routeId);
}

std::vector<std::string> commands(std::string_view input, size_t step)
{
    CommandReader reader;
    bool first = true;
    return read(
        input, step, [&reader](std::string_view view) { return reader.next(view); },
        [&first](const CommandReader::Command& command) {
            using Event = CommandReader::Event;
            CHECK((command.event == Event::auth || command.event == Event::authRefused) == first);
            first = false;
            return described(command);
        });
}

std::vector<std::string> answers(std::string_view input, size_t step)
{
    const AnswerReader reader;
    return read(
        input, step, [&reader](std::string_view view) { return reader.next(view); },
        [](const AnswerReader::Answer& answer) { return described(answer); });
}

// What our client asks is what our broker understands.
void askOurselves(const uint8_t* data, size_t size)
{
    fuzz::Input input(data, size);
    std::string user = input.text(input.byte() % (kNameBytesMax + 1));
    const std::string queue = input.text(input.byte() % (kNameBytesMax + 1));
    const std::string type = input.text(input.byte());
    const std::string exchange = input.text(input.byte() % (kNameBytesMax + 1));
    const auto number = input.number<uint32_t>();
    const std::string program = input.text(SIZE_MAX).substr(0, kProgramFieldBytesMax);
    Buffer out;
    appendAuthRequest(out, user, queue, type, program.substr(0, 100));
    out.consume(kMagicBytes);
    appendBindRequest(out, static_cast<uint16_t>(number), exchange, program);
    appendUnbindRequest(out, number, exchange);
    CommandReader reader;
    CommandReader::Command command = reader.next(out.view());
    if (queue.find('\0') == std::string::npos) {
        CHECK(command.event == CommandReader::Event::auth && command.auth.user == user);
        CHECK(command.auth.queueName == queue && command.auth.typeText == type.substr(0, type.find('\0')));
    }
    if (command.event != CommandReader::Event::auth)
        return;
    out.consume(command.consumed);
    command = reader.next(out.view());
    CHECK(command.event == CommandReader::Event::bind && command.exchange == exchange && command.program == program);
    CHECK(command.flags == static_cast<uint16_t>(number));
    out.consume(command.consumed);
    command = reader.next(out.view());
    CHECK(command.event == CommandReader::Event::unbind && command.exchange == exchange && command.routeId == number);
    CHECK(command.consumed == out.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::vector<std::string> whole = commands(input, input.size());
    const std::vector<std::string> wholeAnswers = answers(input, input.size());
    for (const size_t step : {size_t{1}, size_t{1} + data[0]}) {
        if (step == 1 && size > 2048)
            continue;
        CHECK(commands(input, step) == whole);
        CHECK(answers(input, step) == wholeAnswers);
    }
    askOurselves(data, size);
    return 0;
}
