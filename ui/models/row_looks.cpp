#include "ui/models/row_looks.h"

#include "ui/models/colour_rules.h"
#include "ui/models/plain_text.h"

namespace tapedeck {

RowLook RowLooks::look(QueueNo queue, MessageId id, const MessageRow* row) const
{
    RowLook look;
    if (const Mark* mark = m_marks.find(queue, id)) {
        look.mark = mark->colour;
        look.noted = !mark->note.empty();
    }
    if (row && m_rules)
        look.tint = m_rules->tint(queue, *row, m_marks.find(queue, id));
    return look;
}

QString RowLooks::toolTip(QueueNo queue, MessageId id) const
{
    const Mark* mark = m_marks.find(queue, id);
    return mark && !mark->note.empty() ? toolTipText(shownText(mark->note, Lines::kept)) : QString();
}

} // namespace tapedeck
