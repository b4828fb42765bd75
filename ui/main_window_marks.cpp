// What the window does for marks and colour rules: their dock and menu, and how the message table shows them.
#include "ui/main_window.h"

#include "ui/models/colour_rules.h"
#include "ui/models/row_looks.h"
#include "ui/panels/colour_rules_dialog.h"
#include "ui/panels/mark_actions.h"
#include "ui/panels/marks_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QDockWidget>
#include <QMenu>

namespace tapedeck {

void MainWindow::makeMarks()
{
    m_markActions = new MarkActions(m_context, *m_markList, this);
    m_marks = new MarksPanel(m_context, *m_markList, *m_markActions, this);
    m_marksDock = dock(tr("Marks"), "marks", m_marks, Qt::BottomDockWidgetArea);
    tabifyDockWidget(m_upstreamsDock, m_marksDock);
    m_marksDock->hide();
    m_messagePanel->addActions(m_markActions->keyed());
    m_marks->addActions(m_markActions->keyed());
    m_colourRules->load();
    MessageTable* table = m_messagePanel->table();
    table->setDecorator(m_rowLooks.get());
    const auto update = [table] { table->viewport()->update(); };
    connect(m_markList, &MarkList::changed, table, update);
    connect(m_colourRules, &ColourRules::changed, table, update);
}

void MainWindow::fillMarks(QMenu& menu)
{
    m_markActions->fill(menu);
}

void MainWindow::editColourRules()
{
    (new ColourRulesDialog(m_context, *m_colourRules, this))->open();
}

} // namespace tapedeck
