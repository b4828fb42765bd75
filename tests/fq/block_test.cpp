// Full queues, over real sockets: dropping, and blocking, which holds up the one connection that publishes to the queue
// and nothing else, loses nothing, and lets go when there is room or the queue is gone.
#include "tests/fq/fq_broker.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;
using namespace std::string_literals;

namespace {

// Room for ten messages.
constexpr std::string_view kBlocking = "mem:public,block,backlog=10";

std::string burst(int count, const std::string& exchange = "e", const std::string& route = "r")
{
    std::string bytes;
    for (int i = 0; i < count; ++i)
        bytes += fqwire::shortFrame({exchange, route, std::string(16, 'i'), {}, {}, std::to_string(i)});
    return bytes;
}

// A client without a data connection: the queue "q", bound to the exchange "e", fills up.
FqWireClient ownerOf(FqBroker& broker, std::string_view type)
{
    FqWireClient owner(broker.port());
    if (!owner.auth("owner", "q", type).empty() || !owner.bind("e", "prefix:"))
        owner.command().close();
    return owner;
}

bool published(FqBroker& broker, const std::string& user, uint64_t messages)
{
    return broker.until([&] {
        for (const FqClientInfo& info : broker.fqPort().clients()) {
            if (info.user == user)
                return info.counters.messagesIn == messages;
        }
        return false;
    });
}

} // namespace

class BlockTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFullQueueDropsTheNewest();
    void aBacklogOfZeroHasRoomForNothing();
    void aBacklogOfMinusOneHasRoomForEverything();
    void aFullQueueThatBlocksHoldsUpItsPublisherOnly_data();
    void aFullQueueThatBlocksHoldsUpItsPublisherOnly();
    void otherQueuesOfTheMessageAreServedAtOnce();
    void whatBlockedGoesOnWhereItStood();
    void manyPublishersOfOneFullQueueAllGetTheirTurn();
    void aBlockedPublisherIsReadNoFurther();
    void publishersAreFreeWhenTheQueueGoesWithItsLastConsumer_data();
    void publishersAreFreeWhenTheQueueGoesWithItsLastConsumer();
    void publishersAreFreeWhenTheQueueIsDeletedElsewhere();
    void publishersAreFreeWhenAnotherPortMakesRoom();
    void aBlockedPublisherThatDiesLeavesNothingBehind_data();
    void aBlockedPublisherThatDiesLeavesNothingBehind();
    void aPermanentQueueKeepsItsPublishersWaitingUntilAConsumerComes();
    void aPublisherOfItsOwnFullQueueMayLeave();
    void backlogZeroThatBlocksWaitsUntilTheQueueGoes();
    void aBrokerWithBlockedPublishersStops();
};

void BlockTest::aFullQueueDropsTheNewest()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, "mem:public,drop,backlog=10");
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst(25)));
    QVERIFY(published(broker, "p", 25));
    QCOMPARE(owner.statusField("dropped_in").value_or(0), 15u);
    QCOMPARE(publisher.statusField("routed").value_or(0), 25u); // those that were dropped are counted as well
    QCOMPARE(publisher.statusField("dropped").value_or(0), 15u);
    QVERIFY(owner.attach());
    for (int i = 0; i < 10; ++i)
        QCOMPARE(owner.receive().value_or(FqFrame{}).payload, std::to_string(i));
    QVERIFY(publisher.publish("e", "r", "room again"));
    QCOMPARE(owner.receive().value_or(FqFrame{}).payload, "room again"s);
}

void BlockTest::aBacklogOfZeroHasRoomForNothing()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, "mem:public,drop,backlog=0");
    QVERIFY(owner.attach());
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst(25)));
    QVERIFY(published(broker, "p", 25));
    QCOMPARE(owner.statusField("dropped_in").value_or(0), 25u);
    QCOMPARE(owner.statusField("msgs_out").value_or(9), 0u);
}

