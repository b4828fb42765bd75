#include "ui/views/message_table.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QAccessible>
#include <QDateTime>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

namespace tapedeck {
namespace {

QChar symbolOf(MessageState state)
{
    switch (state) {
    case MessageState::settled:
        return QChar(0x2713); // check mark
    case MessageState::inFlight:
        return QChar(0x25d0); // half circle
    case MessageState::delayed:
        return QChar(0x25f7); // clock face
    case MessageState::dead:
        return QChar(0x2715); // cross
    case MessageState::pending:
        break;
    }
    return QChar(0x25cb); // circle: still to come
}

QString wordOf(MessageState state)
{
    switch (state) {
    case MessageState::settled:
        return MessageTable::tr("done");
    case MessageState::inFlight:
        return MessageTable::tr("in flight");
    case MessageState::delayed:
        return MessageTable::tr("delayed");
    case MessageState::dead:
        return MessageTable::tr("dead");
    case MessageState::pending:
        break;
    }
    return MessageTable::tr("to be delivered");
}

} // namespace

MessageTable::MessageTable(MessageSource& source, ZoneSetting& zone, QWidget* parent)
    : RowView(parent)
    , m_source(source)
    , m_zone(zone)
    , m_header(new QHeaderView(Qt::Horizontal, this))
{
    setAccessibleName(tr("Messages"));
    makeHeader();
    connect(&m_source, &MessageSource::queueChanged, this, [this] {
        setRowRange(0, 0);
        setFollowing(true);
    });
    connect(&m_source, &MessageSource::matchesChanged, this, [this] {
        setRowRange(0, 0); // what is held back by a pause stays so
        onRange();
    });
    connect(&m_source, &MessageSource::rangeChanged, this, &MessageTable::onRange);
    connect(&m_source, &MessageSource::rowsChanged, this, [this](qint64 begin, qint64 end) {
        if (begin < visibleEnd() && end > topRow())
            viewport()->update();
    });
    connect(this, &RowView::viewChanged, this, [this] { m_source.want(topRow(), visibleEnd()); });
    connect(this, &RowView::userScrolled, this, [this] {
        if (m_following && !atEnd())
            setFollowing(false);
        else if (!m_following && !m_onPurpose && atEnd() && newRows() == 0)
            setFollowing(true);
        m_onPurpose = m_onPurpose && !m_following;
    });
    connect(this, &RowView::currentRowChanged, this, [this](qint64 row) {
        if (!QAccessible::isActive() || row == kNone)
            return;
        QAccessibleEvent focus(this, QAccessible::Focus);
        focus.setChild(static_cast<int>(std::min<int64_t>((row - rowBegin()) * columnCount(), INT_MAX)));
        QAccessible::updateAccessibility(&focus);
    });
    connect(&m_zone, &ZoneSetting::changed, viewport(), qOverload<>(&QWidget::update));
    onRange();
}

void MessageTable::onRange()
{
    const uint64_t before = m_following ? 0 : newRows();
    if (m_following)
        m_held = m_source.head();
    if (m_source.begin() != rowBegin()
        && QAccessible::isActive()) { // rows are told apart by their distance to the first
        QAccessibleTableModelChangeEvent event(this, QAccessibleTableModelChangeEvent::ModelReset);
        QAccessible::updateAccessibility(&event);
    }
    setRowRange(m_source.begin(), m_following ? m_source.end() : m_source.rowOf(m_held));
    if (m_following)
        scrollToEnd();
    m_source.want(topRow(), visibleEnd());
    if (!m_following && (before != newRows() || newRows() > 0))
        Q_EMIT newRowsChanged();
}

uint64_t MessageTable::newRows() const
{
    return m_following ? 0 : static_cast<uint64_t>(std::max<int64_t>(0, m_source.end() - m_source.rowOf(m_held)));
}

void MessageTable::setFollowing(bool on)
{
    if (on == m_following && (on || m_onPurpose))
        return;
    m_onPurpose = false;
    m_following = on;
    onRange();
    Q_EMIT followingChanged();
}

void MessageTable::goTo(int64_t row)
{
    if (row < m_source.begin() || row >= m_source.end())
        return;
    if (row + visibleRows() / 2 < m_source.end() && m_following)
        setFollowing(false);
    if (!m_following && row >= rowEnd()) {
        m_held = m_source.head();
        onRange();
    }
    setCurrentRow(row, true);
    m_source.want(topRow(), visibleEnd());
}

bool MessageTable::goToMessage(MessageId id)
{
    const int64_t row = m_source.rowOf(id);
    if (m_source.idAt(row) != id)
        return false;
    goTo(row);
    return true;
}

void MessageTable::setHighlights(std::shared_ptr<const MatchList> matches)
{
    m_highlights = std::move(matches);
    viewport()->update();
}

void MessageTable::placeHeader()
{
    const int height = m_header->sizeHint().height();
    setViewportMargins(0, height, 0, 0);
    const QRect inner = viewport()->geometry();
    m_header->setGeometry(inner.x(), inner.y() - height, inner.width(), height);
    m_header->setOffset(horizontalScrollBar()->value());
}

void MessageTable::resizeEvent(QResizeEvent* event)
{
    placeHeader();
    RowView::resizeEvent(event);
    if (m_following)
        scrollToEnd();
}

void MessageTable::scrollContentsBy(int dx, int dy)
{
    m_header->setOffset(horizontalScrollBar()->value());
    RowView::scrollContentsBy(dx, dy);
}

void MessageTable::changeEvent(QEvent* event)
{
    RowView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        setDefaultWidths();
        placeHeader();
    }
}

