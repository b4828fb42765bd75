// GET /metrics.
#include "engine/mock/mock.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/prometheus.h"
#include "engine/net/http/api/support.h"

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace tapedeck::api {

namespace {

uint64_t residentBytes()
{
    std::ifstream statm("/proc/self/statm");
    uint64_t size = 0, resident = 0;
    statm >> size >> resident;
    return resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

void writeBroker(PrometheusWriter& out, const BrokerStats& totals)
{
    out.single("tapedeck_published_total", "counter", "Messages published since the start.", totals.published);
    out.single("tapedeck_delivered_total", "counter", "Messages handed out since the start.", totals.delivered);
    out.single("tapedeck_acked_total", "counter", "Messages acknowledged since the start.", totals.acked);
    out.single("tapedeck_queues", "gauge", "Queues.", totals.queues);
    out.single("tapedeck_waiting_readers", "gauge", "Readers that wait for messages.", totals.waitingReaders);
    out.single("tapedeck_journal_bytes", "gauge", "Bytes of the live journal's file.", totals.journalBytes);
    out.single("tapedeck_journal_slots_used", "gauge", "Slots of the journal in use.", totals.journalSlotsUsed);
    out.single("tapedeck_journal_slots_max", "gauge", "Slots that the journal may have.", totals.journalSlotsMax);
    out.single("tapedeck_tape_bytes", "gauge", "Bytes of the tape's file.", totals.tapeBytes);
    out.single("tapedeck_cache_bytes", "gauge", "Bytes of decompressed frames held.", totals.cacheBytes);
    out.single("tapedeck_read_only", "gauge", "1: the storage is not trusted any more, nothing can be changed.",
        totals.readOnlyReason.empty() ? 0 : 1);
    out.single(
        "tapedeck_storage_full", "gauge", "1: the disk is full, nothing can be published.", totals.storageFull ? 1 : 0);
    out.family("tapedeck_commit_seconds", "histogram", "From the end of a group of changes to its being kept.");
    const CommitLatency& latency = totals.commitLatency;
    uint64_t cumulative = 0;
    for (size_t i = 0; i < CommitLatency::kBoundsMicros.size(); ++i) {
        cumulative += latency.buckets[i];
        char bound[32];
        std::snprintf(bound, sizeof bound, "%g", static_cast<double>(CommitLatency::kBoundsMicros[i]) / 1e6);
        out.sample(cumulative, PrometheusWriter::labels({{"le", bound}}), "_bucket");
    }
    out.sample(latency.count, "{le=\"+Inf\"}", "_bucket");
    out.sample(static_cast<double>(latency.sum.micros) / 1e6, {}, "_sum");
    out.sample(latency.count, {}, "_count");
}

void writeNetwork(PrometheusWriter& out, Clients& clients)
{
    const Traffic& traffic = clients.traffic();
    out.single("tapedeck_connections", "gauge", "Connections of all ports.", clients.count());
    out.single("tapedeck_connections_max", "gauge", "Connections that there may be.", clients.connectionsMax());
    out.single("tapedeck_connections_waiting", "gauge", "Connections in a long poll or a stream.", clients.waiting());
    out.single("tapedeck_connections_total", "counter", "Connections accepted since the start.", traffic.connections);
    out.single("tapedeck_requests_total", "counter", "Requests and commands since the start.", traffic.commands);
    out.single("tapedeck_received_bytes_total", "counter", "Bytes received since the start.", traffic.bytesIn);
    out.single("tapedeck_sent_bytes_total", "counter", "Bytes sent since the start.", traffic.bytesOut);
    out.single("tapedeck_buffered_bytes", "gauge", "Bytes in the buffers of all connections.", clients.bufferedBytes());
    out.family("tapedeck_refusals_total", "counter", "What the network refused since the start, by reason.");
    for (size_t i = 0; i < static_cast<size_t>(Refusal::kCount); ++i) {
        const auto reason = static_cast<Refusal>(i);
        out.sample(clients.refusals().count(reason), PrometheusWriter::labels({{"reason", Refusals::name(reason)}}));
    }
}

struct QueueRow {
    std::string name;
    QueueStats stats;
};

void writeQueues(PrometheusWriter& out, const std::vector<QueueRow>& rows)
{
    struct Family {
        const char* name;
        const char* help;
        uint64_t (*value)(const QueueStats&);
    };
    static constexpr Family kFamilies[] = {
        {"tapedeck_queue_messages", "Messages that the queue has.",
            [](const QueueStats& s) { return s.head - s.first; }},
        {"tapedeck_queue_head", "The id that the next message gets.", [](const QueueStats& s) { return s.head.value; }},
        {"tapedeck_queue_bytes", "Bytes of all its messages.", [](const QueueStats& s) { return s.rawBytes; }},
        {"tapedeck_queue_stored_bytes", "What they take in the tape and the journal.",
            [](const QueueStats& s) { return s.storedBytes; }},
        {"tapedeck_queue_segments", "Its segments.", [](const QueueStats& s) { return s.segments; }},
    };
    for (const Family& family : kFamilies) {
        out.family(family.name, "gauge", family.help);
        for (const QueueRow& row : rows)
            out.sample(family.value(row.stats), PrometheusWriter::labels({{"queue", row.name}}));
    }
}

void writeChannels(PrometheusWriter& out, const std::vector<QueueRow>& rows)
{
    struct Family {
        const char* name;
        const char* help;
        uint64_t (*value)(const ChannelStats&);
    };
    static constexpr Family kFamilies[] = {
        {"tapedeck_channel_lag", "Messages that the channel has not handed out.",
            [](const ChannelStats& c) { return c.lag; }},
        {"tapedeck_channel_in_flight", "Tickets that have not expired.",
            [](const ChannelStats& c) { return c.inFlight; }},
        {"tapedeck_channel_delayed", "Messages whose time has not come.",
            [](const ChannelStats& c) { return c.delayed; }},
        {"tapedeck_channel_redeliver", "Messages that wait to be handed out again.",
            [](const ChannelStats& c) { return c.redeliver; }},
        {"tapedeck_channel_dead", "Dead letters.", [](const ChannelStats& c) { return c.dead; }},
        {"tapedeck_channel_waiting", "Readers that wait.", [](const ChannelStats& c) { return uint64_t{c.waiting}; }},
        {"tapedeck_channel_paused", "1: it hands out nothing.",
            [](const ChannelStats& c) { return uint64_t{c.settings.paused}; }},
    };
    for (const Family& family : kFamilies) {
        out.family(family.name, "gauge", family.help);
        for (const QueueRow& row : rows)
            for (const ChannelStats& channel : row.stats.channels)
                out.sample(
                    family.value(channel), PrometheusWriter::labels({{"queue", row.name}, {"channel", channel.name}}));
    }
}

void writeExchanges(PrometheusWriter& out, const Exchanges& exchanges, size_t max)
{
    struct Family {
        const char* name;
        const char* help;
        uint64_t (*value)(const ExchangeCounters&);
    };
    static constexpr Family kFamilies[] = {
        {"tapedeck_exchange_messages_total", "Messages published on the exchange since the start.",
            [](const ExchangeCounters& c) { return c.messages; }},
        {"tapedeck_exchange_octets_total", "Bytes of their payloads.",
            [](const ExchangeCounters& c) { return c.octets; }},
        {"tapedeck_exchange_routed_total", "Pairs of a message and a queue that was to get it.",
            [](const ExchangeCounters& c) { return c.routed; }},
        {"tapedeck_exchange_dropped_total", "Of those, pairs where the queue was full.",
            [](const ExchangeCounters& c) { return c.dropped; }},
        {"tapedeck_exchange_no_route_total", "Messages that no queue wanted.",
            [](const ExchangeCounters& c) { return c.noRoute; }},
    };
    std::vector<ExchangeInfo> infos = exchanges.list();
    const size_t shown = std::min(infos.size(), max);
    out.single("tapedeck_exchanges", "gauge", "Exchanges.", infos.size());
    out.single("tapedeck_exchanges_left_out", "gauge",
        "Exchanges that have no series here, because there are too many.", infos.size() - shown);
    out.single("tapedeck_exchange_unknown_total", "counter", "Messages for exchanges that are not there.",
        exchanges.noExchange());
    out.single("tapedeck_exchange_size_dropped_total", "counter", "Messages that were too large to be taken.",
        exchanges.sizeDropped());
    infos.erase(infos.begin() + static_cast<ptrdiff_t>(shown), infos.end());
    for (const Family& family : kFamilies) {
        out.family(family.name, "counter", family.help);
        for (const ExchangeInfo& info : infos)
            out.sample(family.value(info.counters), PrometheusWriter::labels({{"exchange", info.name}}));
    }
}

void writeShared(PrometheusWriter& out, Broker& broker, const Exchanges& exchanges, size_t max)
{
    std::vector<SharedQueuePtr> queues = exchanges.queues();
    queues.resize(std::min(queues.size(), max));
    const auto each = [&](const auto& value) {
        for (const SharedQueuePtr& queue : queues)
            out.sample(value(*queue), PrometheusWriter::labels({{"queue", queue->name()}}));
    };
    out.family("tapedeck_queue_dropped_total", "counter", "Messages that found the queue full, of queues of fq.");
    each([](const SharedQueue& queue) { return queue.dropped(); });
    out.family("tapedeck_queue_backlog", "gauge", "Messages that fq's clients have not got.");
    each([&](const SharedQueue& queue) { return broker.owed(*queue.queue(), kFqChannel); });
    out.family("tapedeck_queue_backlog_limit", "gauge", "How many of them the queue may hold.");
    each([](const SharedQueue& queue) { return uint64_t{queue.settings().backlog}; });
}

void writeMocks(PrometheusWriter& out, const Mock& mock)
{
    const std::vector<FaultInfo> faults = mock.faults();
    const std::vector<ResponderInfo> responders = mock.responders();
    out.single("tapedeck_faults", "gauge", "Rules that disturb messages.", faults.size());
    out.single("tapedeck_responders", "gauge", "Rules that answer messages.", responders.size());
    out.single("tapedeck_held_messages", "gauge", "Messages that faults hold back, and answers that wait.",
        mock.heldMessages());
    out.single("tapedeck_held_bytes", "gauge", "Bytes of them.", mock.heldBytes());
    out.single("tapedeck_undeliverable_total", "counter", "Messages held back for a queue that was gone then.",
        mock.undeliverable());
    out.family("tapedeck_fault_hits_total", "counter", "Messages that a fault happened to, by rule.");
    for (const FaultInfo& fault : faults)
        out.sample(fault.counters.hits,
            PrometheusWriter::labels({{"fault", std::to_string(fault.id)}, {"kind", faultKindName(fault.rule.kind)}}));
    out.family("tapedeck_responder_answers_total", "counter", "Answers published, by rule.");
    for (const ResponderInfo& responder : responders)
        out.sample(
            responder.counters.answered, PrometheusWriter::labels({{"responder", std::to_string(responder.id)}}));
}

} // namespace

void getMetrics(NativeApi& api, Exchange& exchange)
{
    Broker& broker = exchange.broker();
    Clients& clients = api.port().clients;
    PrometheusWriter out;
    out.family("tapedeck_build_info", "gauge", "The program's version, as a label.");
    out.sample(uint64_t{1}, PrometheusWriter::labels({{"version", programVersion()}}));
    out.family("tapedeck_uptime_seconds", "gauge", "Since the start.");
    out.sample(static_cast<double>((broker.now() - clients.started()).micros) / 1e6);
    out.single("process_resident_memory_bytes", "gauge", "Resident memory.", residentBytes());
    writeBroker(out, broker.totals());
    writeNetwork(out, clients);
    const std::vector<QueuePtr> queues = broker.listQueues({});
    const size_t shown = std::min(queues.size(), api.options().metricsQueuesMax);
    out.single("tapedeck_queues_left_out", "gauge", "Queues that have no series here, because there are too many.",
        queues.size() - shown);
    std::vector<QueueRow> rows;
    rows.reserve(shown);
    for (size_t i = 0; i < shown; ++i)
        rows.push_back({queues[i]->name(), broker.stats(*queues[i])});
    writeQueues(out, rows);
    writeChannels(out, rows);
    writeExchanges(out, api.exchanges(), api.options().metricsQueuesMax);
    writeShared(out, broker, api.exchanges(), api.options().metricsQueuesMax);
    if (api.options().mock)
        writeMocks(out, *api.options().mock);
    exchange.answer({200, "text/plain; version=0.0.4; charset=utf-8", out.take()}, false);
}

} // namespace tapedeck::api
