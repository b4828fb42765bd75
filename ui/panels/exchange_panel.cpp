#include "ui/panels/exchange_panel.h"

#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

ExchangePanel::ExchangePanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(makeBindingModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_name(new QLabel(this))
    , m_counters(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_view(new QTreeView(this))
{
    makeActions();
    for (QLabel* label : {m_name, m_counters, m_hint})
        label->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    m_name->setFont(bold);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // hostile names may be long
    m_counters->setWordWrap(true);
    m_counters->setForegroundRole(QPalette::PlaceholderText);
    m_counters->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(BindingModel::kSortRole);
    m_view->setAccessibleName(tr("Bindings"));
    m_view->setModel(m_sorted);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(binding_column::id, Qt::AscendingOrder);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(binding_column::program, QHeaderView::Stretch);
    const int em = fontMetrics().averageCharWidth();
    for (const auto& [column, chars] : {std::pair{binding_column::id, 5}, {binding_column::queue, 16},
             {binding_column::kept, 12}, {binding_column::invocations, 12}, {binding_column::time, 8}})
        m_view->header()->resizeSection(column, em * chars);

    auto* bar = new QToolBar(this);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({fontMetrics().height(), fontMetrics().height()});
    bar->addActions({bind, tryOut, unbind, record, replayInto, publishTo});
    const int gap = fontMetrics().height() / 3;
    auto* head = new QVBoxLayout;
    head->setContentsMargins(gap * 2, gap, gap * 2, 0);
    head->setSpacing(gap / 2);
    head->addWidget(m_name);
    head->addWidget(m_counters);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap / 2);
    layout->addLayout(head);
    layout->addWidget(bar);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_hint, 1);
    connect(&context.client, &EngineClient::snapshotChanged, this, &ExchangePanel::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &ExchangePanel::refresh);
    connect(&context.current, &Current::exchangeChanged, this, &ExchangePanel::refresh);
    // Its recording may be found later than the exchange.
    connect(&context.current, &Current::queueChanged, this, &ExchangePanel::refreshActions);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ExchangePanel::refreshActions);
    connect(m_view, &QAbstractItemView::activated, tryOut, &QAction::trigger);
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu;
        fill(menu);
        menu.exec(m_view->viewport()->mapToGlobal(at));
    });
    refresh();
}

void ExchangePanel::makeActions()
{
    const auto add = [this](const QString& text, const QString& shortText, const char* icon, const QString& toolTip,
                         const QKeySequence& keys = {}) {
        auto* action = new QAction(themedIcon(QLatin1String(icon)), text, this);
        action->setIconText(shortText);
        action->setToolTip(toolTip);
        action->setShortcut(keys);
        return action;
    };
    bind = add(tr("&Bind a queue\u2026"), tr("Bind"), "add", tr("Give what is published here to a queue (Ctrl+B)"),
        QKeySequence(Qt::CTRL | Qt::Key_B));
    tryOut = add(tr("&Try the binding on a message\u2026"), tr("Try"), "search",
        tr("Explain the chosen binding and try it on a message (Return)"));
    unbind = add(tr("&Unbind"), tr("Unbind"), "delete", tr("Take the chosen bindings away; Undo brings them back"));
    record = add(tr("Re&cord"), tr("Record"), "record", tr("Keep what is published here, to be seen and replayed"));
    record->setCheckable(true);
    replayInto = add(tr("&Replay into it\u2026"), tr("Replay"), "replay",
        tr("Publish recorded messages here again, each with its route"));
    publishTo = add(tr("&Publish to it\u2026"), tr("Publish"), "publish", tr("Write a message for this exchange"));
    connect(bind, &QAction::triggered, this, [this] { Q_EMIT bindRequested(m_context.current.exchange()); });
    connect(tryOut, &QAction::triggered, this, [this] {
        if (const BindingView* chosenOne = binding())
            Q_EMIT tryRequested(m_context.current.exchange(), *chosenOne);
    });
    connect(unbind, &QAction::triggered, this, &ExchangePanel::unbindChosen);
    connect(record, &QAction::triggered, this, &ExchangePanel::setRecorded);
    connect(replayInto, &QAction::triggered, this, [this] { Q_EMIT replayRequested(m_context.current.exchange()); });
    connect(publishTo, &QAction::triggered, this, [this] { Q_EMIT publishRequested(m_context.current.exchange()); });
}