void MessageTable::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        const bool pause = m_following;
        setFollowing(!m_following);
        m_onPurpose = pause;
        Q_EMIT followingChanged();
        return;
    }
    RowView::keyPressEvent(event);
    if (event->key() == Qt::Key_End && !m_following && !m_onPurpose)
        setFollowing(true);
}

QString MessageTable::timeText(Time time) const
{
    // The date only where it is not today's: most messages are.
    const QString text = dateTimeText(time, m_zone.zone());
    const QDateTime now = m_zone.zone() == Zone::utc ? QDateTime::currentDateTimeUtc() : QDateTime::currentDateTime();
    return text.startsWith(now.toString(QStringLiteral("yyyy-MM-dd"))) ? text.mid(11) : text;
}

QString MessageTable::stateText(int64_t at, const MessageRow& row) const
{
    const std::vector<std::string>* channels = m_source.channelsAt(at);
    QString text;
    for (size_t i = 0; channels && i < channels->size() && i < row.states.size(); ++i) {
        if (i)
            text += QStringLiteral("  ");
        text += symbolOf(row.states[i]) + QLatin1Char(' ') + shownText((*channels)[i]);
    }
    return text;
}

QString MessageTable::cellText(int64_t row, int column) const
{
    if (column == idColumn)
        return groupedText(m_source.idAt(row).value);
    const MessageRow* message = m_source.row(row);
    if (!message) {
        const QString error = m_source.errorAt(row);
        return !error.isEmpty() && column == previewColumn ? error : QStringLiteral("\u2026");
    }
    if (column >= fixedColumns)
        return fieldText(*message, column);
    switch (column) {
    case timeColumn:
        return timeText(message->time);
    case keyColumn:
        return shownText(message->key, Lines::single, 200);
    case sizeColumn:
        return bytesText(message->bodyBytes);
    case stateColumn:
        return stateText(row, *message);
    default: {
        QString text = shownText(message->preview);
        if (message->bodyBytes > message->preview.size() && !text.endsWith(QChar(0x2026)))
            text += QChar(0x2026);
        return text;
    }
    }
}

QString MessageTable::rowSentence(int64_t row) const
{
    const MessageId id = m_source.idAt(row);
    const MessageRow* message = m_source.row(row);
    if (!message)
        return tr("Message %1, loading").arg(id.value);
    QString text = tr("Message %1, %2").arg(id.value).arg(timeText(message->time));
    if (!message->key.empty())
        text += tr(", key %1").arg(shownText(message->key, Lines::single, 200));
    text += tr(", %1").arg(bytesText(message->bodyBytes));
    if (m_highlights && m_highlights->contains(id))
        text += tr(", matches the filter");
    const std::vector<std::string>* channels = m_source.channelsAt(row);
    for (size_t i = 0; channels && i < channels->size() && i < message->states.size(); ++i)
        text += tr(", %1: %2").arg(shownText((*channels)[i]), wordOf(message->states[i]));
    for (int column = fixedColumns; column < columnCount(); ++column)
        if (const FieldValue* value = valueAt(*message, column))
            text += tr(", %1: %2")
                        .arg(columnName(column),
                            value->kind == FieldValue::Kind::missing ? tr("not there") : fieldText(*message, column));
    return text + tr(". %1").arg(shownText(message->preview, Lines::single, 240));
}

QRect MessageTable::cellRect(int64_t row, int column) const
{
    const QRect whole = rowRect(row);
    return {m_header->sectionViewportPosition(column), whole.y(), m_header->sectionSize(column), whole.height()};
}

