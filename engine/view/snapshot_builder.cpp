#include "engine/view/snapshot_builder.h"

#include "engine/base/limits.h"
#include "engine/mock/mock.h"
#include "engine/view/expectation_list.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tapedeck {

namespace {

constexpr Duration kLookEvery = Duration::millis(100);
// Between two slices of a long list of changed queues the loop serves its clients.
constexpr Duration kSliceEvery = Duration::millis(2);
// That the time of a fault has ended is seen so late.
constexpr Duration kTimedFaultsEvery = Duration::seconds(1);

bool reached(Duration now, Duration last, Duration period)
{
    return now.micros - last.micros >= period.micros;
}

Duration after(Duration time, Duration period)
{
    return {time.micros + period.micros};
}

auto tied(const ClientView& c)
{
    return std::tie(c.id, c.protocol, c.address, c.name, c.connected, c.commands, c.bytesIn, c.bytesOut, c.waiting);
}

auto tied(const PlayerInfo& p)
{
    return std::tie(
        p.id, p.state, p.first, p.end, p.position, p.done, p.total, p.sourceTime, p.drift, p.perSecond, p.error);
}

auto tied(const Endpoint& e)
{
    return std::tie(e.protocol, e.address, e.moved);
}

// Without lastSync, which differs after every fsync and is news only together with something else.
auto tied(const BrokerStats& s)
{
    return std::tie(s.published, s.delivered, s.acked, s.queues, s.waitingReaders, s.journalBytes, s.journalSlotsUsed,
        s.journalSlotsMax, s.tapeBytes, s.cacheBytes, s.sync, s.ephemeral, s.tapePath, s.readOnlyReason, s.storageFull);
}

template <typename T>
bool same(const std::vector<T>& a, const std::vector<T>& b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return tied(x) == tied(y); });
}

bool comesBefore(const std::shared_ptr<const QueueView>& a, const std::shared_ptr<const QueueView>& b)
{
    return std::tie(a->name, a->number) < std::tie(b->name, b->number);
}

} // namespace

SnapshotBuilder::SnapshotBuilder(Broker& broker, std::function<std::vector<ClientView>()> clients,
    ExchangeSources exchanges, const Mock* mock, ExpectationList* expectations)
    : m_broker(broker)
    , m_clients(std::move(clients))
    , m_exchanges(std::move(exchanges))
    , m_mock(mock)
    , m_expectations(expectations)
{
}

SnapshotBuilder::~SnapshotBuilder()
{
    watch(false);
}

void SnapshotBuilder::watch(bool on)
{
    if (on == m_watched)
        return;
    m_watched = on;
    m_broker.watchChanges(on);
    m_broker.watchStories(on);
    m_views.clear();
    m_backlog.clear();
    m_inBacklog.clear();
    m_rates.clear();
    m_totalRate = {};
    m_exchanges.reset();
    m_mockChanges.reset();
    m_faultsEnd = false;
    m_filling = false;
    m_changed = m_noted = on;
    if (!on) {
        m_views.shrink_to_fit();
        return;
    }
    m_next.totals = m_broker.totals();
    for (const std::string_view prefix : {std::string_view{}, kNamespaceMark})
        for (QueuePtr& queue : m_broker.listQueues(prefix))
            enqueue(std::move(queue));
    m_views.reserve(m_backlog.size());
    m_filling = !m_backlog.empty();
    m_lastLook = m_lastSlice = {INT64_MIN / 2};
}

void SnapshotBuilder::setEndpoints(std::vector<Endpoint> endpoints)
{
    if (same(endpoints, m_next.endpoints))
        return;
    m_next.endpoints = std::move(endpoints);
    m_changed = m_noted = true;
}

std::optional<Duration> SnapshotBuilder::nextDue() const
{
    if (!m_watched)
        return std::nullopt;
    if (!m_backlog.empty())
        return after(m_lastSlice, kSliceEvery);
    if (m_noted || m_changed || m_next.publishedPerSecond > 0 || !m_rates.empty() || m_exchanges.wantsLook())
        return after(m_lastLook, kLookEvery);
    const auto moving = [](const PlayerInfo& p) { return p.perSecond > 0; };
    if (std::any_of(m_next.players.begin(), m_next.players.end(), moving))
        return after(m_lastLook, kLookEvery);
    return m_faultsEnd ? std::optional(after(m_lastLook, kTimedFaultsEvery)) : std::nullopt;
}

