// Asks for a responder, a new one or one that is changed: what it listens to and what it answers. Says what is wrong
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
class QPlainTextEdit;
class QPushButton;

namespace tapedeck {

class DelayEdit;
struct ResponderDraft;

class ResponderDialog : public QDialog {
    Q_OBJECT
public:
    ResponderDialog(WindowContext& context, QWidget* parent);

    // A new one like this.
    void begin(const ResponderRule& rule);
    // One made of two messages.
    void begin(const ResponderDraft& draft);
    // This one is changed.
    void change(ResponderId id, const ResponderRule& rule);

    QComboBox* listenBox() const { return m_listen; }
    QComboBox* answerBox() const { return m_answer; }
    // By the names that MOCK.md gives them; `listen` is the pattern of the queue or exchange.
    QLineEdit* field(const char* name) const { return lineNamed(*this, name); }
    QPlainTextEdit* headersEdit() const { return m_headers; }
    QPlainTextEdit* bodyEdit() const { return m_body; }
    FieldForm* request() const { return m_request; }
    FieldForm* response() const { return m_response; }
    QLabel* summary() const { return m_summary; }
    QPushButton* okButton() const { return m_ok; }

private:
    void makeFields();
    void lay();
    void fill(const ResponderRule& rule);
    void setHeaders(const std::vector<std::pair<std::string, std::string>>& headers);
    void check();
    std::optional<ResponderRule> read();
    void readHeaders(ResponderRule& rule);
    void readLimits(ResponderRule& rule);
    Template readTemplate(const char* name, const std::string& text);
    uint64_t number(const char* name, uint64_t unless);
    void fail(const std::string& name, const QString& text);
    void submit();

    WindowContext& m_context;
    ResponderRule m_before; // what is not asked stays as it is here
    std::vector<std::pair<std::string, std::string>> m_headersBefore; // as they were set, byte by byte
    QString m_headersShown;
    ResponderId m_changes = 0; // 0: a new one
    FieldForm *m_request, *m_response;
    QComboBox *m_listen, *m_answer;
    QPlainTextEdit *m_headers, *m_body;
    QCheckBox *m_create, *m_delays, *m_mark, *m_enabled;
    DelayEdit* m_delay;
    QLabel* m_summary;
    QPushButton* m_ok;
    QString m_problem, m_note;
};

} // namespace tapedeck
