// Clients that work a broker until it dies under them, and write into the ledger what they were told.
// Each runs on a thread of its own with a connection of its own.
#pragma once

#include "engine/base/random.h"
#include "tests/support/ledger.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct redisContext;
struct redisReply;

namespace tapedeck {

struct ReplyFree {
    void operator()(redisReply* reply) const;
};
using ReplyPtr = std::unique_ptr<redisReply, ReplyFree>;

// A blocking connection. Every call says false or null once the broker is gone.
class TestConnection {
public:
    explicit TestConnection(uint16_t port);
    ~TestConnection();
    TestConnection(const TestConnection&) = delete;
    bool ok() const;
    void append(const std::vector<std::string>& words);
    bool flush();
    ReplyPtr receive();
    ReplyPtr command(const std::vector<std::string>& words);

private:
    redisContext* m_context;
};

// What went wrong, from any thread; the first one stays.
class Violations {
public:
    void add(const std::string& text);
    bool any() const { return m_any.load(); }
    std::string first() const;

private:
    mutable std::mutex m_mutex;
    std::atomic<bool> m_any{false};
    std::string m_first;
};

std::string queueName(size_t queue);
inline constexpr const char* kTestChannel = "work";

// Publishes with RPUSH and PUB in pipelines of changing depth, until the connection ends.
void publishUntilDeath(uint16_t port, Ledger& ledger, size_t queues, uint64_t seed, Violations& violations);
// Takes, acknowledges some and forgets the others, until the connection ends.
void consumeUntilDeath(uint16_t port, Ledger& ledger, size_t queues, uint64_t seed, Violations& violations);

} // namespace tapedeck
