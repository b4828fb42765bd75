#include "ui/panels/message_files.h"

#include "ui/models/json_scan.h"
#include "ui/models/plain_text.h"
#include "ui/panels/progress_dialog.h"

#include <QFile>
#include <QFileInfo>

namespace tapedeck {
namespace {

constexpr size_t kIdsAtOnce = 1000;
// Fewer are done before a dialog could be read.
constexpr int64_t kDialogFrom = 50;
// Only bodies up to this are looked at to see whether they are JSON.
constexpr size_t kLookedAtMax = size_t{1} << 20;

} // namespace

MessageFiles::MessageFiles(
    WindowContext& context, Current::Selection which, Visit visit, QWidget* window, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_which(std::move(which))
    , m_visit(std::move(visit))
{
    if (window && m_which->count() >= kDialogFrom) {
        m_dialog = new ProgressDialog(tr("Saving messages as files"), ProgressDialog::Unit::messages, window);
        connect(m_dialog, &ProgressDialog::cancelled, this, [this] { end(false); });
        m_dialog->open();
    }
    connect(&context.client, &EngineClient::engineChanged, this, [this] { end(false); });
    QMetaObject::invokeMethod(
        this, [this] { next(); }, Qt::QueuedConnection); // whoever made it listens first
}

void MessageFiles::next()
{
    if (m_ended)
        return;
    if (m_at == m_ids.size()) {
        m_from += static_cast<int64_t>(m_ids.size());
        m_ids = m_which->ids(m_from, kIdsAtOnce);
        m_at = 0;
        if (m_ids.empty())
            return end(true);
    }
    const uint64_t done = static_cast<uint64_t>(m_from) + m_at;
    if (m_dialog)
        m_dialog->advance(done, std::max(done, static_cast<uint64_t>(m_which->count())));
    m_context.client.requestMessage(this, m_which->queue(), m_ids[m_at], [this](const MessageAnswer& answer) {
        if (m_ended)
            return;
        if (!answer.dropped) // else it is asked again
            ++m_at;
        if (answer.found && !m_visit(answer))
            end(false);
        else
            next();
    });
}

void MessageFiles::end(bool whole)
{
    if (std::exchange(m_ended, true))
        return;
    if (m_dialog && !m_dialog->over())
        m_dialog->finish({});
    Q_EMIT ended(whole);
    deleteLater();
}

QString MessageFiles::fileName(const std::string& queue, const MessageAnswer& message)
{
    QString name;
    for (const QChar c : shownText(queue, Lines::single, 100))
        name += c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('.') ? c : QChar(QLatin1Char('_'));
    if (name.startsWith(QLatin1Char('.')))
        name.prepend(QLatin1Char('_'));
    const std::string& body = message.body;
    const bool text = isUtf8(body);
    const bool json = text && !body.empty() && body.size() <= kLookedAtMax && !checkJson(body);
    const bool zero = body.find('\0') != std::string::npos;
    return QStringLiteral("%1-%2.%3")
        .arg(name, QString::number(message.id.value),
            json                ? QStringLiteral("json")
                : text && !zero ? QStringLiteral("txt")
                                : QStringLiteral("bin"));
}

QString MessageFiles::write(
    const QString& folder, const std::string& queue, const MessageAnswer& message, QString& error)
{
    const QFileInfo wanted(folder + QLatin1Char('/') + fileName(queue, message));
    QFile file(wanted.filePath());
    for (int n = 2; !file.open(QIODevice::WriteOnly | QIODevice::NewOnly); ++n) {
        if (!QFileInfo::exists(file.fileName())) {
            error = tr("%1 cannot be written: %2.").arg(file.fileName(), file.errorString());
            return {};
        }
        file.setFileName(QStringLiteral("%1/%2 (%3).%4")
                             .arg(wanted.path(), wanted.completeBaseName(), QString::number(n), wanted.suffix()));
    }
    const auto bytes = static_cast<qint64>(message.body.size());
    if (file.write(message.body.data(), bytes) != bytes || !file.flush()) {
        error = tr("%1 cannot be written: %2.").arg(file.fileName(), file.errorString());
        file.remove();
        return {};
    }
    return file.fileName();
}

} // namespace tapedeck
