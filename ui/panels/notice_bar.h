// A bar across the window or a panel that says one thing and offers one action: paused, read-only, moved port, an
// error. GUI thread.
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace tapedeck {

class NoticeBar : public QFrame {
    Q_OBJECT
public:
    enum class Kind : unsigned char { info, warn, bad };

    explicit NoticeBar(QWidget* parent = nullptr);
    // Plain text. An empty `action` shows no button.
    void show(Kind kind, const QString& text, const QString& action = {}, bool closable = false);
    QString text() const;

Q_SIGNALS:
    void actionTriggered();

protected:
    void changeEvent(QEvent* event) override;

private:
    void recolour();

    QLabel *m_icon, *m_text;
    QPushButton* m_action;
    QToolButton* m_close;
    Kind m_kind = Kind::info;
};

} // namespace tapedeck
