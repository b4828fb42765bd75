// Marking messages and writing notes on them: the actions for menus and keys. Acts on the selected messages, or the
// current one; what it does can be undone. The one place through which the window changes marks. GUI thread.
#pragma once

#include "ui/models/mark_list.h"
#include "ui/models/window_context.h"

#include <QAction>

#include <vector>

class QMenu;

namespace tapedeck {

class MarkActions : public QObject {
    Q_OBJECT
public:
    MarkActions(WindowContext& context, MarkList& marks, QWidget* window);

    // mark: with the last colour, or away if all have it already. choose: a menu of the colours at the mouse.
    QAction *mark, *choose, *note, *unmark, *previous, *next;
    QMenu* colours() const { return m_colours; }
    // Everything, for a menu.
    void fill(QMenu& menu) const;
    // Those with a single key, for the widgets in which that key means them.
    QList<QAction*> keyed() const { return {mark, choose, note, previous, next}; }

    void setColour(uint8_t colour);
    // Replaces the marks of these messages, and can be undone. `what` completes "Undo ...".
    void put(const std::vector<Mark>& marks, const QString& what);
    void editNote(QueueNo queue, MessageId id);
    uint8_t lastColour() const { return m_lastColour; }

private:
    QAction* add(const QString& text, const char* icon, const QKeySequence& keys);
    void makeColours();
    void refresh();
    void toggle();
    void step(bool forward);
    void submit(const std::vector<Mark>& marks);
    std::vector<Mark> chosen() const;

    WindowContext& m_context;
    MarkList& m_marks;
    QWidget* m_window;
    QMenu* m_colours;
    uint8_t m_lastColour = 1;
};

} // namespace tapedeck
