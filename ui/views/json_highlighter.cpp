#include "ui/views/json_highlighter.h"

#include "ui/views/theme.h"

#include <QRegularExpression>
#include <QWidget>

namespace tapedeck {

// Lines beyond this are not read by a regular expression at every key.
static constexpr qsizetype kLineCharsMax = 10'000;

JsonHighlighter::JsonHighlighter(QTextDocument* document, const QWidget& palette)
    : QSyntaxHighlighter(document)
    , m_palette(palette)
{
}

void JsonHighlighter::setActive(bool on)
{
    if (on == m_active)
        return;
    m_active = on;
    rehighlight();
}

void JsonHighlighter::highlightBlock(const QString& text)
{
    if (!m_active || text.size() > kLineCharsMax)
        return;
    static const QRegularExpression tokens(
        QStringLiteral("(?<name>\"(?:[^\"\\\\]|\\\\.)*\"(?=\\s*:))|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"?)"
                       "|(?<number>-?\\b\\d[\\d.eE+-]*)|(?<word>\\b(?:true|false|null)\\b)"));
    static const QRegularExpression fields(QStringLiteral("\\{\\{[^{}]*\\}\\}"));
    const Colours& colours = Colours::of(m_palette.palette());
    const auto paint = [this](const QRegularExpressionMatch& match, const QString& group, const QColor& colour) {
        if (const auto at = static_cast<int>(match.capturedStart(group)); at >= 0)
            setFormat(at, static_cast<int>(match.capturedLength(group)), colour);
    };
    for (auto all = tokens.globalMatch(text); all.hasNext();) {
        const QRegularExpressionMatch match = all.next();
        paint(match, QStringLiteral("name"), colours.key);
        paint(match, QStringLiteral("text"), colours.string);
        paint(match, QStringLiteral("number"), colours.number);
        paint(match, QStringLiteral("word"), colours.word);
    }
    for (auto all = fields.globalMatch(text); all.hasNext();) {
        const QRegularExpressionMatch match = all.next();
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), colours.accent);
    }
}

} // namespace tapedeck
