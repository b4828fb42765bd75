#include "engine/transfer/json_spans.h"

#include "engine/filter/document.h"

#include <algorithm>

namespace tapedeck {

namespace {

Error wrongPath(std::string_view text, const char* why)
{
    return {ErrorCode::invalidArgument, "\"" + std::string(text) + "\" is no path into JSON: " + why};
}

} // namespace

Result<JsonPath> JsonPath::parse(std::string_view text)
{
    JsonPath path;
    path.m_text = text;
    std::string_view rest = text;
    if (rest.starts_with("json.") || rest.starts_with("json["))
        rest.remove_prefix(rest[4] == '.' ? 5 : 4);
    bool afterDot = true;
    while (!rest.empty()) {
        Step step;
        if (rest.front() == '[') {
            const size_t close = rest.starts_with("[\"") ? rest.find("\"]", 2) : rest.find(']');
            if (close == std::string_view::npos)
                return wrongPath(text, "a bracket is not closed");
            const std::string_view inner = rest.substr(1, close - 1);
            const bool quoted = rest.starts_with("[\"");
            if (quoted) {
                step.name = inner.substr(1);
            } else if (inner == "*") {
                step.kind = Step::Kind::everyElement;
            } else {
                if (inner.empty() || inner.size() > 9
                    || inner.find_first_not_of("0123456789") != std::string_view::npos)
                    return wrongPath(text, "brackets hold an index, a name in quotes, or *");
                step.kind = Step::Kind::index;
                step.index = std::stoul(std::string(inner));
            }
            rest.remove_prefix(close + (quoted ? 2 : 1));
        } else {
            if (!afterDot)
                return wrongPath(text, "a `.` or a bracket is missing");
            const size_t end = std::min(rest.find_first_of(".["), rest.size());
            step.name = rest.substr(0, end);
            if (step.name.empty())
                return wrongPath(text, "a name is empty");
            if (step.name == "*")
                step = {Step::Kind::everyMember, {}, 0};
            rest.remove_prefix(end);
        }
        path.m_steps.push_back(std::move(step));
        afterDot = rest.starts_with('.');
        if (afterDot) {
            rest.remove_prefix(1);
            if (rest.empty())
                return wrongPath(text, "it ends with a `.`");
        }
    }
    if (path.m_steps.empty())
        return wrongPath(text, "it is empty");
    return path;
}

namespace {

// Walks a text that is known to be JSON, so that little can go wrong; where it is not, reading ends.
class SpanFinder {
public:
    SpanFinder(std::string_view json, const std::vector<JsonPath>& paths)
        : m_json(json)
        , m_paths(paths)
    {
    }

    std::vector<JsonSpan> find()
    {
        std::vector<At> all;
        for (size_t i = 0; i < m_paths.size(); ++i)
            all.push_back({i, 0});
        value(all);
        return std::move(m_spans);
    }

private:
    struct At {
        size_t path, step;
    };
    using Kind = JsonPath::Step::Kind;

    char peek() const { return m_at < m_json.size() ? m_json[m_at] : '\0'; }
    void blanks()
    {
        while (m_at < m_json.size() && std::string_view(" \t\r\n").find(m_json[m_at]) != std::string_view::npos)
            ++m_at;
    }

    std::string_view string()
    {
        const size_t from = m_at;
        for (++m_at; m_at < m_json.size() && m_json[m_at] != '"'; ++m_at)
            if (m_json[m_at] == '\\')
                ++m_at;
        m_at = std::min(m_at + 1, m_json.size());
        return m_json.substr(from, m_at - from);
    }

    // The name that a member's key stands for.
    std::string_view nameOf(std::string_view quoted)
    {
        if (quoted.find('\\') == std::string_view::npos)
            return quoted.size() < 2 ? quoted : quoted.substr(1, quoted.size() - 2);
        return m_names.read(quoted, BodyFormat::json) ? m_names.node(0).text : quoted;
    }

    // Past a value nobody asks for. Not by recursion: nothing limits how deep it is.
    void skip()
    {
        size_t depth = 0;
        do {
            blanks();
            const char c = peek();
            if (c == '"') {
                string();
            } else if (c == '{' || c == '[') {
                ++depth;
                ++m_at;
            } else if (c == '}' || c == ']') {
                depth -= depth > 0;
                ++m_at;
            } else if (c == ',' || c == ':') {
                ++m_at;
            } else {
                m_at = std::min(m_json.find_first_of(" \t\r\n,]}:", m_at), m_json.size());
            }
        } while (depth > 0 && m_at < m_json.size());
    }

    void value(const std::vector<At>& wanted)
    {
        blanks();
        const size_t from = m_at;
        for (const At& at : wanted)
            if (at.step == m_paths[at.path].steps().size()) {
                skip();
                m_spans.push_back({from, m_at, at.path});
                return;
            }
        if (wanted.empty() || (peek() != '{' && peek() != '['))
            return skip();
        const bool object = peek() == '{';
        ++m_at;
        for (size_t index = 0; m_at < m_json.size(); ++index) {
            blanks();
            if (peek() == '}' || peek() == ']') {
                ++m_at;
                return;
            }
            std::string_view key;
            if (object) {
                key = string();
                blanks();
                ++m_at; // the colon
            }
            value(inside(wanted, object, key, index));
            blanks();
            if (peek() == ',')
                ++m_at;
        }
    }

    std::vector<At> inside(const std::vector<At>& wanted, bool object, std::string_view key, size_t index)
    {
        std::vector<At> out;
        for (const At& at : wanted) {
            const JsonPath::Step& step = m_paths[at.path].steps()[at.step];
            const bool fits = object
                ? step.kind == Kind::everyMember || (step.kind == Kind::name && step.name == nameOf(key))
                : step.kind == Kind::everyElement || (step.kind == Kind::index && step.index == index);
            if (fits)
                out.push_back({at.path, at.step + 1});
        }
        return out;
    }

    std::string_view m_json;
    const std::vector<JsonPath>& m_paths;
    size_t m_at = 0;
    Document m_names;
    std::vector<JsonSpan> m_spans;
};

} // namespace

std::vector<JsonSpan> findSpans(std::string_view json, const std::vector<JsonPath>& paths)
{
    return paths.empty() ? std::vector<JsonSpan>() : SpanFinder(json, paths).find();
}

} // namespace tapedeck
