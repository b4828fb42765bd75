// The tape that is open, or the engine elsewhere that is connected, as the window sees it: implemented by app/, which
// constructs and ends engines.
// GUI thread. No call may take longer than 8 ms: what takes longer answers later through its callback, on the GUI
// thread.
#pragma once

#include "engine/view/observer.h"
#include "ui/client/transfers.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <string>
#include <vector>

namespace tapedeck {

// What the configuration of an fqd holds, as the actions that make the same here.
struct FqdPlan {
    std::vector<action::CreateSharedQueue> queues;
    std::vector<action::Bind> bindings;
    std::vector<action::AddUpstream> upstreams;
    std::vector<std::string> skipped; // what is left out and why; raw bytes
    uint64_t skippedCount = 0; // may be more than are told
};

class Workspace {
public:
    // `error` is empty when it worked, else a sentence that is shown as it is.
    using Done = std::function<void(const QString& error)>;

    virtual ~Workspace() = default;

    // The running engine. Null while nothing is open (during open(), or after it failed with nothing to go back to).
    // Stays valid until the next call of open(), connectTo() or reconnect().
    virtual Observer* observer() = 0;
    // Absolute path of the open tape; empty for an ephemeral one, and for an engine elsewhere.
    virtual QString path() const = 0;
    // Closes what is open and opens `path` (empty: a new ephemeral tape). The caller has detached itself from
    // observer() before. When it fails, what was open before is open again if that is possible. One call at a time.
    virtual void open(const QString& path, Done done) = 0;

    // Closes what is open and shows the engine that listens at `address` ("HOST:PORT", of its HTTP port). The caller
    // has detached itself, as for open(). When it fails, what was open before is still open. One call at a time, open()
    // included.
    virtual void connectTo(const QString& address, const QString& token, Done done) = 0;
    // The same with the address and the token of the last connectTo() that worked.
    virtual void reconnect(Done done) = 0;
    // "HOST:PORT" of the engine that connectTo() has reached, also when its connection is lost; else empty.
    virtual QString remote() const = 0;
    // `lost` is called on the GUI thread when that connection has ended, with a sentence. observer() stays valid: it
    // keeps the newest snapshot, and refuses everything.
    using Lost = std::function<void(const QString& why)>;
    virtual void setOnLost(Lost lost) = 0;

    // Reads the configuration database of an fqd; nothing is changed by it.
    using FqdRead = std::function<void(const QString& error, const FqdPlan& plan)>;
    virtual void readFqd(const QString& path, FqdRead done) = 0;
    // Publishes the demo traffic into the open tape.
    virtual void loadDemo(Done done) = 0;
    // Files of messages. Work that is under way is cancelled when another tape is opened.
    virtual Transfers& transfers() = 0;
};

} // namespace tapedeck
