#include "app/engine_host.h"

#include "app/fq_services.h"
#include "app/grpc_services.h"
#include "app/http_services.h"
#include "app/virtual_time.h"
#include "engine/base/worker.h"
#include "engine/broker/broker_core.h"
#include "engine/log/tape.h"
#include "engine/mock/mock.h"
#include "engine/net/clients.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/http/api/mock_clients.h"
#include "engine/net/http/api/observe.h"
#include "engine/net/listener.h"
#include "engine/net/reactor.h"
#include "engine/net/resp/replay_links.h"
#include "engine/net/resp/resp_port.h"
#include "engine/view/view.h"

#include <atomic>
#include <future>
#include <thread>

namespace tapedeck {

namespace {

// How many ports after the wished one are tried when a port may move.
constexpr uint16_t kPortsTried = 20;

std::string directoryOf(const std::string& path)
{
    const size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

} // namespace

struct EngineHost::State final : TurnClient {
    State(EngineOptions engineOptions, const Clock& engineClock, Random& engineRandom, Reporter& engineReporter)
        : options(std::move(engineOptions))
        , clock(engineClock)
        , virtualClock(options.clockStart ? std::make_unique<VirtualClock>(*options.clockStart) : nullptr)
        , random(engineRandom)
        , reporter(engineReporter)
        , reactor(clock)
    {
    }

    Status open();
    // Of everything that the tape remembers or that waits in the broker; sockets and the window have the real one.
    const Clock& brokerClock() const { return virtualClock ? static_cast<const Clock&>(*virtualClock) : clock; }
    Executor& worker(Worker& thread) { return virtualClock ? static_cast<Executor&>(timelessWorker) : thread; }
    void catchUpWithTape();
    Status prepare();
    MockOptions mockOptions();
    DeclarationTargets targets() { return {*broker, fq->exchanges(), *mock}; }
    Status bind(const PortRequest& request);
    SessionFactory& factoryOf(PortKind kind);
    ViewParts viewParts();
    std::vector<std::pair<std::string, std::string>> endpointPairs() const
    {
        std::vector<std::pair<std::string, std::string>> pairs;
        for (const Endpoint& endpoint : endpoints)
            pairs.emplace_back(endpoint.protocol, endpoint.address);
        return pairs;
    }
    // What is due in the broker, in its own time.
    struct BrokerDue final : TurnClient {
        explicit BrokerDue(State& host)
            : state(host)
        {
        }
        void beginTurn() override { state.broker->beginTurn(); }
        void endTurn() override { }
        Time nextDue() override { return state.broker->nextDue(); }
        void onDue() override { state.broker->onDue(); }
        State& state;
    };
    void run();
    void shutDown(std::function<void()> done);
    Status finish();

    // --- TurnClient ---
    void beginTurn() override { broker->beginTurn(); }
    void endTurn() override
    {
        broker->endTurn();
        view->onTurn(clock.monotonic());
        clientCount.store(clients->count(), std::memory_order_relaxed);
    }
    Time nextDue() override
    {
        Time due = broker->nextDue();
        if (virtualClock) // what is due later comes when the clock is moved
            due = due <= virtualClock->wall() ? clock.wall() : Time::never();
        if (const std::optional<Duration> viewDue = view->nextDue())
            due = std::min(due, clock.wall() + Duration{viewDue->micros - clock.monotonic().micros});
        return due;
    }
    void onDue() override { broker->onDue(); }

    const EngineOptions options;
    const Clock& clock;
    const std::unique_ptr<VirtualClock> virtualClock; // null: time goes by
    Random& random;
    Reporter& reporter;
    std::unique_ptr<TapeLock> lock;

    // In the order in which they may be destroyed from the end on: what posts to the loop goes before the loop.
    Reactor reactor;
    std::unique_ptr<Worker> storeThread = std::make_unique<Worker>("store");
    std::unique_ptr<Worker> codecThread = std::make_unique<Worker>("codec", Worker::Priority::low);
    std::unique_ptr<Worker> syncThread = std::make_unique<Worker>("sync");
    TimelessWorker timelessWorker; // in the place of the three, with virtualClock
    std::unique_ptr<BrokerCore> broker;
    BrokerDue brokerDue{*this};
    std::unique_ptr<VirtualTime> virtualTime; // with virtualClock
    std::unique_ptr<Clients> clients;
    std::unique_ptr<RespPort> resp;
    std::unique_ptr<resp::ReplayLinks> replayLinks;
    std::unique_ptr<FqServices> fq;
    std::unique_ptr<Mock> mock;
    std::unique_ptr<View> view;
    std::unique_ptr<HttpServices> http;
    std::unique_ptr<GrpcServices> grpc;
    std::vector<std::unique_ptr<Listener>> listeners;
    std::vector<Endpoint> endpoints;
    std::atomic<size_t> clientCount{0};

