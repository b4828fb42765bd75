// `tapedeck run`: a broker on free ports for as long as a command runs.
//
// The broker lives in this process, on its own threads: there is nothing that could outlive the run or be missed when
// it ends, being ready needs no waiting, and what is checked afterwards is asked of the broker itself. The command is a
// child with the program's own terminal. Main thread.
#pragma once

#include "app/config.h"
#include "app/engine_host.h"
#include "app/exit_code.h"
#include "app/run_report.h"

#include <functional>
#include <string>
#include <vector>

namespace tapedeck {

struct RunOptions {
    std::vector<std::string> command;
    std::string load; // a tape whose copy the broker begins with; empty: none
    enum class Record : unsigned char { never, onFailure, always } record = Record::never;
    std::string recordAs; // file, which must not exist
    std::string junit; // file; empty: none
};

// Something that is checked once the command has ended, while the broker still runs. Called on the main thread; what it
// returns is part of the report, and fails the run.
using RunEvaluation = std::function<std::vector<RunCheck>(EngineHost& host)>;

// Runs it. The result is what the program exits with: the command's code, 128 + the number of the signal that ended it,
// 1 if only a check failed, 5 if max_runtime was over, 126 and 127 as in a shell if it could not be run, or the code of
// what kept the broker from starting.
int runCommandWithBroker(Config config, const Environment& environment, const RunOptions& options,
    const std::vector<RunEvaluation>& evaluations);

// "on-failure:FILE" or "always:FILE" into the options. Errors: invalidArgument.
Status parseRecord(std::string_view text, RunOptions& options);

} // namespace tapedeck
