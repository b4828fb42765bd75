#include "ui/panels/queue_check_list.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

#include <algorithm>

namespace tapedeck {

QueueCheckList::QueueCheckList(const Snapshot& now, const std::vector<QueueNo>& ticked, QWidget* parent)
    : QListWidget(parent)
{
    setUniformItemSizes(true);
    setAccessibleName(tr("Queues"));
    for (const auto& queue : now.queues) {
        auto* item = new QListWidgetItem(
            tr("%1 (%2)", "name of a queue, number of messages")
                .arg(shownText(queue->name, Lines::single, 200), messagesText(queue->stats.head - queue->stats.first)),
            this);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setData(Qt::UserRole, queue->number.value);
        const bool on = std::find(ticked.begin(), ticked.end(), queue->number) != ticked.end();
        item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
        if (on && !currentItem())
            setCurrentItem(item);
    }
    setMinimumHeight(fontMetrics().lineSpacing() * 5);
    setMaximumHeight(fontMetrics().lineSpacing() * 9);
    connect(this, &QListWidget::itemChanged, this, &QueueCheckList::tickedChanged);
}

std::vector<QueueNo> QueueCheckList::ticked() const
{
    std::vector<QueueNo> numbers;
    for (int row = 0; row < count(); ++row)
        if (item(row)->checkState() == Qt::Checked)
            numbers.push_back(QueueNo{item(row)->data(Qt::UserRole).toUInt()});
    return numbers;
}

} // namespace tapedeck
