// A button for each open port: shows the address, copies it in several forms; and where the engine is, if that is not
// here. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace tapedeck {

class EndpointBar : public QWidget {
    Q_OBJECT
public:
    explicit EndpointBar(WindowContext& context, QWidget* parent = nullptr);
    QList<QToolButton*> buttons() const { return m_buttons; }
    // "HOST:PORT" of an engine elsewhere; empty: it is this window's own.
    void setRemote(const QString& address);
    const QLabel* remoteLabel() const { return m_where; }

private:
    void refresh();
    QString reachable(const QString& address) const;
    QToolButton* makeButton(const QString& protocol, const QStringList& addresses);
    void copy(const QString& text);

    WindowContext& m_context;
    QHBoxLayout* m_layout;
    QLabel* m_where;
    QString m_remote;
    QList<QToolButton*> m_buttons;
    QStringList m_shown;
};

} // namespace tapedeck
