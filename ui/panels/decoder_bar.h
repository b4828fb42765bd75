// The steps by which a body is read, as buttons: each can be switched. GUI thread.
#pragma once

#include "ui/models/decoder.h"

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace tapedeck {

class DecoderBar : public QWidget {
    Q_OBJECT
public:
    explicit DecoderBar(QWidget* parent = nullptr);
    // `guessed`: nothing was chosen. No steps empties it.
    void setSteps(const std::vector<Codec>& steps, bool guessed);
    const std::vector<Codec>& steps() const { return m_steps; }
    const QList<QToolButton*>& buttons() const { return m_buttons; }

Q_SIGNALS:
    // The steps up to the one that was switched; what follows is to be guessed. None: guess them all.
    void chosen(const std::vector<tapedeck::Codec>& steps);

private:
    QToolButton* makeButton(size_t step);

    QHBoxLayout* m_layout;
    std::vector<Codec> m_steps;
    bool m_guessed = true;
    QList<QToolButton*> m_buttons;
};

} // namespace tapedeck
