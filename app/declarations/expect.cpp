// [[expect]]: what `tapedeck run` checks when its command has ended. The broker itself does nothing with it.
#include "app/declarations.h"

#include "engine/expect/expectation.h"

namespace tapedeck {

void readExpectDeclaration(DeclarationReader& reader, Declaration& out)
{
    const std::string text = reader.needText("expect");
    out.name = reader.text("name").value_or(text);
    static_cast<void>(reader.text("queue"));
    if (const auto time = reader.duration("timeout"); time && *time > Expectation::kTimeMax)
        reader.fail("timeout", "at most 24h");
    if (const auto parsed = Expectation::parse(text); !parsed && !text.empty())
        reader.fail("expect", parsed.error().text);
    out.apply = [](const DeclarationTargets&) { return Status(); };
}

} // namespace tapedeck
