#include "ui/panels/file_publisher.h"

#include "engine/base/limits.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/progress_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

namespace tapedeck {

// What the preview reads of all files, and shows of one message.
static constexpr qint64 kPreviewBytes = 2 << 20;
static constexpr size_t kPreviewBodyBytes = 200;
static constexpr int kFileBarSteps = 1000;

FilePublisher::FilePublisher(WindowContext& context, QueueNo queue, const QStringList& paths, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_mode(new QComboBox(this))
    , m_key(new QComboBox(this))
    , m_field(new QLineEdit(this))
    , m_what(new QLabel(this))
    , m_state(new QLabel(this))
    , m_preview(new QTableWidget(0, 3, this))
    , m_progress(new QProgressBar(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    if (const auto view = context.client.queue(queue))
        m_queueName = view->name;
    setWindowTitle(tr("Publish files into %1").arg(shownText(m_queueName)));
    for (const QString& path : paths) {
        if (!QFileInfo(path).isFile())
            continue; // folders are not walked
        m_paths.append(path);
        m_bytesTotal += QFileInfo(path).size();
    }
    m_mode->addItems({tr("One message for each file"), tr("One message for each line"),
        tr("One message for each row of a CSV table"), tr("One message for each element of a JSON array")});
    m_key->addItems({tr("None"), tr("The name of the file"), tr("A column or path")});
    if (!m_paths.isEmpty())
        m_mode->setCurrentIndex(static_cast<int>(guessSplit(m_paths.first())));
    lay();
    connect(m_mode, &QComboBox::currentIndexChanged, this, &FilePublisher::preview);
    connect(m_key, &QComboBox::currentIndexChanged, this, &FilePublisher::preview);
    connect(m_field, &QLineEdit::textChanged, this, &FilePublisher::preview);
    connect(m_start, &QPushButton::clicked, this, &FilePublisher::begin);
    connect(m_close, &QPushButton::clicked, this, &QWidget::close);
    connect(&context.client, &EngineClient::engineChanged, this, [this] {
        if (m_running)
            fail(tr("The tape was closed."));
    });
    preview();
}

FilePublisher::~FilePublisher() = default;

void FilePublisher::lay()
{
    for (QLabel* label : {m_what, m_state}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_field->setPlaceholderText(tr("customer.id"));
    m_field->setToolTip(tr("The name of a column, or the path of a value in JSON such as items[0].sku"));
    m_preview->setHorizontalHeaderLabels({tr("Size"), tr("Key"), tr("Body")});
    m_preview->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_preview->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_preview->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_preview->horizontalHeader()->setStretchLastSection(true);
    m_preview->setWordWrap(false);
    m_preview->setMinimumSize(fontMetrics().averageCharWidth() * 84, fontMetrics().height() * 13);
    m_preview->setAccessibleName(tr("First messages"));
    m_progress->setRange(0, kFileBarSteps);
    m_progress->hide();
    auto* buttons = new QDialogButtonBox(this);
    m_close = buttons->addButton(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("Publish"), QDialogButtonBox::ActionRole);
    m_start->setDefault(true);
    auto* key = new QHBoxLayout;
    key->addWidget(m_key);
    key->addWidget(m_field, 1);
    auto* form = new QFormLayout;
    form->addRow(tr("&Messages"), m_mode);
    form->addRow(tr("&Key"), key);
    qobject_cast<QLabel*>(form->labelForField(key))->setBuddy(m_key);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_what);
    layout->addLayout(form);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_state);
    layout->addWidget(buttons);
}

FileChoice FilePublisher::choice() const
{
    return {
        static_cast<FileSplit>(m_mode->currentIndex()), static_cast<FileKey>(m_key->currentIndex()), m_field->text()};
}

// ---------------------------------------------------------------------------------------------- preview

void FilePublisher::preview()
{
    m_field->setVisible(choice().key == FileKey::field);
    m_what->setText(m_paths.size() == 1
            ? tr("%1, %2").arg(QFileInfo(m_paths.first()).fileName(), bytesText(static_cast<uint64_t>(m_bytesTotal)))
            : tr("%1 files, %2")
                  .arg(groupedText(static_cast<uint64_t>(m_paths.size())),
                      bytesText(static_cast<uint64_t>(m_bytesTotal))));
    m_preview->setRowCount(0);
    m_start->setEnabled(!m_paths.isEmpty());
    if (m_paths.isEmpty()) {
        m_state->setText(tr("There is no file to publish; folders are not walked."));
        return;
    }
    m_state->setText({});
    qint64 budget = kPreviewBytes;
    for (const QString& path : m_paths)
        if (!previewFile(path, budget))
            break;
    m_preview->resizeColumnToContents(0);
    m_preview->resizeColumnToContents(1);
    m_preview->setColumnWidth(1, std::min(m_preview->columnWidth(1), fontMetrics().averageCharWidth() * 30));
    if (m_state->text().isEmpty())
        m_state->setText(m_preview->rowCount() == 1
                ? tr("This is the first message. Empty lines are left out.")
                : tr("These are the first %1 messages. Empty lines are left out.").arg(m_preview->rowCount()));
}

// False: enough was seen, or it failed.
bool FilePublisher::previewFile(const QString& path, qint64& budget)
{
    const QFileInfo info(path);
    // Of a large file that becomes one message, the beginning will do.
    if (choice().split == FileSplit::whole && info.size() > FileRecords::kPieceBytes) {
        QFile file(path);
        FileRecord record;
        if (file.open(QIODevice::ReadOnly))
            record.body = file.read(static_cast<qint64>(kPreviewBodyBytes) + 1).toStdString();
        if (choice().key == FileKey::fileName)
            record.key = info.fileName().toStdString();
        addRow(record, static_cast<uint64_t>(info.size()));
        return m_preview->rowCount() < kPreviewRows;
    }
    FileRecords records(path, choice());
    while (m_preview->rowCount() < kPreviewRows && records.bytesRead() < budget) {
        FileRecord record;
        const FileRecords::Step step = records.next(record);
        if (step == FileRecords::Step::record)
            addRow(record, record.body.size());
        else if (step == FileRecords::Step::failed) {
            m_state->setText(records.error());
            m_start->setEnabled(m_preview->rowCount() > 0);
            return false;
        } else if (step == FileRecords::Step::end)
            break;
    }
    budget -= records.bytesRead();
    return m_preview->rowCount() < kPreviewRows && budget > 0;
}

void FilePublisher::addRow(const FileRecord& record, uint64_t bytes)
{
    const int row = m_preview->rowCount();
    m_preview->insertRow(row);
    const auto set = [&](int column, const QString& text) {
        auto* item = new QTableWidgetItem(text);
        if (column == 0)
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        if (column == 2)
            item->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        m_preview->setItem(row, column, item);
    };
    set(0, bytesText(bytes));
    set(1, shownText(record.key, Lines::single, kPreviewBodyBytes));
    set(2, shownText(record.body, Lines::single, kPreviewBodyBytes));
}

// ---------------------------------------------------------------------------------------------- publishing

void FilePublisher::begin()
{
    m_running = true;
    m_start->setEnabled(false);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_mode, m_key, m_field})
        widget->setEnabled(false);
    m_progress->show();
    m_since.start();
    pump();
}

