// Publishes files into a queue: one message for each file, or one for each line. Shows what will be sent, then progress
// with an immediate cancel. Deletes itself when closed. GUI thread; reads a bounded piece at a time.
#pragma once

#include "ui/models/window_context.h"

#include <QDialog>
#include <QFile>
#include <QStringList>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace tapedeck {

class FilePublisher : public QDialog {
    Q_OBJECT
public:
    // Messages under way at once: enough to keep the engine busy, few enough to cancel at once.
    static constexpr int kUnderWayMax = 64;

    FilePublisher(WindowContext& context, QueueNo queue, const QStringList& paths, QWidget* parent);
    ~FilePublisher() override;

    QComboBox* modeBox() const { return m_mode; }
    QPushButton* startButton() const { return m_start; }
    uint64_t sent() const { return m_sent; }

private:
    void preview();
    void begin();
    void pump();
    bool nextBody(std::string& body);
    bool openNext();
    void send(std::string body);
    void fail(const QString& why);
    void finish();

    WindowContext& m_context;
    std::string m_queueName;
    QStringList m_paths;
    QComboBox* m_mode;
    QLabel *m_what, *m_state;
    QPlainTextEdit* m_preview;
    QProgressBar* m_progress;
    QPushButton *m_start, *m_close;
    qsizetype m_next = 0; // path to be opened
    QFile m_file;
    qint64 m_bytesTotal = 0, m_bytesRead = 0;
    int m_underWay = 0;
    uint64_t m_sent = 0;
    bool m_running = false, m_atEnd = false;
};

} // namespace tapedeck
