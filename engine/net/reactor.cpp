#include "engine/net/reactor.h"

#include "engine/base/check.h"
#include "engine/net/connection.h"
#include "engine/net/loop_core.h"

#include <algorithm>
#include <chrono>

namespace tapedeck {

namespace {

// A due time is in wall-clock time, the timer is not: look again after this long in case the wall clock was set.
constexpr Duration kDueSleepMax = Duration::seconds(60);

} // namespace

LoopCore::LoopCore(const Clock& clockToUse)
    : clock(clockToUse)
    , io(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO) // only post() comes from other threads
    , work(io.get_executor())
    , poll(*this, io)
    , dueTimer(io)
    , receiveBuffer(new char[kReceiveBytes])
{
}

LoopCore::~LoopCore() = default;

void LoopCore::endTurn()
{
    if (!inTurn)
        return;
    client->endTurn();
    if (!held.empty())
        releaseHeld();
    const GroupNo kept = broker->keptGroup();
    flushing.swap(dirty);
    for (Connection* connection : flushing) {
        connection->m_inDirty = false;
        if (connection->m_heldUntil <= kept) {
            connection->endTurn();
        } else if (!connection->m_inHeld) {
            connection->m_inHeld = true;
            held.push_back(connection);
        }
    }
    flushing.clear();
    armDue();
    poll.rearm();
    inTurn = false;
    mailboxRan = false;
    if (std::exchange(mailboxAgain, false))
        boost::asio::post(io, [this] { runMailbox(); });
}

void LoopCore::releaseHeld()
{
    const GroupNo kept = broker->keptGroup();
    const auto ready = [&](Connection* connection) {
        if (kept < connection->m_heldUntil)
            return false;
        connection->m_inHeld = false;
        addDirty(*connection);
        return true;
    };
    held.erase(std::remove_if(held.begin(), held.end(), ready), held.end());
}

void LoopCore::addDirty(Connection& connection)
{
    if (connection.m_inDirty)
        return;
    connection.m_inDirty = true;
    dirty.push_back(&connection);
}

void LoopCore::forget(Connection& connection)
{
    if (connection.m_inDirty)
        std::erase(dirty, &connection);
    if (connection.m_inHeld)
        std::erase(held, &connection);
    connection.m_inDirty = connection.m_inHeld = false;
}

void LoopCore::armDue()
{
    const Time due = client->nextDue();
    // An alarm that is too early costs one look; setting it anew costs a system call. So it is only ever moved forward,
    // unless the wall clock was set and has passed it.
    if (due == Time::never() || (due >= dueArmed && dueArmed > broker->now()))
        return;
    dueArmed = due;
    const Duration wait = std::clamp(due - clock.wall(), Duration{0}, kDueSleepMax);
    dueTimer.expires_after(std::chrono::microseconds(wait.micros));
    dueTimer.async_wait([this](const boost::system::error_code& error) {
        if (error)
            return;
        dueArmed = Time::never();
        enterTurn();
        if (client->nextDue() <= clock.wall())
            client->onDue();
    });
}

void LoopCore::nextTurn(Executor::Job job)
{
    boost::asio::post(io, [this, job = std::move(job)] {
        enterTurn();
        job();
    });
}

// Once per turn: what is posted during a turn belongs to the next, which has its own time. Jobs that post jobs could
// otherwise keep a turn from ending.
void LoopCore::runMailbox()
{
    if (std::exchange(mailboxRan, true)) {
        mailboxAgain = true;
        return;
    }
    {
        const std::lock_guard lock(mailboxMutex);
        mailboxWoken = false;
        mailboxRunning.swap(mailbox);
    }
    enterTurn();
    for (Executor::Job& job : mailboxRunning)
        job();
    mailboxRunning.clear();
}

Reactor::Reactor(const Clock& clock)
    : m_core(std::make_unique<LoopCore>(clock))
{
}

Reactor::~Reactor()
{
    m_core->dueTimer.cancel();
    m_core->work.reset();
}

void Reactor::attach(Broker& broker, TurnClient& client)
{
    m_core->broker = &broker;
    m_core->client = &client;
}

void Reactor::run()
{
    LoopCore& core = *m_core;
    CHECK(core.client != nullptr);
    core.loopThread = std::this_thread::get_id();
    core.stopping = false;
    core.poll.rearm();
    while (!core.stopping) {
        core.io.run_one();
        core.io.poll();
        core.endTurn();
    }
    core.loopThread = std::thread::id();
}

void Reactor::stop()
{
    post([core = m_core.get()] { core->stopping = true; });
}

void Reactor::post(Job job)
{
    LoopCore& core = *m_core;
    bool wake = false;
    {
        const std::lock_guard lock(core.mailboxMutex);
        core.mailbox.push_back(std::move(job));
        wake = !std::exchange(core.mailboxWoken, true);
    }
    if (wake)
        boost::asio::post(core.io, [&core] { core.runMailbox(); });
}

bool Reactor::onLoopThread() const
{
    return m_core->loopThread == std::this_thread::get_id();
}

void Reactor::onKept()
{
    m_core->releaseHeld();
}

const Clock& Reactor::clock() const
{
    return m_core->clock;
}

} // namespace tapedeck
