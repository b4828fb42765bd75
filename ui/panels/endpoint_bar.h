// A button for each open port: shows the address, copies it in several forms. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace tapedeck {

class EndpointBar : public QWidget {
    Q_OBJECT
public:
    explicit EndpointBar(WindowContext& context, QWidget* parent = nullptr);
    QList<QToolButton*> buttons() const { return m_buttons; }

private:
    void refresh();
    QToolButton* makeButton(const QString& protocol, const QStringList& addresses);
    void copy(const QString& text);

    WindowContext& m_context;
    QHBoxLayout* m_layout;
    QList<QToolButton*> m_buttons;
    QStringList m_shown;
};

} // namespace tapedeck
