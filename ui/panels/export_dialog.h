// Exports messages into a file or a folder: which, in which form, where to; shows the first ones as they will be
// written. Runs over all that was chosen and not over what is loaded; cancelled at once, with nothing left behind.
// Deletes itself when closed. GUI thread; the work is done elsewhere.
#pragma once

#include "ui/models/transfer_choice.h"
#include "ui/panels/transfer_dialog.h"

#include <memory>

class QButtonGroup;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;

namespace tapedeck {

class QueueCheckList;

class ExportDialog : public TransferDialog {
    Q_OBJECT
public:
    enum Scope { selection, filtered, brushed, queue, queues };
    static constexpr int kScopes = 5;

    ExportDialog(WindowContext& context, Transfers& transfers, const TimeRange& brush, QWidget* parent);

    void choose(Scope scope);
    // These queues, ticked.
    void chooseQueues(const std::vector<QueueNo>& which);
    QRadioButton* scopeButton(Scope scope) const { return m_scope[scope]; }
    QueueCheckList* queueList() const { return m_queueList; }
    QComboBox* formBox() const { return m_form; }
    QLineEdit* pathEdit() const { return m_path; }
    QPlainTextEdit* preview() const { return m_preview; }

private:
    void lay();
    void makeScopes(const TimeRange& brush);
    FileForm form() const;
    Scope scope() const;
    void browse();
    void onFormChanged();
    void refresh() override;
    void askPreview();
    void showPreview(const ExportPreview& preview);
    MessageChoice choice() const;
    void begin() override;
    void collect();
    void run(MessageChoice which);
    void onEnded(const TransferEnd& end);

    Current::Selection m_selection;
    QueueNo m_queue;
    Filter m_filter, m_timeFilter;
    QRadioButton* m_scope[kScopes] = {};
    QButtonGroup* m_scopes;
    QueueCheckList* m_queueList;
    QComboBox* m_form;
    QLineEdit* m_path;
    QPushButton* m_browse;
    QPlainTextEdit* m_preview;
    std::unique_ptr<SelectionRanges> m_ranges;
};

} // namespace tapedeck
