#include "ui/panels/message_panel.h"

#include "ui/models/field_columns.h"
#include "ui/models/message_search.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/body_copy.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/seeker.h"
#include "ui/views/match_strip.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScopedValueRollback>
#include <QSplitter>

namespace tapedeck {

MessagePanel::MessagePanel(WindowContext& context, Seeker& seeker, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_seeker(seeker)
    , m_source(new MessageSource(context.client, this))
    , m_search(new MessageSearch(context.client, this))
    , m_filterBar(new FilterBar(context, *m_search, this))
    , m_notice(new NoticeBar(this))
    , m_table(new MessageTable(*m_source, context.zone, this))
    , m_strip(new MatchStrip(this))
    , m_matchSource(new MessageSource(context.client, this))
    , m_matchTable(new MessageTable(*m_matchSource, context.zone, this))
    , m_tables(new QSplitter(Qt::Vertical, this))
    , m_columns(new FieldColumns(this))
{
    layOut();
    makeActions();
    makeColumns();
    connectFilter();

    connect(&context.current, &Current::queueChanged, this, [this] {
        m_source->setQueue(m_context.current.queue());
        searchAgain();
    });
    connect(&context.current, &Current::exchangeChanged, this, [this] {
        m_table->setEmptyText(
            m_context.current.exchange().empty() ? QString() : tr("Nothing of this exchange is recorded yet."));
        m_table->viewport()->update();
    });
    connect(&context.current, &Current::messageChanged, this, [this] {
        const MessageId id = m_context.current.message();
        if (id.value != 0 && id != m_table->currentId())
            m_table->goToMessage(id);
    });
    connect(m_source, &MessageSource::rangeChanged, this, &MessagePanel::tellVisibleTimes);
    connect(m_source, &MessageSource::rowsChanged, this, &MessagePanel::tellVisibleTimes);
    connect(m_table, &RowView::viewChanged, this, &MessagePanel::tellVisibleTimes);
    connect(m_table, &RowView::viewChanged, this, &MessagePanel::count);
    connect(m_table, &RowView::selectionChanged, this, &MessagePanel::count);
    connect(m_table, &RowView::selectionChanged, this,
        [this] { m_context.current.setSelection(m_source->selectionOf(m_table->selection())); });
    connect(m_table, &RowView::currentRowChanged, this, &MessagePanel::onCurrentMessage);
    connect(m_table, &RowView::dragRequested, this, &MessagePanel::dragRequested);
    connect(m_table, &QWidget::customContextMenuRequested, this, &MessagePanel::showMenu);
    connect(m_table, &MessageTable::followingChanged, this, &MessagePanel::onPause);
    connect(m_table, &MessageTable::newRowsChanged, this, &MessagePanel::onPause);
    connect(m_notice, &NoticeBar::actionTriggered, this, [this] { m_table->setFollowing(true); });
}

void MessagePanel::layOut()
{
    m_matchTable->setAccessibleName(tr("Matches"));
    for (MessageTable* table : {m_table, m_matchTable}) {
        table->setFrameShape(QFrame::NoFrame);
        table->setContextMenuPolicy(Qt::CustomContextMenu);
    }
    m_table->setDragsSelection(true);
    auto* all = new QWidget(m_tables);
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_table, 1);
    row->addWidget(m_strip);
    m_tables->addWidget(all);
    m_tables->addWidget(m_matchTable);
    m_tables->setChildrenCollapsible(false);
    m_tables->setStretchFactor(0, 3);
    m_tables->setStretchFactor(1, 2);
    m_strip->hide();
    m_matchTable->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_notice);
    layout->addWidget(m_tables, 1);
}

void MessagePanel::connectFilter()
{
    connect(&m_context.filter, &FilterSetting::changed, this, &MessagePanel::searchAgain);
    connect(m_search, &MessageSearch::started, this, &MessagePanel::showMatches);
    connect(m_search, &MessageSearch::grew, this, &MessagePanel::onMatches);
    connect(m_search, &MessageSearch::failed, &m_context.messages, &Messages::fail);
    connect(m_filterBar, &FilterBar::modeChanged, this, &MessagePanel::showMatches);
    connect(m_filterBar, &FilterBar::left, this, [this] { m_table->setFocus(); });
    connect(m_strip, &MatchStrip::chosen, m_table, &MessageTable::goToMessage);
    // The two tables show the same place.
    connect(m_matchTable, &RowView::currentRowChanged, this, [this] {
        if (const MessageId id = m_matchTable->currentId(); id.value != 0)
            m_table->goToMessage(id);
    });
    connect(m_matchTable, &QWidget::customContextMenuRequested, this, &MessagePanel::showMenu);
}

// Whatever is asked of the filter, of this queue.
void MessagePanel::searchAgain()
{
    m_search->start(m_source->queue(), m_context.filter.filter());
}

