// The settings of the program and where each came from.
//
// Sources, strongest first: command line flag, environment variable TAPEDECK_*, minikafka's MINIKAFKA_*, the file given
// with --config or the nearest tapedeck.toml above the current directory (or a floki.toml in it),
// $XDG_CONFIG_HOME/tapedeck/config.toml, built-in. One table (configKeys) names every key for all of them, so no source
// knows a key that another does not.
//
// Used before any thread starts. Never prints: errors are values whose text names the source and the line.
#pragma once

#include "app/declarations.h"
#include "app/environment.h"
#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/queue/settings.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

enum class LogFormat : unsigned char { text, json };
enum class LogLevel : unsigned char { debug, info, warning, error };
enum class ClockChoice : unsigned char { system, manual }; // manual: stands still until it is told
enum class SyncChoice : unsigned char { automatic, full, normal, off }; // automatic: full with a tape, off without

// Where a port listens. `off` listens nowhere; port 0 is any free one.
struct ListenSetting {
    bool off = false;
    std::string host = "127.0.0.1"; // a numeric address or "localhost"
    uint16_t port = 0;
    bool isDefault = true; // nobody asked for this port: the window may take the next free one
    bool loopback() const;
    std::string text() const; // "127.0.0.1:9797", "[::1]:9797", "off"
};

struct Config {
    std::string tape; // empty = ephemeral
    ListenSetting resp{false, "localhost", 9797}; // both loopbacks
    ListenSetting http{false, "localhost", 8888};
    ListenSetting httpAlso{true, {}, 0}; // a second address of the same port's routes
    ListenSetting fq{false, "localhost", 8765};
    ListenSetting grpc{false, "localhost", 9999};
    ListenSetting syslog{true, {}, 0};
    std::vector<std::string> httpHosts; // names besides the loopback ones under which the HTTP port is reached
    std::vector<std::string> httpOrigins; // web pages elsewhere that may use the HTTP port
    std::string httpAcl; // file; empty = none
    std::vector<std::string> templateEnv; // variables that templates may read: anybody who may publish sees them
    std::string fqNode; // this broker's name in fq's hop lists, an IPv4 address; empty = one that stays the same
    std::string fqWeb; // directory whose files the fq port serves over HTTP; empty = none
    bool fqRecord = true; // what is published on an exchange is kept, unless said otherwise of that exchange
    SyncChoice sync = SyncChoice::automatic;
    std::string token; // empty = none; from the environment or a file, never from argv
    std::string connect; // the window shows the engine at this address; only from its command line
    std::string tokenFile; // where it was read from, if from a file
    uint64_t maxConnections = 10'000;

    // What new queues get. Retention is off unless asked for: a recorder must not forget by itself.
    QueueSettings queueDefaults;

    std::string readyFile;
    int readyFd = -1;
    LogFormat logFormat = LogFormat::text;
    LogLevel logLevel = LogLevel::info;
    Duration idleExit, maxRuntime; // 0 = never
    bool exitWithParent = false;
    std::string keepOnFailure; // where an ephemeral tape goes when the program fails
    std::optional<uint64_t> seed;
    ClockChoice clock = ClockChoice::system;
    Time clockStart{1'767'225'600'000'000}; // of a clock that stands still: 2026-01-01T00:00:00Z

    std::vector<std::string> definitionFiles; // --defs
    // Of all files, the weakest source first.
    std::vector<Declaration> declarations;

    // Keys that were read but change nothing here (floki's polling intervals), with their origin.
    std::vector<std::string> unused;
    // Key -> "flag --sync", "environment TAPEDECK_SYNC", "/home/me/tapedeck.toml:3". Keys that are absent are built in.
    std::map<std::string, std::string, std::less<>> origins;
};

// One setting, under all its names: key `message_timeout`, flag --message-timeout, variable TAPEDECK_MESSAGE_TIMEOUT.
struct ConfigKey {
    std::string_view name;
    std::string_view valueName; // in --help; empty for a switch
    std::string_view help;
    bool secret = false; // has no flag, and is never shown
    bool flokiOnly = false; // accepted in files for floki's sake; no flag, no variable
    // Reads `text` into the config. Errors: invalidArgument with a sentence that names the accepted forms.
    Status (*set)(Config&, std::string_view text);
    std::string (*show)(const Config&); // null with flokiOnly
};

// Every port with the name of its key. The pointers are into `config`.
std::vector<std::pair<std::string_view, ListenSetting*>> portSettings(Config& config);

std::span<const ConfigKey> configKeys();
const ConfigKey* findConfigKey(std::string_view name);

// `message_timeout` -> `--message-timeout` and `TAPEDECK_MESSAGE_TIMEOUT`.
std::string flagName(const ConfigKey& key);
std::string variableName(const ConfigKey& key);

// minikafka's variable for a directory: the tape is queues.tape in it, and the directory is made if it is missing.
inline constexpr std::string_view kMiniKafkaDirectory = "MINIKAFKA_ROOT_DIR";

// What the command line said, by key name.
using FlagValues = std::map<std::string, std::string, std::less<>>;

// Puts all sources together and checks what only the whole can tell (an address that others can reach needs a token).
// `configFile` empty = search. Errors: invalidArgument (exit code 2), io when a named file cannot be read.
Result<Config> resolveConfig(const Environment& environment, const FlagValues& flags, const std::string& configFile);

// Reads one TOML file into the config. Errors: invalidArgument with file, line and, for an unknown key, the nearest
// name.
Status applyConfigFile(Config& config, const std::string& path);
// The same from text already read; `path` is for messages only.
Status applyConfigText(Config& config, std::string_view toml, const std::string& path);
// A file that only declares (--defs). Errors: as above; invalidArgument for a setting in it.
Status applyDefinitionFile(Config& config, const std::string& path);

// The name in `names` with the smallest edit distance to `word`, if that is small enough to be what was meant.
std::optional<std::string> nearestName(std::string_view word, std::span<const std::string> names);

} // namespace tapedeck
