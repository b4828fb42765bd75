// Everything that belongs to fq: the exchanges, the fq port, the HTTP that is spoken on it.
//
// Loop thread only (or before the loop runs).
#pragma once

#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "engine/net/session.h"
#include "engine/view/observer.h"

#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

class Broker;
class Clients;
class Exchanges;
class Reactor;
class UpstreamList;
namespace fq {
class FqPort;
}

struct FqSettingsOfHost {
    std::string token; // empty: none needed
    std::string node; // empty: derived from the machine and the tape
    bool record = true;
    std::string tapePath; // empty: an ephemeral one
    std::string webRoot; // see fq::FqHttpOptions
    std::vector<std::string> hosts, origins; // see http::GateOptions
};

class FqServices {
public:
    // All references outlive it.
    FqServices(Reactor& reactor, Broker& broker, Clients& clients, Random& random, Reporter& reporter,
        const FqSettingsOfHost& settings);
    ~FqServices();

    fq::FqPort& port();
    Exchanges& exchanges();
    UpstreamList& upstreams();
    // For those who come from now on; see FqSettingsOfHost.
    void setAccess(
        const std::string& token, const std::vector<std::string>& hosts, const std::vector<std::string>& origins);
    // The broker's rows may be others than before.
    void upstreamsChanged();
    // Nothing is pulled from other brokers any more. To be called before the clients are drained.
    void stopPulling();
    // For an observer.
    std::vector<FqClientView> clientViews() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tapedeck
