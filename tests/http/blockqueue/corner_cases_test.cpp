// What one would get wrong: each corner of generations A and A+ that clients depend on, under its own name.
#include "tests/http/blockqueue/block_rig.h"

using namespace tapedeck;
using namespace tapedeck::blockqueue;

class CornerCasesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyReadHasAnEmptyList() // not a missing member, nor null
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        compare(rig.get("/topics/t/subscribers/a?timeout=1ms"), 200, kNothing);
    }

    void successIsAlwaysTwoHundred()
    {
        BlockRig rig;
        QCOMPARE(rig.topic("t", {"a"}).status, 200);
        QCOMPARE(rig.post("/topics/t/subscribers", R"([{"name":"b"}])").status, 200);
        QCOMPARE(rig.publish("t", "x").status, 200);
        const HttpReply read = rig.get("/topics/t/subscribers/a?timeout=1s");
        QCOMPARE(rig.del("/topics/t/subscribers/a/messages/" + BlockRig::ids(read.body).at(0)).status, 200);
        QCOMPARE(rig.del("/topics/t/subscribers/b").status, 200);
        QCOMPARE(rig.del("/topics/t").status, 200);
    }

    void errorsHaveTheStatusOfTheirKind()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        compare(rig.get("/topics/t/subscribers/b?timeout=1s"), 500, failed("listener not found"));
        compare(rig.del("/topics/t/subscribers/a/messages/1_00000001"), 500,
            failed("error ack message. message_id not found"));
        compare(rig.publish("u", "x"), 404, R"({"message":"not found","error":"topic not found"})");
        compare(rig.topic("t", {"a"}), 409, R"({"message":"Conflict","error":"topic was exist"})");
    }

    void subscribersAreAListAndATopicIsAnObject()
    {
        BlockRig rig;
        QCOMPARE(rig.post("/topics", R"([{"name":"t","subscribers":[{"name":"a"}]}])").status, 400);
        rig.topic("t", {"a"});
        QCOMPARE(rig.post("/topics/t/subscribers", R"({"name":"b"})").status, 400);
    }

    void aMissingTimeoutIsAnsweredOnce() // with one object, and the connection goes on
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        HttpClient client(rig.engine.httpPort());
        compare(client.ask("GET", "/topics/t/subscribers/a"), 400, failed(R"(time: invalid duration \"\")"));
        compare(client.ask("GET", "/topics/t/subscribers/a?timeout=0"), 200, kNothing);
    }

    void fiveIsNoTimeoutAndZeroIs()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        rig.publish("t", "x");
        compare(rig.get("/topics/t/subscribers/a?timeout=5"), 400, failed(R"(time: missing unit in duration \"5\")"));
        // Zero and less answer at once, whatever there is.
        compare(rig.get("/topics/t/subscribers/a?timeout=0"), 200, kNothing);
        compare(rig.get("/topics/t/subscribers/a?timeout=-1s"), 200, kNothing);
        QCOMPARE(BlockRig::texts(rig.read("t", "a", "1ns")), std::string("x"));
    }

    void attemptsCountRedeliveries_data()
    {
        QTest::addColumn<QByteArray>("option");
        QTest::addColumn<int>("deliveries");
        QTest::newRow("one") << QByteArray(R"({"max_attempts":1,"visibility_duration":"1m"})") << 2;
        QTest::newRow("two") << QByteArray(R"({"max_attempts":2,"visibility_duration":"1m"})") << 3;
        QTest::newRow("zero is one") << QByteArray(R"({"max_attempts":0,"visibility_duration":"1m"})") << 2;
        QTest::newRow("less is one") << QByteArray(R"({"max_attempts":-7,"visibility_duration":"1m"})") << 2;
        QTest::newRow("absent is one") << QByteArray(R"({"visibility_duration":"1m"})") << 2;
    }
    void attemptsCountRedeliveries()
    {
        QFETCH(QByteArray, option);
        QFETCH(int, deliveries);
        BlockRig rig;
        rig.topic("t", {"a"}, option.toStdString());
        rig.publish("t", "x");
        int seen = 0;
        while (rig.read("t", "a") == R"({"message":"success","data":[{"id":"TIME_00000001","message":"x"}]})") {
            ++seen;
            QVERIFY(seen <= deliveries);
            rig.engine.step(Duration::seconds(60));
        }
        QCOMPARE(seen, deliveries);
        QCOMPARE(BlockRig::texts(rig.get("/topics/t/subscribers/a/dlq").body), std::string("x"));
    }

    void theStatedVisibilityIsHonoured_data()
    {
        QTest::addColumn<QByteArray>("option");
        QTest::addColumn<qint64>("millis");
        const auto row = [](const char* name, const char* option, qint64 millis) {
            QTest::newRow(name) << QByteArray(option) << millis;
        };
        row("one second", R"({"visibility_duration":"1s"})", 1'000);
        row("just below five minutes", R"({"visibility_duration":"4m59s"})", 299'000);
        row("six minutes", R"({"visibility_duration":"6m"})", 360'000);
        row("a fraction of an hour", R"({"visibility_duration":"1.5h"})", 5'400'000);
        row("absent", "{}", 300'000);
        row("invalid", R"({"visibility_duration":"soon"})", 300'000);
        row("a bare number", R"({"visibility_duration":"30"})", 300'000);
        row("zero", R"({"visibility_duration":"0"})", 300'000);
        row("negative", R"({"visibility_duration":"-1m"})", 300'000);
    }
    void theStatedVisibilityIsHonoured()
    {
        QFETCH(QByteArray, option);
        QFETCH(qint64, millis);
        BlockRig rig;
        rig.topic("t", {"a"}, option.toStdString());
        rig.publish("t", "x");
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("x"));
        // The clock also runs by itself, so the second before the end is left out.
        if (millis > 1'000) {
            rig.engine.step(Duration::millis(millis - 30'000));
            QCOMPARE(rig.read("t", "a"), std::string(kNothing));
            rig.engine.step(Duration::millis(30'000));
        } else {
            rig.engine.step(Duration::millis(millis));
        }
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("x"));
    }

    void oneIdForAllSubscribersAcknowledgesOneOnly()
    {
        BlockRig rig;
        rig.topic("t", {"a", "b"});
        rig.publish("t", "x");
        const std::string first = rig.get("/topics/t/subscribers/a?timeout=1s").body;
        const std::string second = rig.get("/topics/t/subscribers/b?timeout=1s").body;
        QCOMPARE(first, second);
        compare(rig.del("/topics/t/subscribers/a/messages/" + BlockRig::ids(first).at(0)), 200, kSuccess);
        QVERIFY(rig.get("/topics/t/subscribers").body.find(R"("name":"b","unpublished_message":0,"unacked_message":1)")
            != std::string::npos);
    }

    void curlsFormTypeIsAsGoodAsAny()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        compare(rig.ask("POST", "/topics/t/messages", R"({"message":"form=1&x"})",
                    "Content-Type: application/x-www-form-urlencoded\r\n"),
            200, kSuccess);
        compare(rig.ask("POST", "/topics/t/messages", R"({"message":"text"})", "Content-Type: text/plain\r\n"), 200,
            kSuccess);
        QCOMPARE(rig.read("t", "a"),
            std::string(
                R"({"message":"success","data":[{"id":"TIME_00000001","message":"form=1\u0026x"},{"id":"TIME_00000002","message":"text"}]})"));
    }

    void unknownMembersAndTrailingBytesAreIgnored()
    {
        BlockRig rig;
        compare(rig.post("/topics", R"({"x":{"y":[1]},"name":"t","subscribers":[{"name":"a","z":1}]} {"name":)"), 200,
            kSuccess);
        compare(rig.post("/topics/t/messages", "{\"message\":\"x\",\"headers\":{}}garbage\xff"), 200, kSuccess);
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("x"));
    }

    void membersMatchWithoutRegardToCase()
    {
        BlockRig rig;
        compare(rig.post("/topics", R"({"NAME":"t","Subscribers":[{"nAme":"a","Option":{"MAX_ATTEMPTS":1}}]})"), 200,
            kSuccess);
        compare(rig.post("/topics/t/messages", R"({"Message":"x"})"), 200, kSuccess);
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("x"));
    }

    void aSlashBehindTopicsDoesNotMatter()
    {
        BlockRig rig;
        compare(rig.post("/topics/", R"({"name":"t","subscribers":[{"name":"a"}]})"), 200, kSuccess);
        QCOMPARE(rig.get("/topics/").body, rig.get("/topics").body);
    }

    void namesMatchAfterDecoding()
    {
        BlockRig rig;
        rig.topic("sp ace", {"\xc3\xa9&<"});
        compare(rig.publish("sp%20ace", "x"), 200, kSuccess);
        QCOMPARE(BlockRig::texts(rig.read("sp%20ace", "%C3%a9%26%3C")), std::string("x"));
        QCOMPARE(rig.get("/topics/sp%20ace/subscribers").body,
            std::string("{\"message\":\"success\",\"data\":[{\"topic_id\":\"74617065-6465-8000-8000-000000000001\","
                        "\"name\":\"\xc3\xa9\\u0026\\u003c\","
                        "\"unpublished_message\":0,\"unacked_message\":1}]}"));
        compare(rig.publish("sp+ace", "x"), 404, R"({"message":"not found","error":"topic not found"})");
        compare(rig.publish("sp%zzace", "x"), 400, failed(R"(invalid URL escape in \"sp%zzace\")"));
    }

    void aDecodedSlashNeverMatches()
    {
        BlockRig rig;
        rig.topic("a/b", {"s/t"});
        compare(rig.publish("a%2Fb", "x"), 404, R"({"message":"not found","error":"topic not found"})");
        rig.topic("t", {"s/t"});
        compare(rig.get("/topics/t/subscribers/s%2ft?timeout=1ms"), 500, failed("listener not found"));
    }

    void newSubscribersBeginWithWhatComes()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        rig.publish("t", "before");
        rig.post("/topics/t/subscribers", R"([{"name":"b"}])");
        rig.publish("t", "after");
        QCOMPARE(BlockRig::texts(rig.read("t", "b")), std::string("after"));
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("before after"));
    }

    void deletingWakesWhoWaits_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("topic") << QByteArray("/topics/t");
        QTest::newRow("subscriber") << QByteArray("/topics/t/subscribers/a");
    }
    void deletingWakesWhoWaits()
    {
        QFETCH(QByteArray, path);
        BlockRig rig;
        rig.topic("t", {"a"});
        HttpClient first(rig.engine.httpPort()), second(rig.engine.httpPort());
        first.send("GET", "/topics/t/subscribers/a?timeout=1h");
        second.send("GET", "/topics/t/subscribers/a?timeout=1h");
        QVERIFY(rig.untilWaiting(2));
        compare(rig.del(path.toStdString()), 200, kSuccess);
        compare(first.reply(), 500, failed("listener was deleted"));
        compare(second.reply(), 500, failed("listener was deleted"));
        compare(first.ask("GET", "/topics"), 200, rig.plain(rig.get("/topics").body)); // the connection is still good
    }

    void aReaderThatVanishesTakesNothing()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        {
            HttpClient gone(rig.engine.httpPort());
            gone.send("GET", "/topics/t/subscribers/a?timeout=1h");
            QVERIFY(rig.untilWaiting(1));
        }
        QVERIFY(rig.untilWaiting(0));
        rig.publish("t", "x");
        QCOMPARE(BlockRig::texts(rig.read("t", "a")), std::string("x"));
    }

    void longPollsLastAsLongAsTheySay()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        HttpClient client(rig.engine.httpPort());
        client.send("GET", "/topics/t/subscribers/a?timeout=24h");
        client.send("GET", "/topics/t/subscribers/a?timeout=1s"); // behind it on the same connection
        QVERIFY(rig.untilWaiting(1));
        rig.engine.step(Duration::seconds(23 * 3600));
        QVERIFY(client.silent(std::chrono::milliseconds(50)));
        rig.engine.step(Duration::seconds(3600));
        compare(client.reply(), 200, kNothing);
        QVERIFY(rig.untilWaiting(1));
        rig.publish("t", "x");
        QCOMPARE(BlockRig::texts(client.reply().body), std::string("x"));
    }

    void textsAreStoredExactly()
    {
        BlockRig rig;
        rig.topic("t", {"a"});
        rig.post(
            "/topics/t/messages", "{\"message\":\"a\\u0000b\\ud83d\\ude00 \xc3\xa9 \xff <&> \\ud83d \\\"\\\\/\\n\"}");
        QCOMPARE(rig.read("t", "a"),
            std::string("{\"message\":\"success\",\"data\":[{\"id\":\"TIME_00000001\",\"message\":"
                        "\"a\\u0000b\xf0\x9f\x98\x80 \xc3\xa9 \xef\xbf\xbd "
                        "\\u003c\\u0026\\u003e \xef\xbf\xbd \\\"\\\\/\\n\"}]}"));
    }
};

QTEST_APPLESS_MAIN(CornerCasesTest)
#include "corner_cases_test.moc"
