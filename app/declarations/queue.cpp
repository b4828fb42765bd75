// [[queue]]: a queue, its settings and the channels that need none of their own.
#include "app/declarations.h"

#include "engine/broker/broker.h"
#include "engine/exchange/exchanges.h"
#include "engine/net/fq/queue_spec.h"

namespace tapedeck {

namespace {

// What was said of the queue; the rest is left as it is, or as new queues get it.
struct QueueWishes {
    std::string name;
    std::optional<QueueKind> kind;
    std::optional<Duration> ticketTimeout, softPeriod, hardPeriod;
    std::optional<uint64_t> softBytes, hardBytes, segmentBytes, attemptLimit;
    std::optional<SharePolicy> share;
    std::optional<FlowState> flow;
    std::optional<FqSettings> fq;
    std::vector<std::string> channels;

    void read(DeclarationReader& reader);
    void putInto(QueueSettings& settings) const;
    Status apply(const DeclarationTargets& targets) const;
};

template <typename To, typename From>
void put(To& to, const std::optional<From>& from)
{
    if (from)
        to = static_cast<To>(*from);
}

// "public,block,backlog=1000", in the words of fqd's configuration. A declared queue stays when its clients go.
std::optional<FqSettings> readFq(DeclarationReader& reader)
{
    const auto attributes = reader.text("fq");
    if (!attributes)
        return std::nullopt;
    const auto spec = fq::parseQueueRow("mem", *attributes);
    if (!spec) {
        reader.fail("fq", spec.error().text);
        return std::nullopt;
    }
    FqSettings settings;
    settings.isPublic = spec->isPublic;
    settings.block = spec->block;
    settings.backlog = spec->backlog;
    settings.permanent = true;
    return settings;
}

void QueueWishes::read(DeclarationReader& reader)
{
    name = reader.needText("name");
    if (const auto word = reader.word("kind", {"disk", "mem"}))
        kind = *word == 0 ? QueueKind::disk : QueueKind::mem;
    ticketTimeout = reader.duration("message_timeout");
    attemptLimit = reader.number("attempts", UINT32_MAX);
    softPeriod = reader.duration("retention_period");
    softBytes = reader.size("retention_size");
    hardPeriod = reader.duration("hard_retention_period");
    hardBytes = reader.size("hard_retention_size");
    segmentBytes = reader.size("segment_size");
    if (const auto word = reader.word("share", {"broadcast", "roundrobin"}))
        share = *word == 0 ? SharePolicy::broadcast : SharePolicy::roundRobin;
    if (const auto word = reader.word("flow", {"started", "stopped"}))
        flow = *word == 0 ? FlowState::started : FlowState::stopped;
    fq = readFq(reader);
    channels = reader.texts("channels");
}

void QueueWishes::putInto(QueueSettings& settings) const
{
    put(settings.kind, kind);
    put(settings.ticketTimeout, ticketTimeout);
    put(settings.attemptLimit, attemptLimit);
    put(settings.retention.softPeriod, softPeriod);
    put(settings.retention.softBytes, softBytes);
    put(settings.retention.hardPeriod, hardPeriod);
    put(settings.retention.hardBytes, hardBytes);
    put(settings.segmentBytes, segmentBytes);
    put(settings.sharePolicy, share);
    put(settings.flow, flow);
}

Status shareWithFq(Exchanges& exchanges, const std::string& queue, const FqSettings& wanted)
{
    const SharedQueuePtr shared = exchanges.find(queue, wanted);
    if (!shared)
        return Error{ErrorCode::readOnly, "fq's channel cannot be made"};
    FqSettings settings = wanted;
    settings.bindings = shared->settings().bindings;
    settings.ackWhenWritten = shared->settings().ackWhenWritten;
    return exchanges.change(shared, settings);
}

Status QueueWishes::apply(const DeclarationTargets& targets) const
{
    Broker& broker = targets.broker;
    QueuePtr queue = broker.findQueue(name);
    if (queue) {
        const QueueSettings before = broker.settings(*queue);
        QueueSettings after = before;
        putInto(after);
        if (!(after == before))
            if (Status changed = broker.changeQueue(*queue, after); !changed)
                return changed;
    } else {
        QueueSettings settings = broker.defaultSettings();
        putInto(settings);
        Result<QueuePtr> made = broker.createQueue(name, settings);
        if (!made)
            return made.error();
        queue = *made;
    }
    for (const std::string& channel : channels) {
        if (broker.hasChannel(*queue, channel))
            continue;
        ChannelSettings settings;
        settings.ticketTimeout = broker.settings(*queue).ticketTimeout;
        settings.attemptLimit = broker.settings(*queue).attemptLimit;
        if (Status made = broker.createChannel(*queue, channel, ChannelStart::first, settings); !made)
            return made;
    }
    return fq ? shareWithFq(targets.exchanges, name, *fq) : Status();
}

} // namespace

void readQueueDeclaration(DeclarationReader& reader, Declaration& out)
{
    QueueWishes wishes;
    wishes.read(reader);
    out.name = wishes.name;
    out.apply = [wishes = std::move(wishes)](const DeclarationTargets& targets) { return wishes.apply(targets); };
}

} // namespace tapedeck
