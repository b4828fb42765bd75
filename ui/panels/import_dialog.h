// Imports messages from files that an export has written: shows what the files are taken for and their first messages,
// then publishes them in order, with progress and an immediate cancel. Deletes itself when closed. GUI thread; the
// files are read elsewhere.
#pragma once

#include "ui/panels/transfer_dialog.h"

#include <QStringList>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace tapedeck {

class ImportDialog : public TransferDialog {
    Q_OBJECT
public:
    ImportDialog(WindowContext& context, Transfers& transfers, QWidget* parent);

    // index.jsonl of a folder of raw files stands for its folder.
    void setFiles(const QStringList& paths);

    QLabel* filesLabel() const { return m_files; }
    QComboBox* formBox() const { return m_form; }
    QComboBox* queueBox() const { return m_queue; }
    QCheckBox* timeBox() const { return m_keepTime; }
    QLineEdit* timeEdit() const { return m_timeHeader; }
    QTableWidget* preview() const { return m_preview; }

private:
    void lay();
    void chooseFiles(bool folder);
    ImportPlan plan() const;
    void refresh() override;
    void askPreview();
    void showPreview(const ImportPreview& preview);
    void begin() override;
    void onEnded(const TransferEnd& end);
    QString importedText(const TransferEnd& end) const;

    QStringList m_paths;
    QLabel* m_files;
    QPushButton *m_choose, *m_chooseFolder;
    QComboBox *m_form, *m_queue;
    QCheckBox* m_keepTime;
    QLineEdit* m_timeHeader;
    QTableWidget* m_preview;
    bool m_any = false;
};

} // namespace tapedeck
