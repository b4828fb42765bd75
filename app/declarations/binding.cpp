// [[binding]]: what of an exchange goes into a queue.
#include "app/declarations.h"

#include "engine/exchange/exchanges.h"
#include "engine/net/fq/wire.h"
#include "engine/route/program.h"

namespace tapedeck {

namespace {

// As fq's clients see a queue that they have not made: shared by all, and nothing is dropped.
FqSettings sharedByAll()
{
    FqSettings settings;
    settings.isPublic = true;
    settings.permanent = true;
    settings.backlog = UINT32_MAX;
    return settings;
}

Status bindTo(Exchanges& exchanges, const std::string& exchange, const std::string& queue, const Program& program)
{
    const SharedQueuePtr shared = exchanges.find(queue, sharedByAll());
    if (!shared)
        return Error{ErrorCode::queueNotFound, "there is no queue " + queue + "; declare it too, with [[queue]]"};
    const auto bound = exchanges.bind(exchange, shared, program, Exchanges::Keep::permanent, false);
    return bound ? Status() : Status(bound.error());
}

} // namespace

void readBindingDeclaration(DeclarationReader& reader, Declaration& out)
{
    const std::string exchange = reader.needText("exchange"), queue = reader.needText("queue");
    if (exchange.size() > fq::kNameBytesMax)
        reader.fail("exchange", "has at most " + std::to_string(fq::kNameBytesMax) + " bytes");
    const std::string text = reader.text("program").value_or("prefix:\"\"");
    ProgramError error;
    const auto program = Program::parse(text, &error);
    if (!program)
        reader.fail("program", "not a routing program: byte " + std::to_string(error.position) + ": " + error.text);
    out.name = exchange + " -> " + queue;
    out.apply = [=](const DeclarationTargets& targets) { return bindTo(targets.exchanges, exchange, queue, *program); };
}

} // namespace tapedeck
