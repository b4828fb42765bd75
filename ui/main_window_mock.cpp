// What the window does for faults, responders and expectations: their docks, their menu, and what is made of messages.
#include "ui/main_window.h"

#include "ui/models/message_forms.h"
#include "ui/models/plain_text.h"
#include "ui/panels/expectation_dialog.h"
#include "ui/panels/expectations_panel.h"
#include "ui/panels/fault_chip.h"
#include "ui/panels/faults_panel.h"
#include "ui/panels/mock_maker.h"
#include "ui/panels/responder_dialog.h"
#include "ui/panels/responders_panel.h"

#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

namespace tapedeck {

void MainWindow::makeMockDocks()
{
    m_faultsDock = dock(tr("Faults"), "faults", m_faults, Qt::BottomDockWidgetArea);
    m_respondersDock = dock(tr("Responders"), "responders", m_responders, Qt::BottomDockWidgetArea);
    m_expectationsDock = dock(tr("Expectations"), "expectations", m_expectations, Qt::BottomDockWidgetArea);
    tabifyDockWidget(m_upstreamsDock, m_faultsDock);
    tabifyDockWidget(m_faultsDock, m_respondersDock);
    tabifyDockWidget(m_respondersDock, m_expectationsDock);
    for (QDockWidget* d : {m_faultsDock, m_respondersDock, m_expectationsDock})
        d->hide();
}

// What is made is shown: its page comes with it.
void MainWindow::makeMockMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("Moc&k"));
    menu->addActions({m_faults->add, m_faults->allOff});
    menu->addSeparator();
    menu->addActions({m_responders->add, m_mockMaker->takeRequest, m_mockMaker->responder});
    menu->addSeparator();
    menu->addActions({m_expectations->add, m_mockMaker->expectation});
    menu->addSeparator();
    for (QDockWidget* d : {m_faultsDock, m_respondersDock, m_expectationsDock})
        menu->addAction(d->toggleViewAction());
    const auto show = [](QDockWidget* page) {
        page->show();
        page->raise();
    };
    for (const auto& [action, page] : {std::pair{m_faults->add, m_faultsDock}, {m_responders->add, m_respondersDock},
             {m_mockMaker->responder, m_respondersDock}, {m_expectations->add, m_expectationsDock},
             {m_mockMaker->expectation, m_expectationsDock}})
        connect(action, &QAction::triggered, this, [show, shown = page] { show(shown); });
    connect(m_mockMaker, &MockMaker::responderMade, this, [this](const ResponderDraft& draft) {
        auto* dialog = new ResponderDialog(m_context, this);
        dialog->begin(draft);
        dialog->open();
    });
    connect(m_mockMaker, &MockMaker::expectationMade, this, [this](const PlacedMessage& message) {
        auto* dialog = new ExpectationDialog(m_context, this);
        dialog->begin(message);
        dialog->open();
    });
}

void MainWindow::addFaultChip(QToolBar* bar)
{
    m_faultChip = new FaultChip(m_context, bar);
    bar->addWidget(m_faultChip);
    connect(m_faultChip, &QToolButton::clicked, this, [this] {
        m_faultsDock->show();
        m_faultsDock->raise();
        m_faults->table()->setFocus();
    });
}

} // namespace tapedeck
