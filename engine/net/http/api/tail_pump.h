// TailPump: follows a queue for one client, as fast as the client takes it: it reads the next messages only while the
// client has room, so a stalled client costs nothing and misses nothing that retention keeps.
//
// Loop thread only. Owned by the stream or socket that it feeds.
#pragma once

#include "engine/broker/broker.h"
#include "engine/filter/message_test.h"

#include <span>
#include <string_view>

namespace tapedeck::api {

// Where the messages go.
class TailOutput {
public:
    virtual ~TailOutput() = default;
    virtual bool full() const = 0;
    virtual void onMessage(const MessageView& message) = 0;
    virtual void onGap(MessageId from, MessageId until) = 0; // `until` is not part of it
    virtual void onEnd(std::string_view reason) = 0; // nothing follows
};

class TailPump final : private MessageSink {
public:
    // All must outlive the pump. Only messages that the filter matches are handed on.
    TailPump(Broker& broker, QueuePtr queue, MessageId from, Filter filter, TailOutput& output);
    ~TailPump() override;
    TailPump(const TailPump&) = delete;
    TailPump& operator=(const TailPump&) = delete;

    // Begins, or goes on after the output was full.
    void run();
    // Tells the output and does nothing any more.
    void end(std::string_view reason);

private:
    void onMessages(std::span<const MessageView> messages) override;
    void onReadError(const Error& error) override;
    void onDamage(const Error& error, MessageId next) override;
    void answered();

    Broker& m_broker;
    QueuePtr m_queue;
    MessageId m_next;
    MessageTest m_test;
    TailOutput& m_output;
    WaitId m_wait = 0;
    bool m_reading = false;
    bool m_inside = false; // inside a call of the broker
    bool m_ended = false;
};

} // namespace tapedeck::api
