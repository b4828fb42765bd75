#include "ui/panels/timeline_panel.h"

#include "ui/panels/seeker.h"
#include "ui/views/timeline_strip.h"

#include <QHBoxLayout>

namespace tapedeck {

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
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_strip, 1);
    connect(&context.current, &Current::queueChanged, this, [this] {
        m_flagTimes.clear();
        refresh();
    });
    connect(&context.client, &EngineClient::snapshotChanged, this, &TimelinePanel::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, [this] {
        m_flagTimes.clear();
        refresh();
    });
    connect(m_strip, &TimelineStrip::jumpRequested, this, &TimelinePanel::jumpRequested);
    connect(m_strip, &TimelineStrip::previewRequested, this, [this](const std::string& channel, Time time) {
        m_seeker.preview(m_context.current.queue(), channel, SeekTarget::toTime(time),
            [this](const QString& text) { m_strip->setPreview(text); });
    });
    connect(m_strip, &TimelineStrip::seekRequested, this, [this](const std::string& channel, Time time) {
        m_seeker.seek(m_context.current.queue(), channel, SeekTarget::toTime(time));
    });
    refresh();
}

void TimelinePanel::setVisibleTimes(Time first, Time last)
{
    m_strip->setVisibleTimes(first, last);
}

void TimelinePanel::askFlagTime(const QueueView& queue, const ChannelStats& channel)
{
    FlagTime& known = m_flagTimes[channel.name];
    if (known.cursor == channel.cursor || known.asking || channel.cursor >= queue.stats.head)
        return;
    known.asking = true;
    m_context.client.requestPage(this, queue.number, channel.cursor, 1,
        [this, name = channel.name, cursor = channel.cursor, number = queue.number](const Page& page) {
            if (number != m_context.current.queue())
                return;
            FlagTime& now = m_flagTimes[name];
            now.asking = false;
            if (page.rows.empty())
                return;
            now.cursor = cursor;
            now.time = page.rows.front().time;
            refresh();
        });
}

void TimelinePanel::refreshFlags(const QueueView& queue)
{
    if (m_strip->dragging())
        return;
    std::vector<TimelineStrip::Flag> flags;
    for (const ChannelStats& channel : queue.stats.channels) {
        if (flags.size() == kFlagsMax)
            break;
        askFlagTime(queue, channel);
        const FlagTime& known = m_flagTimes[channel.name];
        const bool atHead = channel.cursor >= queue.stats.head;
        const bool exact = known.cursor == channel.cursor && known.time.micros != 0;
        flags.push_back(
            {channel.name, exact && !atHead ? known.time : approximateTime(queue.stats, channel.cursor), atHead});
    }
    m_strip->setFlags(flags);
}

void TimelinePanel::refresh()
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    const bool any = queue && queue->stats.head > queue->stats.first;
    setVisible(any);
    if (!any)
        return;
    m_strip->setRange(queue->stats.firstTime, queue->stats.lastTime);
    refreshFlags(*queue);
}

} // namespace tapedeck
