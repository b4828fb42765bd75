#include "ui/panels/message_actions.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/copy_dialog.h"
#include "ui/panels/message_files.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QDrag>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMimeData>
#include <QUrl>

namespace tapedeck {
namespace {

// Messages by their ids, as a selection.
class TheseMessages final : public MessageSelection {
public:
    TheseMessages(QueueNo queue, std::vector<MessageId> ids)
        : m_queue(queue)
        , m_ids(std::move(ids))
    {
    }
    QueueNo queue() const override { return m_queue; }
    int64_t count() const override { return static_cast<int64_t>(m_ids.size()); }
    std::vector<MessageId> ids(int64_t from, size_t max) const override
    {
        const auto begin = static_cast<size_t>(std::clamp<int64_t>(from, 0, count()));
        const size_t end = std::min(m_ids.size(), begin + max);
        return {m_ids.begin() + static_cast<ptrdiff_t>(begin), m_ids.begin() + static_cast<ptrdiff_t>(end)};
    }

private:
    QueueNo m_queue;
    std::vector<MessageId> m_ids;
};

std::string portOf(const Snapshot& snapshot, const char* protocol)
{
    for (const Endpoint& endpoint : snapshot.endpoints)
        if (endpoint.protocol == protocol)
            return endpoint.address;
    return {};
}

} // namespace

MessageActions::MessageActions(WindowContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
    , m_copyAs(std::make_unique<QMenu>(tr("Copy &as")))
{
    editAndResend = add(tr("&Edit and resend"), "publish", tr("Opens a copy of the message as a draft (Ctrl+R)"),
        &MessageActions::edit);
    editAndResend->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    copyTo = add(tr("Copy to &queue…"), "copy", tr("Publishes the selected messages again, into another queue"),
        &MessageActions::askCopy);
    moveTo = add(tr("&Move to queue…"), "jump",
        tr("Publishes the selected messages into another queue and settles them in a channel"),
        &MessageActions::askMove);
    saveFiles = add(tr("Save as files…"), "save", tr("Writes the bodies of the selected messages into a folder"),
        &MessageActions::askFolder);
    redrive = add(tr("Redri&ve dead letters to queue…"), "replay",
        tr("Moves all dead letters of a channel into a queue"), &MessageActions::askRedrive);
    m_copyAs->setIcon(themedIcon(QStringLiteral("copy")));
    bool fetches = false;
    for (const CopyAs form : copyForms()) {
        if (fetchesMessage(form) && !std::exchange(fetches, true))
            m_copyAs->addSeparator();
        m_copyAs->addAction(copyFormName(form), this, [this, form] { copyAs(form); });
    }
    execDrag = [this](QMimeData* data) {
        if (!(QGuiApplication::mouseButtons() & Qt::LeftButton)) {
            delete data; // let go meanwhile
            return;
        }
        auto* drag = new QDrag(m_window);
        drag->setMimeData(data);
        drag->exec(Qt::CopyAction | Qt::MoveAction, Qt::CopyAction);
    };
    connect(&context.current, &Current::messageChanged, this, &MessageActions::refresh);
    connect(&context.current, &Current::selectionChanged, this, &MessageActions::refresh);
    connect(&context.current, &Current::queueChanged, this, &MessageActions::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this, &MessageActions::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &MessageActions::refresh);
    refresh();
}

QAction* MessageActions::add(const QString& text, const char* icon, const QString& tip, void (MessageActions::*run)())
{
    auto* action = new QAction(themedIcon(QLatin1String(icon)), text, this);
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, run);
    return action;
}

void MessageActions::fill(QMenu& menu) const
{
    menu.addAction(editAndResend);
    menu.addMenu(m_copyAs.get());
    menu.addSeparator();
    menu.addActions({copyTo, moveTo, saveFiles, redrive});
}

Current::Selection MessageActions::chosen() const
{
    const Current& current = m_context.current;
    if (current.selection()->count() > 0)
        return current.selection();
    std::vector<MessageId> one;
    if (current.message().value)
        one.push_back(current.message());
    return std::make_shared<TheseMessages>(current.queue(), std::move(one));
}

std::vector<std::string> MessageActions::channelsOf(QueueNo queue) const
{
    std::vector<std::string> names;
    if (const auto view = m_context.client.queue(queue))
        for (const ChannelStats& channel : view->stats.channels)
            names.push_back(channel.name);
    return names;
}

void MessageActions::refresh()
{
    const bool one = m_context.current.message().value != 0 && m_context.client.attached();
    const bool any = one || m_context.current.selection()->count() > 0;
    editAndResend->setEnabled(one);
    m_copyAs->setEnabled(one);
    copyTo->setEnabled(any);
    saveFiles->setEnabled(any);
    const auto queue = m_context.client.queue(m_context.current.queue());
    moveTo->setEnabled(any && queue && !queue->stats.channels.empty());
    bool dead = false;
    if (queue)
        for (const ChannelStats& channel : queue->stats.channels)
            dead = dead || channel.dead > 0;
    redrive->setEnabled(dead);
}

// ---------------------------------------------------------------------------------------------- drafts

void MessageActions::edit()
{
    openAsDrafts(m_context.current.queue(), {m_context.current.message()});
}

void MessageActions::openAsDrafts(QueueNo queue, const std::vector<MessageId>& ids)
{
    if (ids.size() > kDraftsAtOnce)
        m_context.messages.say(
            tr("The first %1 of %2 messages are opened.").arg(kDraftsAtOnce).arg(groupedText(ids.size())));
    for (size_t i = 0; i < std::min(ids.size(), kDraftsAtOnce); ++i)
        m_context.client.requestMessage(this, queue, ids[i], [this](const MessageAnswer& answer) {
            if (answer.found)
                openDraft(answer);
            else
                m_context.messages.fail(
                    tr("Message %1 could not be read. %2").arg(answer.id.value).arg(shownText(answer.error)));
        });
}

void MessageActions::openDraft(const MessageAnswer& message)
{
    const auto queue = m_context.client.queue(message.queue);
    const std::string exchange = m_context.client.exchangeOf(message.queue);
    MessageDraft draft;
    draft.toExchange = !exchange.empty();
    draft.target = draft.toExchange ? exchange : queue ? queue->name : std::string();
    draft.key = message.key;
    draft.headers = message.headers;
    draft.body = message.body;
    // What is in braces was sent like that.
    const auto braces = [](const std::string& text) { return text.find("{{") != std::string::npos; };
    draft.fillIn = !braces(draft.target) && !braces(draft.key) && !braces(draft.body);
    for (const auto& [name, value] : draft.headers)
        draft.fillIn = draft.fillIn && !braces(value);
    Q_EMIT draftRequested(draft);
}

// ---------------------------------------------------------------------------------------------- copy as

void MessageActions::copyAs(CopyAs form)
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    if (!queue)
        return;
    CopiedMessage message;
    message.queue = queue->name;
    message.id = m_context.current.message();
    if (fetchesMessage(form))
        return finishCopyAs(form, message);
    m_context.client.requestMessage(
        this, queue->number, message.id, [this, form, message](const MessageAnswer& answer) mutable {
            if (!answer.found)
                return m_context.messages.fail(
                    tr("Message %1 could not be read. %2").arg(answer.id.value).arg(shownText(answer.error)));
            message.key = answer.key;
            message.body = answer.body;
            message.headers = answer.headers;
            finishCopyAs(form, message);
        });
}

