#include "engine/net/http/blockqueue/message_page.h"

#include "engine/base/limits.h"
#include "engine/net/http/blockqueue/values.h"

namespace tapedeck::blockqueue {

namespace {

std::string jsonOf(const MessagePage::Item& item, const MessageView& message)
{
    std::string out;
    appendMember(out, "id", messageKey(message.time, message.id));
    appendMember(out, "message", message.body);
    appendMember(out, "status", item.status);
    if (item.deliveries > 0)
        out += ",\"retry_count\":" + std::to_string(item.deliveries);
    appendMember(out, "visible_at", timeText(item.visibleAt == Time{} ? message.time + message.delay : item.visibleAt));
    appendMember(out, "created_at", timeText(message.time));
    return out + '}';
}

} // namespace

void MessagePage::read(http::Exchange& exchange, QueuePtr queue, std::vector<Item> items, Done done)
{
    std::shared_ptr<MessagePage>(new MessagePage(exchange, std::move(queue), std::move(items), std::move(done)))
        ->goOn();
}

MessagePage::MessagePage(http::Exchange& exchange, QueuePtr queue, std::vector<Item> items, Done done)
    : m_exchange(exchange)
    , m_queue(std::move(queue))
    , m_items(std::move(items))
    , m_done(std::move(done))
{
}

// Neighbours in the list whose ids are neighbours too, upwards or downwards: one read is enough for them.
MessagePage::Stretch MessagePage::nextStretch() const
{
    Stretch stretch{m_next, m_next + 1, m_items[m_next].id};
    const auto follows = [&](uint64_t step) {
        return stretch.end < m_items.size() && !m_items[stretch.end].looked
            && m_items[stretch.end].id.value == m_items[stretch.end - 1].id.value + step;
    };
    const uint64_t step = follows(1) ? 1 : UINT64_MAX; // that is -1
    while (follows(step))
        ++stretch.end;
    stretch.first = std::min(stretch.first, m_items[stretch.end - 1].id);
    return stretch;
}

// A read may answer at once: this loop, not the callback, goes on then, so that nothing recurses.
void MessagePage::goOn()
{
    m_going = true;
    while (!m_waiting && m_done) {
        while (m_next < m_items.size() && m_items[m_next].looked)
            ++m_next;
        if (m_next == m_items.size() || m_bytes >= limits::kPageReadBytes) {
            finish();
            break;
        }
        m_waiting = true;
        const Stretch stretch = nextStretch();
        m_exchange.read(*m_queue, stretch.first, static_cast<uint32_t>(stretch.end - stretch.begin),
            limits::kPageReadBytes - m_bytes, Duration{},
            [self = shared_from_this(), stretch](
                const Result<std::span<const MessageView>>& messages) { self->take(stretch, messages); });
    }
    m_going = false;
}

void MessagePage::take(Stretch stretch, const Result<std::span<const MessageView>>& messages)
{
    m_waiting = false;
    const std::span<const MessageView> found = messages ? *messages : std::span<const MessageView>{};
    if (!messages && messages.error().code != ErrorCode::damaged) {
        std::exchange(m_done, nullptr)(messages.error());
        return;
    }
    // What lies before the first one that was found is gone, or cannot be read; without any, the first asked for.
    const MessageId firstFound = found.empty() ? stretch.first + 1 : found.front().id;
    for (size_t i = stretch.begin; i < stretch.end; ++i) {
        Item& item = m_items[i];
        if (item.id < firstFound)
            item.looked = true;
        if (found.empty() || item.id < firstFound || item.id > found.back().id)
            continue;
        item.looked = true;
        const MessageView& message = found[item.id - firstFound];
        item.json = jsonOf(item, message);
        m_bytes += message.body.size();
    }
    if (!m_going)
        goOn();
}

void MessagePage::finish()
{
    std::string list = "[";
    for (const Item& item : m_items) {
        if (item.json.empty())
            continue;
        if (list.size() > 1)
            list += ',';
        list += item.json;
    }
    std::exchange(m_done, nullptr)(list + ']');
}

} // namespace tapedeck::blockqueue
