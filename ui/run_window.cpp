#include "ui/run_window.h"

#include "ui/main_window.h"
#include "ui/models/settings.h"
#include "ui/models/translation.h"
#include "ui/views/message_table_accessible.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QFileInfo>

namespace tapedeck {

// Where the user was, if that is wanted and still there.
static QString tapeToOpen(const QString& named)
{
    const QStringList recent = setting::kRecent.get();
    const bool again = named.isEmpty() && setting::kReopenTape.get() && !recent.isEmpty();
    return again && QFileInfo(recent.first()).isReadable() ? recent.first() : named;
}

int runWindow(QApplication& app, Workspace& workspace, const WindowOptions& options)
{
    QCoreApplication::setOrganizationName(QStringLiteral("tapedeck"));
    QCoreApplication::setApplicationName(QStringLiteral("tapedeck"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Tapedeck"));
    QGuiApplication::setDesktopFileName(QStringLiteral("tapedeck"));
    Translation::install(app, setting::kLanguage.get());
    installMessageTableAccessibility();
    Theme theme(app);
    MainWindow window(workspace, theme);
    window.restoreLayout();
    window.show();
    if (workspace.observer())
        window.attach();
    else if (!options.connectTo.isEmpty())
        window.connectTo(options.connectTo, options.token);
    else
        window.openTape(tapeToOpen(options.path));
    if (!options.notice.isEmpty())
        window.say(options.notice);
    return app.exec();
}

} // namespace tapedeck
