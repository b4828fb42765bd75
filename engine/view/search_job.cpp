// One answer of a search, and the counts of a histogram.
#include "engine/view/lookup_job.h"

#include "engine/base/limits.h"
#include "engine/broker/scan.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// Steps of the broker's scan until there is enough for one answer.
class SearchJob final : public LookupJob, private ScanSink {
public:
    SearchJob(Broker& broker, QueuePtr queue, Later later, const SearchRequest& request)
        : m_broker(broker)
        , m_queue(std::move(queue))
        , m_later(std::move(later))
        , m_request(request)
        , m_answer(emptyAnswer(request))
    {
    }
    ~SearchJob() override
    {
        if (m_wait != 0)
            m_broker.cancel(m_wait);
    }
    SearchJob(const SearchJob&) = delete;
    SearchJob& operator=(const SearchJob&) = delete;

    void run() override
    {
        if (m_done || m_scanning)
            return;
        m_scanning = true;
        ScanRequest scan{m_request.filter, m_answer.next, m_request.until, {}};
        scan.count = static_cast<uint32_t>(limits::kSearchIdsMax - m_answer.ids.size());
        const WaitId wait = m_broker.scan(*m_queue, scan, *this);
        m_wait = m_scanning ? wait : 0;
    }
    bool done() const override { return m_done; }
    ObserverAnswer takeAnswer() override { return std::move(m_answer); }

private:
    void onScanned(const ScanStep& step) override
    {
        m_scanning = false;
        m_wait = 0;
        for (const MessageView& match : step.matches)
            m_answer.ids.push_back(match.id);
        for (const ScanDamage& damage : step.damage)
            m_answer.damaged += damage.until - damage.from;
        m_answer.next = step.next;
        m_answer.bytes += step.bytes;
        m_answer.ended = step.ended;
        // The first match is told at once: somebody waits for it.
        m_done = step.ended || !m_answer.ids.empty() || m_answer.bytes >= limits::kSearchBytes;
        m_later();
    }
    void onScanError(const Error& error) override
    {
        m_scanning = false;
        m_wait = 0;
        m_answer.error = error.text.empty() ? "The messages cannot be searched." : error.text;
        m_done = true;
        m_later();
    }

    Broker& m_broker;
    QueuePtr m_queue;
    Later m_later;
    const SearchRequest m_request;
    SearchStep m_answer;
    WaitId m_wait = 0;
    bool m_scanning = false, m_done = false;
};

class HistogramJob final : public LookupJob {
public:
    HistogramJob(Broker& broker, QueuePtr queue, Later later, const HistogramRequest& request)
        : m_work(std::make_shared<Work>())
    {
        m_work->answer = emptyAnswer(request);
        const uint32_t buckets = std::min(request.buckets, limits::kHistogramBucketsMax);
        if (buckets == 0 || request.from >= request.until) {
            m_work->done = true;
            return;
        }
        broker.histogram(*queue, request.from, request.until, buckets,
            [weak = std::weak_ptr(m_work), later, &broker, queue](Result<std::vector<uint64_t>> counts) {
                const auto work = weak.lock();
                if (!work)
                    return;
                if (counts.ok()) {
                    work->answer.counts = std::move(*counts);
                    findFirst(broker, queue, work, later);
                    return;
                }
                work->answer.error = counts.error().text;
                work->done = true;
                later();
            });
    }
    void run() override { }
    bool done() const override { return m_work->done; }
    ObserverAnswer takeAnswer() override { return std::move(m_work->answer); }

private:
    struct Work {
        Histogram answer;
        bool done = false;
    };
    // Counts without it still serve: an error is none.
    static void findFirst(
        Broker& broker, const QueuePtr& queue, const std::shared_ptr<Work>& asked, const Later& whenFound)
    {
        broker.findId(*queue, SeekTarget::toTime(asked->answer.from),
            [weak = std::weak_ptr(asked), later = whenFound](Result<MessageId> id) {
                const auto work = weak.lock();
                if (!work)
                    return;
                if (id.ok())
                    work->answer.first = *id;
                work->done = true;
                later();
            });
    }
    std::shared_ptr<Work> m_work;
};

} // namespace

LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const SearchRequest& request)
{
    return std::make_unique<SearchJob>(broker, std::move(queue), std::move(later), request);
}

LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const HistogramRequest& request)
{
    return std::make_unique<HistogramJob>(broker, std::move(queue), std::move(later), request);
}

} // namespace tapedeck
