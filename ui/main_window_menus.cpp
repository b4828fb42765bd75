// The menus of the window: where every action is found, with its key.
#include "ui/main_window.h"

#include "ui/models/plain_text.h"
#include "ui/models/settings.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/jump_dialog.h"
#include "ui/panels/message_actions.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/tape_files.h"
#include "ui/panels/timeline_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenuBar>

namespace tapedeck {

void MainWindow::makeMenus()
{
    m_publishAction = new QAction(themedIcon(QStringLiteral("publish")), tr("&New message"), this);
    m_publishAction->setShortcut(QKeySequence::New);
    connect(m_publishAction, &QAction::triggered, this, &MainWindow::showPublish);
    makeTransfers();
    makeFileMenu();
    makeEditMenu();
    makeViewMenu();
    makeGoMenu();
    QMenu* message = menuBar()->addMenu(tr("&Message"));
    message->addActions({m_publishAction, m_publish->send});
    message->addSeparator();
    message->addActions({m_messagePanel->copyBody, m_messagePanel->copyId, m_inspector->saveBody});
    m_messageActions->fill(*message);
    message->addSeparator();
    message->addActions({m_inspector->filterBy, m_inspector->exclude, m_inspector->showAsColumn, m_inspector->plot,
        m_inspector->compareWith});
    message->addSeparator();
    message->addAction(m_messagePanel->replaySelection);
    message->addSeparator();
    fillMarks(*message);
    QMenu* queue = menuBar()->addMenu(tr("&Queue"));
    m_queueActions->fill(*queue);
    makeExchangeMenu();
    makeMockMenu();
    makeHelpMenu();
}

void MainWindow::makeFileMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&File"));
    menu->addActions({m_files->open, m_files->newTape});
    menu->addMenu(m_files->recentMenu());
    menu->addAction(m_connectAction);
    menu->addSeparator();
    menu->addActions({m_files->checkpoint, m_files->saveCopy, m_bugReportAction});
    menu->addSeparator();
    menu->addAction(m_files->demo);
    menu->addAction(m_exportAction);
    QMenu* import = menu->addMenu(themedIcon(QStringLiteral("open")), tr("&Import"));
    import->addAction(m_importAction);
    import->addAction(tr("&fqd configuration\u2026"), this, &MainWindow::chooseFqdImport);
    menu->addSeparator();
    QAction* quit = menu->addAction(themedIcon(QStringLiteral("close")), tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence::Quit);
}

void MainWindow::makeEditMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Edit"));
    m_undoAction = menu->addAction(themedIcon(QStringLiteral("undo")), tr("&Undo"), &m_undo, &UndoList::undo);
    m_undoAction->setShortcut(QKeySequence::Undo);
    const auto refresh = [this] {
        m_undoAction->setEnabled(!m_undo.empty());
        m_undoAction->setText(m_undo.empty() ? tr("&Undo") : tr("&Undo %1").arg(menuText(m_undo.what())));
    };
    connect(&m_undo, &UndoList::changed, this, refresh);
    refresh();
    menu->addSeparator();
    menu->addActions({m_inspector->copyValue, m_inspector->copyPath, m_inspector->copyBody});
    menu->addSeparator();
    menu->addActions({m_inspector->find, m_inspector->findNext});
    menu->addSeparator();
    menu->addAction(tr("&Keys\u2026"), this, &MainWindow::showKeys);
    QAction* settings = menu->addAction(tr("&Settings\u2026"), this, &MainWindow::showSettings);
    settings->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Comma));
}

