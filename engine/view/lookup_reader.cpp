#include "engine/view/lookup_reader.h"

#include "engine/base/limits.h"

#include <utility>

namespace tapedeck {

LookupReader::LookupReader(Broker& broker, Mailbox& mailbox, std::function<void()> later)
    : m_broker(broker)
    , m_mailbox(mailbox)
    , m_later(std::move(later))
{
}

LookupReader::~LookupReader() = default;

void LookupReader::start(const Lookup& lookup)
{
    std::visit(
        [this](const auto& request) {
            QueuePtr queue = m_broker.findQueue(request.queue);
            if (!queue) {
                auto gone = emptyAnswer(request);
                gone.error = "The queue is no longer there.";
                m_mailbox.answer(std::move(gone));
                return;
            }
            m_jobs.push_back(makeJob(m_broker, std::move(queue), m_later, request));
            m_jobs.back()->run();
            reap();
        },
        lookup);
}

void LookupReader::pump(Mailbox::Requests& requests)
{
    for (const auto& job : m_jobs)
        job->run();
    reap();
    const auto room = [this] { return m_jobs.size() < limits::kObserverReadsMax && !m_mailbox.full(); };
    std::deque<Lookup>& waiting = requests.lookups;
    // One message is what somebody looks at: it goes first.
    for (auto at = waiting.begin(); at != waiting.end() && room();) {
        if (!std::holds_alternative<MessageRequest>(*at)) {
            ++at;
            continue;
        }
        const Lookup lookup = std::move(*at);
        at = waiting.erase(at);
        start(lookup);
    }
    while (!waiting.empty() && room()) {
        const Lookup lookup = std::move(waiting.front());
        waiting.pop_front();
        start(lookup);
    }
}

void LookupReader::reap()
{
    std::erase_if(m_jobs, [this](const LookupJobPtr& job) {
        if (!job->done())
            return false;
        m_mailbox.answer(job->takeAnswer());
        return true;
    });
}

} // namespace tapedeck