std::shared_ptr<const Snapshot> SnapshotBuilder::turn(Duration now)
{
    if (!m_watched)
        return nullptr;
    m_noted = true;
    const bool look = reached(now, m_lastLook, kLookEvery);
    if (look && !m_filling)
        collect(now);
    if (!m_backlog.empty() && reached(now, m_lastSlice, kSliceEvery))
        refresh(now);
    if (!look || m_filling)
        return nullptr;
    m_lastLook = now;
    m_noted = false;
    if (collectTotals(now))
        m_changed = true;
    return std::exchange(m_changed, false) ? build(now) : nullptr;
}

// ------------------------------------------------------------------------------------------------------------- queues

void SnapshotBuilder::enqueue(QueuePtr queue)
{
    if (m_inBacklog.insert(queue->number()).second)
        m_backlog.push_back(std::move(queue));
}

void SnapshotBuilder::collect(Duration now)
{
    std::vector<QueuePtr> changed;
    bool catalogueChanged = false;
    m_broker.takeChanged(changed, catalogueChanged);
    for (QueuePtr& queue : changed)
        enqueue(std::move(queue));
    m_changed = m_changed || catalogueChanged;
    m_catalogueChanged = m_catalogueChanged || catalogueChanged;
    letRatesFall(now);
}

// A rate changes although nothing happens to its queue: these have to be looked at, too.
void SnapshotBuilder::letRatesFall(Duration now)
{
    for (auto& [number, rate] : m_rates) {
        if (rate.queue->deleted())
            continue; // comes as a change of its own
        const auto at = find(rate.queue->fullName(), number);
        if (at != m_views.end() && (*at)->publishedPerSecond != rate.meter.perSecond(now))
            enqueue(rate.queue);
    }
}

void SnapshotBuilder::refresh(Duration now)
{
    Views added;
    for (size_t i = 0; i < limits::kSnapshotQueuesPerTurn && !m_backlog.empty(); ++i) {
        const QueuePtr queue = std::move(m_backlog.front());
        m_backlog.pop_front();
        m_inBacklog.erase(queue->number());
        refreshQueue(queue, now, added);
    }
    removeDeleted();
    add(std::move(added));
    m_changed = true;
    m_lastSlice = now;
    m_filling = m_filling && !m_backlog.empty();
}

void SnapshotBuilder::refreshQueue(const QueuePtr& queue, Duration now, Views& added)
{
    const QueueNo number = queue->number();
    if (queue->deleted()) {
        m_deleted.insert(number);
        m_rates.erase(number);
        return;
    }
    auto view = std::make_shared<QueueView>();
    view->number = number;
    view->name = queue->fullName();
    view->stats = m_broker.stats(*queue);
    const auto at = find(view->name, number);
    // A queue that is new to the list was empty before, except when the list itself is new.
    const MessageId before = at != m_views.end() ? (*at)->stats.head : m_filling ? view->stats.head : MessageId{1};
    if (view->stats.head > before)
        m_rates.try_emplace(number, Rate{queue, {}}).first->second.meter.add(now, view->stats.head - before);
    if (const auto rate = m_rates.find(number); rate != m_rates.end()) {
        view->publishedPerSecond = rate->second.meter.perSecond(now);
        if (view->publishedPerSecond == 0)
            m_rates.erase(rate);
    }
    if (at != m_views.end())
        *at = std::move(view);
    else
        added.push_back(std::move(view));
}

SnapshotBuilder::Views::iterator SnapshotBuilder::find(const std::string& name, QueueNo number)
{
    const auto at = std::lower_bound(m_views.begin(), m_views.end(), std::tie(name, number),
        [](const ViewPtr& view, const auto& key) { return std::tie(view->name, view->number) < key; });
    return at != m_views.end() && (*at)->number == number ? at : m_views.end();
}

