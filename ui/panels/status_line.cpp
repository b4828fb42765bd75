#include "ui/panels/status_line.h"

#include "ui/models/number_text.h"

#include <QLabel>
#include <QToolButton>

namespace tapedeck {

// How long what happened stays in the bar.
static constexpr int kSaidMs = 8000;

StatusLine::StatusLine(WindowContext& context, QWidget* parent)
    : QStatusBar(parent)
    , m_context(context)
    , m_shown(new QLabel(this))
    , m_selected(new QLabel(this))
    , m_size(new QLabel(this))
    , m_rate(new QLabel(this))
    , m_durable(new QLabel(this))
    , m_zone(new QToolButton(this))
{
    for (QLabel* label : {m_shown, m_selected}) {
        label->setTextFormat(Qt::PlainText);
        addWidget(label);
    }
    for (QLabel* label : {m_size, m_rate})
        addPermanentWidget(label);
    addPermanentWidget(m_zone);
    addPermanentWidget(m_durable);
    m_zone->setAutoRaise(true);
    m_zone->setToolTip(tr("Time zone of all times in the window; click to switch"));
    connect(m_zone, &QToolButton::clicked, this,
        [this] { m_context.zone.set(m_context.zone.zone() == Zone::utc ? Zone::local : Zone::utc); });
    connect(&context.zone, &ZoneSetting::changed, this, &StatusLine::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this, &StatusLine::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &StatusLine::refresh);
    connect(&context.messages, &Messages::said, this, [this](const QString& text) { showMessage(text, kSaidMs); });
    connect(this, &QStatusBar::messageChanged, this, &StatusLine::showCounts);
    refresh();
}

void StatusLine::setCounts(const QString& shown, const QString& selected)
{
    m_shown->setText(shown);
    m_selected->setText(selected);
    showCounts();
}

// Qt hides them under a message, but shows them again as soon as their text makes the bar lay itself out.
void StatusLine::showCounts()
{
    const bool free = currentMessage().isEmpty();
    m_shown->setVisible(free);
    m_selected->setVisible(free && !m_selected->text().isEmpty());
}

void StatusLine::refresh()
{
    const Snapshot& now = *m_context.client.snapshot();
    m_size->setText(tr("%1 on disk").arg(bytesText(now.totals.tapeBytes + now.totals.journalBytes)));
    const QString rate = rateText(now.publishedPerSecond);
    m_rate->setText(rate.isEmpty() ? tr("idle") : rate);
    m_zone->setText(m_context.zone.name());
    switch (now.totals.sync) {
    case SyncMode::full:
        m_durable->setText(tr("durable \u2713"));
        m_durable->setToolTip(tr("Every message is on the disk before its publisher gets an answer"));
        break;
    case SyncMode::normal:
        m_durable->setText(tr("durable within 1 s"));
        m_durable->setToolTip(
            tr("Written before the answer, on the disk within a second: survives a crash of the program"));
        break;
    case SyncMode::off:
        m_durable->setText(now.totals.ephemeral ? tr("ephemeral") : tr("not durable"));
        m_durable->setToolTip(tr("Lost when the program ends, unless a copy is saved"));
        break;
    }
    const bool open = m_context.client.attached();
    for (QWidget* widget :
        {static_cast<QWidget*>(m_size), static_cast<QWidget*>(m_rate), static_cast<QWidget*>(m_durable)})
        widget->setVisible(open);
}

} // namespace tapedeck
