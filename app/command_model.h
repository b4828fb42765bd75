// The command line as a value: every command with its options, as the table of commands declares them. What shells and
// manuals are told comes from here, so it cannot drift from what is parsed.
//
// Pure; one thread.
#pragma once

#include <string>
#include <vector>

namespace tapedeck {

struct OptionModel {
    std::vector<std::string> names; // "-n", "--count"; empty for a word without a name
    std::string value; // "FILE", "true|false"; empty for a switch
    std::string help;
    bool repeats = false; // may be given more than once, or takes more than one word
};

struct CommandModel {
    std::string name, summary, example;
    std::vector<OptionModel> options;
    std::vector<OptionModel> words; // in their order: QUEUE, CHANNEL
    std::vector<CommandModel> actions; // "start", "list" of `replay`
};

// In the order of the table.
std::vector<CommandModel> commandModels();

// Scripts that make a shell complete the commands, their actions, options and values.
std::string bashCompletion(const std::vector<CommandModel>& commands);
std::string zshCompletion(const std::vector<CommandModel>& commands);
std::string fishCompletion(const std::vector<CommandModel>& commands);
// tapedeck(1) in the language of man.
std::string manualPage(const std::vector<CommandModel>& commands, const std::string& version);

} // namespace tapedeck
