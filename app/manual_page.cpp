// tapedeck(1).
#include "app/command_model.h"

namespace tapedeck {

namespace {

// Text for man: a leading dot or quote would be a request, a backslash an escape, a dash a hyphen.
std::string plain(const std::string& text)
{
    std::string out;
    for (char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if ((c == '.' || c == '\'') && out.empty())
            out += std::string("\\&") + c;
        else
            out += c == '\n' ? ' ' : c;
    }
    return out;
}

std::string bold(const std::string& text)
{
    return "\\fB" + plain(text) + "\\fR";
}

std::string slanted(const std::string& text)
{
    return "\\fI" + plain(text) + "\\fR";
}

std::string optionText(const OptionModel& option)
{
    std::string names;
    for (const std::string& name : option.names)
        names += (names.empty() ? "" : ", ") + bold(name);
    if (!option.value.empty())
        names += (names.empty() ? "" : " ") + slanted(option.value);
    return ".TP\n" + names + "\n" + plain(option.help) + "\n";
}

void addCommand(std::string& out, const CommandModel& command, const std::string& before)
{
    const std::string name = before + command.name;
    out += ".SS \"" + plain("tapedeck " + name) + "\"\n" + plain(command.summary) + ".\n";
    for (const OptionModel& word : command.words)
        out += optionText(word);
    for (const OptionModel& option : command.options)
        out += optionText(option);
    if (!command.example.empty())
        out += ".P\nExample:\n.P\n.RS 4\n.nf\n" + plain(command.example) + "\n.fi\n.RE\n";
    for (const CommandModel& action : command.actions)
        addCommand(out, action, name + " ");
}

} // namespace

std::string manualPage(const std::vector<CommandModel>& commands, const std::string& version)
{
    std::string out = ".TH TAPEDECK 1 \"\" \"Tapedeck " + version + "\" \"User Commands\"\n"
        + ".SH NAME\ntapedeck \\- a message broker that can be rewound\n"
        + ".SH SYNOPSIS\n\\fBtapedeck\\fR [\\fITAPE\\fR] [\\fIOPTIONS\\fR]\n.br\n"
        + "\\fBtapedeck\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n"
        + ".SH DESCRIPTION\nWithout a command Tapedeck opens its window on a tape (or on a temporary one). With a "
          "command "
          "it needs no display. Commands talk to a running broker, or work on a tape that no broker has open.\n"
        + ".SH COMMANDS\n";
    for (const CommandModel& command : commands)
        addCommand(out, command, "");
    out += ".SH EXIT STATUS\n";
    for (const auto& [code, meaning] : {std::pair("0", "success"),
             std::pair("1", "a check, an expectation or the command failed, or the broker refused"),
             std::pair("2", "wrong usage or configuration"), std::pair("3", "file, storage or lock"),
             std::pair("4", "an address cannot be bound"), std::pair("5", "timed out"),
             std::pair("6", "no connection to the broker")})
        out += std::string(".TP\n\\fB") + code + "\\fR\n" + meaning + "\n";
    out += ".P\n" + bold("tapedeck run") + " ends with the code of the command that it runs.\n";
    out += ".SH FILES\n.TP\n\\fItapedeck.toml\\fR\nSettings and declarations of a project, in its directory or above.\n"
           ".TP\n\\fI$XDG_CONFIG_HOME/tapedeck/config.toml\\fR\nThe user's settings.\n";
    out += ".SH ENVIRONMENT\n.TP\n\\fBTAPEDECK_*\\fR\nEvery setting in capitals, such as TAPEDECK_LOG_LEVEL.\n"
           ".TP\n\\fBTAPEDECK_RESP_URL\\fR, \\fBTAPEDECK_HTTP_URL\\fR\nThe broker that commands talk to.\n"
           ".TP\n\\fBTAPEDECK_TOKEN\\fR, \\fBTAPEDECK_TOKEN_FILE\\fR\nThe token that it wants to hear.\n"
           ".TP\n\\fBNO_COLOR\\fR\nNo colours on a terminal.\n";
    return out;
}

} // namespace tapedeck
