// Rows of fields with their labels, each with a line under it that says what is wrong with it, and texts that stand for
// bytes. Knows nothing of what the fields mean. GUI thread.
#pragma once

#include <QWidget>

#include <map>
#include <string>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace tapedeck {

class FieldForm : public QWidget {
    Q_OBJECT
public:
    explicit FieldForm(QWidget* parent = nullptr);

    // `name` is what errors call it. The label is the field's buddy.
    void add(const QString& label, QWidget* field, const char* name, const QString& toolTip = {});
    // One of a line of text; lineNamed() finds it.
    void addLine(const QString& label, const char* name, const QString& placeholder, const QString& toolTip = {});
    void setShown(const char* name, bool shown);
    bool isShown(const char* name) const;

    void clearErrors();
    // Under the field of that name; false: there is none that is shown.
    bool fail(const std::string& name, const QString& text);
    QString errorAt(const char* name) const;
    // What was found wrong first; empty: nothing.
    const QString& first() const { return m_first; }
    bool failed() const { return !m_first.isEmpty(); }

private:
    struct Row {
        QWidget* box;
        QLabel* error;
    };
    QFormLayout* m_layout;
    std::map<std::string, Row> m_rows;
    QString m_first;
};

// Of any form of the dialog; null if there is none.
QLineEdit* lineNamed(const QWidget& dialog, const char* name);

// The engine's checks name the value that is wrong as `name`: this one, or what they are about; empty: none.
std::string namedField(const std::string& error);
// The same as a sentence.
QString asSentence(const std::string& error);

// Fields show bytes as text. As long as nobody changes it, what was set comes back byte by byte.
void setBytes(QLineEdit* edit, const std::string& bytes);
void setBytes(QPlainTextEdit* edit, const std::string& bytes);
std::string bytesOf(const QLineEdit* edit);
std::string bytesOf(const QPlainTextEdit* edit);

} // namespace tapedeck
