// What the window offers about itself: layouts, the list of all actions, keys, the palette and the settings.
#include "ui/main_window.h"

#include "ui/models/action_catalogue.h"
#include "ui/models/plain_text.h"
#include "ui/models/settings.h"
#include "ui/panels/command_palette.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/settings_dialog.h"
#include "ui/panels/shortcut_dialog.h"
#include "ui/panels/tape_files.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QDockWidget>
#include <QInputDialog>
#include <QMenuBar>
#include <QWidgetAction>

namespace tapedeck {

// Marks a menu whose actions come and go.
static const char* const kPassing = "passing";

// ---- actions ----

// The class whose action it is makes its name unique, wherever it is in the menus.
static QString contextOf(const QAction& action)
{
    const QObject* owner = action.parent();
    if (owner && owner->inherits("QActionGroup"))
        owner = owner->parent();
    if (!owner || owner->inherits("QMenu") || owner->inherits("QMainWindow"))
        return QStringLiteral("MainWindow");
    return QString::fromLatin1(owner->metaObject()->className()).remove(QStringLiteral("tapedeck::"));
}

void MainWindow::collectMenu(QMenu& menu, const QString& path)
{
    const bool passing = menu.property(kPassing).toBool();
    for (QAction* action : menu.actions()) {
        if (action->isSeparator())
            continue;
        if (QMenu* below = action->menu())
            collectMenu(*below, QStringLiteral("%1 \u203a %2").arg(path, ActionCatalogue::plainText(*action)));
        else if (passing)
            m_catalogue->addPassing(action, path);
        else
            m_catalogue->add(action, path, contextOf(*action));
    }
}

void MainWindow::collectActions()
{
    m_catalogue->clearPassing();
    for (QAction* top : menuBar()->actions())
        if (top->menu())
            collectMenu(*top->menu(), ActionCatalogue::plainText(*top));
    // Those of panels that are in no menu; Qt's own widgets have some that are not meant for anybody.
    for (QAction* action : findChildren<QAction*>())
        if (action->parent() && QByteArray(action->parent()->metaObject()->className()).startsWith("tapedeck::")
            && !action->text().isEmpty() && !action->isSeparator() && !qobject_cast<QWidgetAction*>(action))
            m_catalogue->add(action, QString(), contextOf(*action));
    m_catalogue->settle();
}

void MainWindow::showPalette()
{
    collectActions(); // recent tapes and layouts may have changed
    (new CommandPalette(*m_catalogue, this))->open();
}

QList<QPair<QString, QString>> MainWindow::fixedKeys() const
{
    return {
        {tr("Table: next, previous message"), tr("J, K or the arrows")},
        {tr("Table: pause and resume the tail"), tr("Space")},
        {tr("Table: first, last message"), tr("Home, End")},
        {tr("Timeline: choose a flag, move it, seek"), tr("Up and Down, Left and Right, Return")},
    };
}

void MainWindow::showKeys()
{
    (new ShortcutDialog(*m_catalogue, fixedKeys(), this))->open();
}

// ---- settings ----

void MainWindow::setZoom(int percent)
{
    setting::kZoom.set(percent);
    // What the desktop says; kept with the application because its font is changed.
    const char* const base = "desktopPointSize";
    if (!qApp->property(base).isValid())
        qApp->setProperty(base, QApplication::font().pointSizeF());
    QFont font = QApplication::font();
    font.setPointSizeF(qApp->property(base).toDouble() * setting::kZoom.get() / 100);
    QApplication::setFont(font);
}

void MainWindow::applySettings()
{
    m_theme.choose(static_cast<Theme::Choice>(setting::kTheme.get()));
    m_zone.set(setting::kUtc.get() ? Zone::utc : Zone::local);
    if (setting::kZoom.get() != setting::kZoom.fallback || qApp->property("desktopPointSize").isValid())
        setZoom(setting::kZoom.get());
    m_messagePanel->table()->setRowSpace(setting::kRowSpace.get());
    m_messagePanel->setPreviewBytes(static_cast<uint32_t>(setting::kPreviewBytes.get()));
    m_publish->showUsualQueue();
}

void MainWindow::showSettings()
{
    auto* dialog = new SettingsDialog(this);
    connect(dialog, &SettingsDialog::changed, this, &MainWindow::applySettings);
    connect(dialog, &SettingsDialog::keysRequested, this, &MainWindow::showKeys);
    connect(dialog, &SettingsDialog::replaced, m_catalogue, &ActionCatalogue::reload);
    dialog->open();
}

// ---- layouts ----

void MainWindow::arrange(const QList<QDockWidget*>& shown, QDockWidget* raised)
{
    for (QDockWidget* d : findChildren<QDockWidget*>()) {
        d->setFloating(false);
        d->setVisible(shown.contains(d));
    }
    const int em = fontMetrics().height();
    resizeDocks({m_queueDock}, {em * 16}, Qt::Horizontal);
    resizeDocks({m_inspectorDock}, {em * (raised ? 18 : 26)}, Qt::Horizontal);
    if (raised) {
        raised->raise();
        resizeDocks({raised}, {em * 14}, Qt::Vertical);
    }
}

void MainWindow::makeLayoutMenu(QMenu& menu)
{
    menu.addAction(tr("&Inspect"), this,
            [this] {
                arrange({m_queueDock, m_inspectorDock}, nullptr);
            })
        ->setToolTip(tr("Queues, messages and what is in them"));
    menu.addAction(tr("&Live"), this,
            [this] {
                arrange({m_queueDock, m_publishDock, m_clientsDock}, m_publishDock);
                m_messagePanel->table()->setFollowing(true);
            })
        ->setToolTip(tr("The newest messages, publishing, and who is connected"));
    menu.addAction(tr("&Replay"), this,
            [this] {
                arrange({m_queueDock, m_inspectorDock, m_transportDock}, m_transportDock);
            })
        ->setToolTip(tr("Queues, messages, and the replays that run"));
    menu.addSeparator();
    auto* own = new QMenu(tr("&Own"), &menu);
    own->setProperty(kPassing, true);
    menu.addMenu(own);
    fillOwnLayouts(*own);
    connect(own, &QMenu::aboutToShow, this, [this, own] { fillOwnLayouts(*own); });
    menu.addAction(tr("&Save as\u2026"), this, [this, own] {
        bool ok = false;
        const QString name = QInputDialog::getText(
            this, tr("Save the layout"), tr("Name of the layout"), QLineEdit::Normal, QString(), &ok)
                                 .trimmed();
        if (ok && !name.isEmpty())
            setting::setLayout(name, layoutState());
        fillOwnLayouts(*own);
    });
    auto* forget = new QMenu(tr("&Forget"), &menu);
    forget->setProperty(kPassing, true);
    menu.addMenu(forget);
    connect(forget, &QMenu::aboutToShow, this, [this, forget, own] {
        forget->clear();
        for (const QString& name : setting::layoutNames())
            forget->addAction(menuText(shownText(name.toStdString())), this, [this, name, own] {
                setting::setLayout(name, {});
                fillOwnLayouts(*own);
            });
        if (forget->isEmpty())
            forget->addAction(tr("None yet"))->setEnabled(false);
    });
    m_files->recentMenu()->setProperty(kPassing, true);
}

void MainWindow::fillOwnLayouts(QMenu& menu)
{
    menu.clear();
    for (const QString& name : setting::layoutNames())
        menu.addAction(menuText(shownText(name.toStdString())), this, [this, name] {
            if (!setLayoutState(setting::layout(name)))
                say(tr("The layout %1 was made by another version of the window, and no longer fits.")
                        .arg(shownText(name.toStdString())));
        });
    if (menu.isEmpty())
        menu.addAction(tr("None yet"))->setEnabled(false);
}

} // namespace tapedeck
