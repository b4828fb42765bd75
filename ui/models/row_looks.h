// What is said about messages beside their cells, from the marks of the tape and the colour rules of the window.
// GUI thread.
#pragma once

#include "ui/models/mark_list.h"
#include "ui/models/row_decorator.h"

namespace tapedeck {

class ColourRules;

class RowLooks final : public RowDecorator {
public:
    // Both outlive this. `rules` may be null.
    RowLooks(const MarkList& marks, const ColourRules* rules)
        : m_marks(marks)
        , m_rules(rules)
    {
    }
    RowLook look(QueueNo queue, MessageId id, const MessageRow* row) const override;
    QString toolTip(QueueNo queue, MessageId id) const override;

private:
    const MarkList& m_marks;
    const ColourRules* m_rules;
};

} // namespace tapedeck
