#include "app/run.h"

#include "app/child_process.h"
#include "app/command.h"
#include "app/descriptors.h"
#include "app/engine_settings.h"
#include "app/ephemeral_tape.h"
#include "app/log_reporter.h"
#include "app/terminal.h"
#include "engine/log/check.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace tapedeck {

namespace fs = std::filesystem;

namespace {

constexpr int kCannotExecute = 126, kNotFound = 127; // as shells say it
constexpr Duration kTermPatience = Duration::seconds(5); // from SIGTERM to SIGKILL when max_runtime is over

std::string joined(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

// As in a URL: everything but letters and digits.
std::string percentEncoded(std::string_view text)
{
    std::string out;
    char buffer[4];
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            out += c;
        } else {
            std::snprintf(buffer, sizeof buffer, "%%%02X", static_cast<unsigned char>(c));
            out += buffer;
        }
    }
    return out;
}

// What only this run decides: nothing is kept unless asked for, and no port collides with anything.
Config withOwnPorts(Config config)
{
    config.tape.clear();
    if (config.sync == SyncChoice::full || config.sync == SyncChoice::normal)
        config.sync = SyncChoice::automatic;
    for (auto& [name, port] : portSettings(config)) {
        const auto origin = config.origins.find(name);
        const bool asked = origin != config.origins.end() && origin->second.starts_with("flag ");
        if (!asked && !port->off)
            *port = {false, "127.0.0.1", 0};
    }
    return config;
}

class RunSession {
public:
    RunSession(Config config, const Environment& environment, const RunOptions& options,
        const std::vector<RunEvaluation>& evaluations)
        : m_config(withOwnPorts(std::move(config)))
        , m_environment(environment)
        , m_options(options)
        , m_evaluations(evaluations)
        , m_reporter(m_config.logLevel)
        , m_random(makeRandom(m_config))
    {
    }

    int run();

private:
    ExitCode startBroker();
    Status loadFixture();
    ChildProcess::Variables variables() const;
    int runChild();
    int awaitChild();
    void addCommandCheck(int code, double seconds, const std::string& problem);
    ExitCode stopBroker();
    void keepRecording(bool failed);
    void tell(int code) const;
    ExitCode writeReports() const;

    const Config m_config;
    const Environment& m_environment;
    const RunOptions& m_options;
    const std::vector<RunEvaluation>& m_evaluations;
    ChildProcess m_child; // before the broker's threads
    TailReporter m_reporter;
    SystemClock m_clock;
    std::unique_ptr<Random> m_random;
    std::unique_ptr<EphemeralTape> m_tape;
    std::unique_ptr<EngineHost> m_host;
    RunReport m_report;
};

int RunSession::run()
{
    std::error_code error;
    if (m_options.record != RunOptions::Record::never && fs::exists(m_options.recordAs, error))
        return static_cast<int>(
            fail(ExitCode::storage, "--record: " + m_options.recordAs + " exists already and is not overwritten"));
    if (const ExitCode started = startBroker(); started != ExitCode::ok)
        return static_cast<int>(started);
    int code = runChild();
    for (const RunEvaluation& evaluate : m_evaluations) {
        std::vector<RunCheck> checks = evaluate(*m_host);
        std::move(checks.begin(), checks.end(), std::back_inserter(m_report.checks));
    }
    if (code == 0 && !m_report.passed())
        code = static_cast<int>(ExitCode::failed);
    const ExitCode stopped = stopBroker();
    if (code == 0)
        code = static_cast<int>(stopped);
    if (code != 0)
        m_report.logTail = m_reporter.text();
    keepRecording(code != 0);
    tell(code);
    const ExitCode written = writeReports();
    return code == 0 ? static_cast<int>(written) : code;
}

ExitCode RunSession::startBroker()
{
    raiseDescriptorLimit();
    auto tape = EphemeralTape::create(m_environment.get("TMPDIR").value_or("/tmp"));
    if (!tape)
        return fail(ExitCode::storage, tape.error().text);
    m_tape = std::move(*tape);
    if (!m_options.load.empty())
        if (const Status loaded = loadFixture(); !loaded)
            return fail(exitCodeOf(loaded.error()), "--load: " + loaded.error().text);
    EngineOptions options = engineOptions(m_config, m_tape->path(), true);
    options.drainPatience = Duration::seconds(1); // what the command left behind may stay connected
    auto host = EngineHost::start(std::move(options), m_clock, *m_random, m_reporter);
    if (!host)
        return fail(startExitCode(host.error()), host.error().text);
    m_host = std::move(*host);
    return ExitCode::ok;
}

// A copy, with what a run that did not end properly left beside it: the fixture itself is never changed.
Status RunSession::loadFixture()
{
    if (const auto info = tapeInfo(m_options.load); !info) // it is a tape, and nobody is writing to it
        return info.error();
    std::error_code error;
    for (const char* part : {"", "-live"}) {
        if (*part && !fs::exists(m_options.load + part, error))
            continue;
        fs::copy_file(m_options.load + part, m_tape->path() + part, error);
        if (!error)
            fs::permissions(m_tape->path() + part, fs::perms::owner_read | fs::perms::owner_write, error);
        if (error)
            return Error{ErrorCode::io, "cannot copy " + m_options.load + part + ": " + error.message()};
    }
    return {};
}

