#include "engine/net/http/api/tail_pump.h"

namespace tapedeck::api {

namespace {

// What is written between two looks at the client's room.
constexpr uint32_t kMessagesPerRead = 256;
constexpr size_t kBytesPerRead = size_t{256} << 10;
constexpr Duration kWait = Duration::seconds(3600);

} // namespace

TailPump::TailPump(Broker& broker, QueuePtr queue, MessageId from, Filter filter, TailOutput& output)
    : m_broker(broker)
    , m_queue(std::move(queue))
    , m_next(from)
    , m_test(std::move(filter), m_queue->name())
    , m_output(output)
{
}

TailPump::~TailPump()
{
    if (m_wait != 0)
        m_broker.cancel(m_wait);
}

void TailPump::run()
{
    while (!m_ended && !m_reading && !m_output.full()) {
        m_reading = m_inside = true;
        const WaitId wait = m_broker.follow(*m_queue, m_next, kMessagesPerRead, kBytesPerRead, kWait, *this);
        m_inside = false;
        m_wait = m_reading ? wait : 0;
    }
}

void TailPump::end(std::string_view reason)
{
    if (m_ended)
        return;
    m_ended = true;
    if (m_wait != 0)
        m_broker.cancel(std::exchange(m_wait, 0));
    m_output.onEnd(reason);
}

void TailPump::answered()
{
    m_reading = false;
    m_wait = 0;
}

void TailPump::onMessages(std::span<const MessageView> messages)
{
    answered();
    if (messages.empty() && m_inside)
        return end("The broker is closing."); // it answers without waiting only then
    for (const MessageView& message : messages) {
        if (message.id > m_next)
            m_output.onGap(m_next, message.id);
        if (m_test.matches(message, m_broker.now()))
            m_output.onMessage(message);
        m_next = message.id + 1;
    }
    if (!m_inside)
        run();
}

void TailPump::onReadError(const Error& error)
{
    answered();
    end(error.code == ErrorCode::queueNotFound ? "The queue was deleted." : std::string_view(error.text));
}

void TailPump::onDamage(const Error&, MessageId next)
{
    answered();
    if (next <= m_next)
        return end("Stored messages are damaged.");
    m_output.onGap(m_next, next);
    m_next = next;
    if (!m_inside)
        run();
}

} // namespace tapedeck::api