void BlockTest::aBacklogOfMinusOneHasRoomForEverything()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, "mem:public,drop,backlog=-1");
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst(20'000))); // more than there is room for when nothing is said
    QVERIFY(published(broker, "p", 20'000));
    QCOMPARE(broker.backlog("q"), uint64_t{20'000});
    QCOMPARE(owner.statusField("dropped_in").value_or(9), 0u);
}

void BlockTest::aFullQueueThatBlocksHoldsUpItsPublisherOnly_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("memory") << QByteArray("mem:public,block,backlog=10");
    QTest::newRow("disk") << QByteArray("disk:public,block,backlog=10");
}

void BlockTest::aFullQueueThatBlocksHoldsUpItsPublisherOnly()
{
    QFETCH(QByteArray, type);
    constexpr int kMessages = 2'000;
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, type.toStdString());
    FqWireClient blocked = join(broker, "blocked", "bq");
    QVERIFY(blocked.data().send(burst(100)));
    QVERIFY(published(broker, "blocked", 10));

    // Another publisher, on the same and on another exchange, meanwhile.
    FqWireClient reader = join(broker, "reader", "rq");
    QVERIFY(reader.bind("f", "prefix:"));
    FqWireClient other = join(broker, "other", "oq");
    QVERIFY(other.data().send(burst(kMessages, "f") + burst(kMessages, "nobody")));
    for (int i = 0; i < kMessages; ++i)
        QCOMPARE(reader.receive().value_or(FqFrame{}).payload, std::to_string(i));
    QVERIFY(published(broker, "other", 2 * kMessages));
    QCOMPARE(blocked.statusField("msgs_in").value_or(0), 10u); // its commands are answered all the same
    QCOMPARE(broker.backlog("q"), uint64_t{10});

    QVERIFY(owner.attach());
    for (int i = 0; i < 100; ++i)
        QCOMPARE(owner.receive().value_or(FqFrame{}).payload, std::to_string(i));
    QVERIFY(published(broker, "blocked", 100));
    QCOMPARE(owner.statusField("dropped_in").value_or(9), 0u);
    QCOMPARE(blocked.statusField("dropped").value_or(9), 0u);
}

void BlockTest::otherQueuesOfTheMessageAreServedAtOnce()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, "mem:public,block,backlog=0");
    FqWireClient reader = join(broker, "reader", "rq");
    QVERIFY(reader.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst(3)));
    QCOMPARE(reader.receive().value_or(FqFrame{}).payload, "0"s);
    QVERIFY(reader.data().silent(std::chrono::milliseconds(250))); // also while it is tried again and again
    owner.command().close();
    QCOMPARE(reader.receive().value_or(FqFrame{}).payload, "1"s); // each of them once
    QCOMPARE(reader.receive().value_or(FqFrame{}).payload, "2"s);
    QVERIFY(published(broker, "p", 3));
    QVERIFY(reader.data().silent(std::chrono::milliseconds(0)));
    QCOMPARE(broker.counters("e").messages, uint64_t{3});
}

void BlockTest::whatBlockedGoesOnWhereItStood()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, kBlocking);
    for (const size_t pieces : {0, 7}) {
        FqWireClient publisher = join(broker, "p", "pq", kPublic, pieces);
        std::thread sender([&] { publisher.data().send(burst(500)); });
        QVERIFY(broker.until([&] { return broker.broker().owed(*broker.broker().findQueue("q"), kFqChannel) == 10; }));
        QVERIFY(owner.attach());
        for (int i = 0; i < 500; ++i) {
            const auto frame = owner.receive();
            if (!frame)
                std::abort(); // the thread is still there
            QCOMPARE(frame->payload, std::to_string(i));
        }
        sender.join();
        QVERIFY(published(broker, "p", 500));
        publisher.command().close();
        QVERIFY(broker.until([&] { return broker.fqPort().clients().size() == 1; }));
        owner.data().close();
        QVERIFY(broker.until([&] { return !broker.fqPort().clients().front().hasData; }));
    }
}

