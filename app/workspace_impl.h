// The workspace of the window: starts and stops engines on a thread of its own, so that the GUI never waits for a disk.
//
// GUI thread. The callbacks of open() and loadDemo() come on the GUI thread.
#pragma once

#include "app/config.h"
#include "app/engine_host.h"
#include "app/ephemeral_tape.h"
#include "app/remote_observer.h"
#include "app/workspace_transfers.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "engine/base/worker.h"
#include "ui/client/workspace.h"

#include <memory>

namespace tapedeck {

class WorkspaceImpl final : public Workspace {
public:
    // `temporaryDirectory` is where ephemeral tapes go. The reporter outlives the workspace.
    WorkspaceImpl(const Config& config, std::string temporaryDirectory, Reporter& reporter);
    // Closes the tape cleanly; waits for it.
    ~WorkspaceImpl() override;

    // --- Workspace ---
    Observer* observer() override { return m_observer; }
    QString path() const override { return m_path; }
    void open(const QString& path, Done done) override;
    void connectTo(const QString& address, const QString& token, Done done) override;
    void reconnect(Done done) override;
    QString remote() const override { return m_remote; }
    void setOnLost(Lost lost) override { m_onLost = std::move(lost); }
    void readFqd(const QString& path, FqdRead done) override;
    void loadDemo(Done done) override;
    Transfers& transfers() override { return m_transfers; }

    // Closes what is open. Empty, or why it could not be closed cleanly (the sidecar then stays). Waits for it.
    std::string close();

private:
    // An engine and the temporary tape it may stand on, or one that is elsewhere. Used on the worker's thread only.
    struct Engine {
        std::unique_ptr<EphemeralTape> ephemeral;
        std::string path; // empty: ephemeral
        std::unique_ptr<EngineHost> host;
        std::unique_ptr<RemoteObserver> remote; // then there is no host
        RemoteAddress address;
        std::string token;
        uint64_t connection = 0; // numbers those that were tried

        Observer* observer() const { return host ? &host->observer() : static_cast<Observer*>(remote.get()); }
    };
    Result<Engine> start(const std::string& path);
    Result<Engine> reach(const RemoteAddress& address, const std::string& token);
    void stopHost();
    void show(const std::string& problem, Done done);
    void tellLost();

    const Config m_config;
    const std::string m_temporaryDirectory;
    Reporter& m_reporter;
    SystemClock m_clock;
    std::unique_ptr<Random> m_random;
    Engine m_engine;
    WorkspaceTransfers m_transfers; // reads m_engine

    Observer* m_observer = nullptr; // of m_engine, when it runs
    QString m_path, m_remote;
    Lost m_onLost;
    uint64_t m_lastConnection = 0; // the worker's
    uint64_t m_shownConnection = 0; // which one the window has; 0: none
    std::pair<uint64_t, QString> m_lost; // the last one that has ended, and why
    std::unique_ptr<Worker> m_worker; // last: its jobs use the rest
};

} // namespace tapedeck
