#include "ui/models/plain_text.h"

namespace tapedeck {
namespace {

struct CodePoint {
    char32_t codePoint = 0;
    int length = 0; // 0: the byte at this place starts no UTF-8 sequence
};

CodePoint decodeOne(std::string_view bytes, size_t at)
{
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80)
        return {lead, 1};
    const int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (length == 0 || lead > 0xf4 || at + static_cast<size_t>(length) > bytes.size())
        return {};
    char32_t value = lead & (0x7f >> length);
    for (int i = 1; i < length; ++i) {
        const unsigned char next = byte(at + static_cast<size_t>(i));
        if ((next & 0xc0) != 0x80)
            return {};
        value = (value << 6) | (next & 0x3f);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (overlong || surrogate || value > 0x10ffff)
        return {};
    return {value, length};
}

// Characters that are drawn as nothing or that change the order or shape of what surrounds them. The joiners U+200C and
// U+200D are left alone: Persian and emoji need them.
bool isInvisible(char32_t c)
{
    return (c >= 0x80 && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x180e || c == 0x200b || c == 0x200e
        || c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff
        || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff) || (c & 0xfffe) == 0xfffe;
}

void append(QString& out, char32_t c, Lines lines)
{
    if (c == '\n' || c == '\t') {
        out += lines == Lines::kept ? QChar(static_cast<char16_t>(c)) : QChar(static_cast<char16_t>(0x2400 + c));
    } else if (c < 0x20) {
        out += QChar(static_cast<char16_t>(0x2400 + c));
    } else if (c == 0x7f) {
        out += QChar(0x2421);
    } else if (isInvisible(c)) {
        out += QStringLiteral("\u2039U+%1\u203a").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0')).toUpper();
    } else if (c < 0x10000) {
        out += QChar(static_cast<char16_t>(c));
    } else {
        out += QChar(QChar::highSurrogate(c));
        out += QChar(QChar::lowSurrogate(c));
    }
}

} // namespace

QString shownText(std::string_view bytes, Lines lines, size_t bytesMax)
{
    QString out;
    const size_t end = std::min(bytes.size(), bytesMax);
    out.reserve(static_cast<qsizetype>(end) + 1);
    size_t at = 0;
    while (at < end) {
        // Most text is plain: runs of it are taken at once.
        const size_t plain = at;
        while (at < end && bytes[at] >= 0x20 && bytes[at] < 0x7f)
            ++at;
        if (at > plain) {
            out += QLatin1String(bytes.data() + plain, static_cast<qsizetype>(at - plain));
            continue;
        }
        const CodePoint decoded = decodeOne(bytes, at);
        if (decoded.length == 0) {
            const uint value = static_cast<unsigned char>(bytes[at]);
            out += QStringLiteral("\u2039%1\u203a").arg(value, 2, 16, QLatin1Char('0')).toUpper();
            ++at;
        } else {
            append(out, decoded.codePoint, lines);
            at += static_cast<size_t>(decoded.length);
        }
    }
    if (end < bytes.size())
        out += QChar(0x2026);
    return out;
}

QString menuText(const QString& shown)
{
    return QString(shown).replace(QLatin1Char('&'), QLatin1String("&&"));
}

QString toolTipText(const QString& shown)
{
    return QLatin1String("<p style='white-space:pre-wrap'>") + shown.toHtmlEscaped() + QLatin1String("</p>");
}

bool isUtf8(std::string_view bytes)
{
    for (size_t at = 0; at < bytes.size();) {
        const CodePoint decoded = decodeOne(bytes, at);
        if (decoded.length == 0)
            return false;
        at += static_cast<size_t>(decoded.length);
    }
    return true;
}

} // namespace tapedeck
