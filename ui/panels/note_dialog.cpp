#include "ui/panels/note_dialog.h"

#include "engine/base/limits.h"
#include "ui/models/number_text.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace tapedeck {

NoteDialog::NoteDialog(MessageId id, const std::string& note, QWidget* parent)
    : QDialog(parent)
    , m_editor(new QPlainTextEdit(QString::fromStdString(note), this))
    , m_left(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Note"));
    auto* label = new QLabel(tr("&Note on message %1").arg(groupedText(id.value)), this);
    label->setBuddy(m_editor);
    m_editor->setTabChangesFocus(true);
    m_editor->selectAll();
    m_left->setTextFormat(Qt::PlainText);
    m_left->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setText(tr("Keep"));
    m_ok->setToolTip(tr("Keep the note (Ctrl+Enter); an empty one is taken away"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(label);
    layout->addWidget(m_editor, 1);
    layout->addWidget(m_left);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (const int key : {Qt::Key_Return, Qt::Key_Enter})
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, m_ok, &QPushButton::click);
    connect(m_editor, &QPlainTextEdit::textChanged, this, &NoteDialog::count);
    resize(fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 12);
    m_editor->setFocus();
    count();
}

std::string NoteDialog::note() const
{
    return m_editor->toPlainText().trimmed().toStdString();
}

void NoteDialog::count()
{
    const size_t bytes = note().size();
    const bool fits = bytes <= limits::kMarkNoteBytesMax;
    m_ok->setEnabled(fits);
    m_left->setText(fits ? QString()
                         : tr("Too long: a note has at most %1, this one has %2.")
                               .arg(bytesText(limits::kMarkNoteBytesMax), bytesText(bytes)));
}

} // namespace tapedeck
