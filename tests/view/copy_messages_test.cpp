// Messages that are copied and moved by their ids: everything arrives, in order, and nothing is settled before its copy
// is published.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/limits.h"
#include "engine/exchange/exchanges.h"
#include "engine/view/copy_messages.h"
#include "engine/view/view.h"
#include "tests/support/broker_rig.h"
#include "tests/support/fake_log_broker.h"

#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

struct Outcome {
    int calls = 0;
    uint64_t copied = 0;
    Status status;
};

std::shared_ptr<CopyMessages> begin(
    Broker& broker, action::CopyMessages what, Outcome& outcome, Exchanges* exchanges = nullptr)
{
    auto copying = std::make_shared<CopyMessages>(
        broker, exchanges, std::move(what), [&outcome](uint64_t copied, const Status& status) {
            ++outcome.calls;
            outcome.copied = copied;
            outcome.status = status;
        });
    copying->start();
    return copying;
}

std::vector<MessageId> ids(uint64_t from, uint64_t until)
{
    std::vector<MessageId> all;
    for (uint64_t id = from; id < until; ++id)
        all.push_back(MessageId{id});
    return all;
}

// The real broker with a queue `source` (channel c) of messages 1 to `count`.
struct Bench {
    BrokerRig rig;
    QueuePtr source = rig.makeQueue("source", {"c"});

    explicit Bench(size_t count)
    {
        for (size_t i = 1; i <= count; ++i)
            rig.publish(source, {"body " + std::to_string(i)});
    }
    Outcome run(action::CopyMessages what, Exchanges* exchanges = nullptr)
    {
        Outcome outcome;
        rig.broker->beginTurn();
        const auto copying = begin(*rig.broker, std::move(what), outcome, exchanges);
        rig.turn();
        return outcome;
    }
    std::vector<std::string> bodies(const std::string& queue)
    {
        std::vector<std::string> all;
        for (const Got& got : rig.read(rig.broker->findQueue(queue), 1, 5'000))
            all.push_back(got.body);
        return all;
    }
    uint64_t owed() const { return rig.broker->owed(*source, "c"); }
};

action::CopyMessages copyOf(const QueuePtr& from, std::vector<MessageId> which, std::string target = "target")
{
    action::CopyMessages what;
    what.from = from->number();
    what.ids = std::move(which);
    what.target = std::move(target);
    return what;
}

} // namespace

class CopyMessagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keyHeadersAndBodyArriveAndNothingElse()
    {
        Bench b(0);
        const std::string headers = encodeHeaders({{"a", "1"}, {"a", std::string("\0\xff", 2)}});
        const std::string body("b\0\xfe", 3);
        const NewMessage message{body, "key", headers, Duration::seconds(60)};
        b.rig.broker->beginTurn();
        QVERIFY(b.rig.broker->publish(*b.source, {&message, 1}).ok());
        b.rig.turn();
        const Outcome outcome = b.run(copyOf(b.source, ids(1, 2)));
        QCOMPARE(outcome.calls, 1);
        QCOMPARE(outcome.copied, uint64_t{1});
        QVERIFY(outcome.status.ok());
        const auto got = b.rig.read(b.rig.broker->findQueue("target"), 1, 10);
        QCOMPARE(got.size(), size_t{1});
        QCOMPARE(got[0].key, std::string("key"));
        QCOMPARE(got[0].headers, headers);
        QCOMPARE(got[0].body, body);
        const QueuePtr target = b.rig.broker->findQueue("target");
        QVERIFY(b.rig.broker->createChannel(*target, "now", ChannelStart::first, {}).ok());
        QCOMPARE(b.rig.receive(target, "now", 10).size(), size_t{1}); // without the delay
        QCOMPARE(b.owed(), uint64_t{1}); // copying takes nothing away
    }

    void sealedAndNewMessagesAreCopiedInTheirOrder()
    {
        Bench b(300);
        b.rig.sealNow();
        b.rig.publish(b.source, {"body 301", "body 302"});
        std::vector<MessageId> which = {MessageId{302}, MessageId{7}, MessageId{150}, MessageId{8}, MessageId{7}};
        const Outcome outcome = b.run(copyOf(b.source, which));
        QVERIFY(outcome.status.ok());
        QCOMPARE(outcome.copied, uint64_t{4});
        QCOMPARE(b.bodies("target"), std::vector<std::string>({"body 7", "body 8", "body 150", "body 302"}));
    }

