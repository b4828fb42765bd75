// The program with the window. A subcommand never touches the display, and Qt is not even started for one.
#include "app/command.h"
#include "app/command_line.h"
#include "app/serve.h"
#include "app/window.h"

namespace {

using namespace tapedeck;

// A window can be shown somewhere, or whoever set QT_QPA_PLATFORM knows better.
bool hasDisplay(const Environment& environment)
{
    return environment.get("DISPLAY") || environment.get("WAYLAND_DISPLAY") || environment.get("QT_QPA_PLATFORM");
}

} // namespace

int main(int argc, char** argv)
{
    Environment environment = Environment::ofProcess();
    auto window = [&](const Config& config, const std::function<Result<Config>()>& reread) {
        if (hasDisplay(environment))
            return openWindow(config, argc, argv);
        if (!config.connect.empty())
            return fail(ExitCode::failed,
                "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set) for a window on " + config.connect);
        fail(
            ExitCode::ok, "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): serving without a window");
        return serve(config, environment, reread);
    };
    return static_cast<int>(runCommandLine(argc, argv, environment, window));
}
