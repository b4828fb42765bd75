// The table of one queue's messages: rows are positions of its source, cells are painted from the page cache, the tail
// is followed until it is paused. GUI thread. Looking never consumes.
#pragma once

#include "ui/models/message_source.h"
#include "ui/models/row_decorator.h"
#include "ui/models/time_text.h"
#include "ui/views/row_view.h"

class QHeaderView;

namespace tapedeck {

class MessageTable : public RowView {
    Q_OBJECT
public:
    enum Column { idColumn, timeColumn, keyColumn, sizeColumn, stateColumn, previewColumn, columnCount };

    MessageTable(MessageSource& source, ZoneSetting& zone, QWidget* parent = nullptr);

    MessageSource& source() const { return m_source; }
    QHeaderView* header() const { return m_header; }
    static QString columnName(int column);
    // What a cell shows; "…" while loading.
    QString cellText(int64_t row, int column) const;
    // One sentence for a screen reader.
    QString rowSentence(int64_t row) const;
    QRect cellRect(int64_t row, int column) const;
    // The current message; 0 if there is none.
    MessageId currentId() const { return m_source.idAt(currentRow()); }
    // These stand out among all others; null: none.
    void setHighlights(std::shared_ptr<const MatchList> matches);
    const std::shared_ptr<const MatchList>& highlights() const { return m_highlights; }

    // Following: the newest row is kept in view. Paused: the rows stand still and newRows() grows.
    bool following() const { return m_following; }
    void setFollowing(bool on);
    uint64_t newRows() const;
    // Must outlive the table or be taken away (null). Whoever changes what it says asks for an update.
    void setDecorator(const RowDecorator* decorator);
    // Shown while there is no queue; empty: that one is to be chosen.
    void setEmptyText(const QString& text) { m_emptyText = text; }
    // Paused by Space or the menu, not by having scrolled up.
    bool pausedOnPurpose() const { return !m_following && m_onPurpose; }
    // Shows a row even if it is newer than what a pause holds back.
    void goTo(int64_t row);
    // The same by id, if the message is among those shown. Returns whether it is.
    bool goToMessage(MessageId id);

Q_SIGNALS:
    void followingChanged();
    void newRowsChanged();

protected:
    void paintRow(QPainter& painter, int64_t row, const QRect& rect) override;
    void paintEmpty(QPainter& painter) override;
    int contentWidth() const override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;

private:
    void onRange();
    void placeHeader();
    void setDefaultWidths();
    QString timeText(Time time) const;
    QString stateText(int64_t at, const MessageRow& row) const;
    void paintCell(QPainter& painter, const QRect& rect, int64_t row, int column, const QColor& colour) const;

    MessageSource& m_source;
    void paintLook(QPainter& painter, const QRect& rect, int64_t row, const RowLook& look, bool selected) const;

    const RowDecorator* m_decorator = nullptr;
    QString m_emptyText;
    std::shared_ptr<const MatchList> m_highlights;
    ZoneSetting& m_zone;
    QHeaderView* m_header;
    bool m_following = true;
    bool m_onPurpose = false;
    MessageId m_held; // while paused: messages from here on are held back
};

} // namespace tapedeck
