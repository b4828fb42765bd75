#include "engine/view/view.h"

#include "engine/view/action_runner.h"
#include "engine/view/expectation_list.h"
#include "engine/view/lookup_reader.h"
#include "engine/view/mailbox.h"
#include "engine/view/snapshot_builder.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

// The loop's side. Jobs that are still on their way to the loop hold it weakly.
class View::Core : public std::enable_shared_from_this<Core> {
public:
    Core(const ViewParts& parts, std::shared_ptr<Mailbox> mailbox)
        : m_loop(parts.loop)
        , m_mailbox(std::move(mailbox))
        , m_expectations(parts.loop, parts.broker, parts.clock ? *parts.clock : m_systemClock)
        , m_snapshots(parts.broker, parts.clients, parts.exchanges, parts.mock, &m_expectations)
        , m_lookups(parts.broker, *m_mailbox, [this] { pumpLater(); })
        , m_actions(std::make_shared<ActionRunner>(parts.broker, parts.exchanges.exchanges, parts.exchanges.upstreams,
              parts.mock, m_expectations, m_mailbox, parts.closeClient))
    {
    }

    // Takes what the observer asked for and works on it.
    void pump()
    {
        m_mailbox->takeRequests(m_requests);
        m_snapshots.watch(m_requests.watched);
        while (!m_requests.actions.empty()) {
            const auto [token, action] = std::move(m_requests.actions.front());
            m_requests.actions.pop_front();
            m_actions->run(token, action);
        }
        m_lookups.pump(m_requests);
    }

    void pumpLater()
    {
        if (std::exchange(m_pumpPosted, true))
            return;
        m_loop.post([weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self)
                return;
            self->m_pumpPosted = false;
            self->pump();
        });
    }

    void turn(Duration now)
    {
        m_actions->releaseKept();
        m_expectations.turn(now);
        if (auto snapshot = m_snapshots.turn(now))
            m_mailbox->publish(std::move(snapshot));
    }

    ActionRunner& actions() { return *m_actions; }
    SnapshotBuilder& snapshots() { return m_snapshots; }
    const ExpectationList& expectations() const { return m_expectations; }

private:
    Executor& m_loop;
    std::shared_ptr<Mailbox> m_mailbox;
    Mailbox::Requests m_requests;
    const SystemClock m_systemClock;
    ExpectationList m_expectations;
    SnapshotBuilder m_snapshots;
    LookupReader m_lookups;
    std::shared_ptr<ActionRunner> m_actions;
    bool m_pumpPosted = false;
};

View::View(const ViewParts& parts)
    : m_loop(parts.loop)
    , m_mailbox(std::make_shared<Mailbox>())
    , m_core(std::make_shared<Core>(parts, m_mailbox))
{
}

View::~View() = default;

// ------------------------------------------------------------------------------------------------- observer's thread

void View::tellLoop()
{
    m_loop.post([weak = std::weak_ptr(m_core)] {
        if (const auto core = weak.lock())
            core->pump();
    });
}

void View::watch(bool on)
{
    if (m_mailbox->setWatched(on))
        tellLoop();
}

uint64_t View::version() const
{
    return m_mailbox->version();
}

std::shared_ptr<const Snapshot> View::snapshot() const
{
    return m_mailbox->snapshot();
}

void View::request(Lookup lookup)
{
    if (m_mailbox->put(std::move(lookup)))
        tellLoop();
}

void View::submit(uint64_t token, Action action)
{
    if (m_mailbox->put(token, std::move(action)))
        tellLoop();
}

std::vector<ObserverAnswer> View::takeAnswers()
{
    bool tell = false;
    auto answers = m_mailbox->takeAnswers(&tell);
    if (tell)
        tellLoop();
    return answers;
}

void View::setWake(std::function<void()> wake)
{
    m_mailbox->setWake(std::move(wake));
}

// --------------------------------------------------------------------------------------------------------------- loop

void View::setEndpoints(std::vector<Endpoint> endpoints)
{
    m_core->snapshots().setEndpoints(std::move(endpoints));
}

void View::onTurn(Duration now)
{
    m_core->turn(now);
}

void View::onKept()
{
    m_core->actions().releaseKept();
}

std::optional<Duration> View::nextDue() const
{
    const auto snapshot = m_core->snapshots().nextDue(), expectations = m_core->expectations().nextDue();
    return snapshot && expectations ? std::min(*snapshot, *expectations) : snapshot ? snapshot : expectations;
}

} // namespace tapedeck
