// Points in time as text, always to the microsecond, in the one time zone that the whole window uses.
// GUI thread (TimeZoneSetting); the functions are pure apart from the system's time zone.
#pragma once

#include "engine/base/units.h"

#include <QObject>
#include <QString>

namespace tapedeck {

enum class Zone : unsigned char { local, utc };

// The switch that everything showing a time listens to.
class ZoneSetting : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    Zone zone() const { return m_zone; }
    void set(Zone zone);
    // "local time (UTC+2)" or "UTC"
    QString name() const;

Q_SIGNALS:
    void changed();

private:
    Zone m_zone = Zone::local;
};

QString clockText(Time time, Zone zone); // 14:12:03.118204
QString dateTimeText(Time time, Zone zone); // 2026-03-01 14:12:03.118204
QString rfc3339Text(Time time, Zone zone); // 2026-03-01T14:12:03.118204+02:00
// For an axis whose labels are `step` apart: as short as they can be told apart.
QString axisText(Time time, Duration step, Zone zone);

} // namespace tapedeck
