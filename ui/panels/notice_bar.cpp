#include "ui/panels/notice_bar.h"

#include "ui/views/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace tapedeck {

NoticeBar::NoticeBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    setAutoFillBackground(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setIcon(themedIcon(QStringLiteral("close")));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Hide"));
    const int gap = fontMetrics().height() / 4;
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * gap, gap, gap, gap);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    connect(m_action, &QPushButton::clicked, this, &NoticeBar::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void NoticeBar::show(Kind kind, const QString& text, const QString& action, bool closable)
{
    m_kind = kind;
    m_text->setText(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_close->setVisible(closable);
    recolour();
    QFrame::show();
}

QString NoticeBar::text() const
{
    return m_text->text();
}

void NoticeBar::recolour()
{
    const Colours& colours = Colours::of(palette());
    const QColor fill = m_kind == Kind::warn ? colours.warnFill
        : m_kind == Kind::bad                ? colours.badFill
                                             : colours.infoFill;
    if (palette().color(QPalette::Window) != fill) {
        QPalette own;
        own.setColor(QPalette::Window, fill);
        setPalette(own);
    }
    const char* icon = m_kind == Kind::info ? "lock" : "warning";
    const int size = fontMetrics().height();
    m_icon->setPixmap(themedIcon(QLatin1String(icon)).pixmap(size, size));
    m_icon->setVisible(m_kind != Kind::info || !m_close->isVisibleTo(this));
}

void NoticeBar::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange)
        recolour();
}

} // namespace tapedeck
