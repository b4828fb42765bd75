#include "ui/panels/import_dialog.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/models/time_text.h"
#include "ui/models/transfer_choice.h"
#include "ui/panels/name_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace tapedeck {

// The first entry of the box of forms: each file as its name says.
static constexpr int kByName = 0;

ImportDialog::ImportDialog(WindowContext& context, Transfers& transfers, QWidget* parent)
    : TransferDialog(context, transfers, parent)
    , m_files(new QLabel(this))
    , m_choose(new QPushButton(tr("&Files\u2026"), this))
    , m_chooseFolder(new QPushButton(tr("Fol&der\u2026"), this))
    , m_form(new QComboBox(this))
    , m_queue(new QComboBox(this))
    , m_keepTime(new QCheckBox(tr("&Keep the original time in the header"), this))
    , m_timeHeader(new QLineEdit(QStringLiteral("original-time"), this))
    , m_preview(new QTableWidget(0, 5, this))
{
    setWindowTitle(tr("Import messages"));
    m_form->addItem(tr("As its name says"));
    for (const FileForm form : fileForms())
        m_form->addItem(fileFormName(form));
    m_queue->setEditable(true);
    m_queue->setInsertPolicy(QComboBox::NoInsert);
    m_queue->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // names may be long
    m_queue->setMinimumContentsLength(30);
    offerQueues(*m_queue, *context.client.snapshot());
    m_queue->setCurrentIndex(-1);
    m_queue->clearEditText();
    m_queue->lineEdit()->setPlaceholderText(tr("The queues that the messages name"));
    lay();
    connect(m_choose, &QPushButton::clicked, this, [this] { chooseFiles(false); });
    connect(m_chooseFolder, &QPushButton::clicked, this, [this] { chooseFiles(true); });
    connect(m_form, &QComboBox::currentIndexChanged, this, &ImportDialog::askPreview);
    connect(m_queue, &QComboBox::editTextChanged, this, &ImportDialog::askPreview);
    connect(m_keepTime, &QCheckBox::toggled, this, &ImportDialog::askPreview);
    connect(m_timeHeader, &QLineEdit::textChanged, this, &ImportDialog::refresh);
    askPreview();
}

void ImportDialog::lay()
{
    m_files->setTextFormat(Qt::PlainText);
    m_files->setWordWrap(true);
    auto* files = new QHBoxLayout;
    files->addWidget(m_files, 1);
    files->addWidget(m_choose);
    files->addWidget(m_chooseFolder);
    m_choose->setToolTip(tr("Files of JSON lines, CSV or CloudEvents"));
    m_chooseFolder->setToolTip(tr("A folder of raw files with its index.jsonl"));
    auto* time = new QHBoxLayout;
    time->addWidget(m_keepTime);
    time->addWidget(m_timeHeader, 1);
    m_timeHeader->setAccessibleName(tr("Name of the header for the original time"));
    m_timeHeader->setEnabled(false);
    auto* form = new QFormLayout;
    form->addRow(tr("F&ormat"), m_form);
    form->addRow(tr("&Into"), m_queue);
    form->addRow(QString(), time);
    m_preview->setHorizontalHeaderLabels({tr("Queue"), tr("Time"), tr("Key"), tr("Size"), tr("Body")});
    m_preview->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_preview->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_preview->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_preview->horizontalHeader()->setStretchLastSection(true);
    m_preview->setWordWrap(false);
    m_preview->setMinimumSize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 13);
    m_preview->setAccessibleName(tr("First messages"));
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(files);
    layout->addLayout(form);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_state);
    layout->addWidget(makeButtons(tr("I&mport")));
}

