#include "engine/filter/filter.h"

#include "engine/filter/filter_evaluation.h"
#include "engine/filter/filter_parser.h"
#include "engine/filter/filter_push_down.h"
#include "engine/filter/find_text.h"

#include <algorithm>

namespace tapedeck {

std::string FilterError::text() const
{
    return "At character " + std::to_string(position + 1) + ": expected " + expected + ", found " + found + ".";
}

bool FilterLiterals::mayBeIn(std::string_view bytes) const
{
    if (any.empty() || (escapable && findText(bytes, "\\u", false) != std::string_view::npos))
        return true;
    return std::any_of(any.begin(), any.end(), [&](const Literal& literal) {
        return findText(bytes, literal.bytes, literal.ignoreCase) != std::string_view::npos;
    });
}

FilterScratch::FilterScratch()
    : m_parts(std::make_unique<Parts>())
{
}
FilterScratch::~FilterScratch() = default;
FilterScratch::FilterScratch(FilterScratch&&) noexcept = default;
FilterScratch& FilterScratch::operator=(FilterScratch&&) noexcept = default;

std::variant<Filter, FilterError> Filter::tryParse(std::string_view text, Duration utcOffset)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return Filter();
    FilterParser parser(text, utcOffset);
    auto expression = parser.parse();
    if (!expression)
        return parser.error();
    return Filter(std::move(expression));
}

Result<Filter> Filter::parse(std::string_view text, Duration utcOffset)
{
    auto parsed = tryParse(text, utcOffset);
    if (const auto* error = std::get_if<FilterError>(&parsed))
        return Error{ErrorCode::invalidArgument, error->text()};
    return std::get<Filter>(std::move(parsed));
}

const std::string& Filter::text() const
{
    static const std::string kEmpty;
    return m_expression ? m_expression->text : kEmpty;
}

const std::vector<FilterWarning>& Filter::warnings() const
{
    static const std::vector<FilterWarning> kNone;
    return m_expression ? m_expression->warnings : kNone;
}

bool Filter::usesPrevious() const
{
    return m_expression && m_expression->usesPrevious;
}

bool Filter::usesChannel() const
{
    return m_expression && m_expression->usesChannel;
}

bool Filter::usesMarks() const
{
    return m_expression && m_expression->usesMarks;
}

bool Filter::matches(const FilterSubject& subject) const
{
    FilterScratch scratch;
    return matches(subject, scratch);
}

bool Filter::matches(const FilterSubject& subject, FilterScratch& scratch) const
{
    if (!m_expression)
        return true;
    // Reading a body costs more than searching it, and most bodies do not have what is looked for.
    const FilterLiterals& literals = m_expression->literals;
    const MessageView& message = subject.message;
    if (m_expression->readsBodies && !literals.any.empty() && !literals.mayBeIn(message.body)
        && !literals.mayBeIn(message.headers) && !literals.mayBeIn(message.key))
        return false;
    scratch.parts().forget();
    FilterEvaluation evaluation(*m_expression, subject, scratch.parts());
    return evaluation.test(*m_expression->test) && !evaluation.exhausted();
}

FilterBounds Filter::bounds(Time now) const
{
    return m_expression ? boundsOf(*m_expression, now) : FilterBounds();
}

bool Filter::mayMatchQueue(std::string_view queue) const
{
    return !m_expression || tapedeck::mayMatchQueue(*m_expression, queue);
}

const FilterLiterals& Filter::literals() const
{
    static const FilterLiterals kNone;
    return m_expression ? m_expression->literals : kNone;
}

} // namespace tapedeck