    void whatIsMovedIsSettledAndNothingElseIs()
    {
        Bench b(10);
        b.rig.receive(b.source, "c", 2); // 1 and 2 are in flight
        action::CopyMessages what = copyOf(b.source, {MessageId{2}, MessageId{4}, MessageId{5}});
        what.settleIn = "c";
        const Outcome outcome = b.run(what);
        QVERIFY(outcome.status.ok());
        QCOMPARE(outcome.copied, uint64_t{3});
        QCOMPARE(b.bodies("target").size(), size_t{3});
        QCOMPARE(b.owed(), uint64_t{6}); // and the first is still in flight
        std::vector<uint64_t> left;
        for (const Got& got : b.rig.receive(b.source, "c", 100))
            left.push_back(got.id);
        QCOMPARE(left, std::vector<uint64_t>({3, 6, 7, 8, 9, 10}));
    }

    void aMoveSurvivesACrashWholeOrNotAtAll()
    {
        Bench b(20);
        action::CopyMessages what = copyOf(b.source, ids(1, 11));
        what.settleIn = "c";
        QVERIFY(b.run(what).status.ok());
        const std::string directory = b.rig.directory;
        b.source = {};
        b.rig.crash();
        b.rig.open();
        b.source = b.rig.broker->findQueue("source");
        QCOMPARE(b.bodies("target").size() + b.owed(), size_t{20});
        QCOMPARE(b.bodies("target").size(), size_t{10});
    }

    void aQueueCanBeMovedIntoItself()
    {
        Bench b(5);
        action::CopyMessages what = copyOf(b.source, ids(1, 4), "source");
        what.settleIn = "c";
        QCOMPARE(b.run(what).copied, uint64_t{3});
        QCOMPARE(b.owed(), uint64_t{5});
        QCOMPARE(b.bodies("source").size(), size_t{8});
    }

    void messagesThatAreGoneAreLeftOut()
    {
        Bench b(10);
        b.rig.broker->beginTurn();
        QVERIFY(b.rig.broker->purgeQueue(*b.source).ok());
        b.rig.turn();
        b.rig.publish(b.source, {"body 11"});
        const Outcome outcome = b.run(copyOf(b.source, ids(5, 30)));
        QVERIFY(outcome.status.ok());
        QCOMPARE(outcome.copied, uint64_t{1});
        QCOMPARE(b.bodies("target"), std::vector<std::string>({"body 11"}));
    }

    void whatCannotBeDoneIsRefusedBeforeAnythingIsCopied()
    {
        Bench b(3);
        action::CopyMessages noTarget = copyOf(b.source, ids(1, 4));
        noTarget.createQueue = false;
        QCOMPARE(b.run(noTarget).status.error().code, ErrorCode::queueNotFound);
        action::CopyMessages noChannel = copyOf(b.source, ids(1, 4));
        noChannel.settleIn = "other";
        QCOMPARE(b.run(noChannel).status.error().code, ErrorCode::channelNotFound);
        QVERIFY(!b.rig.broker->findQueue("target"));
        action::CopyMessages noSource = copyOf(b.source, ids(1, 4));
        noSource.from = QueueNo{99};
        QCOMPARE(b.run(noSource).status.error().code, ErrorCode::queueNotFound);
        action::CopyMessages tooMany = copyOf(b.source, ids(1, limits::kBatchIdsMax + 2));
        QCOMPARE(b.run(tooMany).status.error().code, ErrorCode::invalidArgument);
        action::CopyMessages noExchanges = copyOf(b.source, ids(1, 4));
        noExchanges.toExchange = true;
        QCOMPARE(b.run(noExchanges).status.error().code, ErrorCode::unsupported);
    }

