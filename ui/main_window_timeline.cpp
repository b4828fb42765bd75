// How the timeline works together with the table and the replay dialog.
#include "ui/main_window.h"

#include "ui/panels/message_panel.h"
#include "ui/panels/timeline_panel.h"

namespace tapedeck {

void MainWindow::connectTimeline()
{
    connect(m_timeline, &TimelinePanel::jumpRequested, this,
        [this](Time time) { m_messagePanel->goTo(SeekTarget::toTime(time)); });
    connect(m_messagePanel, &MessagePanel::visibleTimesChanged, m_timeline, &TimelinePanel::setVisibleTimes);
}

} // namespace tapedeck
