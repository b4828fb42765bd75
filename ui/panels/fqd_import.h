// Takes over the configuration of an fqd: shows what a file holds and what of it is left out, then makes queues,
// bindings and upstreams one after another, with progress and an immediate cancel. Deletes itself when closed.
// GUI thread; the file is read elsewhere.
#pragma once

#include "ui/client/workspace.h"
#include "ui/models/window_context.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace tapedeck {

class FqdImport : public QDialog {
    Q_OBJECT
public:
    // Actions under way at once: enough to keep the engine busy, few enough to cancel at once.
    static constexpr int kUnderWayMax = 16;
    // Lines of the report; what goes beyond is counted.
    static constexpr size_t kLinesMax = 1'000;

    FqdImport(WindowContext& context, Workspace& workspace, const QString& path, QWidget* parent);

    QLabel* summary() const { return m_summary; }
    QPlainTextEdit* report() const { return m_report; }
    QPushButton* startButton() const { return m_start; }
    QPushButton* closeButton() const { return m_close; }

private:
    void showPlan(const QString& error, const FqdPlan& plan);
    void begin();
    void pump();
    void onAnswer(const QString& what, const ActionAnswer& answer);
    void tell(const QString& line);
    size_t total() const;
    Action nextAction(QString& what);

    WindowContext& m_context;
    QLabel* m_summary;
    QPlainTextEdit* m_report;
    QProgressBar* m_progress;
    QPushButton *m_start, *m_close;
    FqdPlan m_plan;
    size_t m_next = 0, m_done = 0, m_failed = 0, m_lines = 0;
    int m_underWay = 0;
    bool m_running = false;
};

} // namespace tapedeck
