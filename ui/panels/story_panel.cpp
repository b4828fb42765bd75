#include "ui/panels/story_panel.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/models/story_text.h"
#include "ui/panels/take_back.h"
#include "ui/views/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tapedeck {

// A queue under load changes ten times a second; a story needs no more than this.
static constexpr int kStorySoonMs = 400;
static constexpr int kStoryTickMs = 1'000;
// Of a channel's line and those below it: the number of the standing, and the channel's name.
static constexpr int kStandingRole = Qt::UserRole, kNameRole = Qt::UserRole + 1;

StoryPanel::StoryPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_tree(new QTreeWidget(this))
    , m_note(new QLabel(this))
    , m_clock(wallTime)
{
    makeActions();
    m_tree->setAccessibleName(tr("Life of the message"));
    m_tree->setColumnCount(2);
    m_tree->setHeaderLabels({tr("What"), tr("When")});
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->setIndentation(fontMetrics().averageCharWidth() * 2);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tree->addActions({release, acknowledge, deliverAgain, removeLetter});
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setMargin(fontMetrics().height() / 3);
    auto* buttons = new QHBoxLayout;
    const int gap = fontMetrics().height() / 4;
    buttons->setContentsMargins(gap, 0, gap, gap);
    for (QAction* action : {release, acknowledge, deliverAgain, removeLetter}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        buttons->addWidget(button);
        // What cannot be done is not offered: all four do not fit into a narrow panel.
        const auto follow = [button, action] { button->setVisible(action->isEnabled()); };
        connect(action, &QAction::enabledChanged, button, follow);
        follow();
    }
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_note);
    layout->addLayout(buttons);
    m_tick.setInterval(kStoryTickMs);
    m_soon.setInterval(kStorySoonMs);
    m_soon.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &StoryPanel::tick);
    connect(&m_soon, &QTimer::timeout, this, &StoryPanel::ask);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &StoryPanel::refreshActions);
    connect(&context.client, &EngineClient::snapshotChanged, this, &StoryPanel::onSnapshot);
    connect(&context.zone, &ZoneSetting::changed, this, &StoryPanel::fillTree);
    setMessage({}, {}, {}, {});
}

void StoryPanel::makeActions()
{
    const auto add = [this](const QString& text, const QString& toolTip, auto run) {
        auto* action = new QAction(text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    release = add(tr("Release"), tr("The channel hands it out again at once; the ticket that is out becomes void"),
        [this] { act<action::GiveBack>(tr("Released in %1.")); });
    acknowledge = add(tr("Acknowledge"), tr("Settles it in the channel, as its reader would; Ctrl+Z takes it back"),
        [this] { act<action::SettleMessages>(tr("Acknowledged in %1.")); });
    deliverAgain = add(tr("Deliver again"), tr("The dead letter goes back into the channel, its attempts forgotten"),
        [this] { act<action::ReplayDead>(tr("%1 delivers it again.")); });
    removeLetter = add(tr("Remove"), tr("Takes it off the channel's dead letters; the message stays in the queue"),
        [this] { act<action::PurgeDead>(tr("Removed from the dead letters of %1.")); });
}

void StoryPanel::setClock(std::function<Time()> clock)
{
    m_clock = std::move(clock);
    fillTree();
}

void StoryPanel::setMessage(QueueNo queue, MessageId id, Time published, Duration delay)
{
    m_context.client.forget(m_token);
    m_queue = queue;
    m_id = id;
    m_published = published;
    m_delay = delay;
    m_story = {};
    m_stale = true;
    m_soon.stop();
    fillTree();
    if (isVisible())
        ask();
}

void StoryPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
    else
        fillTree();
}

void StoryPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
    m_soon.stop();
    m_stale = true;
}

void StoryPanel::ask()
{
    if (m_id.value == 0)
        return;
    m_stale = false;
    m_context.client.forget(m_token);
    m_token =
        m_context.client.ask(this, StoryRequest{0, m_queue, m_id}, [this](const MessageStory& story) { show(story); });
}

void StoryPanel::askSoon()
{
    m_stale = true;
    if (isVisible() && !m_soon.isActive())
        m_soon.start();
}

void StoryPanel::onSnapshot(const SnapshotPtr& before, const SnapshotPtr& now)
{
    if (m_id.value == 0)
        return;
    const auto view = [this](const Snapshot& snapshot) -> const QueueView* {
        for (const auto& queue : snapshot.queues)
            if (queue->number == m_queue)
                return queue.get();
        return nullptr;
    };
    if (view(*before) != view(*now)) // the same object while nothing changed
        askSoon();
}

void StoryPanel::show(const MessageStory& story)
{
    if (story.dropped) {
        askSoon();
        return;
    }
    m_story = story;
    fillTree();
}

