// The syslog port: lines over TCP, each queued as JSON in `syslogd:<address of the sender>`. Answers nothing.
//
// Loop thread only. Never touches sockets.
#pragma once

#include "engine/base/reporter.h"
#include "engine/broker/broker.h"
#include "engine/net/session.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace tapedeck::restmq {

class SyslogSession;

class SyslogPort final : public SessionFactory {
public:
    // Both must outlive the port; the port must outlive its sessions' use.
    SyslogPort(Broker& broker, Reporter& reporter);
    ~SyslogPort() override;

    std::unique_ptr<Session> makeSession(Connection& connection) override;
    std::string_view protocol() const override { return "syslog"; }

private:
    friend class SyslogSession;
    // Says once in a while that lines are lost, and why.
    void reportLoss(const Error& error, size_t lines);

    Broker& m_broker;
    Reporter& m_reporter;
    uint64_t m_lost = 0;
    Time m_reported;
};

} // namespace tapedeck::restmq
