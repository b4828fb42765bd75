// The table of commands: name, arity, handler. One file per topic holds the handlers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tapedeck {
class RespPort;
}

namespace tapedeck::resp {

class RespSession;
using Args = std::span<const std::string_view>; // the name included

struct Command {
    enum Flag : unsigned {
        kChanges = 1, // its answer may report a change: held back until that is kept
        kBeforeAuth = 2, // allowed without a password
        kNeverQueued = 4, // executed at once inside MULTI
        kHidden = 8, // not shown to monitors
        kSeesOwn = 16, // executed only once what this connection has published before is visible: in a later turn
    };
    std::string_view name; // in capitals
    size_t elementsMin; // with the name
    std::string_view missing; // the error for fewer; empty = Redis's words
    void (*handler)(RespSession&, Args);
    unsigned flags;
};

// Any case. Null when there is none.
const Command* findCommand(std::string_view name);
// In order of their names.
std::span<const Command> allCommands();

// The session of that number, or null when it has gone.
RespSession* findSession(const RespPort& port, uint64_t id);

// --- queue_commands.cpp ---
void commandSet(RespSession& session, Args args);
void commandSetNx(RespSession& session, Args args);
void commandDel(RespSession& session, Args args);
void commandSRem(RespSession& session, Args args);
void commandHMSet(RespSession& session, Args args);
void commandDbSize(RespSession& session, Args args);
void commandLLen(RespSession& session, Args args);
// --- message_commands.cpp ---
void commandRPush(RespSession& session, Args args);
void commandHMGet(RespSession& session, Args args);
void commandHDel(RespSession& session, Args args);
void commandNack(RespSession& session, Args args);
void commandRelease(RespSession& session, Args args);
void commandExtend(RespSession& session, Args args);
void commandPub(RespSession& session, Args args);
// --- info_commands.cpp, config_commands.cpp ---
void commandInfo(RespSession& session, Args args);
void commandConfig(RespSession& session, Args args);
// --- connection_commands.cpp ---
void commandPing(RespSession& session, Args args);
void commandEcho(RespSession& session, Args args);
void commandQuit(RespSession& session, Args args);
void commandSelect(RespSession& session, Args args);
void commandAuth(RespSession& session, Args args);
void commandHello(RespSession& session, Args args);
void commandReset(RespSession& session, Args args);
void commandCommand(RespSession& session, Args args);
void commandMonitor(RespSession& session, Args args);
void commandMulti(RespSession& session, Args args);
void commandExec(RespSession& session, Args args);
void commandDiscard(RespSession& session, Args args);
// --- client_commands.cpp ---
void commandClient(RespSession& session, Args args);
// --- reading_commands.cpp ---
void commandPeek(RespSession& session, Args args);
void commandSeek(RespSession& session, Args args);
void commandDead(RespSession& session, Args args);
void commandChannel(RespSession& session, Args args);
// --- replay_commands.cpp ---
void commandReplay(RespSession& session, Args args);
void commandUpstream(RespSession& session, Args args);

} // namespace tapedeck::resp
