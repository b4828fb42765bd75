#include "ui/panels/column_dialog.h"

#include "engine/base/limits.h"
#include "ui/models/field_columns.h"
#include "ui/views/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tapedeck {

ColumnDialog::ColumnDialog(FieldColumns& columns, QAbstractItemModel& seen, QWidget* parent)
    : QDialog(parent)
    , m_columns(columns)
    , m_edit(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_completer(new QCompleter(&seen, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add column"));
    m_edit->setMaxLength(static_cast<int>(limits::kFilterBytesMax));
    m_edit->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    m_edit->setPlaceholderText(tr("for example json.order.total or headers.region"));
    m_edit->setToolTip(tr("A field as in the filter: json.PATH, msgpack.PATH, cbor.PATH, headers.NAME, len(...)"));
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setFilterMode(Qt::MatchContains);
    m_completer->setMaxVisibleItems(12);
    m_edit->setCompleter(m_completer);
    auto* label = new QLabel(tr("&Field of the message"), this);
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(m_edit);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(fontMetrics().lineSpacing() * 2); // so that nothing jumps when there is one
    m_problem->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, Colours::of(palette()).bad);
    m_problem->setPalette(colours);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    QPushButton* ok = buttons->button(QDialogButtonBox::Ok);
    ok->setText(tr("&Add"));
    ok->setEnabled(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(label);
    layout->addWidget(m_edit);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(m_edit, &QLineEdit::textChanged, this, [this, ok](const QString& typed) {
        ok->setEnabled(!typed.trimmed().isEmpty());
        m_problem->clear();
    });
    connect(buttons, &QDialogButtonBox::accepted, this, &ColumnDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QString ColumnDialog::problem() const
{
    return m_problem->text();
}

void ColumnDialog::accept()
{
    const QString problem = m_columns.add(m_edit->text());
    if (problem.isEmpty()) {
        QDialog::accept();
        return;
    }
    m_problem->setText(problem);
    m_edit->setAccessibleDescription(problem);
    m_edit->setFocus();
}

} // namespace tapedeck
