#include "ui/panels/bug_report_dialog.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/models/transfer_choice.h"
#include "ui/panels/queue_check_list.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTimer>

namespace tapedeck {

RedactPlan BugReportDialog::plan() const
{
    RedactPlan plan;
    plan.which.queues = m_queues->ticked();
    if (m_brushed->isChecked())
        plan.which.filter = m_timeFilter;
    if (m_newest->isChecked())
        plan.which.newest = static_cast<uint64_t>(m_newestCount->value());
    plan.headers = ruleLines(m_headers->toPlainText());
    plan.paths = ruleLines(m_paths->toPlainText());
    plan.patterns = ruleLines(m_patterns->toPlainText());
    plan.hash = m_mode->currentIndex() == 1;
    plan.marks = m_marks->isChecked();
    plan.notes = m_marks->isChecked() && m_notes->isChecked();
    plan.path = QFile::encodeName(QDir::fromNativeSeparators(m_path->text().trimmed())).toStdString();
    return plan;
}

void BugReportDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Save a copy for a bug report"), m_path->text(), tr("Tapes (*.tape)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("tape"));
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

void BugReportDialog::refresh()
{
    m_newestCount->setEnabled(m_newest->isChecked());
    m_notes->setEnabled(m_marks->isChecked());
    const QString path = m_path->text().trimmed();
    const QFileInfo target(path);
    const bool nothing = m_queues->ticked().empty();
    const bool open = !m_workspace.path().isEmpty() && target == QFileInfo(m_workspace.path());
    QString text;
    if (m_rulesWrong)
        text = shownText(m_preview.error);
    else if (nothing)
        text = tr("Tick the queues that the copy is to have.");
    else if (path.isEmpty())
        text = tr("Name the file to write.");
    else if (open)
        text = tr("That is the tape that is open. Choose another name for the copy.");
    else if (target.isFile())
        text = tr("There is such a file; it will be replaced once the copy is complete.");
    m_state->setText(text);
    m_start->setEnabled(!m_busy && !m_rulesWrong && !nothing && !path.isEmpty() && !open && !target.isDir());
}

// ---------------------------------------------------------------------------------------------- preview

void BugReportDialog::askPreview()
{
    m_shownPlan = plan();
    m_previewing = m_transfers.previewRedacted(
        m_shownPlan, newPreview<RedactPreview>([this](const RedactPreview& preview) { showPreview(preview); }));
}

void BugReportDialog::showPreview(const RedactPreview& preview)
{
    m_preview = preview;
    m_sample = 0;
    m_rulesWrong = !preview.error.empty();
    refresh();
    showSample();
}

void BugReportDialog::showSample()
{
    m_next->setEnabled(m_preview.samples.size() > 1);
    if (m_preview.samples.empty()) {
        m_before->clear();
        m_after->clear();
        m_touched->setText(m_rulesWrong ? QString() : tr("No message is chosen by this."));
        return;
    }
    const RedactSample& sample = m_preview.samples[m_sample % m_preview.samples.size()];
    m_before->setPlainText(sampleText(sample, false));
    m_after->setPlainText(sampleText(sample, true));
    m_touched->setText(tr("%1, message %2. %3")
                           .arg(shownText(sample.queue, Lines::single, 100), groupedText(sample.id.value),
                               touchedText(m_shownPlan, sample)));
}

// ---------------------------------------------------------------------------------------------- writing

void BugReportDialog::begin()
{
    m_plan = plan();
    beginRun(tr("Saving a copy for a bug report"), ProgressDialog::Unit::messages);
    const QPointer<BugReportDialog> self(this);
    m_running =
        m_transfers.saveRedacted(m_plan, advancing(), [self](const TransferEnd& end, const RedactReport& report) {
            if (self)
                self->onEnded(end, report);
        });
}

QString BugReportDialog::reportText(const TransferEnd& end, const RedactReport& report) const
{
    QStringList lines;
    lines << tr("%1 written, %2 of them changed.").arg(messagesText(end.messages), groupedText(report.changed));
    for (size_t i = 0; i < report.rules.size(); ++i) {
        const RedactReport::Rule& rule = report.rules[i];
        const QString name = ruleName(m_plan, i);
        lines << (rule.values == 0 ? tr("%1: not found").arg(name)
                : rule.values == 1
                ? tr("%1: 1 value").arg(name)
                : tr("%1: %2 values in %3").arg(name, groupedText(rule.values), messagesText(rule.messages)));
    }
    if (report.marks > 0)
        lines << tr("Marks that went along: %1").arg(groupedText(report.marks));
    if (end.damaged > 0)
        lines << tr("%1 are damaged and left out.").arg(messagesText(end.damaged));
    return lines.join(QLatin1Char('\n'));
}

void BugReportDialog::onEnded(const TransferEnd& end, const RedactReport& report)
{
    endRun();
    if (end.cancelled) {
        m_state->setText(tr("Cancelled; nothing was written."));
        return;
    }
    if (!end.error.empty()) {
        m_state->setText(tr("Nothing was written. %1").arg(shownText(end.error)));
        if (m_progress)
            m_progress->fail(m_state->text());
        return;
    }
    m_context.messages.say(tr("The copy is in %1.").arg(m_path->text()));
    m_state->setText(reportText(end, report));
    m_close->setText(tr("Close"));
    if (m_progress)
        m_progress->finish(m_state->text(), true); // the report stays to be read
}

} // namespace tapedeck
