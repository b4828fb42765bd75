// Colours JSON while it is written: names, texts, numbers, words; and the {{fields}} of drafts. GUI thread. Line by
// line, so what is half written is coloured as far as it goes; whether it is valid is not its business.
#pragma once

#include <QSyntaxHighlighter>

namespace tapedeck {

class JsonHighlighter : public QSyntaxHighlighter {
    Q_OBJECT
public:
    // Of `palette` come the colours; call rehighlight() when it changes.
    JsonHighlighter(QTextDocument* document, const QWidget& palette);
    // Off: nothing is coloured. Large texts and what is no JSON stay plain.
    void setActive(bool on);

protected:
    void highlightBlock(const QString& text) override;

private:
    const QWidget& m_palette;
    bool m_active = false;
};

} // namespace tapedeck