void BlockTest::manyPublishersOfOneFullQueueAllGetTheirTurn()
{
    constexpr int kEach = 300;
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, kBlocking);
    std::vector<FqWireClient> publishers;
    for (int i = 0; i < 8; ++i) {
        publishers.push_back(join(broker, std::to_string(i), "pq" + std::to_string(i)));
        QVERIFY(publishers.back().data().send(burst(kEach)));
    }
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 10 + 8; }));
    QVERIFY(owner.attach());
    std::vector<int> next(8);
    for (int i = 0; i < 8 * kEach; ++i) {
        const auto frame = owner.receive();
        QVERIFY(frame);
        QCOMPARE(frame->payload, std::to_string(next[static_cast<size_t>(frame->sender[0] - '0')]++));
    }
    QVERIFY(owner.data().silent(std::chrono::milliseconds(0)));
    QCOMPARE(broker.backlog("q"), uint64_t{0});
}

// Its data stays in the network: nothing piles up here.
void BlockTest::aBlockedPublisherIsReadNoFurther()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, kBlocking);
    FqWireClient publisher = join(broker, "p", "pq");
    const std::string frame = fqwire::shortFrame({"e", "r", std::string(16, 'i'), {}, {}, std::string(1'000, 'x')});
    std::string chunk;
    while (chunk.size() < (1 << 20))
        chunk += frame;
    size_t sent = 0;
    for (int idle = 0; idle < 20 && sent < (size_t{64} << 20);) {
        const size_t now = publisher.data().sendSome(std::string_view(chunk).substr(sent % frame.size()));
        sent += now;
        idle = now == 0 ? idle + 1 : 0;
        if (now == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(5)); // nothing tells that nothing happens
    }
    QVERIFY2(sent < (size_t{64} << 20), "the broker took everything");
    for (const ClientInfo& info : broker.ask([&] { return broker.clients().list(); }))
        QVERIFY2(info.bufferedIn < (2 << 20), qPrintable(QString::number(info.bufferedIn)));
}

void BlockTest::publishersAreFreeWhenTheQueueGoesWithItsLastConsumer_data()
{
    QTest::addColumn<bool>("reset");
    QTest::newRow("end of file") << false;
    QTest::newRow("reset") << true;
}

void BlockTest::publishersAreFreeWhenTheQueueGoesWithItsLastConsumer()
{
    QFETCH(bool, reset);
    FqBroker broker;
    for (int round = 0; round < 10; ++round) {
        FqWireClient owner = ownerOf(broker, kBlocking);
        FqWireClient first = join(broker, "first", "fq");
        FqWireClient second = join(broker, "second", "sq");
        QVERIFY(first.data().send(burst(100)));
        QVERIFY(published(broker, "first", 10));
        QVERIFY(second.data().send(burst(100)));
        QVERIFY(published(broker, "second", 0));
        if (reset)
            owner.command().reset();
        else
            owner.command().close();
        QVERIFY(published(broker, "first", 100));
        QVERIFY(published(broker, "second", 100));
        QVERIFY(!broker.hasQueue("q"));
        FqWireClient again = ownerOf(broker, kPublic); // of the same name: nothing is stuck
        QVERIFY(again.attach());
        QVERIFY(first.publish("e", "r", "and on"));
        QCOMPARE(again.receive().value_or(FqFrame{}).payload, "and on"s);
        for (FqWireClient* client : {&again, &first, &second})
            client->command().close();
        QVERIFY(broker.until([&] { return broker.fqPort().clients().empty(); }));
    }
}

void BlockTest::publishersAreFreeWhenTheQueueIsDeletedElsewhere()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, "disk:public,block,permanent,backlog=10");
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst(100)));
    QVERIFY(published(broker, "p", 10));
    RawClient resp(broker.respPort());
    QCOMPARE(resp.ask({"DEL", "q"}).substr(0, 1), ":"s);
    QVERIFY(published(broker, "p", 100));
}

void BlockTest::publishersAreFreeWhenAnotherPortMakesRoom()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, kBlocking);
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst(15)));
    QVERIFY(published(broker, "p", 10));
    RawClient resp(broker.respPort());
    QCOMPARE(resp.ask({"HMSET", "q", "fq", "ID", "11"}).substr(0, 1), ":"s); // behind all that was there
    QVERIFY(published(broker, "p", 15));
}

