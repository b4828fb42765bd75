// Below the tree of queues: what else there is to look at, with counts. Choosing one asks the window to show the dock
// where it is. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QStringList>
#include <QWidget>

#include <array>

class QToolButton;

namespace tapedeck {

class SectionList : public QWidget {
    Q_OBJECT
public:
    enum Section { inFlight, delayed, dead, clients, replays, faults, responders, sectionCount };

    explicit SectionList(WindowContext& context, QWidget* parent = nullptr);
    uint64_t count(Section section) const { return m_counts[static_cast<size_t>(section)]; }
    QToolButton* button(Section section) const { return m_buttons[static_cast<size_t>(section)]; }
    // Names, in the order of preference, of the docks that show it.
    static QStringList docksOf(Section section);

Q_SIGNALS:
    void chosen(tapedeck::SectionList::Section section);

private:
    void refresh();
    static QString nameOf(Section section);

    WindowContext& m_context;
    std::array<uint64_t, sectionCount> m_counts{};
    std::array<QToolButton*, sectionCount> m_buttons{};
};

} // namespace tapedeck