void ImportDialog::chooseFiles(bool folder)
{
    auto* dialog = new QFileDialog(this, folder ? tr("A folder of raw files") : tr("Files to import"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    dialog->setOption(QFileDialog::ShowDirsOnly, folder);
    if (!folder)
        dialog->setNameFilters(
            {tr("Messages (*.jsonl *.ndjson *.csv *.cloudevents index.jsonl)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &ImportDialog::setFiles);
    dialog->open();
}

void ImportDialog::setFiles(const QStringList& paths)
{
    m_paths.clear();
    for (const QString& path : paths) {
        const QFileInfo file(path);
        const bool index = file.isFile() && file.fileName() == QLatin1String("index.jsonl");
        m_paths << (index ? file.absolutePath() : path);
    }
    askPreview();
}

ImportPlan ImportDialog::plan() const
{
    ImportPlan plan;
    for (const QString& path : m_paths) {
        const std::string file = QFile::encodeName(path).toStdString();
        const auto found = m_transfers.formOf(file);
        const FileForm form = m_form->currentIndex() == kByName ? found.value_or(FileForm::jsonLines)
                                                                : fileForms()[m_form->currentIndex() - 1];
        plan.files.emplace_back(file, form);
    }
    plan.queue = nameIn(*m_queue);
    if (m_keepTime->isChecked())
        plan.timeHeader = m_timeHeader->text().trimmed().toStdString();
    return plan;
}

void ImportDialog::refresh()
{
    m_timeHeader->setEnabled(m_keepTime->isChecked() && !m_busy);
    const bool unnamed = m_keepTime->isChecked() && m_timeHeader->text().trimmed().isEmpty();
    m_start->setEnabled(!m_busy && m_any && !unnamed);
}

void ImportDialog::askPreview()
{
    const ImportPlan what = plan();
    // What was asked for before is of no use any more, also where nothing is asked for.
    auto shown = newPreview<ImportPreview>([this](const ImportPreview& preview) { showPreview(preview); });
    m_any = false;
    refresh();
    QStringList found;
    for (const auto& file : what.files)
        if (const QString name = fileFormName(file.second); !found.contains(name))
            found << name;
    m_form->setItemText(kByName,
        m_paths.isEmpty() || m_form->currentIndex() != kByName
            ? tr("As its name says")
            : tr("As its name says: %1").arg(found.join(QStringLiteral(", "))));
    if (m_paths.isEmpty()) {
        m_files->setText(tr("Choose the files that an export has written."));
        m_preview->setRowCount(0);
        m_state->clear();
        return;
    }
    m_files->setText(m_paths.size() == 1 ? shownText(QFileInfo(m_paths.first()).fileName().toStdString())
                                         : tr("%1 files").arg(groupedText(static_cast<uint64_t>(m_paths.size()))));
    m_previewing = m_transfers.previewImport(what, std::move(shown));
}

void ImportDialog::showPreview(const ImportPreview& preview)
{
    m_preview->setRowCount(static_cast<int>(preview.rows.size()));
    const Zone zone = m_context.zone.zone();
    int row = 0;
    for (const ImportPreview::Row& record : preview.rows) {
        const QString cells[] = {shownText(record.queue, Lines::single, 100),
            record.time ? rfc3339Text(*record.time, zone) : QString(), shownText(record.key, Lines::single, 100),
            bytesText(record.bytes), shownText(record.body, Lines::single, 200)};
        int column = 0;
        for (const QString& cell : cells)
            m_preview->setItem(row, column++, new QTableWidgetItem(cell));
        m_preview->item(row, 3)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        ++row;
    }
    const int widest = fontMetrics().averageCharWidth() * 30;
    for (int column = 0; column < 4; ++column) {
        m_preview->resizeColumnToContents(column);
        m_preview->setColumnWidth(column, std::min(m_preview->columnWidth(column), widest));
    }
    m_any = !preview.rows.empty();
    if (!preview.error.empty())
        m_state->setText(shownText(preview.error));
    else if (preview.rows.empty())
        m_state->setText(tr("There are no messages in it."));
    else
        m_state->setText(tr("These are the first messages. Queues that are not there are created."));
    refresh();
}

void ImportDialog::begin()
{
    beginRun(tr("Importing messages"), ProgressDialog::Unit::bytes);
    const QPointer<ImportDialog> self(this);
    m_running = m_transfers.importFiles(plan(), advancing(), [self](const TransferEnd& end) {
        if (self)
            self->onEnded(end);
    });
}

QString ImportDialog::importedText(const TransferEnd& end) const
{
    const QString count = messagesText(end.messages);
    return end.queues.size() == 1 ? tr("Imported %1 into %2.").arg(count, shownText(end.queues.front()))
                                  : tr("Imported %1 into %2 queues.").arg(count, groupedText(end.queues.size()));
}

void ImportDialog::onEnded(const TransferEnd& end)
{
    endRun();
    const QString done = importedText(end);
    if (end.cancelled || !end.error.empty()) {
        const QString why = end.cancelled ? tr("Cancelled.") : shownText(end.error);
        // What was published stays.
        m_state->setText(end.messages > 0 ? done + QLatin1Char(' ') + why : why);
        if (m_progress && !end.cancelled)
            m_progress->fail(m_state->text());
        return;
    }
    m_context.messages.say(done);
    if (m_progress)
        m_progress->finish({});
    close();
}

} // namespace tapedeck
