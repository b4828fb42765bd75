#include "ui/panels/file_publisher.h"

#include "engine/base/limits.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>

namespace tapedeck {

// What the preview reads of the first file.
static constexpr qint64 kPreviewBytes = 4096;

FilePublisher::FilePublisher(WindowContext& context, QueueNo queue, const QStringList& paths, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_mode(new QComboBox(this))
    , m_what(new QLabel(this))
    , m_state(new QLabel(this))
    , m_preview(new QPlainTextEdit(this))
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
    m_mode->addItems({tr("One message for each file"), tr("One message for each line")});
    const QString suffix = m_paths.isEmpty() ? QString() : QFileInfo(m_paths.first()).suffix().toLower();
    m_mode->setCurrentIndex(
        QStringList{QStringLiteral("jsonl"), QStringLiteral("ndjson"), QStringLiteral("log"), QStringLiteral("csv")}
                .contains(suffix)
            ? 1
            : 0);
    for (QLabel* label : {m_what, m_state}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_preview->setReadOnly(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_preview->setMinimumSize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 9);
    m_preview->setAccessibleName(tr("First message"));
    m_progress->setRange(0, 1000);
    auto* buttons = new QDialogButtonBox(this);
    m_close = buttons->addButton(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("Publish"), QDialogButtonBox::ActionRole);
    m_start->setDefault(true);
    m_start->setEnabled(!m_paths.isEmpty());
    auto* layout = new QVBoxLayout(this);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_what, m_mode, m_preview, m_progress, m_state, buttons})
        layout->addWidget(widget);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &FilePublisher::preview);
    connect(m_start, &QPushButton::clicked, this, &FilePublisher::begin);
    connect(m_close, &QPushButton::clicked, this, &QWidget::close);
    preview();
}

FilePublisher::~FilePublisher() = default;

void FilePublisher::preview()
{
    m_what->setText(m_paths.size() == 1
            ? tr("%1, %2").arg(QFileInfo(m_paths.first()).fileName(), bytesText(static_cast<uint64_t>(m_bytesTotal)))
            : tr("%1 files, %2").arg(m_paths.size()).arg(bytesText(static_cast<uint64_t>(m_bytesTotal))));
    if (m_paths.isEmpty()) {
        m_state->setText(tr("There is no file to publish; folders are not walked."));
        return;
    }
    QFile file(m_paths.first());
    if (!file.open(QIODevice::ReadOnly)) {
        m_state->setText(tr("%1 cannot be read: %2").arg(file.fileName(), file.errorString()));
        m_start->setEnabled(false);
        return;
    }
    const QByteArray head = m_mode->currentIndex() == 1 ? file.readLine(kPreviewBytes) : file.read(kPreviewBytes);
    m_preview->setPlainText(shownText({head.constData(), static_cast<size_t>(head.size())}, Lines::kept));
    m_state->setText(tr("This is the first message. Empty lines are left out."));
    if (m_mode->currentIndex() == 0)
        m_state->setText(tr("This is the beginning of the first message."));
}

void FilePublisher::begin()
{
    m_running = true;
    m_start->setEnabled(false);
    m_mode->setEnabled(false);
    pump();
}

bool FilePublisher::openNext()
{
    m_file.close();
    if (m_next == m_paths.size())
        return false;
    m_file.setFileName(m_paths[m_next++]);
    if (m_file.open(QIODevice::ReadOnly))
        return true;
    fail(tr("%1 cannot be read: %2").arg(m_file.fileName(), m_file.errorString()));
    return false;
}

// False at the end of all files, or when it failed.
bool FilePublisher::nextBody(std::string& body)
{
    const auto most = static_cast<qint64>(limits::kBodyBytesMax);
    while (m_running) {
        if (!m_file.isOpen() || m_file.atEnd())
            if (!openNext())
                return false;
        const bool whole = m_mode->currentIndex() == 0;
        if (whole && m_file.size() > most) {
            fail(tr("%1 is larger than a message may be (%2).")
                     .arg(m_file.fileName(), bytesText(limits::kBodyBytesMax)));
            return false;
        }
        QByteArray bytes = whole ? m_file.readAll() : m_file.readLine(most);
        m_bytesRead += bytes.size();
        if (!whole)
            while (bytes.endsWith('\n') || bytes.endsWith('\r'))
                bytes.chop(1);
        if (whole)
            m_file.close();
        if (bytes.isEmpty() && !whole)
            continue;
        body.assign(bytes.constData(), static_cast<size_t>(bytes.size()));
        return true;
    }
    return false;
}

void FilePublisher::pump()
{
    QElapsedTimer timer;
    timer.start();
    while (m_running && !m_atEnd && m_underWay < kUnderWayMax) {
        if (timer.elapsed() >= EngineClient::kSliceMs) {
            QMetaObject::invokeMethod(
                this, [this] { pump(); }, Qt::QueuedConnection);
            return;
        }
        std::string body;
        if (nextBody(body))
            send(std::move(body));
        else
            m_atEnd = true;
    }
    m_progress->setValue(m_bytesTotal ? static_cast<int>(m_bytesRead * 1000 / m_bytesTotal) : 1000);
    if (m_running && m_atEnd && m_underWay == 0)
        finish();
}

void FilePublisher::send(std::string body)
{
    action::Publish message;
    message.queue = m_queueName;
    message.body = std::move(body);
    message.createQueue = false;
    ++m_underWay;
    m_context.client.submit(this, std::move(message), [this](const ActionAnswer& answer) {
        --m_underWay;
        if (!answer.status) {
            fail(shownText(answer.status.error().text));
            return;
        }
        ++m_sent;
        m_state->setText(tr("Published %1").arg(messagesText(m_sent)));
        if (m_underWay <= kUnderWayMax / 2)
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
    m_progress->setValue(1000);
    m_close->setText(tr("Close"));
    m_context.messages.say(tr("Published %1 into %2.").arg(messagesText(m_sent), shownText(m_queueName)));
    m_state->setText(tr("Published %1").arg(messagesText(m_sent)));
}

} // namespace tapedeck
