#include "ui/panels/draft_sender.h"

#include "engine/base/clock.h"
#include "ui/models/plain_text.h"

namespace tapedeck {

// Feedback more often than this is read by nobody.
static constexpr int kReportMs = 100;

DraftSender::DraftSender(WindowContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_report.setSingleShot(true);
    m_report.setInterval(kReportMs);
    connect(&m_timer, &QTimer::timeout, this, &DraftSender::turn);
    connect(&m_report, &QTimer::timeout, this, &DraftSender::progressed);
    connect(&context.client, &EngineClient::engineChanged, this, [this] { // its answers never come
        m_underWay = 0;
        stop();
    });
}

Status DraftSender::start(const MessageDraft& draft)
{
    const auto refuse = [](const QString& text) { return Error{ErrorCode::invalidArgument, text.toStdString()}; };
    auto filling = DraftFilling::prepare(draft);
    if (!filling)
        return filling.error();
    const auto delay = draftDuration(draft.toExchange ? QString() : draft.delay);
    if (!delay)
        return refuse(tr("The delay is not understood. Write it as 30s, 5m or 1h."));
    const auto every = draftDuration(draft.every);
    if (!every || (!draft.every.trimmed().isEmpty() && every->micros < kEveryMsMin * 1000))
        return refuse(tr("How often is not understood. Write it as 500ms, 2s or 1m."));
    m_draft = draft;
    m_filling = std::move(*filling);
    m_delay = *delay;
    m_outcome = {};
    m_outcome.toExchange = draft.toExchange;
    m_running = true;
    if (every->micros > 0)
        m_timer.start(std::chrono::milliseconds(every->micros / 1000));
    turn();
    return {};
}

void DraftSender::stop()
{
    m_timer.stop();
    m_left = 0;
    if (m_running && m_underWay == 0)
        finish();
}

// As many as one Send means; left out while the last turn is not done.
void DraftSender::turn()
{
    if (m_left > 0 || m_underWay > 0)
        return;
    m_left = m_draft.count;
    pump();
}

void DraftSender::pump()
{
    if (!m_draft.toExchange && !m_filling->hasVariables() && m_left > 1)
        submitCopies();
    while (m_left > 0 && m_underWay < kUnderWayMax)
        send();
    if (m_running && m_left == 0 && m_underWay == 0 && !m_timer.isActive())
        finish();
}

// All alike: the engine repeats it.
void DraftSender::submitCopies()
{
    action::Publish message{m_draft.target, m_draft.key, m_draft.body, m_draft.headers, m_delay, true, m_left};
    m_left = 0;
    ++m_underWay;
    m_context.client.submit(this, std::move(message),
        [this, copies = m_draft.count](const ActionAnswer& answer) { onAnswer(answer, copies, m_draft.target); });
}

void DraftSender::send()
{
    auto filled = m_filling->fill(m_random, SystemClock().wall(), ++m_seq);
    --m_left;
    if (!filled) {
        m_outcome.error = shownText(filled.error().text);
        stop();
        return;
    }
    ++m_underWay;
    const auto done = [this, target = filled->target](const ActionAnswer& answer) { onAnswer(answer, 1, target); };
    if (m_draft.toExchange)
        m_context.client.submit(this,
            action::PublishToExchange{filled->target, filled->key, std::move(filled->body), std::move(filled->headers)},
            done);
    else
        m_context.client.submit(this,
            action::Publish{
                filled->target, filled->key, std::move(filled->body), std::move(filled->headers), m_delay, true, 1},
            done);
}

void DraftSender::onAnswer(const ActionAnswer& answer, uint32_t copies, const std::string& target)
{
    --m_underWay;
    if (!answer.status) {
        m_outcome.error = shownText(answer.status.error().text);
        stop();
        return;
    }
    if (m_outcome.sent == 0)
        m_outcome.first = MessageId{answer.number};
    m_outcome.last = MessageId{answer.number + copies - 1};
    m_outcome.sent += copies;
    m_outcome.target = target;
    m_outcome.route = answer.route;
    if (!m_report.isActive())
        m_report.start();
    pump();
}

void DraftSender::finish()
{
    m_running = false;
    m_report.stop();
    Q_EMIT ended();
}

} // namespace tapedeck
