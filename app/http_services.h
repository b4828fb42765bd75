// Everything that is served on the HTTP port: puts the families of protocols together.
//
// Loop thread only (or before the loop runs).
#pragma once

#include "engine/base/reporter.h"
#include "engine/base/result.h"
#include "engine/net/http/http_port.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck {

class ClockControl;
class FqServices;
class Clock;
class Mock;
class Observer;
class Random;

struct HttpSettings {
    std::string token; // empty: none needed
    std::vector<std::string> hosts, origins; // see http::GateOptions
    std::string aclFile; // RestMQ's; empty = none
    // What the program listens on, as {"RESP", "127.0.0.1:9797"}; asked for each time.
    std::function<std::vector<std::pair<std::string, std::string>>()> endpoints;
    Random* random = nullptr; // for the ids of messages; outlives the services
    ClockControl* clock = nullptr; // null: time goes by
    const Clock* brokerClock = nullptr; // null: the loop's
    Mock* mock = nullptr; // null: neither faults nor responders
    std::function<std::unique_ptr<Observer>()> observers; // see api::NativeApiOptions
};

class HttpServices {
public:
    // All references outlive it.
    HttpServices(
        Reactor& reactor, Broker& broker, Clients& clients, FqServices& fq, Reporter& reporter, HttpSettings settings);
    ~HttpServices();

    // Reads what the settings name. Errors: io, invalidArgument.
    Status open();
    http::HttpPort& port();
    SessionFactory& syslog();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tapedeck
