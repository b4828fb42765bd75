#include "ui/panels/discarder.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/confirm_dialog.h"

namespace tapedeck {

// One deed, from the first request to its undoing.
struct Discarder::Work {
    Deed deed = Deed::remove;
    std::vector<Target> targets; // all that are asked for
    QString name; // of the only one
    uint64_t messages = 0; // in the queues among them
    std::vector<action::Bind> bindings; // of the queues that are deleted
    size_t waiting = 0; // for answers
    std::vector<BinNo> entries; // what can be restored
    std::vector<Target> refused; // what could not be
    QString why; // the engine refused
    size_t back = 0; // restored
};

Discarder::Discarder(WindowContext& context, QWidget* window)
    : m_context(context)
    , m_window(window)
{
}

QString Discarder::nameOf(const Target& target) const
{
    const auto queue = m_context.client.queue(target.queue);
    return shownText(!target.channel.empty() ? target.channel : queue ? queue->name : std::string());
}

static Discard discardOf(Discarder::Deed deed, const Discarder::Target& target)
{
    if (deed == Discarder::Deed::remove)
        return target.channel.empty() ? Discard::queue : Discard::channel;
    return target.channel.empty() ? Discard::messages : Discard::owed;
}

// The same, never to be restored.
static Action finalOf(Discarder::Deed deed, const Discarder::Target& target)
{
    switch (discardOf(deed, target)) {
    case Discard::queue:
        return action::DeleteQueue{target.queue};
    case Discard::messages:
        return action::PurgeQueue{target.queue};
    case Discard::channel:
        return action::DeleteChannel{target.queue, target.channel};
    case Discard::owed:
        break;
    }
    return action::PurgeChannel{target.queue, target.channel};
}

void Discarder::discard(Deed deed, const std::vector<Target>& targets)
{
    if (targets.empty())
        return;
    const auto work = std::make_shared<Work>();
    work->deed = deed;
    work->targets = targets;
    work->waiting = targets.size();
    work->name = nameOf(targets.front());
    const auto snapshot = m_context.client.snapshot();
    for (const Target& target : targets) {
        const auto queue = m_context.client.queue(target.queue);
        if (!queue || !target.channel.empty())
            continue;
        work->messages += queue->stats.head.value - queue->stats.first.value;
        if (deed == Deed::remove)
            for (const auto& exchange : snapshot->exchanges)
                for (const BindingView& one : *exchange->bindings)
                    if (one.queue == queue->name)
                        work->bindings.push_back({exchange->name, one.queue, one.program, one.permanent, one.peer});
    }
    for (const Target& target : targets)
        m_context.client.submit(this, action::Bin{discardOf(deed, target), target.queue, target.channel},
            [this, work, target](const ActionAnswer& answer) { discarded(work, target, answer); });
}

void Discarder::discarded(const std::shared_ptr<Work>& work, const Target& target, const ActionAnswer& answer)
{
    if (answer.status.ok()) {
        work->entries.push_back(answer.number);
    } else if (answer.status.error().code == ErrorCode::overloaded) {
        work->refused.push_back(target);
        work->why = shownText(answer.status.error().text);
    } else {
        m_context.messages.check(answer);
    }
    if (--work->waiting == 0)
        finish(work);
}

void Discarder::finish(const std::shared_ptr<Work>& work)
{
    if (!work->entries.empty()) {
        const bool one = work->targets.size() == 1;
        const QString what = one ? work->name : tr("%1 selected").arg(groupedText(work->entries.size()));
        m_context.messages.say(doneText(*work));
        m_context.undo.push(work->deed == Deed::remove ? tr("deletion of %1").arg(what) : tr("purge of %1").arg(what),
            [this, work] { restore(work); });
    }
    if (!work->refused.empty())
        askAbout(*work);
}

QString Discarder::doneText(const Work& work) const
{
    if (work.targets.size() > 1) {
        const QString count = groupedText(work.entries.size());
        return work.deed == Deed::remove ? tr("%1 selected are deleted. Ctrl+Z brings them back.").arg(count)
                                         : tr("%1 selected are purged. Ctrl+Z brings it all back.").arg(count);
    }
    if (work.deed == Deed::remove)
        return tr("%1 is deleted. Ctrl+Z brings it back.").arg(work.name);
    if (!work.targets.front().channel.empty())
        return tr("%1 is at the end of its queue. Ctrl+Z takes it back.").arg(work.name);
    return tr("%1 is empty: %2 purged. Ctrl+Z brings them back.").arg(work.name, messagesText(work.messages));
}

// Those that the engine could not restore go only when their name, or how many they are, is typed.
void Discarder::askAbout(const Work& work)
{
    const bool one = work.refused.size() == 1;
    const QString name = one ? nameOf(work.refused.front()) : QString::number(work.refused.size());
    const QString consequences = work.deed == Deed::remove
        ? tr("Nothing of %1 was deleted yet: %2. What goes now goes for good.")
              .arg(one ? name : tr("%1 selected").arg(name), work.why)
        : tr("Nothing of %1 was purged yet: %2. What goes now goes for good.")
              .arg(one ? name : tr("%1 selected").arg(name), work.why);
    auto* dialog = new ConfirmDialog(work.deed == Deed::remove ? tr("Delete for good") : tr("Purge for good"),
        consequences, work.deed == Deed::remove ? tr("Delete") : tr("Purge"), name, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, deed = work.deed, refused = work.refused] {
        for (const Target& target : refused)
            m_context.client.submit(
                this, finalOf(deed, target), [this](const ActionAnswer& answer) { m_context.messages.check(answer); });
    });
    dialog->open();
}

// In the other order: a queue's messages are back before an older purge of it is undone.
void Discarder::restore(const std::shared_ptr<Work>& work)
{
    work->waiting = work->entries.size();
    work->back = 0;
    for (auto entry = work->entries.rbegin(); entry != work->entries.rend(); ++entry)
        m_context.client.submit(this, action::Restore{*entry}, [this, work](const ActionAnswer& answer) {
            work->back += m_context.messages.check(answer) ? 1 : 0;
            if (--work->waiting > 0 || work->back == 0)
                return;
            bindAgain(*work);
            if (work->targets.size() == 1)
                m_context.messages.say(tr("%1 is back.").arg(work->name));
            else if (work->back == work->entries.size())
                m_context.messages.say(tr("%1 are back.").arg(groupedText(work->back)));
        });
}

// Exchanges forget a queue that is deleted.
void Discarder::bindAgain(const Work& work)
{
    for (const action::Bind& binding : work.bindings)
        m_context.client.submit(
            this, binding, [this](const ActionAnswer& answer) { m_context.messages.check(answer); });
}

} // namespace tapedeck
