// How the timeline works together with the table and the replay dialog.
#include "ui/main_window.h"

#include "ui/models/message_search.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/timeline_panel.h"

namespace tapedeck {

void MainWindow::connectTimeline()
{
    connect(m_timeline, &TimelinePanel::jumpRequested, this,
        [this](Time time) { m_messagePanel->goTo(SeekTarget::toTime(time)); });
    connect(m_messagePanel, &MessagePanel::visibleTimesChanged, m_timeline, &TimelinePanel::setVisibleTimes);
    const MessageSearch* search = m_messagePanel->search();
    connect(search, &MessageSearch::started, m_timeline, [this, search] { m_timeline->setMatches(search->matches()); });
    connect(search, &MessageSearch::grew, m_timeline, &TimelinePanel::matchesGrew);
    connect(m_timeline, &TimelinePanel::replayRequested, this, &MainWindow::askReplayOf);
}

void MainWindow::askReplayOf(const TimeRange& range)
{
    auto* dialog = new ReplayDialog(m_context, this);
    if (!range.empty())
        dialog->setTimes(range.from, range.until);
    dialog->open();
}

} // namespace tapedeck
