// A WebSocket on an HTTP connection: Boost.Beast's protocol engine between the bytes of the connection and a handler's
// messages.
//
// Loop thread only. Owned by the session. Limits: engine/base/limits.h.
#pragma once

#include "engine/net/http/exchange.h"

#include <memory>
#include <string_view>

namespace tapedeck::http {

class HttpSession;

class WebSocketStream : public WebSocket {
public:
    // Answers the handshake; `headers` (as in Answer) go with it. A handshake that is wrong is answered with 400 and
    // the connection is closed.
    static std::unique_ptr<WebSocketStream> accept(HttpSession& session, const Request& request,
        std::unique_ptr<WebSocketHandler> handler, std::string_view headers);

    // Bytes from the client.
    virtual void feed(std::string_view bytes) = 0;
    virtual void onRoom() = 0;
    virtual void onPeerClosed() = 0;
    virtual void onDrain() = 0;
    virtual size_t memoryBytes() const = 0;
};

} // namespace tapedeck::http
