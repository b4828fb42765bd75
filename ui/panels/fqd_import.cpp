#include "ui/panels/fqd_import.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace tapedeck {

FqdImport::FqdImport(WindowContext& context, Workspace& workspace, const QString& path, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_summary(new QLabel(this))
    , m_report(new QPlainTextEdit(this))
    , m_progress(new QProgressBar(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import an fqd configuration"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setText(tr("Reading %1\u2026").arg(shownText(QFileInfo(path).fileName().toStdString())));
    m_report->setReadOnly(true);
    m_report->setTabChangesFocus(true);
    m_report->setAccessibleName(tr("What is left out, and why"));
    m_report->setMinimumSize(fontMetrics().averageCharWidth() * 70, fontMetrics().lineSpacing() * 8);
    m_report->hide();
    m_progress->hide();
    auto* buttons = new QDialogButtonBox(this);
    m_start = buttons->addButton(tr("Import"), QDialogButtonBox::ActionRole);
    m_close = buttons->addButton(QDialogButtonBox::Cancel);
    m_start->setEnabled(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_summary);
    layout->addWidget(m_report, 1);
    layout->addWidget(m_progress);
    layout->addStretch(0);
    layout->addWidget(buttons);
    m_summary->setMinimumWidth(fontMetrics().averageCharWidth() * 70);
    connect(m_start, &QPushButton::clicked, this, &FqdImport::begin);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    // Another tape is another place.
    connect(&context.client, &EngineClient::engineChanged, this, &QDialog::reject);
    workspace.readFqd(path, [self = QPointer<FqdImport>(this)](const QString& error, const FqdPlan& plan) {
        if (self)
            self->showPlan(error, plan);
    });
}

size_t FqdImport::total() const
{
    return m_plan.queues.size() + m_plan.bindings.size() + m_plan.upstreams.size();
}

void FqdImport::tell(const QString& line)
{
    if (++m_lines > kLinesMax)
        return;
    m_report->appendPlainText(m_lines == kLinesMax ? tr("\u2026 and more") : line);
    m_report->show();
}

void FqdImport::showPlan(const QString& error, const FqdPlan& plan)
{
    if (!error.isEmpty()) {
        m_summary->setText(tr("This is not to be imported. %1").arg(shownText(error.toStdString())));
        m_close->setText(tr("Close"));
        return;
    }
    m_plan = plan;
    QString text = tr("The file holds %1 queues, %2 bindings and %3 upstreams that can be taken over.")
                       .arg(groupedText(plan.queues.size()), groupedText(plan.bindings.size()),
                           groupedText(plan.upstreams.size()));
    if (plan.skippedCount > 0)
        text += QLatin1Char(' ') + tr("%1 entries are left out:").arg(groupedText(plan.skippedCount));
    m_summary->setText(text);
    for (const std::string& line : plan.skipped)
        tell(shownText(line));
    if (plan.skippedCount > plan.skipped.size())
        tell(tr("\u2026 and %1 more").arg(groupedText(plan.skippedCount - plan.skipped.size())));
    m_start->setEnabled(total() > 0);
    m_start->setFocus();
    layout()->activate();
    resize(size().expandedTo(QSize(sizeHint().width(), sizeHint().height() + fontMetrics().lineSpacing() * 2)));
}

void FqdImport::begin()
{
    m_start->setEnabled(false);
    m_report->clear();
    m_lines = 0;
    m_running = true;
    m_progress->setRange(0, static_cast<int>(total()));
    m_progress->show();
    pump();
}

// Queues first, then what needs them.
Action FqdImport::nextAction(QString& what)
{
    size_t at = m_next++;
    if (at < m_plan.queues.size()) {
        what = tr("Queue %1").arg(shownText(m_plan.queues[at].queue));
        return m_plan.queues[at];
    }
    at -= m_plan.queues.size();
    if (at < m_plan.bindings.size()) {
        what = tr("Binding of %1 to %2")
                   .arg(shownText(m_plan.bindings[at].queue), shownText(m_plan.bindings[at].exchange));
        return m_plan.bindings[at];
    }
    at -= m_plan.bindings.size();
    what = tr("Upstream %1").arg(shownText(m_plan.upstreams[at].row.host));
    return m_plan.upstreams[at];
}

void FqdImport::pump()
{
    // Bindings wait until all queues are there.
    const auto mayGo = [this] {
        return m_next < total() && m_underWay < kUnderWayMax && (m_next != m_plan.queues.size() || m_underWay == 0);
    };
    while (m_running && mayGo()) {
        QString what;
        Action action = nextAction(what);
        ++m_underWay;
        m_context.client.submit(
            this, std::move(action), [this, what](const ActionAnswer& answer) { onAnswer(what, answer); });
    }
}

void FqdImport::onAnswer(const QString& what, const ActionAnswer& answer)
{
    --m_underWay;
    ++m_done;
    if (!answer.status) {
        ++m_failed;
        tell(tr("%1: %2").arg(what, shownText(answer.status.error().text)));
    }
    m_progress->setValue(static_cast<int>(m_done));
    if (m_done < total())
        return pump();
    m_running = false;
    m_progress->hide();
    m_close->setText(tr("Close"));
    m_close->setFocus();
    m_summary->setText(m_failed == 0
            ? tr("Everything was taken over: %1 queues, %2 bindings, %3 upstreams.")
                  .arg(groupedText(m_plan.queues.size()), groupedText(m_plan.bindings.size()),
                      groupedText(m_plan.upstreams.size()))
            : tr("%1 of %2 were taken over. These were not:").arg(groupedText(m_done - m_failed), groupedText(m_done)));
}

} // namespace tapedeck
