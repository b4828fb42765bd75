#include "ui/models/time_text.h"

#include <QDateTime>

namespace tapedeck {
namespace {

// Floor, also before 1970.
int64_t secondsOf(Time time)
{
    const int64_t s = time.micros / 1'000'000;
    return time.micros % 1'000'000 < 0 ? s - 1 : s;
}

QDateTime dateTime(Time time, Zone zone)
{
    return QDateTime::fromSecsSinceEpoch(secondsOf(time), zone == Zone::utc ? Qt::UTC : Qt::LocalTime);
}

QString fraction(Time time)
{
    return QStringLiteral(".%1").arg(time.micros - secondsOf(time) * 1'000'000, 6, 10, QLatin1Char('0'));
}

} // namespace

void ZoneSetting::set(Zone zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    Q_EMIT changed();
}

QString ZoneSetting::name() const
{
    if (m_zone == Zone::utc)
        return tr("UTC");
    const int offset = QDateTime::currentDateTime().offsetFromUtc();
    const int minutes = std::abs(offset) / 60;
    QString text = QStringLiteral("%1%2").arg(QLatin1Char(offset < 0 ? '-' : '+')).arg(minutes / 60);
    if (minutes % 60)
        text += QStringLiteral(":%1").arg(minutes % 60, 2, 10, QLatin1Char('0'));
    return tr("local time (UTC%1)").arg(text);
}

QString clockText(Time time, Zone zone)
{
    return dateTime(time, zone).toString(QStringLiteral("HH:mm:ss")) + fraction(time);
}

QString dateTimeText(Time time, Zone zone)
{
    return dateTime(time, zone).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + fraction(time);
}

QString rfc3339Text(Time time, Zone zone)
{
    const QDateTime at = dateTime(time, zone);
    QString text = at.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")) + fraction(time);
    if (zone == Zone::utc)
        return text + QLatin1Char('Z');
    const int minutes = at.offsetFromUtc() / 60;
    return text
        + QStringLiteral("%1%2:%3")
              .arg(QLatin1Char(minutes < 0 ? '-' : '+'))
              .arg(std::abs(minutes) / 60, 2, 10, QLatin1Char('0'))
              .arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
}

QString axisText(Time time, Duration step, Zone zone)
{
    const QDateTime at = dateTime(time, zone);
    if (step >= Duration::seconds(24 * 3600))
        return at.toString(QStringLiteral("yyyy-MM-dd"));
    if (step >= Duration::seconds(60))
        return at.time() == QTime(0, 0) ? at.toString(QStringLiteral("MMM d")) : at.toString(QStringLiteral("HH:mm"));
    if (step >= Duration::seconds(1))
        return at.toString(QStringLiteral("HH:mm:ss"));
    const int digits = step.micros >= 100'000 ? 1 : step.micros >= 10'000 ? 2 : step.micros >= 1'000 ? 3 : 6;
    return at.toString(QStringLiteral("ss")) + fraction(time).left(digits + 1);
}

} // namespace tapedeck
