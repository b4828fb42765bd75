// Shows the window and runs the event loop until it is closed. The only entry of this folder that app/ calls.
#pragma once

#include <QString>

class QApplication;

namespace tapedeck {

class Workspace;

struct WindowOptions {
    // Opened when the workspace has nothing open yet; empty: a new ephemeral tape.
    QString path;
    // "HOST:PORT" of an engine elsewhere that is shown in the place of a tape, and its token; empty: none.
    QString connectTo, token;
    // Said in a bar at start, e.g. about the configuration. Empty: nothing.
    QString notice;
};

// GUI thread. Returns the exit code. The workspace outlives it; its engine is still running when this returns.
int runWindow(QApplication& app, Workspace& workspace, const WindowOptions& options);

} // namespace tapedeck
