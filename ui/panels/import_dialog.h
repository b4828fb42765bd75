// Imports messages from files that an export has written: shows what the files are taken for and their first messages,
// then publishes them in order, with progress and an immediate cancel. Deletes itself when closed. GUI thread; the
// files are read elsewhere.
#pragma once

#include "ui/client/transfers.h"
#include "ui/models/window_context.h"

#include <QDialog>
#include <QPointer>
#include <QStringList>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace tapedeck {

class ProgressDialog;

class ImportDialog : public QDialog {
    Q_OBJECT
public:
    ImportDialog(WindowContext& context, Transfers& transfers, QWidget* parent);
    ~ImportDialog() override;

    // index.jsonl of a folder of raw files stands for its folder.
    void setFiles(const QStringList& paths);

    QLabel* filesLabel() const { return m_files; }
    QComboBox* formBox() const { return m_form; }
    QComboBox* queueBox() const { return m_queue; }
    QCheckBox* timeBox() const { return m_keepTime; }
    QLineEdit* timeEdit() const { return m_timeHeader; }
    QTableWidget* preview() const { return m_preview; }
    QLabel* state() const { return m_state; }
    QPushButton* startButton() const { return m_start; }
    ProgressDialog* progress() const; // null when nothing runs

private:
    void lay();
    void chooseFiles(bool folder);
    ImportPlan plan() const;
    void refresh();
    void askPreview();
    void showPreview(const ImportPreview& preview);
    void begin();
    void onEnded(const TransferEnd& end);
    QString importedText(const TransferEnd& end) const;

    WindowContext& m_context;
    Transfers& m_transfers;
    QStringList m_paths;
    QLabel *m_files, *m_state;
    QPushButton *m_choose, *m_chooseFolder, *m_start, *m_close;
    QComboBox *m_form, *m_queue;
    QCheckBox* m_keepTime;
    QLineEdit* m_timeHeader;
    QTableWidget* m_preview;
    Transfer m_previewing, m_running;
    uint64_t m_previewNumber = 0;
    bool m_busy = false, m_any = false;
    QPointer<ProgressDialog> m_progress;
};

} // namespace tapedeck