// One step of reading, and sends what it gave. False at the end of all files, or when it failed.
bool FilePublisher::readNext()
{
    if (!m_records) {
        if (m_next == m_paths.size())
            return false;
        m_records.emplace(m_paths[m_next++], choice());
    }
    FileRecord record;
    switch (m_records->next(record)) {
    case FileRecords::Step::record:
        send(std::move(record));
        break;
    case FileRecords::Step::more:
        break;
    case FileRecords::Step::end:
        m_bytesBefore += m_records->bytesRead();
        m_records.reset();
        break;
    case FileRecords::Step::failed:
        fail(m_records->error());
        return false;
    }
    return true;
}

void FilePublisher::pump()
{
    QElapsedTimer timer;
    timer.start();
    while (m_running && !m_atEnd && m_underWay < kUnderWayMax && m_bytesUnderWay < kUnderWayBytesMax) {
        if (timer.elapsed() >= EngineClient::kSliceMs) {
            if (!std::exchange(m_posted, true))
                QMetaObject::invokeMethod(
                    this,
                    [this] {
                        m_posted = false;
                        pump();
                    },
                    Qt::QueuedConnection);
            break;
        }
        if (!readNext())
            m_atEnd = true;
    }
    if (m_running)
        showProgress();
    if (m_running && m_atEnd && m_underWay == 0)
        finish();
}

void FilePublisher::showProgress()
{
    const qint64 done = m_bytesBefore + (m_records ? m_records->bytesRead() : 0);
    m_progress->setValue(m_bytesTotal ? static_cast<int>(done * kFileBarSteps / m_bytesTotal) : kFileBarSteps);
    m_state->setText(tr("Published %1 · %2")
                         .arg(messagesText(m_sent),
                             ProgressDialog::progressText(ProgressDialog::Unit::bytes, static_cast<uint64_t>(done),
                                 static_cast<uint64_t>(std::max(done, m_bytesTotal)), m_since.elapsed())));
}

void FilePublisher::send(FileRecord record)
{
    action::Publish message;
    message.queue = m_queueName;
    message.key = std::move(record.key);
    message.body = std::move(record.body);
    message.createQueue = false;
    const size_t bytes = message.body.size();
    ++m_underWay;
    m_bytesUnderWay += bytes;
    m_context.client.submit(this, std::move(message), [this, bytes](const ActionAnswer& answer) {
        --m_underWay;
        m_bytesUnderWay -= bytes;
        if (!answer.status) {
            if (m_running)
                fail(shownText(answer.status.error().text));
            return;
        }
        ++m_sent;
        if (m_running && (m_underWay <= kUnderWayMax / 2 || m_atEnd))
            pump();
    });
}

void FilePublisher::fail(const QString& why)
{
    m_running = false;
    m_close->setText(tr("Close"));
    m_state->setText(tr("Stopped after %1. %2").arg(messagesText(m_sent), why));
}

void FilePublisher::finish()
{
    m_running = false;
    m_progress->setValue(kFileBarSteps);
    m_close->setText(tr("Close"));
    const QString text = tr("Published %1 into %2.").arg(messagesText(m_sent), shownText(m_queueName));
    m_context.messages.say(text);
    m_state->setText(text);
}

} // namespace tapedeck
