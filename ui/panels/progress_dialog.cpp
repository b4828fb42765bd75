#include "ui/panels/progress_dialog.h"

#include "ui/models/number_text.h"

#include <QCloseEvent>
#include <QDialogButtonBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace tapedeck {

// Numbers that change more often cannot be read.
static constexpr qint64 kShowEveryMs = 100;
// A rate over less time than this says nothing.
static constexpr int64_t kRateAfterMs = 400;
static constexpr int kBarSteps = 1000;

ProgressDialog::ProgressDialog(const QString& title, Unit unit, QWidget* parent)
    : QDialog(parent)
    , m_unit(unit)
    , m_text(new QLabel(this))
    , m_why(new QLabel(this))
    , m_bar(new QProgressBar(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    m_bar->setRange(0, 0);
    m_bar->setAccessibleName(title);
    for (QLabel* label : {m_text, m_why}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_why->hide();
    m_text->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    auto* buttons = new QDialogButtonBox(this);
    m_cancel = buttons->addButton(QDialogButtonBox::Cancel);
    auto* layout = new QVBoxLayout(this);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_text, m_bar, m_why, buttons})
        layout->addWidget(widget);
    connect(m_cancel, &QPushButton::clicked, this, &ProgressDialog::reject);
    m_since.start();
    refresh(0, 0);
    m_shown.invalidate(); // the first numbers are shown at once
}

QString ProgressDialog::progressText(Unit unit, uint64_t done, uint64_t total, int64_t elapsedMs)
{
    const bool bytes = unit == Unit::bytes;
    QString text;
    if (total == 0)
        text = bytes ? bytesText(done) : messagesText(done);
    else if (bytes)
        text = tr("%1 of %2").arg(bytesText(done), bytesText(total));
    else
        text = tr("%1 of %2").arg(groupedText(done), messagesText(total));
    if (elapsedMs < kRateAfterMs || done == 0)
        return text;
    const double perSecond = static_cast<double>(done) * 1000.0 / static_cast<double>(elapsedMs);
    text +=
        bytes ? tr(" · %1/s").arg(bytesText(static_cast<uint64_t>(perSecond))) : tr(" · %1").arg(rateText(perSecond));
    if (total > done)
        text += tr(" · %1 left")
                    .arg(durationText(static_cast<int64_t>(static_cast<double>(total - done) / perSecond * 1e6)));
    return text;
}

void ProgressDialog::advance(uint64_t done, uint64_t total)
{
    if (m_over)
        return;
    m_done = done;
    m_total = total;
    if (!m_shown.isValid() || m_shown.elapsed() >= kShowEveryMs)
        refresh(done, total);
}

void ProgressDialog::refresh(uint64_t done, uint64_t total)
{
    m_shown.start();
    m_text->setText(progressText(m_unit, done, total, m_since.elapsed()));
    m_bar->setRange(0, total == 0 ? 0 : kBarSteps);
    if (total > 0)
        m_bar->setValue(static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * kBarSteps));
}

void ProgressDialog::end(const QString& text)
{
    refresh(m_done, std::max<uint64_t>(m_total, 1));
    m_over = true;
    m_why->setText(text);
    m_why->setVisible(!text.isEmpty());
    m_cancel->setText(tr("Close"));
}

void ProgressDialog::finish(const QString& text, bool keepOpen)
{
    end(text);
    m_bar->setValue(kBarSteps);
    if (!keepOpen)
        close();
}

void ProgressDialog::fail(const QString& text)
{
    end(text);
}

QString ProgressDialog::text() const
{
    return m_why->isHidden() ? m_text->text() : m_why->text();
}

void ProgressDialog::reject()
{
    close();
}

void ProgressDialog::closeEvent(QCloseEvent* event)
{
    if (!std::exchange(m_over, true))
        Q_EMIT cancelled();
    QDialog::closeEvent(event);
}

} // namespace tapedeck