void MessagePanel::showMatches()
{
    const FilterBar::Mode mode = m_filterBar->mode();
    const bool active = m_search->active();
    const bool below = active && mode == FilterBar::matchesBelow;
    const QScopedValueRollback switching(m_switching, true);
    m_matchTable->setVisible(below);
    m_matchSource->setQueue(below ? m_source->queue() : QueueNo{});
    m_matchSource->setMatches(below ? m_search->matches() : nullptr);
    m_source->setMatches(active && mode == FilterBar::onlyMatches ? m_search->matches() : nullptr);
    m_table->setHighlights(active && mode != FilterBar::onlyMatches ? m_search->matches() : nullptr);
    keepCurrent();
    for (QAction* action : {nextMatch, previousMatch})
        action->setEnabled(active);
    onMatches();
}

// The message that is looked at is the current row again as soon as it is among the rows.
void MessagePanel::keepCurrent()
{
    const MessageId current = m_context.current.message();
    const int64_t row = m_source->rowOf(current);
    if (current.value == 0 || m_table->currentRow() != RowView::kNone || m_source->idAt(row) != current)
        return;
    if (m_table->following() && row < m_table->rowEnd())
        m_table->setCurrentRow(row);
    else
        m_table->goTo(row);
}

void MessagePanel::onMatches()
{
    m_source->matchesGrew();
    m_matchSource->matchesGrew();
    const QueueView* queue = m_source->view();
    m_strip->show(queue ? m_table->highlights() : nullptr, queue ? queue->stats.first : MessageId{}, m_source->head());
    if (m_table->highlights())
        m_table->viewport()->update();
    keepCurrent();
    if (m_source->filtered() || m_search->active())
        count();
}

void MessagePanel::stepMatch(int step)
{
    if (!m_search->active() || m_search->matches()->count() == 0)
        return;
    const MatchList& matches = *m_search->matches();
    const MessageId at = m_context.current.message();
    int64_t place = step > 0 ? matches.lowerBound(at + 1) : matches.lowerBound(at) - 1;
    if (place < matches.begin() || place >= matches.end()) {
        place = step > 0 ? matches.begin() : matches.end() - 1;
        m_context.messages.say(step > 0 ? tr("From the first match on again.") : tr("From the last match on again."));
    }
    m_table->goToMessage(matches.at(place));
}

void MessagePanel::makeActions()
{
    const auto add = [this](const QString& text, const char* icon, const QKeySequence& keys) {
        auto* action = new QAction(themedIcon(QLatin1String(icon)), text, this);
        action->setShortcut(keys);
        return action;
    };
    tail = add(tr("&Follow the newest"), "tail", {});
    tail->setCheckable(true);
    tail->setChecked(true);
    tail->setToolTip(tr("Follow the newest message (Space in the table pauses and resumes)"));
    copyBody = add(tr("&Copy body"), "copy", QKeySequence::Copy);
    copyBody->setShortcutContext(Qt::WidgetShortcut);
    copyId = add(tr("Copy &id"), "copy", {});
    replaySelection = add(tr("&Replay selection\u2026"), "replay", {});
    first = add(tr("&Oldest message"), "jump", QKeySequence(Qt::CTRL | Qt::Key_Home));
    last = add(tr("Ne&west message"), "tail", QKeySequence(Qt::CTRL | Qt::Key_End));
    nextMatch = add(tr("Next &match"), "search", QKeySequence(Qt::ALT | Qt::Key_Down));
    previousMatch = add(tr("Pre&vious match"), "search", QKeySequence(Qt::ALT | Qt::Key_Up));
    for (QAction* action : {nextMatch, previousMatch})
        action->setEnabled(false);
    connect(nextMatch, &QAction::triggered, this, [this] { stepMatch(1); });
    connect(previousMatch, &QAction::triggered, this, [this] { stepMatch(-1); });
    m_table->addAction(copyBody);
    connect(tail, &QAction::triggered, this, [this](bool on) { m_table->setFollowing(on); });
    connect(copyBody, &QAction::triggered, this, &MessagePanel::copySelectedBodies);
    connect(copyId, &QAction::triggered, this,
        [this] { QGuiApplication::clipboard()->setText(QString::number(m_table->currentId().value)); });
    connect(replaySelection, &QAction::triggered, this, [this] {
        const auto& ranges = m_table->selection().ranges();
        if (!ranges.empty())
            Q_EMIT replayRequested(m_source->idAt(ranges.front().begin), m_source->idAt(ranges.back().end - 1));
    });
    connect(first, &QAction::triggered, this, [this] { m_table->goTo(m_source->begin()); });
    connect(last, &QAction::triggered, this, [this] { m_table->setFollowing(true); });
    count();
}

void MessagePanel::onPause()
{
    const bool following = m_table->following();
    tail->setChecked(following);
    const uint64_t waiting = m_table->newRows();
    if (following || (waiting == 0 && !m_table->pausedOnPurpose())) {
        m_notice->hide();
        return;
    }
    m_notice->show(NoticeBar::Kind::warn, waiting ? tr("Paused \u2013 %1 new").arg(groupedText(waiting)) : tr("Paused"),
        tr("Resume (Space)"));
}

