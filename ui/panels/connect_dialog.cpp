#include "ui/panels/connect_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace tapedeck {

ConnectDialog::ConnectDialog(const QStringList& addresses, QWidget* parent)
    : QDialog(parent)
    , m_address(new QComboBox(this))
    , m_token(new QLineEdit(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Connect to a running Tapedeck"));
    m_address->setEditable(true);
    m_address->setInsertPolicy(QComboBox::NoInsert);
    m_address->addItems(addresses);
    m_address->setMinimumContentsLength(36);
    m_address->lineEdit()->setPlaceholderText(QStringLiteral("127.0.0.1:8888"));
    m_address->setToolTip(tr("Host and port of its HTTP port, as \u201ctapedeck serve\u201d says it at the start"));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setPlaceholderText(tr("only if it asks for one"));
    m_token->setToolTip(tr("The token that the broker was started with. It is not remembered."));
    auto* hint = new QLabel(tr("The tape that is open here is closed. What the two say to each other is not encrypted: "
                               "between machines, use a tunnel."),
        this);
    hint->setTextFormat(Qt::PlainText);
    hint->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_connect = buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Address"), m_address);
    form->addRow(tr("&Token"), m_token);
    form->addRow(hint);
    form->addRow(buttons);
    const auto check = [this] { m_connect->setEnabled(!m_address->currentText().trimmed().isEmpty()); };
    connect(m_address, &QComboBox::currentTextChanged, this, check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        const QString address = m_address->currentText().trimmed(), token = m_token->text();
        accept();
        Q_EMIT chosen(address, token);
    });
    m_address->lineEdit()->selectAll();
    m_address->setFocus();
    check();
}

} // namespace tapedeck
