// Runs any action of the window by a few letters of its name, without the mouse. What was run lately comes first; what
// does not apply now is shown, but cannot be run. Deletes itself. GUI thread.
#pragma once

#include "ui/models/action_catalogue.h"

#include <QDialog>

class QLineEdit;
class QTreeWidget;

namespace tapedeck {

class CommandPalette : public QDialog {
    Q_OBJECT
public:
    // Lines listed at most: more are found by typing more.
    static constexpr int kShownMax = 200;

    CommandPalette(const ActionCatalogue& catalogue, QWidget* parent);
    QLineEdit* edit() const { return m_edit; }
    QTreeWidget* list() const { return m_list; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search();
    void run();

    const ActionCatalogue& m_catalogue;
    QLineEdit* m_edit;
    QTreeWidget* m_list;
    std::vector<QPointer<QAction>> m_hits;
};

} // namespace tapedeck
