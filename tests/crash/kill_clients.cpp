#include "tests/crash/kill_clients.h"

#include <hiredis/hiredis.h>

#include <deque>

namespace tapedeck {

void ReplyFree::operator()(redisReply* reply) const
{
    freeReplyObject(reply);
}

TestConnection::TestConnection(uint16_t port)
    : m_context(redisConnect("127.0.0.1", port))
{
}
TestConnection::~TestConnection()
{
    redisFree(m_context);
}
bool TestConnection::ok() const
{
    return m_context && m_context->err == 0;
}

void TestConnection::append(const std::vector<std::string>& words)
{
    std::vector<const char*> pointers;
    std::vector<size_t> lengths;
    for (const std::string& word : words) {
        pointers.push_back(word.data());
        lengths.push_back(word.size());
    }
    redisAppendCommandArgv(m_context, static_cast<int>(words.size()), pointers.data(), lengths.data());
}

bool TestConnection::flush()
{
    for (int done = 0; !done;)
        if (redisBufferWrite(m_context, &done) != REDIS_OK)
            return false;
    return true;
}

ReplyPtr TestConnection::receive()
{
    void* reply = nullptr;
    if (!ok() || redisGetReply(m_context, &reply) != REDIS_OK)
        return nullptr;
    return ReplyPtr(static_cast<redisReply*>(reply));
}

ReplyPtr TestConnection::command(const std::vector<std::string>& words)
{
    append(words);
    return receive();
}

void Violations::add(const std::string& text)
{
    std::scoped_lock lock(m_mutex);
    if (!m_any)
        m_first = text;
    m_any = true;
}

std::string Violations::first() const
{
    std::scoped_lock lock(m_mutex);
    return m_first;
}

std::string queueName(size_t queue)
{
    return "q" + std::to_string(queue);
}

void publishUntilDeath(uint16_t port, Ledger& ledger, size_t queues, uint64_t seed, Violations& violations)
{
    struct Sent {
        uint32_t first, count;
        bool told; // the answer is the first id
    };
    SeededRandom random(seed);
    TestConnection broker(port);
    uint32_t client = ledger.newClient(), number = 0;
    std::deque<Sent> outstanding;
    while (broker.ok()) {
        size_t depth = 1 + random.next() % 32;
        while (outstanding.size() < depth) {
            size_t queue = random.next() % queues;
            bool told = random.next() % 2;
            uint32_t count = 1 + static_cast<uint32_t>(random.next() % 4);
            std::vector<std::string> words = told ? std::vector<std::string>{"PUB", queueName(queue), "BODY"}
                                                  : std::vector<std::string>{"RPUSH", queueName(queue)};
            for (uint32_t i = 0; i < count; ++i) {
                words.push_back(ledger.body(client, number + i));
                ledger.sent(client, number + i, queue);
            }
            outstanding.push_back({number, count, told});
            number += count;
            broker.append(words);
        }
        if (!broker.flush())
            return;
        size_t answers = 1 + random.next() % outstanding.size();
        for (size_t i = 0; i < answers; ++i) {
            ReplyPtr reply = broker.receive();
            if (!reply)
                return;
            if (reply->type != REDIS_REPLY_INTEGER)
                return violations.add("publishing was refused: " + std::string(reply->str ? reply->str : "?"));
            Sent sent = outstanding.front();
            outstanding.pop_front();
            for (uint32_t k = 0; k < sent.count; ++k)
                ledger.answered(client, sent.first + k, sent.told ? static_cast<uint64_t>(reply->integer) + k : 0);
        }
    }
}

void consumeUntilDeath(uint16_t port, Ledger& ledger, size_t queues, uint64_t seed, Violations& violations)
{
    SeededRandom random(seed);
    TestConnection broker(port);
    while (broker.ok()) {
        size_t queue = random.next() % queues;
        ReplyPtr taken =
            broker.command({"HMGET", queueName(queue), kTestChannel, std::to_string(1 + random.next() % 50)});
        if (!taken)
            return;
        if (taken->type != REDIS_REPLY_ARRAY)
            return violations.add("HMGET was refused: " + std::string(taken->str ? taken->str : "nil"));
        std::vector<std::string> acks{"HDEL", queueName(queue), kTestChannel};
        std::vector<uint64_t> ids;
        for (size_t i = 0; i < taken->elements; ++i) {
            const redisReply* message = taken->element[i];
            uint64_t id = static_cast<uint64_t>(message->element[0]->integer);
            if (!ledger.received(queue, kTestChannel, id))
                violations.add("queue " + std::to_string(queue) + ": id " + std::to_string(id)
                    + " was handed out again after its acknowledgement was answered");
            if (random.next() % 3 != 0) {
                acks.push_back(std::to_string(message->element[1]->integer));
                ids.push_back(id);
            }
        }
        if (ids.empty())
            continue;
        ReplyPtr reply = broker.command(acks);
        if (!reply)
            return;
        // A lease that ended meanwhile counts less than asked for, and does not tell which: then none is relied on.
        if (reply->type == REDIS_REPLY_INTEGER && reply->integer == static_cast<long long>(ids.size()))
            for (uint64_t id : ids)
                ledger.acked(queue, kTestChannel, id);
    }
}

} // namespace tapedeck
