// The tape that is open, as the window sees it: implemented by app/, which constructs and ends engines.
// GUI thread. No call may take longer than 8 ms: what takes longer answers later through its callback, on the GUI
// thread.
#pragma once

#include <QString>

#include <functional>

namespace tapedeck {

class Observer;

class Workspace {
public:
    // `error` is empty when it worked, else a sentence that is shown as it is.
    using Done = std::function<void(const QString& error)>;

    virtual ~Workspace() = default;

    // The running engine. Null while nothing is open (during open(), or after it failed with nothing to go back to).
    // Stays valid until the next call of open().
    virtual Observer* observer() = 0;
    // Absolute path of the open tape; empty for an ephemeral one.
    virtual QString path() const = 0;
    // Closes what is open and opens `path` (empty: a new ephemeral tape). The caller has detached itself from
    // observer() before. When it fails, what was open before is open again if that is possible. One call at a time.
    virtual void open(const QString& path, Done done) = 0;
    // Publishes the demo traffic into the open tape.
    virtual void loadDemo(Done done) = 0;
};

} // namespace tapedeck
