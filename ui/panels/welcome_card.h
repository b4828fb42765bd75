// Shown while the tape holds no message: how to reach the broker, in lines that can be copied and work as they are.
// GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QFrame>

class QGridLayout;
class QLabel;
class QPushButton;

namespace tapedeck {

class WelcomeCard : public QWidget {
    Q_OBJECT
public:
    explicit WelcomeCard(WindowContext& context, QWidget* parent = nullptr);
    // What is offered to be copied.
    QStringList lines() const { return m_lines; }

    QPushButton *publish, *open, *demo;

private:
    void refresh();

    WindowContext& m_context;
    QLabel *m_title, *m_where;
    QGridLayout* m_grid;
    QList<QWidget*> m_rows;
    QStringList m_lines;
};

} // namespace tapedeck
