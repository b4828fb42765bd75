#include "ui/panels/queue_panel.h"

#include "ui/models/queue_tree_model.h"
#include "ui/panels/queue_actions.h"
#include "ui/views/queue_delegate.h"
#include "ui/views/theme.h"

#include <QDropEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

// Queues up to this many are shown opened, with their channels.
static constexpr int kOpenedAtStart = 30;

QueuePanel::QueuePanel(WindowContext& context, QueueActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_actions(actions)
    , m_model(new QueueTreeModel(context.client, this))
    , m_filter(new QLineEdit(this))
    , m_tree(new QTreeView(this))
{
    m_filter->setPlaceholderText(tr("Filter queues and channels"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_tree->setAccessibleName(tr("Queues"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new QueueDelegate(*m_model, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true); // asks for one height, not for 100,000
    m_tree->setAnimated(false);
    m_tree->setIndentation(fontMetrics().height());
    setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->viewport()->setAcceptDrops(true);
    m_tree->viewport()->installEventFilter(this);
    m_tree->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 6);
    layout->addWidget(m_filter);
    layout->addWidget(m_tree);

    connect(m_filter, &QLineEdit::textChanged, m_model, &QueueTreeModel::setFilter);
    connect(m_filter, &QLineEdit::returnPressed, m_tree, qOverload<>(&QWidget::setFocus));
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &QueuePanel::choose);
    connect(m_tree, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu;
        m_actions.fill(menu);
        menu.exec(m_tree->viewport()->mapToGlobal(at));
    });
    connect(&context.current, &Current::channelChanged, this, &QueuePanel::followCurrent);
    keepAcrossReset();
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& above, int first, int last) {
        if (!above.isValid()) {
            for (int row = first; row <= last && m_model->rowCount() <= kOpenedAtStart; ++row)
                m_tree->expand(m_model->index(row, 0));
            // The first queue of a new tape is what one wants to see.
            if (m_context.current.queue().value == 0 && m_context.current.exchange().empty())
                m_context.current.setQueue(m_model->queueAt(m_model->index(first, 0))->number);
            followCurrent();
        } else if (m_model->rowCount(above) == last - first + 1) {
            m_tree->expand(above); // its first channels
        }
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        if (m_model->rowCount() <= kOpenedAtStart)
            m_tree->expandAll();
    });
    m_tree->expandAll();
}

void QueuePanel::keepAcrossReset()
{
    connect(m_model, &QueueTreeModel::aboutToResetRows, this, [this] {
        m_expanded.clear();
        for (int row = 0; row < m_model->rowCount(); ++row)
            if (const QModelIndex index = m_model->index(row, 0); m_tree->isExpanded(index))
                m_expanded.push_back(m_model->queueAt(index)->number);
        m_following = true; // the view's own loss of its current row is no choice of the user
    });
    connect(m_model, &QueueTreeModel::resetRows, this, [this] {
        for (const QueueNo queue : m_expanded)
            m_tree->expand(m_model->find(queue));
        m_following = false;
        followCurrent();
    });
}

void QueuePanel::choose(const QModelIndex& index)
{
    const QueueView* queue = m_model->queueAt(index);
    if (!queue || m_following)
        return;
    const ChannelStats* channel = m_model->channelAt(index);
    m_context.current.setQueue(queue->number, channel ? channel->name : std::string());
}

void QueuePanel::followCurrent()
{
    const QModelIndex index = m_model->find(m_context.current.queue(), m_context.current.channel());
    if (index == m_tree->currentIndex())
        return;
    m_following = true;
    if (index.isValid())
        m_tree->setCurrentIndex(index);
    else // an exchange that has no recording
        m_tree->selectionModel()->clear();
    m_following = false;
}

void QueuePanel::onDrop(QDropEvent& event)
{
    const QueueView* queue = m_model->queueAt(m_tree->indexAt(event.position().toPoint()));
    if (const auto dragged = draggedMessages(*event.mimeData()); dragged && queue) {
        event.setDropAction(Qt::CopyAction); // what "move" means is done by the engine
        event.accept();
        Q_EMIT messagesDropped(*dragged, queue->number, event.modifiers() & Qt::ShiftModifier);
        return;
    }
    QStringList paths;
    for (const QUrl& url : event.mimeData()->urls())
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    if (!queue || paths.isEmpty())
        return;
    event.acceptProposedAction();
    Q_EMIT filesDropped(queue->number, paths);
}

bool QueuePanel::eventFilter(QObject* watched, QEvent* event)
{
    const auto isTape = [](const QMimeData& mime) {
        return !mime.urls().isEmpty() && mime.urls().first().toLocalFile().endsWith(QLatin1String(".tape"));
    };
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop: {
        auto* drop = static_cast<QDropEvent*>(event);
        const bool messages = drop->mimeData()->hasFormat(messageMime());
        if (!messages && (!drop->mimeData()->hasUrls() || isTape(*drop->mimeData())))
            break; // a tape is for the window
        const bool onQueue = m_tree->indexAt(drop->position().toPoint()).isValid();
        if (event->type() == QEvent::Drop)
            onDrop(*drop);
        else if (onQueue || event->type() == QEvent::DragEnter)
            drop->acceptProposedAction();
        else
            drop->ignore();
        return true;
    }
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace tapedeck
