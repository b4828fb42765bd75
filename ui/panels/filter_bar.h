// The line above the messages in which a filter is written: whether it is understood (in words and with the place of an
// error), completion from the fields seen, history, saved filters, how matches are shown, and how far the search is.
// GUI thread.
#pragma once

#include "ui/models/filter_completion.h"
#include "ui/models/message_search.h"
#include "ui/models/window_context.h"

#include <QAction>
#include <QWidget>

class QAbstractItemModel;
class QComboBox;
class QCompleter;
class QLabel;
class QLineEdit;
class QMenu;
class QProgressBar;
class QStringListModel;
class QToolButton;

namespace tapedeck {

class FilterBar : public QWidget {
    Q_OBJECT
public:
    // How matches are shown: only they, they in a list of their own below all messages, or marked among all.
    enum Mode { onlyMatches, matchesBelow, markedMatches, modeCount };

    FilterBar(WindowContext& context, MessageSearch& search, QWidget* parent = nullptr);

    Mode mode() const;
    void setMode(Mode mode);
    QLineEdit* edit() const { return m_edit; }
    QLabel* state() const { return m_state; }
    QLabel* detail() const { return m_detail; }
    QCompleter* completer() const { return m_completer; }
    // Fields seen in messages of the queue, as they are written; learn() asks for more.
    QAbstractItemModel& seenFields() const;
    void learn();
    // The keyboard goes to the line, with its text selected.
    void begin();

    QAction *filter, *clear;

Q_SIGNALS:
    void modeChanged();
    void left(); // the keyboard is to go back to the messages

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void layOut();
    void apply();
    void onText();
    void showState();
    void underlineError();
    void showProgress();
    void complete();
    void takeCompletion(const QString& word);
    void showWords();
    void fillHistory();
    void fillSaved();
    void saveFilter();

    WindowContext& m_context;
    MessageSearch& m_search;
    FilterCompletion m_completion;
    FilterHistory m_history;
    QLineEdit* m_edit;
    QLabel *m_state, *m_detail, *m_count;
    QProgressBar* m_progress;
    QToolButton *m_stop, *m_historyButton, *m_savedButton;
    QMenu *m_historyMenu, *m_savedMenu;
    QComboBox* m_mode;
    QStringListModel *m_words, *m_fields;
    QCompleter* m_completer;
    bool m_underlining = false;
    bool m_writing = false; // the text comes from the setting, not from the user
};

} // namespace tapedeck
