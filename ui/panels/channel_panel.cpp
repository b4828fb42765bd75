#include "ui/panels/channel_panel.h"

#include "ui/models/number_text.h"
#include "ui/models/story_text.h"
#include "ui/panels/take_back.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <unordered_map>

namespace tapedeck {

// A channel under load changes ten times a second; a list needs no more than this.
static constexpr int kChannelSoonMs = 300;
static constexpr int kChannelTickMs = 1'000;
// The engine takes no more ids at once.
static constexpr size_t kIdsMax = 1'000;

ChannelPanel::ChannelPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_chooser(new QComboBox(this))
    , m_tabs(new QTabWidget(this))
    , m_summary(new QLabel(this))
    , m_more(new QToolButton(this))
    , m_clock(wallTime)
{
    makeActions();
    m_lists[inFlightTab].state = MessageState::inFlight;
    m_lists[delayedTab].state = MessageState::delayed;
    m_lists[deadTab].state = MessageState::dead;
    m_tabs->addTab(makeList(inFlightTab), tr("In flight"));
    m_tabs->addTab(makeList(delayedTab), tr("Delayed"));
    m_tabs->addTab(makeList(deadTab), tr("Dead"));
    m_tabs->setDocumentMode(true);
    m_chooser->setAccessibleName(tr("Channel"));
    m_chooser->setToolTip(tr("Whose messages are listed"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_chooser->setMinimumContentsLength(16);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_more->setText(tr("Show more"));
    m_more->setToolTip(tr("The list goes on"));
    auto* row = new QHBoxLayout;
    const int gap = fontMetrics().height() / 4;
    row->setContentsMargins(gap, gap, gap, 0);
    row->addWidget(m_chooser);
    for (QAction* action : {release, acknowledge, deliverAgain, removeLetter}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
        connect(action, &QAction::changed, button, [button, action] { button->setVisible(action->isVisible()); });
    }
    row->addStretch(1);
    row->addWidget(m_summary);
    row->addWidget(m_more);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addLayout(row);
    layout->addWidget(m_tabs, 1);
    m_tick.setInterval(kChannelTickMs);
    m_soon.setInterval(kChannelSoonMs);
    m_soon.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &ChannelPanel::tick);
    connect(&m_soon, &QTimer::timeout, this, &ChannelPanel::refresh);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        refreshTexts();
        refresh();
    });
    connect(m_more, &QToolButton::clicked, this, [this] {
        list().wanted += kPageRows;
        refresh();
    });
    connect(m_chooser, &QComboBox::activated, this,
        [this](int index) { choose(m_chooser->itemData(index).toByteArray().toStdString()); });
    connect(&context.client, &EngineClient::snapshotChanged, this, &ChannelPanel::onSnapshot);
    connect(&context.client, &EngineClient::engineChanged, this, &ChannelPanel::onSnapshot);
    connect(&context.current, &Current::channelChanged, this, &ChannelPanel::onSnapshot);
    connect(&context.zone, &ZoneSetting::changed, this, &ChannelPanel::showRows);
    onSnapshot();
}

