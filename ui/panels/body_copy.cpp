#include "ui/panels/body_copy.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace tapedeck {

void copyBytes(const std::string& bytes)
{
    auto* data = new QMimeData; // the clipboard owns it
    const QByteArray raw(bytes.data(), static_cast<qsizetype>(bytes.size()));
    if (isUtf8(bytes))
        data->setText(QString::fromUtf8(raw));
    data->setData(QStringLiteral("application/octet-stream"), raw);
    QGuiApplication::clipboard()->setMimeData(data);
}

BodyCopy::BodyCopy(
    WindowContext& context, QueueNo queue, std::vector<MessageId> ids, uint64_t bytesMax, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_queue(queue)
    , m_ids(std::move(ids))
    , m_bytesMax(bytesMax)
{
    if (m_ids.empty())
        deleteLater();
    else
        next();
}

void BodyCopy::next()
{
    m_context.client.requestMessage(this, m_queue, m_ids[m_at], [this](const MessageAnswer& answer) {
        if (!answer.found) {
            m_context.messages.fail(
                tr("Message %1 could not be read. %2").arg(answer.id.value).arg(shownText(answer.error)));
            deleteLater();
            return;
        }
        if (m_at > 0)
            m_bytes += '\n';
        m_bytes += answer.body;
        if (m_bytes.size() > m_bytesMax && m_ids.size() > 1) {
            m_context.messages.fail(
                tr("These bodies are more than %1 together. Select fewer messages.").arg(bytesText(m_bytesMax)));
            deleteLater();
            return;
        }
        if (++m_at == m_ids.size())
            finish();
        else
            next();
    });
}

void BodyCopy::finish()
{
    copyBytes(m_bytes);
    m_context.messages.say(m_ids.size() == 1
            ? tr("Copied the body of message %1, %2.").arg(groupedText(m_ids[0].value), bytesText(m_bytes.size()))
            : tr("Copied %1 bodies, separated by line feeds.").arg(groupedText(m_ids.size())));
    deleteLater();
}

} // namespace tapedeck
