// How the inspector works together with the panels around it.
#include "ui/main_window.h"

#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/plot_panel.h"

#include <QDockWidget>

namespace tapedeck {

void MainWindow::connectInspector()
{
    connect(m_inspector, &InspectorPanel::columnRequested, m_messagePanel, &MessagePanel::showAsColumn);
    connect(m_inspector, &InspectorPanel::plotRequested, this,
        [this](const std::vector<FilterSetting::Step>& steps, const std::vector<Codec>& how) {
            m_plotDock->show();
            m_plotDock->raise();
            m_plot->begin(m_current.queue(), m_current.message(), steps, how);
        });
}

} // namespace tapedeck
