// Measures the window under load, offscreen or on a real display: the longest times its event loop was busy while a
// fake engine (or, with a tape, the real one) takes 50,000 messages a second; opening of, jumps in and the first
// matches of a filter in a queue of 10,000,000 messages; memory; and the processor time of a window in which nothing
// happens. Usage: gui_gap_probe [SECONDS [TAPE]]; a tape that is not there is made. Prints one line for each figure;
// exit code 1 if a budget is missed.
#include "app/config.h"
#include "app/workspace_impl.h"
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/match_list.h"
#include "ui/models/message_search.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/message_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLineEdit>
#include <QSettings>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <thread>

#include <sys/resource.h>

using namespace tapedeck;

namespace {

constexpr double kGapMsMax = 50, kOpenMsMax = 300, kJumpMsMax = 80, kMemoryMbMax = 250, kFirstMatchMsMax = 100;
constexpr double kIdleMsMax = 3; // of processor time
constexpr int kIdleSeconds = 3;
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

void runFor(int seconds)
{
    QTimer::singleShot(seconds * 1000, qApp, &QApplication::quit);
    QApplication::exec();
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
    runFor(seconds);
    return gaps;
}

// 5,000 messages ten times a second, however the window's thread is doing.
constexpr uint32_t kPerTick = 5'000;
constexpr int kTickMs = 100;

void wait(const std::function<bool()>& done)
{
    while (!done())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

double processorMs()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

// From the key that sends the filter to the first match in the table, painted.
double measureFirstMatch(MainWindow& window)
{
    MessagePanel* panel = window.messagePanel();
    panel->filterBar()->edit()->setText(QStringLiteral("key == customer-70"));
    QElapsedTimer clock;
    clock.start();
    Q_EMIT panel->filterBar()->edit()->returnPressed();
    MessageTable* table = panel->table();
    wait([&] {
        return panel->search()->matches() && panel->search()->matches()->count() > 0
            && table->source().row(table->rowBegin());
    });
    table->grab();
    const double took = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    panel->filterBar()->clear->trigger();
    return took;
}

// `path` is opened if the workspace has nothing open; that counts.
bool measure(Workspace& workspace, const QString& path, Theme& theme, int seconds, const std::function<void()>& tick)
{
    bool fine = true;
    QElapsedTimer clock;
    clock.start();
    MainWindow window(workspace, theme);
    window.resize(1280, 800);
    window.show();
    if (workspace.observer())
        window.attach();
    else
        window.openTape(path);
    MessageTable* table = window.messagePanel()->table();
    wait([&] {
        return table->source().end() > static_cast<int64_t>(kRows) && table->source().row(table->source().end() - 1);
    });
    window.grab();
    fine &=
        report("open 10,000,000 rows to painted", static_cast<double>(clock.nsecsElapsed()) / 1e6, "ms", kOpenMsMax);

    std::vector<double> jumps;
    for (uint64_t i = 0; i < 200; ++i) {
        const auto id = static_cast<int64_t>(1 + i * 7'919'317 % kRows);
        clock.restart();
        table->goTo(id);
        wait([&] { return table->source().row(id) != nullptr; });
        table->grab();
        jumps.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    report("jump to a row and paint, median of 200", percentile(jumps, 0.5), "ms", kJumpMsMax);
    fine &= report("jump to a row and paint, slowest of 200", percentile(jumps, 1), "ms", kJumpMsMax);
    report("resident memory of the process after that", residentMb(), "MB", kMemoryMbMax);

    fine &= report("first match of a filter, painted", measureFirstMatch(window), "ms", kFirstMatchMsMax);

    table->setFollowing(true);
    const int64_t before = table->source().end();
    std::atomic<bool> stop = false;
    std::thread publisher([&] {
        while (!stop) {
            std::this_thread::sleep_for(std::chrono::milliseconds(kTickMs));
            tick();
        }
    });
    clock.restart();
    const std::vector<double> gaps = measureGaps(seconds);
    const double spent = static_cast<double>(clock.nsecsElapsed()) / 1e9;
    stop = true;
    publisher.join();
    std::printf("%-52s %9.0f /s\n", "messages that the window saw arrive",
        static_cast<double>(table->source().end() - before) / spent);
    fine &= report("event loop gap meanwhile, p99.9", percentile(gaps, 0.999), "ms", kGapMsMax);
    report("event loop gap meanwhile, longest", percentile(gaps, 1), "ms", kGapMsMax);
    fine &= report("resident memory of the process at the end", residentMb(), "MB", kMemoryMbMax);
    runFor(2); // what is under way ends
    const double used = processorMs();
    runFor(kIdleSeconds);
    fine &= report("processor time of 3 s in which nothing happens", processorMs() - used, "ms", kIdleMsMax);
    return fine;
}

bool measureFake(Theme& theme, int seconds)
{
    FakeWorkspace workspace;
    QueueNo queue;
    workspace.fill = [&](FakeObserver& fake) {
        queue = fake.addQueue("orders", kRows);
        for (const char* name : {"billing", "mail", "warehouse"})
            fake.addChannel(queue, name, kRows / 2, 10);
    };
    workspace.begin();
    return measure(workspace, {}, theme, seconds, [&] {
        workspace.fake().grow(queue, kPerTick, 50'000);
        workspace.fake().tick();
    });
}

action::Publish batch(uint64_t number, uint32_t copies)
{
    FakeObserver::Message order = FakeObserver::order(number);
    action::Publish publish;
    publish.queue = "orders";
    publish.key = std::move(order.key);
    publish.body = std::move(order.body);
    publish.headers = std::move(order.headers);
    publish.copies = copies;
    return publish;
}

Config probeConfig()
{
    Config config;
    config.resp.port = 0;
    config.resp.isDefault = false;
    config.http.port = 0;
    config.http.isDefault = false;
    return config;
}

void fillTape(const QString& path)
{
    SilentReporter reporter;
    WorkspaceImpl workspace(probeConfig(), "/tmp", reporter);
    EngineClient client;
    bool open = false;
    workspace.open(path, [&](const QString&) { open = true; });
    wait([&] { return open; });
    client.setObserver(workspace.observer());
    QObject context;
    constexpr uint32_t kCopies = 10; // some repetition, as in real traffic
    uint64_t asked = 0, done = 0, underWay = 0;
    while (done < kRows) {
        for (; underWay < 256 && asked < kRows; asked += kCopies, ++underWay)
            client.submit(&context, batch(asked, kCopies), [&](const ActionAnswer& answer) {
                --underWay;
                if (answer.status)
                    done += kCopies;
                else
                    asked -= kCopies; // once more
            });
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    client.setObserver(nullptr);
    workspace.close();
    std::printf("made %s: %lld messages, %.0f MB\n", qPrintable(path), static_cast<long long>(done),
        static_cast<double>(QFileInfo(path).size()) / 1e6);
}

bool measureReal(Theme& theme, int seconds, const QString& path)
{
    if (!QFileInfo::exists(path))
        fillTape(path);
    SilentReporter reporter;
    WorkspaceImpl workspace(probeConfig(), "/tmp", reporter);
    // An engine has one observer, so the publisher asks through the window's thread; token 0 is nobody's.
    const bool fine = measure(workspace, path, theme, seconds, [&] {
        QMetaObject::invokeMethod(qApp, [&] {
            if (workspace.observer())
                workspace.observer()->submit(0, batch(kRows, kPerTick));
        });
    });
    workspace.close();
    return fine;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QSettings::setPath(
        QSettings::NativeFormat, QSettings::UserScope, QDir::tempPath() + QStringLiteral("/tapedeck-probe-settings"));
    const int seconds = argc > 1 ? std::max(1, atoi(argv[1])) : 10;
    Theme theme(app);
    const bool fine = argc > 2
        ? measureReal(theme, seconds, QFileInfo(QString::fromLocal8Bit(argv[2])).absoluteFilePath())
        : measureFake(theme, seconds);
    return fine ? 0 : 1;
}