void MessageActions::finishCopyAs(CopyAs form, const CopiedMessage& message)
{
    const Snapshot& now = *m_context.client.snapshot();
    const CopyPorts ports = {portOf(now, "RESP"), portOf(now, "HTTP")};
    if (message.body.size() > kCopyAsBytesMax)
        return m_context.messages.fail(
            tr("A body of %1 is too much for a line; save it as a file.").arg(bytesText(message.body.size())));
    const QString text = copyAsText(form, message, ports);
    const bool http = form == CopyAs::curl || form == CopyAs::curlFetch;
    if ((http ? ports.http : ports.resp).empty())
        return m_context.messages.fail(tr("The broker has no port that %1 could use.").arg(copyFormName(form)));
    if (text.isEmpty())
        return m_context.messages.fail(
            tr("%1 cannot carry the key or a header of this message; curl can.").arg(copyFormName(form)));
    QGuiApplication::clipboard()->setText(text);
    m_context.messages.say(tr("Copied message %1 as %2.").arg(groupedText(message.id.value), copyFormName(form)));
}

// ---------------------------------------------------------------------------------------------- copy and move

void MessageActions::ask(const QString& title, const BulkFrom& from, uint64_t count,
    const std::vector<std::string>& channels, const std::string& target, bool toExchange)
{
    auto* dialog = new CopyDialog(m_context, title, channels, m_window);
    dialog->propose(target, toExchange, m_context.current.channel());
    if (!from.selection)
        dialog->nameChannel(tr("&Dead letters of channel"));
    connect(dialog, &CopyDialog::chosen, this, [this, from, count](const BulkTo& to) {
        BulkFrom source = from;
        if (!source.selection)
            source.deadLettersOf = to.settleIn;
        new BulkCopy(m_context, source, to, count, m_window); // ends itself
    });
    dialog->open();
}

