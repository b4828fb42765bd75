// Publishing, receiving, acknowledging and waiting on one broker, hot and sealed, across clean and unclean ends.
#include "tests/support/broker_rig.h"

#include <QTest>

#include <map>
#include <set>

using namespace tapedeck;
using namespace tapedeck::test;

class PublishAndReceiveTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void publishedMessagesAreHandedOutInOrderWithIdsFromOne();
    void messagesSurviveACrashWithTheirChannels();
    void messagesSurviveACleanCloseInOneFile();
    void sealedMessagesAreReadLikeHotOnes();
    void anAcknowledgedMessageIsNotHandedOutAfterACrash();
    void ticketsAreStillGoodAfterACrash();
    void aWaitingReaderIsServedByAPublish();
    void aWaitEndsWithATimeout();
    void deletingTheQueueEndsAWait();
    void anExpiredTicketWakesAWaitingReader();
    void aDelayedMessageComesWhenItIsDue();
    void seekByTimeFindsTheFirstMessageNotBefore();
    void memQueuesWorkWithoutTheJournal();
    void purgedMessagesAreGoneAfterACrash();
    void aFollowerSeesNewMessages();
    void manyQueuesAndCrashesLoseNothing();
    void smallSegmentsAreMerged();
    void framesReadBeforeAPurgeDoNotHideWhatCameAfterIt();
    void framesReadBeforeAMergeDoNotHideTheMergedOnes();
    void hardRetentionRemovesOldSegments();
    void aMessageOfTheLargestSizeIsSealed();
};

void PublishAndReceiveTest::publishedMessagesAreHandedOutInOrderWithIdsFromOne()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, {"a", "b", ""});
    const auto got = rig.receive(queue, "billing", 10);
    QCOMPARE(got.size(), size_t{3});
    QCOMPARE(got[0].id, uint64_t{1});
    QCOMPARE(got[2].id, uint64_t{3});
    QCOMPARE(got[1].body, std::string("b"));
    QCOMPARE(got[2].body, std::string());
    QVERIFY(rig.receive(queue, "billing", 10).empty());
}

void PublishAndReceiveTest::messagesSurviveACrashWithTheirChannels()
{
    BrokerRig rig;
    {
        const QueuePtr queue = rig.makeQueue("orders", {"billing", "mail"});
        rig.publish(queue, {"a", "b"});
    }
    rig.crash();
    rig.open();
    const QueuePtr queue = rig.broker->findQueue("orders");
    QVERIFY(queue);
    QVERIFY(rig.broker->hasChannel(*queue, "mail"));
    QCOMPARE(rig.receive(queue, "billing", 10).size(), size_t{2});
    rig.publish(queue, {"c"});
    QCOMPARE(rig.receive(queue, "billing", 10).at(0).id, uint64_t{3});
    QVERIFY(rig.reporter.problems.empty());
}

void PublishAndReceiveTest::messagesSurviveACleanCloseInOneFile()
{
    BrokerRig rig;
    {
        const QueuePtr queue = rig.makeQueue("orders", {"billing"});
        rig.publish(queue, {"a", "b"});
        QCOMPARE(rig.receive(queue, "billing", 1).size(), size_t{1});
    }
    rig.closeCleanly();
    size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(rig.directory))
        ++files;
    QCOMPARE(files, size_t{1});
    rig.open();
    const QueuePtr queue = rig.broker->findQueue("orders");
    QCOMPARE(rig.receive(queue, "billing", 10).at(0).body, std::string("b"));
    QCOMPARE(rig.read(queue, 1, 10).size(), size_t{2});
}