void MainWindow::makeViewMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&View"));
    menu->addAction(m_messagePanel->tail);
    menu->addSeparator();
    menu->addActions(m_inspector->viewActions());
    menu->addSeparator();
    m_timeline->fill(*menu->addMenu(tr("T&imeline")));
    QMenu* columns = menu->addMenu(tr("Colu&mns"));
    columns->setProperty("passing", true); // its actions come and go
    connect(columns, &QMenu::aboutToShow, this, [this, columns] {
        columns->clear();
        m_messagePanel->fillColumns(*columns);
    });
    for (QDockWidget* d : {m_queueDock, m_inspectorDock, m_publishDock, m_transportDock, m_clientsDock, m_upstreamsDock,
             m_channelDock, m_plotDock, m_marksDock})
        menu->addAction(d->toggleViewAction());
    makeLayoutMenu(*menu->addMenu(tr("La&yout")));
    menu->addSeparator();
    menu->addAction(themedIcon(QStringLiteral("mark")), tr("Colour &rules\u2026"), this, &MainWindow::editColourRules);
    QMenu* theme = menu->addMenu(tr("&Colours"));
    auto* themes = new QActionGroup(this);
    const QStringList names = {tr("As the &desktop"), tr("&Light"), tr("D&ark"), tr("&High contrast")};
    for (int i = 0; i < names.size(); ++i) {
        QAction* action = theme->addAction(names[i]);
        action->setCheckable(true);
        themes->addAction(action);
        connect(action, &QAction::triggered, this, [this, i] {
            setting::kTheme.set(i);
            m_theme.choose(static_cast<Theme::Choice>(i));
        });
    }
    connect(theme, &QMenu::aboutToShow, this,
        [this, themes] { themes->actions()[static_cast<int>(m_theme.choice())]->setChecked(true); });
    QAction* utc = menu->addAction(themedIcon(QStringLiteral("clock")), tr("Times in &UTC"));
    utc->setCheckable(true);
    connect(utc, &QAction::triggered, this, [this](bool on) {
        setting::kUtc.set(on);
        m_zone.set(on ? Zone::utc : Zone::local);
    });
    connect(&m_zone, &ZoneSetting::changed, utc, [this, utc] { utc->setChecked(m_zone.zone() == Zone::utc); });
    menu->addSeparator();
    const auto zoom = [this, menu](const QString& text, const QList<QKeySequence>& keys, double factor) {
        QAction* action = menu->addAction(text);
        action->setShortcuts(keys);
        connect(action, &QAction::triggered, this,
            [this, factor] { setZoom(factor == 0 ? setting::kZoom.fallback : qRound(setting::kZoom.get() * factor)); });
    };
    zoom(tr("&Larger text"), {QKeySequence(Qt::CTRL | Qt::Key_Equal), QKeySequence(Qt::CTRL | Qt::Key_Plus)}, 1.1);
    zoom(tr("&Smaller text"), {QKeySequence(Qt::CTRL | Qt::Key_Minus)}, 1 / 1.1);
    zoom(tr("&Normal text"), {QKeySequence(Qt::CTRL | Qt::Key_0)}, 0);
}

void MainWindow::makeGoMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Go"));
    const auto add = [&](const QString& text, const char* icon, const QKeySequence& keys, auto run) {
        QAction* action = menu->addAction(themedIcon(QLatin1String(icon)), text);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, run);
    };
    add(tr("To &id or time\u2026"), "clock", QKeySequence(Qt::CTRL | Qt::Key_G), [this] { askGoTo(); });
    add(tr("To &queue or channel\u2026"), "search", QKeySequence(Qt::CTRL | Qt::Key_K),
        [this] { (new JumpDialog(m_context, this))->open(); });
    add(tr("To an &action\u2026"), "search", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), [this] { showPalette(); });
    menu->addSeparator();
    menu->addActions({m_messagePanel->first, m_messagePanel->last});
    menu->addSeparator();
    menu->addActions({m_messagePanel->filterBar()->filter, m_messagePanel->filterBar()->clear,
        m_messagePanel->nextMatch, m_messagePanel->previousMatch});
    menu->addSeparator();
    add(tr("Filter q&ueues"), "search", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Q), [this] {
        m_queueDock->show();
        m_queues->filter()->setFocus();
        m_queues->filter()->selectAll();
    });
    add(tr("&Next pane"), "jump", QKeySequence(Qt::Key_F6), [this] { cyclePanes(1); });
    add(tr("&Previous pane"), "jump", QKeySequence(Qt::SHIFT | Qt::Key_F6), [this] { cyclePanes(-1); });
}

} // namespace tapedeck
