// The real program as a child process: started, killed, ended, and asked for its port.
// One thread. Never leaves a child behind: the destructor kills it.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tapedeck {

class BrokerProcess {
public:
    // Starts `program serve ARGUMENTS --resp 127.0.0.1:0 --http 127.0.0.1:0 --fq 127.0.0.1:0 --grpc 127.0.0.1:0`; its
    // log is appended to `logPath`. Does not wait. Errors: io.
    static Result<BrokerProcess> start(
        const std::string& program, const std::vector<std::string>& arguments, const std::string& logPath);
    BrokerProcess(BrokerProcess&& other) noexcept;
    BrokerProcess& operator=(BrokerProcess&& other) noexcept;
    ~BrokerProcess();

    // Waits for the READY line. Errors: io (it ended before; timeout).
    Status waitReady(Duration timeout);
    uint16_t port() const { return m_port; } // RESP
    uint16_t httpPort() const { return m_httpPort; }
    uint16_t fqPort() const { return m_fqPort; }
    pid_t pid() const { return m_pid; }

    void kill9();
    // SIGTERM, then waits. The exit code, or an Error when it was ended by a signal or takes longer.
    Result<int> terminate(Duration timeout);

private:
    BrokerProcess() = default;
    pid_t m_pid = -1;
    int m_output = -1;
    uint16_t m_port = 0;
    uint16_t m_httpPort = 0;
    uint16_t m_fqPort = 0;
};

} // namespace tapedeck
