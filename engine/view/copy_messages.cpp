#include "engine/view/copy_messages.h"

#include "engine/base/limits.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// One read, and so what is held here at once; a larger message comes alone.
constexpr size_t kCopyReadBytes = size_t{4} << 20;

} // namespace

CopyMessages::CopyMessages(Broker& broker, Exchanges* exchanges, action::CopyMessages what, Done done)
    : m_broker(broker)
    , m_exchanges(exchanges)
    , m_what(std::move(what))
    , m_done(std::move(done))
{
    std::sort(m_what.ids.begin(), m_what.ids.end());
    m_what.ids.erase(std::unique(m_what.ids.begin(), m_what.ids.end()), m_what.ids.end());
}

CopyMessages::~CopyMessages()
{
    if (m_wait != 0)
        m_broker.cancel(m_wait);
}

void CopyMessages::start()
{
    const auto self = shared_from_this();
    if (Status status = prepare(); !status)
        return end(std::move(status));
    go();
}

Status CopyMessages::prepare()
{
    if (m_what.ids.size() > limits::kBatchIdsMax)
        return Error{ErrorCode::invalidArgument, "These are too many messages for one action."};
    m_source = m_broker.findQueue(m_what.from);
    if (!m_source)
        return Error{ErrorCode::queueNotFound, {}};
    if (!m_what.settleIn.empty() && !m_broker.hasChannel(*m_source, m_what.settleIn))
        return Error{ErrorCode::channelNotFound, {}};
    if (m_what.toExchange) {
        if (!m_exchanges)
            return Error{ErrorCode::unsupported, "This broker has no exchanges."};
        if (!m_exchanges->has(m_what.target))
            return Error{ErrorCode::notFound, "There is no exchange of this name."};
        return {};
    }
    m_target = m_broker.findQueue(m_what.target);
    if (!m_target && m_what.createQueue) {
        auto created = m_broker.createQueue(m_what.target, m_broker.defaultSettings());
        if (!created.ok())
            return created.error();
        m_target = created.value();
    }
    return m_target ? Status() : Status(Error{ErrorCode::queueNotFound, {}});
}

void CopyMessages::go()
{
    while (!m_ended && !m_reading) {
        if (m_sent < m_copies.size()) {
            if (!(m_what.toExchange ? publishToExchange() : publishToQueue()))
                return;
        } else if (m_at == m_what.ids.size()) {
            end({});
        } else {
            read();
        }
    }
}

// ---------------------------------------------------------------------------------------------- reading

void CopyMessages::read()
{
    m_copies.clear();
    m_sent = 0;
    if (m_source->deleted())
        return end(Error{ErrorCode::queueNotFound, {}});
    // As many as follow one another are read at once.
    const MessageId first = m_what.ids[m_at];
    uint32_t count = 1;
    while (m_at + count < m_what.ids.size() && m_what.ids[m_at + count] == first + count)
        ++count;
    m_reading = m_inside = true;
    const WaitId wait = m_broker.read(*m_source, first, count, kCopyReadBytes, *this);
    m_inside = false;
    m_wait = m_reading ? wait : 0;
}

void CopyMessages::answered()
{
    m_reading = false;
    m_wait = 0;
}

void CopyMessages::onMessages(std::span<const MessageView> messages)
{
    const auto self = shared_from_this();
    answered();
    const std::vector<MessageId>& ids = m_what.ids;
    for (const MessageView& message : messages) {
        while (m_at < ids.size() && ids[m_at] < message.id)
            ++m_at; // it is gone
        if (m_at == ids.size() || ids[m_at] != message.id)
            continue;
        m_copies.push_back(
            {message.id, std::string(message.key), std::string(message.headers), std::string(message.body)});
        ++m_at;
    }
    if (messages.empty())
        m_at = ids.size(); // nothing is behind
    if (!m_inside)
        go();
}

void CopyMessages::onReadError(const Error& error)
{
    const auto self = shared_from_this();
    answered();
    end(error);
}

// ---------------------------------------------------------------------------------------------- publishing

// False: it goes on when there is room.
bool CopyMessages::publishToQueue()
{
    if (m_target->deleted()) {
        end(Error{ErrorCode::queueNotFound, {}});
        return true;
    }
    std::vector<NewMessage> messages;
    for (const Copy& copy : m_copies)
        messages.push_back({copy.body, copy.key, copy.headers, {}});
    const auto first = m_broker.publishUntouched(*m_target, messages);
    if (first.ok())
        published(messages.size(), messages.size(), first.value());
    else if (first.error().code == ErrorCode::overloaded)
        return !waitForRoom();
    else
        end(first.error());
    return true;
}

bool CopyMessages::publishToExchange()
{
    const Copy& copy = m_copies[m_sent];
    const ExchangeMessage message{m_what.target, copy.key, copy.headers, copy.body};
    if (!m_routing)
        m_routing.emplace();
    if (m_exchanges->publish(message, *m_routing) == Exchanges::Progress::wait) {
        const SharedQueuePtr full = m_routing->fullQueue();
        if (!full) {
            const bool waits = waitForRoom();
            if (m_ended)
                m_exchanges->giveUp(message, *m_routing);
            return !waits;
        }
        full->whenRoom(weak_from_this(), [weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->go();
        });
        return false;
    }
    if (m_routing->failure())
        end(*m_routing->failure());
    else
        published(1, m_routing->outcome().routed > m_routing->outcome().dropped ? 1 : 0, {});
    m_routing.reset();
    return true;
}

// True: go() is called when there is room. False: there is room now, or it has ended because there never seems to be.
bool CopyMessages::waitForRoom()
{
    if (m_broker.waitForRoom([weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->go();
        }))
        return true;
    if (std::exchange(m_triedAgain, true))
        end(Error{ErrorCode::overloaded, {}});
    return false;
}

// `count` of m_copies were published, of which `copied` arrived somewhere (all or none of them): in a queue from
// `first` on, or (0) wherever an exchange sent them.
void CopyMessages::published(size_t count, size_t copied, MessageId first)
{
    m_triedAgain = false;
    m_copied += copied;
    std::vector<MessageId> ids;
    for (size_t i = 0; i < copied; ++i)
        ids.push_back(m_copies[m_sent + i].id);
    m_sent += count;
    if (m_what.settleIn.empty() || ids.empty())
        return;
    for (size_t i = 0; first.value != 0 && i < ids.size(); ++i)
        m_made.push_back({ids[i], first + i});
    const auto settled = m_broker.settleTelling(*m_source, m_what.settleIn, ids);
    if (!settled.ok())
        return end(Error{settled.error().code, "They are published, but could not be settled in the channel."});
    m_settled.insert(m_settled.end(), settled->begin(), settled->end());
}

void CopyMessages::end(Status status)
{
    if (std::exchange(m_ended, true))
        return;
    m_done(m_copied, status);
}

} // namespace tapedeck
