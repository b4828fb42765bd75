#include "ui/panels/marks_panel.h"

#include "engine/base/limits.h"
#include "ui/models/number_text.h"
#include "ui/panels/mark_actions.h"
#include "ui/views/mark_swatch.h"
#include "ui/views/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {
namespace {

// Puts the colour before its name.
class ColourDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto colour = static_cast<uint8_t>(index.data(MarksModel::kSortRole).toUInt());
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = QSize(option->fontMetrics.height(), option->fontMetrics.height());
        option->icon = markSwatch(colour, option->palette, option->fontMetrics);
    }
};

} // namespace

MarksPanel::MarksPanel(WindowContext& context, const MarkList& marks, MarkActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_marks(marks)
    , m_actions(actions)
    , m_model(nullptr)
    , m_sorted(new QSortFilterProxyModel(this))
    , m_table(new QTreeView(this))
    , m_empty(new QLabel(tr("Nothing is marked. M marks the current message, N writes a note on it."), this))
{
    const auto number = [](uint64_t value) { return QVariant(static_cast<qulonglong>(value)); };
    std::vector<MarksModel::Column> columns = {
        {tr("#"), {}, [](const MarkRow& r) { return groupedText(r.mark.id.value); },
            [number](const MarkRow& r) { return number(r.mark.id.value); }, true},
        {tr("Queue"), {}, [](const MarkRow& r) { return shownText(r.queue); }, {}},
        {tr("Time"), {},
            [this](const MarkRow& r) {
                return r.time ? dateTimeText(*r.time, m_context.zone.zone()) : QStringLiteral("\u2026");
            },
            [](const MarkRow& r) { return QVariant(static_cast<qlonglong>(r.time ? r.time->micros : 0)); }},
        {tr("Mark"), {}, [](const MarkRow& r) { return MarkList::colourName(r.mark.colour); },
            [number](const MarkRow& r) { return number(r.mark.colour); }},
        {tr("Note"), {}, [](const MarkRow& r) { return shownText(r.mark.note, Lines::single, 400); }, {}, false,
            [](const MarkRow& r) { return shownText(r.mark.note, Lines::kept); }},
    };
    m_model = new MarksModel(
        std::move(columns), queueColumn,
        [](const MarkRow& a, const MarkRow& b) { return a.mark.queue == b.mark.queue && a.mark.id == b.mark.id; },
        this);
    makeTable();
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    connect(&marks, &MarkList::changed, this, &MarksPanel::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, [this] {
        m_times.clear();
        m_asked.clear();
        m_asking = false;
        refresh();
    });
    connect(&context.zone, &ZoneSetting::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    refresh();
}

void MarksPanel::makeTable()
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(MarksModel::kSortRole);
    m_table->setAccessibleName(tr("Marks"));
    m_table->setModel(m_sorted);
    m_table->setItemDelegateForColumn(colourColumn, new ColourDelegate(m_table));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(queueColumn, Qt::AscendingOrder);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    const int em = fontMetrics().averageCharWidth();
    m_table->header()->resizeSection(
        timeColumn, fontMetrics().horizontalAdvance(QStringLiteral("2026-07-31 14:12:03.118204")) + 2 * em);
    for (const auto& [column, width] : {std::pair<int, int>{idColumn, 14}, {queueColumn, 24}, {colourColumn, 14}})
        m_table->header()->resizeSection(column, em * width);
    auto* remove = new QAction(themedIcon(QStringLiteral("close")), tr("&Take the mark away"), m_table);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(remove);
    connect(remove, &QAction::triggered, this, [this] {
        std::vector<Mark> away = selected();
        for (Mark& mark : away)
            mark = {mark.queue, mark.id, 0, {}};
        m_actions.put(away, tr("taking marks away"));
    });
    connect(m_table, &QTreeView::activated, this, &MarksPanel::show);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (m_table->hasFocus()) // chosen by hand, not by a row that went
            show(now);
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &MarksPanel::showMenu);
}

const MarkRow* MarksPanel::rowAt(const QModelIndex& index) const
{
    return m_model->at(m_sorted->mapToSource(index));
}

std::vector<Mark> MarksPanel::selected() const
{
    std::vector<Mark> marks;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        if (const MarkRow* row = rowAt(index))
            marks.push_back(row->mark);
    return marks;
}

void MarksPanel::show(const QModelIndex& index)
{
    const MarkRow* row = rowAt(index);
    if (!row || !m_context.client.queue(row->mark.queue))
        return;
    const Mark mark = row->mark; // the row may go while the window follows
    if (m_context.current.queue() != mark.queue)
        m_context.current.setQueue(mark.queue);
    m_context.current.setMessage(mark.id);
}

void MarksPanel::showMenu(const QPoint& at)
{
    const MarkRow* row = rowAt(m_table->indexAt(at));
    if (!row)
        return;
    QMenu menu;
    menu.addAction(themedIcon(QStringLiteral("note")), tr("Edit &note\u2026"), this,
        [this, mark = row->mark] { m_actions.editNote(mark.queue, mark.id); });
    menu.addActions(m_table->actions());
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

void MarksPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void MarksPanel::refresh()
{
    m_table->setVisible(!m_marks.all().empty());
    m_empty->setVisible(m_marks.all().empty());
    if (!isVisible() && !m_marks.all().empty())
        return; // when it is shown
    auto rows = std::make_shared<std::vector<MarkRow>>();
    rows->reserve(m_marks.all().size());
    QueueNo number;
    std::shared_ptr<const QueueView> queue;
    for (const Mark& mark : m_marks.all()) { // by queue
        if (mark.queue != number) {
            number = mark.queue;
            queue = m_context.client.queue(number);
        }
        const auto time = m_times.find({mark.queue, mark.id});
        rows->push_back({mark, queue ? queue->name : std::string(),
            time == m_times.end() ? std::nullopt : std::optional(time->second)});
    }
    m_model->setRows(std::move(rows));
    askTimes();
}

// One page after the other, each of many messages of one queue.
void MarksPanel::askTimes()
{
    if (m_asking)
        return;
    PageRequest request;
    request.previewBytes = 0;
    for (const Mark& mark : m_marks.all()) {
        if (request.ids.size() == limits::kPageRowsMax || (!request.ids.empty() && mark.queue != request.queue))
            break;
        if (!m_asked.insert({mark.queue, mark.id}).second)
            continue;
        request.queue = mark.queue;
        request.ids.push_back(mark.id);
    }
    if (request.ids.empty())
        return;
    m_asking = true;
    m_context.client.ask<PageRequest>(this, std::move(request), [this](const Page& page) {
        m_asking = false;
        for (const MessageRow& row : page.rows)
            m_times[{page.queue, row.id}] = row.time;
        refresh();
    });
}

} // namespace tapedeck
