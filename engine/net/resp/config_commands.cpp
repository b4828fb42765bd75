// CONFIG GET and CONFIG SET with floki's keys and value forms.
#include "engine/base/value_forms.h"
#include "engine/net/resp/errors.h"
#include "engine/net/resp/json_writer.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"

namespace tapedeck::resp {

namespace {

// Floki checks these at start only; a segment of a few bytes made every later publish fail.
constexpr uint64_t kSegmentBytesMin = uint64_t{16} << 20;
constexpr uint64_t kSegmentBytesEnd = uint64_t{2} << 30;

uint64_t wholeSeconds(Duration duration)
{
    return static_cast<uint64_t>(duration.micros / 1'000'000);
}

uint64_t wholeMillis(Duration duration)
{
    return static_cast<uint64_t>(duration.micros / 1'000);
}

void writeQueueConfig(
    JsonWriter& json, std::string_view name, std::string_view directory, const QueueSettings& settings)
{
    json.beginObject();
    json.key("name").text(name);
    json.key("data_directory").text(directory);
    json.key("segment_size").number(settings.segmentBytes);
    json.key("message_timeout").number(wholeSeconds(settings.ticketTimeout));
    json.key("retention_period").number(wholeSeconds(settings.retention.softPeriod));
    json.key("hard_retention_period").number(wholeSeconds(settings.retention.hardPeriod));
    json.key("retention_size").number(settings.retention.softBytes);
    json.key("hard_retention_size").number(settings.retention.hardBytes);
    json.endObject();
}

std::string serverConfig(RespPort& port)
{
    const RespOptions& options = port.options();
    JsonWriter json;
    json.beginObject();
    json.key("data_directory").text(options.dataDirectory);
    json.key("bind_address").text(options.bindAddress);
    json.key("max_connections").number(port.clients.connectionsMax());
    json.key("maintenance_interval").number(wholeMillis(options.maintenanceInterval));
    json.key("monitor_interval").number(wholeMillis(options.monitorInterval));
    json.key("default_queue_config");
    writeQueueConfig(json, "", "", port.broker.defaultSettings());
    json.endObject();
    return json.result();
}

std::string queuesConfig(RespPort& port, std::string_view prefix)
{
    JsonWriter json;
    json.beginObject();
    for (const QueuePtr& queue : port.broker.listQueues(prefix == "*" ? std::string_view{} : prefix)) {
        json.key(queue->name());
        writeQueueConfig(json, queue->name(), port.options().dataDirectory, port.broker.stats(*queue).settings);
    }
    json.endObject();
    return json.result();
}

// Sets one key. Empty when done, else the error line.
std::string_view change(QueueSettings& settings, std::string_view key, std::string_view value)
{
    const auto period = [&](Duration& target) -> std::string_view {
        const auto duration = parseDuration(value);
        if (!duration)
            return errors::kInvalidDuration;
        target = Duration::seconds(duration->micros / 1'000'000); // cut to whole seconds, as floki does
        return {};
    };
    const auto size = [&](uint64_t& target) -> std::string_view {
        const auto bytes = parseSize(value);
        if (!bytes)
            return errors::kInvalidSize;
        target = *bytes;
        return {};
    };
    if (isWord(key, "MESSAGE_TIMEOUT"))
        return period(settings.ticketTimeout);
    if (isWord(key, "RETENTION_PERIOD"))
        return period(settings.retention.softPeriod);
    if (isWord(key, "HARD_RETENTION_PERIOD"))
        return period(settings.retention.hardPeriod);
    if (isWord(key, "RETENTION_SIZE"))
        return size(settings.retention.softBytes);
    if (isWord(key, "HARD_RETENTION_SIZE"))
        return size(settings.retention.hardBytes);
    if (isWord(key, "SEGMENT_SIZE")) {
        uint64_t bytes = 0;
        const std::string_view failure = size(bytes);
        if (!failure.empty() || bytes < kSegmentBytesMin || bytes >= kSegmentBytesEnd)
            return errors::kInvalidSize;
        settings.segmentBytes = bytes;
        return {};
    }
    return errors::kInvalidConfigSet;
}

// The new time-out is for every later receive, so the channels that exist get it too.
Status applyTimeout(Broker& broker, QueueHandle& queue, Duration timeout)
{
    for (const ChannelStats& channel : broker.stats(queue).channels) {
        ChannelSettings settings = channel.settings;
        settings.ticketTimeout = timeout;
        if (Status status = broker.changeChannel(queue, channel.name, settings); !status)
            return status;
    }
    return {};
}

void setQueue(RespSession& session, std::string_view rest, std::string_view value)
{
    const size_t dot = rest.find('.');
    if (dot == std::string_view::npos) {
        session.error(errors::kInvalidConfigSet);
        return;
    }
    QueueHandle* queue = session.needQueue(rest.substr(0, dot));
    if (!queue)
        return;
    Broker& broker = session.broker();
    const QueueSettings before = broker.stats(*queue).settings;
    QueueSettings settings = before;
    const std::string_view failure = change(settings, rest.substr(dot + 1), value);
    if (!failure.empty()) {
        session.error(failure);
        return;
    }
    Status status = broker.changeQueue(*queue, settings);
    if (status && settings.ticketTimeout != before.ticketTimeout)
        status = applyTimeout(broker, *queue, settings.ticketTimeout);
    if (status)
        session.reply().ok();
    else
        session.error(status.error());
}

void configSet(RespSession& session, std::string_view name, std::string_view value)
{
    const size_t dot = name.find('.');
    const std::string_view area = name.substr(0, dot);
    const std::string_view rest = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    if (isWord(area, "QUEUES")) {
        setQueue(session, rest, value);
        return;
    }
    if (!isWord(area, "SERVER")) {
        session.error(errors::kInvalidConfigSet);
        return;
    }
    QueueSettings settings = session.broker().defaultSettings();
    const std::string_view failure = change(settings, rest, value);
    if (!failure.empty()) {
        session.error(failure);
        return;
    }
    session.broker().setDefaultSettings(settings);
    session.reply().ok();
}

void configGet(RespSession& session, std::string_view what)
{
    const size_t dot = what.find('.');
    const std::string_view word = what.substr(0, dot);
    Reply reply = session.reply();
    if (isWord(word, "SERVER") && dot == std::string_view::npos) {
        reply.array(1);
        reply.bulk(serverConfig(session.port()));
    } else if (isWord(word, "QUEUES")) {
        reply.array(1);
        reply.bulk(
            queuesConfig(session.port(), dot == std::string_view::npos ? std::string_view{} : what.substr(dot + 1)));
    } else {
        reply.error(errors::kInvalidConfigGet);
    }
}

} // namespace

// CONFIG GET server | queues[.PREFIX];  CONFIG SET server.KEY | queues.QUEUE.KEY value
void commandConfig(RespSession& session, Args args)
{
    if (isWord(args[1], "GET")) {
        configGet(session, args[2]);
    } else if (isWord(args[1], "SET")) {
        if (args.size() < 4)
            session.error(errors::kMissingConfig);
        else
            configSet(session, args[2], args[3]);
    } else {
        session.error(errors::kInvalidConfig);
    }
}

} // namespace tapedeck::resp
