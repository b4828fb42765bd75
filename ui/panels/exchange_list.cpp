#include "ui/panels/exchange_list.h"

#include "ui/models/plain_text.h"
#include "ui/views/exchange_delegate.h"

#include <QDropEvent>
#include <QItemSelectionModel>
#include <QLabel>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

namespace {

// A view makes its first row current when it gets the focus: no choice of the user yet.
class FocusedTree final : public QTreeView {
public:
    using QTreeView::QTreeView;
    bool entering() const { return m_entering; }

protected:
    void focusInEvent(QFocusEvent* event) override
    {
        m_entering = true;
        QTreeView::focusInEvent(event);
        m_entering = false;
    }

private:
    bool m_entering = false;
};

} // namespace

ExchangeList::ExchangeList(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(makeExchangeModel(this))
    , m_tree(new FocusedTree(this))
{
    auto* title = new QLabel(tr("Exchanges"), this);
    title->setForegroundRole(QPalette::PlaceholderText);
    title->setContentsMargins(fontMetrics().averageCharWidth(), fontMetrics().height() / 4, 0, 0);
    m_tree->setAccessibleName(tr("Exchanges"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new ExchangeDelegate(*m_model, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->viewport()->setAcceptDrops(true);
    m_tree->viewport()->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 6);
    layout->addWidget(title);
    layout->addWidget(m_tree);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ExchangeList::choose);
    connect(m_tree, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (m_tree->indexAt(at).isValid())
            Q_EMIT menuRequested(m_tree->viewport()->mapToGlobal(at));
    });
    connect(&context.client, &EngineClient::snapshotChanged, this, &ExchangeList::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &ExchangeList::refresh);
    connect(&context.current, &Current::exchangeChanged, this, &ExchangeList::followCurrent);
    connect(&context.current, &Current::queueChanged, this, &ExchangeList::followCurrent);
    refresh();
}

void ExchangeList::setFilter(const QString& text)
{
    m_filter = text;
    refresh();
}

void ExchangeList::refresh()
{
    const auto& all = m_context.client.snapshot()->exchanges;
    using Row = std::shared_ptr<const ExchangeView>;
    auto rows = std::make_shared<std::vector<Row>>();
    for (const Row& exchange : all)
        if (m_filter.isEmpty() || shownText(exchange->name).contains(m_filter, Qt::CaseInsensitive))
            rows->push_back(exchange);
    if (*rows != m_model->rows()) {
        m_following = true; // what the view makes current by itself is no choice of the user
        m_model->setRows(std::move(rows));
        m_following = false;
    }
    setVisible(!all.empty());
    followCurrent();
}

void ExchangeList::choose(const QModelIndex& index)
{
    const auto* exchange = m_model->at(index);
    if (!exchange || m_following)
        return;
    if (static_cast<FocusedTree*>(m_tree)->entering()) {
        // The focus comes by here when what had it is hidden: only if it stays, it was meant.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_tree->hasFocus())
                    choose(m_tree->currentIndex());
                else
                    followCurrent();
            },
            Qt::QueuedConnection);
        return;
    }
    const std::string name = (*exchange)->name;
    m_context.current.setExchange(name, m_context.client.recordingOf(name));
}

// Messages that are dropped on an exchange.
bool ExchangeList::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove && event->type() != QEvent::Drop)
        return QWidget::eventFilter(watched, event);
    auto* drop = static_cast<QDropEvent*>(event);
    const auto dragged = draggedMessages(*drop->mimeData());
    if (!dragged)
        return QWidget::eventFilter(watched, event);
    const auto* exchange = m_model->at(m_tree->indexAt(drop->position().toPoint()));
    if (!exchange && event->type() != QEvent::DragEnter) {
        drop->ignore();
        return true;
    }
    drop->setDropAction(Qt::CopyAction); // what "move" means is done by the engine
    drop->accept();
    if (event->type() == QEvent::Drop)
        Q_EMIT messagesDropped(*dragged, (*exchange)->name, drop->modifiers() & Qt::ShiftModifier);
    return true;
}

void ExchangeList::followCurrent()
{
    const std::string& name = m_context.current.exchange();
    if (name.empty()) {
        // A recording that was chosen among the queues is looked at as the exchange that it is of.
        if (const std::string of = m_context.client.exchangeOf(m_context.current.queue()); !of.empty()) {
            m_context.current.setExchange(of, m_context.current.queue());
            return;
        }
        m_following = true;
        m_tree->selectionModel()->clear();
        m_following = false;
        return;
    }
    const auto& rows = m_model->rows();
    const auto at = std::lower_bound(rows.begin(), rows.end(), name,
        [](const std::shared_ptr<const ExchangeView>& row, const std::string& n) { return row->name < n; });
    if (at == rows.end() || (*at)->name != name)
        return;
    const QModelIndex index = m_model->index(static_cast<int>(at - rows.begin()), 0);
    if (index == m_tree->currentIndex())
        return;
    m_following = true;
    m_tree->setCurrentIndex(index);
    m_following = false;
}

} // namespace tapedeck
