// Shows the window and runs the event loop until it is closed. The only entry of this folder that app/ calls.
#pragma once

#include <QString>

class QApplication;

namespace tapedeck {

class Workspace;

struct WindowOptions {
    // Opened when the workspace has nothing open yet; empty: a new ephemeral tape.
    QString path;
    // Said in a bar at start, e.g. about the configuration. Empty: nothing.
    QString notice;
};

// GUI thread. Returns the exit code. The workspace outlives it; its engine is still running when this returns.
int runWindow(QApplication& app, Workspace& workspace, const WindowOptions& options);

} // namespace tapedeck