void MessageTable::paintCell(QPainter& painter, const QRect& rect, int64_t row, int column, const QColor& colour) const
{
    const int pad = fontMetrics().averageCharWidth() / 2 + 1;
    const MessageRow* message = column < fixedColumns ? nullptr : m_source.row(row);
    const FieldValue* value = message ? valueAt(*message, column) : nullptr;
    const bool right = column == idColumn || column == sizeColumn || (value && value->kind == FieldValue::Kind::number);
    const QString text = cellText(row, column);
    const QRect inner = rect.adjusted(pad, 0, -pad, 0);
    painter.setPen(colour);
    const QString shown = fontMetrics().horizontalAdvance(text.left(inner.width())) > inner.width()
        ? fontMetrics().elidedText(text, Qt::ElideRight, inner.width())
        : text;
    painter.drawText(inner, Qt::TextSingleLine | Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft), shown);
}

void MessageTable::paintRow(QPainter& painter, int64_t row, const QRect& rect)
{
    const Colours& colours = Colours::of(palette());
    const MessageRow* message = m_source.row(row);
    const bool selected = selection().contains(row);
    const RowLook look = m_decorator ? m_decorator->look(m_source.queue(), m_source.idAt(row), message) : RowLook();
    const QPalette::ColorGroup group = hasFocus() ? QPalette::Active : QPalette::Inactive;
    const bool highlighted = m_highlights && m_highlights->contains(m_source.idAt(row));
    if (selected)
        painter.fillRect(rect, palette().color(group, QPalette::Highlight));
    else if (!message)
        painter.fillRect(rect, colours.loading);
    else if (highlighted)
        painter.fillRect(rect, colours.infoFill);
    else if (look.tint)
        painter.fillRect(rect, colours.tint(look.tint));
    else if (row % 2)
        painter.fillRect(rect, palette().color(QPalette::AlternateBase));
    if (highlighted) // seen where the row is selected, too
        painter.fillRect(
            QRect(0, rect.y(), std::max(2, fontMetrics().averageCharWidth() / 3), rect.height()), colours.accent);
    const QColor text = selected ? palette().color(group, QPalette::HighlightedText) : colours.text;
    const QColor muted = selected ? text : colours.muted;
    const bool failed = !message && !m_source.errorAt(row).isEmpty();
    for (int column = 0; column < columnCount(); ++column) {
        const QRect cell = cellRect(row, column);
        if (cell.isEmpty() || cell.right() < 0 || cell.left() > viewport()->width())
            continue;
        const bool secondary = column == idColumn || column == sizeColumn || !message || !plainValue(*message, column);
        paintCell(painter, cell, row, column, failed && !selected ? colours.bad : secondary ? muted : text);
    }
    paintLook(painter, rect, row, look, selected);
    if (row == currentRow() && hasFocus()) {
        painter.setPen(QPen(selected ? text : colours.accent, 1, Qt::DotLine));
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
    }
}

// The band of the mark's colour at the left of the row, and its symbol before the id.
void MessageTable::paintLook(
    QPainter& painter, const QRect& rect, int64_t row, const RowLook& look, bool selected) const
{
    if (!look.mark && !look.noted)
        return;
    const Colours& colours = Colours::of(palette());
    const int pad = fontMetrics().averageCharWidth() / 2 + 1;
    const QColor colour = look.mark ? colours.marks[look.mark] : colours.muted;
    if (look.mark)
        painter.fillRect(QRect(rect.left(), rect.top(), pad, rect.height() - 1), colour);
    painter.setPen(selected ? palette().color(QPalette::HighlightedText) : colour);
    const QRect cell = cellRect(row, idColumn).adjusted(2 * pad, 0, -pad, 0);
    painter.drawText(cell, Qt::TextSingleLine | Qt::AlignVCenter | Qt::AlignLeft, symbolOf(look));
}

void MessageTable::setDecorator(const RowDecorator* decorator)
{
    m_decorator = decorator;
    viewport()->update();
}

bool MessageTable::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !m_decorator)
        return RowView::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int64_t row = rowAt(help->pos().y());
    const QString text = row == kNone ? QString() : m_decorator->toolTip(m_source.queue(), m_source.idAt(row));
    QToolTip::showText(help->globalPos(), text, viewport(), row == kNone ? QRect() : rowRect(row));
    return true;
}

void MessageTable::paintEmpty(QPainter& painter)
{
    painter.setPen(Colours::of(palette()).muted);
    const QString text = m_source.filtered() ? tr("No message matches the filter so far.")
        : m_source.queue().value != 0        ? tr("No messages in this queue yet.")
        : m_emptyText.isEmpty()              ? tr("Choose a queue on the left to see its messages.")
                                             : m_emptyText;
    painter.drawText(viewport()->rect().marginsRemoved(QMargins() + fontMetrics().height()),
        Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace tapedeck
