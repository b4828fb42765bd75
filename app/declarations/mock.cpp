// [[fault]] and [[responder]]: the members are those of the HTTP API, in the spelling of this file.
#include "app/declarations.h"

#include "engine/mock/mock.h"
#include "engine/net/http/api/mock_values.h"

#include <span>

namespace tapedeck {

namespace {

struct MemberName {
    std::string_view here, there;
};
constexpr MemberName kFaultMembers[] = {{"name", "name"}, {"enabled", "enabled"}, {"fault", "fault"}, {"at", "at"},
    {"queue", "queue"}, {"channel", "channel"}, {"client", "client"}, {"address", "address"}, {"protocol", "protocol"},
    {"copies", "copies"}, {"delay", "delay"}, {"window", "window"}, {"hold", "hold"}, {"error", "error"},
    {"code", "code"}, {"keep", "keep"}, {"messages_per_second", "messagesPerSecond"},
    {"bytes_per_second", "bytesPerSecond"}, {"skip", "skip"}, {"first", "first"}, {"every", "every"}, {"for", "for"},
    {"filter", "filter"}, {"probability", "probability"}, {"seed", "seed"}, {"mark", "mark"}};
constexpr MemberName kResponderMembers[] = {{"name", "name"}, {"enabled", "enabled"}, {"queue", "queue"},
    {"exchange", "exchange"}, {"filter", "filter"}, {"to", "to"}, {"to_exchange", "toExchange"},
    {"create_queue", "createQueue"}, {"key", "key"}, {"body", "body"}, {"headers", "headers"}, {"delay", "delay"},
    {"first", "first"}, {"generations", "generations"}, {"per_second", "perSecond"}, {"seed", "seed"},
    {"mark", "mark"}};

api::Json membersOf(DeclarationReader& reader, std::span<const MemberName> names)
{
    api::Json object = api::Json::object();
    for (const MemberName& name : names) {
        if (const Json* const value = reader.any(name.here))
            object[std::string(name.there)] = api::Json::parse(value->dump(), nullptr, false);
    }
    return object;
}

std::string nameOf(const api::Json& object, const std::string& other)
{
    const auto name = object.find("name");
    return name != object.end() && name->is_string() ? name->get<std::string>() : other;
}

std::string textOf(const api::Json& object, const char* member)
{
    const auto found = object.find(member);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

void readFaultDeclaration(DeclarationReader& reader, Declaration& out)
{
    const api::Json object = membersOf(reader, kFaultMembers);
    api::ObjectReader members(object);
    FaultRule rule;
    rule.declared = true;
    const bool seeded = members.has("seed");
    api::readFault(members, rule, true);
    Status read = members.finish();
    if (read)
        read = rule.check();
    if (!read)
        reader.fail({}, read.error().text);
    out.name = nameOf(object, rule.text());
    out.apply = [rule = std::move(rule), seeded](const DeclarationTargets& targets) {
        FaultRule added = rule;
        if (!seeded)
            added.seed = targets.mock.newSeed();
        const auto id = targets.mock.addFault(std::move(added));
        return id ? Status() : Status(id.error());
    };
}

void removeDeclaredFaults(const DeclarationTargets& targets)
{
    for (const FaultInfo& fault : targets.mock.faults()) {
        if (fault.rule.declared)
            targets.mock.removeFault(fault.id);
    }
}

void readResponderDeclaration(DeclarationReader& reader, Declaration& out)
{
    const api::Json object = membersOf(reader, kResponderMembers);
    api::ObjectReader members(object);
    ResponderRule rule;
    // Which variables may be read is known when it is applied.
    const TemplateEnvironment any = [](std::string_view) { return std::string(); };
    api::readResponder(members, rule, any, true);
    Status read = members.finish();
    if (read)
        read = rule.check();
    if (!read)
        reader.fail({}, read.error().text);
    out.name = nameOf(object, textOf(object, "queue") + textOf(object, "exchange"));
    out.apply = [object](const DeclarationTargets& targets) -> Status {
        api::ObjectReader again(object);
        ResponderRule added;
        added.declared = true;
        const bool seeded = again.has("seed");
        api::readResponder(again, added, targets.mock.environment(), true);
        if (const Status finished = again.finish(); !finished)
            return finished;
        if (!seeded)
            added.seed = targets.mock.newSeed();
        const auto id = targets.mock.addResponder(std::move(added));
        return id ? Status() : Status(id.error());
    };
}

void removeDeclaredResponders(const DeclarationTargets& targets)
{
    for (const ResponderInfo& responder : targets.mock.responders()) {
        if (responder.rule.declared)
            targets.mock.removeResponder(responder.id);
    }
}

} // namespace tapedeck
