#include "ui/models/filter_completion.h"

#include "ui/models/filter_setting.h"
#include "ui/models/json_scan.h"

#include <QSettings>

#include <algorithm>
#include <functional>

namespace tapedeck {

namespace {

constexpr int kDepthMax = 8;
constexpr int kElementsMax = 3; // of an array: its elements are mostly alike
constexpr size_t kBodyBytesMax = 64 << 10;

QString historyKey()
{
    return QStringLiteral("filter/history");
}
QString savedKey()
{
    return QStringLiteral("filter/saved");
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == QLatin1Char('_') || c == QLatin1Char('.') || c == QLatin1Char('[')
        || c == QLatin1Char(']') || c == QLatin1Char('*') || c == QLatin1Char('-');
}

void collect(std::string_view text, const JsonToken& token, std::vector<FilterSetting::Step>& steps,
    const std::function<void(const QString&)>& found)
{
    if (!steps.empty())
        found(FilterSetting::jsonPath(steps));
    if (static_cast<int>(steps.size()) >= kDepthMax
        || (token.kind != JsonKind::object && token.kind != JsonKind::array))
        return;
    JsonMembers members(text, token);
    JsonToken member;
    for (int64_t index = 0; members.next(member); ++index) {
        const bool named = token.kind == JsonKind::object;
        if (!named && index == kElementsMax)
            break;
        if (named)
            steps.push_back({jsonStringValue(text.substr(member.keyBegin, member.keyEnd - member.keyBegin)), -1});
        else
            steps.push_back({{}, index});
        collect(text, member, steps, found);
        steps.pop_back();
    }
}

} // namespace

FilterCompletion::Word FilterCompletion::wordAt(const QString& text, int cursor)
{
    QChar quote;
    for (int i = 0; i < cursor && i < text.size(); ++i) {
        const QChar c = text[i];
        if (quote.isNull() ? (c == QLatin1Char('"') || c == QLatin1Char('\'')) : c == quote)
            quote = quote.isNull() ? c : QChar();
        else if (!quote.isNull() && c == QLatin1Char('\\'))
            ++i;
    }
    if (!quote.isNull())
        return {cursor, {}};
    int begin = std::min<int>(cursor, static_cast<int>(text.size()));
    while (begin > 0 && isWordCharacter(text[begin - 1]))
        --begin;
    return {begin, text.mid(begin, cursor - begin)};
}

void FilterCompletion::learnBody(std::string_view body)
{
    if (body.size() > kBodyBytesMax || checkJson(body))
        return;
    std::vector<FilterSetting::Step> steps;
    collect(body, jsonRoot(body), steps, [this](const QString& path) {
        if (m_paths.size() < kNamesMax)
            m_paths.insert(path);
    });
}

void FilterCompletion::learnHeader(const std::string& name)
{
    if (m_headers.size() < kNamesMax)
        m_headers.insert(FilterSetting::headerName(name));
}

QStringList FilterCompletion::words() const
{
    static constexpr const char* kWords[] = {"age", "and", "any(", "attempts", "body", "cbor.", "channel", "client",
        "contains", "endswith", "exchange", "exists(", "false", "header[\"", "headers.", "id", "in", "json.", "key",
        "len(", "lower(", "mark", "msgpack.", "not", "note", "null", "num(", "or", "prev(", "proto", "queue", "sender",
        "size", "startswith", "state", "time", "true"};
    QStringList all;
    for (const char* word : kWords)
        all.append(QLatin1String(word));
    for (const QString& path : m_paths)
        all.append(path);
    for (const QString& header : m_headers)
        all.append(header);
    return all;
}

QStringList FilterCompletion::fields() const
{
    QStringList all;
    for (const auto* names : {&m_paths, &m_headers})
        for (const QString& name : *names)
            all.append(name);
    for (const char* word : {"body", "exchange", "id", "key", "len(body)", "queue", "sender", "size", "time"})
        all.append(QLatin1String(word));
    return all;
}

QStringList FilterHistory::history() const
{
    return QSettings().value(historyKey()).toStringList();
}

void FilterHistory::used(const QString& text)
{
    const QString kept = text.trimmed();
    if (kept.isEmpty())
        return;
    QStringList all = history();
    all.removeAll(kept);
    all.prepend(kept);
    while (all.size() > kHistoryMax)
        all.removeLast();
    QSettings().setValue(historyKey(), all);
}

void FilterHistory::clearHistory()
{
    QSettings().remove(historyKey());
}

QList<SavedFilter> FilterHistory::saved() const
{
    QList<SavedFilter> all;
    const QVariantMap stored = QSettings().value(savedKey()).toMap();
    for (auto at = stored.begin(); at != stored.end(); ++at)
        all.append({at.key(), at.value().toString()});
    return all;
}

void FilterHistory::save(const SavedFilter& filter)
{
    QVariantMap stored = QSettings().value(savedKey()).toMap();
    stored[filter.name] = filter.text;
    QSettings().setValue(savedKey(), stored);
}

void FilterHistory::remove(const QString& name)
{
    QVariantMap stored = QSettings().value(savedKey()).toMap();
    stored.remove(name);
    QSettings().setValue(savedKey(), stored);
}

} // namespace tapedeck
