// Foreign bytes (names, keys, bodies) made fit to be shown: whatever cannot be seen or would rearrange the text around
// it becomes a visible symbol. Every place that shows foreign text goes through here. Pure; any thread.
#pragma once

#include <QString>

#include <string_view>

namespace tapedeck {

enum class Lines : unsigned char {
    single, // line feeds and tabs become symbols too
    kept, // line feeds and tabs stay
};

// UTF-8 to text. Control characters become their pictures (U+2400 ...), bidirectional and invisible ones ‹U+202E›,
// bytes that are no UTF-8 ‹FF›. Reads at most `bytesMax` bytes and then appends an ellipsis.
QString shownText(std::string_view bytes, Lines lines = Lines::single, size_t bytesMax = SIZE_MAX);

// For places where Qt interprets text: `&` in menus, tags in tooltips.
QString menuText(const QString& shown);
QString toolTipText(const QString& shown);

// True if the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool isUtf8(std::string_view bytes);

} // namespace tapedeck