void StoryPanel::fillTree()
{
    const QTreeWidgetItem* current = m_tree->currentItem();
    const std::string channel =
        current ? current->data(0, kNameRole).toByteArray().toStdString() : m_context.current.channel();
    m_tree->clear();
    if (m_id.value == 0) {
        m_note->setText(tr("Choose a message in the table to see what became of it."));
        m_tick.stop();
        refreshActions();
        return;
    }
    const Time now = m_clock();
    const Zone zone = m_context.zone.zone();
    // The day is said where it is not that of the message.
    const QString day = dateTimeText(m_published, zone).section(QLatin1Char(' '), 0, 0);
    const auto when = [&](Time at) {
        const QString whole = dateTimeText(at, zone);
        return whole.startsWith(day) ? clockText(at, zone) : whole;
    };
    new QTreeWidgetItem(m_tree, {tr("published"), when(m_published)});
    if (m_delay.micros > 0)
        new QTreeWidgetItem(
            m_tree, {tr("visible after a delay of %1").arg(durationText(m_delay.micros)), when(m_published + m_delay)});
    bool moves = false;
    for (size_t i = 0; i < m_story.standings.size(); ++i) {
        const MessageStory::Standing& one = m_story.standings[i];
        moves = moves || one.state == MessageState::inFlight || one.state == MessageState::delayed;
        auto* line = new QTreeWidgetItem(m_tree,
            {QStringLiteral("%1: %2").arg(shownText(one.channel), standingText(one, now)),
                one.at.micros != 0 ? when(one.at) : QString()});
        line->setData(0, kStandingRole, static_cast<int>(i));
        line->setData(0, kNameRole, QByteArray::fromStdString(one.channel));
        QFont bold = m_tree->font();
        bold.setBold(true);
        line->setFont(0, bold);
        for (const StoryEvent& event : m_story.story.events) {
            if (event.channel != one.channel)
                continue;
            auto* child = new QTreeWidgetItem(line, {storyEventText(event), when(event.at)});
            child->setData(0, kStandingRole, static_cast<int>(i));
            child->setData(0, kNameRole, QByteArray::fromStdString(one.channel));
        }
        line->setExpanded(true);
        if (one.channel == channel)
            m_tree->setCurrentItem(line);
    }
    chooseLine();
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_tree->topLevelItem(i);
        item->setToolTip(0, toolTipText(item->text(0)));
        for (int k = 0; k < item->childCount(); ++k)
            item->child(k)->setToolTip(0, toolTipText(item->child(k)->text(0)));
    }
    m_note->setText(!m_story.error.empty() ? shownText(m_story.error)
            : m_story.story.forgotten
            ? tr("Older events may be missing: they are remembered while a window looks on, and not without end.")
            : m_story.standings.empty() && m_story.id.value != 0 ? tr("The queue has no channel.")
                                                                 : QString());
    m_note->setVisible(!m_note->text().isEmpty());
    if (moves && isVisible())
        m_tick.start();
    else
        m_tick.stop();
    refreshActions();
}

// Where nothing was chosen before: the first channel where the message is out or dead, else the first one.
void StoryPanel::chooseLine()
{
    QTreeWidgetItem* any = nullptr;
    for (int i = 0; i < m_tree->topLevelItemCount() && !m_tree->currentItem(); ++i) {
        QTreeWidgetItem* item = m_tree->topLevelItem(i);
        if (!item->data(0, kStandingRole).isValid())
            continue;
        any = any ? any : item;
        const auto& one = m_story.standings[static_cast<size_t>(item->data(0, kStandingRole).toInt())];
        if (one.state == MessageState::inFlight || one.state == MessageState::dead)
            m_tree->setCurrentItem(item);
    }
    if (!m_tree->currentItem() && any)
        m_tree->setCurrentItem(any);
}

// Only the times left are written anew.
void StoryPanel::tick()
{
    const Time now = m_clock();
    bool due = false;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_tree->topLevelItem(i);
        if (!item->data(0, kStandingRole).isValid())
            continue;
        const auto& one = m_story.standings[static_cast<size_t>(item->data(0, kStandingRole).toInt())];
        const bool moves = one.state == MessageState::inFlight || one.state == MessageState::delayed;
        if (!moves)
            continue;
        item->setText(0, QStringLiteral("%1: %2").arg(shownText(one.channel), standingText(one, now)));
        due = due || one.at <= now;
    }
    if (due)
        ask();
}

const MessageStory::Standing* StoryPanel::standing() const
{
    const QTreeWidgetItem* item = m_tree->currentItem();
    if (!item || !item->data(0, kStandingRole).isValid())
        return nullptr;
    const auto at = static_cast<size_t>(item->data(0, kStandingRole).toInt());
    return at < m_story.standings.size() ? &m_story.standings[at] : nullptr;
}

void StoryPanel::refreshActions()
{
    const MessageStory::Standing* one = standing();
    const auto is = [one](MessageState state) { return one && one->state == state; };
    release->setEnabled(is(MessageState::inFlight));
    acknowledge->setEnabled(one && one->state != MessageState::settled && one->state != MessageState::dead);
    deliverAgain->setEnabled(is(MessageState::dead));
    removeLetter->setEnabled(is(MessageState::dead));
}

template <typename A>
void StoryPanel::act(const QString& done)
{
    const MessageStory::Standing* one = standing();
    if (!one)
        return;
    const QString text = done.arg(shownText(one->channel, Lines::single, 200));
    m_context.client.submit(this, A{m_queue, one->channel, {m_id}},
        [this, text, queue = m_queue, channel = one->channel](const ActionAnswer& answer) {
            if (m_context.messages.check(answer))
                m_context.messages.say(answer.number > 0 ? text : tr("It was in another state already."));
            pushAcknowledgeUndo(m_context, queue, channel, answer.settled);
            askSoon();
        });
}

} // namespace tapedeck
