#include "ui/panels/decoder_bar.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace tapedeck {

DecoderBar::DecoderBar(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
{
    const int gap = fontMetrics().height() / 4;
    m_layout->setContentsMargins(gap, 0, gap, 0);
    m_layout->setSpacing(0);
    m_layout->addStretch(1);
}

void DecoderBar::setSteps(const std::vector<Codec>& steps, bool guessed)
{
    if (steps == m_steps && guessed == m_guessed)
        return;
    m_steps = steps;
    m_guessed = guessed;
    for (QToolButton* button : m_buttons) {
        button->hide();
        button->deleteLater(); // its menu may be what led here
    }
    m_buttons.clear();
    for (size_t i = 0; i < steps.size(); ++i) {
        m_buttons.append(makeButton(i));
        m_layout->insertWidget(static_cast<int>(i), m_buttons.back());
    }
}

QToolButton* DecoderBar::makeButton(size_t step)
{
    auto* button = new QToolButton(this);
    const QString name = codecName(m_steps[step]);
    button->setText(step == 0 ? name : QStringLiteral("\u203a %1").arg(name));
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(tr("Step %1 of reading the body: %2").arg(step + 1).arg(name));
    button->setToolTip(m_guessed ? tr("Read as %1, as it looks. Press to read it as something else.").arg(name)
                                 : tr("Read as %1, as chosen. Press to read it as something else.").arg(name));
    auto* menu = new QMenu(button);
    const auto add = [&](Codec codec, const QString& text) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(codec == m_steps[step]);
        connect(action, &QAction::triggered, this, [this, step, codec] {
            std::vector<Codec> steps(m_steps.begin(), m_steps.begin() + static_cast<ptrdiff_t>(step));
            steps.push_back(codec);
            Q_EMIT chosen(steps);
        });
    };
    add(Codec::text, tr("As it is: text"));
    add(Codec::binary, tr("As it is: bytes"));
    menu->addSeparator();
    for (int i = 0; i < kCodecs; ++i)
        if (const auto codec = static_cast<Codec>(i); codec != Codec::text && codec != Codec::binary)
            add(codec, codecName(codec));
    menu->addSeparator();
    QAction* guess = menu->addAction(tr("As it looks"));
    guess->setEnabled(!m_guessed);
    connect(guess, &QAction::triggered, this, [this] { Q_EMIT chosen({}); });
    button->setMenu(menu);
    return button;
}

} // namespace tapedeck
