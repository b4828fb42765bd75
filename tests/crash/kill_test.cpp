// Kills the real broker with SIGKILL at random moments while clients of three ports publish, take and acknowledge,
// starts it again, and holds what it shows against what the clients were told: nothing answered is missing, ids and
// bytes are equal, order is kept, acknowledged messages stay away. Then ends it properly and looks at the file that is
// left.
//
// kill_test --program PATH [--kills N] [--sync normal|full|both] [--seed S] [--directory DIR]
#include "engine/base/clock.h"
#include "tests/crash/kill_clients.h"
#include "tests/crash/kill_fq_clients.h"
#include "tests/crash/kill_http_clients.h"
#include "tests/support/broker_process.h"

#include <hiredis/hiredis.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <time.h>
#include <unistd.h>

using namespace tapedeck;

namespace {

constexpr size_t kQueues = 4;
constexpr size_t kFqQueue = kQueues; // one more, that fq's clients fill by way of an exchange
constexpr size_t kPublishers = 3;
constexpr size_t kHttpPublishers = 2;
constexpr size_t kFqPublishers = 2;
constexpr size_t kConsumers = 2;
constexpr int kFullPassEvery = 20;

struct Options {
    std::string program;
    int kills = 200;
    std::string sync = "both";
    uint64_t seed = 0;
    std::string directory;
};

void sleepMicros(uint64_t micros)
{
    timespec pause{static_cast<time_t>(micros / 1'000'000), static_cast<long>(micros % 1'000'000 * 1'000)};
    nanosleep(&pause, nullptr);
}

[[noreturn]] void die(const std::string& text)
{
    std::fprintf(stderr, "FAILED: %s\n", text.c_str());
    std::exit(1);
}

// One tape, killed and opened again many times.
class KillRun {
public:
    KillRun(const Options& options, const std::string& sync, uint64_t seed)
        : m_options(options)
        , m_sync(sync)
        , m_random(seed)
        , m_ledger(seed, kQueues + 1)
        , m_tape(options.directory + "/" + sync + ".tape")
        , m_log(options.directory + "/" + sync + ".log")
    {
    }

    void run(int kills)
    {
        for (int kill = 0; kill < kills; ++kill)
            round(kill);
        BrokerProcess broker = startReady();
        verifyAll(broker.port(), true);
        auto code = broker.terminate(Duration::seconds(60));
        if (!code || *code != 0)
            die("the broker does not end properly: " + (code ? "exit " + std::to_string(*code) : code.error().text));
        if (std::filesystem::exists(m_tape + "-live"))
            die("the live journal is still there after a clean close");
        if (std::system((m_options.program + " check " + m_tape).c_str()) != 0)
            die("tapedeck check finds damage");
        std::printf("%s: %d kills, %llu messages answered, %llu acknowledged, nothing lost\n", m_sync.c_str(), kills,
            static_cast<unsigned long long>(m_ledger.answeredCount()),
            static_cast<unsigned long long>(m_ledger.ackedCount()));
    }

private:
    BrokerProcess start()
    {
        auto broker = BrokerProcess::start(
            m_options.program, {m_tape, "--sync", m_sync, "--message-timeout", "1s", "--log-level", "warning"}, m_log);
        if (!broker)
            die(broker.error().text);
        return std::move(*broker);
    }

    BrokerProcess startReady()
    {
        // Some die before they are ready, in the middle of the recovery from the death before.
        while (m_random.next() % 6 == 0) {
            BrokerProcess broker = start();
            sleepMicros(m_random.next() % 60'000);
            broker.kill9();
        }
        BrokerProcess broker = start();
        if (Status ready = broker.waitReady(Duration::seconds(60)); !ready)
            die(ready.error().text + "; see " + m_log);
        return broker;
    }

    void round(int kill)
    {
        BrokerProcess broker = startReady();
        if (kill == 0)
            createQueues(broker);
        verifyAll(broker.port(), kill % kFullPassEvery == kFullPassEvery - 1);
        Violations violations;
        checkFqAfterDeath(broker.fqPort(), violations);
        if (TestConnection(broker.port()).command({"PEEK", kFqTransientQueue, "1", "1"})->type != REDIS_REPLY_ERROR)
            die("a transient queue came back");
        const FqPassing passing(broker.fqPort(), kFqQueue, violations);
        std::vector<std::thread> clients;
        for (size_t i = 0; i < kPublishers; ++i)
            clients.emplace_back(
                [&, seed = m_random.next()] { publishUntilDeath(broker.port(), m_ledger, kQueues, seed, violations); });
        for (size_t i = 0; i < kHttpPublishers; ++i)
            clients.emplace_back([&, seed = m_random.next()] {
                publishHttpUntilDeath(broker.httpPort(), m_ledger, kQueues, seed, violations);
            });
        for (size_t i = 0; i < kFqPublishers; ++i)
            clients.emplace_back([&, seed = m_random.next()] {
                publishFqUntilDeath(broker.fqPort(), m_ledger, kFqQueue, seed, violations);
            });
        for (size_t i = 0; i < kConsumers; ++i)
            clients.emplace_back(
                [&, seed = m_random.next()] { consumeUntilDeath(broker.port(), m_ledger, kQueues, seed, violations); });
        sleepMicros(5'000 + m_random.next() % 150'000); // the random moment
        broker.kill9();
        for (std::thread& client : clients)
            client.join();
        if (violations.any())
            die("round " + std::to_string(kill) + ": " + violations.first());
    }

    void createQueues(const BrokerProcess& broker)
    {
        TestConnection connection(broker.port());
        for (size_t queue = 0; queue < kQueues; ++queue)
            if (ReplyPtr reply = connection.command({"SETNX", queueName(queue), kTestChannel});
                !reply || reply->type != REDIS_REPLY_STATUS)
                die("SETNX failed");
        if (!createFqQueue(broker.fqPort(), kFqQueue))
            die("the fq queue cannot be made");
    }

    void verifyAll(uint16_t port, bool fromTheStart)
    {
        for (size_t queue = 0; queue <= kFqQueue; ++queue)
            verify(port, queue, fromTheStart ? 1 : m_verifiedEnd[queue]);
    }

    // Reads a queue to its end. Most passes begin where the last one ended, less a little.
    void verify(uint16_t port, size_t queue, uint64_t from)
    {
        TestConnection connection(port);
        uint64_t next = from > 500 ? from - 500 : 1;
        m_ledger.beginPass(queue, next);
        for (;;) {
            ReplyPtr page = connection.command({"PEEK", queueName(queue), std::to_string(next), "2000"});
            if (!page || page->type != REDIS_REPLY_ARRAY)
                die("PEEK failed: " + std::string(page && page->str ? page->str : "the connection ended"));
            if (page->elements == 0)
                break;
            for (size_t i = 0; i < page->elements; ++i) {
                const redisReply* message = page->element[i];
                uint64_t id = static_cast<uint64_t>(message->element[0]->integer);
                const redisReply* body = message->element[4];
                if (auto violation = m_ledger.stored(queue, id, {body->str, body->len}))
                    die(*violation);
                next = id + 1;
            }
        }
        if (auto violation = m_ledger.endPass(queue))
            die(*violation);
        m_verifiedEnd[queue] = next;
    }

    const Options& m_options;
    const std::string m_sync;
    SeededRandom m_random;
    Ledger m_ledger;
    const std::string m_tape, m_log;
    uint64_t m_verifiedEnd[kQueues + 1] = {1, 1, 1, 1, 1};
};

Options parseOptions(int argc, char** argv)
{
    Options options;
    options.seed = SystemRandom().next();
    for (int i = 1; i + 1 < argc; i += 2) {
        std::string name = argv[i], value = argv[i + 1];
        if (name == "--program")
            options.program = value;
        else if (name == "--kills")
            options.kills = std::atoi(value.c_str());
        else if (name == "--sync")
            options.sync = value;
        else if (name == "--seed")
            options.seed = std::strtoull(value.c_str(), nullptr, 10);
        else if (name == "--directory")
            options.directory = value;
        else
            die("unknown option " + name);
    }
    if (options.program.empty() || options.kills < 1)
        die("usage: kill_test --program PATH [--kills N] [--sync normal|full|both] [--seed S] [--directory DIR]");
    return options;
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN); // brokers die while clients write
    Options options = parseOptions(argc, argv);
    std::printf("seed %llu\n", static_cast<unsigned long long>(options.seed));
    std::fflush(stdout);
    std::string temporary;
    if (options.directory.empty()) {
        const char* base = std::getenv("TMPDIR");
        temporary = std::string(base ? base : "/tmp") + "/tapedeck-kill-XXXXXX";
        if (!mkdtemp(temporary.data()))
            die("cannot make a temporary directory");
        options.directory = temporary;
    }
    bool both = options.sync == "both";
    if (both || options.sync == "normal")
        KillRun(options, "normal", options.seed).run(both ? (options.kills + 1) / 2 : options.kills);
    if (both || options.sync == "full")
        KillRun(options, "full", options.seed + 1).run(both ? options.kills / 2 : options.kills);
    if (!temporary.empty()) // kept after a failure: it is the evidence
        std::filesystem::remove_all(temporary);
    return 0;
}
