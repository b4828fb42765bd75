#include "engine/net/http/api/event_hub.h"

#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/mock_values.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/snapshot.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/values.h"

#include <algorithm>
#include <map>

namespace tapedeck::api {

// One listener. What it has not been told yet is kept as a set of queues, so a slow client costs no more than that.
class EventStream final : public http::StreamSource {
public:
    EventStream(NativeApi& api, Exchange& exchange)
        : m_api(api)
        , m_exchange(exchange)
    {
        m_api.events().add(*this);
    }
    ~EventStream() override { m_api.events().remove(*this); }

    void start()
    {
        JsonWriter json;
        writeSnapshot(json, m_api);
        m_totals = totalsNow();
        m_replays = replaysNow();
        m_mocks = m_api.options().mock ? m_api.options().mock->changes() : 0;
        send("snapshot", json.result());
        armTick();
    }
    void note(const QueuePtr& queue)
    {
        if (queue->namespacePrefix() == m_exchange.namespacePrefix())
            m_changed.insert_or_assign(queue->number().value, queue);
    }

private:
    void armTick()
    {
        m_exchange.after(kEventsEvery, [this] { tick(); });
    }

    void tick()
    {
        m_api.events().collect();
        if (!m_exchange.full())
            tell();
        armTick();
    }

    void tell()
    {
        const std::string totals = totalsNow();
        const std::string replays = replaysNow();
        const Mock* const mock = m_api.options().mock;
        const uint64_t mocks = mock ? mock->changes() : 0;
        if (m_changed.empty() && totals == m_totals && replays == m_replays && mocks == m_mocks)
            return;
        JsonWriter json;
        json.beginObject().time("at", m_exchange.broker().now()).key("totals").raw(totals);
        json.member("clients", uint64_t{m_api.port().clients.count()}).member("players", playing());
        if (replays != m_replays)
            json.key("replays").raw(replays);
        if (mocks != m_mocks)
            writeMocks(json, *mock);
        m_mocks = mocks;
        writeChanged(json);
        json.endObject();
        m_totals = totals;
        m_replays = replays;
        send("change", json.result());
    }

    // As many as fit into one event; the rest waits for the next one.
    void writeChanged(JsonWriter& json)
    {
        std::vector<uint64_t> deleted;
        json.key("queues").beginArray();
        while (!m_changed.empty() && json.size() < kAnswerBytes) {
            const QueuePtr queue = m_changed.begin()->second;
            m_changed.erase(m_changed.begin());
            if (queue->deleted())
                deleted.push_back(queue->number().value);
            else
                writeQueue(json, m_exchange.broker(), m_api.exchanges(), *queue);
        }
        json.endArray().key("deleted").beginArray();
        for (const uint64_t number : deleted)
            json.number(number);
        json.endArray();
    }

    uint64_t playing() const
    {
        const std::vector<PlayerInfo> players = m_exchange.broker().players();
        return static_cast<uint64_t>(std::count_if(players.begin(), players.end(), [](const PlayerInfo& player) {
            return player.state == PlayerState::finding || player.state == PlayerState::playing
                || player.state == PlayerState::paused;
        }));
    }

    std::string totalsNow() const
    {
        JsonWriter json;
        writeTotals(json, m_exchange.broker().totals(), m_api.port().clients);
        return json.take();
    }

    std::string replaysNow() const
    {
        JsonWriter json;
        json.beginArray();
        for (const PlayerInfo& player : m_exchange.broker().players())
            writeReplay(json, player);
        json.endArray();
        return json.take();
    }

    void send(std::string_view event, const std::string& json)
    {
        m_exchange.chunk("event: " + std::string(event) + "\ndata: " + json + "\n\n");
    }

    NativeApi& m_api;
    Exchange& m_exchange;
    std::map<uint32_t, QueuePtr> m_changed; // by number, not yet told
    std::string m_totals, m_replays; // as told last
    uint64_t m_mocks = 0; // Mock::changes() of what was sent
};

void EventHub::add(EventStream& stream)
{
    if (m_streams.empty())
        m_port.broker.watchChanges(true, Watcher::http);
    else
        collect(); // what was before is not news to it
    m_streams.push_back(&stream);
}

void EventHub::remove(EventStream& stream)
{
    std::erase(m_streams, &stream);
    if (m_streams.empty())
        m_port.broker.watchChanges(false, Watcher::http);
}

void EventHub::collect()
{
    std::vector<QueuePtr> changed;
    bool catalogueChanged = false;
    m_port.broker.takeChanged(changed, catalogueChanged, Watcher::http);
    for (const QueuePtr& queue : changed)
        for (EventStream* stream : m_streams)
            stream->note(queue);
}

void streamEvents(NativeApi& api, Exchange& exchange)
{
    auto source = std::make_unique<EventStream>(api, exchange);
    EventStream& stream = *source;
    exchange.beginStream({200, "text/event-stream", {}}, std::move(source));
    exchange.setHeartbeat(api.options().heartbeat, ":\n\n");
    stream.start();
}

} // namespace tapedeck::api
