#include "ui/panels/confirm_dialog.h"

#include "ui/models/breakable_text.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tapedeck {

ConfirmDialog::ConfirmDialog(
    const QString& title, const QString& consequences, const QString& verb, const QString& name, QWidget* parent)
    : QDialog(parent)
    , m_name(new QLineEdit(this))
{
    setWindowTitle(title);
    auto* layout = new QVBoxLayout(this);
    auto* text = new QLabel(breakableText(consequences), this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    layout->addWidget(text);
    auto* ask = new QLabel(tr("This cannot be undone. Type %1 to go on:").arg(breakableText(name)), this);
    ask->setTextFormat(Qt::PlainText);
    ask->setWordWrap(true);
    ask->setBuddy(m_name);
    layout->addWidget(ask);
    layout->addWidget(m_name);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* go = buttons->addButton(verb, QDialogButtonBox::DestructiveRole);
    go->setObjectName(QStringLiteral("go"));
    go->setEnabled(false);
    layout->addWidget(buttons);
    connect(m_name, &QLineEdit::textChanged, go, [go, name](const QString& typed) { go->setEnabled(typed == name); });
    connect(m_name, &QLineEdit::returnPressed, go, &QPushButton::click);
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace tapedeck
