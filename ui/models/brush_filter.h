// A range of time as part of the filter: `time >= A && time < B`, put in the place of the one before, and taken out
// again. GUI thread.
#pragma once

#include "ui/models/filter_setting.h"
#include "ui/models/timeline_scale.h"

#include <QObject>

namespace tapedeck {

class BrushFilter : public QObject {
    Q_OBJECT
public:
    explicit BrushFilter(FilterSetting& filter, QObject* parent = nullptr);

    // An empty range takes it out.
    void set(const TimeRange& range, Zone zone);
    static QString term(const TimeRange& range, Zone zone);

Q_SIGNALS:
    // Somebody has changed the filter so that the range is no longer in it.
    void dropped();

private:
    void replace(const QString& term);

    FilterSetting& m_filter;
    QString m_term; // as it stands in the filter's text
    bool m_setting = false;
};

} // namespace tapedeck
