#include "engine/net/resp/command_table.h"

#include "engine/net/resp/errors.h"

#include <algorithm>
#include <array>

namespace tapedeck::resp {

namespace {

constexpr unsigned kChanges = Command::kChanges;
constexpr unsigned kBeforeAuth = Command::kBeforeAuth;
constexpr unsigned kNeverQueued = Command::kNeverQueued;
constexpr unsigned kHidden = Command::kHidden;
constexpr unsigned kSeesOwn = Command::kSeesOwn;

// In order of the names, so that one is found by halving.
constexpr Command kCommands[] = {
    {"AUTH", 2, {}, commandAuth, kBeforeAuth | kHidden},
    {"CHANNEL", 4, {}, commandChannel, kChanges | kSeesOwn},
    {"CLIENT", 2, {}, commandClient, 0},
    {"COMMAND", 1, {}, commandCommand, 0},
    {"CONFIG", 3, errors::kMissingConfig, commandConfig, kChanges},
    {"DBSIZE", 1, {}, commandDbSize, 0},
    {"DEAD", 4, {}, commandDead, kChanges},
    {"DEL", 2, errors::kMissingQueue, commandDel, kChanges},
    {"DISCARD", 1, {}, commandDiscard, kNeverQueued},
    {"ECHO", 2, {}, commandEcho, 0},
    {"EXEC", 1, {}, commandExec, kNeverQueued},
    {"EXTEND", 5, {}, commandExtend, kChanges},
    {"HDEL", 4, errors::kMissingAck, commandHDel, kChanges},
    {"HELLO", 1, {}, commandHello, kBeforeAuth | kHidden | kNeverQueued},
    {"HMGET", 4, errors::kMissingGet, commandHMGet, kChanges | kSeesOwn},
    {"HMSET", 5, errors::kMissingSeek, commandHMSet, kChanges | kSeesOwn},
    {"INFO", 1, {}, commandInfo, kSeesOwn},
    {"LLEN", 2, {}, commandLLen, kSeesOwn},
    {"MONITOR", 1, {}, commandMonitor, kHidden | kNeverQueued},
    {"MULTI", 1, {}, commandMulti, kNeverQueued},
    {"NACK", 4, {}, commandNack, kChanges},
    {"PEEK", 4, {}, commandPeek, kSeesOwn},
    {"PING", 1, {}, commandPing, 0},
    {"PUB", 4, {}, commandPub, kChanges},
    {"QUIT", 1, {}, commandQuit, kBeforeAuth | kNeverQueued},
    {"RELEASE", 4, {}, commandRelease, kChanges},
    {"REPLAY", 2, {}, commandReplay, kChanges | kSeesOwn | kHidden}, // it may name a password
    {"RESET", 1, {}, commandReset, kBeforeAuth | kNeverQueued},
    {"RPUSH", 3, errors::kMissingPush, commandRPush, kChanges},
    {"SEEK", 5, {}, commandSeek, kChanges | kSeesOwn},
    {"SELECT", 2, {}, commandSelect, 0},
    {"SET", 3, errors::kMissingChannel, commandSet, kChanges | kSeesOwn},
    {"SETNX", 3, errors::kMissingChannel, commandSetNx, kChanges | kSeesOwn},
    {"SREM", 3, errors::kMissingChannel, commandSRem, kChanges | kSeesOwn},
    {"UPSTREAM", 2, {}, commandUpstream, kHidden},
};

constexpr bool isSorted()
{
    for (size_t i = 1; i < std::size(kCommands); ++i) {
        if (kCommands[i - 1].name >= kCommands[i].name)
            return false;
    }
    return true;
}
static_assert(isSorted());

constexpr size_t kNameBytesMax = 8;

} // namespace

const Command* findCommand(std::string_view name)
{
    std::array<char, kNameBytesMax> upper;
    if (name.size() > upper.size())
        return nullptr;
    for (size_t i = 0; i < name.size(); ++i)
        upper[i] = name[i] >= 'a' && name[i] <= 'z' ? static_cast<char>(name[i] - 'a' + 'A') : name[i];
    const std::string_view wanted(upper.data(), name.size());
    const Command* found = std::lower_bound(std::begin(kCommands), std::end(kCommands), wanted,
        [](const Command& command, std::string_view text) { return command.name < text; });
    return found != std::end(kCommands) && found->name == wanted ? found : nullptr;
}

std::span<const Command> allCommands()
{
    return kCommands;
}

} // namespace tapedeck::resp
