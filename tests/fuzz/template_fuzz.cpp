// Templates of responders: any text, filled in from any message. A text that is understood keeps being understood, the
// limit of what comes out holds, and the same seed gives the same bytes.
#include "engine/base/check.h"
#include "engine/mock/template.h"

#include <algorithm>
#include <cstdint>
#include <string>

using namespace tapedeck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const size_t cut = std::min(all.find('\0'), all.size());
    const std::string_view text = all.substr(0, cut);
    const std::string_view body = all.substr(std::min(cut + 1, all.size()));
    const TemplateEnvironment environment = [](std::string_view name) {
        return name == "STAGE" ? std::optional<std::string>("test") : std::nullopt;
    };
    const auto parsed = Template::tryParse(text, environment);
    if (const auto* error = std::get_if<TemplateError>(&parsed)) {
        CHECK(error->position <= text.size());
        CHECK(!error->expected.empty());
        return 0;
    }
    const Template& made = std::get<Template>(parsed);
    CHECK(made.text() == text);
    const std::string headers(body.substr(0, body.size() / 2)); // seldom well-formed
    const MessageView view{MessageId{1}, {}, {}, {}, "key", headers, body};
    const FilterSubject subject{view, "queue"};
    constexpr size_t kMost = 4'096;
    SeededRandom first(1), second(1);
    const Result<std::string> once = made.fill({subject, first, 1}, kMost);
    const Result<std::string> again = made.fill({subject, second, 1}, kMost);
    CHECK(once.ok() == again.ok());
    if (once.ok()) {
        CHECK(*once == *again);
        CHECK(once->size() <= kMost);
    }
    return 0;
}
