#include "app/workspace_impl.h"

#include "app/engine_settings.h"
#include "app/tape_reader.h"
#include "engine/net/fq/fqd_import.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <deque>
#include <future>

namespace tapedeck {

namespace {

// Runs `job` on the GUI thread.
void onGui(std::function<void()> job)
{
    QMetaObject::invokeMethod(QCoreApplication::instance(), std::move(job), Qt::QueuedConnection);
}

// The traffic of the demo, copied from the tape in the program's resources.
struct DemoQueue {
    std::string name;
    std::vector<std::string> channels;
    std::deque<std::string> bytes; // what the messages point into
    std::vector<NewMessage> messages;

    std::string_view keep(std::string_view text) { return bytes.emplace_back(text); }
};

Result<std::deque<DemoQueue>> readDemo(const std::string& path)
{
    auto reader = TapeReader::open(path);
    if (!reader)
        return reader.error();
    std::deque<DemoQueue> queues; // one is never moved or copied: its messages point into it
    for (const StoredQueue& stored : (*reader)->contents().queues) {
        DemoQueue& queue = queues.emplace_back();
        queue.name = stored.name;
        for (const StoredChannel& channel : (*reader)->contents().channels) {
            if (channel.queue == stored.number)
                queue.channels.push_back(channel.name);
        }
        const Status read = (*reader)->read(stored, MessageId{1}, [&](const MessageView& message) {
            queue.messages.push_back({queue.keep(message.body), queue.keep(message.key), queue.keep(message.headers)});
            return true;
        });
        if (!read)
            return read.error();
    }
    return queues;
}

FqdPlan planOf(fq::FqdConfiguration configuration)
{
    FqdPlan plan;
    for (fq::FqdConfiguration::Queue& queue : configuration.queues)
        plan.queues.push_back({std::move(queue.name), queue.kind, std::move(queue.settings)});
    for (fq::FqdConfiguration::Binding& binding : configuration.bindings)
        plan.bindings.push_back(
            {std::move(binding.exchange), std::move(binding.queue), std::move(binding.program), true, binding.peer});
    for (Upstream& upstream : configuration.upstreams)
        plan.upstreams.push_back({std::move(upstream)});
    plan.skipped = std::move(configuration.skipped);
    plan.skippedCount = configuration.skippedCount;
    return plan;
}

// On the loop.
Status publishDemo(Broker& broker, const std::deque<DemoQueue>& queues)
{
    for (const DemoQueue& demo : queues) {
        QueuePtr queue = broker.findQueue(demo.name);
        if (!queue) {
            auto created = broker.createQueue(demo.name, broker.defaultSettings());
            if (!created)
                return created.error();
            queue = *created;
        }
        for (const std::string& channel : demo.channels) {
            if (broker.hasChannel(*queue, channel))
                continue;
            if (Status created = broker.createChannel(*queue, channel); !created)
                return created;
        }
        if (auto published = broker.publish(*queue, demo.messages); !published)
            return published.error();
    }
    return {};
}

} // namespace

WorkspaceImpl::WorkspaceImpl(const Config& config, std::string temporaryDirectory, Reporter& reporter)
    : m_config(config)
    , m_temporaryDirectory(std::move(temporaryDirectory))
    , m_reporter(reporter)
    , m_random(makeRandom(config))
    , m_worker(std::make_unique<Worker>("workspace"))
{
}

WorkspaceImpl::~WorkspaceImpl()
{
    close();
}

Result<WorkspaceImpl::Engine> WorkspaceImpl::start(const std::string& path)
{
    Engine engine;
    engine.path = path;
    std::string file = path;
    if (path.empty()) {
        auto ephemeral = EphemeralTape::create(m_temporaryDirectory);
        if (!ephemeral)
            return ephemeral.error();
        engine.ephemeral = std::move(*ephemeral);
        file = engine.ephemeral->path();
    }
    EngineOptions options = engineOptions(m_config, file, path.empty());
    for (PortRequest& port : options.ports)
        port.mayMove = port.isDefault;
    auto host = EngineHost::start(std::move(options), m_clock, *m_random, m_reporter);
    if (!host)
        return host.error();
    engine.host = std::move(*host);
    return engine;
}

void WorkspaceImpl::open(const QString& path, Done done)
{
    m_observer = nullptr;
    m_shownConnection = 0;
    const QString absolute = path.isEmpty() ? QString() : QFileInfo(path).absoluteFilePath();
    m_worker->post([this, wanted = QFile::encodeName(absolute).toStdString(), done = std::move(done)] {
        const bool hadOne = m_engine.host != nullptr;
        std::string problem;
        stopHost();
        auto started = start(wanted);
        if (!started) {
            problem = started.error().text;
            // Go back to what was open. An ephemeral tape is still there: it goes with m_engine.
            if (hadOne && !m_engine.path.empty())
                started = start(m_engine.path);
            else if (hadOne)
                started = start({});
        }
        if (started)
            m_engine = std::move(started).value();
        m_transfers.setHost(m_engine.host.get());
        show(problem, done);
    });
}

// On the worker: the window gets what is there now.
void WorkspaceImpl::show(const std::string& problem, Done done)
{
    Observer* observer = m_engine.observer();
    const QString path = m_engine.host ? QFile::decodeName(m_engine.path.c_str()) : QString();
    const QString remote = m_engine.remote ? QString::fromStdString(m_engine.address.text()) : QString();
    onGui([this, observer, path, remote, connection = m_engine.connection, problem = QString::fromStdString(problem),
              done = std::move(done)] {
        m_observer = observer;
        m_path = path;
        m_remote = remote;
        m_shownConnection = connection;
        done(problem);
        tellLost();
    });
}

// It may be lost before the window has it.
void WorkspaceImpl::tellLost()
{
    if (m_lost.first != 0 && m_lost.first == m_shownConnection && m_onLost)
        m_onLost(m_lost.second);
}

// On the worker.
void WorkspaceImpl::stopHost()
{
    m_transfers.setHost(nullptr);
    if (!m_engine.host)
        return;
    if (const Status stopped = m_engine.host->stop(); !stopped)
        m_reporter.report(Severity::error, "tape.close_failed", stopped.error().text);
    m_engine.host.reset();
}

// On the worker.
Result<WorkspaceImpl::Engine> WorkspaceImpl::reach(const RemoteAddress& address, const std::string& token)
{
    if (m_engine.host) {
        RemoteAddress here = address;
        if (here.host == "localhost")
            here.host = "127.0.0.1";
        for (const Endpoint& endpoint : m_engine.host->endpoints())
            if (endpoint.protocol == "HTTP" && endpoint.address == here.text())
                return invalidArgument("That is the address of this window's own engine.");
    }
    Engine engine;
    engine.address = address;
    engine.token = token;
    engine.connection = ++m_lastConnection;
    auto lost = [this, connection = engine.connection](const std::string& why) {
        onGui([this, connection, text = QString::fromStdString(why)] {
            m_lost = {connection, text};
            tellLost();
        });
    };
    auto connected = RemoteObserver::connect(address, token, std::move(lost));
    if (!connected)
        return connected.error();
    engine.remote = std::move(*connected);
    return engine;
}

void WorkspaceImpl::connectTo(const QString& address, const QString& token, Done done)
{
    m_observer = nullptr;
    m_worker->post(
        [this, address = address.trimmed().toStdString(), token = token.toStdString(), done = std::move(done)] {
            const auto parsed = parseRemoteAddress(address);
            auto reached = parsed ? reach(*parsed, token) : Result<Engine>(parsed.error());
            if (!reached) { // the window says so, and whoever started it with --connect reads it here
                m_reporter.report(Severity::warning, "connect.failed", reached.error().text);
                return show(reached.error().text, done);
            }
            stopHost();
            m_engine = std::move(reached).value();
            show({}, done);
        });
}

void WorkspaceImpl::reconnect(Done done)
{
    m_observer = nullptr;
    m_worker->post([this, done = std::move(done)] {
        if (!m_engine.remote)
            return show("Nothing was connected.", done);
        auto reached = reach(m_engine.address, m_engine.token);
        if (!reached)
            return show(reached.error().text, done);
        m_engine = std::move(reached).value();
        show({}, done);
    });
}

void WorkspaceImpl::readFqd(const QString& path, FqdRead done)
{
    m_worker->post([wanted = QFile::encodeName(path).toStdString(), done = std::move(done)] {
        auto read = fq::readFqdConfiguration(wanted);
        auto plan = std::make_shared<FqdPlan>();
        QString problem;
        if (read)
            *plan = planOf(std::move(read).value());
        else
            problem = QString::fromStdString(read.error().text);
        onGui([done, problem, plan] { done(problem, *plan); });
    });
}

void WorkspaceImpl::loadDemo(Done done)
{
    m_worker->post([this, done = std::move(done)] {
        const auto answer = [done](const std::string& problem) {
            onGui([done, text = QString::fromStdString(problem)] { done(text); });
        };
        if (!m_engine.host)
            return answer(m_engine.remote ? "the demo traffic goes into a tape of this window" : "no tape is open");
        QTemporaryDir directory;
        const QString copy = directory.filePath(QStringLiteral("demo.tape"));
        if (!directory.isValid() || !QFile::copy(QStringLiteral(":/demo.tape"), copy))
            return answer("the demo traffic could not be unpacked into the temporary directory");
        auto queues = readDemo(QFile::encodeName(copy).toStdString());
        if (!queues)
            return answer(queues.error().text);
        auto shared = std::make_shared<std::deque<DemoQueue>>(std::move(queues).value());
        m_engine.host->post([host = m_engine.host.get(), shared, answer] {
            const Status published = publishDemo(host->broker(), *shared);
            answer(published ? std::string() : published.error().text);
        });
    });
}

std::string WorkspaceImpl::close()
{
    m_observer = nullptr;
    m_shownConnection = 0;
    std::promise<std::string> closed;
    m_worker->post([&] {
        std::string problem;
        m_transfers.setHost(nullptr);
        if (m_engine.host) {
            if (const Status stopped = m_engine.host->stop(); !stopped)
                problem = stopped.error().text;
        }
        m_engine = {};
        closed.set_value(problem);
    });
    return closed.get_future().get();
}

} // namespace tapedeck
