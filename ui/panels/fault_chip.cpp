#include "ui/panels/fault_chip.h"

#include "ui/models/mock_text.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QEvent>

namespace tapedeck {

// Faults that the tooltip names.
static constexpr size_t kNamed = 5;

FaultChip::FaultChip(WindowContext& context, QWidget* parent)
    : QToolButton(parent)
    , m_context(context)
{
    setIcon(themedIcon(QStringLiteral("warning")));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setAutoRaise(true);
    setWhatsThis(
        tr("How many faults are on: what the broker does wrong on purpose, so that a client's handling of it can "
           "be tried. Click to see them."));
    connect(&context.client, &EngineClient::snapshotChanged, this, &FaultChip::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &FaultChip::refresh);
    refresh();
}

void FaultChip::changeEvent(QEvent* event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_colouring)
        refresh();
}

void FaultChip::refresh()
{
    const Snapshot& now = *m_context.client.snapshot();
    m_active = activeFaults(now);
    const QString count = groupedText(m_active);
    setText(m_active == 0 ? tr("Faults 0") : m_active == 1 ? tr("1 fault is on") : tr("%1 faults are on").arg(count));
    QStringList lines{m_active == 0 ? tr("No fault is on: messages pass untouched. Click to show the faults.")
                                    : tr("Messages are being interfered with. Click to show the faults.")};
    size_t named = 0;
    for (const FaultView& fault : now.faults)
        if (isActive(fault) && named++ < kNamed)
            lines << tr("%1: %2, %3, %4 hits")
                         .arg(faultTitle(*fault.rule), faultWhatText(*fault.rule), faultWhereText(*fault.rule),
                             groupedText(fault.counters.hits));
    setToolTip(toolTipText(lines.join(QLatin1Char('\n'))));
    setAccessibleName(text());
    m_colouring = true;
    const QString style = m_active == 0
        ? QString()
        : QStringLiteral("QToolButton { color: %1; background: %2; font-weight: bold; }")
              .arg(Colours::of(palette()).bad.name(), Colours::of(palette()).badFill.name());
    if (style != styleSheet())
        setStyleSheet(style);
    m_colouring = false;
}

} // namespace tapedeck
