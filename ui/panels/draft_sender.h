// Sends a draft: once, many times, or some every so often until it is stopped; its variables are filled in anew for
// each message. GUI thread. Few messages are under way at once, so stopping is immediate; while the engine does not
// keep up, turns are left out instead of piling up.
#pragma once

#include "ui/models/message_draft.h"
#include "ui/models/window_context.h"

#include <QTimer>

#include <optional>

namespace tapedeck {

class DraftSender : public QObject {
    Q_OBJECT
public:
    static constexpr uint32_t kUnderWayMax = 64;
    static constexpr int kEveryMsMin = 1;

    explicit DraftSender(WindowContext& context, QObject* parent = nullptr);

    // What a run of a draft came to.
    struct Outcome {
        uint64_t sent = 0;
        MessageId first, last; // of a queue
        std::string target; // of the last one
        bool toExchange = false;
        RouteCounts route; // of the last one
        QString error; // it ended there
    };

    // Error: why it cannot be sent: a mistake in its variables or lengths of time. One run at a time.
    Status start(const MessageDraft& draft);
    void stop();
    bool running() const { return m_running; }
    // True: until stop() is called.
    bool repeating() const { return m_timer.isActive(); }
    const Outcome& outcome() const { return m_outcome; }

Q_SIGNALS:
    void progressed(); // some were sent; at most some ten times a second
    void ended(); // all are sent, it was stopped, or outcome().error says why it ended

private:
    void turn();
    void pump();
    void send();
    void submitCopies();
    void onAnswer(const ActionAnswer& answer, uint32_t copies, const std::string& target);
    void finish();

    WindowContext& m_context;
    QTimer m_timer, m_report;
    SystemRandom m_random;
    MessageDraft m_draft;
    std::optional<DraftFilling> m_filling;
    Duration m_delay;
    uint64_t m_seq = 0;
    uint32_t m_left = 0, m_underWay = 0;
    bool m_running = false;
    Outcome m_outcome;
};

} // namespace tapedeck
