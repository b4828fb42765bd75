#include "ui/panels/welcome_card.h"

#include "ui/models/plain_text.h"
#include "ui/panels/endpoint_text.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace tapedeck {

WelcomeCard::WelcomeCard(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , publish(new QPushButton(themedIcon(QStringLiteral("publish")), tr("&Publish a message"), this))
    , open(new QPushButton(themedIcon(QStringLiteral("open")), tr("&Open a tape\u2026"), this))
    , demo(new QPushButton(themedIcon(QStringLiteral("tape")), tr("Load &demo traffic"), this))
    , m_context(context)
    , m_title(new QLabel(this))
    , m_where(new QLabel(this))
    , m_grid(new QGridLayout)
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setBold(true);
    m_title->setFont(large);
    for (QLabel* label : {m_title, m_where}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_where->setForegroundRole(QPalette::PlaceholderText);
    const int gap = fontMetrics().height();
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {publish, open, demo})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* card = new QFrame(this);
    card->setFrameShape(QFrame::StyledPanel);
    card->setAutoFillBackground(true);
    card->setBackgroundRole(QPalette::Base);
    card->setMaximumWidth(fontMetrics().averageCharWidth() * 90);
    auto* inner = new QVBoxLayout(card);
    inner->setContentsMargins(2 * gap, 2 * gap, 2 * gap, 2 * gap);
    inner->setSpacing(gap);
    inner->addWidget(m_title);
    inner->addWidget(m_where);
    inner->addLayout(m_grid);
    inner->addLayout(buttons);
    auto* outer = new QGridLayout(this);
    outer->addWidget(card, 1, 1);
    outer->setRowStretch(0, 1);
    outer->setRowStretch(2, 2);
    outer->setColumnStretch(0, 1);
    outer->setColumnStretch(1, 8);
    outer->setColumnStretch(2, 1);
    connect(&context.client, &EngineClient::engineChanged, this, &WelcomeCard::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this,
        [this](const SnapshotPtr& before, const SnapshotPtr& now) {
            if (isVisible() && (m_lines.isEmpty() || endpointAddress(*before, "RESP") != endpointAddress(*now, "RESP")))
                refresh();
        });
    refresh();
}

void WelcomeCard::refresh()
{
    const QString address = endpointAddress(*m_context.client.snapshot(), "RESP");
    qDeleteAll(m_rows);
    m_rows.clear();
    m_lines.clear();
    if (address.isEmpty()) {
        m_title->setText(m_context.client.attached() ? tr("The broker is running") : tr("No tape is open"));
        m_where->setText(m_context.client.attached() ? tr("No port is open.") : QString());
        return;
    }
    m_title->setText(tr("The broker is running"));
    m_where->setText(
        tr("It speaks the Redis protocol on %1. Make a queue, then publish into it from a terminal:").arg(address));
    const QString cli = redisCliLine(address);
    m_lines = {cli + QStringLiteral(" SETNX hello c"), cli + QStringLiteral(" RPUSH hello \"first message\"")};
    for (int row = 0; row < m_lines.size(); ++row) {
        auto* line = new QLabel(m_lines[row], this);
        line->setTextFormat(Qt::PlainText);
        line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        line->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        auto* copy = new QToolButton(this);
        copy->setIcon(themedIcon(QStringLiteral("copy")));
        copy->setToolTip(tr("Copy this line"));
        copy->setAccessibleName(tr("Copy %1").arg(m_lines[row]));
        copy->setAutoRaise(true);
        connect(copy, &QToolButton::clicked, this, [this, text = m_lines[row]] {
            QGuiApplication::clipboard()->setText(text);
            m_context.messages.say(tr("Copied: %1").arg(text));
        });
        m_grid->addWidget(line, row, 1);
        m_grid->addWidget(copy, row, 0);
        m_grid->setColumnStretch(1, 1);
        m_rows << line << copy;
    }
}

} // namespace tapedeck
