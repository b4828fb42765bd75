// The table of settings: how each is read and shown.
#include "app/config.h"

#include "engine/base/limits.h"
#include "engine/base/time_forms.h"
#include "engine/base/value_forms.h"

#include <arpa/inet.h>
#include <charconv>
#include <filesystem>
#include <fstream>

namespace tapedeck {

namespace {

Error bad(std::string_view value, std::string_view expected)
{
    return {ErrorCode::invalidArgument, "\"" + std::string(value) + "\" is not " + std::string(expected)};
}

template <typename Int>
bool parseWhole(std::string_view text, Int& out)
{
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

using Text = std::string_view;

Status setText(std::string& out, Text text)
{
    out = text;
    return {};
}

Status setDuration(Duration& out, std::string_view text)
{
    auto parsed = parseDuration(text);
    if (!parsed)
        return bad(text, "a length of time such as 500ms, 30s, 5m, 24h or 1d");
    out = *parsed;
    return {};
}

Status setSize(uint64_t& out, std::string_view text)
{
    auto parsed = parseSize(text);
    if (!parsed)
        return bad(text, "a size such as 64k, 128mb or 1g");
    out = *parsed;
    return {};
}

Status setSwitch(bool& out, std::string_view text)
{
    if (text != "true" && text != "false" && text != "1" && text != "0")
        return bad(text, "true or false");
    out = text == "true" || text == "1";
    return {};
}

template <typename Enum>
struct Word {
    std::string_view word;
    Enum value;
};

template <typename Enum, size_t n>
Status setWord(Enum& out, std::string_view text, const Word<Enum> (&words)[n])
{
    std::string expected = "one of";
    for (const auto& [word, value] : words) {
        if (word == text) {
            out = value;
            return {};
        }
        expected += " " + std::string(word);
    }
    return bad(text, expected);
}

template <typename Enum, size_t n>
std::string showWord(Enum value, const Word<Enum> (&words)[n])
{
    for (const auto& [word, candidate] : words)
        if (candidate == value)
            return std::string(word);
    return {};
}

constexpr Word<SyncChoice> kSyncWords[] = {{"auto", SyncChoice::automatic}, {"full", SyncChoice::full},
    {"normal", SyncChoice::normal}, {"off", SyncChoice::off}};
constexpr Word<LogFormat> kFormatWords[] = {{"text", LogFormat::text}, {"json", LogFormat::json}};
constexpr Word<LogLevel> kLevelWords[] = {
    {"debug", LogLevel::debug}, {"info", LogLevel::info}, {"warning", LogLevel::warning}, {"error", LogLevel::error}};

constexpr Word<ClockChoice> kClockWords[] = {{"system", ClockChoice::system}, {"virtual", ClockChoice::manual}};

Status setTime(Time& out, std::string_view text)
{
    const auto parsed = parseTime(text, Time{}, Duration{});
    if (!parsed)
        return bad(text, "a time such as 2026-07-31T14:03:05Z or epoch seconds");
    out = *parsed;
    return {};
}

std::string showDuration(Duration d)
{
    if (d.micros % 1'000'000 == 0)
        return std::to_string(d.micros / 1'000'000) + "s";
    return std::to_string(d.micros / 1'000) + "ms";
}

std::string showSize(uint64_t bytes)
{
    for (auto [shift, unit] : {std::pair(30, "g"), std::pair(20, "m"), std::pair(10, "k")})
        if (bytes && bytes % (uint64_t{1} << shift) == 0)
            return std::to_string(bytes >> shift) + unit;
    return std::to_string(bytes);
}

Status setListen(ListenSetting& out, std::string_view text)
{
    constexpr std::string_view expected = "HOST:PORT with a numeric HOST or localhost (port 0 = any free one), or off";
    if (text == "off") {
        out.off = true;
        out.isDefault = false;
        return {};
    }
    size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return bad(text, expected);
    std::string host(text.substr(0, colon));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    in6_addr scratch;
    if (host != "localhost" && inet_pton(AF_INET, host.c_str(), &scratch) != 1
        && inet_pton(AF_INET6, host.c_str(), &scratch) != 1)
        return bad(text, expected);
    uint16_t port = 0;
    if (!parseWhole(text.substr(colon + 1), port))
        return bad(text, expected);
    out = {false, host, port, false};
    return {};
}

// Words separated by commas or blanks.
Status setWords(std::vector<std::string>& out, std::string_view text)
{
    out.clear();
    while (!text.empty()) {
        const size_t end = text.find_first_of(", ");
        if (end != 0)
            out.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return {};
}

// Names of files, which may contain blanks.
Status setFiles(std::vector<std::string>& out, std::string_view text)
{
    out.clear();
    while (!text.empty()) {
        const size_t end = text.find(',');
        if (end != 0)
            out.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return {};
}

std::string showWords(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

Status setNode(std::string& out, std::string_view text)
{
    in_addr address{};
    const std::string node(text);
    const bool fits =
        inet_pton(AF_INET, node.c_str(), &address) == 1 && address.s_addr != 0 && !node.starts_with("127.");
    if (!fits && !node.empty()) // empty: derived from the machine and the tape
        return bad(text, "an IPv4 address that is neither 0.0.0.0 nor a loopback address");
    out = node;
    return {};
}

Status setFqWeb(Config& c, std::string_view text)
{
    std::error_code error;
    if (!text.empty() && !std::filesystem::is_directory(text, error))
        return bad(text, "a directory that is there");
    c.fqWeb = text;
    return {};
}

Status setResp(Config& c, std::string_view text)
{
    return setListen(c.resp, text);
}

Status setMaxConnections(Config& c, std::string_view text)
{
    uint64_t n = 0;
    if (!parseWhole(text, n) || n < 1 || n > limits::kConnectionsAllowed)
        return bad(text, "a number from 1 to " + std::to_string(limits::kConnectionsAllowed));
    c.maxConnections = n;
    return {};
}

Status setTokenFile(Config& c, std::string_view path)
{
    c.tokenFile = path;
    std::ifstream file(c.tokenFile);
    std::string token;
    if (!std::getline(file, token) || token.empty())
        return Error{ErrorCode::invalidArgument, "no token in the first line of " + c.tokenFile};
    c.token = token;
    return {};
}

Status setSegmentSize(Config& c, std::string_view text)
{
    uint64_t bytes = 0;
    if (Status status = setSize(bytes, text); !status)
        return status;
    if (bytes < (uint64_t{16} << 20) || bytes > (uint64_t{2} << 30))
        return bad(text, "a size from 16mb to 2gb");
    c.queueDefaults.segmentBytes = bytes;
    return {};
}

Status setReadyFd(Config& c, std::string_view text)
{
    int fd = -1;
    if (!parseWhole(text, fd) || fd < 0)
        return bad(text, "the number of an open descriptor");
    c.readyFd = fd;
    return {};
}

Status setSeed(Config& c, std::string_view text)
{
    uint64_t seed = 0;
    if (!parseWhole(text, seed))
        return bad(text, "a whole number from 0 to 2^64-1");
    c.seed = seed;
    return {};
}

// floki keeps a directory of queues; here everything is in one file, which lies in that directory.
Status setDataDirectory(Config& c, std::string_view text)
{
    if (text.empty())
        return bad(text, "the name of a directory");
    std::string path(text);
    if (path.back() != '/')
        path += '/';
    c.tape = path + "queues.tape";
    return {};
}

Status acceptInterval(Config& c, std::string_view text)
{
    Duration ignored;
    if (Status status = setDuration(ignored, text); !status)
        return status;
    c.unused.emplace_back();
    return {};
}

const ConfigKey kKeys[] = {
    {"tape", "FILE", "The tape to record on; without one the tape is temporary and removed at exit", false, false,
        [](Config& c, Text t) { return setText(c.tape, t); }, [](const Config& c) { return c.tape; }},
    {"resp", "HOST:PORT|off", "Where the RESP port listens; port 0 = any free one", false, false, setResp,
        [](const Config& c) { return c.resp.text(); }},
    {"http", "HOST:PORT|off", "Where the HTTP port listens; port 0 = any free one", false, false,
        [](Config& c, Text t) { return setListen(c.http, t); }, [](const Config& c) { return c.http.text(); }},
    {"http_also", "HOST:PORT|off", "A second address for the HTTP port, such as 127.0.0.1:8080", false, false,
        [](Config& c, Text t) { return setListen(c.httpAlso, t); }, [](const Config& c) { return c.httpAlso.text(); }},
    {"http_hosts", "NAMES", "Names besides localhost under which the HTTP port is reached, separated by commas", false,
        false, [](Config& c, Text t) { return setWords(c.httpHosts, t); },
        [](const Config& c) { return showWords(c.httpHosts); }},
    {"http_origins", "ORIGINS", "Web pages elsewhere that may use the HTTP port, such as https://tools.test", false,
        false, [](Config& c, Text t) { return setWords(c.httpOrigins, t); },
        [](const Config& c) { return showWords(c.httpOrigins); }},
    {"template_env", "NAMES", "Environment variables that templates of responders may read, separated by commas", false,
        false, [](Config& c, Text t) { return setWords(c.templateEnv, t); },
        [](const Config& c) { return showWords(c.templateEnv); }},
    {"http_acl", "FILE", "RestMQ's access control file: who may produce and consume on its routes", false, false,
        [](Config& c, Text t) { return setText(c.httpAcl, t); }, [](const Config& c) { return c.httpAcl; }},
    {"fq", "HOST:PORT|off", "Where the fq port listens; port 0 = any free one", false, false,
        [](Config& c, Text t) { return setListen(c.fq, t); }, [](const Config& c) { return c.fq.text(); }},
    {"fq_node", "ADDRESS", "This broker's name in fq's hop lists, an IPv4 address such as 10.1.2.3", false, false,
        [](Config& c, Text t) { return setNode(c.fqNode, t); }, [](const Config& c) { return c.fqNode; }},
    {"fq_web", "DIRECTORY", "Files that the fq port serves over HTTP, such as fq's own page", false, false, setFqWeb,
        [](const Config& c) { return c.fqWeb; }},
    {"fq_record", "true|false", "Whether what is published on fq's exchanges is kept in queues exchange:NAME", false,
        false, [](Config& c, Text t) { return setSwitch(c.fqRecord, t); },
        [](const Config& c) { return std::string(c.fqRecord ? "true" : "false"); }},
    {"grpc", "HOST:PORT|off", "Where the gRPC port listens; port 0 = any free one", false, false,
        [](Config& c, Text t) { return setListen(c.grpc, t); }, [](const Config& c) { return c.grpc.text(); }},
    {"syslog", "HOST:PORT|off", "Where lines of syslog over TCP are taken; usually 127.0.0.1:25000", false, false,
        [](Config& c, Text t) { return setListen(c.syslog, t); }, [](const Config& c) { return c.syslog.text(); }},
    {"sync", "MODE", "full = on disk before the answer; normal = written, on disk within a second; off = memory only",
        false, false, [](Config& c, Text t) { return setWord(c.sync, t, kSyncWords); },
        [](const Config& c) { return showWord(c.sync, kSyncWords); }},
    {"token", "", "The token that clients must send", true, false,
        [](Config& c, Text t) { return setText(c.token, t); },
        [](const Config& c) { return std::string(c.token.empty() ? "" : "(set)"); }},
    {"token_file", "FILE", "Read the token that clients must send from the first line of FILE", false, false,
        setTokenFile, [](const Config& c) { return c.tokenFile; }},
    {"max_connections", "N", "Refuse further clients above this number", false, false, setMaxConnections,
        [](const Config& c) { return std::to_string(c.maxConnections); }},
    {"message_timeout", "TIME", "New queues: a message not acknowledged for so long is handed out again", false, false,
        [](Config& c, Text t) { return setDuration(c.queueDefaults.ticketTimeout, t); },
        [](const Config& c) { return showDuration(c.queueDefaults.ticketTimeout); }},
    {"segment_size", "SIZE", "New queues: floki's segment size; reported only, the tape cuts its own segments", false,
        false, setSegmentSize, [](const Config& c) { return showSize(c.queueDefaults.segmentBytes); }},
    {"retention_period", "TIME", "New queues: keep what every channel has read for this long (0 = for ever)", false,
        false, [](Config& c, Text t) { return setDuration(c.queueDefaults.retention.softPeriod, t); },
        [](const Config& c) { return showDuration(c.queueDefaults.retention.softPeriod); }},
    {"retention_size", "SIZE", "New queues: keep this much of what every channel has read (0 = all)", false, false,
        [](Config& c, Text t) { return setSize(c.queueDefaults.retention.softBytes, t); },
        [](const Config& c) { return showSize(c.queueDefaults.retention.softBytes); }},
    {"hard_retention_period", "TIME", "New queues: remove messages older than this, read or not (0 = never)", false,
        false, [](Config& c, Text t) { return setDuration(c.queueDefaults.retention.hardPeriod, t); },
        [](const Config& c) { return showDuration(c.queueDefaults.retention.hardPeriod); }},
    {"hard_retention_size", "SIZE", "New queues: remove the oldest messages above this size, read or not (0 = never)",
        false, false, [](Config& c, Text t) { return setSize(c.queueDefaults.retention.hardBytes, t); },
        [](const Config& c) { return showSize(c.queueDefaults.retention.hardBytes); }},
    {"ready_file", "FILE", "Write the endpoints as JSON to FILE when ready", false, false,
        [](Config& c, Text t) { return setText(c.readyFile, t); }, [](const Config& c) { return c.readyFile; }},
    {"ready_fd", "N", "Write the READY line to descriptor N as well, then close it", false, false, setReadyFd,
        [](const Config& c) { return c.readyFd < 0 ? std::string() : std::to_string(c.readyFd); }},
    {"log_format", "FORMAT", "text or json, on stderr", false, false,
        [](Config& c, Text t) { return setWord(c.logFormat, t, kFormatWords); },
        [](const Config& c) { return showWord(c.logFormat, kFormatWords); }},
    {"log_level", "LEVEL", "debug, info, warning or error", false, false,
        [](Config& c, Text t) { return setWord(c.logLevel, t, kLevelWords); },
        [](const Config& c) { return showWord(c.logLevel, kLevelWords); }},
    {"idle_exit", "TIME", "Stop after so long without a client (0 = never)", false, false,
        [](Config& c, Text t) { return setDuration(c.idleExit, t); },
        [](const Config& c) { return showDuration(c.idleExit); }},
    {"max_runtime", "TIME", "Stop after this time and exit with 5 (0 = never)", false, false,
        [](Config& c, Text t) { return setDuration(c.maxRuntime, t); },
        [](const Config& c) { return showDuration(c.maxRuntime); }},
    {"exit_with_parent", "", "Stop when the process that started this one ends", false, false,
        [](Config& c, Text t) { return setSwitch(c.exitWithParent, t); },
        [](const Config& c) { return std::string(c.exitWithParent ? "true" : "false"); }},
    {"keep_on_failure", "FILE", "Keep a temporary tape as FILE if the program ends with another code than 0", false,
        false, [](Config& c, Text t) { return setText(c.keepOnFailure, t); },
        [](const Config& c) { return c.keepOnFailure; }},
    {"seed", "N", "Draw tickets and keys from this seed: repeatable, and guessable", false, false, setSeed,
        [](const Config& c) { return c.seed ? std::to_string(*c.seed) : std::string(); }},
    {"clock", "system|virtual", "virtual: time stands still until POST /api/v1/clock/advance moves it", false, false,
        [](Config& c, Text t) { return setWord(c.clock, t, kClockWords); },
        [](const Config& c) { return showWord(c.clock, kClockWords); }},
    {"clock_start", "TIME", "Where a virtual clock begins", false, false,
        [](Config& c, Text t) { return setTime(c.clockStart, t); },
        [](const Config& c) { return formatTime(c.clockStart); }},
    {"defs", "FILES", "Files that declare queues, channels, exchanges and bindings, separated by commas", false, false,
        [](Config& c, Text t) { return setFiles(c.definitionFiles, t); },
        [](const Config& c) { return showWords(c.definitionFiles); }},
    {"bind_address", "", "floki's name of resp", false, true, setResp, nullptr},
    {"data_directory", "", "floki's directory: the tape is queues.tape in it", false, true, setDataDirectory, nullptr},
    {"monitor_interval", "", "floki's polling interval; not needed", false, true, acceptInterval, nullptr},
    {"maintenance_interval", "", "floki's polling interval; not needed", false, true, acceptInterval, nullptr},
};

} // namespace

bool ListenSetting::loopback() const
{
    if (off || host == "localhost" || host == "::1")
        return true;
    in_addr v4;
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    return false;
}

std::string ListenSetting::text() const
{
    if (off)
        return "off";
    bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::span<const ConfigKey> configKeys()
{
    return kKeys;
}

const ConfigKey* findConfigKey(std::string_view name)
{
    for (const ConfigKey& key : kKeys)
        if (key.name == name)
            return &key;
    return nullptr;
}

std::string flagName(const ConfigKey& key)
{
    std::string flag = "--";
    for (char c : key.name)
        flag += c == '_' ? '-' : c;
    return flag;
}

std::string variableName(const ConfigKey& key)
{
    std::string variable = "TAPEDECK_";
    for (char c : key.name)
        variable += c == '_' ? '_' : static_cast<char>(c - 'a' + 'A');
    return variable;
}

} // namespace tapedeck
