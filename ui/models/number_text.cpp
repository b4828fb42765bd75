#include "ui/models/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace tapedeck {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("NumberText", text);
}

// Three significant digits at most: 9.9, 99, 1.2
QString shortNumber(double value)
{
    return QLocale().toString(value, 'f', value < 9.95 ? 1 : 0);
}

} // namespace

QString groupedText(uint64_t n)
{
    return QLocale().toString(static_cast<qulonglong>(n));
}

QString shortCountText(uint64_t n)
{
    const double value = static_cast<double>(n);
    if (n < 10'000)
        return groupedText(n);
    if (value < 999.5e3)
        return QLocale().toString(value / 1e3, 'f', value < 99.95e3 ? 1 : 0) + QStringLiteral("k");
    if (value < 999.5e6)
        return shortNumber(value / 1e6) + QStringLiteral("M");
    return shortNumber(value / 1e9) + QStringLiteral("G");
}

QString messagesText(uint64_t n)
{
    return n == 1 ? words(QT_TRANSLATE_NOOP("NumberText", "1 message"))
                  : words(QT_TRANSLATE_NOOP("NumberText", "%1 messages")).arg(groupedText(n));
}

QString bytesText(uint64_t bytes)
{
    static constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB"};
    if (bytes < 1000)
        return words(QT_TRANSLATE_NOOP("NumberText", "%1 B")).arg(bytes);
    double value = static_cast<double>(bytes) / 1000;
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < std::size(kUnits)) {
        value /= 1000;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(shortNumber(value), QLatin1String(kUnits[unit]));
}

QString rateText(double perSecond)
{
    if (perSecond < 0.01)
        return {};
    if (perSecond < 9.95)
        return words(QT_TRANSLATE_NOOP("NumberText", "%1/s")).arg(QLocale().toString(perSecond, 'f', 1));
    return words(QT_TRANSLATE_NOOP("NumberText", "%1/s"))
        .arg(shortCountText(static_cast<uint64_t>(std::llround(perSecond))));
}

QString durationText(int64_t micros)
{
    const uint64_t n = static_cast<uint64_t>(micros < 0 ? -micros : micros);
    const QString sign = micros < 0 ? QStringLiteral("\u2212") : QString();
    if (n < 1000)
        return sign + words(QT_TRANSLATE_NOOP("NumberText", "%1 \u00b5s")).arg(n);
    if (n < 1'000'000)
        return sign + words(QT_TRANSLATE_NOOP("NumberText", "%1 ms")).arg(shortNumber(static_cast<double>(n) / 1e3));
    const uint64_t seconds = n / 1'000'000;
    if (seconds < 60)
        return sign + words(QT_TRANSLATE_NOOP("NumberText", "%1 s")).arg(shortNumber(static_cast<double>(n) / 1e6));
    if (seconds < 3600)
        return sign + words(QT_TRANSLATE_NOOP("NumberText", "%1 min %2 s")).arg(seconds / 60).arg(seconds % 60);
    if (seconds < 48 * 3600)
        return sign + words(QT_TRANSLATE_NOOP("NumberText", "%1 h %2 min")).arg(seconds / 3600).arg(seconds / 60 % 60);
    return sign + words(QT_TRANSLATE_NOOP("NumberText", "%1 days")).arg(seconds / 86400);
}

} // namespace tapedeck
