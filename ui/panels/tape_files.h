// Opening, copying and sealing tapes, connecting to engines elsewhere, and the list of recent tapes. GUI thread.
#pragma once

#include "ui/client/workspace.h"
#include "ui/models/window_context.h"

#include <QAction>
#include <QStringList>

class QMenu;

namespace tapedeck {

class TapeFiles : public QObject {
    Q_OBJECT
public:
    TapeFiles(WindowContext& context, Workspace& workspace, QWidget* window);

    QAction *open, *newTape, *saveCopy, *checkpoint, *demo;
    QMenu* recentMenu() const { return m_recentMenu; }

    // Opens a tape, or a new ephemeral one if `path` is empty. While one is being opened, further calls are refused.
    void openPath(const QString& path);
    // Shows the engine at "HOST:PORT", and remembers the address once that has worked. As openPath().
    void connectTo(const QString& address, const QString& token);
    void reconnect();
    // Writes a consistent copy; replaces an existing file only once the copy is complete.
    void copyTo(const QString& path);
    bool busy() const { return m_busy; }
    // Attaches to what the workspace has open, and remembers it as recent.
    void attach();

Q_SIGNALS:
    void busyChanged(const QString& what); // empty: done
    void opened();

private:
    void chooseAndOpen();
    void chooseAndCopy();
    void loadDemo();
    void remember(const QString& path);
    void fillRecent();
    void setBusy(const QString& what);
    void detach(const QString& what);
    void onConnected(const QString& error);
    void enable();

    WindowContext& m_context;
    Workspace& m_workspace;
    QWidget* m_window;
    QMenu* m_recentMenu;
    bool m_busy = false;
};

} // namespace tapedeck