    void toAnExchangeTheyGoByTheirKeysAndOnlyWhatArrivesIsSettled()
    {
        Bench b(0);
        SilentReporter reporter;
        Exchanges exchanges(*b.rig.broker, b.rig.random, reporter, {false});
        FqSettings open;
        open.isPublic = true;
        b.rig.makeQueue("wanted");
        const SharedQueuePtr wanted = exchanges.find("wanted", open);
        QVERIFY(wanted != nullptr);
        const auto program = Program::parse("prefix:\"yes\"");
        QVERIFY(program.has_value());
        QVERIFY(exchanges.bind("e", wanted, *program, Exchanges::Keep::transient, false).ok());
        const std::vector<NewMessage> messages = {{"1", "yes.a", {}, {}}, {"2", "no", {}, {}}, {"3", "yes.b", {}, {}}};
        b.rig.broker->beginTurn();
        QVERIFY(b.rig.broker->publish(*b.source, messages).ok());
        b.rig.turn();
        action::CopyMessages what = copyOf(b.source, ids(1, 4), "e");
        what.toExchange = true;
        what.settleIn = "c";
        const Outcome outcome = b.run(what, &exchanges);
        QVERIFY2(outcome.status.ok(), outcome.status.ok() ? "" : outcome.status.error().text.c_str());
        QCOMPARE(outcome.copied, uint64_t{2});
        QCOMPARE(b.bodies("wanted"), std::vector<std::string>({"1", "3"}));
        QCOMPARE(b.owed(), uint64_t{1}); // the second stays
        what.target = "nowhere";
        QCOMPARE(b.run(what, &exchanges).status.error().code, ErrorCode::notFound);
    }

    // --- a broker that says no, or later

    void anObserverIsAnsweredWithTheNumberOrWithWhatWasDone()
    {
        Bench b(5);
        View view(ViewParts{b.rig.loop, *b.rig.broker, {}, {}});
        const auto act = [&](action::CopyMessages what) {
            view.submit(5, std::move(what));
            b.rig.turn();
            view.onTurn(b.rig.clock.monotonic());
            auto answers = view.takeAnswers();
            CHECK(answers.size() == 1);
            return std::get<ActionAnswer>(answers[0]);
        };
        const ActionAnswer done = act(copyOf(b.source, ids(1, 6)));
        QVERIFY(done.status.ok());
        QCOMPARE(done.number, uint64_t{5});
        action::CopyMessages noChannel = copyOf(b.source, ids(1, 6));
        noChannel.settleIn = "other";
        const ActionAnswer failed = act(noChannel);
        QCOMPARE(failed.status.error().text, std::string("The channel is no longer there."));
        QCOMPARE(b.bodies("target").size(), size_t{5});
    }

    void aFullJournalHoldsTheCopyBack()
    {
        ManualClock clock{Time{1'800'000'000'000'000}};
        FakeLogBroker broker(clock);
        FakeQueue& source = *broker.make("source");
        for (int i = 0; i < 5; ++i)
            broker.append(source, Time{i + 1}, "b", "k");
        FakeQueue& target = *broker.make("target");
        broker.overloaded = true;
        Outcome outcome;
        action::CopyMessages what;
        what.from = source.number();
        what.ids = ids(1, 6);
        what.target = "target";
        const auto copying = begin(broker, what, outcome);
        QCOMPARE(outcome.calls, 0);
        QCOMPARE(broker.head(target), MessageId{1});
        broker.makeRoom();
        QCOMPARE(outcome.calls, 1);
        QCOMPARE(outcome.copied, uint64_t{5});
        QCOMPARE(broker.head(target), MessageId{6});
        broker.makeRoom();
        QCOMPARE(outcome.calls, 1);
    }

    void readsThatAnswerLaterOrFailAreAnsweredOnce()
    {
        ManualClock clock{Time{1'800'000'000'000'000}};
        FakeLogBroker broker(clock);
        FakeQueue& source = *broker.make("source");
        for (int i = 0; i < 5; ++i)
            broker.append(source, Time{i + 1}, "b", "k");
        broker.defersReads = true;
        broker.readCountMax = 2;
        Outcome outcome;
        action::CopyMessages what;
        what.from = source.number();
        what.ids = ids(1, 6);
        what.target = "target";
        auto copying = begin(broker, what, outcome);
        QCOMPARE(broker.serveReads(), size_t{1});
        QCOMPARE(outcome.calls, 0);
        QCOMPARE(broker.serveReads(), size_t{1});
        broker.readError = Error{ErrorCode::damaged, "It is damaged."};
        QCOMPARE(broker.serveReads(), size_t{1});
        QCOMPARE(outcome.calls, 1);
        QCOMPARE(outcome.copied, uint64_t{4});
        QCOMPARE(outcome.status.error().code, ErrorCode::damaged);
        // One that is given up cancels its read and says nothing.
        broker.readError.reset();
        Outcome given;
        copying = begin(broker, what, given);
        QCOMPARE(broker.pendingReads.size(), size_t{1});
        copying.reset();
        QCOMPARE(broker.pendingReads.size(), size_t{0});
        QCOMPARE(given.calls, 0);
    }
};

QTEST_APPLESS_MAIN(CopyMessagesTest)
#include "copy_messages_test.moc"
