// A small editor for the note on a message. GUI thread. Changes nothing itself.
#pragma once

#include "engine/base/units.h"

#include <QDialog>

#include <string>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace tapedeck {

class NoteDialog : public QDialog {
    Q_OBJECT
public:
    NoteDialog(MessageId id, const std::string& note, QWidget* parent);
    QPlainTextEdit* editor() const { return m_editor; }
    std::string note() const; // without blanks at its ends

private:
    void count();

    QPlainTextEdit* m_editor;
    QLabel* m_left;
    QPushButton* m_ok = nullptr;
};

} // namespace tapedeck
