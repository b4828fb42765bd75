#include "ui/models/filter_setting.h"

#include "ui/models/plain_text.h"

#include <QDateTime>

#include <algorithm>

namespace tapedeck {

namespace {

bool isPlainName(const std::string& name)
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && letter(name.front())
        && std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// Errors count bytes; an editor counts characters.
int charactersBefore(const std::string& text, size_t bytes)
{
    return static_cast<int>(
        QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min(bytes, text.size()))).size());
}

} // namespace

void FilterSetting::tryText(const QString& text)
{
    const std::string bytes = text.toStdString();
    const qint64 offset = QDateTime::currentDateTime().offsetFromUtc();
    const auto parsed = Filter::tryParse(bytes, Duration::seconds(offset));
    m_text = text;
    m_error.clear();
    m_errorAt = -1;
    m_warnings.clear();
    if (const auto* error = std::get_if<FilterError>(&parsed)) {
        m_error = shownText(error->text());
        m_errorAt = charactersBefore(bytes, error->position);
    } else {
        for (const FilterWarning& warning : std::get<Filter>(parsed).warnings())
            m_warnings.append(shownText(warning.text));
    }
    Q_EMIT textChanged();
}

void FilterSetting::setText(const QString& text)
{
    tryText(text);
    if (!m_error.isEmpty())
        return;
    const qint64 offset = QDateTime::currentDateTime().offsetFromUtc();
    auto parsed = Filter::parse(text.toStdString(), Duration::seconds(offset));
    if (!parsed.ok() || (parsed->text() == m_filter.text() && parsed->matchesAll() == m_filter.matchesAll()))
        return;
    m_filter = std::move(*parsed);
    Q_EMIT changed();
}

QString FilterSetting::joined(const QString& term, bool negated) const
{
    const QString added = negated ? QStringLiteral("!(%1)").arg(term) : term;
    const QString before = QString::fromStdString(m_filter.text()).trimmed();
    if (before.isEmpty())
        return added;
    // `a || b` narrowed by c is (a || b) && c; what has no `or` needs no brackets.
    const bool plain = !before.contains(QLatin1String("||")) && !before.contains(QLatin1String("or"));
    return (plain ? QStringLiteral("%1 && %2") : QStringLiteral("(%1) && %2")).arg(before, added);
}

QString FilterSetting::quoted(const std::string& bytes)
{
    static constexpr char kHex[] = "0123456789abcdef";
    const bool utf8 = isUtf8(bytes);
    std::string out = "\"";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (c == '\r')
            out += "\\r";
        else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8))
            out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
        else
            out += c;
    }
    return QString::fromStdString(out + '"');
}

QString FilterSetting::jsonPath(const std::vector<Step>& steps)
{
    QString path = QStringLiteral("json");
    for (const Step& step : steps) {
        if (step.index >= 0)
            path += QStringLiteral("[%1]").arg(step.index);
        else if (isPlainName(step.name))
            path += QLatin1Char('.') + QString::fromStdString(step.name);
        else
            path += QStringLiteral("[%1]").arg(quoted(step.name));
    }
    return path;
}

QString FilterSetting::headerName(const std::string& name)
{
    return isPlainName(name) ? QStringLiteral("headers.") + QString::fromStdString(name)
                             : QStringLiteral("header[%1]").arg(quoted(name));
}

} // namespace tapedeck
