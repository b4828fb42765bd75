// Asks for a fault, a new one or one that is changed: what happens, to which messages, and when. Says what is wrong
// while it is being typed. Deletes itself. GUI thread.
#pragma once

#include "ui/models/window_context.h"
#include "ui/panels/field_form.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace tapedeck {

class DelayEdit;

class FaultDialog : public QDialog {
    Q_OBJECT
public:
    FaultDialog(WindowContext& context, QWidget* parent);

    // A new one like this.
    void begin(const FaultRule& rule);
    // This one is changed.
    void change(FaultId id, const FaultRule& rule);

    QComboBox* kindBox() const { return m_kind; }
    QComboBox* atBox() const { return m_at; }
    DelayEdit* delayEdit() const { return m_delay; }
    // By the names that MOCK.md gives them.
    QLineEdit* field(const char* name) const { return lineNamed(*this, name); }
    FieldForm* what() const { return m_what; }
    FieldForm* where() const { return m_where; }
    FieldForm* when() const { return m_when; }
    QLabel* summary() const { return m_summary; }
    QPushButton* okButton() const { return m_ok; }

private:
    void makeFields();
    void lay();
    void fill(const FaultRule& rule);
    void showFields();
    void check();
    std::optional<FaultRule> read();
    void readWhat(FaultRule& rule);
    void readWhen(FaultRule& rule);
    uint64_t number(const char* name, uint64_t unless);
    double decimal(const char* name, double unless);
    Duration length(const char* name, Duration unless);
    void fail(const std::string& name, const QString& text);
    void submit();

    WindowContext& m_context;
    FaultRule m_before; // what is not asked stays as it is here
    FaultId m_changes = 0; // 0: a new one
    FieldForm *m_what, *m_where, *m_when;
    QComboBox *m_kind, *m_at, *m_code;
    DelayEdit* m_delay;
    QCheckBox *m_keep, *m_mark, *m_enabled;
    QLabel* m_summary;
    QPushButton* m_ok;
    QString m_problem; // one that belongs to no field
};

} // namespace tapedeck
