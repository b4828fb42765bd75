#include "ui/panels/tape_files.h"

#include "ui/models/plain_text.h"
#include "ui/models/settings.h"
#include "ui/views/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QTimer>

#include <cstdio>

namespace tapedeck {

TapeFiles::TapeFiles(WindowContext& context, Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_workspace(workspace)
    , m_window(window)
    , m_recentMenu(new QMenu(tr("Recent &tapes"), window))
{
    const auto add = [this](const QString& text, const char* icon, const QKeySequence& keys, auto run) {
        auto* action = new QAction(themedIcon(QLatin1String(icon)), text, this);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    newTape = add(tr("&New ephemeral tape"), "add", {}, [this] { openPath({}); });
    open = add(tr("&Open\u2026"), "open", QKeySequence::Open, [this] { chooseAndOpen(); });
    saveCopy = add(
        tr("Save a &copy\u2026"), "save", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), [this] { chooseAndCopy(); });
    checkpoint = add(tr("Chec&kpoint"), "tape", QKeySequence::Save, [this] {
        m_context.client.submit(this, action::Checkpoint{}, [this](const ActionAnswer& answer) {
            if (m_context.messages.check(answer))
                m_context.messages.say(tr("Everything is sealed in the tape."));
        });
    });
    checkpoint->setToolTip(tr("Seal everything into the tape now (Ctrl+S). Nothing is lost without it."));
    demo = add(tr("Load &demo traffic"), "tape", {}, [this] { loadDemo(); });
    connect(m_recentMenu, &QMenu::aboutToShow, this, &TapeFiles::fillRecent);
    fillRecent();
}

void TapeFiles::setBusy(const QString& what)
{
    m_busy = !what.isEmpty();
    enable();
    Q_EMIT busyChanged(what);
}

// Of an engine elsewhere there is no file here to copy, and its tape is its own.
void TapeFiles::enable()
{
    const bool remote = !m_workspace.remote().isEmpty();
    for (QAction* action : {open, newTape, checkpoint})
        action->setEnabled(!m_busy);
    for (QAction* action : {saveCopy, demo})
        action->setEnabled(!m_busy && !remote);
    m_recentMenu->setEnabled(!m_busy);
    const QString why = tr("Not while the window shows an engine elsewhere, %1.").arg(m_workspace.remote());
    saveCopy->setToolTip(remote ? why + QLatin1Char(' ') + tr("The copy would be written on that machine.")
                                : tr("Write a consistent copy of the tape"));
    demo->setToolTip(remote ? why : tr("Publish some traffic to look at into the open tape"));
}

void TapeFiles::detach(const QString& what)
{
    setBusy(what);
    m_context.undo.clear();
    m_context.current.setQueue({});
    m_context.client.setObserver(nullptr);
}

void TapeFiles::connectTo(const QString& address, const QString& token)
{
    if (m_busy)
        return;
    detach(tr("Connecting to %1\u2026").arg(shownText(address.toStdString())));
    m_workspace.connectTo(address, token, [self = QPointer<TapeFiles>(this)](const QString& error) {
        if (self)
            self->onConnected(error);
    });
}

void TapeFiles::reconnect()
{
    if (m_busy)
        return;
    detach(tr("Connecting to %1\u2026").arg(m_workspace.remote()));
    m_workspace.reconnect([self = QPointer<TapeFiles>(this)](const QString& error) {
        if (self)
            self->onConnected(error);
    });
}

void TapeFiles::onConnected(const QString& error)
{
    setBusy({});
    if (!m_workspace.observer())
        openPath({}); // there was nothing before
    else
        attach();
    if (!error.isEmpty())
        return m_context.messages.fail(shownText(error.toStdString()));
    QStringList addresses = setting::kRemote.get();
    addresses.removeAll(m_workspace.remote());
    addresses.prepend(m_workspace.remote());
    setting::kRemote.set(addresses.first(std::min<qsizetype>(addresses.size(), setting::kRemoteMax)));
}

void TapeFiles::attach()
{
    m_context.undo.clear();
    m_context.current.setQueue({});
    m_context.client.setObserver(m_workspace.observer());
    enable();
    if (!m_workspace.path().isEmpty())
        remember(m_workspace.path());
    Q_EMIT opened();
}

void TapeFiles::openPath(const QString& path)
{
    if (m_busy)
        return;
    detach(
        path.isEmpty() ? tr("Starting a new tape\u2026") : tr("Opening %1\u2026").arg(QDir::toNativeSeparators(path)));
    const QString absolute = path.isEmpty() ? QString() : QFileInfo(path).absoluteFilePath();
    m_workspace.open(absolute, [self = QPointer<TapeFiles>(this), absolute](const QString& error) {
        if (!self)
            return;
        self->setBusy({});
        self->attach();
        if (!error.isEmpty())
            self->m_context.messages.fail(
                absolute.isEmpty() ? error : tr("%1 could not be opened. %2").arg(absolute, error));
    });
}

void TapeFiles::chooseAndOpen()
{
    const QString path = QFileDialog::getOpenFileName(
        m_window, tr("Open a tape"), QFileInfo(m_workspace.path()).absolutePath(), tr("Tapes (*.tape);;All files (*)"));
    if (!path.isEmpty())
        openPath(path);
}

void TapeFiles::chooseAndCopy()
{
    QString path =
        QFileDialog::getSaveFileName(m_window, tr("Save a copy of the tape"), QString(), tr("Tapes (*.tape)"));
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += QStringLiteral(".tape");
    copyTo(path);
}

void TapeFiles::copyTo(const QString& path)
{
    if (!m_workspace.path().isEmpty() && QFileInfo(path) == QFileInfo(m_workspace.path())) {
        m_context.messages.fail(tr("That is the tape that is open. Choose another name for the copy."));
        return;
    }
    const bool replaces = QFileInfo::exists(path);
    const QString target = replaces ? path + QStringLiteral(".new") : path;
    m_context.messages.say(tr("Writing %1\u2026").arg(path));
    m_context.client.submit(
        this, action::SaveCopy{target.toStdString()}, [this, path, target, replaces](const ActionAnswer& answer) {
            if (!m_context.messages.check(answer))
                return;
            if (replaces
                && std::rename(QFile::encodeName(target).constData(), QFile::encodeName(path).constData()) != 0) {
                m_context.messages.fail(tr("%1 could not be replaced; the copy is in %2.").arg(path, target));
                return;
            }
            m_context.messages.say(tr("A copy of the tape is in %1.").arg(path));
        });
}

void TapeFiles::loadDemo()
{
    if (m_busy)
        return;
    setBusy(tr("Loading demo traffic\u2026"));
    m_workspace.loadDemo([self = QPointer<TapeFiles>(this)](const QString& error) {
        if (!self)
            return;
        self->setBusy({});
        if (!error.isEmpty())
            self->m_context.messages.fail(error);
    });
}

void TapeFiles::remember(const QString& path)
{
    QStringList recent = setting::kRecent.get();
    recent.removeAll(path);
    recent.prepend(path);
    setting::kRecent.set(recent.first(std::min<qsizetype>(recent.size(), setting::kRecentMax.most)));
}

void TapeFiles::fillRecent()
{
    m_recentMenu->clear();
    QStringList recent = setting::kRecent.get();
    recent = recent.first(std::min<qsizetype>(recent.size(), setting::kRecentMax.get()));
    for (const QString& path : recent) {
        QAction* action = m_recentMenu->addAction(menuText(shownText(path.toStdString())));
        connect(action, &QAction::triggered, this, [this, path] { openPath(path); });
    }
    if (recent.isEmpty())
        m_recentMenu->addAction(tr("None yet"))->setEnabled(false);
}

} // namespace tapedeck