QWidget* ChannelPanel::makeList(Tab tab)
{
    List& one = m_lists[tab];
    one.model = makeChannelEntriesModel(one.state, m_context.zone, this);
    one.table = new QTreeView(this);
    static const char* const kNames[] = {
        QT_TR_NOOP("Messages in flight"), QT_TR_NOOP("Delayed messages"), QT_TR_NOOP("Dead letters")};
    one.table->setAccessibleName(tr(kNames[tab]));
    one.table->setModel(one.model);
    one.table->setRootIsDecorated(false);
    one.table->setUniformRowHeights(true);
    one.table->setAlternatingRowColors(true);
    one.table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    one.table->setFrameShape(QFrame::NoFrame);
    one.table->setContextMenuPolicy(Qt::ActionsContextMenu);
    if (tab == deadTab)
        one.table->addActions({deliverAgain, removeLetter});
    else if (tab == inFlightTab)
        one.table->addActions({release, acknowledge});
    else
        one.table->addAction(acknowledge);
    const int em = fontMetrics().averageCharWidth();
    const int widths[] = {12, 11, tab == deadTab ? 32 : 14, 24, 20};
    for (int column = 0; column < channel_column::preview; ++column)
        one.table->header()->resizeSection(column, em * widths[column]);
    one.table->header()->setStretchLastSection(true);
    one.table->setColumnHidden(channel_column::reason, tab != deadTab);
    connect(one.table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ChannelPanel::refreshActions);
    connect(one.table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        const ChannelRow* row = list().model->at(index);
        if (row && list().table->hasFocus() && m_context.current.queue() == m_queue)
            m_context.current.setMessage(row->entry.id);
    });
    connect(one.table, &QTreeView::clicked, this, [this](const QModelIndex& index) {
        if (const ChannelRow* row = list().model->at(index); row && m_context.current.queue() == m_queue)
            m_context.current.setMessage(row->entry.id);
    });
    return one.table;
}

void ChannelPanel::makeActions()
{
    const auto add = [this](const QString& text, const QString& toolTip, auto run) {
        auto* action = new QAction(text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    release = add(tr("Release"), tr("The channel hands them out again at once; the tickets that are out become void"),
        [this] { act<action::GiveBack>(tr("Released %1.")); });
    acknowledge = add(tr("Acknowledge"), tr("Settles them in the channel, as their reader would; Ctrl+Z takes it back"),
        [this] { act<action::SettleMessages>(tr("Acknowledged %1.")); });
    deliverAgain = add(tr("Deliver again"), tr("They go back into the channel, their attempts forgotten"),
        [this] { act<action::ReplayDead>(tr("Delivering %1 again.")); });
    removeLetter = add(tr("Remove"), tr("Takes them off the dead letters; the messages stay in the queue"),
        [this] { act<action::PurgeDead>(tr("Removed %1 from the dead letters.")); });
}

void ChannelPanel::setTab(int tab)
{
    m_tabs->setCurrentIndex(tab);
}

int ChannelPanel::tab() const
{
    return m_tabs->currentIndex();
}

void ChannelPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    onSnapshot();
    if (m_stale)
        refresh();
}

void ChannelPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
    m_soon.stop();
    m_stale = true;
}

ChannelStats ChannelPanel::stats() const
{
    if (m_seen)
        for (const ChannelStats& one : m_seen->stats.channels)
            if (one.name == m_channel)
                return one;
    return {};
}

// The queue that is looked at has changed, or another one is.
void ChannelPanel::onSnapshot()
{
    const QueueNo queue = m_context.current.queue();
    const auto view = m_context.client.queue(queue);
    const bool other = queue != m_queue;
    if (!other && view == m_seen && (m_context.current.channel().empty() || m_context.current.channel() == m_channel))
        return;
    m_queue = queue;
    m_seen = view;
    refreshChooser();
    const auto has = [&](const std::string& name) {
        return view && std::any_of(view->stats.channels.begin(), view->stats.channels.end(), [&](const auto& c) {
            return c.name == name;
        });
    };
    std::string wanted = m_context.current.channel();
    if (wanted.empty() || !has(wanted))
        wanted = !other && has(m_channel)           ? m_channel
            : view && !view->stats.channels.empty() ? view->stats.channels.front().name
                                                    : std::string();
    if (other || wanted != m_channel) {
        choose(wanted);
        return;
    }
    refreshTexts();
    m_stale = true;
    if (isVisible() && !m_soon.isActive())
        m_soon.start();
}

