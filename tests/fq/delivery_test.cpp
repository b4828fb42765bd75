// How a queue's messages get to its consumers, over real sockets: in order, shared fairly, and what becomes of them
// when a consumer is slow or dies.
#include "tests/fq/fq_broker.h"

#include <QtTest>

#include <sys/socket.h>

using namespace tapedeck;
using namespace tapedeck::fq;
using namespace std::string_literals;
using Mode = FqWireClient::Mode;

namespace {

constexpr size_t kLargeBytes = 200'000;

std::string burst(const std::string& who, int count)
{
    std::string bytes;
    for (int i = 0; i < count; ++i)
        bytes += fqwire::shortFrame({"e", who, std::string(16, 'i'), {}, {}, std::to_string(i)});
    return bytes;
}

// A payload of which every byte says where it belongs.
std::string large(int number)
{
    std::string bytes = std::to_string(number) + ':';
    for (uint32_t i = 0; bytes.size() < kLargeBytes; ++i)
        bytes += static_cast<char>((i * 2'654'435'761u + static_cast<uint32_t>(number)) >> 24);
    return bytes;
}

int numberOf(const std::string& payload)
{
    return std::atoi(payload.c_str());
}

// A consumer whose socket takes little and that does not read yet.
FqWireClient slowConsumer(FqBroker& broker, std::string_view user, std::string_view type)
{
    FqWireClient client(broker.port());
    const int bytes = 32 << 10;
    if (!client.auth(user, "q", type).empty() || !client.openData()
        || ::setsockopt(client.data().fd(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) != 0)
        client.command().close();
    return client;
}

// Bytes that have left for the data connection of that user, and messages handed out to it.
std::pair<uint64_t, uint64_t> handedOut(FqBroker& broker, const std::string& user)
{
    std::pair<uint64_t, uint64_t> found;
    for (const FqClientInfo& info : broker.fqPort().clients()) {
        if (info.user == user)
            found.second = info.counters.messagesOut;
    }
    for (const ClientInfo& info : broker.clients().list()) {
        if (info.name == user)
            found.first = std::max(found.first, info.bytesOut);
    }
    return found;
}

// Until nothing moves any more: the socket is full.
std::pair<uint64_t, uint64_t> stalled(FqBroker& broker, const std::string& user)
{
    std::pair<uint64_t, uint64_t> last;
    for (int same = 0; same < 20;) {
        const auto now = broker.ask([&] { return handedOut(broker, user); });
        same = now == last && now.second > 0 ? same + 1 : 0;
        last = now;
        std::this_thread::sleep_for(std::chrono::milliseconds(5)); // nothing tells that nothing happens
    }
    return last;
}

} // namespace

class DeliveryTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMessageIsThereAtOnce_data();
    void aMessageIsThereAtOnce();
    void idleConsumersShareABurstFairly_data();
    void idleConsumersShareABurstFairly();
    void consumersOfDifferentSpeedLoseNothing();
    void messagesOfOnePublisherKeepTheirOrder();
    void whatWasThereBeforeIsDeliveredFirst();
    void aSlowConsumerGetsEveryByteInItsPlace_data();
    void aSlowConsumerGetsEveryByteInItsPlace();
    void aDeadConsumerLosesAtMostWhatItWasHandedOut_data();
    void aDeadConsumerLosesAtMostWhatItWasHandedOut();
    void withTheOptionWhatHasNotLeftGoesToTheNextConsumer();
    void withTheOptionWhatHasLeftIsGone();
    void aConsumerThatOnlyStopsReadingHoldsUpNobodyElse();
};

void DeliveryTest::aMessageIsThereAtOnce_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("memory") << QByteArray("mem:public");
    QTest::newRow("disk") << QByteArray("disk:public");
}

// However small it is and however idle the consumer.
void DeliveryTest::aMessageIsThereAtOnce()
{
    QFETCH(QByteArray, type);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q", type.toStdString());
    QVERIFY(client.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) {
        QVERIFY(publisher.publish("e", "r", std::to_string(i)));
        const auto frame = client.receive();
        QVERIFY(frame);
        QCOMPARE(frame->payload, std::to_string(i));
    }
    // With a look every so often instead of an event, each would take a second or a millisecond at best.
    QVERIFY(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}

void DeliveryTest::idleConsumersShareABurstFairly_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("optionOn");
    QTest::newRow("memory") << QByteArray("mem:public") << false;
    QTest::newRow("disk") << QByteArray("disk:public") << false;
    QTest::newRow("memory, acknowledged when written") << QByteArray("mem:public") << true;
}

void DeliveryTest::idleConsumersShareABurstFairly()
{
    QFETCH(QByteArray, type);
    QFETCH(bool, optionOn);
    constexpr int kMessages = 3'000;
    FqBroker broker;
    std::vector<FqWireClient> consumers;
    for (const char* user : {"a", "b", "c"})
        consumers.push_back(join(broker, user, "q", type.toStdString()));
    if (optionOn)
        broker.run([&] {
            const SharedQueuePtr queue = broker.exchanges().find("q");
            FqSettings settings = queue->settings();
            settings.ackWhenWritten = true;
            CHECK(broker.exchanges().change(queue, settings).ok());
        });
    QVERIFY(consumers[0].bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int round = 0; round < 3; ++round) {
        QVERIFY(publisher.data().send(burst("r", kMessages)));
        std::vector<uint32_t> shares;
        QVERIFY(broker.until([&] {
            shares.clear();
            uint64_t sum = 0;
            for (const FqClientInfo& info : broker.fqPort().clients()) {
                if (info.queue == "q")
                    shares.push_back(static_cast<uint32_t>(info.counters.messagesOut));
                sum += info.counters.messagesOut;
            }
            return sum == static_cast<uint64_t>(kMessages) * static_cast<uint64_t>(round + 1);
        }));
        std::vector<bool> seen(kMessages);
        for (size_t i = 0; i < consumers.size(); ++i) {
            const uint32_t share = shares[i] / static_cast<uint32_t>(round + 1);
            QVERIFY2(share >= kMessages / 6, qPrintable(QString("%1 of %2").arg(share).arg(kMessages)));
        }
        // Each sees its part in order, and the parts make up the whole.
        size_t total = 0;
        for (FqWireClient& consumer : consumers) {
            const uint32_t out = consumer.statusField("msgs_out").value_or(0);
            static_cast<void>(out);
            int last = -1;
            while (const auto frame = consumer.receive(std::chrono::milliseconds(50))) {
                const int number = numberOf(frame->payload);
                QVERIFY(number > last && !seen[static_cast<size_t>(number)]);
                seen[static_cast<size_t>(number)] = true;
                last = number;
                ++total;
            }
        }
        QCOMPARE(total, size_t{kMessages});
    }
}

void DeliveryTest::consumersOfDifferentSpeedLoseNothing()
{
    constexpr int kMessages = 2'000;
    FqBroker broker;
    std::vector<FqWireClient> consumers;
    for (const char* user : {"a", "b"})
        consumers.push_back(join(broker, user, "q"));
    QVERIFY(consumers[0].bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    std::vector<int> seen(kMessages);
    std::thread slow([&] { // leaves in the middle and comes back
        for (int i = 0; i < kMessages; ++i) {
            const auto frame = consumers[1].receive(std::chrono::milliseconds(300));
            if (!frame)
                return;
            ++seen[static_cast<size_t>(numberOf(frame->payload))];
            std::this_thread::yield();
        }
    });
    QVERIFY(publisher.data().send(burst("r", kMessages)));
    std::vector<int> mine;
    while (const auto frame = consumers[0].receive(std::chrono::milliseconds(300)))
        mine.push_back(numberOf(frame->payload));
    slow.join();
    for (const int number : mine)
        ++seen[static_cast<size_t>(number)];
    QVERIFY(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
}

void DeliveryTest::messagesOfOnePublisherKeepTheirOrder()
{
    constexpr int kEach = 2'000;
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    std::vector<FqWireClient> publishers;
    for (const char* user : {"0", "1", "2"})
        publishers.push_back(join(broker, user, "pq"s + user));
    std::vector<std::thread> threads;
    for (FqWireClient& publisher : publishers)
        threads.emplace_back([&publisher] { publisher.data().send(burst("r", kEach)); });
    int next[3] = {};
    for (int i = 0; i < 3 * kEach; ++i) {
        const auto frame = client.receive();
        if (!frame || frame->payload != std::to_string(next[frame->sender[0] - '0']++)) {
            for (std::thread& thread : threads)
                thread.join();
            QFAIL(qPrintable(QString("message %1 is missing or in disorder").arg(i)));
        }
    }
    for (std::thread& thread : threads)
        thread.join();
}

void DeliveryTest::whatWasThereBeforeIsDeliveredFirst()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.auth("u", "q", "disk:public"), ""s);
    QVERIFY(client.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst("r", 500)));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 500; }));
    QVERIFY(client.attach());
    QVERIFY(publisher.publish("e", "r", "500"));
    for (int i = 0; i <= 500; ++i)
        QCOMPARE(client.receive().value_or(FqFrame{}).payload, std::to_string(i));
}

