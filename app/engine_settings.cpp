#include "app/engine_settings.h"

#include <algorithm>

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
    const std::pair<PortKind, const ListenSetting*> ports[] = {{PortKind::resp, &config.resp},
        {PortKind::http, &config.http}, {PortKind::http, &config.httpAlso}, {PortKind::fq, &config.fq},
        {PortKind::grpc, &config.grpc}, {PortKind::syslog, &config.syslog}};
    for (const auto& [kind, setting] : ports) {
        if (!setting->off)
            out.ports.push_back({kind, setting->host, setting->port, setting->isDefault, false});
    }
    out.token = config.token;
    out.httpHosts = config.httpHosts;
    out.httpOrigins = config.httpOrigins;
    out.httpAcl = config.httpAcl;
    out.fqNode = config.fqNode;
    out.fqRecord = config.fqRecord;
    out.fqWeb = config.fqWeb;
    if (!config.templateEnv.empty())
        out.templateEnvironment = [names = config.templateEnv, environment = Environment::ofProcess()](
                                      std::string_view name) -> std::optional<std::string> {
            if (std::find(names.begin(), names.end(), name) == names.end())
                return std::nullopt;
            return environment.get(name).value_or("");
        };
    if (!config.declarations.empty())
        out.prepare = [declarations = config.declarations](
                          const DeclarationTargets& targets) { return applyDeclarations(declarations, targets); };
    if (config.clock == ClockChoice::manual)
        out.clockStart = config.clockStart;
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
