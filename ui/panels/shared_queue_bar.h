// The line above the messages of a queue that fq's clients share: its attributes, and, when it drops messages, how
// many, when last, and a small history. Shows and hides itself. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QFrame>

class QLabel;
class QToolButton;

namespace tapedeck {

class DropStrip;

class SharedQueueBar : public QFrame {
    Q_OBJECT
public:
    SharedQueueBar(WindowContext& context, QWidget* parent = nullptr);
    QLabel* attributes() const { return m_attributes; }
    QLabel* alarm() const { return m_alarm; } // visible while there is one
    QToolButton* keepButton() const { return m_keep; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void recolour();
    void toggleKeep();

    WindowContext& m_context;
    QLabel *m_attributes, *m_alarm;
    DropStrip* m_strip;
    QToolButton* m_keep;
    bool m_alarmed = false;
};

} // namespace tapedeck
