// Asks for the name of a new queue or channel. Deletes itself when closed. GUI thread.
#pragma once

#include <QDialog>

#include <string>

class QCheckBox;
class QLineEdit;

namespace tapedeck {

class NameDialog : public QDialog {
    Q_OBJECT
public:
    NameDialog(const QString& title, const QString& label, QWidget* parent);
    void offerMemoryOnly();
    std::string name() const;
    bool memoryOnly() const;

private:
    QLineEdit* m_name;
    QCheckBox* m_memory;
};

} // namespace tapedeck
