#include "engine/view/view.h"

#include "engine/view/action_runner.h"
#include "engine/view/expectation_list.h"
#include "engine/view/lookup_reader.h"
#include "engine/view/mailbox.h"
#include "engine/view/snapshot_builder.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

// What the loop has of one observer. Jobs that are still on their way to the loop hold the core weakly.
struct ViewPlace {
    ViewPlace(const ViewParts& parts, ExpectationList& expectations, std::function<void()> pumpLater)
        : lookups(parts.broker, *mailbox, std::move(pumpLater))
        , actions(std::make_shared<ActionRunner>(parts.broker, parts.exchanges.exchanges, parts.exchanges.upstreams,
              parts.mock, expectations, mailbox, parts.closeClient))
    {
    }

    const std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
    Mailbox::Requests requests;
    uint64_t version = 0; // of the last snapshot it was given
    bool gone = false;
    LookupReader lookups;
    const std::shared_ptr<ActionRunner> actions;
};

class View::Core : public std::enable_shared_from_this<Core> {
public:
    explicit Core(const ViewParts& parts)
        : m_parts(parts)
        , m_expectations(parts.loop, parts.broker, parts.clock ? *parts.clock : m_systemClock)
        , m_snapshots(parts.broker, parts.clients, parts.exchanges, parts.mock, &m_expectations)
    {
    }

    std::shared_ptr<Mailbox> add()
    {
        m_places.push_back(std::make_unique<ViewPlace>(m_parts, m_expectations, [this] { pumpLater(); }));
        return m_places.back()->mailbox;
    }

    // Later: one of its own actions may be what ends the observer.
    void remove(const std::shared_ptr<Mailbox>& mailbox)
    {
        for (const auto& place : m_places)
            place->gone = place->gone || place->mailbox == mailbox;
        m_parts.loop.post([weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self)
                return;
            std::erase_if(self->m_places, [](const auto& place) { return place->gone; });
            self->watch();
        });
    }

    // Takes what the observers asked for and works on it.
    void pump()
    {
        for (const auto& place : m_places)
            place->mailbox->takeRequests(place->requests);
        watch();
        for (const auto& place : m_places) {
            while (!place->gone && !place->requests.actions.empty()) {
                const auto [token, action] = std::move(place->requests.actions.front());
                place->requests.actions.pop_front();
                place->actions->run(token, action);
            }
            if (!place->gone)
                place->lookups.pump(place->requests);
        }
    }

    void pumpLater()
    {
        if (std::exchange(m_pumpPosted, true))
            return;
        m_parts.loop.post([weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self)
                return;
            self->m_pumpPosted = false;
            self->pump();
        });
    }

    void turn(Duration now)
    {
        releaseKept();
        m_expectations.turn(now);
        if (auto snapshot = m_snapshots.turn(now))
            m_snapshot = std::move(snapshot);
        publish();
    }

    void releaseKept()
    {
        for (const auto& place : m_places)
            place->actions->releaseKept();
    }

    Executor& loop() { return m_parts.loop; }
    SnapshotBuilder& snapshots() { return m_snapshots; }
    const ExpectationList& expectations() const { return m_expectations; }

private:
    // Who begins to watch while another one does gets the snapshot that is there.
    void watch()
    {
        const bool any =
            std::any_of(m_places.begin(), m_places.end(), [](const auto& place) { return place->requests.watched; });
        m_snapshots.watch(any);
        if (!any)
            m_snapshot = nullptr;
        publish();
    }

    void publish()
    {
        for (const auto& place : m_places) {
            if (!m_snapshot || !place->requests.watched || place->version == m_snapshot->version)
                continue;
            place->version = m_snapshot->version;
            place->mailbox->publish(m_snapshot);
        }
    }

    const ViewParts m_parts;
    const SystemClock m_systemClock;
    ExpectationList m_expectations;
    SnapshotBuilder m_snapshots;
    std::shared_ptr<const Snapshot> m_snapshot; // the newest; null while nobody watches
    std::vector<std::unique_ptr<ViewPlace>> m_places;
    bool m_pumpPosted = false;
};

// The observer's side of its place.
class View::Seat final : public Observer {
public:
    explicit Seat(const std::shared_ptr<Core>& core)
        : m_loop(core->loop())
        , m_core(core)
        , m_mailbox(core->add())
    {
    }
    ~Seat() override
    {
        if (const auto core = m_core.lock())
            core->remove(m_mailbox);
    }

    void watch(bool on) override
    {
        if (m_mailbox->setWatched(on))
            tellLoop();
    }
    uint64_t version() const override { return m_mailbox->version(); }
    std::shared_ptr<const Snapshot> snapshot() const override { return m_mailbox->snapshot(); }
    void request(Lookup lookup) override
    {
        if (m_mailbox->put(std::move(lookup)))
            tellLoop();
    }
    void submit(uint64_t token, Action action) override
    {
        if (m_mailbox->put(token, std::move(action)))
            tellLoop();
    }
    std::vector<ObserverAnswer> takeAnswers() override
    {
        bool tell = false;
        auto answers = m_mailbox->takeAnswers(&tell);
        if (tell)
            tellLoop();
        return answers;
    }
    void setWake(std::function<void()> wake) override { m_mailbox->setWake(std::move(wake)); }

private:
    void tellLoop()
    {
        m_loop.post([weak = m_core] {
            if (const auto core = weak.lock())
                core->pump();
        });
    }

    Executor& m_loop;
    const std::weak_ptr<Core> m_core;
    const std::shared_ptr<Mailbox> m_mailbox;
};

View::View(const ViewParts& parts)
    : m_core(std::make_shared<Core>(parts))
    , m_seat(std::make_unique<Seat>(m_core))
{
}

// The core goes first, and with it all places: the loop may be gone already.
View::~View()
{
    m_core.reset();
}

// ------------------------------------------------------------------------------------------------- observer's thread

void View::watch(bool on)
{
    m_seat->watch(on);
}

uint64_t View::version() const
{
    return m_seat->version();
}

std::shared_ptr<const Snapshot> View::snapshot() const
{
    return m_seat->snapshot();
}

void View::request(Lookup lookup)
{
    m_seat->request(std::move(lookup));
}

void View::submit(uint64_t token, Action action)
{
    m_seat->submit(token, std::move(action));
}

std::vector<ObserverAnswer> View::takeAnswers()
{
    return m_seat->takeAnswers();
}

void View::setWake(std::function<void()> wake)
{
    m_seat->setWake(std::move(wake));
}

// --------------------------------------------------------------------------------------------------------------- loop

std::unique_ptr<Observer> View::addObserver()
{
    return std::make_unique<Seat>(m_core);
}

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
    m_core->releaseKept();
}

std::optional<Duration> View::nextDue() const
{
    const auto snapshot = m_core->snapshots().nextDue(), expectations = m_core->expectations().nextDue();
    return snapshot && expectations ? std::min(*snapshot, *expectations) : snapshot ? snapshot : expectations;
}

} // namespace tapedeck
