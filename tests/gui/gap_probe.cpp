// Measures the window under load, offscreen or on a real display: the longest times its event loop was busy while a
// fake engine takes 50,000 messages a second, and opening of and jumps in a queue of 10,000,000 messages, with memory.
// Prints one line for each figure; exit code 1 if a budget is missed.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/panels/message_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <thread>

using namespace tapedeck;

namespace {

constexpr double kGapMsMax = 50, kOpenMsMax = 300, kJumpMsMax = 80, kMemoryMbMax = 250;
constexpr uint64_t kRows = 10'000'000;

double residentMb()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:"))
            return std::stod(line.substr(6)) / 1024;
    return 0;
}

double percentile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    return values.empty()
        ? 0
        : values[std::min(values.size() - 1, static_cast<size_t>(part * static_cast<double>(values.size())))];
}

bool report(const char* what, double value, const char* unit, double most)
{
    std::printf("%-52s %9.2f %-3s (budget %g)%s\n", what, value, unit, most, value <= most ? "" : "  MISSED");
    return value <= most;
}

// How late a timer of 1 ms is: every late millisecond is one in which the window could not have reacted.
std::vector<double> measureGaps(int seconds)
{
    std::vector<double> gaps;
    QElapsedTimer clock;
    clock.start();
    qint64 last = clock.nsecsElapsed();
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, [&] {
        const qint64 now = clock.nsecsElapsed();
        gaps.push_back(static_cast<double>(now - last) / 1e6);
        last = now;
    });
    timer.start(1);
    QTimer::singleShot(seconds * 1000, qApp, &QApplication::quit);
    QApplication::exec();
    return gaps;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QSettings::setPath(
        QSettings::NativeFormat, QSettings::UserScope, QDir::tempPath() + QStringLiteral("/tapedeck-probe-settings"));
    const int seconds = argc > 1 ? std::max(1, atoi(argv[1])) : 10;
    Theme theme(app);
    FakeWorkspace workspace;
    QueueNo queue;
    workspace.fill = [&](FakeObserver& fake) {
        queue = fake.addQueue("orders", kRows);
        for (const char* name : {"billing", "mail", "warehouse"})
            fake.addChannel(queue, name, kRows / 2, 10);
    };
    workspace.begin();
    bool fine = true;

    QElapsedTimer clock;
    clock.start();
    MainWindow window(workspace, theme);
    window.resize(1280, 800);
    window.attach();
    window.show();
    MessageTable* table = window.messagePanel()->table();
    while (!table->source().row(static_cast<int64_t>(kRows)))
        QCoreApplication::processEvents();
    window.grab();
    fine &=
        report("open 10,000,000 rows to painted", static_cast<double>(clock.nsecsElapsed()) / 1e6, "ms", kOpenMsMax);

    std::vector<double> jumps;
    for (uint64_t i = 0; i < 200; ++i) {
        const auto id = static_cast<int64_t>(1 + i * 7'919'317 % kRows);
        clock.restart();
        table->goTo(id);
        while (!table->source().row(id))
            QCoreApplication::processEvents();
        table->grab();
        jumps.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    fine &= report("jump to a row and paint, slowest of 200", percentile(jumps, 1), "ms", kJumpMsMax);

    table->setFollowing(true);
    std::atomic<bool> stop = false;
    std::thread engine([&] {
        while (!stop) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            workspace.fake().grow(queue, 5'000, 50'000);
            workspace.fake().tick();
        }
    });
    const std::vector<double> gaps = measureGaps(seconds);
    stop = true;
    engine.join();
    fine &= report("event loop gap at 50,000 messages/s, p99.9", percentile(gaps, 0.999), "ms", kGapMsMax);
    report("event loop gap at 50,000 messages/s, longest", percentile(gaps, 1), "ms", kGapMsMax);
    fine &= report("resident memory", residentMb(), "MB", kMemoryMbMax);
    return fine ? 0 : 1;
}
