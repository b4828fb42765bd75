#include "ui/run_window.h"

#include "ui/main_window.h"
#include "ui/views/message_table_accessible.h"
#include "ui/views/theme.h"

#include <QApplication>

namespace tapedeck {

int runWindow(QApplication& app, Workspace& workspace, const WindowOptions& options)
{
    QCoreApplication::setOrganizationName(QStringLiteral("tapedeck"));
    QCoreApplication::setApplicationName(QStringLiteral("tapedeck"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Tapedeck"));
    QGuiApplication::setDesktopFileName(QStringLiteral("tapedeck"));
    installMessageTableAccessibility();
    Theme theme(app);
    MainWindow window(workspace, theme);
    window.restoreLayout();
    window.show();
    if (workspace.observer())
        window.attach();
    else
        window.openTape(options.path);
    if (!options.notice.isEmpty())
        window.say(options.notice);
    return app.exec();
}

} // namespace tapedeck
