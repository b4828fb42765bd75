// The life of messages: waiting readers, order, redelivery, delays, dead letters, many publishers.
#include "tests/http/blockqueue/block_rig.h"

#include <set>

using namespace tapedeck;
using namespace tapedeck::blockqueue;

class DeliveryTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWaitingReaderIsAnsweredByAPublish()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        HttpClient reader(rig.engine.httpPort());
        reader.send("GET", "/topics/t/subscribers/a?timeout=1h");
        QVERIFY(rig.untilWaiting(1));
        rig.publish("t", "x");
        compare(reader.reply(), 200, R"({"message":"success","data":[{"id":"TIME_00000001","message":"x"}]})");
    }

    void aWaitEndsEmptyAtItsTime()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        HttpClient reader(rig.engine.httpPort());
        reader.send("GET", "/topics/t/subscribers/a?timeout=1m");
        QVERIFY(rig.untilWaiting(1));
        rig.engine.step(Duration::seconds(60));
        compare(reader.reply(), 200, kNothing);
    }

    void readersShareWithoutRepeating()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        std::vector<std::unique_ptr<HttpClient>> readers;
        for (int i = 0; i < 5; ++i) {
            readers.push_back(std::make_unique<HttpClient>(rig.engine.httpPort()));
            readers.back()->send("GET", "/topics/t/subscribers/a?timeout=1h");
            QVERIFY(rig.untilWaiting(i + 1));
        }
        std::multiset<std::string> texts, expected;
        for (int i = 0; i < 5; ++i) {
            rig.publish("t", std::to_string(i));
            expected.insert(std::to_string(i));
        }
        for (const auto& reader : readers)
            texts.insert(BlockRig::texts(reader->reply().body));
        QVERIFY(texts == expected);
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
    }

    void redeliveriesKeepTheirIdAndOrder()
    {
        BlockRig rig;
        rig.topic("t", {"a"}, R"({"max_attempts":3,"visibility_duration":"1m"})");
        for (const char* text : {"1", "2", "3"})
            rig.publish("t", text);
        const std::string first = rig.get("/topics/t/subscribers/a?timeout=1s").body;
        rig.engine.step(Duration::seconds(60));
        const std::string again = rig.get("/topics/t/subscribers/a?timeout=1s").body;
        QCOMPARE(BlockRig::texts(again), std::string("1 2 3"));
        QCOMPARE(again, first);
        QVERIFY(rig.get("/topics/t/subscribers/a/messages").body.find(R"("status":"delivered","retry_count":2)")
            != std::string::npos);
        rig.engine.step(Duration::seconds(60));
        QVERIFY(rig.get("/topics/t/subscribers/a/messages").body.find(R"("status":"pending","retry_count":2)")
            != std::string::npos);
        QVERIFY(rig.get("/topics/t/subscribers").body.find(R"("unpublished_message":3,"unacked_message":0)")
            != std::string::npos);
    }

    void aWaitingReaderGetsARedelivery()
    {
        BlockRig rig;
        rig.topic("t", {"a"}, R"({"visibility_duration":"1m"})");
        rig.publish("t", "x");
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("x"));
        HttpClient reader(rig.engine.httpPort());
        reader.send("GET", "/topics/t/subscribers/a?timeout=1h");
        QVERIFY(rig.untilWaiting(1));
        rig.engine.step(Duration::seconds(60));
        QCOMPARE(BlockRig::texts(reader.reply().body), std::string("x"));
    }

    void whatIsAcknowledgedDoesNotComeBack()
    {
        BlockRig rig;
        rig.topic("t", {"a"}, R"({"visibility_duration":"1m"})");
        rig.publish("t", "x");
        const auto ids = BlockRig::ids(rig.get("/topics/t/subscribers/a?timeout=1s").body);
        rig.del("/topics/t/subscribers/a/messages/" + ids.at(0));
        rig.engine.step(Duration::seconds(3600));
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
        compare(rig.get("/topics/t/subscribers/a/dlq"), 200, kNothing);
    }

    void anAcknowledgementCanComeLate()
    {
        BlockRig rig;
        rig.topic("t", {"a"}, R"({"visibility_duration":"1m"})");
        rig.publish("t", "x");
        const auto ids = BlockRig::ids(rig.get("/topics/t/subscribers/a?timeout=1s").body);
        rig.engine.step(Duration::seconds(61));
        compare(rig.del("/topics/t/subscribers/a/messages/" + ids.at(0)), 200, kSuccess);
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
    }

    void delayedMessagesWaitTheirTime()
    {
        BlockRig rig;
        rig.topic("t", {"a"}, R"({"visibility_duration":"1h"})");
        compare(rig.post("/topics/t/messages/batch", R"([{"message":"late","delay":"10m"},{"message":"now"}])"), 200,
            kSuccess);
        QVERIFY(rig.get("/topics/t/subscribers").body.find(R"("unpublished_message":2,)") != std::string::npos);
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("now"));
        QVERIFY(rig.get("/topics/t/subscribers").body.find(R"("unpublished_message":1,"unacked_message":1)")
            != std::string::npos);
        HttpClient reader(rig.engine.httpPort());
        reader.send("GET", "/topics/t/subscribers/a?timeout=1h");
        QVERIFY(rig.untilWaiting(1));
        rig.engine.step(Duration::seconds(600));
        QCOMPARE(BlockRig::texts(reader.reply().body), std::string("late"));
    }

    void exhaustedMessagesAreDeadAndCanBeReplayed()
    {
        BlockRig rig;
        rig.topic("t", {"a"}, R"({"max_attempts":1,"visibility_duration":"1m"})");
        for (const char* text : {"1", "2", "3"})
            rig.publish("t", text);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("1 2 3"));
            rig.engine.step(Duration::seconds(60));
        }
        const std::string path = "/topics/t/subscribers/a";
        const std::string dead = rig.get(path + "/dlq").body;
        const auto item = [](int n) {
            return "{\"id\":\"TIME_0000000" + std::to_string(n) + R"(","message":")" + std::to_string(n)
                + "\",\"status\":\"dead_letter\",\"retry_count\":2,\"visible_at\":\"WHEN\",\"created_at\":\"WHEN\"}";
        };
        QCOMPARE(
            BlockRig::plain(dead), R"({"message":"success","data":[)" + item(3) + "," + item(2) + "," + item(1) + "]}");
        QCOMPARE(BlockRig::texts(rig.get(path + "/dlq?limit=1&offset=1").body), std::string("2"));
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
        compare(rig.get(path + "/messages"), 200, kNothing);

        const auto ids = BlockRig::ids(dead);
        compare(rig.post(path + "/dlq/" + ids.at(1) + "/replay", ""), 200, kSuccess);
        compare(rig.post(path + "/dlq/" + ids.at(1) + "/replay", ""), 500, failed("message not found"));
        compare(rig.post(path + "/dlq/x/replay", ""), 500, failed("message not found"));
        compare(rig.post(path + "/dlq/1_000000ff/replay", ""), 500, failed("message not found"));
        compare(rig.get(path + "/messages"), 200,
            R"({"message":"success","data":[{"id":"TIME_00000002","message":"2","status":"pending","visible_at":"WHEN","created_at":"WHEN"}]})");
        QCOMPARE(BlockRig::texts(rig.get(path + "/dlq").body), std::string("3 1"));
        // Its attempts begin anew.
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("2"));
            rig.engine.step(Duration::seconds(60));
        }
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
        // An acknowledgement removes a dead letter too.
        compare(rig.del(path + "/messages/" + ids.at(0)), 200, kSuccess);
        QCOMPARE(BlockRig::texts(rig.get(path + "/dlq").body), std::string("2 1"));
    }

    void whatWasDeletedIsGone()
    {
        BlockRig rig;
        rig.topic("t", {"a", "b"});
        rig.publish("t", "before");
        rig.del("/topics/t/subscribers/a");
        rig.publish("t", "between");
        rig.post("/topics/t/subscribers", R"([{"name":"a"}])");
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
        rig.publish("t", "after");
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("after"));
        rig.del("/topics/t");
        rig.topic("t", {"a"});
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
    }

    void sixtyPublishersLoseNothingAndKeepTheirOrder()
    {
        constexpr int kPublishers = 60, kEach = 20;
        BlockRig rig;
        rig.topic("t", {"a"});
        std::vector<std::thread> threads;
        std::atomic<int> succeeded{0};
        for (int p = 0; p < kPublishers; ++p)
            threads.emplace_back([&, p] {
                HttpClient client(rig.engine.httpPort());
                for (int i = 0; i < kEach; ++i) {
                    const std::string text = std::to_string(p) + ":" + std::to_string(i);
                    succeeded +=
                        client.ask("POST", "/topics/t/messages", "{\"message\":\"" + text + "\"}").status == 200;
                }
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(succeeded.load(), kPublishers * kEach);
        std::vector<int> next(kPublishers, 0);
        int read = 0;
        for (;;) {
            const QString texts = QString::fromStdString(BlockRig::texts(rig.read("t", "a")));
            if (texts.isEmpty())
                break;
            for (const QString& text : texts.split(' ')) {
                const int publisher = text.section(':', 0, 0).toInt();
                QCOMPARE(text.section(':', 1).toInt(), next.at(static_cast<size_t>(publisher))++);
                ++read;
            }
        }
        QCOMPARE(read, kPublishers * kEach);
    }

    void aLargeMessageComesBackWhole()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        const std::string large(3'000'000, 'x');
        rig.publish("t", large);
        rig.publish("t", "small");
        QCOMPARE(rig.read("t", "a").size(),
            large.size()
                + std::string(
                    R"({"message":"success","data":[{"id":"TIME_00000001","message":""},{"id":"TIME_00000002","message":"small"}]})")
                      .size());
    }

    // Most of them are in the tape by then, and have to be read from it.
    void peekingReadsWhatIsSealed()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        const std::string filling(200'000, 'x');
        std::string expected;
        for (int i = 1; i <= 60; ++i) {
            rig.publish("t", std::to_string(i) + filling);
            expected += (i == 1 ? "" : " ") + std::to_string(i);
        }
        const auto numbers = [&](const HttpReply& reply) {
            return QString::fromStdString(BlockRig::texts(reply.body)).remove('x').toStdString();
        };
        QCOMPARE(numbers(rig.get("/topics/t/subscribers/a/messages")), expected);
        QCOMPARE(numbers(rig.get("/topics/t/subscribers/a/messages?offset=4&limit=3")), std::string("5 6 7"));
    }

    void aPageOfLargeMessagesEndsEarly()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        const std::string large(3'000'000, 'x');
        for (int i = 0; i < 15; ++i)
            QCOMPARE(rig.publish("t", large).status, 200);
        const size_t listed = BlockRig::ids(rig.get("/topics/t/subscribers/a/messages").body).size();
        QVERIFY(listed >= 1 && listed <= 12);
        QCOMPARE(
            BlockRig::ids(rig.get("/topics/t/subscribers/a/messages?offset=" + std::to_string(listed)).body).size(),
            std::min(listed, 15 - listed));
    }

    void aMessageThatIsTooLargeIsRefused()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        const HttpReply reply = rig.publish("t", std::string((size_t{64} << 20) + 1, 'x'));
        QCOMPARE(reply.status, 500);
        QVERIFY(reply.body.starts_with("{\"message\":\"failure\",\"error\":\""));
        QCOMPARE(rig.read("t", "a"), std::string(kNothing));
    }
};

QTEST_APPLESS_MAIN(DeliveryTest)
#include "delivery_test.moc"
