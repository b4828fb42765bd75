#include "app/http_services.h"

#include "app/fq_services.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/blockqueue/block_queue.h"
#include "engine/net/http/fq/fq_http.h"
#include "engine/net/http/restmq/rest_mq.h"
#include "engine/net/http/restmq/syslog_port.h"
#include "engine/net/http/static_files.h"
#include "engine/view/observer.h"

namespace tapedeck {

namespace {

api::NativeApiOptions apiOptions(const HttpSettings& settings, FqServices& fq)
{
    api::NativeApiOptions options;
    options.endpoints = settings.endpoints;
    options.random = settings.random;
    options.clock = settings.clock;
    options.brokerClock = settings.brokerClock;
    options.mock = settings.mock;
    options.observers = settings.observers;
    options.fqClients = [&fq] { return fq.port().clients(); };
    options.fqNode = fq.port().options().node;
    options.upstreams = &fq.upstreams();
    return options;
}

} // namespace

struct HttpServices::State {
    State(Reactor& reactor, Broker& broker, Clients& clients, FqServices& fq, Reporter& reporter, HttpSettings given)
        : settings(std::move(given))
        , port(reactor, broker, clients, {{settings.token, settings.hosts, settings.origins}, {}})
        , restMq(port, {settings.aclFile}, reporter)
        , blockQueue(port)
        , nativeApi(port, fq.exchanges(), apiOptions(settings, fq), reporter)
        , fqHttp(port, fq.exchanges(), *settings.random,
              {"/fq", fq.port().options().node, [&fq] { return fq.port().clients(); }, {}})
        , staticFiles(port)
        , syslog(broker, reporter)
    {
    }

    const HttpSettings settings;
    http::HttpPort port;
    restmq::RestMq restMq;
    blockqueue::BlockQueue blockQueue;
    api::NativeApi nativeApi;
    fq::FqHttp fqHttp;
    http::StaticFiles staticFiles;
    restmq::SyslogPort syslog;
};

HttpServices::HttpServices(
    Reactor& reactor, Broker& broker, Clients& clients, FqServices& fq, Reporter& reporter, HttpSettings settings)
    : m_state(std::make_unique<State>(reactor, broker, clients, fq, reporter, std::move(settings)))
{
}

HttpServices::~HttpServices() = default;

Status HttpServices::open()
{
    if (m_state->settings.aclFile.empty())
        return {};
    const auto acl = restmq::readAcl(m_state->settings.aclFile);
    return acl ? Status() : Status(acl.error());
}

http::HttpPort& HttpServices::port()
{
    return m_state->port;
}

SessionFactory& HttpServices::syslog()
{
    return m_state->syslog;
}

} // namespace tapedeck
