#include "engine/exchange/exchanges.h"

#include "engine/base/limits.h"
#include "engine/base/random.h"
#include "engine/base/reporter.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// Messages that are let in before it is looked again how many a queue holds: other ports may have added some.
constexpr uint64_t kCreditMax = 1'024;

} // namespace

struct Exchanges::ExchangeState {
    std::string name;
    BindingIndex bindings;
    ExchangeCounters counters;
    bool recorded = false;
    QueuePtr recording; // once something was published
    bool saidNotRecorded = false;
};

// ---------------------------------------------------------------------------------------------- shared queues

void SharedQueue::roomMade()
{
    for (RoomListener& listener : std::exchange(m_roomListeners, {})) {
        if (!listener.alive.expired())
            listener.onRoom();
    }
}

void SharedQueue::whenRoom(std::weak_ptr<const void> alive, std::function<void()> onRoom)
{
    std::erase_if(m_roomListeners, [](const RoomListener& listener) { return listener.alive.expired(); });
    m_roomListeners.push_back({std::move(alive), std::move(onRoom)});
}

Exchanges::Exchanges(Broker& broker, Random& random, Reporter& reporter, const Options& options)
    : m_broker(broker)
    , m_random(random)
    , m_reporter(reporter)
    , m_options(options)
{
    m_broker.setExchangeTarget(this);
}

Exchanges::~Exchanges()
{
    m_broker.setExchangeTarget(nullptr);
}

void Exchanges::restore()
{
    for (const QueuePtr& queue : m_broker.listQueues({})) {
        const QueueSettings& settings = m_broker.settings(*queue);
        if (!settings.fq)
            continue;
        if (!settings.fq->permanent) {
            if (const Status deleted = m_broker.deleteQueue(*queue); !deleted)
                m_reporter.report(Severity::warning, "fq.transient_queue",
                    "the transient queue " + queue->name() + " of the last run stays: " + deleted.error().text);
            continue;
        }
        takeUpBindings(addShared(queue, settings.kind == QueueKind::disk, *settings.fq));
    }
}

void Exchanges::takeUpBindings(const SharedQueuePtr& queue)
{
    for (const FqSettings::PermanentBinding& kept : queue->m_settings.bindings) {
        ProgramError error;
        const std::optional<Program> program = Program::parse(kept.program, &error);
        if (!program) {
            m_reporter.report(
                Severity::warning, "fq.binding", "a binding of queue " + queue->name() + " is left out: " + error.text);
            continue;
        }
        BindingIndex& bindings = needExchange(kept.exchange).bindings;
        if (!bindings.find(queue->m_queue->number(), kept.program))
            bindings.add({++m_lastBinding, queue->m_queue->number(), *program, true, kept.peer});
    }
}

SharedQueuePtr Exchanges::addShared(const QueuePtr& queue, bool onDisk, const FqSettings& settings)
{
    auto shared = std::make_shared<SharedQueue>();
    shared->m_queue = queue;
    shared->m_onDisk = onDisk;
    shared->m_settings = settings;
    m_queues[queue->number().value] = shared;
    ++m_changes;
    return shared;
}

SharedQueuePtr Exchanges::find(std::string_view name)
{
    const QueuePtr queue = m_broker.findQueue(name);
    const auto found = queue ? m_queues.find(queue->number().value) : m_queues.end();
    return found == m_queues.end() ? nullptr : found->second;
}

SharedQueuePtr Exchanges::find(std::string_view name, const FqSettings& ifNew)
{
    if (SharedQueuePtr shared = find(name))
        return shared;
    const QueuePtr queue = m_broker.findQueue(name);
    if (!queue)
        return nullptr;
    if (!m_broker.hasChannel(*queue, kFqChannel)) {
        if (const Status made = m_broker.createChannel(*queue, kFqChannel, ChannelStart::first, {}); !made)
            return nullptr;
    }
    SharedQueuePtr shared = addShared(queue, m_broker.settings(*queue).kind == QueueKind::disk, ifNew);
    shared->m_settings.permanent = true;
    shared->m_adopted = true;
    return shared;
}

