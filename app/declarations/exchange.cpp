// [[exchange]]: an exchange of fq's clients, and whether what is published on it is kept.
#include "app/declarations.h"

#include "engine/exchange/exchanges.h"
#include "engine/net/fq/wire.h"

#include <algorithm>

namespace tapedeck {

namespace {

Status record(Exchanges& exchanges, const std::string& name, bool wanted)
{
    const auto list = exchanges.listWithoutBindings();
    const bool already = std::any_of(list.begin(), list.end(),
        [&](const ExchangeInfo& exchange) { return exchange.name == name && exchange.recorded == wanted; });
    return already ? Status() : exchanges.setRecorded(name, wanted);
}

} // namespace

void readExchangeDeclaration(DeclarationReader& reader, Declaration& out)
{
    out.name = reader.needText("name");
    if (out.name.size() > fq::kNameBytesMax)
        reader.fail("name", "has at most " + std::to_string(fq::kNameBytesMax) + " bytes");
    const auto wanted = reader.truth("record");
    out.apply = [name = out.name, wanted](const DeclarationTargets& targets) {
        targets.exchanges.declare(name);
        return wanted ? record(targets.exchanges, name, *wanted) : Status();
    };
}

} // namespace tapedeck
