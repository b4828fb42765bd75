#include "engine/transfer/diff.h"
#include "app/message_source.h"
#include "app/progress.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <set>

namespace tapedeck {

namespace {

struct DiffArguments {
    std::string a, b, by = "key";
    std::vector<std::string> queues, ignoredHeaders, ignoredPaths;
};

const char* nameOf(Difference::Kind kind)
{
    static constexpr const char* kNames[] = {"missing", "extra", "changed", "reordered"};
    return kNames[static_cast<size_t>(kind)];
}

std::vector<std::string> partsOf(const Difference& difference)
{
    std::vector<std::string> parts;
    if (difference.key)
        parts.emplace_back("key");
    if (difference.headers)
        parts.emplace_back("headers");
    if (difference.body)
        parts.emplace_back("body");
    return parts;
}

void printJson(const std::string& queue, const DiffResult& result)
{
    for (const Difference& difference : result.differences) {
        Json json;
        json["queue"] = queue;
        json["difference"] = nameOf(difference.kind);
        if (difference.inA.value != 0)
            json["a"] = difference.inA.value;
        if (difference.inB.value != 0)
            json["b"] = difference.inB.value;
        if (const auto parts = partsOf(difference); !parts.empty())
            json["changed"] = parts;
        print(jsonLine(json) + "\n");
    }
}

void printLines(const std::string& queue, const DiffResult& result)
{
    for (const Difference& difference : result.differences) {
        std::string line = escapeForTerminal(queue) + "  ";
        switch (difference.kind) {
        case Difference::Kind::missing:
            line += "- " + std::to_string(difference.inA.value) + "  only in A";
            break;
        case Difference::Kind::extra:
            line += "+ " + std::to_string(difference.inB.value) + "  only in B";
            break;
        default:
            line += (difference.kind == Difference::Kind::changed ? "~ " : "> ") + std::to_string(difference.inA.value)
                + " = " + std::to_string(difference.inB.value) + "  " + nameOf(difference.kind);
            for (const std::string& part : partsOf(difference))
                line += " " + part;
        }
        print(line + "\n");
    }
}

std::optional<DiffRules> rulesOf(const DiffArguments& arguments)
{
    DiffRules rules;
    rules.ignoredHeaders = arguments.ignoredHeaders;
    rules.ignoredPaths = arguments.ignoredPaths;
    if (arguments.by == "ordinal")
        rules.by = DiffRules::By::ordinal;
    else if (arguments.by == "content")
        rules.by = DiffRules::By::content;
    else if (arguments.by != "key")
        return fail(ExitCode::usage, "--by: \"" + arguments.by + "\" is none of key, ordinal, content"), std::nullopt;
    if (const auto made = RecordingDiff::make(rules); !made)
        return fail(ExitCode::usage, made.error().text), std::nullopt;
    return rules;
}

class Comparison {
public:
    Comparison(MessageSource& a, MessageSource& b, const DiffRules& rules, const SourceRange& range, Progress& progress)
        : m_sources{&a, &b}
        , m_rules(rules)
        , m_range(range)
        , m_progress(progress)
    {
    }

    // Names of queues in either; those asked for must be in one.
    Result<std::set<std::string>> queues(const std::vector<std::string>& wanted)
    {
        for (size_t i = 0; i < 2; ++i) {
            auto names = m_sources[i]->queues();
            if (!names)
                return names.error();
            m_there[i].insert(names->begin(), names->end());
        }
        std::set<std::string> all(wanted.begin(), wanted.end());
        if (wanted.empty()) {
            all = m_there[0];
            all.insert(m_there[1].begin(), m_there[1].end());
        }
        for (const std::string& queue : all)
            if (!m_there[0].contains(queue) && !m_there[1].contains(queue))
                return Error{ErrorCode::notFound, "neither has a queue " + queue};
        return all;
    }

    Result<DiffResult> compare(const std::string& queue)
    {
        RecordingDiff diff = std::move(RecordingDiff::make(m_rules)).value();
        for (size_t i = 0; i < 2; ++i) {
            if (!m_there[i].contains(queue))
                continue;
            Status added;
            const auto side = i == 0 ? RecordingDiff::Side::a : RecordingDiff::Side::b;
            const Status read = m_sources[i]->read(
                queue, m_range,
                [&](const MessageView& message) {
                    added = diff.add(side, recordOf(message, queue));
                    return added.ok();
                },
                [&](uint64_t messages) { m_progress.advance(messages); });
            if (!read || !added)
                return read ? added.error() : read.error();
        }
        return diff.compare();
    }

private:
    MessageSource* m_sources[2];
    std::set<std::string> m_there[2];
    const DiffRules& m_rules;
    const SourceRange& m_range;
    Progress& m_progress;
};

ExitCode run(const CommandContext& context, const DiffArguments& arguments, const SourceRange& range,
    const OutputOptions& output)
{
    const auto rules = rulesOf(arguments);
    if (!rules)
        return ExitCode::usage;
    ExitCode code = ExitCode::ok;
    const auto a = openSource(arguments.a, context, {}, code);
    const auto b = a ? openSource(arguments.b, context, {}, code) : nullptr;
    if (!b)
        return code;
    Progress progress(context.environment, "diff", 0);
    Comparison comparison(*a, *b, *rules, range, progress);
    const auto queues = comparison.queues(arguments.queues);
    if (!queues)
        return fail(sourceExitCode(queues.error()), queues.error().text);
    uint64_t differences = 0;
    uint64_t same = 0;
    for (const std::string& queue : *queues) {
        const auto result = comparison.compare(queue);
        if (!result)
            return fail(sourceExitCode(result.error()), result.error().text);
        progress.clear();
        output.json ? printJson(queue, *result) : printLines(queue, *result);
        differences += result->differences.size();
        same += result->same;
    }
    if (output.json)
        print(jsonLine({{"same", same}, {"differences", differences}}) + "\n");
    else
        print(grouped(same) + " messages are the same, " + grouped(differences) + " differences\n");
    return differences == 0 ? ExitCode::ok : ExitCode::failed;
}

} // namespace

CommandRun declareDiff(CLI::App& options)
{
    auto arguments = std::make_shared<DiffArguments>();
    options.add_option("A", arguments->a, "A tape, or a file that `export` wrote")->required();
    options.add_option("B", arguments->b, "What it is compared with")->required();
    options.add_option("-q,--queue", arguments->queues, "Only this queue; may be repeated (default: all)")
        ->type_name("QUEUE");
    options
        .add_option("--by", arguments->by,
            "Which messages belong together: those with the same key in their order (default), `ordinal` (the first "
            "with "
            "the first), or `content`")
        ->type_name("WAY");
    options.add_option("--ignore-header", arguments->ignoredHeaders, "Not compared; may be repeated")
        ->type_name("NAME");
    options
        .add_option(
            "--ignore-json", arguments->ignoredPaths, "A path into JSON bodies, such as lines[*].time; may be repeated")
        ->type_name("PATH");
    auto range = addRangeOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        const auto wanted = rangeOf(*range);
        return wanted ? run(context, *arguments, *wanted, *output) : ExitCode::usage;
    };
}

} // namespace tapedeck
