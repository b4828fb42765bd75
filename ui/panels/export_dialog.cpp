#include "ui/panels/export_dialog.h"

#include "ui/models/brush_filter.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/queue_check_list.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace tapedeck {

ExportDialog::ExportDialog(WindowContext& context, Transfers& transfers, const TimeRange& brush, QWidget* parent)
    : TransferDialog(context, transfers, parent)
    , m_selection(context.current.selection())
    , m_queue(context.current.queue())
    , m_filter(context.filter.filter())
    , m_timeFilter(timeFilter(brush))
    , m_scopes(new QButtonGroup(this))
    , m_form(new QComboBox(this))
    , m_path(new QLineEdit(this))
    , m_browse(new QPushButton(tr("&Browse\u2026"), this))
    , m_preview(new QPlainTextEdit(this))
{
    setWindowTitle(tr("Export messages"));
    std::vector<QueueNo> ticked;
    if (m_queue.value)
        ticked.push_back(m_queue);
    m_queueList = new QueueCheckList(*context.client.snapshot(), ticked, this);
    for (const FileForm form : fileForms())
        m_form->addItem(fileFormName(form));
    makeScopes(brush);
    lay();
    const auto view = context.client.queue(m_queue);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    m_path->setText(QDir::toNativeSeparators(
        QDir(folder.isEmpty() ? QDir::homePath() : folder)
            .filePath(exportFileName(view ? shownText(view->name) : tr("messages"), FileForm::jsonLines))));
    connect(m_scopes, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (on)
            askPreview();
    });
    connect(m_queueList, &QueueCheckList::tickedChanged, this, &ExportDialog::askPreview);
    connect(m_form, &QComboBox::currentIndexChanged, this, &ExportDialog::onFormChanged);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::refresh);
    connect(m_browse, &QPushButton::clicked, this, &ExportDialog::browse);
    askPreview();
}

void ExportDialog::makeScopes(const TimeRange& brush)
{
    const auto view = m_context.client.queue(m_queue);
    const QString name = view ? menuText(shownText(view->name, Lines::single, 60)) : QString();
    const auto selected = static_cast<uint64_t>(m_selection->count());
    const QString texts[kScopes] = {
        selected > 0 ? tr("The &selection (%1)").arg(messagesText(selected)) : tr("The &selection"),
        m_filter.matchesAll()
            ? tr("What the &filter matches")
            : tr("What the &filter matches: %1").arg(menuText(shownText(m_filter.text(), Lines::single, 60))),
        brush.empty()
            ? tr("The &time that is brushed")
            : tr("The &time that is brushed: %1 to %2")
                  .arg(rfc3339Text(brush.from, m_context.zone.zone()), rfc3339Text(brush.until, m_context.zone.zone())),
        view ? tr("The &whole queue %1 (%2)").arg(name, messagesText(view->stats.head - view->stats.first))
             : tr("The &whole queue"),
        tr("Se&veral queues:"),
    };
    const bool possible[kScopes] = {selected > 0, view && !m_filter.matchesAll(), view && !brush.empty(),
        view != nullptr, m_queueList->count() > 0};
    for (int i = 0; i < kScopes; ++i) {
        m_scope[i] = new QRadioButton(texts[i], this);
        m_scope[i]->setEnabled(possible[i]);
        m_scopes->addButton(m_scope[i], i);
    }
    // The narrowest that is there; but one message is what is merely looked at.
    const Scope first = selected > 1 ? selection : possible[filtered] ? filtered : possible[queue] ? queue : queues;
    m_scope[first]->setChecked(true);
}

void ExportDialog::lay()
{
    auto* what = new QGroupBox(tr("What"), this);
    auto* scopes = new QVBoxLayout(what);
    for (QRadioButton* button : m_scope)
        scopes->addWidget(button);
    scopes->addWidget(m_queueList);
    auto* path = new QHBoxLayout;
    path->addWidget(m_path, 1);
    path->addWidget(m_browse);
    auto* form = new QFormLayout;
    form->addRow(tr("F&ormat"), m_form);
    form->addRow(tr("In&to"), path);
    qobject_cast<QLabel*>(form->labelForField(path))->setBuddy(m_path);
    m_path->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_preview->setMinimumHeight(fontMetrics().lineSpacing() * 8);
    m_preview->setAccessibleName(tr("First messages as they will be written"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(what);
    layout->addLayout(form);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_state);
    layout->addWidget(makeButtons(tr("E&xport")));
}

void ExportDialog::choose(Scope scope)
{
    if (m_scope[scope]->isEnabled())
        m_scope[scope]->setChecked(true);
}

void ExportDialog::chooseQueues(const std::vector<QueueNo>& which)
{
    for (int row = 0; row < m_queueList->count(); ++row) {
        QListWidgetItem* item = m_queueList->item(row);
        const bool on =
            std::find(which.begin(), which.end(), QueueNo{item->data(Qt::UserRole).toUInt()}) != which.end();
        item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
    }
    choose(queues);
}

ExportDialog::Scope ExportDialog::scope() const
{
    return static_cast<Scope>(m_scopes->checkedId());
}

FileForm ExportDialog::form() const
{
    return fileForms()[m_form->currentIndex()];
}

void ExportDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Export into"), m_path->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (form() == FileForm::raw) {
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
    } else {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
    }
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

