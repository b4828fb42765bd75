// The status bar: what is shown and selected, size, rate, time zone, durability; and for a while what just happened.
// GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QStatusBar>

class QLabel;
class QToolButton;

namespace tapedeck {

class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    StatusLine(WindowContext& context, QWidget* parent = nullptr);
    void setCounts(const QString& shown, const QString& selected);

private:
    void refresh();
    void showCounts();

    WindowContext& m_context;
    QLabel *m_shown, *m_selected, *m_size, *m_rate, *m_durable;
    QToolButton* m_zone;
};

} // namespace tapedeck