void ChannelPanel::refreshChooser()
{
    QStringList names;
    for (const ChannelStats& one : m_seen ? m_seen->stats.channels : std::vector<ChannelStats>())
        names.append(shownText(one.name, Lines::single, 200));
    QStringList before;
    for (int i = 0; i < m_chooser->count(); ++i)
        before.append(m_chooser->itemText(i));
    if (names != before) {
        m_chooser->clear();
        for (qsizetype i = 0; i < names.size(); ++i)
            m_chooser->addItem(
                names[i], QByteArray::fromStdString(m_seen->stats.channels[static_cast<size_t>(i)].name));
    }
    m_chooser->setEnabled(!names.isEmpty());
}

void ChannelPanel::choose(const std::string& channel)
{
    m_channel = channel;
    m_chooser->setCurrentIndex(m_chooser->findData(QByteArray::fromStdString(channel)));
    for (List& one : m_lists) {
        m_context.client.forget(one.token);
        one.rows.clear();
        one.wanted = kPageRows;
        one.next = {};
        one.model->setRows(std::make_shared<const std::vector<ChannelRow>>());
    }
    refreshTexts();
    refresh();
}

void ChannelPanel::refresh()
{
    m_stale = true;
    refreshActions();
    if (!isVisible() || m_channel.empty() || m_queue.value == 0)
        return;
    m_stale = false;
    list().coming.clear();
    askPage({});
}

void ChannelPanel::askPage(MessageId from)
{
    List& one = list();
    ChannelListRequest request;
    request.queue = m_queue;
    request.channel = m_channel;
    request.state = one.state;
    request.from = from;
    request.count = static_cast<uint32_t>(std::min<uint64_t>(kPageRows, one.wanted - one.coming.size()));
    m_context.client.forget(one.token);
    one.token = m_context.client.ask(this, request, [this, tab = tab()](const ChannelList& answer) {
        if (tab == this->tab())
            onPage(answer);
    });
}

void ChannelPanel::onPage(const ChannelList& answer)
{
    List& one = list();
    if (answer.dropped) {
        m_stale = true;
        m_soon.start();
        return;
    }
    for (const ChannelEntry& entry : answer.entries) {
        ChannelRow row;
        row.entry = entry;
        one.coming.push_back(row);
    }
    one.next = answer.next;
    if (answer.next.value != 0 && one.coming.size() < one.wanted) {
        askPage(answer.next);
        return;
    }
    // What is known of those that stay is kept.
    std::unordered_map<uint64_t, const ChannelRow*> known;
    for (const ChannelRow& row : one.rows)
        if (row.known)
            known.emplace(row.entry.id.value, &row);
    for (ChannelRow& row : one.coming)
        if (const auto at = known.find(row.entry.id.value); at != known.end()) {
            row.known = true;
            row.key = at->second->key;
            row.preview = at->second->preview;
        }
    one.rows = std::exchange(one.coming, {});
    showRows();
    askPreviews();
}

void ChannelPanel::askPreviews()
{
    List& one = list();
    PageRequest request;
    request.queue = m_queue;
    for (const ChannelRow& row : one.rows)
        if (!row.known && request.ids.size() < kIdsMax)
            request.ids.push_back(row.entry.id);
    if (request.ids.empty())
        return;
    const std::vector<MessageId> asked = request.ids;
    one.token = m_context.client.ask(this, std::move(request), [this, tab = tab(), asked](const Page& page) {
        if (tab != this->tab() || page.dropped)
            return;
        std::unordered_map<uint64_t, const MessageRow*> found;
        for (const MessageRow& row : page.rows)
            found.emplace(row.id.value, &row);
        const MessageId end = page.rows.empty() ? asked.back() : page.rows.back().id;
        for (ChannelRow& row : list().rows) {
            if (row.known || !std::binary_search(asked.begin(), asked.end(), row.entry.id) || row.entry.id > end)
                continue;
            row.known = true; // gone, if it was not found
            if (const auto at = found.find(row.entry.id.value); at != found.end()) {
                row.key = at->second->key;
                row.preview = at->second->preview;
            }
        }
        showRows();
        askPreviews();
    });
}

