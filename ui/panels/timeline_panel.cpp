#include "ui/panels/timeline_panel.h"

#include "ui/models/brush_filter.h"
#include "ui/models/histogram_source.h"
#include "ui/models/match_counts.h"
#include "ui/models/message_times.h"
#include "ui/panels/seeker.h"
#include "ui/views/theme.h"
#include "ui/views/timeline_strip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QScopedValueRollback>
#include <QToolButton>

namespace tapedeck {

// A search may find something many times in a second; bars need not move as often.
static constexpr int kMatchesEveryMs = 100;
// Flags drawn at most: with more, none could be told from the others.
static constexpr size_t kFlagsMax = 24;

// Between first and last as if messages came evenly; replaced as soon as the message itself is known.
static Time approximateTime(const QueueStats& stats, MessageId id)
{
    if (id >= stats.head || stats.head <= stats.first)
        return stats.lastTime;
    if (id <= stats.first)
        return stats.firstTime;
    const double part = static_cast<double>(id - stats.first) / static_cast<double>(stats.head - stats.first);
    return stats.firstTime
        + Duration{static_cast<int64_t>(part * static_cast<double>((stats.lastTime - stats.firstTime).micros))};
}

TimelinePanel::TimelinePanel(WindowContext& context, Seeker& seeker, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_seeker(seeker)
    , m_strip(new TimelineStrip(context.zone, this))
    , m_counts(new HistogramSource(context.client, this))
    , m_times(new MessageTimes(context.client, this))
    , m_brush(new BrushFilter(context.filter, this))
{
    makeActions();
    lay();
    connect(&context.current, &Current::queueChanged, this, &TimelinePanel::followQueue);
    connect(&context.client, &EngineClient::engineChanged, this, &TimelinePanel::followQueue);
    connect(&context.client, &EngineClient::snapshotChanged, this, &TimelinePanel::refresh);
    connect(m_times, &MessageTimes::changed, this, &TimelinePanel::refresh);
    m_matchesLater.setSingleShot(true);
    m_matchesLater.setInterval(kMatchesEveryMs);
    connect(&m_matchesLater, &QTimer::timeout, this, &TimelinePanel::countMatches);
    connect(m_counts, &HistogramSource::counted, this, [this](const BucketCounts& counts) {
        m_strip->setLayer(TimelineStrip::Layer::all, counts);
        countMatches();
    });
    connect(m_strip, &TimelineStrip::gridChanged, this, [this] { m_counts->want(m_strip->grid(), !m_refreshing); });
    connect(m_strip, &TimelineStrip::brushChanged, this, &TimelinePanel::onBrush);
    connect(m_brush, &BrushFilter::dropped, m_strip, &TimelineStrip::clearBrush);
    connect(m_strip, &QWidget::customContextMenuRequested, this, &TimelinePanel::showMenu);
    connect(m_strip, &TimelineStrip::jumpRequested, this, &TimelinePanel::jumpRequested);
    connect(m_strip, &TimelineStrip::previewRequested, this, [this](const std::string& channel, Time time) {
        m_seeker.preview(m_context.current.queue(), channel, SeekTarget::toTime(time),
            [this](const QString& text) { m_strip->setPreview(text); });
    });
    connect(m_strip, &TimelineStrip::seekRequested, this, [this](const std::string& channel, Time time) {
        m_seeker.seek(m_context.current.queue(), channel, SeekTarget::toTime(time));
    });
    followQueue();
}

void TimelinePanel::makeActions()
{
    const auto add = [this](const char* icon, const QString& text, auto run) {
        auto* action = new QAction(*icon ? themedIcon(QLatin1String(icon)) : QIcon(), text, this);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    showAll = add("", tr("Show &all times"), [this] { m_strip->showAll(); });
    showAll->setIconText(tr("All")); // on its button
    showAll->setToolTip(tr("Show all messages of the queue (A in the timeline)"));
    zoomOut = add("", QStringLiteral("\u2212"), [this] { m_strip->zoom(2); });
    zoomOut->setToolTip(tr("Show a longer time (- in the timeline, or the wheel)"));
    zoomIn = add("", QStringLiteral("+"), [this] { m_strip->zoom(0.5); });
    zoomIn->setToolTip(tr("Show a shorter time (+ in the timeline, or the wheel)"));
    zoomToBrush = add("search", tr("&Zoom to the brush"), [this] { m_strip->zoomToBrush(); });
    zoomToBrush->setToolTip(tr("Show the brushed range only (Z in the timeline, or double-click)"));
    replayBrush = add("replay", tr("&Replay brushed range\u2026"), [this] { Q_EMIT replayRequested(brush()); });
    copyRange = add("copy", tr("&Copy range"), [this] {
        // As ISO 8601 writes an interval.
        const Zone zone = m_context.zone.zone();
        QGuiApplication::clipboard()->setText(
            rfc3339Text(brush().from, zone) + QLatin1Char('/') + rfc3339Text(brush().until, zone));
    });
    clearBrush = add("close", tr("C&lear the brush"), [this] { m_strip->clearBrush(); });
    clearBrush->setToolTip(tr("Show the messages of all times again (Escape in the timeline)"));
    onBrush();
}

void TimelinePanel::lay()
{
    m_strip->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, fontMetrics().averageCharWidth() / 2, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip, 1);
    const QString names[] = {tr("Show all"), tr("Zoom out"), tr("Zoom in")};
    int at = 0;
    for (QAction* action : {showAll, zoomOut, zoomIn}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(names[at++]);
        layout->addWidget(button, 0, Qt::AlignTop);
    }
}

void TimelinePanel::fill(QMenu& menu) const
{
    menu.addActions({zoomToBrush, replayBrush, copyRange, clearBrush});
    menu.addSeparator();
    menu.addAction(showAll);
}

void TimelinePanel::showMenu(const QPoint& at)
{
    QMenu menu;
    fill(menu);
    menu.exec(m_strip->mapToGlobal(at));
}

TimeRange TimelinePanel::brush() const
{
    return m_strip->brush();
}

void TimelinePanel::onBrush()
{
    const TimeRange range = brush();
    for (QAction* action : {zoomToBrush, replayBrush, copyRange, clearBrush})
        action->setEnabled(!range.empty());
    m_brush->set(range, m_context.zone.zone());
}

void TimelinePanel::setVisibleTimes(Time first, Time last)
{
    m_strip->setVisibleTimes(first, last);
}

void TimelinePanel::setMatches(std::shared_ptr<const MatchList> matches)
{
    m_matches = std::move(matches);
    countMatches();
}

void TimelinePanel::matchesGrew()
{
    if (m_matches && !m_matchesLater.isActive())
        m_matchesLater.start();
}

// Of the buckets that are drawn: they are counted again when others are.
void TimelinePanel::countMatches()
{
    m_matchesLater.stop();
    m_strip->setLayer(TimelineStrip::Layer::matches,
        m_matches ? matchCounts(m_strip->layer(TimelineStrip::Layer::all), *m_matches) : BucketCounts());
}

void TimelinePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_counts->setShown(true);
    m_times->setShown(true);
}

void TimelinePanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_counts->setShown(false);
    m_times->setShown(false);
}

