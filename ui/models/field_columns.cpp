#include "ui/models/field_columns.h"

#include "ui/models/plain_text.h"

#include <algorithm>

namespace tapedeck {

QStringList FieldColumns::texts() const
{
    QStringList all;
    for (const Field& field : m_fields)
        all.append(QString::fromStdString(field.text()));
    return all;
}

bool FieldColumns::contains(const QString& text) const
{
    return texts().contains(text.trimmed());
}

QString FieldColumns::take(const QString& text)
{
    const auto field = Field::parse(text.trimmed().toStdString());
    if (!field)
        return shownText(field.error().text);
    if (contains(text))
        return {};
    if (m_fields.size() >= PageRequest::kFieldsMax)
        return tr("There are %1 such columns already; remove one first.").arg(m_fields.size());
    m_fields.push_back(*field);
    return {};
}

QString FieldColumns::add(const QString& text)
{
    const size_t before = m_fields.size();
    const QString problem = take(text);
    if (m_fields.size() != before)
        Q_EMIT changed();
    return problem;
}

void FieldColumns::remove(const QString& text)
{
    const std::string written = text.trimmed().toStdString();
    if (std::erase_if(m_fields, [&](const Field& field) { return field.text() == written; }) > 0)
        Q_EMIT changed();
}

void FieldColumns::setTexts(const QStringList& texts)
{
    m_fields.clear();
    for (const QString& text : texts)
        take(text);
    Q_EMIT changed();
}

} // namespace tapedeck