Result<SharedQueuePtr> Exchanges::create(std::string_view name, QueueKind kind, const FqSettings& settings)
{
    QueueSettings queueSettings = m_broker.defaultSettings();
    queueSettings.kind = kind;
    queueSettings.fq = settings;
    if (kind == QueueKind::mem) // what was read is in the recording, if anywhere
        queueSettings.retention.softPeriod = {};
    const Result<QueuePtr> queue = m_broker.createQueue(name, queueSettings);
    if (!queue)
        return queue.error();
    ChannelSettings channel;
    channel.ticketTimeout = queueSettings.ticketTimeout;
    if (const Status made = m_broker.createChannel(**queue, kFqChannel, ChannelStart::first, channel); !made)
        return made.error();
    return addShared(*queue, kind == QueueKind::disk, settings);
}

Status Exchanges::store(SharedQueue& queue)
{
    ++m_changes;
    if (queue.m_adopted || queue.m_queue->deleted())
        return {};
    QueueSettings settings = m_broker.settings(*queue.m_queue);
    settings.fq = queue.m_settings;
    return m_broker.changeQueue(*queue.m_queue, settings);
}

Status Exchanges::setPermanent(const SharedQueuePtr& queue, bool permanent)
{
    if (queue->m_adopted && !permanent) // it was there before fq's clients came
        return {};
    queue->m_adopted = false;
    if (queue->m_settings.permanent == permanent && m_broker.settings(*queue->m_queue).fq)
        return {};
    queue->m_settings.permanent = permanent;
    return store(*queue);
}

Status Exchanges::change(const SharedQueuePtr& queue, const FqSettings& settings)
{
    auto bindings = std::move(queue->m_settings.bindings);
    queue->m_settings = settings;
    queue->m_settings.bindings = std::move(bindings);
    queue->m_adopted = false;
    queue->m_credit = 0;
    const Status stored = store(*queue);
    queue->roomMade();
    return stored;
}

void Exchanges::attach(const SharedQueuePtr& queue)
{
    ++queue->m_members;
    ++m_changes;
}

void Exchanges::detach(const SharedQueuePtr& queue)
{
    ++m_changes;
    if (--queue->m_members > 0)
        return;
    if (!queue->m_adopted && queue->m_settings.permanent && !queue->m_queue->deleted())
        return;
    if (!queue->m_adopted && !queue->m_queue->deleted())
        static_cast<void>(m_broker.deleteQueue(*queue->m_queue)); // read only: it goes at the next start
    forget(*queue);
}

void Exchanges::forget(SharedQueue& queue)
{
    ++m_changes;
    const QueueNo number = queue.m_queue->number();
    for (const auto& exchange : m_exchanges)
        exchange->bindings.removeOf(number);
    const auto found = m_queues.find(number.value);
    if (found == m_queues.end() || found->second.get() != &queue)
        return;
    const SharedQueuePtr kept = std::move(found->second);
    m_queues.erase(found);
    kept->roomMade();
}

std::vector<SharedQueuePtr> Exchanges::queues() const
{
    std::vector<SharedQueuePtr> all;
    for (const auto& [number, queue] : m_queues) {
        if (!queue->m_queue->deleted())
            all.push_back(queue);
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a->name() < b->name(); });
    return all;
}

// ---------------------------------------------------------------------------------------------- bindings

