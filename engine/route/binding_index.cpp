#include "engine/route/binding_index.h"

#include "engine/route/pattern_tree.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_map>

namespace tapedeck {

namespace {

constexpr uint64_t kMeasureEvery = 64; // evaluations
constexpr double kSmoothing = 128;

struct BoundQueue {
    QueueNo queue;
    uint64_t round = 0; // of the last message that it wanted
    std::map<std::string_view, BoundEntry*> entries; // by the text of the program, which the entry holds
};

} // namespace

struct BoundEntry {
    BoundEntry(Binding made, BoundQueue& itsQueue)
        : binding(std::move(made))
        , queue(itsQueue)
    {
    }
    Binding binding;
    BoundQueue& queue;
};

struct BindingIndex::State {
    // What is left of one list of fitting bindings.
    struct Rest {
        const PatternTree::Item* at;
        const PatternTree::Item* end;
    };

    std::map<BindingId, BoundEntry> entries;
    std::unordered_map<QueueNo, BoundQueue> queues;
    PatternTree tree;
    uint64_t round = 0;
    std::vector<Rest> fitting; // only during route(); kept for its memory

    void drop(BoundEntry& entry);
    void consider(BoundEntry& entry, std::string_view route, std::string_view payload, Random& random,
        std::vector<QueueNo>& targets);
};

BindingIndex::BindingIndex()
    : m_state(std::make_unique<State>())
{
}
BindingIndex::~BindingIndex() = default;
BindingIndex::BindingIndex(BindingIndex&&) noexcept = default;
BindingIndex& BindingIndex::operator=(BindingIndex&&) noexcept = default;

Binding* BindingIndex::find(QueueNo queue, std::string_view program)
{
    const auto bound = m_state->queues.find(queue);
    if (bound == m_state->queues.end())
        return nullptr;
    const auto entry = bound->second.entries.find(program);
    return entry == bound->second.entries.end() ? nullptr : &entry->second->binding;
}

Binding* BindingIndex::find(BindingId id)
{
    const auto entry = m_state->entries.find(id);
    return entry == m_state->entries.end() ? nullptr : &entry->second.binding;
}

Binding& BindingIndex::add(Binding binding)
{
    BoundQueue& queue = m_state->queues[binding.queue];
    queue.queue = binding.queue;
    const BindingId id = binding.id;
    const auto [place, isNew] = m_state->entries.try_emplace(id, std::move(binding), queue);
    CHECK(isNew);
    BoundEntry& entry = place->second;
    const Program& program = entry.binding.program;
    CHECK(queue.entries.emplace(program.text(), &entry).second);
    m_state->tree.add(program.pattern(), program.route(), {id, &entry});
    return entry.binding;
}

// Takes it out of everything but its queue's list.
void BindingIndex::State::drop(BoundEntry& entry)
{
    const Program& program = entry.binding.program;
    tree.remove(program.pattern(), program.route(), entry.binding.id);
    entries.erase(entry.binding.id);
}

bool BindingIndex::remove(BindingId id)
{
    const auto place = m_state->entries.find(id);
    if (place == m_state->entries.end())
        return false;
    BoundEntry& entry = place->second;
    const QueueNo queue = entry.binding.queue;
    entry.queue.entries.erase(entry.binding.program.text());
    if (entry.queue.entries.empty())
        m_state->queues.erase(queue);
    m_state->drop(entry);
    return true;
}

size_t BindingIndex::removeOf(QueueNo queue)
{
    const auto place = m_state->queues.find(queue);
    if (place == m_state->queues.end())
        return 0;
    const std::map<std::string_view, BoundEntry*> removed = std::move(place->second.entries);
    m_state->queues.erase(place);
    for (const auto& [text, entry] : removed)
        m_state->drop(*entry);
    return removed.size();
}

size_t BindingIndex::size() const
{
    return m_state->entries.size();
}

std::vector<const Binding*> BindingIndex::list() const
{
    std::vector<const Binding*> out;
    out.reserve(m_state->entries.size());
    for (const auto& [id, entry] : m_state->entries)
        out.push_back(&entry.binding);
    return out;
}

// Evaluates one binding that fits, unless its queue is a target already.
void BindingIndex::State::consider(
    BoundEntry& entry, std::string_view route, std::string_view payload, Random& random, std::vector<QueueNo>& targets)
{
    using Clock = std::chrono::steady_clock;
    if (entry.queue.round == round)
        return;
    Binding& binding = entry.binding;
    bool wanted;
    if (binding.invocations % kMeasureEvery == 0) {
        const Clock::time_point start = Clock::now();
        wanted = binding.program.ruleMatches(route, payload, random);
        const double nanos = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
        // A plain mean at first: smoothed from zero, it would take hours to come near the truth.
        const auto samples = static_cast<double>(binding.invocations / kMeasureEvery + 1);
        binding.averageNanos += (nanos - binding.averageNanos) / std::min(samples, kSmoothing);
    } else {
        wanted = binding.program.ruleMatches(route, payload, random);
    }
    ++binding.invocations;
    if (!wanted)
        return;
    entry.queue.round = round;
    targets.push_back(binding.queue);
}

void BindingIndex::route(
    std::string_view route, std::string_view payload, Random& random, std::vector<QueueNo>& targets)
{
    State& state = *m_state;
    ++state.round;
    state.fitting.clear();
    state.tree.find(route, [&](const PatternTree::Items& items) {
        state.fitting.push_back({items.data(), items.data() + items.size()});
    });
    // Merged by id: a heap of the lists, the one with the smallest next id on top. Mostly there is only one.
    const auto later = [](const State::Rest& a, const State::Rest& b) { return a.at->id > b.at->id; };
    std::make_heap(state.fitting.begin(), state.fitting.end(), later);
    while (state.fitting.size() > 1) {
        std::pop_heap(state.fitting.begin(), state.fitting.end(), later);
        State::Rest& first = state.fitting.back();
        state.consider(*first.at->entry, route, payload, random, targets);
        if (++first.at == first.end)
            state.fitting.pop_back();
        else
            std::push_heap(state.fitting.begin(), state.fitting.end(), later);
    }
    if (!state.fitting.empty())
        for (State::Rest& rest = state.fitting.front(); rest.at != rest.end; ++rest.at)
            state.consider(*rest.at->entry, route, payload, random, targets);
}

} // namespace tapedeck
