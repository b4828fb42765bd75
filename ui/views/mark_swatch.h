// A small square in the colour of a mark, for menus and tables. GUI thread.
#pragma once

#include <QFontMetrics>
#include <QIcon>
#include <QPalette>

#include <cstdint>

namespace tapedeck {

// `colour` from 0 (an empty square) to kMarkColours.
QIcon markSwatch(uint8_t colour, const QPalette& palette, const QFontMetrics& metrics);

} // namespace tapedeck
