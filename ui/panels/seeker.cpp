#include "ui/panels/seeker.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

namespace tapedeck {

Seeker::Seeker(WindowContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context)
{
}

QString Seeker::effectText(const ActionAnswer& answer)
{
    if (!answer.status)
        return shownText(answer.status.error().text);
    const SeekResult& seek = answer.seek;
    if (seek.after < seek.before)
        return tr("%1 will be delivered again").arg(messagesText(seek.redelivered));
    if (seek.after > seek.before)
        return tr("%1 will be skipped").arg(messagesText(seek.after - seek.before));
    return tr("nothing changes");
}

void Seeker::preview(
    QueueNo queue, const std::string& channel, const SeekTarget& target, std::function<void(const QString&)> done)
{
    m_context.client.forget(m_previewToken);
    m_previewToken = m_context.client.submit(this, action::SeekChannel{queue, channel, target, true},
        [done = std::move(done)](const ActionAnswer& answer) { done(effectText(answer)); });
}

void Seeker::seek(QueueNo queue, const std::string& channel, const SeekTarget& target)
{
    m_context.client.submit(
        this, action::SeekChannel{queue, channel, target, false}, [this, queue, channel](const ActionAnswer& answer) {
            if (!m_context.messages.check(answer))
                return;
            const QString name = shownText(channel);
            m_context.messages.say(tr("%1 goes on at message %2: %3. Ctrl+Z takes it back.")
                                       .arg(name, groupedText(answer.seek.after.value), effectText(answer)));
            const MessageId before = answer.seek.before;
            m_context.undo.push(tr("seek of %1").arg(name), [this, queue, channel, before, name] {
                const SeekTarget back = SeekTarget::toId(before);
                m_context.client.submit(this, action::SeekChannel{queue, channel, back, false},
                    [this, name, before](const ActionAnswer& undone) {
                        if (m_context.messages.check(undone))
                            m_context.messages.say(
                                tr("%1 is back at message %2.").arg(name, groupedText(before.value)));
                    });
            });
        });
}

} // namespace tapedeck
