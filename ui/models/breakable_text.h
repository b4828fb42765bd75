// Text for labels that wrap: a name of 200 letters is one word, which no label breaks, and which would make a dialog
// wider than the screen. Pure; any thread.
#pragma once

#include <QString>

namespace tapedeck {

// The same with invisible places to break in every word that is longer than `lettersMax`. Only to be shown: what is
// copied or compared is the text itself.
QString breakableText(const QString& text, int lettersMax = 40);

} // namespace tapedeck
