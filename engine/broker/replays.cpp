#include "engine/broker/replays.h"

#include "engine/base/limits.h"
#include "engine/broker/replay_run.h"
#include "engine/replay/timing.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

static Error noReplay(PlayerId player)
{
    return {ErrorCode::notFound, "There is no replay number " + std::to_string(player) + "."};
}

Replays::Replays(Broker& broker, const Clock& clock, std::function<void()> wake)
    : m_broker(broker)
    , m_clock(clock)
    , m_wake(std::move(wake))
{
}

Replays::~Replays() = default;

Result<PlayerId> Replays::start(const ReplayRequest& request)
{
    if (Status speed = Timing::check(request.speed); !speed.ok())
        return speed.error();
    const auto running = std::count_if(m_runs.begin(), m_runs.end(), [](const auto& run) { return run->live(); });
    if (static_cast<size_t>(running) >= limits::kPlayersMax)
        return Error{ErrorCode::overloaded, "Too many replays run at the same time; stop one of them first."};
    QueuePtr source = m_broker.findQueue(request.source);
    if (!source)
        return Error{ErrorCode::queueNotFound, "There is no queue " + request.source + " to be replayed."};
    const bool here = !request.toExchange && !request.broker;
    QueuePtr target = here ? m_broker.findQueue(request.target) : nullptr;
    if (request.broker) {
        if (request.toExchange)
            return invalidArgument("Exchanges of another broker cannot be replayed into; name a queue of it.");
        if (request.target.empty())
            return invalidArgument("A replay into another broker needs the name of a queue there.");
        if (!m_remoteTarget)
            return Error{ErrorCode::unsupported, "There is nothing here that could connect to another broker."};
    } else if (request.toExchange) {
        if (!m_exchangeTarget)
            return Error{ErrorCode::unsupported, "There are no exchanges here to replay into."};
    } else if (!target) {
        if (!request.createTarget)
            return Error{ErrorCode::queueNotFound, "There is no queue " + request.target + " to replay into."};
        auto created = m_broker.createQueue(request.target, m_broker.defaultSettings());
        if (!created.ok())
            return created.error();
        target = created.value();
    }
    auto run = std::make_shared<ReplayRun>(m_broker, ++m_last, request, std::move(source), std::move(target), m_wake,
        request.toExchange ? m_exchangeTarget : nullptr, request.broker ? m_remoteTarget : nullptr);
    m_runs.push_back(run);
    forgetOldest();
    run->find();
    m_wake();
    return run->id();
}

void Replays::setExchangeTarget(ExchangeTarget* target)
{
    m_exchangeTarget = target;
    if (target)
        return;
    for (const auto& run : m_runs)
        run->exchangeGone();
}

void Replays::setRemoteTarget(RemoteTarget* target)
{
    m_remoteTarget = target;
    if (target)
        return;
    for (const auto& run : m_runs)
        run->remoteGone();
}

Status Replays::control(PlayerId player, ReplayControl control)
{
    ReplayRun* const run = find(player);
    if (!run)
        return noReplay(player);
    Status status = run->control(control, m_clock.monotonic());
    m_wake();
    return status;
}

Status Replays::seek(PlayerId player, MessageId to)
{
    ReplayRun* const run = find(player);
    if (!run)
        return noReplay(player);
    Status status = run->seek(to, m_clock.monotonic());
    m_wake();
    return status;
}

ReplayRun* Replays::find(PlayerId player) const
{
    const auto run = std::find_if(m_runs.begin(), m_runs.end(), [&](const auto& r) { return r->id() == player; });
    return run == m_runs.end() ? nullptr : run->get();
}

std::vector<PlayerInfo> Replays::players() const
{
    std::vector<PlayerInfo> infos;
    infos.reserve(m_runs.size());
    const Duration now = m_clock.monotonic();
    for (const auto& run : m_runs)
        infos.push_back(run->info(now));
    return infos;
}

std::optional<Duration> Replays::nextDue() const
{
    std::optional<Duration> next;
    for (const auto& run : m_runs) {
        const auto due = run->nextDue();
        if (due && (!next || *due < *next))
            next = due;
    }
    return next;
}

void Replays::onDue(Duration now)
{
    const auto runs = m_runs; // a publish may lead to a start or a control by way of the broker
    for (const auto& run : runs)
        run->turn(now);
    forgetOldest();
}

void Replays::forgetOldest()
{
    const auto ended = [](const auto& run) { return !run->live(); };
    auto tooMany = static_cast<size_t>(std::count_if(m_runs.begin(), m_runs.end(), ended));
    while (tooMany-- > limits::kPlayersRemembered)
        m_runs.erase(std::find_if(m_runs.begin(), m_runs.end(), ended));
}

} // namespace tapedeck
