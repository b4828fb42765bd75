#include "app/expectations.h"

#include "app/expectation_report.h"
#include "engine/base/clock.h"
#include "engine/base/limits.h"
#include "engine/base/value_forms.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tapedeck {

namespace {

std::string memberOf(const Json& table, const char* name)
{
    const auto found = table.find(name);
    return found != table.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// "5s", or a number of seconds; it was checked when the file was read.
Duration timeoutOf(const Json& table)
{
    const auto found = table.find("timeout");
    if (found == table.end())
        return Expectation::kTimeDefault;
    return parseDuration(found->is_string() ? found->get<std::string>() : found->dump())
        .value_or(Expectation::kTimeDefault);
}

// Wakes the main thread when the loop has something for it.
class Bell {
public:
    void ring()
    {
        const std::lock_guard lock(m_mutex);
        m_rung = true;
        m_changed.notify_one();
    }
    void wait(Duration atMost)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::microseconds(atMost.micros), [this] { return m_rung; });
        m_rung = false;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_rung = false;
};

std::vector<RunCheck> evaluate(EngineHost& host, const std::vector<ExpectationWish>& wishes)
{
    const SystemClock clock;
    Bell bell;
    std::vector<ExpectItem> items;
    for (const ExpectationWish& wish : wishes)
        items.push_back(wish.item);
    std::unique_ptr<ExpectWatch> watch; // lives on the loop
    std::vector<ExpectationReport> reports;
    for (bool done = false; !done;) {
        std::optional<Duration> next;
        const Status ticked = host.onLoop([&](const DeclarationTargets& targets) {
            if (!watch)
                watch = std::make_unique<ExpectWatch>(targets.broker, clock, items,
                    ExpectFrom{ExpectFrom::Kind::first, {}, {}}, [&bell] { bell.ring(); });
            next = watch->tick();
            if (!next) {
                reports = watch->reports();
                watch.reset();
            }
            return Status();
        });
        done = !next || !ticked;
        if (!done)
            bell.wait(*next);
    }
    std::vector<RunCheck> checks;
    for (size_t i = 0; i < reports.size(); ++i)
        checks.push_back(checkOf({wishes[i].name, wishes[i].item.queue, std::move(reports[i])}));
    return checks;
}

} // namespace

Result<std::vector<ExpectationWish>> expectationWishes(const Config& config, const std::vector<std::string>& flags)
{
    std::vector<ExpectationWish> wishes;
    for (const Declaration& declaration : config.declarations) {
        if (declaration.section != "expect")
            continue;
        const Json& table = declaration.value;
        Result<Expectation> parsed = Expectation::parse(memberOf(table, "expect"), timeoutOf(table));
        if (!parsed)
            return Error{ErrorCode::invalidArgument, declaration.origin + ": expect: " + parsed.error().text};
        wishes.push_back({memberOf(table, "name"), {memberOf(table, "queue"), std::move(*parsed)}});
    }
    for (const std::string& text : flags) {
        Result<Expectation> parsed = Expectation::parse(text);
        if (!parsed)
            return Error{ErrorCode::invalidArgument, "--expect: " + parsed.error().text};
        wishes.push_back({{}, {{}, std::move(*parsed)}});
    }
    if (wishes.size() > limits::kExpectationsMax)
        return Error{ErrorCode::invalidArgument,
            "there are " + std::to_string(wishes.size()) + " expectations; at most "
                + std::to_string(limits::kExpectationsMax) + " are checked at once"};
    return wishes;
}

RunEvaluation evaluationOf(std::vector<ExpectationWish> wishes)
{
    return [wishes = std::move(wishes)](EngineHost& host) { return evaluate(host, wishes); };
}

} // namespace tapedeck
