#include "ui/panels/jump_dialog.h"

#include "ui/models/fuzzy_match.h"
#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace tapedeck {

JumpDialog::JumpDialog(WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_edit(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Jump to a queue or channel"));
    m_edit->setPlaceholderText(tr("Part of a name"));
    m_edit->setAccessibleName(tr("Queue or channel"));
    m_list->setAccessibleName(tr("Queues and channels"));
    m_edit->installEventFilter(this);
    m_list->setUniformItemSizes(true);
    m_list->setMinimumSize(fontMetrics().averageCharWidth() * 50, fontMetrics().height() * 14);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_edit);
    layout->addWidget(m_list);
    connect(m_edit, &QLineEdit::textChanged, this, &JumpDialog::search);
    connect(m_edit, &QLineEdit::returnPressed, this, &JumpDialog::go);
    connect(m_list, &QListWidget::itemActivated, this, &JumpDialog::go);
    search();
}

// The best matches, a queue before its channels and in the tree's order where they are equally good.
void JumpDialog::search()
{
    struct Found {
        Hit hit;
        QString text;
        bool isChannel;
        int score;
    };
    std::vector<Found> found;
    const QString wanted = m_edit->text();
    const auto offer = [&](QueueNo queue, const std::string& channel, const QString& text) {
        if (const auto match = fuzzyMatch(wanted, text))
            found.push_back({{queue, channel}, text, !channel.empty(), match->score});
    };
    for (const auto& queue : m_context.client.snapshot()->queues) {
        const QString name = shownText(queue->name);
        offer(queue->number, {}, name);
        for (const ChannelStats& channel : queue->stats.channels)
            offer(queue->number, channel.name, QStringLiteral("%1 \u203a %2").arg(name, shownText(channel.name)));
        if (wanted.isEmpty() && found.size() >= kShownMax)
            break;
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
    m_list->clear();
    m_hits.clear();
    for (const Found& one : found) {
        if (m_hits.size() == kShownMax)
            break;
        m_hits.push_back(one.hit);
        m_list->addItem(new QListWidgetItem(
            themedIcon(one.isChannel ? QStringLiteral("channel") : QStringLiteral("queue")), one.text));
    }
    m_list->setCurrentRow(0);
}

void JumpDialog::go()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    const Hit hit = m_hits[static_cast<size_t>(row)];
    accept();
    m_context.current.setQueue(hit.queue, hit.channel);
}

// The arrow keys move in the list while one types.
bool JumpDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step && m_list->count()) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + step, 0, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace tapedeck
