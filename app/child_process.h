// A command that the program runs as its child, with the program's own terminal: started, sent signals, awaited.
//
// Main thread. Constructed before any thread starts, like Signals: the signals that are passed on are blocked for every
// thread and taken here.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tapedeck {

class ChildProcess {
public:
    using Variables = std::map<std::string, std::string, std::less<>>;

    // Blocks SIGCHLD and the signals that are passed on: SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2.
    ChildProcess();
    // A child that still runs is killed.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;

    // Runs `words` (found on PATH) with exactly these variables. The child gets SIGTERM when the program dies. Errors:
    // notFound (there is no such program), io (it cannot be executed, or no process can be made).
    Status start(const std::vector<std::string>& words, const Variables& variables);
    // Waits until it has ended, passing on the signals that the program gets. A signal that the terminal sent to all of
    // its foreground processes has reached the child already and is not sent again. Nothing after `timeout`.
    std::optional<int> wait(std::optional<Duration> timeout);
    void signal(int number);
    // What a shell says of the status that wait() returned: the code, or 128 + the signal's number.
    static int shellCode(int status);

private:
    bool reap();

    int m_signals;
    pid_t m_child = 0; // 0: not running
    int m_status = 0;
};

} // namespace tapedeck
