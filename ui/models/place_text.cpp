#include "ui/models/place_text.h"

#include "engine/base/clock.h"
#include "engine/base/time_forms.h"
#include "ui/models/number_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace tapedeck {

Time wallNow()
{
    return SystemClock().wall();
}

std::optional<SeekTarget> parsePlace(const QString& text, const QueueStats& queue, Time now, Zone zone)
{
    const QString trimmed = text.trimmed();
    const bool hash = trimmed.startsWith(QLatin1Char('#'));
    QString digits = hash ? trimmed.mid(1) : trimmed;
    digits.remove(QLatin1Char(',')); // ids are shown grouped, and shown text is copied
    bool isNumber = false;
    const qulonglong id = digits.toULongLong(&isNumber);
    if (isNumber && (hash || id <= queue.head.value))
        return SeekTarget::toId(MessageId{std::max<uint64_t>(1, id)});
    if (hash)
        return std::nullopt;
    const Duration offset = zone == Zone::utc ? Duration{} : systemUtcOffset(now);
    if (const auto time = parseTime(trimmed.toStdString(), now, offset))
        return SeekTarget::toTime(*time);
    return std::nullopt;
}

QString placeText(const SeekTarget& target, Zone zone)
{
    return target.kind == SeekTarget::Kind::id
        ? QCoreApplication::translate("PlaceText", "message %1").arg(groupedText(target.id.value))
        : dateTimeText(target.time, zone);
}

} // namespace tapedeck
