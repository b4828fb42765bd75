// INFO: floki's JSON for `server` and `queues`, Redis's text for everything else.
#include "engine/net/resp/errors.h"
#include "engine/net/resp/json_writer.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"

#include <algorithm>
#include <thread>
#include <unistd.h>

namespace tapedeck::resp {

namespace {

uint64_t epochSeconds(Time time)
{
    return time.micros > 0 ? static_cast<uint64_t>(time.micros / 1'000'000) : 0;
}

// Floki sizes its pool by this; clients read it as a hint, so the number is kept though no such pool exists.
uint64_t threadCount()
{
    return std::max<uint64_t>(6, 2 * uint64_t{std::thread::hardware_concurrency()}) + 2;
}

std::string serverJson(RespPort& port)
{
    JsonWriter json;
    json.beginObject();
    json.key("client_count").number(port.clients.count());
    json.key("blocked_client_count").number(port.clients.waiting());
    json.key("queue_count").number(port.broker.queueCount());
    json.key("thread_count").number(threadCount());
    json.key("clock").number(epochSeconds(port.broker.now()));
    json.endObject();
    return json.result();
}

std::string queuesJson(Broker& broker, std::string_view prefix)
{
    JsonWriter json;
    json.beginObject();
    for (const QueuePtr& queue : broker.listQueues(prefix)) {
        const QueueStats stats = broker.stats(*queue);
        json.key(queue->name()).beginObject();
        json.key("head").number(stats.head.value);
        json.key("tail").number(stats.first.value);
        json.key("channels").beginObject();
        for (const ChannelStats& channel : stats.channels) {
            json.key(channel.name).beginObject();
            json.key("tail").number(channel.cursor.value);
            json.key("last_touched").number(epochSeconds(channel.lastTouched));
            json.key("in_flight_count").number(channel.inFlight);
            json.endObject();
        }
        json.endObject();
        json.key("segments_count").number(stats.segments);
        json.key("disk_usage").number(stats.storedBytes);
        json.endObject();
    }
    json.endObject();
    return json.result();
}

std::string_view syncWord(SyncMode mode)
{
    switch (mode) {
    case SyncMode::off:
        return "off";
    case SyncMode::normal:
        return "normal";
    case SyncMode::full:
        return "full";
    }
    return "?";
}

// Lines "name:value" under "# Section" headings.
class RedisText {
public:
    explicit RedisText(std::string_view wanted)
        : m_wanted(wanted)
    {
    }
    void section(std::string_view name)
    {
        m_on = m_wanted.empty() || isWord(m_wanted, "ALL") || isWord(m_wanted, "EVERYTHING")
            || isWord(m_wanted, "DEFAULT") || equal(m_wanted, name);
        if (m_on)
            m_text.append(m_text.empty() ? "# " : "\r\n# ").append(name).append("\r\n");
    }
    void line(std::string_view name, std::string_view value)
    {
        if (m_on)
            m_text.append(name).append(":").append(value).append("\r\n");
    }
    void line(std::string_view name, uint64_t value) { line(name, std::to_string(value)); }
    const std::string& text() const { return m_text; }

private:
    static bool equal(std::string_view a, std::string_view b)
    {
        return std::equal(
            a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return (x | 0x20) == (y | 0x20); });
    }
    std::string_view m_wanted;
    std::string m_text;
    bool m_on = false;
};

void writePersistence(RedisText& out, const BrokerStats& totals)
{
    out.section("Persistence");
    out.line("loading", uint64_t{0});
    out.line("sync_mode", syncWord(totals.sync));
    out.line("tape", totals.ephemeral ? "" : totals.tapePath);
    out.line("tape_bytes", totals.tapeBytes);
    out.line("journal_bytes", totals.journalBytes);
    out.line("journal_slots_used", totals.journalSlotsUsed);
    out.line("last_sync_usec", static_cast<uint64_t>(std::max<int64_t>(totals.lastSync.micros, 0)));
    out.line("read_only", uint64_t{totals.readOnlyReason.empty() ? 0u : 1u});
    out.line("read_only_reason", totals.readOnlyReason);
    out.line("storage_full", uint64_t{totals.storageFull ? 1u : 0u});
}

void writeStats(RedisText& out, RespPort& port, const BrokerStats& totals)
{
    const Traffic& traffic = port.clients.traffic();
    out.section("Stats");
    out.line("total_connections_received", traffic.connections);
    out.line("total_commands_processed", traffic.commands);
    out.line("total_net_input_bytes", traffic.bytesIn);
    out.line("total_net_output_bytes", traffic.bytesOut);
    out.line("messages_published", totals.published);
    out.line("messages_delivered", totals.delivered);
    out.line("messages_acked", totals.acked);
    out.section("Refusals");
    for (size_t i = 0; i < static_cast<size_t>(Refusal::kCount); ++i) {
        const auto reason = static_cast<Refusal>(i);
        out.line(Refusals::name(reason), port.clients.refusals().count(reason));
    }
}

std::string redisText(RespPort& port, std::string_view wanted)
{
    const BrokerStats totals = port.broker.totals();
    RedisText out(wanted);
    out.section("Server");
    out.line("redis_version", "7.0.0");
    out.line("redis_mode", "standalone");
    out.line("tapedeck_version", port.options().version);
    out.line("process_id", static_cast<uint64_t>(::getpid()));
    out.line("uptime_in_seconds",
        epochSeconds(port.broker.now())
            - std::min(epochSeconds(port.clients.started()), epochSeconds(port.broker.now())));
    out.section("Clients");
    out.line("connected_clients", port.clients.count());
    out.line("maxclients", port.clients.connectionsMax());
    out.line("blocked_clients", port.clients.waiting());
    out.section("Memory");
    out.line("client_buffers_bytes", port.clients.bufferedBytes());
    out.line("cache_bytes", totals.cacheBytes);
    writePersistence(out, totals);
    writeStats(out, port, totals);
    out.section("Replication");
    out.line("role", "master");
    out.line("connected_slaves", uint64_t{0});
    out.section("Cluster");
    out.line("cluster_enabled", uint64_t{0});
    out.section("Keyspace");
    if (totals.queues > 0)
        out.line("db0", "keys=" + std::to_string(totals.queues) + ",expires=0,avg_ttl=0");
    return out.text();
}

bool isRedisSection(std::string_view name)
{
    for (const std::string_view known :
        {"CLIENTS", "MEMORY", "PERSISTENCE", "STATS", "REFUSALS", "REPLICATION", "CPU", "COMMANDSTATS", "LATENCYSTATS",
            "CLUSTER", "KEYSPACE", "MODULES", "ERRORSTATS", "ALL", "DEFAULT", "EVERYTHING"}) {
        if (isWord(name, known))
            return true;
    }
    return false;
}

} // namespace

// INFO [server | queues | queues.PREFIX | a section of Redis's]
void commandInfo(RespSession& session, Args args)
{
    RespPort& port = session.port();
    Reply reply = session.reply();
    if (args.size() < 2) {
        reply.bulk(redisText(port, {}));
        return;
    }
    const std::string_view what = args[1];
    const size_t dot = what.find('.');
    const std::string_view word = what.substr(0, dot);
    if (isWord(word, "SERVER") && dot == std::string_view::npos) {
        reply.array(1);
        reply.bulk(serverJson(port));
    } else if (isWord(word, "QUEUES")) {
        reply.array(1);
        reply.bulk(queuesJson(port.broker, dot == std::string_view::npos ? std::string_view{} : what.substr(dot + 1)));
    } else if (isRedisSection(what)) {
        reply.bulk(redisText(port, what));
    } else {
        reply.error(errors::kInvalidInfo);
    }
}

} // namespace tapedeck::resp
