#include "ui/models/value_readings.h"

#include "ui/models/plain_text.h"

#include <QCoreApplication>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace tapedeck {

namespace {

// Longest text that is shown.
constexpr size_t kTextBytes = 200;
// From 1970 to 2200: outside of it a number is hardly meant as a moment.
constexpr int64_t kLatestSecond = 7'258'118'400;

uint64_t number(std::string_view bytes, size_t size, bool big)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[big ? i : size - 1 - i]);
    return value;
}

template <typename Float>
QString floatText(Float value)
{
    if (std::isnan(value))
        return QStringLiteral("NaN");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("Infinity") : QStringLiteral("-Infinity");
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value);
    return QString::fromLatin1(text, static_cast<qsizetype>(end.ptr - text));
}

QString signedText(uint64_t value, size_t size)
{
    const auto unused = static_cast<int>(64 - 8 * size);
    return QString::number(static_cast<int64_t>(value << unused) >> unused);
}

// A moment that is `value` / `perSecond` seconds after the epoch; empty where that is far from our time.
QString momentText(uint64_t value, int64_t perSecond, Zone zone)
{
    if (value == 0 || value > INT64_MAX)
        return {};
    const auto count = static_cast<int64_t>(value);
    const int64_t seconds = count / perSecond;
    if (seconds == 0 || seconds > kLatestSecond)
        return {};
    const int64_t rest = count % perSecond;
    const int64_t micros = perSecond > 1'000'000 ? rest / (perSecond / 1'000'000) : rest * (1'000'000 / perSecond);
    return dateTimeText(Time{seconds * 1'000'000 + micros}, zone);
}

} // namespace

std::vector<ValueReading> readValues(std::string_view bytes, size_t marked, Zone zone)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("tapedeck", text); };
    std::vector<ValueReading> out;
    const auto both = [&](const QString& name, size_t size, auto text) {
        ValueReading reading{name, {}, {}};
        if (bytes.size() >= size) {
            reading.little = text(number(bytes, size, false));
            reading.big = text(number(bytes, size, true));
        }
        out.push_back(reading);
    };
    for (const size_t size : {size_t{1}, size_t{2}, size_t{4}, size_t{8}}) {
        both(QStringLiteral("int%1").arg(size * 8), size, [size](uint64_t v) { return signedText(v, size); });
        both(QStringLiteral("uint%1").arg(size * 8), size, [](uint64_t v) { return QString::number(v); });
    }
    both(QStringLiteral("float"), 4,
        [](uint64_t v) { return floatText(std::bit_cast<float>(static_cast<uint32_t>(v))); });
    both(QStringLiteral("double"), 8, [](uint64_t v) { return floatText(std::bit_cast<double>(v)); });
    both(tr("seconds (4 bytes)"), 4, [&](uint64_t v) { return momentText(v, 1, zone); });
    both(tr("seconds"), 8, [&](uint64_t v) { return momentText(v, 1, zone); });
    both(tr("milliseconds"), 8, [&](uint64_t v) { return momentText(v, 1'000, zone); });
    both(tr("microseconds"), 8, [&](uint64_t v) { return momentText(v, 1'000'000, zone); });
    both(tr("nanoseconds"), 8, [&](uint64_t v) { return momentText(v, 1'000'000'000, zone); });
    const QString text = shownText(bytes.substr(0, marked), Lines::single, kTextBytes);
    out.push_back({QStringLiteral("UTF-8"), text, text});
    return out;
}

} // namespace tapedeck