void SnapshotBuilder::removeDeleted()
{
    if (m_deleted.empty())
        return;
    std::erase_if(m_views, [this](const ViewPtr& view) { return m_deleted.contains(view->number); });
    m_deleted.clear();
}

void SnapshotBuilder::add(Views added)
{
    if (added.empty())
        return;
    std::sort(added.begin(), added.end(), comesBefore);
    const auto middle = static_cast<ptrdiff_t>(m_views.size());
    const bool behindAll = m_views.empty() || comesBefore(m_views.back(), added.front()); // as in the first list
    m_views.insert(m_views.end(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
    if (!behindAll)
        std::inplace_merge(m_views.begin(), m_views.begin() + middle, m_views.end(), comesBefore);
}

// --------------------------------------------------------------------------------------------------------- everything

// True when something differs from the last snapshot.
bool SnapshotBuilder::collectTotals(Duration now)
{
    BrokerStats totals = m_broker.totals();
    auto clients = m_clients ? m_clients() : std::vector<ClientView>{};
    auto players = m_broker.players();
    if (totals.published > m_next.totals.published)
        m_totalRate.add(now, totals.published - m_next.totals.published);
    const double perSecond = m_totalRate.perSecond(now);
    const bool differs = tied(totals) != tied(m_next.totals) || perSecond != m_next.publishedPerSecond
        || !same(clients, m_next.clients) || !same(players, m_next.players);
    m_next.totals = std::move(totals);
    m_next.publishedPerSecond = perSecond;
    m_next.clients = std::move(clients);
    m_next.players = std::move(players);
    const bool mocks = collectMocks(now);
    const bool expectations = collectExpectations();
    const Broker::Marks marks = m_broker.marks();
    const bool marked = marks != m_next.marks && !(marks->empty() && m_next.marks->empty());
    if (marked)
        m_next.marks = marks;
    const bool exchanges = m_exchanges.look(now, std::exchange(m_catalogueChanged, false), m_next);
    return exchanges || mocks || expectations || marked || differs;
}

// The rule of the view that showed it before, unless it was changed since; else a new object.
template <typename View, typename Info>
static auto sharedRule(const std::vector<View>& before, Info& info)
{
    const auto at = std::lower_bound(
        before.begin(), before.end(), info.id, [](const View& view, uint64_t id) { return view.id < id; });
    return at != before.end() && at->id == info.id && at->changed == info.changed
        ? at->rule
        : std::make_shared<const decltype(info.rule)>(std::move(info.rule));
}

bool SnapshotBuilder::collectMocks(Duration now)
{
    const bool mayEnd = m_faultsEnd && reached(now, m_mocksRead, kTimedFaultsEvery);
    if (!m_mock || (m_mockChanges == m_mock->changes() && !mayEnd))
        return false;
    m_mockChanges = m_mock->changes();
    m_mocksRead = now;
    m_faultsEnd = false;
    std::vector<FaultView> faults;
    for (FaultInfo& info : m_mock->faults()) {
        m_faultsEnd = m_faultsEnd || (info.rule.lasting.micros > 0 && info.rule.enabled && !info.over);
        auto rule = sharedRule(m_next.faults, info);
        faults.push_back({info.id, std::move(rule), info.counters, info.over, info.changed});
    }
    std::vector<ResponderView> responders;
    for (ResponderInfo& info : m_mock->responders()) {
        auto rule = sharedRule(m_next.responders, info);
        responders.push_back({info.id, std::move(rule), info.counters, std::move(info.error), info.changed});
    }
    const bool differs = faults != m_next.faults || responders != m_next.responders;
    m_next.faults = std::move(faults);
    m_next.responders = std::move(responders);
    return differs;
}

bool SnapshotBuilder::collectExpectations()
{
    return m_expectations && m_expectations->report(m_next.expectations);
}

std::shared_ptr<const Snapshot> SnapshotBuilder::build(Duration)
{
    ++m_next.version;
    m_next.at = m_broker.now();
    auto snapshot = std::make_shared<Snapshot>(m_next);
    snapshot->queues = m_views;
    return snapshot;
}

} // namespace tapedeck
