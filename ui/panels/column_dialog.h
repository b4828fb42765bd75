// Asks for a field that is to be a column, and offers those that were seen in messages. Stays until the field is
// understood. Deletes itself when closed. GUI thread.
#pragma once

#include <QDialog>

class QAbstractItemModel;
class QCompleter;
class QLabel;
class QLineEdit;

namespace tapedeck {

class FieldColumns;

class ColumnDialog : public QDialog {
    Q_OBJECT
public:
    // `seen`: the fields to offer, as they are written; may still grow.
    ColumnDialog(FieldColumns& columns, QAbstractItemModel& seen, QWidget* parent);

    QLineEdit* edit() const { return m_edit; }
    QCompleter* completer() const { return m_completer; }
    QString problem() const;

    void accept() override;

private:
    FieldColumns& m_columns;
    QLineEdit* m_edit;
    QLabel* m_problem;
    QCompleter* m_completer;
};

} // namespace tapedeck
