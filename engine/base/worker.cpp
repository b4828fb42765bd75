#include "engine/base/worker.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tapedeck {

struct Worker::State {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Job> jobs;
    bool stopping = false;
    std::thread thread;

    void run(const std::string& name, Priority priority)
    {
        pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
        if (priority == Priority::low) // on Linux a nice value belongs to the thread, not to the process
            setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 10);
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [this] { return stopping || !jobs.empty(); });
            if (jobs.empty())
                return;
            Job job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            job();
            job = nullptr; // release what the job holds before taking the lock again
            lock.lock();
        }
    }
};

Worker::Worker(std::string name, Priority priority)
    : m_state(std::make_unique<State>())
{
    m_state->thread =
        std::thread([state = m_state.get(), name = std::move(name), priority] { state->run(name, priority); });
}

Worker::~Worker()
{
    {
        std::lock_guard lock(m_state->mutex);
        m_state->stopping = true;
    }
    m_state->wake.notify_one();
    m_state->thread.join();
}

void Worker::post(Job job)
{
    {
        std::lock_guard lock(m_state->mutex);
        m_state->jobs.push_back(std::move(job));
    }
    m_state->wake.notify_one();
}

} // namespace tapedeck
