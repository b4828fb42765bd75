#include "engine/view/exchange_watch.h"

#include "engine/exchange/exchanges.h"
#include "engine/exchange/upstream_list.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// More than this many bindings, or clients, are read once a second only: reading ten thousand takes milliseconds.
constexpr size_t kFew = 500;
constexpr Duration kManyEvery = Duration::seconds(1);

bool due(Duration now, Duration last, size_t count)
{
    return count <= kFew || now.micros - last.micros >= kManyEvery.micros;
}

bool sameCounters(const ExchangeView& a, const ExchangeCounters& b)
{
    return a.messages == b.messages && a.octets == b.octets && a.routed == b.routed && a.dropped == b.dropped
        && a.noRoute == b.noRoute;
}

std::shared_ptr<const std::vector<BindingView>> viewsOf(std::vector<BindingInfo>& infos)
{
    auto views = std::make_shared<std::vector<BindingView>>();
    views->reserve(infos.size());
    for (BindingInfo& info : infos)
        views->push_back({info.id, std::move(info.queue), info.program.text(), info.program.route(),
            info.program.pattern() == Program::Pattern::exact, info.permanent, info.peer, info.invocations,
            info.averageNanos});
    return views;
}

using ExchangePtr = std::shared_ptr<const ExchangeView>;

bool before(const ExchangePtr& a, const ExchangePtr& b)
{
    return a->name < b->name;
}

} // namespace

ExchangeWatch::ExchangeWatch(ExchangeSources sources)
    : m_sources(std::move(sources))
{
}

void ExchangeWatch::reset()
{
    m_fresh = true;
    m_rates.clear();
    m_moving = m_putOff = m_structurePutOff = m_queuesPutOff = false;
}

bool ExchangeWatch::look(Duration now, bool catalogueChanged, Snapshot& next)
{
    m_putOff = false;
    bool differs = false;
    if (m_sources.exchanges) {
        const uint64_t changes = m_sources.exchanges->changes();
        const bool structure = catalogueChanged || m_fresh || changes != std::exchange(m_changes, changes);
        const uint64_t dropped = m_sources.exchanges->totals().dropped;
        const bool drops = dropped != std::exchange(m_dropped, dropped);
        differs = lookAtExchanges(now, structure, next);
        m_queuesPutOff = m_queuesPutOff || structure || drops;
        if (m_queuesPutOff)
            differs = lookAtQueues(now, next) || differs;
    }
    if (m_sources.clients)
        differs = lookAtClients(now, next) || differs;
    if (m_sources.upstreams)
        differs = lookAtUpstreams(next) || differs;
    m_fresh = false;
    return differs;
}

bool ExchangeWatch::lookAtExchanges(Duration now, bool structure, Snapshot& next)
{
    const Exchanges& exchanges = *m_sources.exchanges;
    const uint64_t messages = exchanges.totals().messages;
    const bool published = messages != std::exchange(m_messages, messages);
    m_structurePutOff = m_structurePutOff || structure;
    const bool stale = m_structurePutOff || messages != m_bindingMessages;
    if (!stale && !m_moving)
        return false;
    const bool readBindings = stale && (m_fresh || due(now, m_bindingsRead, m_bindings));
    m_putOff = stale && !readBindings;
    if (!readBindings && !published && !m_moving)
        return false;
    std::vector<ExchangeInfo> infos = readBindings ? exchanges.list() : exchanges.listWithoutBindings();
    if (readBindings) {
        m_bindingsRead = now;
        m_bindingMessages = messages;
        m_structurePutOff = false;
        m_bindings = 0;
    }
    std::vector<ExchangePtr> views;
    views.reserve(infos.size());
    bool differs = false;
    m_moving = false;
    for (ExchangeInfo& info : infos) {
        const auto known = std::lower_bound(next.exchanges.begin(), next.exchanges.end(), info.name,
            [](const ExchangePtr& view, const std::string& name) { return view->name < name; });
        const ExchangePtr old = known != next.exchanges.end() && (*known)->name == info.name ? *known : nullptr;
        auto view = std::make_shared<ExchangeView>();
        const ExchangeCounters& c = info.counters;
        view->messages = c.messages;
        view->octets = c.octets;
        view->routed = c.routed;
        view->dropped = c.dropped;
        view->noRoute = c.noRoute;
        view->recorded = info.recorded;
        const uint64_t seen = old ? old->messages : m_fresh ? c.messages : 0;
        if (c.messages > seen)
            m_rates[info.name].add(now, c.messages - seen);
        if (const auto rate = m_rates.find(info.name); rate != m_rates.end()) {
            view->publishedPerSecond = rate->second.perSecond(now);
            if (view->publishedPerSecond == 0)
                m_rates.erase(rate);
            else
                m_moving = true;
        }
        if (readBindings) {
            m_bindings += info.bindings.size();
            auto bindings = viewsOf(info.bindings);
            view->bindings = old && *old->bindings == *bindings ? old->bindings : std::move(bindings);
        } else {
            view->bindings = old ? old->bindings : std::make_shared<const std::vector<BindingView>>();
        }
        if (old && sameCounters(*old, c) && old->recorded == view->recorded && old->bindings == view->bindings
            && old->publishedPerSecond == view->publishedPerSecond) {
            views.push_back(old);
            continue;
        }
        view->name = std::move(info.name);
        views.push_back(std::move(view));
        differs = true;
    }
    differs = differs || views.size() != next.exchanges.size();
    std::sort(views.begin(), views.end(), before);
    next.exchanges = std::move(views);
    return differs;
}

bool ExchangeWatch::lookAtQueues(Duration now, Snapshot& next)
{
    if (!m_fresh && !due(now, m_queuesRead, next.sharedQueues->size())) {
        m_putOff = true;
        return false;
    }
    m_queuesRead = now;
    m_queuesPutOff = false;
    auto views = std::make_shared<std::vector<SharedQueueView>>();
    for (const SharedQueuePtr& queue : m_sources.exchanges->queues()) {
        SharedQueueView view;
        view.number = queue->queue()->number();
        view.name = queue->name();
        view.onDisk = queue->onDisk();
        view.isPublic = queue->settings().isPublic;
        view.block = queue->settings().block;
        view.permanent = queue->settings().permanent;
        view.backlog = queue->settings().backlog;
        view.members = queue->members();
        view.dropped = queue->dropped();
        for (const DropHistory::Entry& entry : queue->dropHistory().entries())
            view.drops.push_back({entry.second, entry.count});
        views->push_back(std::move(view));
    }
    if (*views == *next.sharedQueues)
        return false;
    next.sharedQueues = std::move(views);
    return true;
}

bool ExchangeWatch::lookAtClients(Duration now, Snapshot& next)
{
    if (!m_fresh && !due(now, m_clientsRead, next.fqClients->size())) {
        m_putOff = true;
        return false;
    }
    m_clientsRead = now;
    std::vector<FqClientView> clients = m_sources.clients();
    if (clients == *next.fqClients)
        return false;
    next.fqClients = std::make_shared<const std::vector<FqClientView>>(std::move(clients));
    return true;
}

bool ExchangeWatch::lookAtUpstreams(Snapshot& next)
{
    std::vector<UpstreamView> upstreams;
    for (UpstreamInfo& info : m_sources.upstreams->upstreams())
        upstreams.push_back({info.id, std::move(info.row), info.state == UpstreamState::connected,
            std::string(toText(info.state)), std::move(info.error), info.messages, info.loops});
    if (upstreams == next.upstreams)
        return false;
    next.upstreams = std::move(upstreams);
    return true;
}

} // namespace tapedeck