void DeliveryTest::aSlowConsumerGetsEveryByteInItsPlace_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("memory") << QByteArray("mem:public");
    QTest::newRow("disk") << QByteArray("disk:public");
}

void DeliveryTest::aSlowConsumerGetsEveryByteInItsPlace()
{
    QFETCH(QByteArray, type);
    constexpr int kMessages = 60;
    FqBroker broker;
    FqWireClient client = slowConsumer(broker, "u", type.toStdString());
    QVERIFY(client.presentKey() && client.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int i = 0; i < kMessages; ++i)
        QVERIFY(publisher.publish("e", "r", large(i)));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == kMessages; }));
    const auto out = stalled(broker, "u");
    QVERIFY(out.second < kMessages); // the rest waits in the queue
    QCOMPARE(broker.backlog("q"), kMessages - out.second);
    for (int i = 0; i < kMessages; ++i) {
        const auto frame = client.receive();
        QVERIFY(frame);
        QVERIFY(frame->payload == large(i));
    }
    QCOMPARE(broker.backlog("q"), uint64_t{0});
}

void DeliveryTest::aDeadConsumerLosesAtMostWhatItWasHandedOut_data()
{
    QTest::addColumn<bool>("reset");
    QTest::newRow("end of file") << false;
    QTest::newRow("reset") << true;
}