Result<BindingId> Exchanges::bind(
    std::string_view exchange, const SharedQueuePtr& queue, const Program& program, Keep keep, bool peer)
{
    if (queue->m_queue->deleted())
        return Error{ErrorCode::queueNotFound, "the queue " + queue->name() + " was deleted"};
    auto& kept = queue->m_settings.bindings;
    const auto same = [&](const FqSettings::PermanentBinding& one) {
        return one.exchange == exchange && one.program == program.text();
    };
    const auto place = std::find_if(kept.begin(), kept.end(), same);
    if (keep == Keep::permanent && place == kept.end()) {
        if (kept.size() >= limits::kPermanentBindingsMax)
            return Error{ErrorCode::overloaded,
                "queue " + queue->name() + " has " + std::to_string(kept.size())
                    + " permanent bindings, which is the most; make some of them transient"};
        kept.push_back({std::string(exchange), program.text(), peer});
        queue->m_adopted = false;
    } else if (keep == Keep::transient && place != kept.end()) {
        kept.erase(place);
    }
    if (keep != Keep::unchanged) {
        if (const Status stored = store(*queue); !stored)
            return stored.error();
    }
    BindingIndex& bindings = needExchange(exchange).bindings;
    Binding* binding = bindings.find(queue->m_queue->number(), program.text());
    if (!binding) {
        if (++m_lastBinding == kNoBinding)
            m_lastBinding = 1;
        binding = &bindings.add({m_lastBinding, queue->m_queue->number(), program, false, peer});
        ++m_changes;
    }
    if (keep != Keep::unchanged)
        binding->permanent = keep == Keep::permanent;
    return binding->id;
}

bool Exchanges::unbind(std::string_view exchange, BindingId id, const SharedQueuePtr& queue, bool forgetIt)
{
    ExchangeState* const state = findExchange(exchange);
    Binding* const binding = state ? state->bindings.find(id) : nullptr;
    if (!binding || binding->queue != queue->m_queue->number())
        return false;
    if (forgetIt) {
        auto& kept = queue->m_settings.bindings;
        const size_t gone = std::erase_if(kept, [&](const FqSettings::PermanentBinding& one) {
            return one.exchange == exchange && one.program == binding->program.text();
        });
        if (gone > 0)
            static_cast<void>(store(*queue)); // read only: nothing can be kept, and that is said elsewhere
    }
    ++m_changes;
    return state->bindings.remove(id);
}

SharedQueuePtr Exchanges::queueOf(std::string_view exchange, BindingId id) const
{
    ExchangeState* const state = findExchange(exchange);
    const Binding* const binding = state ? state->bindings.find(id) : nullptr;
    const auto found = binding ? m_queues.find(binding->queue.value) : m_queues.end();
    return found == m_queues.end() ? nullptr : found->second;
}

// ---------------------------------------------------------------------------------------------- publishing

Exchanges::Progress Exchanges::publish(const ExchangeMessage& message, Routing& routing)
{
    ExchangeState* const exchange = findExchange(message.exchange);
    if (!routing.m_begun && !begin(message, exchange, routing))
        return Progress::done;
    if (!exchange) { // exchanges never go while the program runs
        routing.m_begun = false;
        return Progress::done;
    }
    const NewMessage stored{message.body, message.route, message.headers};
    routing.m_fullQueue.reset();
    if (!routing.m_recorded && record(stored, *exchange) == Progress::wait)
        return Progress::wait;
    routing.m_recorded = true;
    if (giveToTargets(stored, *exchange, routing) == Progress::wait)
        return Progress::wait;
    routing.m_begun = false;
    return Progress::done;
}

// Counts the message and finds its targets. False: it goes nowhere and is not recorded.
bool Exchanges::begin(const ExchangeMessage& message, ExchangeState* exchange, Routing& routing)
{
    routing.m_outcome = {};
    routing.m_failure.reset();
    routing.m_targets.clear();
    routing.m_recorded = false;
    ++m_totals.messages;
    m_totals.octets += message.body.size();
    if (m_listener)
        m_listener(message);
    if (!exchange) {
        ++m_noExchange;
        ++m_totals.noRoute;
        routing.m_outcome.noExchange = routing.m_outcome.noRoute = true;
        return false;
    }
    ++exchange->counters.messages;
    exchange->counters.octets += message.body.size();
    exchange->bindings.route(message.route, message.body, m_random, routing.m_targets);
    if (routing.m_targets.empty()) {
        routing.m_outcome.noRoute = true;
        ++exchange->counters.noRoute;
        ++m_totals.noRoute;
    }
    routing.m_begun = true;
    return true;
}

