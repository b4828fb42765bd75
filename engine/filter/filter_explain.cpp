// Which terms of a filter hold on a message and which stand in the way: for "which message came closest, and why not".
#include "engine/filter/filter.h"
#include "engine/filter/filter_evaluation.h"

#include <algorithm>

namespace tapedeck {

namespace {

class Explainer {
public:
    Explainer(const FilterExpression& expression, const FilterSubject& subject, FilterScratch::Parts& parts)
        : m_text(expression.text)
        , m_evaluation(expression, subject, parts)
    {
    }

    // The fewest terms that must turn out otherwise for the test to come out as `wanted`.
    size_t distance(const FilterTest& test, bool wanted)
    {
        if (test.kind == TestKind::negation)
            return distance(*test.parts[0], !wanted);
        if (test.kind != TestKind::all && test.kind != TestKind::any)
            return term(test, wanted);
        // "All" must come out true, or "any" false: each part counts. Otherwise the closest part does, and the terms of
        // the others do not matter.
        const bool each = (test.kind == TestKind::all) == wanted;
        size_t sum = 0;
        size_t best = SIZE_MAX;
        std::vector<std::pair<size_t, size_t>> ranges; // of terms, by part
        std::vector<size_t> distances;
        for (const auto& part : test.parts) {
            const size_t from = m_list.size();
            const size_t one = distance(*part, wanted);
            ranges.emplace_back(from, m_list.size());
            distances.push_back(one);
            sum += one;
            best = std::min(best, one);
        }
        if (each)
            return sum;
        for (size_t i = 0; i < ranges.size(); ++i)
            if (best == 0 || distances[i] != best)
                for (size_t at = ranges[i].first; at < ranges[i].second; ++at)
                    m_list[at].matters = false;
        return best;
    }

    std::vector<FilterTerm> takeList() { return std::move(m_list); }

private:
    size_t term(const FilterTest& test, bool wanted)
    {
        FilterTerm term;
        term.position = test.position;
        term.length = test.length;
        term.text = m_text.substr(test.position, test.length);
        term.negated = !wanted;
        term.holds = m_evaluation.test(test) == wanted;
        term.matters = !term.holds;
        term.actual = actual(test);
        m_list.push_back(std::move(term));
        return m_list.back().holds ? 0 : 1;
    }

    std::string shown(const FilterOperand& operand)
    {
        return m_text.substr(operand.position, operand.length) + " is " + describe(m_evaluation.value(operand));
    }

    std::string actual(const FilterTest& test)
    {
        if (test.kind == TestKind::search)
            return m_evaluation.test(test) ? "it occurs" : "it does not occur";
        std::string out;
        const auto add = [&](const FilterOperand& operand) {
            if (operand.kind != OperandKind::literal && operand.kind != OperandKind::list)
                out += (out.empty() ? "" : ", ") + shown(operand);
        };
        add(test.left);
        if (test.kind != TestKind::comparison)
            return out;
        add(test.right);
        if (m_evaluation.compare(test) == Outcome::mismatch)
            out += " (not of the kind it is compared with)";
        return out;
    }

    const std::string& m_text;
    FilterEvaluation m_evaluation;
    std::vector<FilterTerm> m_list;
};

} // namespace

FilterExplanation Filter::explain(const FilterSubject& subject) const
{
    FilterExplanation out;
    out.matches = matches(subject);
    if (!m_expression)
        return out;
    out.terms = m_expression->terms;
    FilterScratch scratch;
    Explainer explainer(*m_expression, subject, scratch.parts());
    out.failing = explainer.distance(*m_expression->test, true);
    out.list = explainer.takeList();
    return out;
}

} // namespace tapedeck
