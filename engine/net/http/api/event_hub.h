// EventHub: tells the listeners of /api/v1/events what changed. The broker is asked once for all of them, at most every
// 100 ms, and only while somebody listens.
//
// Loop thread only.
#pragma once

#include "engine/base/units.h"
#include "engine/broker/broker.h"

#include <vector>

namespace tapedeck::http {
class HttpPort;
}

namespace tapedeck::api {

class EventStream;

inline constexpr Duration kEventsEvery = Duration::millis(100);

class EventHub {
public:
    explicit EventHub(http::HttpPort& port)
        : m_port(port)
    {
    }

    void add(EventStream& stream);
    void remove(EventStream& stream);
    // Notes for every listener what changed since the last call.
    void collect();

private:
    http::HttpPort& m_port;
    std::vector<EventStream*> m_streams;
};

} // namespace tapedeck::api
