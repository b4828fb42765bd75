// Asks for another broker from which messages are pulled. Deletes itself. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace tapedeck {

class UpstreamDialog : public QDialog {
    Q_OBJECT
public:
    UpstreamDialog(WindowContext& context, QWidget* parent);

    QLineEdit* hostEdit() const { return m_host; }
    QSpinBox* portBox() const { return m_port; }
    QLineEdit* exchangeEdit() const { return m_exchange; }
    QLineEdit* programEdit() const { return m_program; }
    QLineEdit* sourceEdit() const { return m_source; }
    QLabel* verdict() const { return m_verdict; }
    QPushButton* addButton() const { return m_add; }

private:
    void check();
    void add();

    WindowContext& m_context;
    QLineEdit *m_host, *m_exchange, *m_program, *m_source, *m_password;
    QSpinBox* m_port;
    QCheckBox* m_permanent;
    QLabel* m_verdict;
    QPushButton* m_add;
};

} // namespace tapedeck
