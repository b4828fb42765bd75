#include "ui/models/breakable_text.h"

namespace tapedeck {

QString breakableText(const QString& text, int lettersMax)
{
    static constexpr QChar kZeroWidthSpace(0x200b);
    QString out;
    int letters = 0;
    for (const QChar c : text) {
        letters = c.isSpace() ? 0 : letters + 1;
        // Not between the halves of one character, nor before what is drawn onto the one before.
        if (letters > lettersMax && !c.isLowSurrogate() && !c.isMark()) {
            out += kZeroWidthSpace;
            letters = 1;
        }
        out += c;
    }
    return out;
}

} // namespace tapedeck
