#include "ui/panels/mock_maker.h"

#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

namespace tapedeck {

MockMaker::MockMaker(WindowContext& context, QObject* parent)
    : QObject(parent)
    , takeRequest(new QAction(tr("Take this message as a re&quest"), this))
    , responder(new QAction(
          themedIcon(QStringLiteral("replay")), tr("&Make a responder from these two messages\u2026"), this))
    , expectation(
          new QAction(themedIcon(QStringLiteral("search")), tr("Make an e&xpectation from this message\u2026"), this))
    , m_context(context)
{
    takeRequest->setToolTip(tr("Then choose the message that answered it, in any queue, and make a responder"));
    connect(takeRequest, &QAction::triggered, this, [this] {
        m_request = current();
        const auto queue = m_context.client.queue(m_request->queue);
        m_context.messages.say(tr("Message %1 of %2 is the request. Now choose the message that answered it.")
                                   .arg(m_request->id.value)
                                   .arg(queue ? shownText(queue->name) : QString()));
        refresh();
    });
    connect(responder, &QAction::triggered, this, &MockMaker::makeResponder);
    connect(expectation, &QAction::triggered, this,
        [this] { read(current(), [this](const PlacedMessage& message) { Q_EMIT expectationMade(message); }); });
    connect(&context.current, &Current::queueChanged, this, &MockMaker::refresh);
    connect(&context.current, &Current::messageChanged, this, &MockMaker::refresh);
    connect(&context.current, &Current::selectionChanged, this, &MockMaker::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, [this] {
        m_request.reset();
        refresh();
    });
    refresh();
}

MockMaker::Place MockMaker::current() const
{
    return {m_context.current.queue(), m_context.current.message()};
}

std::optional<std::pair<MockMaker::Place, MockMaker::Place>> MockMaker::chosenPair() const
{
    const Current::Selection selection = m_context.current.selection();
    if (selection->count() == 2) {
        const std::vector<MessageId> ids = selection->ids(0, 2);
        if (ids.size() == 2)
            return std::pair{Place{selection->queue(), ids[0]}, Place{selection->queue(), ids[1]}};
    }
    const Place now = current();
    if (!m_request || now.id.value == 0 || (now.id == m_request->id && now.queue == m_request->queue))
        return std::nullopt;
    return std::pair{*m_request, now};
}

void MockMaker::refresh()
{
    const bool any = current().id.value != 0;
    takeRequest->setEnabled(any);
    expectation->setEnabled(any);
    responder->setEnabled(chosenPair().has_value());
    responder->setToolTip(responder->isEnabled()
            ? tr("The first is the request, the second its answer")
            : tr("Select two messages, or take one as a request and choose the one that answered it"));
}

void MockMaker::read(Place place, std::function<void(const PlacedMessage&)> then)
{
    const auto queue = m_context.client.queue(place.queue);
    if (!queue)
        return m_context.messages.fail(tr("The queue of this message is no longer there."));
    m_context.client.requestMessage(
        this, place.queue, place.id, [this, name = queue->name, then = std::move(then)](const MessageAnswer& answer) {
            if (!answer.found)
                return m_context.messages.fail(
                    answer.error.empty() ? tr("This message is no longer there.") : shownText(answer.error));
            then({name, answer});
        });
}

void MockMaker::makeResponder()
{
    const auto pair = chosenPair();
    if (!pair)
        return;
    read(pair->first, [this, second = pair->second](const PlacedMessage& request) {
        read(second,
            [this, request](const PlacedMessage& answer) { Q_EMIT responderMade(responderFrom(request, answer)); });
    });
}

} // namespace tapedeck
