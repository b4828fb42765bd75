// Asks before something that cannot be undone: says exactly what will be lost, and wants the name typed. GUI thread.
#pragma once

#include <QDialog>

class QLineEdit;

namespace tapedeck {

class ConfirmDialog : public QDialog {
    Q_OBJECT
public:
    // `name` is what must be typed (as it is shown).
    ConfirmDialog(const QString& title, const QString& consequences, const QString& verb, const QString& name,
        QWidget* parent = nullptr);
    QLineEdit* nameEdit() const { return m_name; }

private:
    QLineEdit* m_name;
};

} // namespace tapedeck
