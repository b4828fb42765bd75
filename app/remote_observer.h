// RemoteObserver: an engine in another process or on another machine, seen through its HTTP port. It connects, asks and
// is told on a thread of its own; nothing but connect() and the destructor waits.
//
// The functions of Observer are for one thread, as everywhere. When the connection ends, everything that is still out
// is answered with an error, so is what is asked later, and the newest snapshot stays.
#pragma once

#include "engine/base/result.h"
#include "engine/view/observer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tapedeck {

struct RemoteAddress {
    std::string host; // without brackets
    uint16_t port = 8888;
    // "broker.example:8888", "[::1]:8888"
    std::string text() const;
};

// "HOST", "HOST:PORT", "[ADDRESS]:PORT", with or without http:// before it. Errors: invalidArgument, ready to be shown.
Result<RemoteAddress> parseRemoteAddress(std::string_view text);

class RemoteObserver final : public Observer {
public:
    // Waits until the engine has greeted, or some seconds. Whatever goes wrong is a sentence that is ready to be shown:
    // notFound (nothing listens there, or no such host), invalidArgument (the token), unsupported (another version),
    // io. `onLost` is called at most once, from a thread of the observer and not after its destructor has begun: the
    // connection has ended, and why.
    using Lost = std::function<void(const std::string& why)>;
    static Result<std::unique_ptr<RemoteObserver>> connect(
        const RemoteAddress& address, const std::string& token, Lost onLost);
    ~RemoteObserver() override;

    // --- Observer ---
    void watch(bool on) override;
    uint64_t version() const override;
    std::shared_ptr<const Snapshot> snapshot() const override;
    void request(Lookup lookup) override;
    void submit(uint64_t token, Action action) override;
    std::vector<ObserverAnswer> takeAnswers() override;
    void setWake(std::function<void()> wake) override;

private:
    class Link;
    explicit RemoteObserver(std::unique_ptr<Link> link);

    std::unique_ptr<Link> m_link;
};

} // namespace tapedeck
