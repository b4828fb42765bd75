#include "ui/panels/shared_queue_bar.h"

#include "ui/models/exchange_models.h"
#include "ui/models/number_text.h"
#include "ui/views/drop_strip.h"
#include "ui/views/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace tapedeck {

SharedQueueBar::SharedQueueBar(WindowContext& context, QWidget* parent)
    : QFrame(parent)
    , m_context(context)
    , m_attributes(new QLabel(this))
    , m_alarm(new QLabel(this))
    , m_strip(new DropStrip(this))
    , m_keep(new QToolButton(this))
{
    setAutoFillBackground(true);
    m_keep->setAutoRaise(true);
    for (QLabel* label : {m_attributes, m_alarm}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setWordWrap(true);
    }
    const int gap = fontMetrics().height() / 3;
    auto* top = new QHBoxLayout;
    top->setSpacing(gap * 2);
    top->addWidget(m_attributes, 1);
    top->addWidget(m_keep);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(gap * 2);
    bottom->addWidget(m_alarm, 1);
    bottom->addWidget(m_strip, 0, Qt::AlignVCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap * 2, gap / 2, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addLayout(top);
    layout->addLayout(bottom);
    connect(m_keep, &QToolButton::clicked, this, &SharedQueueBar::toggleKeep);
    connect(&context.client, &EngineClient::snapshotChanged, this, &SharedQueueBar::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &SharedQueueBar::refresh);
    connect(&context.current, &Current::queueChanged, this, &SharedQueueBar::refresh);
    connect(&context.zone, &ZoneSetting::changed, this, &SharedQueueBar::refresh);
    refresh();
}

void SharedQueueBar::refresh()
{
    const SharedQueueView* queue = m_context.client.sharedQueue(m_context.current.queue());
    setVisible(queue != nullptr);
    if (!queue)
        return;
    m_attributes->setText(sharedQueueText(*queue));
    m_keep->setText(queue->permanent ? tr("Make transient") : tr("Make permanent"));
    m_keep->setToolTip(queue->permanent ? tr("It then goes when its last client goes, with all its messages")
                                        : tr("It then stays when its last client goes, and over restarts"));
    const bool alarmed = queue->dropped > 0;
    m_alarm->setVisible(alarmed);
    m_strip->setVisible(alarmed);
    if (alarmed) {
        m_strip->setDrops(queue->drops);
        QString text = tr("\u26a0 This queue was full: %1 dropped since the start").arg(messagesText(queue->dropped));
        if (!queue->drops.empty()) {
            const Time last{queue->drops.back().second * 1'000'000};
            text +=
                tr(", the last at %1").arg(dateTimeText(last, m_context.zone.zone()).section(QLatin1Char('.'), 0, 0));
        }
        m_alarm->setText(text);
        m_strip->setAccessibleName(text);
        m_strip->setToolTip(tr("When it dropped messages; the last %1 seconds that did").arg(queue->drops.size()));
    }
    m_alarmed = alarmed;
    recolour();
}

void SharedQueueBar::recolour()
{
    const Colours& colours = Colours::of(palette());
    const QColor fill = m_alarmed ? colours.badFill : colours.alternate;
    if (palette().color(QPalette::Window) == fill)
        return;
    QPalette own;
    own.setColor(QPalette::Window, fill);
    setPalette(own);
}

void SharedQueueBar::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange)
        recolour();
}

void SharedQueueBar::toggleKeep()
{
    const SharedQueueView* queue = m_context.client.sharedQueue(m_context.current.queue());
    if (!queue)
        return;
    const auto submit = [&context = m_context, name = queue->name](bool permanent) {
        context.client.submit(&context.messages, action::SetPermanent{name, permanent},
            [&context](const ActionAnswer& answer) { context.messages.check(answer); });
    };
    const bool was = queue->permanent;
    submit(!was);
    m_context.undo.push(
        was ? tr("making the queue transient") : tr("making the queue permanent"), [submit, was] { submit(was); });
}

} // namespace tapedeck
