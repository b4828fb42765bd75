#include "ui/panels/mark_actions.h"

#include "engine/base/limits.h"
#include "ui/models/number_text.h"
#include "ui/panels/note_dialog.h"
#include "ui/views/mark_swatch.h"
#include "ui/views/theme.h"

#include <QCursor>
#include <QMenu>
#include <QSettings>

#include <algorithm>
#include <memory>

namespace tapedeck {

static const QLatin1String kLastColour("marks/colour");

MarkActions::MarkActions(WindowContext& context, MarkList& marks, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_marks(marks)
    , m_window(window)
    , m_colours(new QMenu(tr("Mark &with"), window))
{
    m_lastColour = static_cast<uint8_t>(std::clamp(QSettings().value(kLastColour, 1).toInt(), 1, int{kMarkColours}));
    mark = add(tr("Mar&k"), "mark", QKeySequence(Qt::Key_M));
    choose = add(tr("Mark with a &colour\u2026"), "mark", QKeySequence(Qt::SHIFT | Qt::Key_M));
    note = add(tr("Note\u2026"), "note", QKeySequence(Qt::Key_N));
    unmark = add(tr("&Take the mark away"), "close", {});
    previous = add(tr("&Previous mark"), "jump", QKeySequence(Qt::Key_BracketLeft));
    next = add(tr("Ne&xt mark"), "jump", QKeySequence(Qt::Key_BracketRight));
    makeColours();
    connect(mark, &QAction::triggered, this, &MarkActions::toggle);
    connect(choose, &QAction::triggered, this, [this] { m_colours->popup(QCursor::pos()); });
    connect(note, &QAction::triggered, this, [this] {
        if (m_context.current.message().value > 0)
            editNote(m_context.current.queue(), m_context.current.message());
    });
    connect(unmark, &QAction::triggered, this, [this] {
        auto away = chosen();
        for (Mark& one : away)
            one = {one.queue, one.id, 0, {}};
        put(away, tr("taking marks away"));
    });
    connect(previous, &QAction::triggered, this, [this] { step(false); });
    connect(next, &QAction::triggered, this, [this] { step(true); });
    for (const auto signal : {&Current::messageChanged, &Current::queueChanged, &Current::selectionChanged})
        connect(&context.current, signal, this, &MarkActions::refresh);
    connect(&marks, &MarkList::changed, this, &MarkActions::refresh);
    refresh();
}

QAction* MarkActions::add(const QString& text, const char* icon, const QKeySequence& keys)
{
    auto* action = new QAction(themedIcon(QLatin1String(icon)), text, this);
    action->setShortcut(keys);
    // A letter alone: it must mean this only where nothing is typed.
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    return action;
}

void MarkActions::makeColours()
{
    m_colours->setIcon(themedIcon(QStringLiteral("mark")));
    for (uint8_t colour = 1; colour <= kMarkColours; ++colour) {
        // The digit chooses it while the menu is open.
        QAction* action = m_colours->addAction(QStringLiteral("&%1 %2").arg(colour).arg(MarkList::colourName(colour)));
        action->setObjectName(QStringLiteral("markColour%1").arg(colour)); // the same in every language
        connect(action, &QAction::triggered, this, [this, colour] { setColour(colour); });
    }
    // The theme may have changed since.
    connect(m_colours, &QMenu::aboutToShow, this, [this] {
        const QList<QAction*> all = m_colours->actions();
        for (qsizetype i = 0; i < all.size(); ++i)
            all[i]->setIcon(markSwatch(static_cast<uint8_t>(i + 1), m_window->palette(), m_window->fontMetrics()));
    });
}

void MarkActions::fill(QMenu& menu) const
{
    menu.addAction(mark);
    menu.addMenu(m_colours);
    menu.addActions({note, unmark, previous, next});
}

void MarkActions::refresh()
{
    const QueueNo queue = m_context.current.queue();
    const bool any = m_context.current.message().value > 0 || m_context.current.selection()->count() > 0;
    for (QAction* action : {mark, choose})
        action->setEnabled(any);
    m_colours->setEnabled(any);
    note->setEnabled(m_context.current.message().value > 0);
    const Mark* here = m_marks.find(queue, m_context.current.message());
    unmark->setEnabled(here || m_context.current.selection()->count() > 1);
    const bool some = m_marks.next(queue, m_context.current.message(), true) != nullptr;
    previous->setEnabled(some);
    next->setEnabled(some);
}

// As they are marked now; those without a mark with an empty one.
std::vector<Mark> MarkActions::chosen() const
{
    const Current& current = m_context.current;
    std::vector<MessageId> ids;
    if (current.selection()->count() > 0 && current.selection()->queue() == current.queue())
        ids = current.selection()->ids(0, limits::kBatchIdsMax + 1);
    else if (current.message().value > 0)
        ids = {current.message()};
    std::vector<Mark> marks;
    for (const MessageId id : ids) {
        const Mark* there = m_marks.find(current.queue(), id);
        marks.push_back(there ? *there : Mark{current.queue(), id, 0, {}});
    }
    return marks;
}

void MarkActions::toggle()
{
    const auto all = chosen();
    const bool have = !all.empty()
        && std::all_of(all.begin(), all.end(), [this](const Mark& one) { return one.colour == m_lastColour; });
    if (!have)
        return setColour(m_lastColour);
    auto without = all;
    for (Mark& one : without)
        one.colour = 0;
    put(without, tr("taking marks away"));
}

void MarkActions::setColour(uint8_t colour)
{
    if (colour != m_lastColour) {
        m_lastColour = colour;
        QSettings().setValue(kLastColour, int{colour});
    }
    auto all = chosen();
    for (Mark& one : all)
        one.colour = colour;
    put(all, all.size() == 1 ? tr("mark") : tr("marks"));
}

void MarkActions::put(const std::vector<Mark>& marks, const QString& what)
{
    if (marks.size() > limits::kBatchIdsMax) {
        m_context.messages.fail(tr("At most %1 messages can be marked at once. Select fewer messages.")
                                    .arg(groupedText(limits::kBatchIdsMax)));
        return;
    }
    std::vector<Mark> changed, before;
    for (const Mark& one : marks) {
        const Mark* there = m_marks.find(one.queue, one.id);
        const Mark was = there ? *there : Mark{one.queue, one.id, 0, {}};
        if (was == one)
            continue;
        before.push_back(was);
        changed.push_back(one);
    }
    if (changed.empty())
        return;
    submit(changed);
    m_context.undo.push(what, [this, before] { submit(before); });
}

void MarkActions::submit(const std::vector<Mark>& marks)
{
    const auto failed = std::make_shared<bool>(false); // said once
    m_marks.expect(marks);
    for (const Mark& one : marks)
        m_context.client.submit(this, action::SetMark{one}, [this, failed, one](const ActionAnswer& answer) {
            m_marks.answered(one, answer.status.ok());
            if (!answer.status && !std::exchange(*failed, true))
                m_context.messages.check(answer);
        });
}

void MarkActions::editNote(QueueNo queue, MessageId id)
{
    const Mark* there = m_marks.find(queue, id);
    auto* dialog = new NoteDialog(id, there ? there->note : std::string(), m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog, queue, id] {
        const Mark* now = m_marks.find(queue, id);
        put({Mark{queue, id, now ? now->colour : uint8_t{0}, dialog->note()}}, tr("note"));
    });
    dialog->open();
}

void MarkActions::step(bool forward)
{
    const Current& current = m_context.current;
    if (const Mark* found = m_marks.next(current.queue(), current.message(), forward))
        m_context.current.setMessage(found->id);
}

} // namespace tapedeck
