#include "engine/net/http/restmq/collectd.h"

#include "engine/base/text.h"
#include "engine/net/http/request.h"
#include "engine/net/http/restmq/json_text.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace tapedeck::restmq {

namespace {

constexpr std::string_view kBlanks = " \t\r";

Error notUnderstood(size_t line, std::string_view what)
{
    return {ErrorCode::invalidArgument, "line " + std::to_string(line) + ": " + std::string(what)};
}

// The next word of the line, perhaps in double quotes with \ escapes. Nothing if a quote is not closed.
std::optional<std::string> nextWord(std::string_view& line)
{
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    std::string word;
    if (!line.starts_with('"')) {
        const size_t end = std::min(line.find_first_of(kBlanks), line.size());
        word = line.substr(0, end);
        line.remove_prefix(end);
        return word;
    }
    for (size_t i = 1; i < line.size(); ++i) {
        if (line[i] == '"') {
            line.remove_prefix(i + 1);
            return word;
        }
        if (line[i] == '\\' && i + 1 < line.size())
            ++i;
        word += line[i];
    }
    return std::nullopt;
}

struct Identifier {
    std::string host, plugin, type;
};

std::optional<Identifier> splitIdentifier(std::string_view text)
{
    const size_t first = text.find('/');
    const size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    Identifier id{std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
        std::string(text.substr(second + 1))};
    if (id.host.empty() || id.plugin.empty() || id.type.empty())
        return std::nullopt;
    return id;
}

// Appends the line's objects to the array.
Status addLine(std::string_view line, size_t number, std::string& array)
{
    const std::optional<std::string> command = nextWord(line);
    if (!command || !http::equalsIgnoringCase(*command, "PUTVAL"))
        return notUnderstood(number, "expected PUTVAL");
    const std::optional<std::string> name = nextWord(line);
    const std::optional<Identifier> id = name ? splitIdentifier(*name) : std::nullopt;
    if (!id)
        return notUnderstood(number, "expected host/plugin/type");
    std::string interval;
    size_t lists = 0;
    for (;;) {
        const std::optional<std::string> word = nextWord(line);
        if (!word)
            return notUnderstood(number, "a quote is not closed");
        if (word->empty())
            break;
        const size_t equals = word->find('=');
        if (equals != std::string::npos && word->find(':') == std::string::npos) {
            if (http::equalsIgnoringCase(std::string_view(*word).substr(0, equals), "interval"))
                interval = word->substr(equals + 1);
            continue; // other options say nothing about the values
        }
        if (word->find(':') == std::string::npos)
            return notUnderstood(number, "expected time:value");
        if (array.size() > 1)
            array += ", ";
        array += JsonObject()
                     .text("host", id->host)
                     .text("plugin_instance", id->plugin)
                     .text("type_instance", id->type)
                     .text("interval", interval)
                     .text("value", *word)
                     .take();
        ++lists;
    }
    return lists > 0 ? Status() : notUnderstood(number, "no values");
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(kBlanks) == std::string_view::npos;
}

} // namespace

Result<std::string> valuesToJson(std::string_view text)
{
    std::string array = "[";
    size_t number = 0;
    for (const std::string_view line : linesOf(text)) {
        ++number;
        if (isBlank(line) || line.starts_with('#'))
            continue;
        if (const Status status = addLine(line, number, array); !status)
            return status.error();
    }
    if (array.size() == 1)
        return Error{ErrorCode::invalidArgument, "no line of values"};
    return array + "]";
}

Result<std::string> notificationToJson(std::string_view text)
{
    std::vector<std::string_view> lines = linesOf(text);
    while (!lines.empty() && isBlank(lines.back()))
        lines.pop_back();
    if (lines.empty())
        return Error{ErrorCode::invalidArgument, "an empty notification"};
    size_t headers = 0;
    while (headers < lines.size() && !isBlank(lines[headers]))
        ++headers;
    const bool separated = headers < lines.size();
    if (!separated)
        --headers;
    std::string array = "[";
    for (size_t i = 0; i < headers; ++i) {
        const size_t colon = lines[i].find(':');
        if (colon == std::string_view::npos)
            return notUnderstood(i + 1, "expected `name: value`");
        array += JsonObject()
                     .text(http::toLower(trimmed(lines[i].substr(0, colon), kBlanks)),
                         trimmed(lines[i].substr(colon + 1), kBlanks))
                     .take();
        array += ", ";
    }
    std::string message;
    for (size_t i = headers + (separated ? 1 : 0); i < lines.size(); ++i) {
        if (!message.empty())
            message += '\n';
        message += lines[i];
    }
    return array + JsonObject().text("event_text", message).take() + "]";
}

} // namespace tapedeck::restmq
