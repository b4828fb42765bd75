// Tests one message: walks the expression's tests, reads fields as they are asked for, and the body as JSON,
// MessagePack or CBOR at most once. Lives for one message; the buffers of FilterScratch outlive it.
#pragma once

#include "engine/filter/filter_value.h"

#include <array>
#include <deque>
#include <span>

namespace tapedeck {

struct FilterScratch::Parts {
    enum class Read : unsigned char { notYet, good, bad };
    struct Bodies {
        std::array<Document, 3> documents; // by BodyFormat
        std::array<Read, 3> read{};
    };
    std::array<Bodies, 2> bodies; // of the message and of the one before it
    std::deque<std::string> texts; // made by functions

    void forget();
};

class FilterEvaluation {
public:
    FilterEvaluation(const FilterExpression& expression, const FilterSubject& subject, FilterScratch::Parts& parts);

    bool test(const FilterTest& test);
    FilterValue value(const FilterOperand& operand);
    Outcome compare(const FilterTest& test);
    FilterMoment moment() const { return {m_subject.now, m_expression.utcOffset}; }
    // The message took too much work (limits::kFilterStepsMax): what test() said does not count.
    bool exhausted() const { return m_steps > m_stepsMax; }

private:
    FilterEvaluation(const FilterEvaluation& of, const FilterSubject& previous);

    Outcome compareSides(const FilterTest& test);
    bool truth(const FilterOperand& operand);
    bool search(const FilterTest& test);
    bool searchIn(const FilterTest& test, std::string_view bytes);
    bool inList(const FilterValue& value, const std::vector<FilterLiteral>& list);
    bool anyElement(const FilterOperand& operand);
    FilterValue header(std::string_view name);
    FilterValue documentValue(const FilterOperand& operand);
    FilterValue function(const FilterOperand& operand);
    FilterValue literalValue(const FilterLiteral& literal);
    FilterValue sender();
    FilterValue exchange();
    const Document* document(BodyFormat format);
    uint32_t follow(const Document& document, uint32_t node, std::span<const PathStep> steps);
    // Lets go of texts that functions made for a comparison that is done.
    void dropTexts(size_t kept);
    void spend(uint64_t steps) { m_steps += steps; }
    void spendText(size_t bytes) { m_steps += bytes / 16; }

    const FilterExpression& m_expression;
    const FilterSubject& m_subject;
    FilterScratch::Parts& m_parts;
    FilterScratch::Parts::Bodies& m_bodies;
    uint32_t m_element = 0; // inside any(): the node that [*] stands for
    uint64_t m_steps = 0;
    uint64_t m_stepsMax;
};

} // namespace tapedeck
