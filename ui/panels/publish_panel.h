// Writes a message and publishes it: queue, key, headers, body with a JSON check, delay and copies. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QAction>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace tapedeck {

class PublishPanel : public QWidget {
    Q_OBJECT
public:
    explicit PublishPanel(WindowContext& context, QWidget* parent = nullptr);

    // Puts the current queue into the field and the cursor into the body.
    void begin();
    // For an exchange: the key becomes the route.
    void beginFor(const std::string& exchange);
    QAction* send;

    QWidget* firstWidget() const;
    QComboBox* kindBox() const { return m_kind; } // a queue or an exchange
    QComboBox* queueBox() const { return m_queue; }
    QLineEdit* keyEdit() const { return m_key; }
    QPlainTextEdit* bodyEdit() const { return m_body; }
    QTableWidget* headerTable() const { return m_headers; }
    QSpinBox* copiesBox() const { return m_copies; }
    QLabel* result() const { return m_result; }

private:
    void lay();
    void fillQueues();
    void checkBody();
    void format();
    void publish();
    void publishToExchange();
    bool toExchange() const;
    void setKind();
    HeaderList headerList() const;
    void keepEmptyHeaderRow();

    WindowContext& m_context;
    QComboBox *m_kind, *m_queue;
    QLabel* m_keyLabel;
    QLineEdit *m_key, *m_delay;
    QSpinBox* m_copies;
    QTableWidget* m_headers;
    QPlainTextEdit* m_body;
    QLabel *m_bodyState, *m_result;
    QPushButton *m_format, *m_sendButton;
};

} // namespace tapedeck
