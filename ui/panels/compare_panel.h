// What differs between the current message and another one: the one before it, or one that was marked for it. Key,
// headers and readable body, line by line. GUI thread; asks only while it is visible.
#pragma once

#include "ui/models/message_lines.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QToolButton;

namespace tapedeck {

class DiffView;

class ComparePanel : public QWidget {
    Q_OBJECT
public:
    enum Base { previousMessage, markedMessage };

    explicit ComparePanel(WindowContext& context, QWidget* parent = nullptr);

    // The message that is compared, its body apart, and how that is read.
    void setMessage(
        const MessageAnswer& message, std::shared_ptr<const std::string> body, const std::vector<Codec>& chosen);
    void clear();
    // From now on messages are compared with this one.
    void markBase(QueueNo queue, MessageId id);

    DiffView* view() const { return m_view; }
    QComboBox* base() const { return m_base; }
    QLabel* summary() const { return m_summary; }
    QToolButton* next() const { return m_next; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refreshChoices();
    void refresh();
    void compare(const MessageAnswer& other, std::shared_ptr<const std::string> body);
    void say(const QString& text);

    WindowContext& m_context;
    QComboBox* m_base;
    QLabel* m_summary;
    QToolButton *m_fold, *m_next;
    DiffView* m_view;
    MessageAnswer m_message; // found: there is one
    std::shared_ptr<const std::string> m_body;
    std::vector<Codec> m_chosen;
    QueueNo m_markedQueue;
    MessageId m_marked; // 0: none
    uint64_t m_token = 0;
    bool m_stale = true;
};

} // namespace tapedeck
