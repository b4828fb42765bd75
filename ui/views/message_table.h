// The table of one queue's messages: rows are positions of its source, cells are painted from the page cache, the tail
// is followed until it is paused. GUI thread. Looking never consumes.
#pragma once

#include "ui/models/message_source.h"
#include "ui/models/row_decorator.h"
#include "ui/models/time_text.h"
#include "ui/views/row_view.h"

class QAbstractTableModel;
class QHeaderView;

namespace tapedeck {

class MessageTable : public RowView {
    Q_OBJECT
public:
    // Behind these come the fields of the source, in its order.
    enum Column { idColumn, timeColumn, keyColumn, sizeColumn, stateColumn, previewColumn, fixedColumns };

    MessageTable(MessageSource& source, ZoneSetting& zone, QWidget* parent = nullptr);

    MessageSource& source() const { return m_source; }
    QHeaderView* header() const { return m_header; }
    int columnCount() const;
    QString columnName(int column) const;
    // The field that a column shows, as it was written; empty: it is one of the fixed ones.
    QString fieldAt(int column) const;
    bool columnShown(int column) const;
    // Not the last one that is shown.
    bool canHide(int column) const;
    void showColumn(int column, bool shown);
    // Scrolls so that it is seen, as far as there is room.
    void revealColumn(int column);
    // Widths, order and what is hidden; of a header that had as many columns.
    QByteArray columnState() const;
    void restoreColumns(const QByteArray& state);
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
    // --- message_table_columns.cpp ---
    void makeHeader();
    void setDefaultWidths();
    void setFieldWidth(int column);
    void onFields();
    void onColumns();
    int shownColumns() const;
    // Null: a fixed column, or not loaded with this field.
    const FieldValue* valueAt(const MessageRow& row, int column) const;
    // Something is there that can be shown as it is.
    bool plainValue(const MessageRow& row, int column) const;
    QString fieldText(const MessageRow& row, int column) const;
    // ---
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
    QAbstractTableModel* m_names; // of the header
    QStringList m_fieldNames; // of the columns behind the fixed ones
    bool m_following = true;
    bool m_onPurpose = false;
    MessageId m_held; // while paused: messages from here on are held back
};

} // namespace tapedeck
