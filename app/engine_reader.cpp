#include "app/engine_reader.h"

#include "engine/broker/broker.h"
#include "engine/broker/scan.h"

#include <future>
#include <memory>

namespace tapedeck {

namespace {

// Ranges that lie this near to each other are read in one go: about what one stored frame holds.
constexpr uint64_t kGapMax = 1'000;

} // namespace

// What one step of a search found, owning its bytes. Stays where it is: a short string does not keep its place when it
// is moved.
struct EngineReader::Step {
    std::string bytes;
    std::vector<MessageView> messages; // point into bytes once it is complete
    MessageId next;
    bool ended = false;
    uint64_t damaged = 0;
    Status status;

    void keep(const ScanStep& step)
    {
        size_t size = 0;
        for (const MessageView& m : step.matches)
            size += m.key.size() + m.headers.size() + m.body.size();
        bytes.reserve(size); // so that nothing moves
        const auto kept = [this](std::string_view text) {
            const size_t at = bytes.size();
            bytes.append(text);
            return std::string_view(bytes.data() + at, text.size());
        };
        for (MessageView m : step.matches) {
            m.key = kept(m.key);
            m.headers = kept(m.headers);
            m.body = kept(m.body);
            messages.push_back(m);
        }
        next = step.next;
        ended = step.ended;
        for (const ScanDamage& damage : step.damage)
            damaged += damage.until - damage.from;
    }
};

std::unique_ptr<EngineReader::Step> EngineReader::scan(
    QueueNo number, const Filter& filter, MessageId from, MessageId until)
{
    // Lives on the loop until it has been answered.
    struct Sink final : ScanSink {
        std::unique_ptr<Step> step = std::make_unique<Step>();
        std::promise<std::unique_ptr<Step>> done;
        std::shared_ptr<Sink> self;
        void onScanned(const ScanStep& found) override
        {
            step->keep(found);
            end();
        }
        void onScanError(const Error& error) override
        {
            step->status = error;
            end();
        }
        void end()
        {
            const auto keepMe = std::move(self);
            done.set_value(std::move(step));
        }
    };
    auto sink = std::make_shared<Sink>();
    auto answer = sink->done.get_future();
    m_host.post([this, sink = std::move(sink), number, filter, from, until] {
        const QueuePtr queue = m_host.broker().findQueue(number);
        if (!queue)
            return sink->onScanError({ErrorCode::queueNotFound, "the queue is no longer there"});
        sink->self = sink;
        static_cast<void>(m_host.broker().scan(*queue, {filter, from, until}, *sink));
    });
    return answer.get();
}

Status EngineReader::read(QueueNo queue, const Filter& filter, const std::vector<IdRange>& ranges, const Use& use)
{
    for (size_t begin = 0; begin < ranges.size();) {
        size_t end = begin + 1;
        while (end < ranges.size() && ranges[end].first - ranges[end - 1].second <= kGapMax)
            ++end;
        const MessageId until = ranges[end - 1].second;
        MessageId at = ranges[begin].first;
        for (size_t range = begin; at < until;) {
            const std::unique_ptr<const Step> found = scan(queue, filter, at, until);
            const Step& step = *found;
            if (!step.status)
                return step.status;
            for (const MessageView& message : step.messages) {
                while (range + 1 < end && ranges[range].second <= message.id)
                    ++range;
                if (message.id >= ranges[range].first && message.id < ranges[range].second && !use.take(message))
                    return {};
            }
            const MessageId next = step.ended ? until : step.next;
            if (!use.looked(next - at, step.damaged))
                return {};
            at = next;
        }
        begin = end;
    }
    return {};
}

std::vector<EngineReader::Queue> EngineReader::queues(const std::vector<QueueNo>& numbers)
{
    std::vector<Queue> out;
    static_cast<void>(m_host.onLoop([&](const DeclarationTargets&) -> Status {
        Broker& broker = m_host.broker();
        for (const QueueNo number : numbers) {
            const QueuePtr queue = broker.findQueue(number);
            if (!queue)
                continue;
            const QueueStats stats = broker.stats(*queue);
            Queue& one = out.emplace_back();
            one.number = number;
            one.name = queue->fullName();
            one.first = stats.first;
            one.head = stats.head;
            one.settings = stats.settings;
            for (const ChannelStats& channel : stats.channels)
                one.channels.push_back({channel.name, channel.number, channel.cursor, channel.settings});
        }
        return {};
    }));
    return out;
}

std::vector<Mark> EngineReader::marks()
{
    Broker::Marks marks;
    static_cast<void>(m_host.onLoop([&](const DeclarationTargets&) -> Status {
        marks = m_host.broker().marks();
        return {};
    }));
    return *marks;
}

} // namespace tapedeck
