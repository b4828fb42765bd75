#include "app/serve.h"

#include "app/command.h"
#include "app/descriptors.h"
#include "app/engine_host.h"
#include "app/engine_settings.h"
#include "app/ephemeral_tape.h"
#include "app/log_reporter.h"
#include "app/ready.h"
#include "app/signals.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace tapedeck {

namespace {

// Variables that the program sets for others, or that are read elsewhere.
bool isForeignVariable(std::string_view name)
{
    return name.ends_with("_URL") || name.ends_with("_ADDR") || name == "TAPEDECK_CONFIG";
}

void reportOddSettings(const Config& config, const Environment& environment, Reporter& reporter)
{
    std::vector<std::string> known;
    for (const ConfigKey& key : configKeys())
        known.push_back(variableName(key));
    for (const auto& [name, value] : environment.variables()) {
        if (!name.starts_with("TAPEDECK_") || isForeignVariable(name))
            continue;
        if (std::find(known.begin(), known.end(), name) != known.end())
            continue;
        auto nearest = nearestName(name, known);
        reporter.report(Severity::warning, "config.unknown-variable",
            "the variable " + name + " means nothing" + (nearest ? "; did you mean " + *nearest + "?" : std::string()));
    }
    for (const std::string& key : config.unused)
        reporter.report(Severity::info, "config.unused", key + " is accepted and has no effect: nothing polls here");
}

// Settings that take effect without a restart. The file of http_acl is looked at by itself; another file is not.
bool isReloadable(std::string_view key)
{
    constexpr std::string_view keys[] = {"log_level", "log_format", "token", "token_file", "http_hosts", "http_origins",
        "message_timeout", "segment_size", "retention_period", "retention_size", "hard_retention_period",
        "hard_retention_size", "idle_exit", "max_runtime", "keep_on_failure", "defs"};
    return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

// One run of the broker.
class Server {
public:
    Server(const Config& config, const Environment& environment, const std::function<Result<Config>()>& reread)
        : m_config(config)
        , m_reread(reread)
        , m_reporter(config.logFormat, config.logLevel)
        , m_random(makeRandom(config))
    {
        reportOddSettings(config, environment, m_reporter);
        m_temporaryDirectory = environment.get("TMPDIR").value_or("/tmp");
    }

    ExitCode run()
    {
        ExitCode code = start();
        if (code == ExitCode::ok) {
            code = waitForEnd();
            ExitCode ended = end();
            code = ended == ExitCode::ok ? code : ended;
        }
        withdrawReady(m_config);
        if (code != ExitCode::ok)
            keep();
        return code;
    }

private:
    ExitCode start();
    ExitCode waitForEnd();
    ExitCode end();
    void reload();
    void keep();
    ExitCode failWith(const Error& error);
    std::optional<Duration> nextLook() const;

    Config m_config; // as at the start, but for what a reload changes
    const std::function<Result<Config>()>& m_reread;
    Signals m_signals; // before the engine's threads
    LogReporter m_reporter;
    SystemClock m_clock;
    std::unique_ptr<Random> m_random;
    std::string m_temporaryDirectory;
    std::unique_ptr<EphemeralTape> m_ephemeral;
    std::unique_ptr<EngineHost> m_host;
    Duration m_started, m_lastBusy;
};

ExitCode Server::failWith(const Error& error)
{
    m_reporter.report(Severity::error, "serve.failed", error.text);
    return startExitCode(error);
}

ExitCode Server::start()
{
    if (m_config.exitWithParent)
        endWithParent();
    raiseDescriptorLimit();
    std::string path = m_config.tape;
    if (const auto origin = m_config.origins.find("tape");
        origin != m_config.origins.end() && origin->second == "environment " + std::string(kMiniKafkaDirectory)) {
        std::error_code ignored; // opening the tape says what is wrong
        std::filesystem::create_directory(std::filesystem::path(path).parent_path(), ignored);
    }
    if (path.empty()) {
        auto ephemeral = EphemeralTape::create(m_temporaryDirectory);
        if (!ephemeral)
            return failWith(ephemeral.error());
        m_ephemeral = std::move(*ephemeral);
        path = m_ephemeral->path();
    }
    auto host =
        EngineHost::start(engineOptions(m_config, path, m_ephemeral != nullptr), m_clock, *m_random, m_reporter);
    if (!host)
        return failWith(host.error());
    m_host = std::move(*host);
    m_started = m_lastBusy = m_clock.monotonic();
    for (const Endpoint& endpoint : m_host->endpoints())
        m_reporter.report(Severity::info, "serve.listening", endpoint.protocol + " on " + endpoint.address);
    if (Status announced = announceReady(m_config, m_host->endpoints(), m_config.tape); !announced)
        return failWith(announced.error());
    return ExitCode::ok;
}

// How long the main thread may sleep: for ever, unless something counts time.
std::optional<Duration> Server::nextLook() const
{
    std::optional<Duration> next;
    if (m_config.maxRuntime.micros > 0)
        next = Duration{m_started.micros + m_config.maxRuntime.micros - m_clock.monotonic().micros};
    if (m_config.idleExit.micros > 0) {
        // Clients that come and go between two looks are missed, so look often compared to the time.
        Duration look = std::min(Duration{m_config.idleExit.micros / 10 + 1'000}, Duration::seconds(1));
        next = next ? std::min(*next, look) : look;
    }
    return next;
}

ExitCode Server::waitForEnd()
{
    for (;;) {
        Signals::Event event = m_signals.wait(nextLook());
        Duration now = m_clock.monotonic();
        if (event == Signals::Event::hangUp) {
            reload();
        } else if (event == Signals::Event::interrupt || event == Signals::Event::terminate) {
            m_reporter.report(Severity::info, "serve.stopping", "asked to stop");
            return ExitCode::ok;
        }
        if (m_host->clientCount() > 0)
            m_lastBusy = now;
        if (m_config.idleExit.micros > 0 && now.micros - m_lastBusy.micros >= m_config.idleExit.micros) {
            m_reporter.report(Severity::info, "serve.stopping", "no client for the time of idle_exit");
            return ExitCode::ok;
        }
        if (m_config.maxRuntime.micros > 0 && now.micros - m_started.micros >= m_config.maxRuntime.micros) {
            m_reporter.report(Severity::warning, "serve.stopping", "max_runtime is over");
            return ExitCode::timedOut;
        }
    }
}

ExitCode Server::end()
{
    m_host->beginStop([this] { m_signals.notify(); });
    for (;;) {
        Signals::Event event = m_signals.wait(std::nullopt);
        if (event == Signals::Event::notified)
            break;
        if (event == Signals::Event::interrupt) {
            // Not a clean close: the sidecar stays and the next opening recovers from it. Destructors would wait for
            // the drain, so only what others can see is tidied up.
            m_reporter.report(
                Severity::warning, "serve.aborted", "asked a second time: ended without closing the tape");
            withdrawReady(m_config);
            keep();
            m_ephemeral.reset();
            _exit(static_cast<int>(ExitCode::failed));
        }
    }
    Status stopped = m_host->stop();
    m_host.reset();
    if (!stopped)
        return failWith(stopped.error());
    m_reporter.report(Severity::info, "serve.stopped", "the tape is closed");
    return ExitCode::ok;
}

void Server::reload()
{
    auto fresh = m_reread();
    if (!fresh) {
        m_reporter.report(Severity::error, "config.invalid", "kept the old settings: " + fresh.error().text);
        return;
    }
    m_reporter.change(fresh->logFormat, fresh->logLevel);
    m_host->change({fresh->queueDefaults, fresh->token, fresh->httpHosts, fresh->httpOrigins});
    if (const Status applied = m_host->onLoop(
            [&](const DeclarationTargets& targets) { return applyDeclarations(fresh->declarations, targets); });
        !applied)
        m_reporter.report(Severity::error, "config.not-applied", applied.error().text);
    std::string restart;
    for (const ConfigKey& key : configKeys())
        if (key.show && !isReloadable(key.name) && key.show(*fresh) != key.show(m_config))
            restart += (restart.empty() ? "" : ", ") + std::string(key.name);
    // What needs a restart is compared with what the start has said, however often it is read again.
    m_config.idleExit = fresh->idleExit;
    m_config.maxRuntime = fresh->maxRuntime;
    m_config.keepOnFailure = fresh->keepOnFailure;
    m_reporter.report(Severity::info, "config.reloaded",
        restart.empty() ? "settings read again" : "settings read again; these need a restart: " + restart);
}

void Server::keep()
{
    if (!m_ephemeral || m_config.keepOnFailure.empty())
        return;
    if (Status kept = m_ephemeral->keepAs(m_config.keepOnFailure); !kept)
        m_reporter.report(Severity::error, "tape.not-kept", kept.error().text);
    else
        m_reporter.report(Severity::info, "tape.kept", "the tape is kept as " + m_config.keepOnFailure);
}

} // namespace

ExitCode serve(const Config& config, const Environment& environment, const std::function<Result<Config>()>& reread)
{
    return Server(config, environment, reread).run();
}

} // namespace tapedeck