void BlockTest::aBlockedPublisherThatDiesLeavesNothingBehind_data()
{
    QTest::addColumn<bool>("dataOnly");
    QTest::newRow("its data connection") << true;
    QTest::newRow("both connections") << false;
}

void BlockTest::aBlockedPublisherThatDiesLeavesNothingBehind()
{
    QFETCH(bool, dataOnly);
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, kBlocking);
    {
        FqWireClient publisher = join(broker, "p", "pq");
        QVERIFY(publisher.data().send(burst(100)));
        QVERIFY(published(broker, "p", 10));
        publisher.data().reset();
        if (dataOnly) {
            QVERIFY(publisher.status());
            QVERIFY(publisher.attach());
            QVERIFY(publisher.publish("nobody", "r", "x"));
            QVERIFY(published(broker, "p", 1));
        } else {
            publisher.command().reset();
            QVERIFY(broker.until([&] { return broker.fqPort().clients().size() == 1; }));
        }
    }
    QVERIFY(broker.until([&] { return broker.clients().count() == 1; }));
    QVERIFY(owner.attach());
    for (int i = 0; i < 10; ++i)
        QCOMPARE(owner.receive().value_or(FqFrame{}).payload, std::to_string(i));
    FqWireClient next = join(broker, "next", "nq");
    QVERIFY(next.publish("e", "r", "next"));
    QCOMPARE(owner.receive().value_or(FqFrame{}).payload, "next"s);
}

void BlockTest::aPermanentQueueKeepsItsPublishersWaitingUntilAConsumerComes()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, "mem:public,block,permanent,backlog=10");
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst(100)));
    QVERIFY(published(broker, "p", 10));
    owner.command().close();
    QVERIFY(broker.until([&] { return broker.exchanges().find("q")->members() == 0; }));
    QCOMPARE(publisher.statusField("msgs_in").value_or(0), 10u);
    FqWireClient consumer = join(broker, "c", "q", "mem:public,block");
    for (int i = 0; i < 100; ++i)
        QCOMPARE(consumer.receive().value_or(FqFrame{}).payload, std::to_string(i));
    QVERIFY(published(broker, "p", 100));
}

void BlockTest::aPublisherOfItsOwnFullQueueMayLeave()
{
    FqBroker broker;
    {
        FqWireClient client(broker.port());
        QCOMPARE(client.auth("u", "q", "mem:private,block,backlog=0"), ""s);
        QVERIFY(client.bind("e", "prefix:"));
        QVERIFY(client.attach());
        QVERIFY(client.data().send(burst(10)));
        QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 1; }));
    }
    QVERIFY(broker.until([&] { return broker.clients().count() == 0; }));
    QVERIFY(!broker.hasQueue("q"));
}

void BlockTest::backlogZeroThatBlocksWaitsUntilTheQueueGoes()
{
    FqBroker broker;
    FqWireClient owner = ownerOf(broker, "mem:public,block,backlog=0");
    QVERIFY(owner.attach());
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.data().send(burst(10)));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 1; }));
    QCOMPARE(publisher.statusField("msgs_in").value_or(9), 0u);
    owner.command().close();
    QVERIFY(published(broker, "p", 10));
}

void BlockTest::aBrokerWithBlockedPublishersStops()
{
    const auto began = std::chrono::steady_clock::now();
    {
        FqBroker broker;
        FqWireClient owner = ownerOf(broker, kBlocking);
        std::vector<FqWireClient> publishers;
        for (int i = 0; i < 3; ++i) {
            publishers.push_back(join(broker, std::to_string(i), "pq" + std::to_string(i)));
            QVERIFY(publishers.back().data().send(burst(100)));
        }
        QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 10 + 3; }));
        publishers.pop_back(); // gone, and still waited for
    }
    QVERIFY(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
}

QTEST_APPLESS_MAIN(BlockTest)
#include "block_test.moc"
