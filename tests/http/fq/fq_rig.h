// The HTTP routes of fq on two free loopback ports: an HTTP port with the prefix "/fq", and an fq port, on which they
// have none. Behind them are a broker in memory and real exchanges.
#pragma once

#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "engine/net/http/fq/fq_http.h"
#include "tests/support/fq_wire_client.h"
#include "tests/support/http_client.h"
#include "tests/support/http_test_server.h"

#include <QRegularExpression>
#include <QString>
#include <QTest>

#include <memory>
#include <string>
#include <string_view>

namespace tapedeck::fq {

class FqRig {
public:
    explicit FqRig(std::string webRoot = {})
        : exchanges(server.broker, random, reporter, Exchanges::Options{false})
        , fqHttp(server.reactor(), server.broker, *server.clients, http::HttpOptions{})
        , fqPort(server.reactor(), server.broker, exchanges, random, &fqHttp, FqOptions{kNode, {}})
        , withPrefix(*server.http, exchanges, random, {"/fq", kNode, [this] { return fqPort.clients(); }, {}})
        , withoutPrefix(fqHttp, exchanges, random, {"", kNode, [this] { return fqPort.clients(); }, std::move(webRoot)})
    {
        auto opened = Listener::open(server.reactor(), *server.clients, fqPort, ListenAddress{"127.0.0.1", 0});
        CHECK(opened.ok());
        listener = std::move(*opened);
        server.start();
    }
    ~FqRig()
    {
        // The sessions end before what they use.
        server.onLoop([this] {
            listener->close();
            for (const ClientInfo& client : server.clients->list())
                server.clients->closeClient(client.id);
        });
        CHECK(server.eventually([this] { return server.clients->count() == 0; }));
        server.onLoop([this] { listener.reset(); });
    }

    uint16_t port() const { return listener->port(); }

    // Loop thread only (onLoop).
    SharedQueuePtr makeQueue(const std::string& name, FqSettings settings = {}, QueueKind kind = QueueKind::mem)
    {
        return server.onLoop([&] {
            const auto queue = exchanges.create(name, kind, settings);
            CHECK(queue.ok());
            return *queue;
        });
    }
    BindingId bind(const std::string& exchange, const SharedQueuePtr& queue, const std::string& program)
    {
        return server.onLoop([&] {
            const auto parsed = Program::parse(program);
            CHECK(parsed);
            const auto id = exchanges.bind(exchange, queue, *parsed, Exchanges::Keep::unchanged, false);
            CHECK(id.ok());
            return *id;
        });
    }
    const FakeBroker::Queue& stored(const SharedQueuePtr& queue)
    {
        return static_cast<const FakeBroker::Queue&>(*queue->queue());
    }

    static constexpr NodeId kNode{0x0a000007};
    HttpTestServer server;
    SeededRandom random{1};
    SilentReporter reporter;
    Exchanges exchanges;
    http::HttpPort fqHttp;
    FqPort fqPort;
    FqHttp withPrefix, withoutPrefix;
    std::unique_ptr<Listener> listener;
};

inline QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

// The document with the measured times taken out.
inline QByteArray timeless(const std::string& document)
{
    static const QRegularExpression time("\"avg_ns\":[0-9]+");
    return QString::fromStdString(document).replace(time, "\"avg_ns\":0").toUtf8();
}

} // namespace tapedeck::fq
