// All actions with their keys: to look them up, and to change them. Keys that another action would hear as well are
// refused, and the other one is named. Deletes itself. GUI thread.
#pragma once

#include "ui/models/action_catalogue.h"

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace tapedeck {

// Keys that panels hear themselves: {what, keys}. They are shown, but cannot be changed.
using FixedKeys = QList<QPair<QString, QString>>;

class ShortcutDialog : public QDialog {
    Q_OBJECT
public:
    ShortcutDialog(ActionCatalogue& catalogue, const FixedKeys& fixed, QWidget* parent);

    // Chooses the action in the list; false if there is none of that id.
    bool choose(const QString& id);
    QLineEdit* searchEdit() const { return m_search; }
    QTreeWidget* list() const { return m_list; }
    QKeySequenceEdit* keyEdit() const { return m_keys; }
    QLabel* problemLabel() const { return m_problem; }
    QPushButton* assignButton() const { return m_assign; }
    QPushButton* clearButton() const { return m_clear; }
    QPushButton* resetButton() const { return m_reset; }
    QPushButton* resetAllButton() const { return m_resetAll; }

private:
    void fill(const FixedKeys& fixed);
    void showKeys();
    void search();
    void onChosen();
    void onEdited();
    void assign(const QList<QKeySequence>& keys);
    QString idOf(const QTreeWidgetItem* item) const;

    ActionCatalogue& m_catalogue;
    QLineEdit* m_search;
    QTreeWidget* m_list;
    QKeySequenceEdit* m_keys;
    QLabel* m_problem;
    QPushButton *m_assign, *m_clear, *m_reset, *m_resetAll;
};

} // namespace tapedeck
