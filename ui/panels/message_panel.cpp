#include "ui/panels/message_panel.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/body_copy.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/seeker.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"
#include "ui/views/timeline_strip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QVBoxLayout>

namespace tapedeck {

// Flags drawn at most: with more, none could be told from the others.
static constexpr size_t kFlagsMax = 24;

MessagePanel::MessagePanel(WindowContext& context, Seeker& seeker, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_seeker(seeker)
    , m_source(new MessageSource(context.client, this))
    , m_timeline(new TimelineStrip(context.zone, this))
    , m_notice(new NoticeBar(this))
    , m_table(new MessageTable(*m_source, context.zone, this))
{
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_timeline);
    layout->addWidget(m_notice);
    layout->addWidget(m_table, 1);
    makeActions();

    connect(&context.current, &Current::queueChanged, this, [this] {
        m_flagTimes.clear();
        m_source->setQueue(m_context.current.queue());
    });
    connect(&context.current, &Current::exchangeChanged, this, [this] {
        m_table->setEmptyText(
            m_context.current.exchange().empty() ? QString() : tr("Nothing of this exchange is recorded yet."));
        m_table->viewport()->update();
    });
    connect(&context.current, &Current::messageChanged, this, [this] {
        const auto id = static_cast<int64_t>(m_context.current.message().value);
        if (id != 0 && id != m_table->currentRow())
            m_table->goTo(id);
    });
    connect(m_source, &MessageSource::rangeChanged, this, &MessagePanel::refreshTimeline);
    connect(m_source, &MessageSource::rowsChanged, this, &MessagePanel::refreshTimeline);
    connect(&context.client, &EngineClient::snapshotChanged, this, &MessagePanel::refreshTimeline);
    connect(m_table, &RowView::viewChanged, this, &MessagePanel::refreshTimeline);
    connect(m_table, &RowView::viewChanged, this, &MessagePanel::count);
    connect(m_table, &RowView::selectionChanged, this, &MessagePanel::count);
    connect(m_table, &RowView::currentRowChanged, this, &MessagePanel::onCurrentMessage);
    connect(m_table, &QWidget::customContextMenuRequested, this, &MessagePanel::showMenu);
    connect(m_table, &MessageTable::followingChanged, this, &MessagePanel::onPause);
    connect(m_table, &MessageTable::newRowsChanged, this, &MessagePanel::onPause);
    connect(m_notice, &NoticeBar::actionTriggered, this, [this] { m_table->setFollowing(true); });
    connect(m_timeline, &TimelineStrip::jumpRequested, this, [this](Time time) { goTo(SeekTarget::toTime(time)); });
    connect(m_timeline, &TimelineStrip::previewRequested, this, [this](const std::string& channel, Time time) {
        m_seeker.preview(m_source->queue(), channel, SeekTarget::toTime(time),
            [this](const QString& text) { m_timeline->setPreview(text); });
    });
    connect(m_timeline, &TimelineStrip::seekRequested, this, [this](const std::string& channel, Time time) {
        m_seeker.seek(m_source->queue(), channel, SeekTarget::toTime(time));
    });
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
    last = add(tr("&Newest message"), "tail", QKeySequence(Qt::CTRL | Qt::Key_End));
    m_table->addAction(copyBody);
    connect(tail, &QAction::triggered, this, [this](bool on) { m_table->setFollowing(on); });
    connect(copyBody, &QAction::triggered, this, &MessagePanel::copySelectedBodies);
    connect(copyId, &QAction::triggered, this,
        [this] { QGuiApplication::clipboard()->setText(QString::number(m_table->currentRow())); });
    connect(replaySelection, &QAction::triggered, this, [this] {
        const auto& ranges = m_table->selection().ranges();
        if (!ranges.empty())
            Q_EMIT replayRequested(MessageId{static_cast<uint64_t>(ranges.front().begin)},
                MessageId{static_cast<uint64_t>(ranges.back().end - 1)});
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
    const int64_t row = m_table->currentRow();
    m_context.current.setMessage(MessageId{row == RowView::kNone ? 0 : static_cast<uint64_t>(row)});
}

void MessagePanel::count()
{
    const int64_t chosen = m_table->selection().count();
    for (QAction* action : {copyBody, copyId, replaySelection})
        action->setEnabled(chosen > 0);
    const auto total = static_cast<uint64_t>(std::max<int64_t>(0, m_source->end() - m_source->begin()));
    Q_EMIT counted(m_source->view()
            ? tr("%1 of %2 shown").arg(groupedText(static_cast<uint64_t>(m_table->rowCount())), groupedText(total))
            : QString(),
        chosen > 0 ? tr("%1 selected").arg(groupedText(static_cast<uint64_t>(chosen))) : QString());
}

void MessagePanel::goTo(const SeekTarget& target)
{
    if (target.kind == SeekTarget::Kind::id) {
        m_table->goTo(std::clamp(static_cast<int64_t>(target.id.value), m_source->begin(),
            std::max(m_source->begin(), m_source->end() - 1)));
        return;
    }
    m_context.client.submit(this, action::FindId{m_source->queue(), target}, [this](const ActionAnswer& answer) {
        if (!m_context.messages.check(answer))
            return;
        const auto id = static_cast<int64_t>(answer.id.value);
        if (id >= m_source->end())
            m_context.messages.say(tr("No message is that new; this is the last one."));
        m_table->goTo(std::clamp(id, m_source->begin(), std::max(m_source->begin(), m_source->end() - 1)));
    });
}

void MessagePanel::copySelectedBodies()
{
    std::vector<MessageId> ids;
    for (const RowRanges::Range& range : m_table->selection().ranges())
        for (int64_t id = range.begin; id < range.end && static_cast<int64_t>(ids.size()) <= kCopyRowsMax; ++id)
            ids.push_back(MessageId{static_cast<uint64_t>(id)});
    if (static_cast<int64_t>(ids.size()) > kCopyRowsMax) {
        m_context.messages.fail(
            tr("The clipboard is given at most %1 bodies at once. Select fewer messages.").arg(kCopyRowsMax));
        return;
    }
    new BodyCopy(m_context, m_source->queue(), std::move(ids), kCopyBytesMax, this); // ends itself
}

void MessagePanel::showMenu(const QPoint& at)
{
    const int64_t row = m_table->currentRow();
    if (row == RowView::kNone)
        return;
    QMenu menu;
    menu.addActions({copyBody, copyId});
    menu.addSeparator();
    if (const QueueView* queue = m_source->view(); queue && !queue->stats.channels.empty()) {
        QMenu* seekHere = menu.addMenu(themedIcon(QStringLiteral("seek")), tr("&Seek channel here"));
        for (const ChannelStats& channel : queue->stats.channels) {
            QAction* action = seekHere->addAction(menuText(shownText(channel.name)));
            connect(action, &QAction::triggered, this, [this, number = queue->number, name = channel.name, row] {
                m_seeker.seek(number, name, SeekTarget::toId(MessageId{static_cast<uint64_t>(row)}));
            });
        }
    }
    menu.addAction(replaySelection);
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

// Between first and last as if messages came evenly; replaced as soon as the row itself is known.
Time MessagePanel::approximateTime(MessageId id) const
{
    const QueueStats& stats = m_source->view()->stats;
    if (const MessageRow* row = m_source->row(static_cast<int64_t>(id.value)))
        return row->time;
    if (id >= stats.head || stats.head <= stats.first)
        return stats.lastTime;
    if (id <= stats.first)
        return stats.firstTime;
    const double part = static_cast<double>(id - stats.first) / static_cast<double>(stats.head - stats.first);
    return stats.firstTime
        + Duration{static_cast<int64_t>(part * static_cast<double>((stats.lastTime - stats.firstTime).micros))};
}

void MessagePanel::askFlagTime(const ChannelStats& channel)
{
    FlagTime& known = m_flagTimes[channel.name];
    if (known.cursor == channel.cursor || known.asking || channel.cursor >= m_source->view()->stats.head)
        return;
    known.asking = true;
    m_context.client.requestPage(this, m_source->queue(), channel.cursor, 1,
        [this, name = channel.name, cursor = channel.cursor, queue = m_source->queue()](const Page& page) {
            if (queue != m_source->queue() || page.rows.empty())
                return;
            m_flagTimes[name] = {cursor, page.rows.front().time, false};
            refreshTimeline();
        });
}

void MessagePanel::refreshTimeline()
{
    const QueueView* queue = m_source->view();
    const bool any = queue && queue->stats.head > queue->stats.first;
    m_timeline->setVisible(any);
    if (!any)
        return;
    m_timeline->setRange(queue->stats.firstTime, queue->stats.lastTime);
    const MessageRow* top = m_source->row(m_table->topRow());
    const MessageRow* bottom = m_source->row(m_table->visibleEnd() - 1);
    if (top && bottom)
        m_timeline->setVisibleTimes(top->time, bottom->time);
    if (m_timeline->dragging())
        return;
    std::vector<TimelineStrip::Flag> flags;
    for (const ChannelStats& channel : queue->stats.channels) {
        if (flags.size() == kFlagsMax)
            break;
        askFlagTime(channel);
        const FlagTime& known = m_flagTimes[channel.name];
        const bool atHead = channel.cursor >= queue->stats.head;
        const bool exact = known.cursor == channel.cursor && known.time.micros != 0;
        flags.push_back({channel.name, exact && !atHead ? known.time : approximateTime(channel.cursor), atHead});
    }
    m_timeline->setFlags(flags);
}

} // namespace tapedeck
