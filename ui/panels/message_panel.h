// The centre: the pause notice, and the table of the current queue's messages, with what can be done to a message; and
// the filter that they pass. GUI thread.
#pragma once

#include "ui/models/window_context.h"
#include "ui/views/row_view.h"

#include <QAction>
#include <QHash>
#include <QMenu>
#include <QWidget>

class QSplitter;

class QMenu;

namespace tapedeck {

class FieldColumns;
class FilterBar;
class MatchStrip;
class MessageSearch;
class MessageSource;
class MessageTable;
class NoticeBar;
class Seeker;

class MessagePanel : public QWidget {
    Q_OBJECT
public:
    // Bodies copied at once, and their bytes together: what a clipboard still takes gladly.
    static constexpr int64_t kCopyRowsMax = 1000;
    static constexpr uint64_t kCopyBytesMax = 16 << 20;

    MessagePanel(WindowContext& context, Seeker& seeker, QWidget* parent = nullptr);

    MessageTable* table() const { return m_table; }
    // To be placed by the window: above everything that it is about.
    FilterBar* filterBar() const { return m_filterBar; }
    MessageSearch* search() const { return m_search; }
    // The list of its own in which matches are shown below all messages.
    MessageTable* matchTable() const { return m_matchTable; }
    MatchStrip* matchStrip() const { return m_strip; }
    // Fields that are columns of both tables.
    FieldColumns* columns() const { return m_columns; }
    // Puts the columns, and what can be done with them, into a menu.
    void fillColumns(QMenu& menu);
    void showAsColumn(const QString& field);
    // Of each body, for the last column of both tables.
    void setPreviewBytes(uint32_t bytes);
    // Shows the message at an id or time of the current queue.
    void goTo(const SeekTarget& target);

    QAction *tail, *copyBody, *copyId, *replaySelection, *first, *last, *nextMatch, *previousMatch, *addColumn;

Q_SIGNALS:
    void replayRequested(tapedeck::MessageId first, tapedeck::MessageId last);
    // The table's menu is about to be shown: others add to it.
    void menuRequested(QMenu& menu);
    void dragRequested(); // of the selected messages
    void counted(const QString& shown, const QString& selected);
    // The table shows other messages; last < first: none whose times are known.
    void visibleTimesChanged(tapedeck::Time first, tapedeck::Time last);

private:
    void makeActions();
    void layOut();
    void connectFilter();
    void searchAgain();
    void showMatches();
    void onMatches();
    void keepCurrent();
    void stepMatch(int step);
    void narrowBy(QMenu& menu);
    void onPause();
    void onCurrentMessage();
    void copySelectedBodies();
    void showMenu(const QPoint& at);
    void tellVisibleTimes();
    void count();
    // --- message_columns.cpp ---
    void makeColumns();
    void askForColumn();
    void fillColumns(QMenu& menu, MessageTable& table, int at); // at a column; -1: at none

    WindowContext& m_context;
    Seeker& m_seeker;
    MessageSource* m_source;
    MessageSearch* m_search;
    FilterBar* m_filterBar;
    NoticeBar* m_notice;
    MessageTable* m_table;
    MatchStrip* m_strip;
    MessageSource* m_matchSource;
    MessageTable* m_matchTable;
    QSplitter* m_tables;
    FieldColumns* m_columns;
    bool m_switching = false; // between all messages and matches
};

} // namespace tapedeck
