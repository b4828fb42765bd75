#include "app/command_model.h"

#include "app/command.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

OptionModel modelOf(const CLI::Option& option)
{
    OptionModel out;
    for (const std::string& name : option.get_snames())
        out.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames())
        out.names.push_back("--" + name);
    if (out.names.empty())
        out.value = option.get_single_name();
    else if (option.get_items_expected_max() > 0)
        out.value = option.get_type_name();
    out.help = option.get_description();
    out.repeats = option.get_items_expected_max() > 1;
    return out;
}

void collect(const CLI::App& app, CommandModel& out)
{
    for (const CLI::Option* option : app.get_options()) {
        OptionModel model = modelOf(*option);
        auto& list = model.names.empty() ? out.words : out.options;
        list.push_back(std::move(model));
    }
    for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (inner->get_name().empty()) { // a group of options
            collect(*inner, out);
            continue;
        }
        CommandModel action;
        action.name = inner->get_name();
        action.summary = inner->get_description();
        collect(*inner, action);
        out.actions.push_back(std::move(action));
    }
}

} // namespace

std::vector<CommandModel> commandModels()
{
    std::vector<CommandModel> out;
    for (const Command& command : commandTable()) {
        CLI::App app(command.summary, command.name);
        const CommandRun run = command.declare(app); // owns what the options write to
        CommandModel model;
        model.name = command.name;
        model.summary = command.summary;
        model.example = command.example;
        collect(app, model);
        out.push_back(std::move(model));
    }
    return out;
}

} // namespace tapedeck
