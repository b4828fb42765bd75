// A whole broker on a clock of the test's own, in one thread: jobs of the other threads run at once, their answers wait
// in the loop's queue until pump(). The tape lies in a temporary directory and can be reopened, cleanly or as after a
// crash.
#pragma once

#include "engine/broker/broker_core.h"
#include "engine/log/tape.h"

#include <cstdio>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

namespace tapedeck::test {

class ManualLoop final : public Executor {
public:
    void post(Job job) override { m_jobs.push_back(std::move(job)); }
    bool empty() const { return m_jobs.empty(); }
    bool runOne()
    {
        if (m_jobs.empty())
            return false;
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        job();
        return true;
    }

private:
    std::deque<Job> m_jobs;
};

class RecordingReporter final : public Reporter {
public:
    void report(Severity severity, std::string_view event, std::string_view text) override
    {
        if (severity >= Severity::warning)
            problems.push_back(std::string(event) + ": " + std::string(text));
    }
    std::vector<std::string> problems;
};

// What receivers and sinks got, copied.
struct Got {
    uint64_t id = 0;
    int64_t ticket = 0;
    uint32_t attempts = 0;
    int64_t time = 0;
    std::string key, headers, body;
};

class Catcher final : public Receiver, public MessageSink {
public:
    void onDeliveries(std::span<const DeliveredMessage> deliveries) override
    {
        ++answers;
        for (const DeliveredMessage& d : deliveries)
            got.push_back({d.message.id.value, d.ticket.value, d.attempts, d.message.time.micros,
                std::string(d.message.key), std::string(d.message.headers), std::string(d.message.body)});
    }
    void onNothing(bool timedOut) override
    {
        ++answers;
        timedOut ? ++timeouts : ++misses;
    }
    void onReceiveError(const Error& error) override
    {
        ++answers;
        errors.push_back(error);
    }
    void onMessages(std::span<const MessageView> messages) override
    {
        ++answers;
        for (const MessageView& m : messages)
            got.push_back(
                {m.id.value, 0, 0, m.time.micros, std::string(m.key), std::string(m.headers), std::string(m.body)});
    }
    void onReadError(const Error& error) override
    {
        ++answers;
        errors.push_back(error);
    }

    int answers = 0, misses = 0, timeouts = 0;
    std::vector<Got> got;
    std::vector<Error> errors;
};

// The value, or the end of the test with the error's text.
template <typename T>
T need(Result<T> result)
{
    if (!result)
        std::fprintf(stderr, "error: %s\n", result.error().text.c_str());
    CHECK(result.ok());
    return std::move(result).value();
}

class BrokerRig {
public:
    explicit BrokerRig(SyncMode sync = SyncMode::normal, uint64_t seed = 1)
        : random(seed)
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "tapedeck-test-XXXXXX").string();
        CHECK(mkdtemp(pattern.data()));
        directory = pattern;
        options.sync = sync;
        options.tapePath = directory + "/test.tape";
        open();
    }
    ~BrokerRig()
    {
        broker.reset();
        lock.reset();
        std::filesystem::remove_all(directory);
    }

    void open()
    {
        lock = need(TapeLock::acquire(options.tapePath));
        auto tape = need(Tape::open(options.tapePath, Tape::Mode::readWrite));
        auto journal = need(openJournalFile(lock->journalPath()));
        broker = need(BrokerCore::open(
            std::move(tape), std::move(journal), options, {clock, random, reporter, loop, worker, worker, worker}));
        turn();
    }
    // As after kill -9: nothing is sealed, nothing is told goodbye.
    void crash()
    {
        broker.reset();
        lock.reset();
    }
    void closeCleanly()
    {
        bool closed = false;
        broker->beginTurn();
        broker->beginClose([&](const Status& status) { closed = status.ok(); });
        for (int i = 0; i < 100 && !closed; ++i)
            turn();
        CHECK(closed);
        CHECK(broker->closeTape().ok());
        broker.reset();
        lock->removeSidecar();
        lock.reset();
    }
    // One turn of the loop: everything that is due and everything that was posted, then the turn's end; until quiet.
    void turn()
    {
        do {
            broker->beginTurn();
            if (broker->nextDue() <= clock.wall())
                broker->onDue();
            while (loop.runOne()) { }
            broker->endTurn();
        } while (!loop.empty());
    }
    void advance(Duration d)
    {
        clock.advance(d);
        turn();
    }
    // Publishes in a turn of its own.
    void publish(const QueuePtr& queue, const std::vector<std::string>& bodies)
    {
        std::vector<NewMessage> messages;
        for (const std::string& body : bodies)
            messages.push_back({body});
        broker->beginTurn();
        CHECK(broker->publish(*queue, messages).ok());
        turn();
    }
    QueuePtr makeQueue(
        const std::string& name, const std::vector<std::string>& channels = {}, QueueSettings settings = {})
    {
        auto queue = broker->createQueue(name, settings);
        CHECK(queue.ok());
        for (const std::string& channel : channels)
            CHECK(broker->createChannel(**queue, channel).ok());
        turn();
        return *queue;
    }
    void sealNow()
    {
        bool sealed = false;
        broker->beginTurn();
        broker->seal([&](const Result<bool>& result) { sealed = result.ok(); });
        turn();
        CHECK(sealed);
    }
    std::vector<Got> receive(const QueuePtr& queue, const std::string& channel, uint32_t count)
    {
        Catcher catcher;
        ReceiveRequest request;
        request.channel = channel;
        request.count = count;
        broker->beginTurn();
        broker->receive(*queue, request, catcher);
        turn();
        CHECK(catcher.answers == 1);
        return catcher.got;
    }
    std::vector<Got> read(const QueuePtr& queue, uint64_t from, uint32_t count)
    {
        Catcher catcher;
        broker->beginTurn();
        broker->read(*queue, MessageId{from}, count, 0, catcher);
        turn();
        CHECK(catcher.answers == 1);
        return catcher.got;
    }

    std::string directory;
    ManualClock clock{Time{1'700'000'000'000'000}};
    SeededRandom random;
    RecordingReporter reporter;
    ManualLoop loop;
    InlineExecutor worker;
    BrokerOptions options;
    std::unique_ptr<TapeLock> lock;
    std::unique_ptr<BrokerCore> broker;
};

} // namespace tapedeck::test
