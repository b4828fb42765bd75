// expectation := ( count | exactly | never | sequence ) { "within" TIME | "stable" ["for"] TIME }
// count       := "count" "(" [filter] ")" ("==" | "!=" | "<" | "<=" | ">" | ">=") NUMBER
// exactly     := "exactly" NUMBER filter
// never       := "never" filter ["for" TIME]
// sequence    := filter { "then" filter }
#include "engine/expect/expectation.h"

#include "engine/base/limits.h"
#include "engine/base/value_forms.h"
#include "engine/filter/filter_lexer.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace tapedeck {

namespace {

struct CompareSign {
    std::string_view sign;
    Expectation::Compare compare;
};
constexpr CompareSign kSigns[] = {{"<", Expectation::Compare::less}, {"<=", Expectation::Compare::lessOrEqual},
    {"==", Expectation::Compare::equal}, {"!=", Expectation::Compare::notEqual},
    {">=", Expectation::Compare::greaterOrEqual}, {">", Expectation::Compare::greater}};
constexpr std::string_view kKeywords[] = {"then", "within", "for", "stable"};

} // namespace

std::string ExpectationError::text() const
{
    return "At character " + std::to_string(position + 1) + ": expected " + expected + ".";
}

// Finds the words that are not a filter's, and gives what lies between them to the filter's own parser.
class Expectation::Parser {
public:
    Parser(std::string_view text, Duration time)
        : m_text(text)
        , m_time(time)
    {
    }

    bool parse(Expectation& out)
    {
        if (m_text.size() > limits::kExpectationBytesMax)
            return fail(limits::kExpectationBytesMax,
                "an expectation of at most " + std::to_string(limits::kExpectationBytesMax) + " bytes");
        if (!tokenize())
            return false;
        out.m_text = m_text;
        if (isWord(0, "count") && m_tokens.size() > 1 && m_tokens[1].isSign("(")) {
            if (!parseCount(out))
                return false;
        } else if (isWord(0, "exactly")) {
            if (!parseExactly(out))
                return false;
        } else if (isWord(0, "never")) {
            ++m_next;
            out.m_kind = Kind::never;
            if (!takeFilter(out))
                return false;
        } else if (!parseSequence(out)) {
            return false;
        }
        return parseTimes(out);
    }

    ExpectationError error;

private:
    bool fail(size_t position, std::string expected)
    {
        error = {position, std::move(expected)};
        return false;
    }
    // All tokens with the end at their end, and how deep in brackets each stands.
    bool tokenize()
    {
        FilterLexer lexer(m_text);
        int depth = 0;
        for (;;) {
            FilterToken token = lexer.take();
            if (token.kind == FilterToken::Kind::broken)
                return fail(token.position, std::string(token.expected));
            if (token.isSign(")") || token.isSign("]"))
                --depth;
            m_depths.push_back(depth);
            if (token.isSign("(") || token.isSign("["))
                ++depth;
            const bool end = token.kind == FilterToken::Kind::end;
            m_tokens.push_back(std::move(token));
            if (end)
                return true;
        }
    }
    bool isWord(size_t index, std::string_view word) const
    {
        return index < m_tokens.size() && m_depths[index] <= 0 && m_tokens[index].isWord(word);
    }
    bool atEnd() const { return m_tokens[m_next].kind == FilterToken::Kind::end; }
    bool atKeyword() const
    {
        return atEnd() || std::any_of(std::begin(kKeywords), std::end(kKeywords), [&](std::string_view keyword) {
            return isWord(m_next, keyword);
        });
    }
    size_t here() const { return m_tokens[m_next].position; }

    // The filter from the next token to the token `end` (a byte of the text).
    bool addFilter(Expectation& out, size_t begin, size_t end)
    {
        while (end > begin && (m_text[end - 1] == ' ' || m_text[end - 1] == '\t' || m_text[end - 1] == '\n'))
            --end;
        auto parsed = Filter::tryParse(m_text.substr(begin, end - begin));
        if (const auto* problem = std::get_if<FilterError>(&parsed))
            return fail(begin + problem->position, problem->expected);
        out.m_filters.push_back(std::get<Filter>(std::move(parsed)));
        return true;
    }
    bool takeFilter(Expectation& out)
    {
        const size_t begin = here();
        if (atKeyword())
            return fail(begin, "a filter; the words then, within, for and stable stand in quotes in one");
        while (!atKeyword())
            ++m_next;
        return addFilter(out, begin, here());
    }
    bool takeNumber(uint64_t& out)
    {
        const FilterToken& token = m_tokens[m_next];
        const std::string_view digits = token.written;
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
        if (token.kind != FilterToken::Kind::word || problem != std::errc() || end != digits.data() + digits.size())
            return fail(token.position, "a whole number");
        ++m_next;
        return true;
    }
    bool takeTime(Duration& out)
    {
        const FilterToken& token = m_tokens[m_next];
        const std::optional<Duration> time =
            token.kind == FilterToken::Kind::word ? parseDuration(token.written) : std::nullopt;
        if (!time || *time > kTimeMax)
            return fail(token.position, "a length of time such as 5s or 250ms, at most 24h");
        out = *time;
        ++m_next;
        return true;
    }