void TimelinePanel::followQueue()
{
    m_counts->setQueue(m_context.current.queue());
    m_times->setQueue(m_context.current.queue());
    m_strip->reset();
    refresh();
}

void TimelinePanel::refreshFlags(const QueueView& queue)
{
    if (m_strip->dragging())
        return;
    std::vector<TimelineStrip::Flag> flags;
    for (const ChannelStats& channel : queue.stats.channels) {
        if (flags.size() == kFlagsMax)
            break;
        const bool atHead = channel.cursor >= queue.stats.head;
        const auto known = atHead ? std::nullopt : m_times->timeOf(channel.cursor);
        flags.push_back({channel.name, known.value_or(approximateTime(queue.stats, channel.cursor)), atHead});
    }
    m_strip->setFlags(flags);
}

void TimelinePanel::refreshTicks()
{
    m_strip->setTicks(TimelineStrip::Ticks::dead, m_times->deadTimes());
    m_strip->setTicks(TimelineStrip::Ticks::marked, m_times->markTimes());
}

void TimelinePanel::refreshPlayheads(const QueueView& queue)
{
    std::vector<TimelineStrip::Playhead> heads;
    for (const PlayerInfo& player : m_context.client.snapshot()->players)
        if (player.source == queue.name && player.sourceTime.micros != 0
            && (player.state == PlayerState::playing || player.state == PlayerState::paused))
            heads.push_back({player.id, player.sourceTime});
    m_strip->setPlayheads(std::move(heads));
}

void TimelinePanel::refresh()
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    const bool any = queue && queue->stats.head > queue->stats.first;
    if (any) {
        const QScopedValueRollback inside(m_refreshing, true);
        m_strip->setRange(queue->stats.firstTime, queue->stats.lastTime);
        m_strip->setNow(m_context.client.snapshot()->at);
        m_counts->note(queue->stats);
        m_times->note(*queue, m_context.client.snapshot()->marks);
        refreshFlags(*queue);
        refreshTicks();
        refreshPlayheads(*queue);
    }
    setVisible(any);
}

} // namespace tapedeck
