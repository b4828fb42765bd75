// Filters: any text is read or refused with its place, what was read is tested on any message without harm, every way
// to ask agrees, and made-up filters agree with a plain evaluator.
#include "engine/base/check.h"
#include "engine/filter/document.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/plain_filter.h"

#include <cstdio>

using namespace tapedeck;

namespace {

void checkText(fuzz::Input& input)
{
    const std::string text = input.text(input.number<uint16_t>() % 5'000);
    const auto parsed = Filter::tryParse(text);
    if (const auto* error = std::get_if<FilterError>(&parsed)) {
        CHECK(error->position <= text.size() && !error->expected.empty() && !error->found.empty());
        return;
    }
    const Filter& filter = std::get<Filter>(parsed);
    CHECK(filter.matchesAll() || filter.text() == text);
    for (const FilterWarning& warning : filter.warnings())
        CHECK(warning.position + warning.length <= text.size() && !warning.text.empty());
    const std::string key = input.text(input.byte());
    const std::string headers = input.text(input.byte());
    const std::string body = input.text(input.left());
    const MessageView view{{7}, {5'000'000}, {5'000'000}, {}, key, headers, body};
    const MessageView viewBefore{{6}, {4'000'000}, {4'000'000}, {}, body, headers, key};
    const FilterSubject before{.message = viewBefore, .queue = "q", .now = {9'000'000}};
    const FilterSubject subject{.message = view,
        .queue = "q",
        .channel = "c",
        .state = "pending",
        .attempts = 2,
        .now = {9'000'000},
        .previous = &before};
    FilterScratch scratch;
    const bool matches = filter.matches(subject, scratch);
    CHECK(filter.matches(subject, scratch) == matches);
    const FilterExplanation explained = filter.explain(subject);
    CHECK(explained.matches == matches && explained.list.size() == explained.terms);
    for (const FilterTerm& term : explained.list)
        CHECK(term.position + term.length <= text.size());
    if (!matches)
        return;
    const FilterBounds bounds = filter.bounds({9'000'000});
    CHECK(bounds.from.value <= 7 && bounds.until.value > 7 && bounds.since.micros <= 5'000'000
        && bounds.before.micros > 5'000'000);
    CHECK(bounds.sizeMin <= body.size() && bounds.sizeMax >= body.size());
    CHECK(filter.mayMatchQueue("q"));
    CHECK(filter.literals().mayBeIn(key + headers + body));
}

// The readers of bodies, directly.
void checkDocument(fuzz::Input& input)
{
    const auto format = static_cast<BodyFormat>(input.byte() % 3);
    const std::string body = input.text(input.left());
    Document document;
    if (!document.read(body, format))
        return;
    for (uint32_t i = 0, end = document.node(0).end; i < end; ++i)
        CHECK(document.node(i).end > i && document.node(i).end <= end);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    fuzz::Input input(data, size);
    switch (input.byte() % 4) {
    case 0:
    case 1:
        checkText(input);
        break;
    case 2:
        checkDocument(input);
        break;
    default: {
        const std::string disagreement = test::compareWithPlain([&](size_t n) { return input.byte() % n; });
        if (!disagreement.empty())
            std::fprintf(stderr, "%s\n", disagreement.c_str());
        CHECK(disagreement.empty());
    }
    }
    return 0;
}
