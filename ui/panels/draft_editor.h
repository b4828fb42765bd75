// One draft: where it goes, key, headers, body, and how it is sent. What is written is shown as plain text; bytes that
// cannot be edited as text are kept as they are until they are replaced. GUI thread.
#pragma once

#include "ui/models/message_draft.h"
#include "ui/models/window_context.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;
class QTimer;
class QToolButton;

namespace tapedeck {

class DraftSender;
class JsonHighlighter;

class DraftEditor : public QWidget {
    Q_OBJECT
public:
    // Longer bodies are sent as they are, not edited.
    static constexpr size_t kEditableBytesMax = size_t{1} << 20;

    explicit DraftEditor(WindowContext& context, QWidget* parent = nullptr);

    MessageDraft draft() const;
    void setDraft(const MessageDraft& draft);
    // For tabs: the target, shortened.
    QString title() const;
    // True while nothing was written.
    bool untouched() const;

    // Puts the current queue into the field if there is nothing, and the cursor into the body.
    void begin();
    // What nobody has begun to write is for the usual queue.
    void showUsualQueue();
    // For an exchange: the key becomes the route.
    void beginFor(const std::string& exchange);
    bool canSend() const;
    void send(); // starts, or stops what runs
    void loadBody(const QString& path);

    QComboBox* kindBox() const { return m_kind; } // a queue or an exchange
    QComboBox* queueBox() const { return m_queue; }
    QLineEdit* keyEdit() const { return m_key; }
    QLineEdit* delayEdit() const { return m_delay; }
    QLineEdit* everyEdit() const { return m_every; }
    QPlainTextEdit* bodyEdit() const { return m_body; }
    QTableWidget* headerTable() const { return m_headers; }
    QSpinBox* copiesBox() const { return m_copies; }
    QCheckBox* fillInBox() const { return m_fillIn; }
    QPushButton* sendButton() const { return m_sendButton; }
    QToolButton* showButton() const { return m_show; }
    QLabel* bodyState() const { return m_bodyState; }
    QLabel* result() const { return m_result; }

Q_SIGNALS:
    void changed(); // what draft() gives
    void titleChanged();
    void canSendChanged();

private:
    void lay();
    void listen();
    void fillQueues();
    std::string usualQueue() const; // of a draft that nobody has told anything else; empty: there is none
    void checkBody();
    QString variablesState(const std::string& body, bool& bad) const;
    QString jsonState(const std::string& body, bool& bad) const;
    void showBody(const std::string& bytes);
    void showState();
    void format();
    void chooseFile();
    void editAsText();
    void showSent();
    void tellProgress();
    void tellOutcome();
    QString routeText() const;
    bool toExchange() const;
    void setKind();
    void keepEmptyHeaderRow();

    WindowContext& m_context;
    DraftSender* m_sender;
    QComboBox *m_kind, *m_queue;
    QLabel* m_keyLabel;
    QLineEdit *m_key, *m_delay, *m_every;
    QSpinBox* m_copies;
    QTableWidget* m_headers;
    QPlainTextEdit* m_body;
    JsonHighlighter* m_colours;
    QCheckBox* m_fillIn;
    QLabel *m_bodyState, *m_result;
    QPushButton *m_format, *m_file, *m_asText, *m_sendButton;
    QToolButton* m_show;
    QTimer* m_check;
    std::optional<std::string> m_bytes; // the body, where it is not edited
    bool m_filling = false; // by program
};

} // namespace tapedeck
