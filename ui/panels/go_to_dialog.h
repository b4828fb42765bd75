// Shows the message at an id or a time. Deletes itself. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QDialog>

class QLineEdit;

namespace tapedeck {

class GoToDialog : public QDialog {
    Q_OBJECT
public:
    GoToDialog(WindowContext& context, QWidget* parent);
    QLineEdit* placeEdit() const { return m_place; }

Q_SIGNALS:
    void chosen(const tapedeck::SeekTarget& target);

private:
    QLineEdit* m_place;
};

} // namespace tapedeck
