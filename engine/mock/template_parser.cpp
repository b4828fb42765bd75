// Reading a template's text.
#include "engine/base/limits.h"
#include "engine/mock/template.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tapedeck {

namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}";
constexpr uint64_t kRandomMost = (uint64_t{1} << 53) - 1; // every JSON number and JavaScript keeps it

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// What a name in a path may consist of without quotes.
bool isNameByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-'
        || c == '$' || c == '@' || c == ':' || byte >= 0x80;
}

} // namespace

std::string TemplateError::text() const
{
    return "At character " + std::to_string(position + 1) + ": expected " + expected + ".";
}

// One pass over the text; stops at the first mistake.
class Template::Parser {
public:
    Parser(std::string_view text, const TemplateEnvironment& environment)
        : m_text(text)
        , m_environment(environment)
    {
    }

    bool parse()
    {
        if (m_text.size() > limits::kTemplateBytesMax)
            return fail(limits::kTemplateBytesMax,
                "a template of at most " + std::to_string(limits::kTemplateBytesMax) + " bytes");
        size_t fields = 0;
        while (m_at < m_text.size()) {
            const size_t open = std::min(m_text.find(kOpen, m_at), m_text.size());
            if (open > m_at)
                addLiteral(m_text.substr(m_at, open - m_at));
            m_at = open;
            if (open == m_text.size())
                break;
            if (++fields > limits::kTemplateFieldsMax)
                return fail(open, "at most " + std::to_string(limits::kTemplateFieldsMax) + " fields");
            m_at += kOpen.size();
            if (!parseField())
                return false;
        }
        return true;
    }

    std::vector<Part> parts;
    TemplateError error;

private:
    bool fail(size_t position, std::string expected)
    {
        error = {position, std::move(expected)};
        return false;
    }
    void addLiteral(std::string_view text)
    {
        Part part;
        part.text = text;
        parts.push_back(std::move(part));
    }
    void skipBlanks()
    {
        while (m_at < m_text.size() && isBlank(m_text[m_at]))
            ++m_at;
    }
    bool take(std::string_view sign)
    {
        if (!m_text.substr(m_at).starts_with(sign))
            return false;
        m_at += sign.size();
        return true;
    }
    std::string_view takeName()
    {
        const size_t begin = m_at;
        while (m_at < m_text.size() && isNameByte(m_text[m_at]))
            ++m_at;
        return m_text.substr(begin, m_at - begin);
    }
    bool takeQuoted(std::string& out)
    {
        const size_t begin = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            out += m_text[m_at++];
        }
        if (m_at >= m_text.size())
            return fail(begin, "a `\"` that ends the text");
        ++m_at;
        return true;
    }

    bool parseField();
    bool parseWord(Part& part);
    bool parseRequest(Part& part);
    bool parseRandom(Part& part);
    bool parsePath(Part& part);
    bool parseElement(Part& part);
    bool parseHeader(Part& part);
    bool parseVariable(Part& part);
    bool takeNumber(uint64_t& out);

    std::string_view m_text;
    const TemplateEnvironment& m_environment;
    size_t m_at = 0;
};

bool Template::Parser::parseField()
{
    Part part;
    skipBlanks();
    if (m_at < m_text.size() && m_text[m_at] == '"') {
        if (!takeQuoted(part.text))
            return false;
    } else if (!parseWord(part)) {
        return false;
    }
    skipBlanks();
    if (!take(kClose))
        return fail(m_at, "`}}`");
    parts.push_back(std::move(part));
    return true;
}

bool Template::Parser::parseWord(Part& part)
{
    size_t begin = m_at;
    std::string_view word = takeName();
    if (word == "json") { // {{json FIELD}}
        part.asJson = true;
        skipBlanks();
        begin = m_at;
        word = takeName();
    }
    if (word == "request")
        return parseRequest(part);
    if (word == "env")
        return parseVariable(part);
    if (word == "random")
        return parseRandom(part);
    if (word == "uuid")
        part.field = Field::uuid;
    else if (word == "now")
        part.field = Field::now;
    else if (word == "seq")
        part.field = Field::seq;
    else
        return fail(begin,
            "a field: request.body, request.key, request.id, request.queue, request.exchange, request.time, "
            "request.headers.NAME, request.json.PATH, uuid, now, seq, random, env.NAME or \"text\"");
    return true;
}

