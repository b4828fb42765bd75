#include "ui/models/message_drag.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QIODevice>

namespace tapedeck {

QString messageMime()
{
    return QStringLiteral("application/x-tapedeck-messages");
}

void putDragged(QMimeData& mime, const DraggedMessages& messages)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << static_cast<qint64>(QCoreApplication::applicationPid()) << static_cast<quint64>(messages.queue.value)
        << messages.wholeSelection << static_cast<quint32>(messages.ids.size());
    for (const MessageId id : messages.ids)
        out << static_cast<quint64>(id.value);
    mime.setData(messageMime(), bytes);
}

std::optional<DraggedMessages> draggedMessages(const QMimeData& mime)
{
    const QByteArray bytes = mime.data(messageMime());
    QDataStream in(bytes);
    qint64 process = 0;
    quint64 queue = 0;
    quint32 count = 0;
    DraggedMessages messages;
    in >> process >> queue >> messages.wholeSelection >> count;
    if (in.status() != QDataStream::Ok || process != QCoreApplication::applicationPid() || count > kDraggedIdsMax)
        return std::nullopt;
    using Number = decltype(messages.queue.value);
    messages.queue = QueueNo{static_cast<Number>(queue)};
    for (quint32 i = 0; i < count; ++i) {
        quint64 id = 0;
        in >> id;
        messages.ids.push_back(MessageId{id});
    }
    if (in.status() != QDataStream::Ok || messages.ids.empty())
        return std::nullopt;
    return messages;
}

} // namespace tapedeck