void MessagePanel::onCurrentMessage()
{
    // What the filter hides for the moment is still looked at.
    if (m_table->currentId().value != 0 || !(m_switching || m_source->filtered()))
        m_context.current.setMessage(m_table->currentId());
}

void MessagePanel::count()
{
    const int64_t chosen = m_table->selection().count();
    for (QAction* action : {copyBody, copyId, replaySelection})
        action->setEnabled(chosen > 0);
    const QueueView* queue = m_source->view();
    const uint64_t total = queue ? queue->stats.head - queue->stats.first : 0;
    Q_EMIT counted(queue
            ? tr("%1 of %2 shown").arg(groupedText(static_cast<uint64_t>(m_table->rowCount())), groupedText(total))
            : QString(),
        chosen > 0 ? tr("%1 selected").arg(groupedText(static_cast<uint64_t>(chosen))) : QString());
}

void MessagePanel::goTo(const SeekTarget& target)
{
    const auto show = [this](MessageId id) {
        const int64_t row = std::min(m_source->rowOf(id), m_source->end() - 1);
        m_table->goTo(std::max(m_source->begin(), row));
    };
    if (target.kind == SeekTarget::Kind::id) {
        show(target.id);
        if (m_source->filtered() && m_table->currentId() != target.id)
            m_context.messages.say(
                tr("Message %1 is not among the matches; this is the next one.").arg(groupedText(target.id.value)));
        return;
    }
    m_context.client.submit(this, action::FindId{m_source->queue(), target}, [this, show](const ActionAnswer& answer) {
        if (!m_context.messages.check(answer))
            return;
        if (answer.id >= m_source->head())
            m_context.messages.say(tr("No message is that new; this is the last one."));
        show(answer.id);
    });
}

void MessagePanel::copySelectedBodies()
{
    std::vector<MessageId> ids = m_context.current.selection()->ids(0, kCopyRowsMax + 1);
    if (static_cast<int64_t>(ids.size()) > kCopyRowsMax) {
        m_context.messages.fail(
            tr("The clipboard is given at most %1 bodies at once. Select fewer messages.").arg(kCopyRowsMax));
        return;
    }
    new BodyCopy(m_context, m_source->queue(), std::move(ids), kCopyBytesMax, this); // ends itself
}

void MessagePanel::showMenu(const QPoint& at)
{
    const auto* table = sender() == m_matchTable ? m_matchTable : m_table;
    const MessageId id = m_table->currentId();
    if (id.value == 0)
        return;
    QMenu menu;
    menu.addActions({copyBody, copyId});
    menu.addSeparator();
    narrowBy(menu);
    menu.addSeparator();
    if (const QueueView* queue = m_source->view(); queue && !queue->stats.channels.empty()) {
        QMenu* seekHere = menu.addMenu(themedIcon(QStringLiteral("seek")), tr("&Seek channel here"));
        for (const ChannelStats& channel : queue->stats.channels) {
            QAction* action = seekHere->addAction(menuText(shownText(channel.name)));
            connect(action, &QAction::triggered, this, [this, number = queue->number, name = channel.name, id] {
                m_seeker.seek(number, name, SeekTarget::toId(id));
            });
        }
    }
    menu.addAction(replaySelection);
    menu.addSeparator();
    menu.addActions(actions()); // what others do with messages here
    Q_EMIT menuRequested(menu);
    menu.exec(table->viewport()->mapToGlobal(at));
}

// Filters made of the current message.
void MessagePanel::narrowBy(QMenu& menu)
{
    const MessageRow* row = m_source->row(m_table->currentRow());
    if (!row)
        return;
    FilterSetting& filter = m_context.filter;
    QMenu* narrow = menu.addMenu(themedIcon(QStringLiteral("search")), tr("&Filter by"));
    if (!row->key.empty()) {
        const QString term = QStringLiteral("key == %1").arg(FilterSetting::quoted(row->key));
        const QString key = menuText(shownText(row->key, Lines::single, 60));
        narrow->addAction(tr("Key %1").arg(key), &filter, [&filter, term] { filter.narrow(term); });
        narrow->addAction(tr("Key other than %1").arg(key), &filter, [&filter, term] { filter.exclude(term); });
    }
    const QString id = QString::number(row->id.value);
    narrow->addAction(
        tr("This message and newer"), &filter, [&filter, id] { filter.narrow(QStringLiteral("id >= %1").arg(id)); });
    narrow->addAction(
        tr("This message and older"), &filter, [&filter, id] { filter.narrow(QStringLiteral("id <= %1").arg(id)); });
    if (filter.active())
        narrow->addAction(m_filterBar->clear);
}

void MessagePanel::tellVisibleTimes()
{
    const MessageRow* top = m_source->row(m_table->topRow());
    const MessageRow* bottom = m_source->row(m_table->visibleEnd() - 1);
    if (top && bottom)
        Q_EMIT visibleTimesChanged(top->time, bottom->time);
    else if (m_source->begin() >= m_source->end())
        Q_EMIT visibleTimesChanged(Time{1}, Time{0});
}

} // namespace tapedeck
