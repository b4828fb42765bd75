#include "ui/panels/name_dialog.h"

#include "engine/base/limits.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tapedeck {

NameDialog::NameDialog(const QString& title, const QString& label, QWidget* parent)
    : QDialog(parent)
    , m_name(new QLineEdit(this))
    , m_memory(new QCheckBox(tr("Keep in memory &only (lost when the program ends)"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    m_name->setMaxLength(static_cast<int>(limits::kNameBytesMax));
    m_name->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    auto* text = new QLabel(label, this);
    text->setTextFormat(Qt::PlainText);
    text->setBuddy(m_name);
    m_memory->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    QPushButton* ok = buttons->button(QDialogButtonBox::Ok);
    ok->setText(tr("Create"));
    ok->setEnabled(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(m_name);
    layout->addWidget(m_memory);
    layout->addWidget(buttons);
    connect(m_name, &QLineEdit::textChanged, ok, [ok](const QString& typed) { ok->setEnabled(!typed.isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void NameDialog::offerMemoryOnly()
{
    m_memory->show();
}

std::string NameDialog::name() const
{
    return m_name->text().toStdString();
}

bool NameDialog::memoryOnly() const
{
    return m_memory->isChecked();
}

} // namespace tapedeck
