// An executor whose jobs run when the test says so. One thread.
#pragma once

#include "engine/base/worker.h"

#include <deque>
#include <utility>

namespace tapedeck {

class ManualExecutor final : public Executor {
public:
    void post(Job job) override { m_jobs.push_back(std::move(job)); }
    size_t waiting() const { return m_jobs.size(); }
    // Runs what waits and what that posts. Returns how many jobs ran.
    size_t run()
    {
        size_t count = 0;
        for (; !m_jobs.empty(); ++count) {
            const Job job = std::move(m_jobs.front());
            m_jobs.pop_front();
            job();
        }
        return count;
    }

private:
    std::deque<Job> m_jobs;
};

} // namespace tapedeck