void PublishAndReceiveTest::sealedMessagesAreReadLikeHotOnes()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    std::vector<std::string> bodies;
    for (int i = 0; i < 5'000; ++i)
        bodies.push_back("message " + std::to_string(i) + std::string(100, 'x'));
    rig.publish(queue, bodies);
    rig.sealNow();
    QVERIFY(rig.broker->stats(*queue).segments > 0);
    const auto got = rig.receive(queue, "billing", 5'000);
    QCOMPARE(got.size(), bodies.size());
    for (size_t i = 0; i < bodies.size(); ++i)
        QCOMPARE(got[i].body, bodies[i]);
    rig.publish(queue, {"hot"});
    const auto tail = rig.read(queue, 4'999, 10);
    QCOMPARE(tail.size(), size_t{3});
    QCOMPARE(tail[2].body, std::string("hot"));
}

void PublishAndReceiveTest::anAcknowledgedMessageIsNotHandedOutAfterACrash()
{
    BrokerRig rig;
    {
        const QueuePtr queue = rig.makeQueue("orders", {"billing"});
        rig.publish(queue, {"a", "b", "c"});
        const auto got = rig.receive(queue, "billing", 3);
        const Ticket tickets[] = {{got[0].ticket}, {got[2].ticket}};
        rig.broker->beginTurn();
        QCOMPARE(*rig.broker->ack(*queue, "billing", tickets), uint32_t{2});
        rig.turn();
    }
    rig.crash();
    rig.open();
    rig.clock.advance(Duration::seconds(31));
    const auto again = rig.receive(rig.broker->findQueue("orders"), "billing", 10);
    QCOMPARE(again.size(), size_t{1});
    QCOMPARE(again[0].id, uint64_t{2});
    QCOMPARE(again[0].attempts, uint32_t{2});
}

void PublishAndReceiveTest::ticketsAreStillGoodAfterACrash()
{
    BrokerRig rig;
    Ticket ticket;
    {
        const QueuePtr queue = rig.makeQueue("orders", {"billing"});
        rig.publish(queue, {"a"});
        ticket.value = rig.receive(queue, "billing", 1).at(0).ticket;
    }
    rig.crash();
    rig.open();
    rig.broker->beginTurn();
    QCOMPARE(*rig.broker->ack(*rig.broker->findQueue("orders"), "billing", {&ticket, 1}), uint32_t{1});
    QCOMPARE(*rig.broker->ack(*rig.broker->findQueue("orders"), "billing", {&ticket, 1}), uint32_t{0});
}

void PublishAndReceiveTest::aWaitingReaderIsServedByAPublish()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    Catcher first, second, third;
    ReceiveRequest request;
    request.channel = "billing";
    request.wait = Duration::seconds(10);
    for (Catcher* catcher : {&first, &second, &third})
        QVERIFY(rig.broker->receive(*queue, request, *catcher) != 0);
    rig.publish(queue, {"m1", "m2"});
    QCOMPARE(first.got.at(0).body, std::string("m1"));
    QCOMPARE(second.got.at(0).body, std::string("m2"));
    QCOMPARE(third.answers, 0);
    rig.advance(Duration::seconds(11));
    QCOMPARE(third.timeouts, 1);
    QCOMPARE(rig.broker->waitingReaders(), uint32_t{0});
}

void PublishAndReceiveTest::aWaitEndsWithATimeout()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    Catcher catcher;
    ReceiveRequest request;
    request.channel = "billing";
    request.wait = Duration::seconds(1);
    rig.broker->receive(*queue, request, catcher);
    rig.advance(Duration::millis(999));
    QCOMPARE(catcher.answers, 0);
    rig.advance(Duration::millis(1));
    QCOMPARE(catcher.timeouts, 1);
}

void PublishAndReceiveTest::deletingTheQueueEndsAWait()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    Catcher catcher, channelCatcher;
    ReceiveRequest request;
    request.channel = "billing";
    request.wait = Duration::seconds(10);
    rig.broker->receive(*queue, request, channelCatcher);
    QVERIFY(*rig.broker->deleteChannel(*queue, "billing"));
    QCOMPARE(channelCatcher.errors.at(0).code, ErrorCode::channelNotFound);
    QVERIFY(rig.broker->createChannel(*queue, "billing").ok());
    rig.broker->receive(*queue, request, catcher);
    QVERIFY(rig.broker->deleteQueue(*queue).ok());
    QCOMPARE(catcher.errors.at(0).code, ErrorCode::queueNotFound);
    QVERIFY(queue->deleted());
    rig.turn();
    const QueuePtr again = rig.makeQueue("orders", {"billing"});
    rig.publish(again, {"x"});
    QCOMPARE(rig.receive(again, "billing", 1).at(0).id, uint64_t{1});
}

