// Publishes files into a queue: one message for each file, line, row of a table or element of a JSON array. Shows the
// first messages as they will be, then progress with an immediate cancel. Deletes itself when closed. GUI thread; reads
// a bounded piece at a time.
#pragma once

#include "ui/models/file_records.h"
#include "ui/models/window_context.h"

#include <QDialog>
#include <QElapsedTimer>
#include <QStringList>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace tapedeck {

class FilePublisher : public QDialog {
    Q_OBJECT
public:
    // Messages under way at once, and their bytes: enough to keep the engine busy, few enough to cancel at once.
    static constexpr int kUnderWayMax = 64;
    static constexpr size_t kUnderWayBytesMax = size_t{32} << 20;
    static constexpr int kPreviewRows = 20;

    FilePublisher(WindowContext& context, QueueNo queue, const QStringList& paths, QWidget* parent);
    ~FilePublisher() override;

    QComboBox* modeBox() const { return m_mode; }
    QComboBox* keyBox() const { return m_key; }
    QLineEdit* fieldEdit() const { return m_field; }
    QTableWidget* previewTable() const { return m_preview; }
    QLabel* state() const { return m_state; }
    QPushButton* startButton() const { return m_start; }
    QPushButton* closeButton() const { return m_close; }
    uint64_t sent() const { return m_sent; }

private:
    void lay();
    FileChoice choice() const;
    void preview();
    void addRow(const FileRecord& record, uint64_t bytes);
    bool previewFile(const QString& path, qint64& budget);
    void begin();
    void pump();
    bool readNext();
    void send(FileRecord record);
    void showProgress();
    void fail(const QString& why);
    void finish();

    WindowContext& m_context;
    std::string m_queueName;
    QStringList m_paths;
    QComboBox *m_mode, *m_key;
    QLineEdit* m_field;
    QLabel *m_what, *m_state;
    QTableWidget* m_preview;
    QProgressBar* m_progress;
    QPushButton *m_start, *m_close;
    qsizetype m_next = 0; // path to be opened
    std::optional<FileRecords> m_records;
    qint64 m_bytesTotal = 0, m_bytesBefore = 0; // before: of the files that are done
    size_t m_bytesUnderWay = 0;
    int m_underWay = 0;
    uint64_t m_sent = 0;
    QElapsedTimer m_since;
    bool m_running = false, m_atEnd = false, m_posted = false;
};

} // namespace tapedeck
