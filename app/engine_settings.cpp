#include "app/engine_settings.h"

namespace tapedeck {

EngineOptions engineOptions(const Config& config, const std::string& tapePath, bool ephemeral)
{
    EngineOptions out;
    out.tapePath = tapePath;
    out.ephemeral = ephemeral;
    switch (config.sync) {
    case SyncChoice::automatic:
        out.sync = ephemeral ? SyncMode::off : SyncMode::full;
        break;
    case SyncChoice::full:
        out.sync = SyncMode::full;
        break;
    case SyncChoice::normal:
        out.sync = SyncMode::normal;
        break;
    case SyncChoice::off:
        out.sync = SyncMode::off;
    }
    out.defaults = config.queueDefaults;
    if (!config.resp.off)
        out.resp.push_back({config.resp.host, config.resp.port, false});
    out.token = config.token;
    out.connectionsMax = static_cast<uint32_t>(config.maxConnections);
    return out;
}

std::unique_ptr<Random> makeRandom(const Config& config)
{
    if (config.seed)
        return std::make_unique<SeededRandom>(*config.seed);
    return std::make_unique<SystemRandom>();
}

ExitCode startExitCode(const Error& error)
{
    return error.code == ErrorCode::cannotBind ? ExitCode::cannotBind : exitCodeOf(error);
}

} // namespace tapedeck
