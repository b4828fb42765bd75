#include "engine/net/grpc/mini_kafka.h"

#include "engine/base/limits.h"
#include "engine/net/grpc/messages.h"
#include "engine/net/grpc/topic_names.h"

#include <algorithm>

namespace tapedeck::grpc {

namespace {

constexpr size_t kTopicShownBytes = 1024; // of a topic, in the text of an error

// In the namespace of the call, whose name is a part of the queue's.
std::string queueOf(Broker& broker, std::string_view topic)
{
    return queueOfTopic(topic, limits::kNameBytesMax - broker.namespacePrefix().size());
}

void endUndecodable(Call& call, const Error& error)
{
    call.end({Code::internal, "grpc: error unmarshalling request: " + error.text});
}

CallStatus unknownTopic(std::string_view topic)
{
    return {Code::unknown, "store.Poll: No such topic: " + std::string(topic.substr(0, kTopicShownBytes))};
}

CallStatus beyondNumbers()
{
    return {Code::outOfRange,
        "the topic has come to the end of its numbers (" + std::to_string(MiniKafka::kNumberMax)
            + "); go on with another topic"};
}

// One Poll: finds the position, reads once, answers.
class PollRead final : public CallPart, private MessageSink, public std::enable_shared_from_this<PollRead> {
public:
    PollRead(Call& call, QueuePtr queue, uint32_t readFrom, std::string_view topic)
        : m_call(call)
        , m_queue(std::move(queue))
        , m_readFrom(readFrom)
        , m_topic(topic)
    {
    }
    ~PollRead() override
    {
        if (m_wait != 0)
            m_call.broker().cancel(m_wait);
    }

    void start()
    {
        Broker& broker = m_call.broker();
        const Duration lifetime = broker.settings(*m_queue).retention.hardPeriod;
        if (lifetime.micros == 0)
            return read(MessageId{m_readFrom});
        // What is removed by its age is removed in large parts, a while later. It ends here at its time.
        const Time oldest = broker.now() - lifetime + Duration{1};
        broker.findId(*m_queue, SeekTarget::toTime(oldest), [weak = weak_from_this()](const Result<MessageId>& first) {
            const auto self = weak.lock();
            if (!self || self->m_call.ended())
                return;
            if (!first)
                return self->onReadError(first.error());
            self->read(std::max(*first, MessageId{self->m_readFrom}));
        });
    }

private:
    void read(MessageId from)
    {
        m_wait = m_call.broker().read(
            *m_queue, from, limits::kReceiveMessagesMax, limits::kGrpcReplyBytesMax, static_cast<MessageSink&>(*this));
    }

    void onMessages(std::span<const MessageView> messages) override
    {
        m_wait = 0;
        if (m_call.ended())
            return;
        PollResponseWriter response(limits::kGrpcReplyBytesMax);
        uint32_t next = m_readFrom; // echoed when there is nothing
        for (const MessageView& message : messages) {
            if (message.id.value > MiniKafka::kNumberMax) {
                if (response.count() == 0)
                    return m_call.end(beyondNumbers());
                break;
            }
            const auto behind = static_cast<uint32_t>(message.id.value + 1);
            if (!response.add(message.body, behind))
                break;
            next = behind;
        }
        m_call.reply(std::move(response).finish(next));
    }

    void onReadError(const Error& error) override
    {
        m_wait = 0;
        if (!m_call.ended())
            m_call.end(error.code == ErrorCode::queueNotFound ? unknownTopic(m_topic) : statusOf(error));
    }

    void onDamage(const Error& error, MessageId next) override
    {
        m_wait = 0;
        if (!m_call.ended()) {
            m_call.end({Code::dataLoss,
                error.text + "; what follows can be read from position " + std::to_string(next.value) + " on"});
        }
    }

    Call& m_call;
    QueuePtr m_queue;
    uint32_t m_readFrom;
    std::string m_topic;
    WaitId m_wait = 0;
};

} // namespace

const std::vector<Method>& MiniKafka::methods() const
{
    static const std::vector<Method> kMethods = {{"Produce", produce}, {"Poll", poll}};
    return kMethods;
}

void MiniKafka::produce(Service&, Call& call, std::string_view message)
{
    const Result<ProduceRequest> request = decodeProduceRequest(message);
    if (!request)
        return endUndecodable(call, request.error());
    const ProduceRequest& wanted = *request;
    if (!wanted.hasTopic || !wanted.hasPayload) {
        return call.end(
            {Code::invalidArgument, std::string("the request has no ") + (wanted.hasTopic ? "payload" : "topic")});
    }
    Broker& broker = call.broker();
    const std::string name = queueOf(broker, wanted.topic);
    QueuePtr queue = broker.findQueue(name);
    const uint64_t number = queue ? broker.head(*queue).value : 1;
    if (number > kNumberMax)
        return call.end(beyondNumbers());
    if (PollResponseWriter::bytesAlone(wanted.payload.size(), static_cast<uint32_t>(number + 1))
        > limits::kGrpcReplyBytesMax) {
        return call.end({Code::resourceExhausted,
            "the payload is so large that the reply to a Poll for it would have 4 MiB or more, which clients refuse"});
    }
    if (!queue) {
        Result<QueuePtr> created = broker.createQueue(name, broker.defaultSettings());
        if (!created) {
            return created.error().code == ErrorCode::overloaded ? call.retryWhenRoom()
                                                                 : call.end(statusOf(created.error()));
        }
        queue = std::move(created).value();
    }
    const NewMessage stored{wanted.payload};
    const Result<MessageId> id = broker.publish(*queue, {&stored, 1});
    if (!id)
        return id.error().code == ErrorCode::overloaded ? call.retryWhenRoom() : call.end(statusOf(id.error()));
    call.holdUntilKept();
    call.reply(encodeMsgNumber(static_cast<uint32_t>((*id).value)));
}

void MiniKafka::poll(Service&, Call& call, std::string_view message)
{
    const Result<PollRequest> request = decodePollRequest(message);
    if (!request)
        return endUndecodable(call, request.error());
    const std::string_view topic = (*request).topic;
    QueuePtr queue = call.broker().findQueue(queueOf(call.broker(), topic));
    if (!queue)
        return call.end(unknownTopic(topic));
    const auto read = std::make_shared<PollRead>(call, std::move(queue), (*request).readFrom, topic);
    call.keep(read);
    read->start();
}

} // namespace tapedeck::grpc
