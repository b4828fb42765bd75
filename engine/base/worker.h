// A thread that runs jobs one after another: the store, the codec and the sync thread are each one of these.
// The loop gives a job values and gets values back through its own mailbox; a job never touches broker state.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace tapedeck {

// Anything that runs a job later, in order. Thread-safe.
class Executor {
public:
    using Job = std::function<void()>;
    virtual ~Executor() = default;
    virtual void post(Job job) = 0;
};

// One named thread. The destructor runs what is queued, then joins.
class Worker final : public Executor {
public:
    enum class Priority { normal, low };
    explicit Worker(std::string name, Priority priority = Priority::normal);
    ~Worker() override;
    void post(Job job) override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

// Runs each job at once on the caller's thread: for tools that work on a tape file and for deterministic tests.
class InlineExecutor final : public Executor {
public:
    void post(Job job) override { job(); }
};

} // namespace tapedeck
