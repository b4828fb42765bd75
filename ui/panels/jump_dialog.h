// Jumps to a queue or channel by a few letters of its name. Deletes itself. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace tapedeck {

class JumpDialog : public QDialog {
    Q_OBJECT
public:
    // Names listed at most: more are found by typing more.
    static constexpr size_t kShownMax = 50;

    JumpDialog(WindowContext& context, QWidget* parent);
    QLineEdit* edit() const { return m_edit; }
    QListWidget* list() const { return m_list; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search();
    void go();

    WindowContext& m_context;
    QLineEdit* m_edit;
    QListWidget* m_list;
    struct Hit {
        QueueNo queue;
        std::string channel;
    };
    std::vector<Hit> m_hits;
};

} // namespace tapedeck
