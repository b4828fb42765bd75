// Exports messages into a file or a folder: which, in which form, where to; shows the first ones as they will be
// written. Runs over all that was chosen and not over what is loaded; cancelled at once, with nothing left behind.
// Deletes itself when closed. GUI thread; the work is done elsewhere.
#pragma once

#include "ui/client/transfers.h"
#include "ui/models/transfer_choice.h"
#include "ui/models/window_context.h"

#include <QDialog>
#include <QPointer>

#include <memory>

class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;

namespace tapedeck {

class ProgressDialog;
class QueueCheckList;

class ExportDialog : public QDialog {
    Q_OBJECT
public:
    enum Scope { selection, filtered, brushed, queue, queues };
    static constexpr int kScopes = 5;

    ExportDialog(WindowContext& context, Transfers& transfers, const TimeRange& brush, QWidget* parent);
    ~ExportDialog() override;

    void choose(Scope scope);
    // These queues, ticked.
    void chooseQueues(const std::vector<QueueNo>& which);
    QRadioButton* scopeButton(Scope scope) const { return m_scope[scope]; }
    QueueCheckList* queueList() const { return m_queueList; }
    QComboBox* formBox() const { return m_form; }
    QLineEdit* pathEdit() const { return m_path; }
    QPlainTextEdit* preview() const { return m_preview; }
    QLabel* state() const { return m_state; }
    QPushButton* startButton() const { return m_start; }
    ProgressDialog* progress() const; // null when nothing runs

private:
    void lay();
    void makeScopes(const TimeRange& brush);
    FileForm form() const;
    Scope scope() const;
    void browse();
    void onFormChanged();
    void refresh();
    void askPreview();
    void showPreview(const ExportPreview& preview);
    MessageChoice choice() const;
    void begin();
    void collect();
    void run(MessageChoice which);
    void onEnded(const TransferEnd& end);

    WindowContext& m_context;
    Transfers& m_transfers;
    Current::Selection m_selection;
    QueueNo m_queue;
    Filter m_filter, m_timeFilter;
    QRadioButton* m_scope[kScopes] = {};
    QButtonGroup* m_scopes;
    QueueCheckList* m_queueList;
    QComboBox* m_form;
    QLineEdit* m_path;
    QPushButton *m_browse, *m_start, *m_close;
    QPlainTextEdit* m_preview;
    QLabel* m_state;
    std::unique_ptr<SelectionRanges> m_ranges;
    Transfer m_previewing, m_running;
    uint64_t m_previewNumber = 0;
    bool m_busy = false;
    QPointer<ProgressDialog> m_progress;
};

} // namespace tapedeck