void PublishAndReceiveTest::anExpiredTicketWakesAWaitingReader()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.publish(queue, {"a"});
    const auto got = rig.receive(queue, "billing", 1);
    Catcher catcher;
    ReceiveRequest request;
    request.channel = "billing";
    request.wait = Duration::seconds(60);
    rig.broker->receive(*queue, request, catcher);
    rig.advance(Duration::millis(29'999));
    QCOMPARE(catcher.answers, 0);
    rig.advance(Duration::millis(2));
    QCOMPARE(catcher.got.size(), size_t{1});
    QCOMPARE(catcher.got[0].id, got[0].id);
    QVERIFY(catcher.got[0].ticket != got[0].ticket);
}

void PublishAndReceiveTest::aDelayedMessageComesWhenItIsDue()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    rig.broker->beginTurn();
    const NewMessage messages[] = {{"later", {}, {}, Duration::seconds(5)}, {"now"}};
    QVERIFY(rig.broker->publish(*queue, messages).ok());
    rig.turn();
    const auto got = rig.receive(queue, "billing", 10);
    QCOMPARE(got.size(), size_t{1});
    QCOMPARE(got[0].body, std::string("now"));
    Catcher catcher;
    ReceiveRequest request;
    request.channel = "billing";
    request.wait = Duration::seconds(60);
    rig.broker->receive(*queue, request, catcher);
    rig.advance(Duration::seconds(5));
    QCOMPARE(catcher.got.size(), size_t{1});
    QCOMPARE(catcher.got[0].body, std::string("later"));
    QCOMPARE(catcher.got[0].attempts, uint32_t{1});
}

