#include "ui/models/histogram_source.h"

#include <algorithm>

namespace tapedeck {

HistogramSource::HistogramSource(EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &HistogramSource::consider);
}

void HistogramSource::setQueue(QueueNo queue)
{
    if (m_token)
        m_client.forget(m_token);
    m_token = 0;
    m_queue = queue;
    m_wish = m_asked = {};
    m_atOnce = false;
    m_again.stop();
    m_lastAsked.invalidate();
}

void HistogramSource::want(const BucketGrid& grid, bool atOnce)
{
    m_wish.grid = grid;
    m_atOnce |= atOnce;
    consider();
}

void HistogramSource::note(const QueueStats& stats)
{
    m_wish.first = stats.first;
    m_wish.head = stats.head;
    consider();
}

void HistogramSource::setShown(bool shown)
{
    m_shown = shown;
    consider();
}

void HistogramSource::consider()
{
    if (!m_shown || m_token || !m_queue.value || m_wish.grid.count == 0 || m_wish == m_asked)
        return;
    const qint64 since = m_lastAsked.isValid() ? m_lastAsked.elapsed() : kEveryMs;
    if (m_atOnce || since >= kEveryMs)
        ask();
    else if (!m_again.isActive())
        m_again.start(static_cast<int>(kEveryMs - since));
}

void HistogramSource::ask()
{
    m_again.stop();
    m_asked = m_wish;
    m_atOnce = false;
    m_lastAsked.start();
    const BucketGrid grid = m_wish.grid;
    m_token = m_client.ask(
        this, HistogramRequest{0, m_queue, grid.from, grid.until(), grid.count}, [this, grid](const Histogram& answer) {
            m_token = 0;
            if (answer.dropped)
                m_asked = {};
            else if (answer.error.empty())
                Q_EMIT counted({grid.from, grid.bucket, answer.counts, answer.first});
            consider();
        });
}

} // namespace tapedeck
