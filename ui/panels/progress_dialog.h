// The one way in which long work shows itself: what it is, how much of how much is done, how fast, how long it will
// still take, and a cancel that is immediate. Deletes itself when closed. GUI thread. Knows nothing of the work.
#pragma once

#include <QDialog>
#include <QElapsedTimer>

#include <cstdint>

class QLabel;
class QProgressBar;
class QPushButton;

namespace tapedeck {

class ProgressDialog : public QDialog {
    Q_OBJECT
public:
    enum class Unit : unsigned char { messages, bytes };

    // Shown with open() by whoever makes it.
    ProgressDialog(const QString& title, Unit unit, QWidget* parent);

    // `total` may grow; 0: not known yet. May be called as often as the work likes: it is shown ten times a second.
    void advance(uint64_t done, uint64_t total);
    // The work is over. With `keepOpen` the dialog stays until it is closed.
    void finish(const QString& text, bool keepOpen = false);
    // It ended early: why.
    void fail(const QString& text);
    bool over() const { return m_over; }
    uint64_t done() const { return m_done; }
    uint64_t total() const { return m_total; }
    QString text() const;
    QPushButton* cancelButton() const { return m_cancel; }

    // "1,204 of 10,000 messages · 812/s · 11 s left"; the parts that are known.
    static QString progressText(Unit unit, uint64_t done, uint64_t total, int64_t elapsedMs);

Q_SIGNALS:
    // By the button, Escape or closing the window; once, and not after the end.
    void cancelled();

protected:
    void reject() override;
    void closeEvent(QCloseEvent* event) override;

private:
    void refresh(uint64_t done, uint64_t total);
    void end(const QString& text);

    Unit m_unit;
    QLabel *m_text, *m_why;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
    QElapsedTimer m_since, m_shown;
    uint64_t m_done = 0, m_total = 0;
    bool m_over = false;
};

} // namespace tapedeck
