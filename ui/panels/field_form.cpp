#include "ui/panels/field_form.h"

#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace tapedeck {

FieldForm::FieldForm(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

void FieldForm::add(const QString& label, QWidget* field, const char* name, const QString& toolTip)
{
    auto* box = new QWidget(this);
    auto* inner = new QVBoxLayout(box);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(fontMetrics().leading() + fontMetrics().descent() / 2);
    inner->addWidget(field);
    auto* error = new QLabel(box);
    error->setTextFormat(Qt::PlainText);
    // One line: a row that grows by more would move what is being typed. The whole is in the tooltip and in first().
    error->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    QPalette shade;
    shade.setColor(QPalette::WindowText, Colours::of(palette()).bad);
    error->setPalette(shade);
    error->hide();
    inner->addWidget(error);
    // A row is as high as what is in it; only texts of several lines take what room there is.
    const bool tall = field->sizePolicy().verticalPolicy() & QSizePolicy::ExpandFlag;
    box->setSizePolicy(QSizePolicy::Preferred, tall ? QSizePolicy::Expanding : QSizePolicy::Maximum);
    auto* title = new QLabel(label, this);
    title->setBuddy(field);
    const QString spoken = QString(label).remove(QLatin1Char('&'));
    for (QWidget* part : box->findChildren<QWidget*>()) // of a field of several parts, each
        if (part->focusPolicy() != Qt::NoFocus && part->accessibleName().isEmpty())
            part->setAccessibleName(spoken);
    if (!toolTip.isEmpty()) {
        field->setToolTip(toolTipText(toolTip));
        title->setToolTip(toolTipText(toolTip));
    }
    m_layout->addRow(title, box);
    m_rows[name] = {box, error};
}

void FieldForm::addLine(const QString& label, const char* name, const QString& placeholder, const QString& toolTip)
{
    auto* line = new QLineEdit(this);
    line->setObjectName(QLatin1String(name));
    line->setPlaceholderText(placeholder);
    line->setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    add(label, line, name, toolTip);
}

QLineEdit* lineNamed(const QWidget& dialog, const char* name)
{
    return dialog.findChild<QLineEdit*>(QLatin1String(name));
}

void FieldForm::setShown(const char* name, bool shown)
{
    m_layout->setRowVisible(m_rows.at(name).box, shown);
}

bool FieldForm::isShown(const char* name) const
{
    return m_layout->isRowVisible(m_rows.at(name).box);
}

void FieldForm::clearErrors()
{
    m_first.clear();
    for (const auto& [name, row] : m_rows) {
        if (row.error->isHidden())
            continue;
        row.error->hide();
        row.error->clear();
        row.box->layout()->invalidate(); // also if it was never seen
        row.box->updateGeometry();
    }
}

bool FieldForm::fail(const std::string& name, const QString& text)
{
    const auto at = m_rows.find(name);
    if (at == m_rows.end() || !m_layout->isRowVisible(at->second.box))
        return false;
    if (m_first.isEmpty())
        m_first = text;
    at->second.error->setText(QStringLiteral("\u2717 ") + text);
    at->second.error->setToolTip(toolTipText(text));
    at->second.error->show();
    return true;
}

QString FieldForm::errorAt(const char* name) const
{
    return m_rows.at(name).error->text();
}

std::string namedField(const std::string& error)
{
    const size_t begin = error.find('`'), end = begin == std::string::npos ? begin : error.find('`', begin + 1);
    if (end != std::string::npos)
        return error.substr(begin + 1, end - begin - 1);
    return error.find("delay") != std::string::npos ? "delay" : std::string();
}

QString asSentence(const std::string& error)
{
    QString text = shownText(error).remove(QLatin1Char('`'));
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text.isEmpty() || text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

// ------------------------------------------------------------------------------------------------------------- bytes

static constexpr char kBytes[] = "bytes";

static std::string bytesBehind(const QWidget* edit, const QString& text, Lines lines)
{
    const QByteArray known = edit->property(kBytes).toByteArray();
    const std::string bytes = known.toStdString();
    return !known.isEmpty() && shownText(bytes, lines) == text ? bytes : text.toStdString();
}

void setBytes(QLineEdit* edit, const std::string& bytes)
{
    edit->setProperty(kBytes, QByteArray::fromStdString(bytes));
    edit->setText(shownText(bytes));
}

void setBytes(QPlainTextEdit* edit, const std::string& bytes)
{
    edit->setProperty(kBytes, QByteArray::fromStdString(bytes));
    edit->setPlainText(shownText(bytes, Lines::kept));
}

std::string bytesOf(const QLineEdit* edit)
{
    return bytesBehind(edit, edit->text(), Lines::single);
}

std::string bytesOf(const QPlainTextEdit* edit)
{
    return bytesBehind(edit, edit->toPlainText(), Lines::kept);
}

} // namespace tapedeck
