#include "ui/panels/queue_panel.h"

#include "ui/models/queue_tree_model.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/section_list.h"
#include "ui/views/queue_delegate.h"
#include "ui/views/theme.h"

#include <QActionGroup>
#include <QDropEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QSettings>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

// Queues up to this many are shown opened, with their channels.
static constexpr int kOpenedAtStart = 30;
static const QLatin1String kGroupingKey("queues/grouping");

QueuePanel::QueuePanel(WindowContext& context, QueueActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_actions(actions)
    , m_model(new QueueTreeModel(context.client, this))
    , m_filter(new QLineEdit(this))
    , m_tree(new QTreeView(this))
    , m_sections(new SectionList(context, this))
{
    m_filter->setPlaceholderText(tr("Filter queues and channels"));
    m_filter->setAccessibleName(tr("Filter queues and channels"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_tree->setAccessibleName(tr("Queues"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new QueueDelegate(*m_model, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true); // asks for one height, not for 100,000
    m_tree->setAnimated(false);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
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
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_sections);

    connect(m_filter, &QLineEdit::textChanged, m_model, &QueueTreeModel::setFilter);
    connect(m_filter, &QLineEdit::returnPressed, m_tree, qOverload<>(&QWidget::setFocus));
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &QueuePanel::choose);
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueuePanel::gather);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &QueuePanel::showMenu);
    connect(&context.current, &Current::channelChanged, this, &QueuePanel::followCurrent);
    keepAcrossReset();
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &QueuePanel::onInserted);
    connect(m_model, &QAbstractItemModel::modelReset, this, &QueuePanel::expandFew);
    const QVariant kept = QSettings().value(kGroupingKey, static_cast<int>(QueueTreeModel::Grouping::automatic));
    m_model->setGrouping(static_cast<QueueTreeModel::Grouping>(
        std::clamp(kept.toInt(), 0, static_cast<int>(QueueTreeModel::Grouping::slash))));
    expandFew();
}

void QueuePanel::expandFew()
{
    if (m_model->rowCount() <= kOpenedAtStart && m_model->delimiter() == 0)
        m_tree->expandAll();
}

void QueuePanel::onInserted(const QModelIndex& above, int first, int last)
{
    if (above.isValid()) {
        if (m_model->rowCount(above) == last - first + 1)
            m_tree->expand(above); // its first channels
        return;
    }
    for (int row = first; row <= last && m_model->rowCount() <= kOpenedAtStart; ++row)
        m_tree->expand(m_model->index(row, 0));
    // The first queue of a new tape is what one wants to see.
    const QueueView* queue = m_model->queueAt(m_model->index(first, 0));
    if (queue && m_context.current.queue().value == 0 && m_context.current.exchange().empty())
        m_context.current.setQueue(queue->number);
    followCurrent();
}

void QueuePanel::keepAcrossReset()
{
    connect(m_model, &QueueTreeModel::aboutToResetRows, this, [this] {
        m_expanded.clear();
        m_expandedGroups.clear();
        m_selected.clear();
        m_scrolled = m_tree->verticalScrollBar()->value();
        noteExpanded({});
        for (const QModelIndex& index : m_tree->selectionModel()->selectedRows())
            if (const QueueView* queue = m_model->queueAt(index)) {
                const ChannelStats* channel = m_model->channelAt(index);
                m_selected.emplace_back(queue->number, channel ? channel->name : std::string());
            }
        m_following = true; // the view's own loss of its current row is no choice of the user
    });
    connect(m_model, &QueueTreeModel::resetRows, this, [this] {
        for (const std::string& prefix : m_expandedGroups)
            m_tree->expand(m_model->findGroup(prefix));
        for (const QueueNo queue : m_expanded)
            m_tree->expand(m_model->find(queue));
        m_following = false;
        followCurrent();
        if (m_selected.size() > 1)
            for (const auto& [queue, channel] : m_selected)
                m_tree->selectionModel()->select(m_model->find(queue, channel), QItemSelectionModel::Select);
        m_tree->verticalScrollBar()->setValue(m_scrolled);
    });
}

void QueuePanel::noteExpanded(const QModelIndex& above)
{
    for (int row = 0; row < m_model->rowCount(above); ++row) {
        const QModelIndex index = m_model->index(row, 0, above);
        const bool expanded = m_tree->isExpanded(index);
        if (const QueueView* queue = m_model->queueAt(index); queue && expanded)
            m_expanded.push_back(queue->number);
        if (m_model->isGroup(index) && expanded)
            m_expandedGroups.push_back(m_model->groupPrefix(index));
        if (m_model->isKnown(index)) // in others nothing was ever open
            noteExpanded(index);
    }
}

// What the actions are about when it is more than one.
void QueuePanel::gather()
{
    std::vector<QueueActions::Target> targets;
    for (const QModelIndex& index : m_tree->selectionModel()->selectedRows())
        if (const QueueView* queue = m_model->queueAt(index)) {
            const ChannelStats* channel = m_model->channelAt(index);
            targets.push_back({queue->number, channel ? channel->name : std::string()});
        }
    m_actions.setTargets(std::move(targets));
}

void QueuePanel::showMenu(const QPoint& at)
{
    QMenu menu;
    m_actions.fill(menu);
    menu.addSeparator();
    addGroupingMenu(menu);
    menu.exec(m_tree->viewport()->mapToGlobal(at));
}

void QueuePanel::addGroupingMenu(QMenu& menu)
{
    using Grouping = QueueTreeModel::Grouping;
    QMenu* grouping = menu.addMenu(themedIcon(QStringLiteral("open")), tr("Group &by the start of the name"));
    auto* choice = new QActionGroup(grouping);
    const auto add = [&](const QString& text, Grouping value) {
        QAction* action = grouping->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_model->grouping() == value);
        choice->addAction(action);
        connect(action, &QAction::triggered, this, [this, value] {
            QSettings().setValue(kGroupingKey, static_cast<int>(value));
            m_model->setGrouping(value);
        });
    };
    add(tr("&Where many queues share one"), Grouping::automatic);
    add(tr("&No groups"), Grouping::none);
    add(tr("Up to the first . (&dot)"), Grouping::dot);
    add(tr("Up to the first : (&colon)"), Grouping::colon);
    add(tr("Up to the first / (&slash)"), Grouping::slash);
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
    if (index.isValid()) // whatever key is held: it is not this row that was clicked with it
        m_tree->selectionModel()->setCurrentIndex(
            index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
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
