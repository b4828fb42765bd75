#include "ui/panels/delay_edit.h"

#include "ui/models/mock_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace tapedeck {

DelayEdit::DelayEdit(QWidget* parent)
    : QWidget(parent)
    , m_kind(new QComboBox(this))
    , m_from(new QLineEdit(QStringLiteral("250ms"), this))
    , m_until(new QLineEdit(QStringLiteral("1s"), this))
    , m_sigma(new QLineEdit(QStringLiteral("1"), this))
    , m_to(new QLabel(tr("to"), this))
    , m_spread(new QLabel(tr("sigma"), this))
{
    m_kind->addItems({tr("always"), tr("evenly from"), tr("log-normal around")});
    m_kind->setToolTip(tr("Log-normal: mostly short, sometimes very long"));
    m_kind->setAccessibleName(tr("Kind of delay"));
    m_from->setAccessibleName(tr("Length of time"));
    m_until->setAccessibleName(tr("Longest"));
    m_sigma->setAccessibleName(tr("Sigma of the logarithm"));
    m_sigma->setToolTip(tr("0.5: two thirds lie between 0.6 and 1.6 times the middle"));
    const QString form = tr("250ms, 2s, 1m; at most 24h");
    for (QLineEdit* edit : {m_from, m_until}) {
        edit->setToolTip(form);
        edit->setMinimumWidth(fontMetrics().averageCharWidth() * 8);
    }
    m_sigma->setMinimumWidth(fontMetrics().averageCharWidth() * 5);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget* one : {static_cast<QWidget*>(m_kind), static_cast<QWidget*>(m_from), static_cast<QWidget*>(m_to),
             static_cast<QWidget*>(m_until), static_cast<QWidget*>(m_spread), static_cast<QWidget*>(m_sigma)})
        layout->addWidget(one);
    setFocusProxy(m_kind);
    for (QLineEdit* edit : {m_from, m_until, m_sigma})
        connect(edit, &QLineEdit::textChanged, this, &DelayEdit::changed);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        show();
        Q_EMIT changed();
    });
    show();
}

void DelayEdit::show()
{
    const auto kind = static_cast<FaultDelay::Kind>(m_kind->currentIndex());
    for (QWidget* one : {static_cast<QWidget*>(m_to), static_cast<QWidget*>(m_until)})
        one->setVisible(kind == FaultDelay::Kind::uniform);
    for (QWidget* one : {static_cast<QWidget*>(m_spread), static_cast<QWidget*>(m_sigma)})
        one->setVisible(kind == FaultDelay::Kind::logNormal);
}

void DelayEdit::set(const FaultDelay& delay)
{
    m_kind->setCurrentIndex(static_cast<int>(delay.kind));
    m_from->setText(typedDuration(delay.from));
    if (delay.kind == FaultDelay::Kind::uniform)
        m_until->setText(typedDuration(delay.until));
    if (delay.kind == FaultDelay::Kind::logNormal)
        m_sigma->setText(QString::number(delay.sigma));
}

FaultDelay DelayEdit::delay(QString* error) const
{
    error->clear();
    FaultDelay delay;
    delay.kind = static_cast<FaultDelay::Kind>(m_kind->currentIndex());
    const auto read = [&](const QLineEdit* edit) {
        const auto length = readDuration(edit->text());
        if (!length)
            *error = tr("\u201c%1\u201d is no length of time such as 250ms or 2s").arg(edit->text());
        return length.value_or(Duration{});
    };
    delay.from = read(m_from);
    if (delay.kind == FaultDelay::Kind::uniform)
        delay.until = read(m_until);
    if (delay.kind == FaultDelay::Kind::logNormal) {
        bool good = false;
        delay.sigma = m_sigma->text().toDouble(&good);
        if (!good)
            *error = tr("\u201c%1\u201d is no number").arg(m_sigma->text());
    }
    return delay;
}

} // namespace tapedeck