void ExportDialog::onFormChanged()
{
    m_path->setText(withEnding(m_path->text(), form()));
    askPreview();
}

MessageChoice ExportDialog::choice() const
{
    MessageChoice choice;
    choice.queues = {m_queue};
    switch (scope()) {
    case selection:
        choice.queues = {m_selection->queue()};
        break;
    case filtered:
        choice.filter = m_filter;
        break;
    case brushed:
        choice.filter = m_timeFilter;
        break;
    case queue:
        break;
    case queues:
        choice.queues = m_queueList->ticked();
        break;
    }
    return choice;
}

void ExportDialog::refresh()
{
    m_queueList->setVisible(scope() == queues);
    const QFileInfo target(m_path->text());
    const bool nothing = scope() == queues && m_queueList->ticked().empty();
    QString text;
    if (nothing)
        text = tr("Tick the queues to be exported.");
    else if (m_path->text().trimmed().isEmpty())
        text = tr("Name the file to write.");
    else if (form() != FileForm::raw && target.isFile())
        text = tr("There is such a file; it will be replaced once the export is complete.");
    else if (form() == FileForm::raw && target.isDir() && !QDir(m_path->text()).isEmpty())
        text = tr("That folder is not empty; name a new one.");
    else if (form() == FileForm::raw)
        text = tr("Each body becomes a file of its own; index.jsonl has everything else.");
    m_state->setText(text);
    m_start->setEnabled(!nothing && !m_busy && !m_path->text().trimmed().isEmpty());
}

void ExportDialog::askPreview()
{
    refresh();
    ExportPlan plan;
    plan.which = choice();
    plan.form = form();
    if (scope() == selection)
        for (const MessageId id : m_selection->ids(0, Transfers::kPreviewRecords))
            plan.which.ids.emplace_back(id, id + 1);
    if (scope() == selection && plan.which.ids.empty())
        plan.which.queues.clear();
    m_previewing = m_transfers.previewExport(
        std::move(plan), newPreview<ExportPreview>([this](const ExportPreview& preview) { showPreview(preview); }));
}

void ExportDialog::showPreview(const ExportPreview& preview)
{
    QStringList lines;
    for (const std::string& record : preview.records)
        lines << shownText(record, Lines::kept, Transfers::kPreviewBytes);
    if (!preview.error.empty())
        lines << shownText(preview.error);
    m_preview->setPlaceholderText(tr("No message is chosen by this."));
    m_preview->setPlainText(lines.join(QLatin1Char('\n')));
}

void ExportDialog::begin()
{
    beginRun(tr("Exporting messages"), ProgressDialog::Unit::messages);
    if (scope() != selection)
        return run(choice());
    m_ranges = std::make_unique<SelectionRanges>(m_selection);
    collect();
}

// A large selection is collected between other events.
void ExportDialog::collect()
{
    if (m_running.cancelled())
        return onEnded({{}, true, 0, 0, {}});
    if (m_ranges->step()) {
        QMetaObject::invokeMethod(
            this, [this] { collect(); }, Qt::QueuedConnection);
        return;
    }
    MessageChoice which = choice();
    which.ids = m_ranges->ranges();
    m_ranges.reset();
    if (which.ids.empty()) // would be all of the queue
        return onEnded({tr("The selected messages are gone.").toStdString(), false, 0, 0, {}});
    run(std::move(which));
}

void ExportDialog::run(MessageChoice which)
{
    ExportPlan plan;
    plan.which = std::move(which);
    plan.form = form();
    plan.path = QFile::encodeName(QDir::fromNativeSeparators(m_path->text().trimmed())).toStdString();
    const QPointer<ExportDialog> self(this);
    m_running = m_transfers.exportMessages(std::move(plan), advancing(), [self](const TransferEnd& end) {
        if (self)
            self->onEnded(end);
    });
}

void ExportDialog::onEnded(const TransferEnd& end)
{
    endRun();
    if (end.cancelled) {
        m_state->setText(tr("Cancelled; nothing was written."));
        return;
    }
    if (!end.error.empty()) {
        const QString why = shownText(end.error);
        m_state->setText(tr("Nothing was written. %1").arg(why));
        if (m_progress)
            m_progress->fail(tr("Nothing was written. %1").arg(why));
        return;
    }
    QString text = tr("Exported %1 to %2.").arg(messagesText(end.messages), m_path->text());
    if (end.damaged > 0)
        text += QLatin1Char(' ') + tr("%1 are damaged and left out.").arg(messagesText(end.damaged));
    m_context.messages.say(text);
    if (m_progress)
        m_progress->finish({});
    close();
}

} // namespace tapedeck