void MessageActions::askCopy()
{
    const auto which = chosen();
    const auto count = static_cast<uint64_t>(which->count());
    if (count > 0)
        ask(tr("Copy %1").arg(messagesText(count)), {which, {}, {}}, count, {});
}

void MessageActions::askMove()
{
    const auto which = chosen();
    const auto count = static_cast<uint64_t>(which->count());
    if (count > 0)
        ask(tr("Move %1").arg(messagesText(count)), {which, {}, {}}, count, channelsOf(which->queue()));
}

void MessageActions::askRedrive()
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    if (!queue)
        return;
    std::vector<std::string> channels;
    uint64_t most = 0;
    for (const ChannelStats& channel : queue->stats.channels)
        if (channel.dead > 0) {
            channels.push_back(channel.name);
            most = std::max(most, channel.dead);
        }
    if (!channels.empty())
        ask(tr("Redrive dead letters"), {nullptr, queue->number, {}}, most, channels, queue->name);
}

void MessageActions::dropOnTarget(
    const DraggedMessages& messages, const std::string& target, bool toExchange, bool move)
{
    Current::Selection which = std::make_shared<TheseMessages>(messages.queue, messages.ids);
    if (messages.wholeSelection && m_context.current.selection()->queue() == messages.queue)
        which = m_context.current.selection();
    const auto count = static_cast<uint64_t>(which->count());
    const std::vector<std::string> channels = move ? channelsOf(messages.queue) : std::vector<std::string>();
    if (move && channels.empty())
        return m_context.messages.fail(tr("They cannot be moved: their queue has no channel to settle them in."));
    if (channels.size() > 1)
        return ask(tr("Move %1").arg(messagesText(count)), {which, {}, {}}, count, channels, target, toExchange);
    new BulkCopy(
        m_context, {which, {}, {}}, {target, toExchange, move ? channels.front() : std::string()}, count, m_window);
}

// ---------------------------------------------------------------------------------------------- files

void MessageActions::askFolder()
{
    auto* dialog = new QFileDialog(m_window, tr("Save messages into a folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &MessageActions::saveInto);
    dialog->open();
}

void MessageActions::saveInto(const QString& folder)
{
    const auto which = chosen();
    const auto queue = m_context.client.queue(which->queue());
    if (!queue || which->count() == 0)
        return;
    const auto written = std::make_shared<uint64_t>(0);
    const auto problem = std::make_shared<QString>();
    auto* files = new MessageFiles(
        m_context, which,
        [folder, name = queue->name, written, problem](const MessageAnswer& message) {
            const bool ok = !MessageFiles::write(folder, name, message, *problem).isEmpty();
            *written += ok ? 1 : 0;
            return ok;
        },
        m_window, this);
    connect(files, &MessageFiles::ended, this, [this, written, problem, folder] {
        const QString text = tr("Saved %1 in %2.").arg(messagesText(*written), folder);
        if (problem->isEmpty())
            m_context.messages.say(text);
        else
            m_context.messages.fail(text + QLatin1Char(' ') + *problem);
    });
}

void MessageActions::startDrag()
{
    const auto which = chosen();
    const auto queue = m_context.client.queue(which->queue());
    if (!queue || which->count() == 0)
        return;
    DraggedMessages dragged;
    dragged.queue = which->queue();
    dragged.ids = which->ids(0, kDraggedIdsMax);
    dragged.wholeSelection = which->count() > static_cast<int64_t>(dragged.ids.size());
    auto* data = new QMimeData;
    putDragged(*data, dragged);
    if (which->count() > kDragFilesMax)
        return execDrag(data);
    // With files and a text, which other programs take: few messages are there in a moment.
    m_dragged.push_back(std::make_unique<QTemporaryDir>());
    struct Carried {
        QList<QUrl> urls;
        std::string text;
        size_t bytes = 0;
        QString problem;
    };
    const auto carried = std::make_shared<Carried>();
    auto* files = new MessageFiles(
        m_context, which,
        [carried, name = queue->name, folder = m_dragged.back()->path()](const MessageAnswer& message) {
            carried->bytes += message.body.size();
            if (carried->bytes > kDragBytesMax)
                return false;
            const QString path = MessageFiles::write(folder, name, message, carried->problem);
            if (path.isEmpty())
                return false;
            carried->urls.append(QUrl::fromLocalFile(path));
            carried->text += (carried->text.empty() ? "" : "\n") + message.body;
            return true;
        },
        nullptr, this);
    connect(files, &MessageFiles::ended, this, [this, carried, data](bool whole) {
        if (whole && !carried->urls.isEmpty()) { // else the messages themselves can still be dropped here
            data->setUrls(carried->urls);
            if (isUtf8(carried->text))
                data->setText(QString::fromStdString(carried->text));
        }
        execDrag(data);
    });
}

} // namespace tapedeck
