// A window that is elsewhere: an observer of the engine over a WebSocket. What travels is engine/view/observer_wire.h.
#include "engine/net/http/api/observe.h"

#include "engine/net/connection.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"
#include "engine/net/reactor.h"
#include "engine/view/observer_wire.h"

#include <deque>
#include <utility>

namespace tapedeck::api {

namespace {

constexpr unsigned kProtocolError = 1002;

// Sends only what the client takes: answers wait in the engine, and a snapshot is begun when the one before has left.
class ObserveSocket final : public http::WebSocketHandler {
public:
    ObserveSocket(NativeApi& api, std::unique_ptr<Observer> observer)
        : m_reactor(api.port().reactor)
        , m_counted(api.observing())
        , m_observer(std::move(observer))
        , m_self(std::make_shared<ObserveSocket*>(this))
    {
    }
    ~ObserveSocket() override
    {
        m_observer->setWake({});
        *m_self = nullptr;
    }

    void onOpen(http::WebSocket& socket) override
    {
        m_socket = &socket;
        m_message = wire::encodeReply(wire::ownHello(programVersion()));
        m_observer->setWake([this] { pumpLater(); });
        pump();
    }
    void onMessage(std::string_view part, bool isText) override
    {
        if (isText)
            return refuse("A message is text.");
        auto message = m_incoming.add(part);
        if (!message)
            return refuse(message.error().text);
        if (!*message)
            return;
        auto request = wire::decodeRequest(**message, m_utcOffset);
        if (!request)
            return refuse(request.error().text);
        if (m_greeted == std::holds_alternative<wire::Hello>(*request))
            return refuse(m_greeted ? "The greeting came twice." : "The greeting is missing.");
        std::visit([this](auto& what) { take(std::move(what)); }, *request);
    }
    void onRoom() override { pump(); }

private:
    void take(wire::Hello hello)
    {
        if (const Status fits = wire::checkHello(hello); !fits)
            return refuse(fits.error().text);
        m_utcOffset = hello.utcOffset;
        m_greeted = true;
    }
    void take(wire::Watch watch)
    {
        m_watching = watch.on;
        m_observer->watch(watch.on);
        pump(); // one that came while nobody watched is still announced
    }
    void take(Lookup lookup) { m_observer->request(std::move(lookup)); }
    void take(wire::Submit submit)
    {
        if (!std::holds_alternative<action::SaveCopy>(submit.action))
            return m_observer->submit(submit.token, std::move(submit.action));
        ActionAnswer refused;
        refused.token = submit.token;
        refused.status = Error{ErrorCode::unsupported,
            "The copy would be written on the machine of the broker, not on this one. Save it in a window there."};
        m_answers.push_back(std::move(refused));
        pump();
    }

    void refuse(std::string_view why) { m_socket->close(kProtocolError, why); }

    // From within the observer's calls.
    void pumpLater()
    {
        m_reactor.post([self = std::weak_ptr(m_self)] {
            if (const auto socket = self.lock(); socket && *socket)
                (*socket)->pump();
        });
    }

    void pump()
    {
        while (m_socket && !m_socket->full()) {
            if (m_sent >= m_message.size() && !prepare())
                return;
            m_socket->sendBinary(wire::takePart(m_message, m_sent));
        }
    }

    // The next message that is to be sent; false if there is none.
    bool prepare()
    {
        m_message.clear();
        m_sent = 0;
        if (m_answers.empty())
            for (ObserverAnswer& answer : m_observer->takeAnswers())
                m_answers.push_back(std::move(answer));
        if (m_snapshots.idle() && m_watching && m_observer->version() != m_version) {
            auto snapshot = m_observer->snapshot();
            m_version = snapshot->version;
            m_snapshots.begin(std::move(snapshot));
        }
        if (!m_answers.empty()) {
            m_message = wire::encodeReply(m_answers.front());
            m_answers.pop_front();
            return true;
        }
        if (m_snapshots.idle())
            return false;
        m_message = m_snapshots.next();
        return true;
    }

    Reactor& m_reactor;
    const std::shared_ptr<const int> m_counted;
    const std::unique_ptr<Observer> m_observer;
    const std::shared_ptr<ObserveSocket*> m_self; // null once it is gone
    http::WebSocket* m_socket = nullptr;
    wire::PartJoiner m_incoming{wire::kRequestBytesMax};
    Duration m_utcOffset;
    bool m_greeted = false, m_watching = false;

    std::deque<ObserverAnswer> m_answers;
    wire::SnapshotSender m_snapshots;
    uint64_t m_version = 0; // of the last one that was begun
    std::string m_message; // being sent
    size_t m_sent = 0; // of it
};

} // namespace

void observe(NativeApi& api, Exchange& exchange)
{
    QueryReader query(exchange.request(), exchange.broker().now());
    if (!answerIfFailed(exchange, query.finish()))
        return;
    const NativeApiOptions& options = api.options();
    if (!options.observers)
        return answerProblem(exchange, {400, "unsupported", "Not supported", "This broker cannot be observed."});
    if (!exchange.asksForWebSocket())
        return answerProblem(exchange,
            {426, "upgrade-required", "A WebSocket is required", "This path is a WebSocket, for a window elsewhere."});
    if (static_cast<size_t>(api.observing().use_count()) > options.observersMax)
        return answerProblem(exchange,
            {429, "limit-reached", "Too many windows",
                std::to_string(options.observersMax) + " windows are connected already; close one of them."});
    ClientInfo& client = exchange.connection().info();
    client.lastCommand = kObserveCommand;
    if (client.name.empty())
        client.name = "window";
    exchange.upgrade(std::make_unique<ObserveSocket>(api, options.observers()));
}

} // namespace tapedeck::api
