// Asks for the address of an engine that runs elsewhere, and its token. Remembers nothing by itself. Deletes itself.
// GUI thread.
#pragma once

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace tapedeck {

class ConnectDialog : public QDialog {
    Q_OBJECT
public:
    // `addresses` are offered, the first one at once.
    ConnectDialog(const QStringList& addresses, QWidget* parent);

    QComboBox* addressBox() const { return m_address; }
    QLineEdit* tokenEdit() const { return m_token; }
    QPushButton* connectButton() const { return m_connect; }

Q_SIGNALS:
    void chosen(const QString& address, const QString& token);

private:
    QComboBox* m_address;
    QLineEdit* m_token;
    QPushButton* m_connect;
};

} // namespace tapedeck
