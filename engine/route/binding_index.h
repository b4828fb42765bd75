// The bindings of one exchange, found by the route of a message without looking at those whose pattern cannot match:
// thousands of bindings with different patterns cost no more than the few that fit. Pure; one thread at a time.
//
// The patterns are in a tree of their bytes (see pattern_tree.h). Along the way of a route lie exactly the bindings
// that fit, so even hostile patterns cost no more than the route has bytes.
#pragma once

#include "engine/base/units.h"
#include "engine/route/program.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tapedeck {

// Unique while the broker runs, from 1 on; never given again.
using BindingId = uint32_t;
// What is answered in the place of an id when there is none.
inline constexpr BindingId kNoBinding = 0xffffffff;

struct Binding {
    BindingId id = 0;
    QueueNo queue; // where matching messages go
    Program program;
    bool permanent = false; // kept in the tape with its queue
    bool peer = false; // made by another broker that pulls; only shown
    // Evaluations of the program on messages whose route fits the pattern and whose queue was not a target yet.
    uint64_t invocations = 0;
    // Of one evaluation: the mean of the first 128 measured, then smoothed (new = old + (sample - old) / 128). One of
    // 64 is measured, so that the clock costs nothing.
    double averageNanos = 0;
};

class BindingIndex {
public:
    BindingIndex();
    ~BindingIndex();
    BindingIndex(BindingIndex&&) noexcept;
    BindingIndex& operator=(BindingIndex&&) noexcept;

    // The binding of this queue with the byte-identical program, or null.
    Binding* find(QueueNo queue, std::string_view program);
    Binding* find(BindingId id);
    // The caller has made sure that the id is new and that find(queue, program text) is null. The reference is good
    // until it is removed; id, queue and program stay as they are.
    Binding& add(Binding binding);
    bool remove(BindingId id);
    // All of one queue; how many.
    size_t removeOf(QueueNo queue);
    size_t size() const;
    std::vector<const Binding*> list() const; // by id

    // Appends the queues that want the message to `targets` (each at most once, in the order of the ids of the
    // bindings that chose them; `targets` must be empty). `random` feeds sample(). Counts invocations and times.
    // Allocates nothing once it has seen as many fitting patterns at the same time.
    void route(std::string_view route, std::string_view payload, Random& random, std::vector<QueueNo>& targets);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tapedeck
