// Says in the tool bar how many faults are on: quiet while none is, red and in words while one can happen to a message.
// GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QToolButton>

namespace tapedeck {

class FaultChip : public QToolButton {
    Q_OBJECT
public:
    FaultChip(WindowContext& context, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();

    WindowContext& m_context;
    size_t m_active = 0;
    bool m_colouring = false;
};

} // namespace tapedeck
