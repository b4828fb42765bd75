// What the dialogs have in common that work on files of messages: a preview of which only the newest counts, one run
// with its progress, a line that says how things stand, and two buttons. Whatever is under way is cancelled when the
// dialog goes, and it goes when another tape comes. Deletes itself when closed. GUI thread; the work is done elsewhere.
#pragma once

#include "ui/client/transfers.h"
#include "ui/models/window_context.h"
#include "ui/panels/progress_dialog.h"

#include <QDialog>
#include <QPointer>

#include <functional>

class QDialogButtonBox;
class QLabel;
class QPushButton;

namespace tapedeck {

class TransferDialog : public QDialog {
    Q_OBJECT
public:
    ~TransferDialog() override;

    QLabel* state() const { return m_state; }
    QPushButton* startButton() const { return m_start; }
    ProgressDialog* progress() const { return m_progress; } // null when nothing runs

protected:
    TransferDialog(WindowContext& context, Transfers& transfers, QWidget* parent);

    // Cancel, and the one that begins. Called once, when the fields are there: they come first with Tab.
    QDialogButtonBox* makeButtons(const QString& start);
    virtual void begin() = 0;
    // What can be pressed, and why not.
    virtual void refresh() = 0;

    // What takes the answer to the preview that is asked for now, unless another is asked for before it comes.
    template <typename Preview>
    std::function<void(const Preview&)> newPreview(std::function<void(const Preview&)> show)
    {
        m_previewing.cancel();
        return [self = QPointer<TransferDialog>(this), number = ++m_previewNumber, show = std::move(show)](
                   const Preview& preview) {
            if (self && self->m_previewNumber == number)
                show(preview);
        };
    }
    // Shows the progress of a run, which is told to advancing().
    void beginRun(const QString& title, ProgressDialog::Unit unit);
    Transfers::Progressed advancing() const;
    void endRun();

    WindowContext& m_context;
    Transfers& m_transfers;
    QLabel* m_state;
    QPushButton *m_start = nullptr, *m_close = nullptr;
    Transfer m_previewing, m_running;
    bool m_busy = false;
    QPointer<ProgressDialog> m_progress;

private:
    uint64_t m_previewNumber = 0;
};

} // namespace tapedeck