ChildProcess::Variables RunSession::variables() const
{
    ChildProcess::Variables out = m_environment.variables();
    const auto first = [&](std::string_view protocol) -> std::string {
        for (const Endpoint& endpoint : m_host->endpoints())
            if (endpoint.protocol == protocol)
                return endpoint.address;
        return {};
    };
    for (const char* name :
        {"REDIS_URL", "TAPEDECK_RESP_URL", "TAPEDECK_HTTP_URL", "TAPEDECK_FQ_ADDR", "TAPEDECK_GRPC_ADDR"})
        out.erase(name); // a port that is off must not lead to another broker
    if (const std::string resp = first("RESP"); !resp.empty()) {
        const std::string password = m_config.token.empty() ? "" : ":" + percentEncoded(m_config.token) + "@";
        out["REDIS_URL"] = "redis://" + password + resp;
        out["TAPEDECK_RESP_URL"] = "redis://" + resp;
    }
    if (const std::string http = first("HTTP"); !http.empty())
        out["TAPEDECK_HTTP_URL"] = "http://" + http;
    if (const std::string fq = first("fq"); !fq.empty())
        out["TAPEDECK_FQ_ADDR"] = fq;
    if (const std::string grpc = first("gRPC"); !grpc.empty())
        out["TAPEDECK_GRPC_ADDR"] = grpc;
    if (!m_config.token.empty())
        out["TAPEDECK_TOKEN"] = m_config.token;
    return out;
}

int RunSession::runChild()
{
    const Duration begun = m_clock.monotonic();
    const auto seconds = [&] { return static_cast<double>(m_clock.monotonic().micros - begun.micros) / 1e6; };
    if (const Status started = m_child.start(m_options.command, variables()); !started) {
        const int code = started.error().code == ErrorCode::notFound ? kNotFound : kCannotExecute;
        addCommandCheck(code, seconds(), started.error().text);
        return code;
    }
    const int code = awaitChild();
    std::string problem;
    if (code == -1)
        problem = "ran longer than max_runtime and was ended";
    else if (code > 128)
        problem = "was ended by signal " + std::to_string(code - 128) + " (" + strsignal(code - 128) + ")";
    else if (code != 0)
        problem = "ended with code " + std::to_string(code);
    addCommandCheck(code, seconds(), problem);
    return code == -1 ? static_cast<int>(ExitCode::timedOut) : code;
}

// The shell's code; -1 when its time was over.
int RunSession::awaitChild()
{
    if (m_config.maxRuntime.micros == 0)
        return ChildProcess::shellCode(*m_child.wait(std::nullopt));
    if (const auto status = m_child.wait(m_config.maxRuntime))
        return ChildProcess::shellCode(*status);
    m_child.signal(SIGTERM);
    if (!m_child.wait(kTermPatience)) {
        m_child.signal(SIGKILL);
        m_child.wait(std::nullopt);
    }
    return -1;
}

void RunSession::addCommandCheck(int code, double seconds, const std::string& problem)
{
    RunCheck check;
    check.name = "command: " + joined(m_options.command);
    check.passed = code == 0;
    check.seconds = seconds;
    check.message = problem;
    m_report.checks.push_back(std::move(check));
}

ExitCode RunSession::stopBroker()
{
    const Status stopped = m_host->stop();
    m_host.reset();
    return stopped ? ExitCode::ok : fail(exitCodeOf(stopped.error()), stopped.error().text);
}

void RunSession::keepRecording(bool failed)
{
    const bool wanted =
        m_options.record == RunOptions::Record::always || (m_options.record == RunOptions::Record::onFailure && failed);
    if (!wanted)
        return;
    if (const Status kept = m_tape->keepAs(m_options.recordAs); !kept)
        fail(ExitCode::storage, kept.error().text);
    else
        m_report.recording = m_options.recordAs;
}

void RunSession::tell(int code) const
{
    for (const RunCheck& check : m_report.checks) {
        if (check.passed)
            continue;
        fail(ExitCode::failed, check.name + ": " + check.message);
        if (!check.details.empty())
            std::fputs((visibleLines(check.details) + "\n").c_str(), stderr);
    }
    if (code != 0 && !m_report.logTail.empty())
        std::fputs(("tapedeck: last lines of the broker's log:\n" + m_report.logTail).c_str(), stderr);
    if (!m_report.recording.empty())
        fail(ExitCode::ok, "the recording is kept as " + m_report.recording);
}

ExitCode RunSession::writeReports() const
{
    ExitCode code = ExitCode::ok;
    const auto write = [&](const std::string& path, const std::string& text, std::ios::openmode mode) {
        std::ofstream file(path, std::ios::binary | mode);
        if (!(file << text) || !file.flush())
            code = fail(ExitCode::storage, "cannot write " + path);
    };
    if (!m_options.junit.empty())
        write(m_options.junit, junitXml(m_report), std::ios::trunc);
    if (m_environment.get("GITHUB_ACTIONS") == "true") {
        print(githubAnnotations(m_report));
        std::fflush(stdout);
        if (const auto summary = m_environment.get("GITHUB_STEP_SUMMARY"))
            write(*summary, githubSummary(m_report), std::ios::app);
    }
    return code;
}

} // namespace

Status parseRecord(std::string_view text, RunOptions& options)
{
    const size_t colon = text.find(':');
    const std::string_view when = text.substr(0, colon);
    if (colon == std::string_view::npos || colon + 1 == text.size() || (when != "on-failure" && when != "always"))
        return Error{ErrorCode::invalidArgument,
            "--record: \"" + std::string(text) + "\" is neither on-failure:FILE nor always:FILE"};
    options.record = when == "always" ? RunOptions::Record::always : RunOptions::Record::onFailure;
    options.recordAs = text.substr(colon + 1);
    return {};
}

int runCommandWithBroker(Config config, const Environment& environment, const RunOptions& options,
    const std::vector<RunEvaluation>& evaluations)
{
    return RunSession(std::move(config), environment, options, evaluations).run();
}

} // namespace tapedeck
