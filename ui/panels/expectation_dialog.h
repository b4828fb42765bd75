// Asks for an expectation, or makes one of a message: its members are ticked and become a filter. Shows the same as
// lines for a shell. Says what is wrong while it is being typed. Deletes itself. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QGroupBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace tapedeck {

class FieldForm;
struct PlacedMessage;

class ExpectationDialog : public QDialog {
    Q_OBJECT
public:
    ExpectationDialog(WindowContext& context, QWidget* parent);

    void begin(const ExpectationView& like);
    void begin(const PlacedMessage& message);
    // This one is replaced.
    void change(const ExpectationView& expectation);

    QPlainTextEdit* textEdit() const { return m_text; }
    QLineEdit* queueEdit() const { return m_queue; }
    QComboBox* fromBox() const { return m_from; }
    QLineEdit* placeEdit() const { return m_place; } // of `from`: an id or a time
    QListWidget* members() const { return m_members; }
    QComboBox* formBox() const { return m_formBox; } // what is to become of such messages
    QLineEdit* commandLine() const { return m_command; }
    QLineEdit* curlLine() const { return m_curl; }
    FieldForm* form() const { return m_form; }
    QPushButton* okButton() const { return m_ok; }

private:
    void lay();
    QWidget* copyRow(QLineEdit* line, const QString& toolTip);
    void fill(const ExpectationView& view);
    void compose();
    void check();
    std::optional<ExpectFrom> readFrom();
    std::optional<ExpectItem> read();
    void submit();

    WindowContext& m_context;
    uint64_t m_replaces = 0; // 0: a new one
    FieldForm* m_form;
    QGroupBox* m_fromMessage;
    QListWidget* m_members;
    QComboBox *m_formBox, *m_from;
    QLineEdit *m_time, *m_count, *m_queue, *m_place, *m_command, *m_curl;
    QPlainTextEdit* m_text;
    QLabel* m_summary;
    QPushButton* m_ok;
};

} // namespace tapedeck
