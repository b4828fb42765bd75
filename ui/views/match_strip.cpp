#include "ui/views/match_strip.h"

#include "ui/views/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace tapedeck {

MatchStrip::MatchStrip(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Where the matches are"));
    setToolTip(tr("Where the matches are; click to go there"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setCursor(Qt::PointingHandCursor);
}

QSize MatchStrip::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 2, fontMetrics().height() * 4};
}

void MatchStrip::show(std::shared_ptr<const MatchList> matches, MessageId first, MessageId head)
{
    m_matches = std::move(matches);
    m_first = first;
    m_head = head;
    setVisible(m_matches != nullptr);
    update();
}

MessageId MatchStrip::idAt(int y) const
{
    const uint64_t count = m_head > m_first ? m_head - m_first : 0;
    const double part = static_cast<double>(std::clamp(y, 0, height())) / std::max(1, height());
    return m_first + static_cast<uint64_t>(part * static_cast<double>(count));
}

void MatchStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::AlternateBase));
    if (!m_matches)
        return;
    const Colours& colours = Colours::of(palette());
    int64_t at = m_matches->lowerBound(m_first);
    for (int y = 0; y < height() && at < m_matches->end(); ++y) {
        const int64_t next = m_matches->lowerBound(idAt(y + 1));
        if (next > at)
            painter.fillRect(1, y, width() - 2, 2, colours.accent); // a single one among millions is still seen
        at = next;
    }
}

void MatchStrip::mousePressEvent(QMouseEvent* event)
{
    if (!m_matches || m_matches->count() == 0 || event->button() != Qt::LeftButton)
        return;
    const MessageId wanted = idAt(static_cast<int>(event->position().y()));
    const int64_t after = std::min(m_matches->lowerBound(wanted), m_matches->end() - 1);
    const int64_t before = std::max(m_matches->begin(), after - 1);
    const MessageId one = m_matches->at(before), other = m_matches->at(after);
    const auto distance = [&](MessageId id) { return id < wanted ? wanted - id : id - wanted; };
    Q_EMIT chosen(distance(one) < distance(other) ? one : other);
}

} // namespace tapedeck
