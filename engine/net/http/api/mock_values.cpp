#include "engine/net/http/api/mock_values.h"

#include "engine/base/limits.h"

#include <algorithm>
#include <iterator>

namespace tapedeck::api {

namespace {

struct CodeWord {
    ErrorCode code;
    std::string_view word; // the type of problem that the API answers then
};
constexpr CodeWord kCodes[] = {{ErrorCode::invalidArgument, "bad-request"}, {ErrorCode::storageFull, "storage-full"},
    {ErrorCode::readOnly, "read-only"}, {ErrorCode::stopped, "stopping"}, {ErrorCode::unsupported, "unsupported"}};

void writeDelay(JsonWriter& json, const FaultDelay& delay)
{
    json.key("delay");
    if (delay.kind == FaultDelay::Kind::fixed) {
        JsonWriter value;
        value.beginObject().duration("d", delay.from).endObject();
        const std::string text = value.take(); // {"d":"250ms"}
        json.raw(text.substr(5, text.size() - 6));
        return;
    }
    json.beginObject();
    if (delay.kind == FaultDelay::Kind::uniform)
        json.duration("from", delay.from).duration("until", delay.until);
    else
        json.duration("median", delay.from).key("sigma").decimal(delay.sigma);
    json.endObject();
}

void writeText(JsonWriter& json, std::string_view name, const std::string& text)
{
    if (!text.empty())
        json.bytes(name, text);
}

void writeWhat(JsonWriter& json, const FaultRule& rule)
{
    switch (rule.kind) {
    case FaultKind::duplicate:
        json.member("copies", uint64_t{rule.copies});
        break;
    case FaultKind::delay:
        writeDelay(json, rule.delay);
        break;
    case FaultKind::reorder:
        json.member("window", uint64_t{rule.window}).duration("hold", rule.hold);
        break;
    case FaultKind::reject: {
        writeText(json, "error", rule.error);
        const auto code = std::find_if(
            std::begin(kCodes), std::end(kCodes), [&](const CodeWord& one) { return one.code == rule.code; });
        if (code != std::end(kCodes))
            json.member("code", code->word);
        break;
    }
    case FaultKind::disconnect:
        if (rule.at == FaultPoint::publish)
            json.flag("keep", rule.keep);
        break;
    case FaultKind::throttle:
        if (rule.messagesPerSecond > 0)
            json.key("messagesPerSecond").decimal(rule.messagesPerSecond);
        if (rule.bytesPerSecond > 0)
            json.key("bytesPerSecond").decimal(rule.bytesPerSecond);
        break;
    case FaultKind::drop:
        break;
    }
}

void writeWhen(JsonWriter& json, const FaultRule& rule)
{
    if (rule.skip > 0)
        json.member("skip", rule.skip);
    if (rule.first > 0)
        json.member("first", rule.first);
    if (rule.every > 1)
        json.member("every", rule.every);
    if (rule.lasting.micros > 0)
        json.duration("for", rule.lasting);
    if (!rule.filter.matchesAll())
        json.member("filter", rule.filter.text());
    if (rule.probability < 1)
        json.key("probability").decimal(rule.probability);
}

// `250ms`, {"from", "until"} or {"median", "sigma"}.
std::optional<FaultDelay> readDelay(ObjectReader& reader)
{
    const Json* const value = reader.any("delay");
    if (!value)
        return std::nullopt;
    FaultDelay delay;
    if (!value->is_object()) {
        const Json one{{"delay", *value}};
        ObjectReader inner(one);
        delay.from = inner.duration("delay").value_or(Duration{});
        if (const Status status = inner.finish(); !status)
            reader.fail(status.error().text);
        return delay;
    }
    ObjectReader inner(*value, reader.pathOf("delay"));
    const auto from = inner.duration("from");
    const auto until = inner.duration("until");
    const auto median = inner.duration("median");
    const auto sigma = inner.decimal("sigma");
    if (inner.ok() && (median ? from || until : !until || sigma))
        inner.fail("Give `delay` a length, `from` and `until`, or `median` and `sigma`.");
    delay.kind = median ? FaultDelay::Kind::logNormal : FaultDelay::Kind::uniform;
    delay.from = median.value_or(from.value_or(Duration{}));
    delay.until = until.value_or(Duration{});
    delay.sigma = sigma.value_or(delay.sigma);
    if (const Status status = inner.finish(); !status)
        reader.fail(status.error().text);
    return delay;
}

template <typename T>
void take(T& target, std::optional<T> given)
{
    if (given)
        target = std::move(*given);
}

void readFilter(ObjectReader& reader, Filter& filter)
{
    const auto text = reader.text("filter");
    if (!text)
        return;
    Result<Filter> parsed = Filter::parse(*text);
    if (parsed)
        filter = std::move(*parsed);
    else
        reader.fail("`" + reader.pathOf("filter") + "`: " + parsed.error().text);
}

// A whole number of so many things, at most 2^32-1.
std::optional<uint32_t> count(ObjectReader& reader, std::string_view name)
{
    const auto number = reader.number(name, UINT32_MAX);
    return number ? std::optional(static_cast<uint32_t>(*number)) : std::nullopt;
}

void readWhat(ObjectReader& reader, FaultRule& rule)
{
    take(rule.copies, count(reader, "copies"));
    take(rule.delay, readDelay(reader));
    take(rule.window, count(reader, "window"));
    take(rule.hold, reader.duration("hold"));
    take(rule.error, reader.text("error"));
    take(rule.keep, reader.boolean("keep"));
    take(rule.messagesPerSecond, reader.decimal("messagesPerSecond"));
    take(rule.bytesPerSecond, reader.decimal("bytesPerSecond"));
    const auto code = reader.text("code");
    if (!code)
        return;
    const auto known =
        std::find_if(std::begin(kCodes), std::end(kCodes), [&](const CodeWord& one) { return one.word == *code; });
    if (known == std::end(kCodes))
        reader.expected("code", "`bad-request`, `storage-full`, `read-only`, `stopping` or `unsupported`");
    else
        rule.code = known->code;
}

void readTemplate(ObjectReader& reader, std::string_view name, Template& target, const TemplateEnvironment& environment)
{
    const auto text = reader.bytes(name);
    if (!text)
        return;
    Result<Template> parsed = Template::parse(*text, environment);
    if (parsed)
        target = std::move(*parsed);
    else
        reader.fail("`" + reader.pathOf(name) + "`: " + parsed.error().text);
}

void readHeaderTemplates(ObjectReader& reader, ResponderRule& rule, const TemplateEnvironment& environment)
{
    const Json* const value = reader.any("headers");
    if (!value)
        return;
    if (!value->is_object())
        return reader.expected("headers", "an object of texts");
    rule.headers.clear();
    for (const auto& [name, text] : value->items()) {
        if (!text.is_string())
            return reader.fail("`" + reader.pathOf("headers") + "." + name + "` is not a text.");
        Result<Template> parsed = Template::parse(text.get_ref<const std::string&>(), environment);
        if (!parsed)
            return reader.fail("`" + reader.pathOf("headers") + "." + name + "`: " + parsed.error().text);
        rule.headers.emplace_back(name, std::move(*parsed));
    }
}

} // namespace

// ---------------------------------------------------------------------------------------------- faults

void writeFault(JsonWriter& json, const FaultInfo& fault)
{
    const FaultRule& rule = fault.rule;
    json.beginObject().member("id", fault.id);
    writeText(json, "name", rule.name);
    json.member("fault", faultKindName(rule.kind)).member("at", faultPointName(rule.at));
    json.flag("enabled", rule.enabled).member("text", rule.text());
    writeText(json, "queue", rule.queue);
    writeText(json, "channel", rule.channel);
    writeText(json, "client", rule.client);
    writeText(json, "address", rule.address);
    writeText(json, "protocol", rule.protocol);
    writeWhat(json, rule);
    writeWhen(json, rule);
    json.id("seed", rule.seed).flag("mark", rule.mark);
    json.member("seen", fault.counters.seen).member("hits", fault.counters.hits);
    json.member("held", fault.counters.held).member("overLimit", fault.counters.overLimit);
    json.flag("over", fault.over);
    if (rule.declared)
        json.flag("declared", true);
    if (!rule.space.empty())
        json.member("namespace", namespaceOfPrefix(rule.space));
    json.endObject();
}

void readFault(ObjectReader& reader, FaultRule& rule, bool fresh)
{
    if (const auto word = reader.text("fault")) {
        if (const auto kind = faultKindOf(*word))
            rule.kind = *kind;
        else
            reader.expected("fault", "`drop`, `duplicate`, `delay`, `reorder`, `reject`, `disconnect` or `throttle`");
    } else if (fresh) {
        reader.fail("`fault` is missing: what happens to the messages.");
    }
    if (const auto word = reader.text("at")) {
        if (const auto point = faultPointOf(*word))
            rule.at = *point;
        else
            reader.expected("at", "`publish` or `delivery`");
    }
    take(rule.name, reader.bytes("name"));
    take(rule.enabled, reader.boolean("enabled"));
    take(rule.queue, reader.bytes("queue"));
    take(rule.channel, reader.bytes("channel"));
    take(rule.client, reader.bytes("client"));
    take(rule.address, reader.text("address"));
    take(rule.protocol, reader.text("protocol"));
    readWhat(reader, rule);
    take(rule.skip, reader.number("skip"));
    take(rule.first, reader.number("first"));
    take(rule.every, reader.number("every"));
    take(rule.lasting, reader.duration("for"));
    readFilter(reader, rule.filter);
    take(rule.probability, reader.decimal("probability"));
    if (const auto seed = reader.id("seed"))
        rule.seed = seed->value;
    take(rule.mark, reader.boolean("mark"));
}

Result<FaultId> addFault(Mock& mock, const Json& json, const std::string& where)
{
    ObjectReader reader(json, where);
    FaultRule rule;
    const bool seeded = reader.has("seed");
    readFault(reader, rule, true);
    if (const Status status = reader.finish(); !status)
        return status.error();
    if (!seeded)
        rule.seed = mock.newSeed();
    return mock.addFault(std::move(rule));
}

// ---------------------------------------------------------------------------------------------- responders

void writeResponder(JsonWriter& json, const ResponderInfo& responder)
{
    const ResponderRule& rule = responder.rule;
    json.beginObject().member("id", responder.id);
    writeText(json, "name", rule.name);
    json.flag("enabled", rule.enabled);
    writeText(json, "queue", rule.queue);
    writeText(json, "exchange", rule.exchange);
    if (!rule.filter.matchesAll())
        json.member("filter", rule.filter.text());
    json.bytes(rule.toExchange ? "toExchange" : "to", rule.to.text());
    if (!rule.toExchange)
        json.flag("createQueue", rule.createQueue);
    writeText(json, "key", rule.key.text());
    json.bytes("body", rule.body.text());
    if (!rule.headers.empty()) {
        json.key("headers").beginObject();
        for (const auto& [name, text] : rule.headers)
            json.member(name, text.text());
        json.endObject();
    }
    if (rule.delay)
        writeDelay(json, *rule.delay);
    if (rule.first > 0)
        json.member("first", rule.first);
    json.member("generations", uint64_t{rule.generations});
    json.key("perSecond").decimal(rule.perSecond > 0 ? rule.perSecond : limits::kAnswersPerSecond);
    json.id("seed", rule.seed).flag("mark", rule.mark);
    const ResponderCounters& counters = responder.counters;
    json.member("seen", counters.seen).member("answered", counters.answered).member("waiting", counters.waiting);
    json.member("loops", counters.loops).member("limited", counters.limited).member("failed", counters.failed);
    writeText(json, "lastError", responder.error);
    if (rule.declared)
        json.flag("declared", true);
    if (!rule.space.empty())
        json.member("namespace", namespaceOfPrefix(rule.space));
    json.endObject();
}

void readResponder(ObjectReader& reader, ResponderRule& rule, const TemplateEnvironment& environment, bool fresh)
{
    take(rule.name, reader.bytes("name"));
    take(rule.enabled, reader.boolean("enabled"));
    if (const auto queue = reader.bytes("queue")) {
        rule.queue = *queue;
        rule.exchange.clear();
    }
    if (const auto exchange = reader.bytes("exchange")) {
        if (reader.has("queue"))
            reader.fail("Give either `queue` or `exchange`.");
        rule.exchange = *exchange;
        rule.queue.clear();
    }
    readFilter(reader, rule.filter);
    const bool toQueue = reader.has("to"), toExchange = reader.has("toExchange");
    if (toQueue && toExchange)
        reader.fail("Give either `to`, a queue, or `toExchange`.");
    if (fresh && !toQueue && !toExchange)
        reader.fail("`to` is missing: the queue of the answers.");
    if (toQueue || toExchange)
        rule.toExchange = toExchange;
    readTemplate(reader, "to", rule.to, environment);
    readTemplate(reader, "toExchange", rule.to, environment);
    take(rule.createQueue, reader.boolean("createQueue"));
    readTemplate(reader, "key", rule.key, environment);
    readTemplate(reader, "body", rule.body, environment);
    readHeaderTemplates(reader, rule, environment);
    if (auto delay = readDelay(reader))
        rule.delay = *delay;
    take(rule.first, reader.number("first"));
    take(rule.generations, count(reader, "generations"));
    take(rule.perSecond, reader.decimal("perSecond"));
    if (const auto seed = reader.id("seed"))
        rule.seed = seed->value;
    take(rule.mark, reader.boolean("mark"));
}

Result<ResponderId> addResponder(Mock& mock, const Json& json, const std::string& where)
{
    ObjectReader reader(json, where);
    ResponderRule rule;
    const bool seeded = reader.has("seed");
    readResponder(reader, rule, mock.environment(), true);
    if (const Status status = reader.finish(); !status)
        return status.error();
    if (!seeded)
        rule.seed = mock.newSeed();
    return mock.addResponder(std::move(rule));
}

void writeMocks(JsonWriter& json, const Mock& mock)
{
    json.key("faults").beginArray();
    for (const FaultInfo& fault : mock.faults())
        writeFault(json, fault);
    json.endArray().key("responders").beginArray();
    for (const ResponderInfo& responder : mock.responders())
        writeResponder(json, responder);
    json.endArray();
}

} // namespace tapedeck::api
