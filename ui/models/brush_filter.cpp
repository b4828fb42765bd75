#include "ui/models/brush_filter.h"

namespace tapedeck {

BrushFilter::BrushFilter(FilterSetting& filter, QObject* parent)
    : QObject(parent)
    , m_filter(filter)
{
    connect(&m_filter, &FilterSetting::changed, this, [this] {
        if (m_setting || m_term.isEmpty() || m_filter.text().contains(m_term))
            return;
        m_term.clear();
        Q_EMIT dropped();
    });
}

QString BrushFilter::term(const TimeRange& range, Zone zone)
{
    return QStringLiteral("time >= %1 && time < %2").arg(rfc3339Text(range.from, zone), rfc3339Text(range.until, zone));
}

void BrushFilter::set(const TimeRange& range, Zone zone)
{
    const QString now = range.empty() ? QString() : term(range, zone);
    if (now == m_term)
        return;
    m_setting = true;
    replace(now);
    m_setting = false;
    m_term = now;
}

void BrushFilter::replace(const QString& term)
{
    QString text = m_filter.text();
    const bool there = !m_term.isEmpty() && text.contains(m_term);
    if (!there) {
        if (!term.isEmpty())
            m_filter.narrow(term);
        return;
    }
    const QString before = text;
    const QString joint = QStringLiteral(" && ");
    if (!term.isEmpty())
        text.replace(text.indexOf(m_term), m_term.size(), term);
    else if (const qsizetype behind = text.indexOf(joint + m_term); behind >= 0)
        text.remove(behind, joint.size() + m_term.size());
    else if (const qsizetype ahead = text.indexOf(m_term + joint); ahead >= 0)
        text.remove(ahead, joint.size() + m_term.size());
    else
        text.remove(m_term);
    m_filter.setText(text.trimmed());
    // Written into something in which it cannot be missing: it stays until it is taken out by hand.
    if (!m_filter.error().isEmpty())
        m_filter.setText(before);
}

} // namespace tapedeck