void ExchangePanel::fill(QMenu& menu) const
{
    menu.addActions({bind, tryOut, unbind});
    menu.addSeparator();
    menu.addActions({record, replayInto, publishTo});
}

void ExchangePanel::refresh()
{
    const auto exchange = m_context.client.exchange(m_context.current.exchange());
    const bool any = exchange && !m_context.current.exchange().empty();
    setVisible(any);
    if (!any) {
        m_model->setRows(std::make_shared<const std::vector<BindingView>>());
        refreshActions();
        return;
    }
    m_name->setText(tr("Exchange %1").arg(shownText(exchange->name)));
    m_name->setToolTip(toolTipText(m_name->text()));
    m_counters->setText(
        countersText(*exchange) + (exchange->recorded ? QString() : QStringLiteral(" \u00b7 ") + tr("not recorded")));
    m_model->setRows(exchange->bindings);
    m_view->setVisible(!exchange->bindings->empty());
    m_hint->setVisible(exchange->bindings->empty());
    m_hint->setText(tr("No queue is bound. Whatever is published here goes to nobody%1.")
                        .arg(exchange->recorded ? tr(" but the recording") : QString()));
    refreshActions();
}

void ExchangePanel::refreshActions()
{
    const auto exchange = m_context.client.exchange(m_context.current.exchange());
    const bool any = exchange && !m_context.current.exchange().empty();
    bind->setEnabled(m_context.client.attached());
    const auto rows = m_view->selectionModel()->selectedRows();
    tryOut->setEnabled(any && rows.size() == 1);
    unbind->setEnabled(any && !rows.empty());
    for (QAction* action : {record, replayInto, publishTo})
        action->setEnabled(any);
    replayInto->setEnabled(any && m_context.current.queue().value != 0);
    record->setChecked(any && exchange->recorded);
}

std::vector<BindingView> ExchangePanel::chosen() const
{
    std::vector<BindingView> all;
    for (const QModelIndex& row : m_view->selectionModel()->selectedRows())
        if (const BindingView* one = m_model->at(m_sorted->mapToSource(row)))
            all.push_back(*one);
    return all;
}

const BindingView* ExchangePanel::binding() const
{
    const auto rows = m_view->selectionModel()->selectedRows();
    return rows.size() == 1 ? m_model->at(m_sorted->mapToSource(rows.first())) : nullptr;
}

void ExchangePanel::unbindChosen()
{
    const std::string exchange = m_context.current.exchange();
    const std::vector<BindingView> gone = chosen();
    if (gone.empty())
        return;
    const auto check = [&messages = m_context.messages](const ActionAnswer& answer) { messages.check(answer); };
    for (const BindingView& one : gone)
        m_context.client.submit(&m_context.messages, action::Unbind{exchange, one.id, true}, check);
    m_context.undo.push(gone.size() == 1 ? tr("unbinding %1").arg(shownText(gone.front().queue))
                                         : tr("unbinding %1 queues").arg(gone.size()),
        [&context = m_context, exchange, gone, check] {
            for (const BindingView& one : gone)
                context.client.submit(
                    &context.messages, action::Bind{exchange, one.queue, one.program, one.permanent, one.peer}, check);
        });
}

void ExchangePanel::setRecorded(bool on)
{
    m_context.client.submit(
        this, action::SetRecorded{m_context.current.exchange(), on}, [this](const ActionAnswer& answer) {
            m_context.messages.check(answer);
            refreshActions();
        });
}

} // namespace tapedeck
