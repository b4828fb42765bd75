#include "ui/views/value_panel.h"

#include "ui/models/plain_text.h"
#include "ui/models/value_readings.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>

namespace tapedeck {

ValuePanel::ValuePanel(QWidget* parent)
    : QTableWidget(0, 3, parent)
{
    setAccessibleName(tr("What the marked bytes could mean"));
    setToolTip(tr("What the marked bytes could mean, from the first one on. Ctrl+C copies a value."));
    setHorizontalHeaderLabels({tr("As"), tr("Little-endian"), tr("Big-endian")});
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + fontMetrics().height() / 4);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setFrameShape(NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
}

void ValuePanel::setBytes(std::string_view bytes, size_t marked, Zone zone)
{
    const auto readings = bytes.empty() ? std::vector<ValueReading>() : readValues(bytes, marked, zone);
    // What is not there takes no room.
    std::vector<ValueReading> shown;
    for (const ValueReading& reading : readings)
        if (!reading.little.isEmpty() || !reading.big.isEmpty())
            shown.push_back(reading);
    setRowCount(static_cast<int>(shown.size()));
    for (int row = 0; row < rowCount(); ++row) {
        const ValueReading& reading = shown[static_cast<size_t>(row)];
        const QString texts[] = {reading.name, reading.little, reading.big};
        for (int column = 0; column < 3; ++column) {
            if (!item(row, column))
                setItem(row, column, new QTableWidgetItem);
            item(row, column)->setText(texts[column]);
            item(row, column)->setToolTip(toolTipText(texts[column]));
        }
    }
}

QSize ValuePanel::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 50, verticalHeader()->defaultSectionSize() * 9};
}

void ValuePanel::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy) && currentItem())
        QGuiApplication::clipboard()->setText(currentItem()->text());
    else
        QTableWidget::keyPressEvent(event);
}

} // namespace tapedeck
