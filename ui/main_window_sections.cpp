// The sections below the tree of queues: which dock each of them shows.
#include "ui/main_window.h"

#include "ui/panels/queue_panel.h"
#include "ui/panels/section_list.h"

#include <QDockWidget>

namespace tapedeck {

void MainWindow::connectSections()
{
    connect(m_queues->sections(), &SectionList::chosen, this, [this](SectionList::Section section) {
        for (const QString& name : SectionList::docksOf(section))
            if (auto* found = findChild<QDockWidget*>(name)) {
                found->show();
                found->raise();
                found->widget()->setFocus();
                return;
            }
    });
}

} // namespace tapedeck