void DeliveryTest::aDeadConsumerLosesAtMostWhatItWasHandedOut()
{
    QFETCH(bool, reset);
    constexpr int kMessages = 60;
    FqBroker broker;
    FqWireClient client = slowConsumer(broker, "u", "mem:public,permanent");
    QVERIFY(client.presentKey() && client.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int i = 0; i < kMessages; ++i)
        QVERIFY(publisher.publish("e", "r", large(i)));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == kMessages; }));
    const auto out = stalled(broker, "u");
    QVERIFY(out.second > 0 && out.second < kMessages);
    for (FqSocket* socket : {&client.command(), &client.data()}) {
        if (reset)
            socket->reset();
        else
            socket->close();
    }
    QVERIFY(broker.until([&] { return broker.exchanges().find("q")->members() == 0; }));
    FqWireClient next = join(broker, "v", "q");
    for (int i = static_cast<int>(out.second); i < kMessages; ++i) {
        const auto frame = next.receive();
        QVERIFY(frame);
        QVERIFY(frame->payload == large(i));
    }
    QVERIFY(next.data().silent(std::chrono::milliseconds(0)));
}

void DeliveryTest::withTheOptionWhatHasNotLeftGoesToTheNextConsumer()
{
    constexpr int kMessages = 60;
    FqBroker broker;
    FqWireClient client = slowConsumer(broker, "u", "mem:public,permanent");
    QVERIFY(client.command().open());
    broker.run([&] {
        const SharedQueuePtr queue = broker.exchanges().find("q");
        FqSettings settings = queue->settings();
        settings.ackWhenWritten = true;
        CHECK(broker.exchanges().change(queue, settings).ok());
    });
    QVERIFY(client.presentKey() && client.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int i = 0; i < kMessages; ++i)
        QVERIFY(publisher.publish("e", "r", large(i)));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == kMessages; }));
    const auto out = stalled(broker, "u");
    // Only whole messages have gone to the consumer; what begins with them is a frame each, all of one size.
    const size_t frameBytes = 2 + 2 + 16 + 2 + 1 + 8 + 4 + kLargeBytes;
    const int written = static_cast<int>(out.first / frameBytes);
    QVERIFY(static_cast<uint64_t>(written) < out.second);
    client.data().reset();
    client.command().reset();
    QVERIFY(broker.until([&] { return broker.exchanges().find("q")->members() == 0; }));
    FqWireClient next = join(broker, "v", "q");
    for (int i = written; i < kMessages; ++i) {
        const auto frame = next.receive();
        QVERIFY(frame);
        QCOMPARE(numberOf(frame->payload), i);
        QVERIFY(frame->payload == large(i));
    }
    QVERIFY(next.data().silent(std::chrono::milliseconds(0)));
}

void DeliveryTest::withTheOptionWhatHasLeftIsGone()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q", "disk:public,permanent");
    broker.run([&] {
        const SharedQueuePtr queue = broker.exchanges().find("q");
        FqSettings settings = queue->settings();
        settings.ackWhenWritten = true;
        CHECK(broker.exchanges().change(queue, settings).ok());
    });
    QVERIFY(client.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int round = 0; round < 3; ++round) {
        QVERIFY(publisher.data().send(burst("r", 100)));
        for (int i = 0; i < 100; ++i)
            QCOMPARE(client.receive().value_or(FqFrame{}).payload, std::to_string(i));
        QVERIFY(broker.until([&] { return broker.broker().owed(*broker.broker().findQueue("q"), kFqChannel) == 0; }));
        client.data().close();
        QVERIFY(client.attach());
        QVERIFY(client.data().silent(std::chrono::milliseconds(20)));
    }
}

void DeliveryTest::aConsumerThatOnlyStopsReadingHoldsUpNobodyElse()
{
    constexpr int kMessages = 100;
    FqBroker broker;
    FqWireClient stuck = slowConsumer(broker, "stuck", kPublic);
    QVERIFY(stuck.presentKey() && stuck.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int i = 0; i < kMessages; ++i)
        QVERIFY(publisher.publish("e", "r", large(i)));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == kMessages; }));
    const auto out = stalled(broker, "stuck");
    FqWireClient mate = join(broker, "mate", "q"); // of the same queue
    for (int i = static_cast<int>(out.second); i < kMessages; ++i)
        QVERIFY(mate.receive());
    QCOMPARE(broker.backlog("q"), uint64_t{0});
}

QTEST_APPLESS_MAIN(DeliveryTest)
#include "delivery_test.moc"
