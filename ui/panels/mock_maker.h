// Makes responders and expectations of messages that are selected: reads them and says what could be made of them.
// GUI thread.
#pragma once

#include "ui/models/message_forms.h"
#include "ui/models/window_context.h"

#include <QAction>
#include <QObject>

#include <optional>

namespace tapedeck {

class MockMaker : public QObject {
    Q_OBJECT
public:
    MockMaker(WindowContext& context, QObject* parent = nullptr);

    // Remembers the current message as the request of a responder, whose answer may be in another queue.
    QAction* takeRequest;
    // Of two selected messages, the first being the request; or of the remembered request and the current message.
    QAction* responder;
    QAction* expectation; // of the current message

Q_SIGNALS:
    void responderMade(const tapedeck::ResponderDraft& draft);
    void expectationMade(const tapedeck::PlacedMessage& message);

private:
    struct Place {
        QueueNo queue;
        MessageId id;
    };
    void refresh();
    void read(Place place, std::function<void(const PlacedMessage&)> then);
    // Request and answer, as far as they are chosen.
    std::optional<std::pair<Place, Place>> chosenPair() const;
    void makeResponder();
    Place current() const;

    WindowContext& m_context;
    std::optional<Place> m_request;
};

} // namespace tapedeck
