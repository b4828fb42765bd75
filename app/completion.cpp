// Completion scripts for three shells.
#include "app/command_model.h"

#include <algorithm>

namespace tapedeck {

namespace {

bool isFileName(const std::string& value)
{
    return value.find("FILE") != std::string::npos || value.find("TAPE") != std::string::npos;
}

bool isDirectoryName(const std::string& value)
{
    return value == "DIRECTORY";
}

// "system|virtual" are words to choose from; "HOST:PORT|off" stands for more than words.
std::vector<std::string> choicesOf(const std::string& value)
{
    std::vector<std::string> out;
    for (size_t at = 0; at < value.size();) {
        const size_t end = std::min(value.find('|', at), value.size());
        const std::string word = value.substr(at, end - at);
        if (!word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
            out.push_back(word);
        at = end + 1;
    }
    return out;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string replaced(const std::string& text, std::initializer_list<std::pair<char, const char*>> rules)
{
    std::string out;
    for (char c : text) {
        const auto rule = std::find_if(rules.begin(), rules.end(), [c](const auto& one) { return one.first == c; });
        if (rule == rules.end())
            out += c;
        else
            out += rule->second;
    }
    return out;
}

// All options of a command, those of its actions included: shells complete them wherever they may stand.
std::vector<OptionModel> allOptions(const CommandModel& command)
{
    std::vector<OptionModel> out = command.options;
    for (const CommandModel& action : command.actions)
        for (const OptionModel& option : action.options) {
            const bool known =
                std::any_of(out.begin(), out.end(), [&](const auto& one) { return one.names == option.names; });
            if (!known)
                out.push_back(option);
        }
    return out;
}

// The lists of one command in bash.
std::string bashCase(const CommandModel& command)
{
    std::vector<std::string> words, actions;
    std::string values;
    for (const CommandModel& action : command.actions)
        actions.push_back(action.name);
    for (const OptionModel& option : allOptions(command)) {
        words.insert(words.end(), option.names.begin(), option.names.end());
        if (option.value.empty())
            continue;
        std::string names;
        for (const std::string& name : option.names)
            names += (names.empty() ? "" : "|") + name;
        values += "        " + names + ") ";
        if (isFileName(option.value))
            values += "COMPREPLY=($(compgen -f -- \"$word\"))";
        else if (isDirectoryName(option.value))
            values += "COMPREPLY=($(compgen -d -- \"$word\"))";
        else
            values += "COMPREPLY=($(compgen -W '" + joined(choicesOf(option.value)) + "' -- \"$word\"))";
        values += "; return ;;\n";
    }
    return "    " + command.name + ")\n        case $before in\n" + values + "        esac\n        options='"
        + joined(words) + "'\n        actions='" + joined(actions) + "'\n        ;;\n";
}

std::string zshOption(const OptionModel& option)
{
    const std::string help = replaced(option.help, {{'\'', "'\\''"}, {'[', "\\["}, {']', "\\]"}, {':', "\\:"}});
    std::string action;
    if (!option.value.empty()) {
        const std::vector<std::string> choices = choicesOf(option.value);
        action = ":" + replaced(option.value, {{':', "\\:"}, {'\'', ""}}) + ":";
        if (isFileName(option.value))
            action += "_files";
        else if (isDirectoryName(option.value))
            action += "_files -/";
        else if (!choices.empty())
            action += "(" + joined(choices) + ")";
    }
    std::string out;
    for (const std::string& name : option.names)
        out += " \\\n            '" + std::string(option.repeats ? "*" : "") + name + "[" + help + "]" + action + "'";
    return out;
}

std::string quotedForFish(const std::string& text)
{
    return "'" + replaced(text, {{'\\', "\\\\"}, {'\'', "\\'"}}) + "'";
}

} // namespace

std::string bashCompletion(const std::vector<CommandModel>& commands)
{
    std::string names, cases;
    for (const CommandModel& command : commands) {
        names += (names.empty() ? "" : " ") + command.name;
        cases += bashCase(command);
    }
    return "# Completion of tapedeck's command line for bash.\n"
           "_tapedeck() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} at options='' actions=''\n"
           "    COMPREPLY=()\n"
           "    if ((COMP_CWORD == 1)); then\n"
           "        COMPREPLY=($(compgen -W '"
        + names
        + "' -- \"$word\") $(compgen -f -X '!*.tape' -- \"$word\"))\n"
          "        return\n"
          "    fi\n"
          "    for ((at = 2; at < COMP_CWORD; at++)); do\n"
          "        if [[ ${COMP_WORDS[at]} == -- ]]; then # behind it stands another command\n"
          "            COMPREPLY=($(compgen -c -f -- \"$word\"))\n"
          "            return\n"
          "        fi\n"
          "    done\n"
          "    case ${COMP_WORDS[1]} in\n"
        + cases
        + "    esac\n"
          "    if [[ $word == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
          "    elif [[ $actions && $COMP_CWORD -eq 2 ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$actions\" -- \"$word\"))\n"
          "    else\n"
          "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
          "    fi\n"
          "}\n"
          "complete -o filenames -F _tapedeck tapedeck\n";
}

std::string zshCompletion(const std::vector<CommandModel>& commands)
{
    std::string list, cases;
    for (const CommandModel& command : commands) {
        list += "        '" + command.name + ":" + replaced(command.summary, {{'\'', "'\\''"}, {':', "\\:"}}) + "'\n";
        cases += "    " + command.name + ")\n        _arguments -s";
        for (const OptionModel& option : allOptions(command))
            cases += zshOption(option);
        if (!command.actions.empty()) {
            cases += " \\\n            '1:action:(";
            for (const CommandModel& action : command.actions)
                cases += (&action == &command.actions.front() ? "" : " ") + action.name;
            cases += ")'";
        }
        cases += " \\\n            '*: :_files'\n        ;;\n";
    }
    return "#compdef tapedeck\n"
           "# Completion of tapedeck's command line for zsh.\n"
           "_tapedeck() {\n"
           "    local -a commands\n"
           "    commands=(\n"
        + list
        + "    )\n"
          "    if ((CURRENT == 2)); then\n"
          "        _describe command commands\n"
          "        _files -g '*.tape'\n"
          "        return\n"
          "    fi\n"
          "    local command=$words[2]\n"
          "    shift words\n"
          "    ((CURRENT--))\n"
          "    case $command in\n"
        + cases
        + "    esac\n"
          "}\n"
          "_tapedeck \"$@\"\n";
}

std::string fishCompletion(const std::vector<CommandModel>& commands)
{
    std::string out = "# Completion of tapedeck's command line for fish.\n";
    for (const CommandModel& command : commands)
        out += "complete -c tapedeck -n __fish_use_subcommand -f -a " + command.name + " -d "
            + quotedForFish(command.summary) + "\n";
    for (const CommandModel& command : commands) {
        const std::string here = "complete -c tapedeck -n '__fish_seen_subcommand_from " + command.name + "'";
        for (const CommandModel& action : command.actions)
            out += here + " -f -a " + action.name + " -d " + quotedForFish(action.summary) + "\n";
        for (const OptionModel& option : allOptions(command)) {
            out += here;
            for (const std::string& name : option.names)
                out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            if (!option.value.empty()) {
                const std::vector<std::string> choices = choicesOf(option.value);
                out += isFileName(option.value) || isDirectoryName(option.value) ? " -r -F" : " -x";
                if (!choices.empty() && !isFileName(option.value))
                    out += " -a " + quotedForFish(joined(choices));
            }
            out += " -d " + quotedForFish(option.help) + "\n";
        }
    }
    return out;
}

} // namespace tapedeck