    std::thread loopThread;
    bool stopBegun = false;
    bool stopped = false;
    Status closeStatus; // written by the loop before it ends, read after it was joined
    Status stopStatus;
};

Status EngineHost::State::open()
{
    Result<std::unique_ptr<TapeLock>> locked = TapeLock::acquire(options.tapePath);
    if (!locked)
        return locked.error();
    lock = std::move(locked).value();
    Result<std::unique_ptr<Tape>> tape = Tape::open(options.tapePath, Tape::Mode::readWrite);
    if (!tape)
        return tape.error();
    // The sidecar is opened even where nothing will be written to it: it may hold what a crashed run left.
    Result<std::unique_ptr<JournalFile>> journal = openJournalFile(lock->journalPath());
    if (!journal)
        return journal.error();
    BrokerOptions brokerOptions;
    brokerOptions.sync = options.sync;
    brokerOptions.ephemeral = options.ephemeral;
    brokerOptions.tapePath = options.tapePath;
    brokerOptions.defaults = options.defaults;
    Result<std::unique_ptr<BrokerCore>> opened = BrokerCore::open(std::move(tape).value(), std::move(journal).value(),
        brokerOptions,
        {brokerClock(), random, reporter, reactor, worker(*storeThread), worker(*codecThread), worker(*syncThread)});
    if (!opened)
        return opened.error();
    broker = std::move(opened).value();
    catchUpWithTape();
    reactor.attach(*broker, *this);
    ConnectionLimits limits;
    limits.connectionsMax = options.connectionsMax;
    clients = std::make_unique<Clients>(reactor, limits);
    RespOptions respOptions;
    respOptions.token = options.token;
    respOptions.dataDirectory = options.ephemeral ? std::string{} : directoryOf(options.tapePath);
    resp = std::make_unique<RespPort>(*broker, *clients, std::move(respOptions));
    replayLinks = std::make_unique<resp::ReplayLinks>(reactor, *clients);
    broker->setRemoteTarget(replayLinks.get());
    fq = std::make_unique<FqServices>(reactor, *broker, *clients, random, reporter,
        FqSettingsOfHost{options.token, options.fqNode, options.fqRecord, options.ephemeral ? "" : options.tapePath,
            options.fqWeb, options.httpHosts, options.httpOrigins});
    mock = std::make_unique<Mock>(*broker, &fq->exchanges(), brokerClock(), random, mockOptions());
    broker->setOnUpstreams([this] { fq->upstreamsChanged(); });
    resp->setUpstreams(&fq->upstreams());
    view = std::make_unique<View>(viewParts());
    broker->setOnKept([this] {
        reactor.onKept();
        view->onKept();
    });
    http = std::make_unique<HttpServices>(reactor, *broker, *clients, *fq, reporter,
        HttpSettings{options.token, options.httpHosts, options.httpOrigins, options.httpAcl,
            [this] { return endpointPairs(); }, &random, virtualTime.get(), &brokerClock(), mock.get(),
            [this] { return view->addObserver(); }});
    if (Status ready = http->open(); !ready)
        return ready;
    grpc = std::make_unique<GrpcServices>(reactor, *broker, *clients, http->port(), options.token);
    if (Status prepared = prepare(); !prepared)
        return prepared;
    for (const PortRequest& request : options.ports) {
        if (Status bound = bind(request); !bound)
            return bound;
    }
    for (const Endpoint& endpoint : endpoints) {
        if (endpoint.protocol == resp->protocol()) {
            resp->setBindAddress(endpoint.address);
            break;
        }
    }
    view->setEndpoints(endpoints);
    return {};
}

// What is on the tape has happened: a clock that stands still begins after it.
void EngineHost::State::catchUpWithTape()
{
    if (!virtualClock)
        return;
    for (const std::string_view prefix : {std::string_view{}, kNamespaceMark})
        for (const QueuePtr& queue : broker->listQueues(prefix))
            virtualClock->moveTo(broker->stats(*queue).lastTime);
    virtualTime = std::make_unique<VirtualTime>(*virtualClock, reactor, timelessWorker, brokerDue);
}

// A turn of its own, before the loop runs.
Status EngineHost::State::prepare()
{
    if (!options.prepare)
        return {};
    broker->beginTurn();
    const Status prepared = options.prepare(targets());
    broker->endTurn();
    return prepared;
}

// Who the connections are, and which variables templates may read.
MockOptions EngineHost::State::mockOptions()
{
    MockOptions made = api::mockOptionsOf(*clients);
    made.environment = options.templateEnvironment;
    return made;
}

// What the observer sees besides the broker itself.
ViewParts EngineHost::State::viewParts()
{
    const auto everyone = [this] {
        std::vector<ClientView> list;
        for (const ClientInfo& info : clients->list()) {
            const bool counted = info.lastCommand != api::kObserveCommand;
            list.push_back({info.id, info.protocol, info.address, info.name, info.connected, info.commands,
                counted ? info.bytesIn : 0, counted ? info.bytesOut : 0, info.waiting});
        }
        return list;
    };
    const auto close = [this](uint64_t id) { return clients->closeClient(id); };
    return {reactor, *broker, everyone, close,
        {&fq->exchanges(), [this] { return fq->clientViews(); }, &fq->upstreams()}, mock.get(), &brokerClock()};
}

SessionFactory& EngineHost::State::factoryOf(PortKind kind)
{
    switch (kind) {
    case PortKind::http:
        return grpc->http();
    case PortKind::fq:
        return fq->port();
    case PortKind::grpc:
        return grpc->port();
    case PortKind::syslog:
        return http->syslog();
    case PortKind::resp:
        break;
    }
    return *resp;
}

Status EngineHost::State::bind(const PortRequest& request)
{
    uint16_t port = request.port;
    SessionFactory& factory = factoryOf(request.kind);
    Result<std::unique_ptr<Listener>> listener = Listener::open(reactor, *clients, factory, {request.host, port});
    while (!listener && request.mayMove && port < request.port + kPortsTried)
        listener = Listener::open(reactor, *clients, factory, {request.host, ++port});
    if (!listener)
        return Error{ErrorCode::cannotBind, listener.error().text};
    for (const std::string& address : (*listener)->endpoints())
        endpoints.push_back({std::string(factory.protocol()), address, port != request.port});
    listeners.push_back(std::move(listener).value());
    return {};
}

void EngineHost::State::run()
{
    loopThread = std::thread([this] {
        pthread_setname_np(pthread_self(), "loop");
        reactor.run();
    });
}

// On the loop: clients first, so that nothing is published any more; then the tape.
void EngineHost::State::shutDown(std::function<void()> done)
{
    for (const auto& listener : listeners)
        listener->close();
    fq->stopPulling();
    clients->drain(options.drainPatience, [this, done = std::move(done)] {
        broker->beginClose([this, done](const Status& status) {
            closeStatus = status;
            reactor.stop();
            if (done)
                done();
        });
    });
}

// After the loop has ended.
Status EngineHost::State::finish()
{
    loopThread.join();
    storeThread.reset();
    codecThread.reset();
    syncThread.reset();
    view.reset();
    listeners.clear();
    clients.reset();
    broker->setRemoteTarget(nullptr);
    replayLinks.reset();
    resp.reset();
    grpc.reset();
    http.reset();
    mock.reset();
    fq.reset();
    Status closed = broker->closeTape();
    if (!closeStatus)
        return closeStatus; // the sidecar holds what the tape does not
    if (closed)
        lock->removeSidecar();
    return closed;
}

// ------------------------------------------------------------------------------------------------

EngineHost::EngineHost(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Result<std::unique_ptr<EngineHost>> EngineHost::start(
    EngineOptions options, const Clock& clock, Random& random, Reporter& reporter)
{
    auto state = std::make_unique<State>(std::move(options), clock, random, reporter);
    if (const Status opened = state->open(); !opened)
        return opened.error();
    state->run();
    return std::unique_ptr<EngineHost>(new EngineHost(std::move(state)));
}

EngineHost::~EngineHost()
{
    static_cast<void>(stop());
}

const std::vector<Endpoint>& EngineHost::endpoints() const
{
    return m_state->endpoints;
}

Observer& EngineHost::observer()
{
    return *m_state->view;
}

void EngineHost::post(std::function<void()> job)
{
    m_state->reactor.post(std::move(job));
}

Status EngineHost::onLoop(std::function<Status(const DeclarationTargets&)> job)
{
    auto done = std::make_shared<std::promise<Status>>();
    std::future<Status> result = done->get_future();
    post([state = m_state.get(), job = std::move(job), done] { done->set_value(job(state->targets())); });
    return result.get();
}

void EngineHost::change(const RuntimeSettings& settings)
{
    static_cast<void>(onLoop([state = m_state.get(), &settings](const DeclarationTargets& targets) {
        targets.broker.setDefaultSettings(settings.defaults);
        state->resp->setToken(settings.token);
        state->http->port().gate().setOptions({settings.token, settings.httpHosts, settings.httpOrigins});
        state->fq->setAccess(settings.token, settings.httpHosts, settings.httpOrigins);
        state->grpc->port().setToken(settings.token);
        return Status();
    }));
}

Broker& EngineHost::broker()
{
    return *m_state->broker;
}

size_t EngineHost::clientCount() const
{
    return m_state->clientCount.load(std::memory_order_relaxed);
}

void EngineHost::beginStop(std::function<void()> done)
{
    if (m_state->stopBegun)
        return;
    m_state->stopBegun = true;
    m_state->reactor.post([state = m_state.get(), done = std::move(done)] { state->shutDown(done); });
}

Status EngineHost::stop()
{
    if (m_state->stopped)
        return m_state->stopStatus;
    beginStop({});
    m_state->stopped = true;
    m_state->stopStatus = m_state->finish();
    return m_state->stopStatus;
}

} // namespace tapedeck