    bool parseCount(Expectation& out)
    {
        out.m_kind = Kind::count;
        m_next = 2;
        const size_t begin = here();
        while (!atEnd() && !(m_tokens[m_next].isSign(")") && m_depths[m_next] == 0))
            ++m_next;
        if (atEnd())
            return fail(here(), "`)`");
        if (!addFilter(out, begin, here()))
            return false;
        ++m_next;
        const auto sign = std::find_if(std::begin(kSigns), std::end(kSigns),
            [&](const CompareSign& one) { return m_tokens[m_next].isSign(one.sign); });
        if (sign == std::end(kSigns))
            return fail(here(), "`==`, `!=`, `<`, `<=`, `>` or `>=`");
        out.m_compare = sign->compare;
        ++m_next;
        return takeNumber(out.m_number);
    }
    bool parseExactly(Expectation& out)
    {
        out.m_kind = Kind::count;
        out.m_compare = Compare::equal;
        m_next = 1;
        return takeNumber(out.m_number) && takeFilter(out);
    }
    bool parseSequence(Expectation& out)
    {
        out.m_kind = Kind::sequence;
        for (;;) {
            if (!takeFilter(out))
                return false;
            if (!isWord(m_next, "then"))
                return true;
            if (out.m_filters.size() >= limits::kExpectationStepsMax)
                return fail(here(), "at most " + std::to_string(limits::kExpectationStepsMax) + " steps");
            ++m_next;
        }
    }
    bool parseTimes(Expectation& out)
    {
        std::optional<Duration> within;
        while (!atEnd()) {
            Duration time;
            if (isWord(m_next, "within") && !within && out.m_kind != Kind::never) {
                ++m_next;
                if (!takeTime(time))
                    return false;
                within = time;
            } else if (isWord(m_next, "for") && !within && out.m_kind == Kind::never) {
                ++m_next;
                if (!takeTime(time))
                    return false;
                within = time;
            } else if (isWord(m_next, "stable") && !out.m_stable && out.m_kind == Kind::count) {
                ++m_next;
                if (isWord(m_next, "for"))
                    ++m_next;
                if (!takeTime(time))
                    return false;
                out.m_stable = time;
            } else {
                return fail(here(), whatMayFollow(out, within.has_value()));
            }
        }
        out.m_within = within.value_or(m_time);
        // Otherwise it could not come true.
        if (!within && out.m_stable)
            out.m_within = out.m_within + *out.m_stable;
        if (out.m_stable && *out.m_stable > out.m_within)
            return fail(m_text.size(), "`within` a time that is not shorter than it must be stable");
        return true;
    }
    static std::string whatMayFollow(const Expectation& out, bool timed)
    {
        if (out.m_kind == Kind::never)
            return timed ? "the end" : "`for` and a time, or the end";
        if (out.m_kind == Kind::sequence)
            return timed ? "the end" : "`then`, `within` or the end";
        return timed ? (out.m_stable ? "the end" : "`stable` or the end") : "`within`, `stable` or the end";
    }

    std::string_view m_text;
    Duration m_time;
    std::vector<FilterToken> m_tokens;
    std::vector<int> m_depths;
    size_t m_next = 0;
};

std::variant<Expectation, ExpectationError> Expectation::tryParse(std::string_view text, Duration time)
{
    Parser parser(text, time);
    Expectation made;
    if (!parser.parse(made))
        return std::move(parser.error);
    return made;
}

Result<Expectation> Expectation::parse(std::string_view text, Duration time)
{
    auto parsed = tryParse(text, time);
    if (const auto* error = std::get_if<ExpectationError>(&parsed))
        return Error{ErrorCode::invalidArgument, error->text()};
    return std::get<Expectation>(std::move(parsed));
}

bool Expectation::holds(uint64_t count) const
{
    switch (m_compare) {
    case Compare::less:
        return count < m_number;
    case Compare::lessOrEqual:
        return count <= m_number;
    case Compare::equal:
        return count == m_number;
    case Compare::notEqual:
        return count != m_number;
    case Compare::greaterOrEqual:
        return count >= m_number;
    case Compare::greater:
        break;
    }
    return count > m_number;
}

bool Expectation::usesPrevious() const
{
    return std::any_of(m_filters.begin(), m_filters.end(), [](const Filter& filter) { return filter.usesPrevious(); });
}

} // namespace tapedeck