void ChannelPanel::showRows()
{
    List& one = list();
    const Time now = m_clock();
    bool counting = false;
    for (ChannelRow& row : one.rows) {
        counting = counting || one.state != MessageState::dead;
        row.left = one.state == MessageState::dead ? 0 : std::max<int64_t>(0, row.entry.at.micros - now.micros);
    }
    one.model->setRows(std::make_shared<const std::vector<ChannelRow>>(one.rows));
    m_more->setVisible(one.next.value != 0);
    if (counting && isVisible())
        m_tick.start();
    else
        m_tick.stop();
    refreshTexts();
    refreshActions();
}

// Times left run on. One that ran out has become something else.
void ChannelPanel::tick()
{
    const Time now = m_clock();
    const auto& rows = list().rows;
    const bool due = std::any_of(rows.begin(), rows.end(), [&](const ChannelRow& row) { return row.entry.at <= now; });
    showRows();
    if (due)
        refresh();
}

void ChannelPanel::refreshTexts()
{
    const ChannelStats now = stats();
    const uint64_t counts[] = {now.inFlight, now.delayed, now.dead};
    const QString names[] = {tr("In flight"), tr("Delayed"), tr("Dead")};
    for (int i = 0; i < tabCount; ++i)
        m_tabs->setTabText(i, counts[i] ? QStringLiteral("%1 %2").arg(names[i], groupedText(counts[i])) : names[i]);
    m_summary->setText(m_queue.value == 0     ? tr("No queue is chosen.")
            : m_channel.empty()               ? tr("The queue has no channel.")
            : list().next.value != 0          ? tr("The first %1 of them").arg(groupedText(list().rows.size()))
            : list().rows.empty() && !m_stale ? tr("None.")
                                              : QString());
    m_more->setVisible(list().next.value != 0);
    const bool dead = tab() == deadTab;
    release->setVisible(tab() == inFlightTab);
    acknowledge->setVisible(!dead);
    deliverAgain->setVisible(dead);
    removeLetter->setVisible(dead);
}

void ChannelPanel::refreshActions()
{
    const bool any = !list().table->selectionModel()->selectedRows().isEmpty();
    for (QAction* action : {release, acknowledge, deliverAgain, removeLetter})
        action->setEnabled(any);
}

std::vector<MessageId> ChannelPanel::selected() const
{
    std::vector<MessageId> ids;
    for (const QModelIndex& index : list().table->selectionModel()->selectedRows())
        if (const ChannelRow* row = list().model->at(index))
            ids.push_back(row->entry.id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

template <typename A>
void ChannelPanel::act(const QString& done)
{
    const std::vector<MessageId> ids = selected();
    // Long selections go in parts; the last one says how many there were.
    struct Sum {
        uint64_t number = 0;
        std::vector<SettledMessage> settled;
    };
    auto total = std::make_shared<Sum>();
    for (size_t from = 0; from < ids.size(); from += kIdsMax) {
        const auto until = ids.begin() + static_cast<ptrdiff_t>(std::min(ids.size(), from + kIdsMax));
        std::vector<MessageId> part(ids.begin() + static_cast<ptrdiff_t>(from), until);
        const bool last = until == ids.end();
        m_context.client.submit(this, A{m_queue, m_channel, std::move(part)},
            [this, done, total, last, queue = m_queue, channel = m_channel](const ActionAnswer& answer) {
                const bool fine = m_context.messages.check(answer);
                total->number += answer.number;
                total->settled.insert(total->settled.end(), answer.settled.begin(), answer.settled.end());
                if (!last)
                    return;
                pushAcknowledgeUndo(m_context, queue, channel, std::move(total->settled));
                if (fine)
                    m_context.messages.say(done.arg(messagesText(total->number)));
                refresh();
            });
    }
}

} // namespace tapedeck