// The recorder must not lose what the queues get, so it waits for room with them. What it cannot keep at all (no space,
// read only) is no reason to hold messages back from others.
Exchanges::Progress Exchanges::record(const NewMessage& message, ExchangeState& exchange)
{
    if (!exchange.recorded)
        return Progress::done;
    const std::string name = exchange.recording && !exchange.recording->deleted()
        ? std::string()
        : std::string(kRecordingPrefix) + exchange.name;
    Result<MessageId> kept = Error{ErrorCode::queueNotFound, {}};
    if (!name.empty()) {
        exchange.recording = m_broker.findQueue(name);
        if (!exchange.recording) {
            Result<QueuePtr> made = m_broker.createQueue(name, m_broker.defaultSettings());
            if (made)
                exchange.recording = *made;
            else
                kept = made.error();
        }
    }
    if (exchange.recording)
        kept = m_broker.publish(*exchange.recording, {&message, 1});
    if (kept) {
        exchange.saidNotRecorded = false;
        return Progress::done;
    }
    if (kept.error().code == ErrorCode::overloaded)
        return Progress::wait;
    if (!std::exchange(exchange.saidNotRecorded, true))
        m_reporter.report(Severity::warning, "exchange.not_recorded",
            "what is published on the exchange " + exchange.name + " is not recorded: " + kept.error().text);
    return Progress::done;
}

bool Exchanges::full(SharedQueue& queue)
{
    if (queue.m_credit > 0) {
        --queue.m_credit;
        return false;
    }
    const uint64_t owed = m_broker.owed(*queue.m_queue, kFqChannel);
    if (owed >= queue.m_settings.backlog)
        return true;
    queue.m_credit = std::min<uint64_t>(queue.m_settings.backlog - owed, kCreditMax) - 1;
    return false;
}

Exchanges::Progress Exchanges::giveToTargets(const NewMessage& message, ExchangeState& exchange, Routing& routing)
{
    // Queues without room for the moment are kept for the next try; the others are served at once.
    size_t waiting = 0;
    bool journalFull = false;
    const auto wait = [&](QueueNo number) { routing.m_targets[waiting++] = number; };
    for (size_t i = 0; i < routing.m_targets.size(); ++i) {
        const QueueNo number = routing.m_targets[i];
        const auto found = m_queues.find(number.value);
        if (found == m_queues.end())
            continue;
        const SharedQueuePtr queue = found->second;
        if (queue->m_queue->deleted()) { // by another port
            forget(*queue);
            continue;
        }
        if (full(*queue)) {
            if (queue->m_settings.block) {
                if (!routing.m_fullQueue)
                    routing.m_fullQueue = queue;
                wait(number);
            } else {
                countDrop(*queue, exchange, routing);
            }
            continue;
        }
        const Result<MessageId> given = m_broker.publish(*queue->m_queue, {&message, 1});
        if (given) {
            ++routing.m_outcome.routed;
            ++exchange.counters.routed;
            ++m_totals.routed;
        } else if (given.error().code == ErrorCode::overloaded) {
            journalFull = true;
            wait(number);
        } else {
            routing.m_failure = given.error();
            countDrop(*queue, exchange, routing);
        }
    }
    routing.m_targets.resize(waiting);
    if (journalFull)
        routing.m_fullQueue.reset();
    return waiting > 0 ? Progress::wait : Progress::done;
}

void Exchanges::countDrop(SharedQueue& queue, ExchangeState& exchange, Routing& routing)
{
    ++routing.m_outcome.routed;
    ++routing.m_outcome.dropped;
    ++exchange.counters.routed;
    ++exchange.counters.dropped;
    ++m_totals.routed;
    ++m_totals.dropped;
    ++queue.m_dropped;
    if (queue.m_dropHistory.add(m_broker.now()))
        m_reporter.report(Severity::warning, "fq.dropping",
            "queue " + queue.name() + " is full (backlog " + std::to_string(queue.m_settings.backlog)
                + "): messages for it are dropped");
}

