#include "app/config.h"

#include "engine/net/http/blockqueue/go_duration.h"

#include <algorithm>
#include <filesystem>

namespace tapedeck {

namespace fs = std::filesystem;

namespace {

bool isFile(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

// The nearest tapedeck.toml from `directory` upwards; else a floki.toml in `directory` itself, where floki looks for
// it.
std::optional<std::string> findProjectFile(const std::string& directory)
{
    for (fs::path at(directory); !at.empty(); at = at.parent_path()) {
        if (isFile(at / "tapedeck.toml"))
            return (at / "tapedeck.toml").string();
        if (at == at.parent_path())
            break;
    }
    if (isFile(fs::path(directory) / "floki.toml"))
        return (fs::path(directory) / "floki.toml").string();
    return std::nullopt;
}

std::optional<std::string> findUserFile(const Environment& environment)
{
    fs::path base;
    if (auto xdg = environment.get("XDG_CONFIG_HOME"))
        base = *xdg;
    else if (auto home = environment.get("HOME"))
        base = fs::path(*home) / ".config";
    else
        return std::nullopt;
    fs::path path = base / "tapedeck" / "config.toml";
    return isFile(path) ? std::optional(path.string()) : std::nullopt;
}

// Of two names of one setting (resp and bind_address, tape and data_directory) the stronger source hides the weaker.
void noteOrigin(Config& config, std::string_view key, std::string origin)
{
    if (key == "resp")
        config.origins.erase("bind_address");
    if (key == "tape")
        config.origins.erase("data_directory");
    config.origins[std::string(key)] = std::move(origin);
}

Status applyVariables(Config& config, const Environment& environment)
{
    for (const ConfigKey& key : configKeys()) {
        if (key.flokiOnly)
            continue;
        std::string variable = variableName(key);
        auto text = environment.get(variable);
        if (!text)
            continue;
        if (Status status = key.set(config, *text); !status)
            return Error{status.error().code, variable + ": " + (key.secret ? "not usable" : status.error().text)};
        noteOrigin(config, key.name, "environment " + variable);
    }
    return {};
}

// minikafka's variables, each for a setting of ours, whose own variable is stronger.
Status setMiniKafkaHost(Config& config, std::string_view text)
{
    // ":9999" is every address there; here nobody else is let in unless it is asked for by name.
    const std::string address = (text.starts_with(':') ? "localhost" : "") + std::string(text);
    return findConfigKey("grpc")->set(config, address);
}

Status setMiniKafkaRetention(Config& config, std::string_view text)
{
    const Result<int64_t> nanoseconds = blockqueue::parseGoDuration(text);
    if (!nanoseconds)
        return nanoseconds.error();
    if (*nanoseconds <= 0)
        return Error{ErrorCode::invalidArgument, "\"" + std::string(text) + "\" is not a time above 0, such as 10s"};
    config.queueDefaults.retention.hardPeriod = blockqueue::fromNanoseconds(*nanoseconds);
    return {};
}

Status setMiniKafkaDirectory(Config& config, std::string_view text)
{
    return findConfigKey("data_directory")->set(config, text);
}

struct MiniKafkaVariable {
    std::string_view name;
    std::string_view key; // what it sets
    Status (*set)(Config&, std::string_view);
};
constexpr MiniKafkaVariable kMiniKafkaVariables[] = {{"MINIKAFKA_HOST", "grpc", setMiniKafkaHost},
    {"MINIKAFKA_RETENTIONTIME", "hard_retention_period", setMiniKafkaRetention},
    {kMiniKafkaDirectory, "tape", setMiniKafkaDirectory}};

Status applyMiniKafkaVariables(Config& config, const Environment& environment)
{
    for (const MiniKafkaVariable& variable : kMiniKafkaVariables) {
        const auto text = environment.get(variable.name);
        if (!text)
            continue;
        if (Status status = variable.set(config, *text); !status)
            return Error{status.error().code, std::string(variable.name) + ": " + status.error().text};
        noteOrigin(config, variable.key, "environment " + std::string(variable.name));
    }
    return {};
}

Status applyFlags(Config& config, const FlagValues& flags)
{
    for (const auto& [name, text] : flags) {
        const ConfigKey* key = findConfigKey(name);
        CHECK(key && !key->secret);
        if (Status status = key->set(config, text); !status)
            return Error{status.error().code, flagName(*key) + ": " + status.error().text};
        noteOrigin(config, name, "flag " + flagName(*key));
    }
    return {};
}

Status checkWhole(Config& config)
{
    for (const auto& [name, port] : portSettings(config)) {
        if (!port->loopback() && config.token.empty())
            return Error{ErrorCode::invalidArgument,
                std::string(name) + " = " + port->text()
                    + " can be reached from other machines, and no token is set; set TAPEDECK_TOKEN or token_file, or "
                      "use 127.0.0.1"};
    }
    if (config.token.find_first_of("\r\n") != std::string::npos)
        return Error{ErrorCode::invalidArgument, "the token contains a line break"};
    if (config.sync == SyncChoice::off && !config.tape.empty())
        return Error{ErrorCode::invalidArgument,
            "sync = off keeps nothing on disk, but a tape is named; use sync = normal, or name no tape"};
    return {};
}

} // namespace

std::vector<std::pair<std::string_view, ListenSetting*>> portSettings(Config& config)
{
    return {{"resp", &config.resp}, {"http", &config.http}, {"http_also", &config.httpAlso}, {"fq", &config.fq},
        {"grpc", &config.grpc}, {"syslog", &config.syslog}};
}

Result<Config> resolveConfig(const Environment& environment, const FlagValues& flags, const std::string& configFile)
{
    Config config;
    if (auto path = findUserFile(environment))
        if (Status status = applyConfigFile(config, *path); !status)
            return status.error();
    std::optional<std::string> project = configFile;
    if (configFile.empty())
        project = environment.get("TAPEDECK_CONFIG");
    if (!project)
        project = findProjectFile(environment.currentDirectory());
    if (project)
        if (Status status = applyConfigFile(config, *project); !status)
            return status.error();
    if (Status status = applyMiniKafkaVariables(config, environment); !status)
        return status.error();
    if (Status status = applyVariables(config, environment); !status)
        return status.error();
    if (Status status = applyFlags(config, flags); !status)
        return status.error();
    for (const std::string& path : config.definitionFiles)
        if (Status status = applyDefinitionFile(config, path); !status)
            return status.error();
    if (Status status = checkWhole(config); !status)
        return status.error();
    return config;
}

std::optional<std::string> nearestName(std::string_view word, std::span<const std::string> names)
{
    std::optional<std::string> best;
    size_t bestDistance = std::max<size_t>(2, word.size() / 3) + 1;
    for (const std::string& name : names) {
        // Levenshtein, one row at a time.
        std::vector<size_t> row(name.size() + 1);
        for (size_t j = 0; j < row.size(); ++j)
            row[j] = j;
        for (size_t i = 1; i <= word.size(); ++i) {
            size_t diagonal = row[0];
            row[0] = i;
            for (size_t j = 1; j <= name.size(); ++j) {
                size_t replaced = diagonal + (word[i - 1] != name[j - 1]);
                diagonal = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
            }
        }
        if (row.back() < bestDistance) {
            bestDistance = row.back();
            best = name;
        }
    }
    return best;
}

} // namespace tapedeck
