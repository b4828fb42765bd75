// One running engine: the tape, its threads, the broker, its ports and its observer. The only place that constructs
// them.
//
// start() and stop() on one thread, which is not the loop's; observer() is for the observer's thread (view/observer.h).
#pragma once

#include "app/declarations.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "engine/base/result.h"
#include "engine/log/journal.h"
#include "engine/queue/settings.h"
#include "engine/view/observer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

enum class PortKind : unsigned char { resp, http, fq, grpc, syslog };

// A port to be opened.
struct PortRequest {
    PortKind kind = PortKind::resp;
    std::string host; // a numeric address, or "localhost" for both loopbacks
    uint16_t port = 0; // 0 = any free one
    bool isDefault = false; // nobody asked for this one
    bool mayMove = false; // take the next free port when it is in use, and say so (Endpoint::moved)
};

struct EngineOptions {
    std::string tapePath; // created if it does not exist
    bool ephemeral = false; // the caller removes the file afterwards
    SyncMode sync = SyncMode::full;
    QueueSettings defaults;
    std::vector<PortRequest> ports;
    std::vector<std::string> httpHosts, httpOrigins; // see http::GateOptions
    std::string httpAcl; // RestMQ's access control file; empty = none
    std::string fqNode; // this broker's name in fq's hop lists; empty = derived from the machine and the tape
    std::string fqWeb; // directory whose files the fq port serves over HTTP; empty = none
    bool fqRecord = true; // see Exchanges::Options
    std::string token; // empty: none needed
    // Where the broker's clock begins that then stands still until it is told to move; nothing: it is the given clock.
    std::optional<Time> clockStart;
    uint32_t connectionsMax = limits::kConnectionsMax;
    // Which variables the templates of responders may read; see TemplateEnvironment. Empty: none.
    std::function<std::optional<std::string>(std::string_view)> templateEnvironment;
    // Applied before the first port is opened, so that nobody sees the broker without it. May be empty.
    std::function<Status(const DeclarationTargets&)> prepare;
    Duration drainPatience = Duration::seconds(5); // for clients that do not take their last answers
};

// What can change while it runs.
struct RuntimeSettings {
    QueueSettings defaults;
    std::string token;
    std::vector<std::string> httpHosts, httpOrigins;
};

class EngineHost {
public:
    // Opens (recovers) the tape, binds the ports and starts the threads. All three references outlive the host.
    // Errors: inUse, notATape, unsupported, damaged, io, storageFull, cannotBind.
    static Result<std::unique_ptr<EngineHost>> start(
        EngineOptions options, const Clock& clock, Random& random, Reporter& reporter);
    // Ends like stop() if that has not been called.
    ~EngineHost();

    const std::vector<Endpoint>& endpoints() const;
    Observer& observer();
    // Runs `job` on the loop.
    void post(std::function<void()> job);
    // The same with what declarations act upon; waits for it and returns what it returned. Not on the loop.
    Status onLoop(std::function<Status(const DeclarationTargets&)> job);
    // For new queues and for clients that come from now on. Waits until it holds. Not on the loop.
    void change(const RuntimeSettings& settings);
    // For jobs on the loop only.
    Broker& broker();
    // Clients connected now. Any thread.
    size_t clientCount() const;

    // Drains the clients, seals everything into the tape, closes it and ends the threads. Waits for it (as long as the
    // disk and drainPatience need). On an error the sidecar stays, and the next opening recovers from it. A second call
    // returns what the first did.
    Status stop();
    // The same without waiting: `done` is called from a thread of the host once the loop has nothing more to do; then
    // stop() returns at once or soon.
    void beginStop(std::function<void()> done);

private:
    struct State;
    explicit EngineHost(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace tapedeck
