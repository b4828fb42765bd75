#include "ui/models/transfer_choice.h"

#include "ui/models/brush_filter.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

#include <QCoreApplication>

namespace tapedeck {

static QString trFiles(const char* text)
{
    return QCoreApplication::translate("Files", text);
}

bool SelectionRanges::step()
{
    if (m_from >= m_selection->count())
        return false;
    for (const MessageId id : m_selection->ids(m_from, kIdsPerStep)) {
        if (!m_ranges.empty() && m_ranges.back().second == id)
            ++m_ranges.back().second;
        else if (m_ranges.empty() || m_ranges.back().second < id)
            m_ranges.emplace_back(id, id + 1);
    }
    m_from += static_cast<int64_t>(kIdsPerStep);
    return m_from < m_selection->count();
}

Filter timeFilter(const TimeRange& range)
{
    if (range.empty())
        return {};
    auto filter = Filter::parse(BrushFilter::term(range, Zone::utc).toStdString());
    return filter ? *filter : Filter();
}

QList<FileForm> fileForms()
{
    return {FileForm::jsonLines, FileForm::csv, FileForm::cloudEvents, FileForm::raw};
}

QString fileFormName(FileForm form)
{
    switch (form) {
    case FileForm::jsonLines:
        return trFiles(QT_TRANSLATE_NOOP("Files", "JSON lines"));
    case FileForm::csv:
        return trFiles(QT_TRANSLATE_NOOP("Files", "CSV table"));
    case FileForm::cloudEvents:
        return trFiles(QT_TRANSLATE_NOOP("Files", "CloudEvents"));
    case FileForm::raw:
        break;
    }
    return trFiles(QT_TRANSLATE_NOOP("Files", "Raw files in a folder"));
}

QString fileFormEnding(FileForm form)
{
    switch (form) {
    case FileForm::jsonLines:
        return QStringLiteral(".jsonl");
    case FileForm::csv:
        return QStringLiteral(".csv");
    case FileForm::cloudEvents:
        return QStringLiteral(".cloudevents");
    case FileForm::raw:
        break;
    }
    return {};
}

QString exportFileName(const QString& queue, FileForm form)
{
    QString name;
    for (const QChar c : queue.left(100))
        name += c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('.') ? c : QChar(QLatin1Char('_'));
    if (name.isEmpty() || name.startsWith(QLatin1Char('.')))
        name.prepend(QLatin1Char('_'));
    return name + fileFormEnding(form);
}

QString withEnding(const QString& path, FileForm form)
{
    for (const FileForm other : fileForms()) {
        const QString ending = fileFormEnding(other);
        if (!ending.isEmpty() && path.endsWith(ending, Qt::CaseInsensitive))
            return path.left(path.size() - ending.size()) + fileFormEnding(form);
    }
    return path.isEmpty() || path.endsWith(QLatin1Char('/')) ? path : path + fileFormEnding(form);
}

std::vector<std::string> ruleLines(const QString& text)
{
    std::vector<std::string> lines;
    for (const QString& line : text.split(QLatin1Char('\n')))
        if (const QString trimmed = line.trimmed(); !trimmed.isEmpty())
            lines.push_back(trimmed.toStdString());
    return lines;
}

QString ruleName(const RedactPlan& plan, size_t rule)
{
    if (rule < plan.headers.size())
        return trFiles(QT_TRANSLATE_NOOP("Files", "header %1")).arg(shownText(plan.headers[rule]));
    rule -= plan.headers.size();
    if (rule < plan.paths.size())
        return trFiles(QT_TRANSLATE_NOOP("Files", "JSON path %1")).arg(shownText(plan.paths[rule]));
    rule -= plan.paths.size();
    if (rule < plan.patterns.size())
        return trFiles(QT_TRANSLATE_NOOP("Files", "expression %1")).arg(shownText(plan.patterns[rule]));
    return {};
}

QString touchedText(const RedactPlan& plan, const RedactSample& sample)
{
    if (sample.touched.empty())
        return trFiles(QT_TRANSLATE_NOOP("Files", "Nothing is touched."));
    QStringList parts;
    for (const auto& [rule, values] : sample.touched)
        parts << (values == 1
                ? trFiles(QT_TRANSLATE_NOOP("Files", "%1 (1 value)")).arg(ruleName(plan, rule))
                : trFiles(QT_TRANSLATE_NOOP("Files", "%1 (%2 values)")).arg(ruleName(plan, rule), groupedText(values)));
    return trFiles(QT_TRANSLATE_NOOP("Files", "Touched: %1")).arg(parts.join(QStringLiteral(", ")));
}

QString sampleText(const RedactSample& sample, bool after)
{
    QString text;
    const std::string& key = after ? sample.keyAfter : sample.keyBefore;
    if (!key.empty())
        text +=
            trFiles(QT_TRANSLATE_NOOP("Files", "Key: %1")).arg(shownText(key, Lines::single, 1000)) + QLatin1Char('\n');
    for (const auto& [name, value] : after ? sample.headersAfter : sample.headersBefore)
        text += shownText(name, Lines::single, 200) + QStringLiteral(": ") + shownText(value, Lines::single, 1000)
            + QLatin1Char('\n');
    if (sample.bodyCut)
        text += QStringLiteral("\u2026 ");
    return text + shownText(after ? sample.bodyAfter : sample.bodyBefore, Lines::kept, Transfers::kPreviewBytes);
}

} // namespace tapedeck
