// Saves a copy for a bug report: a new tape with some queues, the newest messages or a brushed time of them, and with
// values masked or hashed. Shows before and after of some messages, then how much was touched. Never writes over the
// tape that is open. Deletes itself when closed. GUI thread; the work is done elsewhere.
#pragma once

#include "ui/client/workspace.h"
#include "ui/models/timeline_scale.h"
#include "ui/panels/transfer_dialog.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QSpinBox;
class QTimer;

namespace tapedeck {

class QueueCheckList;

class BugReportDialog : public TransferDialog {
    Q_OBJECT
public:
    // A preview is made anew when nothing was typed for so long.
    static constexpr int kPreviewAfterMs = 250;

    BugReportDialog(WindowContext& context, Workspace& workspace, const TimeRange& brush, QWidget* parent);

    QueueCheckList* queueList() const { return m_queues; }
    QRadioButton* allButton() const { return m_all; }
    QRadioButton* brushedButton() const { return m_brushed; }
    QRadioButton* newestButton() const { return m_newest; }
    QSpinBox* newestCount() const { return m_newestCount; }
    QPlainTextEdit* headersEdit() const { return m_headers; }
    QPlainTextEdit* pathsEdit() const { return m_paths; }
    QPlainTextEdit* patternsEdit() const { return m_patterns; }
    QComboBox* modeBox() const { return m_mode; }
    QCheckBox* marksBox() const { return m_marks; }
    QCheckBox* notesBox() const { return m_notes; }
    QLineEdit* pathEdit() const { return m_path; }
    QPlainTextEdit* before() const { return m_before; }
    QPlainTextEdit* after() const { return m_after; }
    QLabel* touched() const { return m_touched; }
    QPushButton* nextButton() const { return m_next; }

private:
    void makeChoice(const TimeRange& brush);
    QWidget* ruleEdit(QPlainTextEdit* edit, const QString& title, const QString& hint);
    QWidget* layWhat();
    QWidget* layRules();
    QWidget* layPreview();
    void lay();
    void wire();
    RedactPlan plan() const;
    void browse();
    void refresh() override;
    void askPreview();
    void showPreview(const RedactPreview& preview);
    void showSample();
    void begin() override;
    void onEnded(const TransferEnd& end, const RedactReport& report);
    QString reportText(const TransferEnd& end, const RedactReport& report) const;

    Workspace& m_workspace;
    Filter m_timeFilter;
    QueueCheckList* m_queues;
    QRadioButton *m_all, *m_brushed, *m_newest;
    QSpinBox* m_newestCount;
    QPlainTextEdit *m_headers, *m_paths, *m_patterns;
    QComboBox* m_mode;
    QCheckBox *m_marks, *m_notes;
    QLineEdit* m_path;
    QPushButton* m_browse;
    QPlainTextEdit *m_before, *m_after;
    QLabel* m_touched;
    QPushButton* m_next;
    QTimer* m_soon;
    RedactPlan m_shownPlan, m_plan; // of the preview, of what runs
    RedactPreview m_preview;
    size_t m_sample = 0;
    bool m_rulesWrong = false;
};

} // namespace tapedeck
