// What the message table asks, while it paints, for everything that is said about a message beside its cells: its mark,
// its note and the colour that a rule gives it. GUI thread. Answers from memory; it is asked for every visible row.
#pragma once

#include "ui/client/engine_client.h"

#include <QString>

#include <cstdint>

namespace tapedeck {

// Colours are numbers from 1 to kMarkColours (engine/log/mark.h); what they look like is the theme's affair. 0: none.
struct RowLook {
    uint8_t mark = 0; // a band at the left of the row, and a symbol before the id
    bool noted = false; // another symbol
    uint8_t tint = 0; // behind the row
    bool operator==(const RowLook&) const = default;
};

class RowDecorator {
public:
    virtual ~RowDecorator() = default;
    // `row` is null while it is loading.
    virtual RowLook look(QueueNo queue, MessageId id, const MessageRow* row) const = 0;
    // The note, ready to be shown as a tooltip; empty: none.
    virtual QString toolTip(QueueNo queue, MessageId id) const = 0;
};

// Before the id of a message: a star for a marked one, a pen for one that has only a note.
inline QString symbolOf(const RowLook& look)
{
    return look.mark ? QString(QChar(0x2605)) : look.noted ? QString(QChar(0x270e)) : QString();
}

} // namespace tapedeck
