#include "ui/models/replay_estimate.h"

#include <algorithm>

namespace tapedeck {

ReplayEstimate::ReplayEstimate(EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &ReplayEstimate::ask);
}

void ReplayEstimate::forget()
{
    ++m_thought;
    m_known = false;
    m_soon.stop();
}

void ReplayEstimate::think(const std::shared_ptr<const QueueView>& source, const ReplayRequest& request)
{
    forget();
    m_queue = source->number;
    m_request = request;
    // As the engine begins: what is there now.
    m_first = std::max(request.fromId.value_or(source->stats.first), source->stats.first);
    m_end = source->stats.head;
    if (request.untilId && *request.untilId < m_end)
        m_end = *request.untilId + 1;
    m_firstTime = m_lastTime = {};
    m_soon.start();
}

void ReplayEstimate::ask()
{
    m_lookups = (m_request.fromTime ? 1 : 0) + (m_request.untilTime ? 1 : 0);
    const auto find = [this](const std::optional<Time>& time, bool isEnd) {
        if (time)
            m_client.submit(this, action::FindId{m_queue, SeekTarget::toTime(*time)},
                [this, isEnd, thought = m_thought](const ActionAnswer& answer) { found(thought, isEnd, answer); });
    };
    if (m_lookups == 0)
        return askTimes();
    find(m_request.fromTime, false);
    find(m_request.untilTime, true);
}

void ReplayEstimate::found(uint64_t thought, bool isEnd, const ActionAnswer& answer)
{
    if (thought != m_thought || !answer.status.ok())
        return;
    if (isEnd)
        m_end = std::min(m_end, answer.id);
    else
        m_first = std::max(m_first, answer.id);
    if (--m_lookups == 0)
        askTimes();
}

void ReplayEstimate::askTimes()
{
    if (count() == 0) {
        m_known = true;
        Q_EMIT changed();
        return;
    }
    PageRequest request{0, m_queue, {}, 0, 0, {m_first}};
    if (count() > 1)
        request.ids.push_back(m_end - 1);
    m_client.ask(this, std::move(request), [this, thought = m_thought](const Page& page) {
        if (thought != m_thought)
            return;
        if (!page.rows.empty()) {
            m_firstTime = page.rows.front().time;
            m_lastTime = page.rows.back().time;
        }
        m_known = true;
        Q_EMIT changed();
    });
}

std::optional<Duration> ReplayEstimate::takes(const ReplaySpeed& speed) const
{
    if (count() == 0)
        return Duration{};
    if (speed.kind == ReplaySpeed::Kind::rate && speed.perSecond > 0)
        return Duration{static_cast<int64_t>(static_cast<double>(count() - 1) / speed.perSecond * 1e6)};
    if (speed.kind == ReplaySpeed::Kind::original && speed.factor > 0 && m_firstTime.micros != 0)
        return Duration{static_cast<int64_t>(static_cast<double>((m_lastTime - m_firstTime).micros) / speed.factor)};
    return std::nullopt;
}

} // namespace tapedeck
