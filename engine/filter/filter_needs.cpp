#include "engine/filter/filter_expression.h"

namespace tapedeck {

namespace {

void look(const FilterTest& test, FilterNeeds& needs);

void look(const FilterOperand& operand, FilterNeeds& needs)
{
    switch (operand.kind) {
    case OperandKind::header:
    case OperandKind::exchange:
    case OperandKind::sender:
        needs.headers = true;
        break;
    case OperandKind::body:
    case OperandKind::document:
    case OperandKind::any:
        needs.body = true;
        break;
    case OperandKind::channel:
    case OperandKind::state:
    case OperandKind::attempts:
        needs.channel = true;
        break;
    case OperandKind::client:
    case OperandKind::proto:
        needs.client = true;
        break;
    case OperandKind::mark:
    case OperandKind::note:
        needs.marks = true;
        break;
    case OperandKind::previous:
        needs.previous = true;
        break;
    default:
        break;
    }
    if (operand.argument)
        look(*operand.argument, needs);
    if (operand.test)
        look(*operand.test, needs);
}

void look(const FilterTest& test, FilterNeeds& needs)
{
    if (test.kind == TestKind::search)
        needs.body = needs.headers = true;
    look(test.left, needs);
    look(test.right, needs);
    for (const auto& part : test.parts)
        look(*part, needs);
}

} // namespace

FilterNeeds Filter::needs() const
{
    FilterNeeds needs;
    if (m_expression && m_expression->test)
        look(*m_expression->test, needs);
    return needs;
}

} // namespace tapedeck
