// What routing costs: messages per second through the index of one exchange, for numbers of bindings and for rules, and
// each as a ratio of the first row. Not a test: figures depend on the machine. Usage: route_bench [SECONDS_PER_ROW]
#include "engine/base/clock.h"
#include "engine/route/binding_index.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

using namespace tapedeck;

namespace {

constexpr size_t kPayloadBytes = 1'024;

struct Case {
    const char* name;
    uint32_t bindings;
    std::function<std::string(uint32_t)> program;
};

// The number as every route has it: the same length for all.
std::string digits(uint32_t i)
{
    return std::to_string(100'000 + i);
}

std::string repeated(const std::string& condition, const char* joint, int times)
{
    std::string text = condition;
    for (int i = 1; i < times; ++i)
        text += joint + condition;
    return text;
}

std::vector<Case> cases()
{
    const auto prefix = [](uint32_t i) { return "prefix:order." + digits(i) + "."; };
    const auto exact = [](uint32_t i) { return "exact:order." + digits(i) + ".new"; };
    const auto nested = [](uint32_t i) { return "prefix:" + std::string("order.100000.new").substr(0, i + 1); };
    const auto rule = [](std::string condition) { return [=](uint32_t) { return "prefix:order. " + condition; }; };
    return {
        {"prefix, 1 binding", 1, prefix},
        {"prefix, 10 bindings", 10, prefix},
        {"prefix, 100 bindings", 100, prefix},
        {"prefix, 10,000 bindings", 10'000, prefix},
        {"exact, 1 binding", 1, exact},
        {"exact, 10,000 bindings", 10'000, exact},
        {"nested, 16 bindings on the way", 16, nested},
        {"1 binding, true()", 1, rule("true()")},
        {"1 binding, route_contains", 1, rule("route_contains(\".new\")")},
        {"1 binding, payload_prefix", 1, rule("payload_prefix(\"xxxx\")")},
        {"1 binding, payload_contains in 1 KB", 1, rule("payload_contains(\"absent\")")},
        {"1 binding, sample", 1, rule("sample(0.5)")},
        {"1 binding, 4 conditions", 1,
            rule("((payload_prefix(\"y\") || route_contains(\"z\")) || (payload_prefix(\"z\") || true()))")},
        {"1 binding, 150 conditions", 1, rule(repeated("payload_prefix(\"y\")", "||", 150))},
        {"100 bindings of one prefix, a rule each", 100, rule("payload_prefix(\"y\")")},
    };
}

// Messages per second, the best of three: everything that disturbs makes it slower.
double measure(const Case& row, double seconds)
{
    BindingIndex index;
    for (uint32_t i = 0; i < row.bindings; ++i) {
        const std::string text = row.program(i);
        const QueueNo queue{i + 1};
        index.add(Binding{.id = i + 1, .queue = queue, .program = Program::parse(text).value()});
    }
    std::vector<std::string> routes;
    SeededRandom random(1);
    for (int i = 0; i < 4'096; ++i)
        routes.push_back("order." + digits(static_cast<uint32_t>(random.next() % row.bindings)) + ".new");
    const std::string payload(kPayloadBytes, 'x');
    std::vector<QueueNo> targets;
    const SystemClock clock;
    double best = 0;
    for (int run = 0; run < 3; ++run) {
        uint64_t messages = 0;
        const Duration start = clock.monotonic();
        Duration spent;
        do {
            for (const std::string& route : routes) {
                targets.clear();
                index.route(route, payload, random, targets);
            }
            messages += routes.size();
            spent = clock.monotonic() - start;
        } while (static_cast<double>(spent.micros) < seconds / 3 * 1e6);
        best = std::max(best, static_cast<double>(messages) * 1e6 / static_cast<double>(spent.micros));
    }
    return best;
}

} // namespace

int main(int argc, char** argv)
{
    const double seconds = argc > 1 ? std::atof(argv[1]) : 1;
    double base = 0;
    for (const Case& row : cases()) {
        const double rate = measure(row, seconds);
        base = base > 0 ? base : rate;
        std::printf(
            "%-42s %12.0f messages/s   %7.1f ns   %6.3f of the first\n", row.name, rate, 1e9 / rate, rate / base);
    }
    return 0;
}
