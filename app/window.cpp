#include "app/window.h"

#include "app/descriptors.h"
#include "app/environment.h"
#include "app/log_reporter.h"
#include "app/signals.h"
#include "app/workspace_impl.h"
#include "ui/run_window.h"

#include <QApplication>
#include <QFile>
#include <QSocketNotifier>

namespace tapedeck {

ExitCode openWindow(const Config& config, int& argc, char** argv)
{
    Signals signalled; // before any thread, Qt's included
    raiseDescriptorLimit();
    LogReporter reporter(config.logFormat, config.logLevel);
    QApplication application(argc, argv);
    QSocketNotifier notifier(signalled.descriptor(), QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &application, [&] {
        const Signals::Event event = signalled.wait(Duration{});
        if (event == Signals::Event::interrupt || event == Signals::Event::terminate)
            QCoreApplication::quit();
    });
    WorkspaceImpl workspace(config, Environment::ofProcess().get("TMPDIR").value_or("/tmp"), reporter);
    WindowOptions options;
    options.connectTo = QString::fromStdString(config.connect);
    options.token = QString::fromStdString(config.token);
    options.path = QFile::decodeName(config.tape.c_str());
    const int code = runWindow(application, workspace, options);
    if (const std::string problem = workspace.close(); !problem.empty()) {
        reporter.report(Severity::error, "tape.close-failed", problem);
        return ExitCode::storage;
    }
    return code == 0 ? ExitCode::ok : ExitCode::failed;
}

} // namespace tapedeck