void PublishAndReceiveTest::seekByTimeFindsTheFirstMessageNotBefore()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"billing"});
    const Time start = rig.clock.wall();
    for (int i = 0; i < 300; ++i) {
        rig.publish(queue, {std::string(2'000, 'x'), "second of the turn"});
        rig.clock.advance(Duration::millis(10));
        if (i == 200)
            rig.sealNow();
    }
    SeededRandom random(7);
    for (int i = 0; i < 200; ++i) {
        const auto offset = static_cast<int64_t>(random.next() % 3'100'000);
        const uint64_t turn = static_cast<uint64_t>((offset + 9'999) / 10'000);
        const uint64_t expected = std::min<uint64_t>(turn * 2 + 1, 601);
        uint64_t found = 0;
        rig.broker->beginTurn();
        rig.broker->findId(*queue, SeekTarget::toTime(start + Duration{offset}),
            [&](const Result<MessageId>& id) { found = id->value; });
        rig.turn();
        QCOMPARE(found, expected);
    }
    SeekResult result;
    rig.broker->seekChannel(*queue, "billing", SeekTarget::toTime(start + Duration::millis(1'000)),
        [&](const Result<SeekResult>& r) { result = *r; });
    rig.turn();
    QCOMPARE(result.after.value, uint64_t{201});
    QCOMPARE(rig.receive(queue, "billing", 1).at(0).id, uint64_t{201});
}

void PublishAndReceiveTest::memQueuesWorkWithoutTheJournal()
{
    BrokerRig rig;
    QueueSettings settings;
    settings.kind = QueueKind::mem;
    {
        const QueuePtr queue = rig.makeQueue("fast", {"c"}, settings);
        for (int i = 0; i < 2'000; ++i)
            rig.publish(queue, {std::to_string(i)});
        for (int i = 0; i < 2'000; ++i)
            QCOMPARE(rig.receive(queue, "c", 1).at(0).body, std::to_string(i));
    }
    rig.closeCleanly();
    rig.open();
    const QueuePtr queue = rig.broker->findQueue("fast");
    QVERIFY(queue);
    QVERIFY(rig.receive(queue, "c", 1).empty());
    rig.publish(queue, {"again"});
    QCOMPARE(rig.receive(queue, "c", 1).at(0).id, uint64_t{1});
}

void PublishAndReceiveTest::purgedMessagesAreGoneAfterACrash()
{
    BrokerRig rig;
    {
        const QueuePtr queue = rig.makeQueue("orders", {"billing"});
        rig.publish(queue, {"a", "b"});
        rig.sealNow();
        rig.publish(queue, {"c"});
        rig.broker->beginTurn();
        QVERIFY(rig.broker->purgeQueue(*queue).ok());
        rig.turn();
        rig.publish(queue, {"d"});
    }
    rig.crash();
    rig.open();
    const QueuePtr queue = rig.broker->findQueue("orders");
    const auto all = rig.read(queue, 0, 10);
    QCOMPARE(all.size(), size_t{1});
    QCOMPARE(all[0].id, uint64_t{4});
    QCOMPARE(rig.receive(queue, "billing", 10).size(), size_t{1});
}

void PublishAndReceiveTest::aFollowerSeesNewMessages()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders");
    Catcher catcher;
    QVERIFY(rig.broker->follow(*queue, MessageId{1}, 10, 0, Duration::seconds(5), catcher) != 0);
    rig.publish(queue, {"a", "b"});
    QCOMPARE(catcher.got.size(), size_t{2});
    Catcher late;
    rig.broker->follow(*queue, MessageId{3}, 10, 0, Duration::seconds(5), late);
    rig.advance(Duration::seconds(5));
    QCOMPARE(late.answers, 1);
    QVERIFY(late.got.empty());
}

// Random work on several queues with crashes, clean closes and seals in between, against a plain model.
void PublishAndReceiveTest::manyQueuesAndCrashesLoseNothing()
{
    const uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qEnvironmentVariable("SEED").toULongLong() : 20'260'101;
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    BrokerRig rig(SyncMode::full, seed);
    std::map<std::string, std::vector<std::string>> model;
    std::map<std::string, std::set<uint64_t>> acked;
    for (int step = 0; step < 600; ++step) {
        const std::string name = "q" + std::to_string(random.next() % 5);
        QueuePtr queue = rig.broker->findQueue(name);
        if (!queue)
            queue = rig.makeQueue(name, {"c"});
        const uint64_t what = random.next() % 20;
        if (what < 10) {
            std::vector<std::string> bodies;
            for (uint64_t i = 0; i <= random.next() % 50; ++i)
                bodies.push_back(
                    std::string(random.next() % 400, static_cast<char>('a' + i % 26)) + std::to_string(step));
            rig.publish(queue, bodies);
            auto& expected = model[name];
            expected.insert(expected.end(), bodies.begin(), bodies.end());
        } else if (what < 15) {
            const auto got = rig.receive(queue, "c", 30);
            std::vector<Ticket> tickets;
            for (const Got& g : got) {
                QCOMPARE(g.body, model[name].at(g.id - 1));
                QVERIFY2(!acked[name].contains(g.id), "an acknowledged message came again");
                if (random.next() % 2) {
                    tickets.push_back({g.ticket});
                    acked[name].insert(g.id);
                }
            }
            rig.broker->beginTurn();
            QCOMPARE(*rig.broker->ack(*queue, "c", tickets), static_cast<uint32_t>(tickets.size()));
            rig.turn();
        } else if (what < 16) {
            queue.reset();
            rig.crash();
            rig.open();
        } else if (what < 17) {
            queue.reset();
            rig.closeCleanly();
            rig.open();
        } else if (what < 18) {
            rig.sealNow();
        } else {
            rig.advance(Duration::seconds(static_cast<int64_t>(random.next() % 40)));
        }
    }
    for (const auto& [name, bodies] : model) {
        const auto all = rig.read(rig.broker->findQueue(name), 1, 100'000);
        QCOMPARE(all.size(), bodies.size());
        for (size_t i = 0; i < bodies.size(); ++i) {
            QCOMPARE(all[i].id, uint64_t{i + 1});
            QCOMPARE(all[i].body, bodies[i]);
        }
    }
    for (const std::string& problem : rig.reporter.problems)
        QFAIL(problem.c_str());
}

void PublishAndReceiveTest::smallSegmentsAreMerged()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("quiet");
    for (int i = 0; i < 40; ++i) {
        rig.publish(queue, {"message " + std::to_string(i)});
        rig.sealNow();
    }
    QVERIFY2(rig.broker->stats(*queue).segments < 12, std::to_string(rig.broker->stats(*queue).segments).c_str());
    const auto all = rig.read(queue, 1, 100);
    QCOMPARE(all.size(), size_t{40});
    QCOMPARE(all[39].body, std::string("message 39"));
}

void PublishAndReceiveTest::hardRetentionRemovesOldSegments()
{
    BrokerRig rig;
    QueueSettings settings;
    settings.retention.hardPeriod = Duration::seconds(60);
    const QueuePtr queue = rig.makeQueue("short", {"c"}, settings);
    rig.publish(queue, {"old"});
    rig.sealNow();
    rig.advance(Duration::seconds(30));
    rig.publish(queue, {"new"});
    rig.sealNow();
    QCOMPARE(rig.broker->first(*queue).value, uint64_t{1});
    rig.advance(Duration::seconds(31));
    QCOMPARE(rig.broker->first(*queue).value, uint64_t{2});
    QCOMPARE(rig.receive(queue, "c", 5).at(0).body, std::string("new"));
}

// It takes most of the ring, in one slot.
void PublishAndReceiveTest::aMessageOfTheLargestSizeIsSealed()
{
    BrokerRig rig;
    const std::string body(limits::kBodyBytesMax, 'x');
    for (int round = 0; round < 3; ++round) {
        {
            const QueuePtr queue = round == 0 ? rig.makeQueue("orders") : rig.broker->findQueue("orders");
            rig.publish(queue, {body});
        }
        rig.closeCleanly();
        rig.open();
    }
    QCOMPARE(rig.read(rig.broker->findQueue("orders"), 3, 1).at(0).body.size(), body.size());
    QVERIFY(rig.reporter.problems.empty());
}

void PublishAndReceiveTest::framesReadBeforeAPurgeDoNotHideWhatCameAfterIt()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"c"});
    rig.publish(queue, {"old 1", "old 2"});
    rig.sealNow();
    QCOMPARE(rig.read(queue, 1, 10).size(), size_t{2});
    QVERIFY(rig.broker->purgeQueue(*queue).ok());
    rig.sealNow();
    rig.publish(queue, {"new 1", "new 2"});
    rig.sealNow();
    QCOMPARE(rig.read(queue, 3, 10).at(1).body, std::string("new 2"));
    QCOMPARE(rig.receive(queue, "c", 10).size(), size_t{2});
    QVERIFY(rig.reporter.problems.empty());
}

void PublishAndReceiveTest::framesReadBeforeAMergeDoNotHideTheMergedOnes()
{
    BrokerRig rig;
    const QueuePtr queue = rig.makeQueue("orders", {"c"});
    for (int i = 0; i < 8; ++i) {
        rig.publish(queue, {"m" + std::to_string(i)});
        rig.sealNow();
        QCOMPARE(rig.read(queue, static_cast<uint64_t>(i) + 1, 10).size(), size_t{1});
    }
    QCOMPARE(rig.broker->stats(*queue).segments, uint64_t{1});
    QCOMPARE(rig.receive(queue, "c", 10).size(), size_t{8});
    QVERIFY(rig.reporter.problems.empty());
}

QTEST_APPLESS_MAIN(PublishAndReceiveTest)
#include "publish_and_receive_test.moc"