void Exchanges::giveUp(const ExchangeMessage& message, Routing& routing)
{
    ExchangeState* const exchange = findExchange(message.exchange);
    for (size_t i = 0; exchange && i < routing.m_targets.size(); ++i) {
        const auto found = m_queues.find(routing.m_targets[i].value);
        if (found != m_queues.end())
            countDrop(*SharedQueuePtr(found->second), *exchange, routing);
    }
    routing.m_targets.clear();
    routing.m_fullQueue.reset();
    routing.m_begun = false;
}

Result<bool> Exchanges::publishReplayed(std::string_view exchange, const NewMessage& message, PlayerId player)
{
    if (!has(exchange))
        return Error{
            ErrorCode::notFound, "There is no exchange " + std::string(exchange) + "; bind a queue to it first."};
    Routing& routing = m_replaying[player];
    const Progress progress = publish({exchange, message.key, message.headers, message.body}, routing);
    if (progress == Progress::wait)
        return false;
    m_replaying.erase(player);
    return true;
}

void Exchanges::replayEnded(PlayerId player)
{
    m_replaying.erase(player);
}

// ---------------------------------------------------------------------------------------------- exchanges

Exchanges::ExchangeState* Exchanges::findExchange(std::string_view name) const
{
    if (m_lastUsed && m_lastUsed->name == name)
        return m_lastUsed;
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : (m_lastUsed = found->second);
}

Exchanges::ExchangeState& Exchanges::needExchange(std::string_view name)
{
    if (ExchangeState* const known = findExchange(name))
        return *known;
    auto state = std::make_unique<ExchangeState>();
    state->name = name;
    state->recording = m_broker.findQueue(std::string(kRecordingPrefix) + state->name);
    const RecordingState recording =
        state->recording ? m_broker.settings(*state->recording).recording : RecordingState::unset;
    state->recorded = recording == RecordingState::unset ? m_options.record : recording == RecordingState::on;
    m_byName[state->name] = state.get();
    m_exchanges.push_back(std::move(state));
    ++m_changes;
    return *m_exchanges.back();
}

std::vector<ExchangeInfo> Exchanges::listWithoutBindings() const
{
    std::vector<ExchangeInfo> infos;
    infos.reserve(m_exchanges.size());
    for (const auto& exchange : m_exchanges)
        infos.push_back({exchange->name, exchange->counters, exchange->recorded, {}});
    return infos;
}

bool Exchanges::has(std::string_view exchange) const
{
    return findExchange(exchange) != nullptr;
}

std::vector<ExchangeInfo> Exchanges::list() const
{
    std::vector<ExchangeInfo> infos;
    infos.reserve(m_exchanges.size());
    for (const auto& exchange : m_exchanges) {
        ExchangeInfo info{exchange->name, exchange->counters, exchange->recorded, {}};
        for (const Binding* binding : exchange->bindings.list()) {
            const auto queue = m_queues.find(binding->queue.value);
            if (queue == m_queues.end() || queue->second->m_queue->deleted())
                continue;
            info.bindings.push_back({binding->id, queue->second->name(), binding->program, binding->permanent,
                binding->peer, binding->invocations, binding->averageNanos});
        }
        infos.push_back(std::move(info));
    }
    return infos;
}

Status Exchanges::setRecorded(std::string_view exchange, bool recorded)
{
    ExchangeState& state = needExchange(exchange);
    const RecordingState wanted = recorded ? RecordingState::on : RecordingState::off;
    const std::string name = std::string(kRecordingPrefix) + state.name;
    const QueuePtr queue = m_broker.findQueue(name);
    QueueSettings settings = queue ? m_broker.settings(*queue) : m_broker.defaultSettings();
    settings.recording = wanted;
    if (queue) {
        if (const Status changed = m_broker.changeQueue(*queue, settings); !changed)
            return changed;
        state.recording = queue;
    } else {
        Result<QueuePtr> made = m_broker.createQueue(name, settings);
        if (!made)
            return made.error();
        state.recording = *made;
    }
    state.recorded = recorded;
    ++m_changes;
    return {};
}

} // namespace tapedeck
