// One HTTP connection: reads requests, passes them through the gate, runs the handler of their route, and sends the
// answers in order. One request is served at a time; the next ones wait in the connection's buffer.
//
// Loop thread only.
#pragma once

#include "engine/net/connection.h"
#include "engine/net/http/gate.h"
#include "engine/net/http/http_exchange.h"
#include "engine/net/http/request_reader.h"
#include "engine/net/http/router.h"
#include "engine/net/http/websocket_stream.h"
#include "engine/net/session.h"

#include <memory>
#include <string_view>

namespace tapedeck::http {

class HttpPort;

class HttpSession final : public Session {
public:
    HttpSession(HttpPort& port, Connection& connection);
    ~HttpSession() override;

    // --- Session ---
    Progress onInput(std::string_view input) override;
    bool busy() const override;
    bool inRequest() const override { return m_reader.inRequest() && !m_exchange; }
    size_t memoryBytes() const override;
    void onPeerClosed() override;
    void onDrain() override;
    bool wantsRoom() const override { return m_wantsRoom; }
    void onRoom() override;

    // --- for its exchange ---
    HttpPort& port() { return m_port; }
    Connection& connection() { return m_connection; }
    // Prefix of the names of the queues that the request sees (engine/broker/namespaces.h).
    const std::string& namespacePrefix() const { return m_namespace; }
    uint64_t id() const { return m_id; }
    void writeAnswer(const Answer& answer, bool afterKept);
    // The head of a stream; true if it is chunked.
    bool writeStreamHead(const Answer& head);
    void write(std::string_view bytes);
    void finished(); // the exchange's answer is complete
    void setWantsRoom() { m_wantsRoom = true; }
    void becomeWebSocket(const Request& request, std::unique_ptr<WebSocketHandler> handler, std::string_view headers);
    void roomCame(); // from the port
    void inputMayGoOn() { m_connection.resume(); }

private:
    enum class After : unsigned char { goOn, wait, stop };
    After onHead();
    bool mayPass();
    bool enterNamespace();
    After onBody(std::string_view part);
    bool offerRest();
    After onEnd();
    bool answerWithoutRoute();
    void onRefused(const GateVerdict& verdict);
    void refuse(unsigned status, std::string_view why, RouteFamily* family);
    bool answerPreflight();
    void beginExchange();
    void runHandler();
    void writeHead(const Answer& answer, std::string_view framing, bool close);
    void dropExchange();

    HttpPort& m_port;
    std::shared_ptr<HttpPort*> m_portAlive;
    Connection& m_connection;
    uint64_t m_id;
    Door m_door;
    RequestReader m_reader;
    std::string m_namespace; // of the request that is being served, or of the WebSocket
    Router::Match m_match;
    std::unique_ptr<HttpExchange> m_exchange; // of the request that is being served
    std::unique_ptr<WebSocketStream> m_webSocket;
    bool m_inHandler = false;
    bool m_bodyComplete = false;
    bool m_exchangeDone = false; // answered; the object goes when nothing of it is on the stack
    bool m_wantsRoom = false;
    bool m_stopped = false; // no more requests are served: the connection closes behind the last answer
    bool m_keepAlive = true;
};

} // namespace tapedeck::http
