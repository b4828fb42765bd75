#include "ui/models/shell_text.h"

#include "ui/models/plain_text.h"

#include <algorithm>
#include <string_view>

namespace tapedeck {
namespace {

bool isBare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || std::string_view("_./:@%+,-").find(c) != std::string_view::npos;
}

// Exactly three digits: then no digit that follows can be taken for one of the escape.
void appendOctal(QString& out, unsigned char byte)
{
    out += QLatin1Char('\\');
    for (const int shift : {6, 3, 0})
        out += QLatin1Char(static_cast<char>('0' + ((byte >> shift) & 7)));
}

bool isPrintable(char c)
{
    return c >= 0x20 && c < 0x7f;
}

} // namespace

QString shellQuoted(const std::string& bytes)
{
    if (!bytes.empty() && std::all_of(bytes.begin(), bytes.end(), isBare))
        return QString::fromStdString(bytes);
    const QString plain = QString::fromStdString(bytes);
    if (isUtf8(bytes) && shownText(bytes) == plain)
        return QLatin1Char('\'') + QString(plain).replace(QLatin1Char('\''), QLatin1String("'\\''"))
            + QLatin1Char('\'');
    QString out = QStringLiteral("$'");
    for (const char c : bytes) {
        if (c == '\n')
            out += QLatin1String("\\n");
        else if (c == '\\' || c == '\'')
            out += QString(QLatin1Char('\\')) + QLatin1Char(c);
        else if (isPrintable(c))
            out += QLatin1Char(c);
        else
            appendOctal(out, static_cast<unsigned char>(c));
    }
    return out + QLatin1Char('\'');
}

QString printfQuoted(const std::string& bytes)
{
    QString out = QStringLiteral("'");
    for (const char c : bytes) {
        if (c == '\n')
            out += QLatin1String("\\n");
        else if (c == '%')
            out += QLatin1String("%%");
        else if (c == '\\')
            out += QLatin1String("\\\\");
        else if (c == '-' && out.size() == 1) // or it would be taken for an option
            appendOctal(out, '-');
        else if (isPrintable(c) && c != '\'')
            out += QLatin1Char(c);
        else
            appendOctal(out, static_cast<unsigned char>(c));
    }
    return out + QLatin1Char('\'');
}

} // namespace tapedeck