bool Template::Parser::parseRequest(Part& part)
{
    if (!take("."))
        return fail(m_at, "`.` and what of the request");
    const size_t begin = m_at;
    const std::string_view word = takeName();
    struct Row {
        std::string_view name;
        Field field;
    };
    static constexpr Row kRows[] = {{"body", Field::body}, {"key", Field::key}, {"id", Field::id},
        {"queue", Field::queue}, {"exchange", Field::exchange}, {"time", Field::time}, {"headers", Field::header},
        {"json", Field::json}};
    const auto row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& one) { return one.name == word; });
    if (row == std::end(kRows))
        return fail(begin, "body, key, id, queue, exchange, time, headers.NAME or json.PATH");
    part.field = row->field;
    if (part.field == Field::header)
        return parseHeader(part);
    return part.field != Field::json || parsePath(part);
}

bool Template::Parser::parseHeader(Part& part)
{
    if (take("[")) {
        if (m_at >= m_text.size() || m_text[m_at] != '"')
            return fail(m_at, "a quoted name of a header");
        return takeQuoted(part.text) && (take("]") || fail(m_at, "`]`"));
    }
    if (!take("."))
        return fail(m_at, "`.` and the name of a header");
    // Names of headers have dots, too.
    const size_t begin = m_at;
    while (m_at < m_text.size() && (isNameByte(m_text[m_at]) || m_text[m_at] == '.'))
        ++m_at;
    part.text = m_text.substr(begin, m_at - begin);
    return !part.text.empty() || fail(begin, "the name of a header");
}

bool Template::Parser::parsePath(Part& part)
{
    for (;;) {
        if (part.path.size() > static_cast<size_t>(limits::kJsonDepthMax))
            return fail(m_at, "a path of at most " + std::to_string(limits::kJsonDepthMax) + " steps");
        if (take("[")) {
            if (!parseElement(part))
                return false;
        } else if (take(".")) {
            const size_t begin = m_at;
            Step step;
            step.member = takeName();
            if (step.member.empty())
                return fail(begin, "the name of a member");
            part.path.push_back(std::move(step));
        } else {
            return true; // {{request.json}} is the whole body, if it is JSON
        }
    }
}

bool Template::Parser::parseElement(Part& part)
{
    Step step;
    if (m_at < m_text.size() && m_text[m_at] == '"') {
        if (!takeQuoted(step.member))
            return false;
    } else {
        int64_t index = 0;
        const char* const begin = m_text.data() + m_at;
        const auto [end, problem] = std::from_chars(begin, m_text.data() + m_text.size(), index);
        if (problem != std::errc() || end == begin)
            return fail(m_at, "the number of an element, or a quoted name");
        m_at += static_cast<size_t>(end - begin);
        step.element = index;
    }
    part.path.push_back(std::move(step));
    return take("]") || fail(m_at, "`]`");
}

bool Template::Parser::takeNumber(uint64_t& out)
{
    const char* const begin = m_text.data() + m_at;
    const auto [end, problem] = std::from_chars(begin, m_text.data() + m_text.size(), out);
    if (problem != std::errc() || end == begin || out > kRandomMost)
        return fail(m_at, "a whole number up to 2^53-1");
    m_at += static_cast<size_t>(end - begin);
    return true;
}

// {{random}}, or {{random 1 6}}.
bool Template::Parser::parseRandom(Part& part)
{
    part.field = Field::random;
    part.most = kRandomMost;
    skipBlanks();
    if (m_at >= m_text.size() || m_text[m_at] < '0' || m_text[m_at] > '9')
        return true;
    if (!takeNumber(part.least))
        return false;
    skipBlanks();
    const size_t at = m_at;
    if (!takeNumber(part.most))
        return false;
    return part.most >= part.least || fail(at, "a number not below the first one");
}

bool Template::Parser::parseVariable(Part& part)
{
    if (!take("."))
        return fail(m_at, "`.` and the name of a variable");
    const size_t begin = m_at;
    const std::string_view name = takeName();
    if (name.empty())
        return fail(begin, "the name of a variable");
    const std::optional<std::string> value = m_environment ? m_environment(name) : std::nullopt;
    if (!value)
        return fail(begin,
            "a variable that may be read: variables may hold secrets, so the setting template_env names "
            "those that are allowed");
    part.text = *value;
    return true;
}

std::variant<Template, TemplateError> Template::tryParse(std::string_view text, const TemplateEnvironment& environment)
{
    Parser parser(text, environment);
    if (!parser.parse())
        return std::move(parser.error);
    Template made;
    made.m_text = text;
    if (!parser.parts.empty())
        made.m_parts = std::make_shared<const std::vector<Part>>(std::move(parser.parts));
    return made;
}

Result<Template> Template::parse(std::string_view text, const TemplateEnvironment& environment)
{
    auto parsed = tryParse(text, environment);
    if (const auto* error = std::get_if<TemplateError>(&parsed))
        return Error{ErrorCode::invalidArgument, error->text()};
    return std::get<Template>(std::move(parsed));
}

} // namespace tapedeck
