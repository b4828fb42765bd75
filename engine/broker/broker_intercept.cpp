// The broker with somebody in between: what an Interceptor says about publishes and deliveries is done here.
#include "engine/broker/broker_core.h"
#include "engine/broker/broker_waits.h"

#include <algorithm>

namespace tapedeck {

namespace {

// An interceptor may add a header to each message: so much more room must be there before it is asked, because what it
// has decided cannot be asked again.
constexpr size_t kHeaderRoom = 256;
constexpr char kNothing[size_t{64} << 10] = {};

} // namespace

// ------------------------------------------------------------------------------------------------ publishing

Result<MessageId> BrokerCore::publishIntercepted(QueueHandle& handle, std::span<const NewMessage> messages)
{
    const auto opened = openQueue(handle, Need::writing);
    if (!opened)
        return opened.error();
    QueueState& queue = **opened;
    if (const Status admitted = admit(queue, messages); !admitted)
        return admitted.error();
    std::vector<NewMessage> withHeaders(messages.begin(), messages.end());
    withHeaders.push_back({{kNothing, std::min(sizeof kNothing, messages.size() * kHeaderRoom)}});
    if (const Status admitted = admit(queue, withHeaders); !admitted)
        return admitted.error();
    const QueueStatePtr keep = queue.shared_from_this();
    const MessageId next = queue.log.next();
    const ClientId client = m_actor;
    const Result<std::span<const NewMessage>> now = m_interceptor->onPublish(queue, messages, client);
    if (!now)
        return now.error();
    if (now->empty())
        return next; // answered as if they were kept
    const Result<MessageId> first = append(queue, *now);
    if (first)
        m_interceptor->onAppended(queue, *first, *now, client);
    return first;
}

Result<MessageId> BrokerCore::publishUntouched(QueueHandle& handle, std::span<const NewMessage> messages)
{
    const Result<MessageId> first = append(handle, messages);
    if (first && m_interceptor)
        m_interceptor->onAppended(handle, *first, messages, 0);
    return first;
}

// ------------------------------------------------------------------------------------------------ handing out

// Does to the messages in `out` what is said of each; `settle` has their tickets where they are acknowledged as they
// are handed out, and is empty where they are not. False: the receiver has been answered with an error.
bool BrokerCore::interceptHandOut(ReceiveWait& wait, std::vector<DeliveredMessage>& out, std::vector<Ticket>& settle)
{
    ChannelState& channel = *wait.channel;
    Interceptor& interceptor = *m_interceptor;
    const bool settles = !settle.empty();
    std::vector<DeliveredMessage> handed;
    std::vector<Ticket> handedSettled;
    const auto ticketOf = [&](size_t i) { return settles ? settle[i] : out[i].ticket; };
    for (size_t i = 0; i < out.size(); ++i) {
        const Ticket ticket = ticketOf(i);
        const HandOutVerdict verdict = ticket.value == 0
            ? HandOutVerdict{} // taken for good before anybody stood in between
            : interceptor.onHandOut(*wait.queue, channel.name, out[i], wait.client);
        const auto hand = [&](bool isSettled) {
            handed.push_back(out[i]);
            if (settles && isSettled)
                handedSettled.push_back(ticket);
        };
        switch (verdict.kind) {
        case HandOutVerdict::Kind::hand:
            hand(true);
            break;
        case HandOutVerdict::Kind::lose: // taken: to be acknowledged, or in flight until the lease ends
            if (settles)
                handedSettled.push_back(ticket);
            if (m_stories.watching())
                noteHandedOut(wait, {&out[i], 1});
            break;
        case HandOutVerdict::Kind::again:
            channel.channel.nack(m_now, ticket, {}, m_record);
            hand(false);
            break;
        case HandOutVerdict::Kind::later:
            channel.channel.release(m_now, ticket, m_now + verdict.delay, m_record);
            break;
        case HandOutVerdict::Kind::refuse:
            for (size_t all = 0; all < out.size(); ++all)
                channel.channel.release(m_now, ticketOf(all), m_now, m_record);
            [[fallthrough]];
        case HandOutVerdict::Kind::cut:
            if (m_stories.watching() && verdict.kind == HandOutVerdict::Kind::cut)
                noteHandedOut(wait, out);
            recordChannel(channel, false);
            updateTimer(channel);
            wait.receiver->onReceiveError(verdict.error);
            return false;
        }
    }
    interceptor.arrange(*wait.queue, channel.name, handed, wait.client);
    out.swap(handed);
    settle.swap(handedSettled);
    return true;
}

} // namespace tapedeck
