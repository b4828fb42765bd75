// What an observer asks for and what it gets: pages, messages, actions. Loop and observer are one thread here, and the
// loop runs when the test says so.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/limits.h"
#include "engine/view/view.h"
#include "tests/support/fake_log_broker.h"
#include "tests/support/manual_executor.h"

#include <memory>
#include <string>
#include <vector>

using namespace tapedeck;

namespace {

constexpr Time kBase{1'700'000'000'000'000};

struct Bench {
    ManualClock clock{Time{1'800'000'000'000'000}};
    FakeLogBroker broker{clock};
    ManualExecutor loop;
    std::vector<uint64_t> closed;
    std::unique_ptr<View> view = std::make_unique<View>(ViewParts{loop, broker, {}, [this](uint64_t client) {
                                                                      closed.push_back(client);
                                                                      return client == 1;
                                                                  }});

    void turn()
    {
        loop.run();
        view->onTurn(clock.monotonic());
    }
    FakeQueue& fill(size_t count, size_t bodyBytes = 10)
    {
        FakeQueue& queue = *broker.make("q");
        for (size_t i = 1; i <= count; ++i)
            broker.append(
                queue, kBase + Duration{static_cast<int64_t>(i)}, std::string(bodyBytes, 'b'), "k" + std::to_string(i));
        return queue;
    }
    void page(uint64_t token, uint64_t first, uint32_t count, uint32_t previewBytes = 256)
    {
        view->request(PageRequest{token, QueueNo{1}, MessageId{first}, count, previewBytes});
    }
    std::vector<Page> pages()
    {
        turn();
        std::vector<Page> all;
        for (ObserverAnswer& answer : view->takeAnswers())
            all.push_back(std::get<Page>(std::move(answer)));
        return all;
    }
    MessageAnswer message(uint64_t id)
    {
        view->request(MessageRequest{9, QueueNo{1}, MessageId{id}});
        turn();
        auto answers = view->takeAnswers();
        CHECK(answers.size() == 1);
        return std::get<MessageAnswer>(std::move(answers[0]));
    }
    std::vector<ActionAnswer> answers()
    {
        std::vector<ActionAnswer> all;
        for (ObserverAnswer& answer : view->takeAnswers())
            all.push_back(std::get<ActionAnswer>(std::move(answer)));
        return all;
    }
    ActionAnswer act(Action action)
    {
        view->submit(5, std::move(action));
        turn();
        auto all = answers();
        CHECK(all.size() == 1 && all[0].token == 5);
        return all[0];
    }
};

} // namespace

class ViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // --- snapshots

    void theFirstSnapshotIsEmptyAndThere()
    {
        Bench b;
        QCOMPARE(b.view->version(), uint64_t{0});
        QCOMPARE(b.view->snapshot()->version, uint64_t{0});
        QVERIFY(b.view->snapshot()->queues.empty());
    }

    void watchingPublishesSnapshots()
    {
        Bench b;
        b.broker.make("q");
        b.view->watch(true);
        QCOMPARE(b.view->version(), uint64_t{0}); // nothing happens on the observer's side
        b.turn();
        QCOMPARE(b.view->version(), uint64_t{1});
        QCOMPARE(b.view->snapshot()->queues.size(), size_t{1});
        b.view->watch(false);
        b.turn();
        QVERIFY(!b.view->nextDue());
    }

    void theObserverIsWokenOnceUntilItLooks()
    {
        Bench b;
        int wakes = 0;
        b.view->setWake([&] { ++wakes; });
        b.broker.make("a");
        b.view->watch(true);
        b.turn();
        QCOMPARE(wakes, 1);
        for (int i = 0; i < 5; ++i) {
            b.broker.make("b" + std::to_string(i));
            b.clock.advance(Duration::millis(100));
            b.turn();
        }
        QCOMPARE(wakes, 1);
        QCOMPARE(b.view->snapshot()->queues.size(), size_t{6});
        b.broker.make("c");
        b.clock.advance(Duration::millis(100));
        b.turn();
        QCOMPARE(wakes, 2);
        b.page(1, 1, 10); // answers have a wake of their own
        b.page(2, 1, 10);
        b.turn();
        QCOMPARE(wakes, 3);
        QCOMPARE(b.view->takeAnswers().size(), size_t{2});
        b.page(3, 1, 10);
        b.turn();
        QCOMPARE(wakes, 4);
        b.view->setWake({});
        b.view->takeAnswers();
        b.page(4, 1, 10);
        b.turn();
        QCOMPARE(wakes, 4);
        b.view->setWake([&] { ++wakes; }); // what lies there already is told
        QCOMPARE(wakes, 5);
    }

    // --- pages

    void aPageHasItsRowsInOrder()
    {
        Bench b;
        FakeQueue& queue = b.fill(20);
        b.broker.append(queue, kBase + Duration{21}, "0123456789", "key", encodeHeaders({{"a", "1"}, {"b", "2"}}));
        b.page(7, 15, 100, 4);
        const auto pages = b.pages();
        QCOMPARE(pages.size(), size_t{1});
        const Page& page = pages[0];
        QCOMPARE(page.token, uint64_t{7});
        QCOMPARE(page.queue, QueueNo{1});
        QCOMPARE(page.first, MessageId{15});
        QVERIFY(page.error.empty() && !page.dropped);
        QCOMPARE(page.rows.size(), size_t{7});
        for (size_t i = 0; i < page.rows.size(); ++i)
            QCOMPARE(page.rows[i].id, MessageId{15 + i});
        const MessageRow& row = page.rows.back();
        QCOMPARE(row.time, kBase + Duration{21});
        QCOMPARE(row.key, std::string("key"));
        QCOMPARE(row.preview, std::string("0123"));
        QCOMPARE(row.bodyBytes, uint64_t{10});
        QCOMPARE(row.headerCount, uint32_t{2});
        QVERIFY(row.states.empty());
    }

    void looksAreBounded()
    {
        Bench b;
        b.fill(3'000, 5'000);
        b.page(1, 1, UINT32_MAX, UINT32_MAX);
        const auto pages = b.pages();
        QCOMPARE(pages[0].rows.size(), size_t{limits::kPageRowsMax});
        QCOMPARE(pages[0].rows[0].preview.size(), size_t{limits::kPagePreviewBytesMax});
    }

    void aPageOfVeryLargeBodiesHasFewerRows()
    {
        Bench b;
        b.fill(40, size_t{3} << 20);
        b.broker.readCountMax = 1;
        b.page(1, 1, 40);
        const auto pages = b.pages();
        QCOMPARE(pages[0].rows.size(), limits::kPageReadBytes / (size_t{3} << 20) + 1);
        QVERIFY(pages[0].error.empty());
    }

    void severalReadsMakeOnePage()
    {
        Bench b;
        b.fill(10);
        b.broker.readCountMax = 3;
        b.page(1, 2, 8);
        QCOMPARE(b.pages()[0].rows.size(), size_t{8});
        QCOMPARE(b.broker.readCalls, uint64_t{3});
    }

    void anEmptyPageIsAnAnswerToo()
    {
        Bench b;
        b.fill(3);
        b.page(1, 4, 10);
        b.page(2, 1, 0);
        const auto pages = b.pages();
        QCOMPARE(pages.size(), size_t{2});
        QVERIFY(pages[0].rows.empty() && pages[0].error.empty() && !pages[0].dropped);
        QVERIFY(pages[1].rows.empty());
    }

    void rowsBeginLaterWhenRetentionMovedOn()
    {
        Bench b;
        FakeQueue& queue = b.fill(10);
        b.broker.trim(queue, MessageId{6});
        b.page(1, 2, 5);
        const auto pages = b.pages();
        QCOMPARE(pages[0].first, MessageId{2});
        QCOMPARE(pages[0].rows.front().id, MessageId{6});
    }

    void aPageOfAQueueThatIsGoneSaysSo()
    {
        Bench b;
        b.page(1, 1, 5);
        b.view->request(MessageRequest{2, QueueNo{1}, MessageId{1}});
        b.turn();
        const auto answers = b.view->takeAnswers();
        QCOMPARE(answers.size(), size_t{2});
        for (const ObserverAnswer& answer : answers) {
            if (const Page* page = std::get_if<Page>(&answer))
                QVERIFY(!page->error.empty());
            else
                QVERIFY(!std::get<MessageAnswer>(answer).error.empty());
        }
    }

    void damageIsShownWithTheRowsBeforeIt()
    {
        Bench b;
        b.fill(10);
        b.broker.damagedFrom = MessageId{4};
        b.broker.damagedUntil = MessageId{6};
        b.page(1, 1, 10);
        const auto pages = b.pages();
        QCOMPARE(pages[0].rows.size(), size_t{3});
        QCOMPARE(pages[0].error, std::string("Some messages are damaged."));
    }

    void statesAreGivenForEachChannel()
    {
        Bench b;
        FakeQueue& queue = b.fill(5);
        for (const char* name : {"mail", "billing"})
            QVERIFY(b.broker.createChannel(queue, name).ok());
        queue.channels["mail"].cursor = MessageId{3};
        queue.states[{"mail", 2}] = MessageState::inFlight;
        queue.states[{"billing", 5}] = MessageState::dead;
        b.page(1, 2, 10);
        const auto pages = b.pages();
        QCOMPARE(pages[0].channels, std::vector<std::string>({"billing", "mail"}));
        using S = MessageState;
        QCOMPARE(pages[0].rows[0].states, std::vector<S>({S::settled, S::inFlight}));
        QCOMPARE(pages[0].rows[1].states, std::vector<S>({S::settled, S::pending}));
        QCOMPARE(pages[0].rows[3].states, std::vector<S>({S::dead, S::pending}));
    }

    void channelsBeyondTheLimitAreLeftOut()
    {
        Bench b;
        FakeQueue& queue = b.fill(1);
        for (int i = 0; i < 20; ++i)
            QVERIFY(b.broker.createChannel(queue, "c" + std::to_string(i)).ok());
        b.page(1, 1, 1);
        const auto pages = b.pages();
        QCOMPARE(pages[0].channels.size(), limits::kPageChannelsMax);
        QCOMPARE(pages[0].rows[0].states.size(), limits::kPageChannelsMax);
    }

    void tooManyRequestsDropTheOldestWithAnAnswer()
    {
        Bench b;
        b.fill(5);
        const uint64_t count = limits::kObserverRequestsMax + 10;
        for (uint64_t token = 1; token <= count; ++token)
            b.page(token, 1, 5);
        QCOMPARE(b.loop.waiting(), size_t{1}); // the loop is told once
        const auto pages = b.pages();
        QCOMPARE(pages.size(), count);
        for (const Page& page : pages) {
            QCOMPARE(page.dropped, page.token <= 10);
            QCOMPARE(page.rows.size(), page.dropped ? size_t{0} : size_t{5});
        }
    }

    void requestsBehindSlowReadsAreBoundedToo()
    {
        Bench b;
        b.fill(5);
        b.broker.defersReads = true;
        size_t answered = 0;
        size_t dropped = 0;
        const uint64_t count = 300;
        for (uint64_t token = 1; token <= count; ++token) {
            b.page(token, 1, 5);
            for (const Page& page : b.pages()) {
                ++answered;
                dropped += page.dropped ? 1 : 0;
            }
            QVERIFY(b.broker.pendingReads.size() <= limits::kObserverReadsMax);
        }
        QCOMPARE(dropped, count - limits::kObserverRequestsMax - limits::kObserverReadsMax);
        while (b.broker.serveReads() > 0)
            answered += b.pages().size();
        QCOMPARE(answered, count);
    }

    void untakenAnswersStopFurtherLookups()
    {
        Bench b;
        b.fill(30, size_t{10} << 20);
        for (uint64_t id = 1; id <= 30; ++id)
            b.view->request(MessageRequest{id, QueueNo{1}, MessageId{id}});
        b.turn();
        b.turn();
        const uint64_t reads = b.broker.readCalls;
        QVERIFY(reads <= limits::kObserverAnswerBytes / (size_t{10} << 20) + 2);
        size_t taken = 0;
        for (int i = 0; i < 30 && taken < 30; ++i) {
            taken += b.view->takeAnswers().size();
            b.turn();
        }
        QCOMPARE(taken, size_t{30});
    }

    void destructionCancelsReadsAndDropsAnswers()
    {
        Bench b;
        b.fill(5);
        b.broker.defersReads = true;
        b.page(1, 1, 5);
        b.turn();
        QCOMPARE(b.broker.pendingReads.size(), size_t{1});
        b.view->submit(1, action::Checkpoint{});
        b.view.reset();
        QVERIFY(b.broker.pendingReads.empty());
        b.loop.run(); // the job that was on its way finds nobody
    }

    // --- whole messages

    void aWholeMessageHasItsOriginalBytes()
    {
        Bench b;
        FakeQueue& queue = b.fill(1);
        const std::string body("\0\x01\xff{\"id\": 9007199254740993}", 28);
        const HeaderList headers = {{"h", std::string("\0", 1)}, {"h", "2"}};
        b.broker.append(queue, kBase, body, "key", encodeHeaders(headers));
        queue.views.back().wall = kBase - Duration{5};
        queue.views.back().delay = Duration{3};
        const MessageAnswer answer = b.message(2);
        QVERIFY(answer.found);
        QCOMPARE(answer.token, uint64_t{9});
        QCOMPARE(answer.body, body);
        QCOMPARE(answer.key, std::string("key"));
        QCOMPARE(answer.headers, headers);
        QCOMPARE(answer.time, kBase);
        QCOMPARE(answer.wall, kBase - Duration{5});
        QCOMPARE(answer.delay.micros, 3);
    }

    void aMessageThatIsGoneIsNotReplacedByTheNext()
    {
        Bench b;
        FakeQueue& queue = b.fill(10);
        b.broker.trim(queue, MessageId{6});
        QVERIFY(!b.message(3).found);
        QVERIFY(!b.message(11).found);
        QVERIFY(b.message(6).found);
    }

    void aMessageOfTheLargestSizeIsGivenWhole()
    {
        Bench b;
        b.fill(1, limits::kBodyBytesMax);
        const MessageAnswer answer = b.message(1);
        QVERIFY(answer.found);
        QCOMPARE(answer.body.size(), limits::kBodyBytesMax);
    }

    // --- actions

    void publishMakesTheQueueAndAnswersTheFirstId()
    {
        Bench b;
        const ActionAnswer answer = b.act(action::Publish{"new", "k", "body", {{"h", "v"}}, Duration{7}, true, 3});
        QVERIFY(answer.status.ok());
        QCOMPARE(answer.number, uint64_t{1});
        const FakeQueue& queue = b.broker.queue("new");
        QCOMPARE(queue.views.size(), size_t{3});
        QCOMPARE(queue.views[2].body, std::string_view("body"));
        QCOMPARE(queue.views[2].key, std::string_view("k"));
        QCOMPARE(queue.views[2].delay.micros, 7);
        QCOMPARE(decodeHeaders(queue.views[2].headers), HeaderList({{"h", "v"}}));
    }

    void publishWithoutCreatingNeedsTheQueue()
    {
        Bench b;
        action::Publish publish{"nobody", {}, "x", {}, {}, false, 1};
        const ActionAnswer answer = b.act(publish);
        QCOMPARE(answer.status.error().code, ErrorCode::queueNotFound);
        QVERIFY(!answer.status.error().text.empty());
    }

    void manyCopiesAreAllPublishedAndTooManyRefused()
    {
        Bench b;
        QVERIFY(b.act(action::Publish{"q", {}, "x", {}, {}, true, 1'000}).status.ok());
        QCOMPARE(b.broker.queue("q").views.size(), size_t{1'000});
        QCOMPARE(b.act(action::Publish{"q", {}, "x", {}, {}, true, 0}).status.error().code, ErrorCode::invalidArgument);
        QCOMPARE(b.act(action::Publish{"q", {}, "x", {}, {}, true, UINT32_MAX}).status.error().code,
            ErrorCode::invalidArgument);
        QCOMPARE(b.act(action::Publish{"q", {}, std::string(10'000, 'x'), {}, {}, true, 100'000}).status.error().code,
            ErrorCode::invalidArgument);
        QCOMPARE(b.broker.queue("q").views.size(), size_t{1'000});
    }

    void anOverloadedJournalDelaysThePublish()
    {
        Bench b;
        b.broker.make("q");
        b.broker.overloaded = true;
        b.view->submit(1, action::Publish{"q", {}, "x", {}, {}, true, 2});
        b.turn();
        QVERIFY(b.answers().empty());
        b.broker.makeRoom();
        b.turn();
        const auto answers = b.answers();
        QCOMPARE(answers.size(), size_t{1});
        QVERIFY(answers[0].status.ok());
        QCOMPARE(b.broker.queue("q").views.size(), size_t{2});
    }

    void anAnswerIsHeldUntilTheChangeIsKept()
    {
        Bench b;
        b.broker.make("q");
        b.broker.holdsGroups = true;
        b.view->submit(1, action::Publish{"q", {}, "x", {}, {}, true, 1});
        b.view->submit(2, action::FindId{QueueNo{99}, SeekTarget::toId(MessageId{1})}); // fails: nothing to keep
        b.turn();
        auto answers = b.answers();
        QCOMPARE(answers.size(), size_t{1});
        QCOMPARE(answers[0].token, uint64_t{2});
        b.turn();
        QVERIFY(b.answers().empty());
        b.broker.keepGroup();
        b.view->onKept();
        answers = b.answers();
        QCOMPARE(answers.size(), size_t{1});
        QCOMPARE(answers[0].token, uint64_t{1});
        QCOMPARE(answers[0].number, uint64_t{1});
    }

    void whatIsNeverKeptIsAnsweredAsAnError()
    {
        Bench b;
        b.broker.make("q");
        b.broker.holdsGroups = true;
        b.view->submit(1, action::Publish{"q", {}, "x", {}, {}, true, 1});
        b.turn();
        b.broker.readOnly = "fsync failed";
        b.view->onKept();
        const auto answers = b.answers();
        QCOMPARE(answers.size(), size_t{1});
        QCOMPARE(answers[0].status.error().code, ErrorCode::readOnly);
    }

    void queuesAreMadePurgedAndDeleted()
    {
        Bench b;
        QueueSettings settings;
        settings.kind = QueueKind::mem;
        const ActionAnswer made = b.act(action::CreateQueue{"q", settings});
        QVERIFY(made.status.ok());
        QCOMPARE(made.number, uint64_t{1});
        QCOMPARE(b.broker.queue("q").settings.kind, QueueKind::mem);
        const ActionAnswer again = b.act(action::CreateQueue{"q", settings});
        QCOMPARE(again.status.error().code, ErrorCode::queueExists);
        QVERIFY(!again.status.error().text.empty());
        b.broker.append(b.broker.queue("q"), kBase, "x");
        QVERIFY(b.act(action::PurgeQueue{QueueNo{1}}).status.ok());
        QCOMPARE(b.broker.queue("q").first, MessageId{2});
        QVERIFY(b.act(action::DeleteQueue{QueueNo{1}}).status.ok());
        QVERIFY(!b.broker.findQueue("q"));
        QCOMPARE(b.act(action::PurgeQueue{QueueNo{1}}).status.error().code, ErrorCode::queueNotFound);
    }

    void channelsAreMadePausedPurgedAndDeleted()
    {
        Bench b;
        b.fill(3);
        const QueueNo q{1};
        QVERIFY(b.act(action::CreateChannel{q, "c"}).status.ok());
        QCOMPARE(b.act(action::CreateChannel{q, "c"}).status.error().code, ErrorCode::channelExists);
        b.broker.queue("q").channels["c"].settings.attemptLimit = 7;
        QVERIFY(b.act(action::PauseChannel{q, "c", true}).status.ok());
        QVERIFY(b.broker.queue("q").channels["c"].settings.paused);
        QCOMPARE(b.broker.queue("q").channels["c"].settings.attemptLimit, uint32_t{7});
        QVERIFY(b.act(action::PauseChannel{q, "c", false}).status.ok());
        QVERIFY(!b.broker.queue("q").channels["c"].settings.paused);
        QCOMPARE(b.act(action::PauseChannel{q, "no", true}).status.error().code, ErrorCode::channelNotFound);
        QVERIFY(b.act(action::PurgeChannel{q, "c"}).status.ok());
        QVERIFY(b.act(action::DeleteChannel{q, "c"}).status.ok());
        QCOMPARE(b.act(action::DeleteChannel{q, "c"}).status.error().code, ErrorCode::channelNotFound);
        QCOMPARE(b.act(action::PurgeChannel{q, "c"}).status.error().code, ErrorCode::channelNotFound);
    }

    void aSeekIsPreviewedDoneAndUndone()
    {
        Bench b;
        FakeQueue& queue = b.fill(10);
        QVERIFY(b.broker.createChannel(queue, "c").ok());
        const QueueNo q{1};
        const SeekTarget target = SeekTarget::toTime(kBase + Duration{4});
        ActionAnswer answer = b.act(action::SeekChannel{q, "c", target, true});
        QVERIFY(answer.status.ok());
        QCOMPARE(answer.id, MessageId{4});
        QCOMPARE(answer.seek.before, MessageId{11});
        QCOMPARE(answer.seek.redelivered, uint64_t{7});
        QCOMPARE(queue.channels["c"].cursor, MessageId{11}); // nothing moved
        answer = b.act(action::SeekChannel{q, "c", target, false});
        QCOMPARE(answer.id, MessageId{4});
        QCOMPARE(answer.seek.redelivered, uint64_t{7});
        QCOMPARE(queue.channels["c"].cursor, MessageId{4});
        answer = b.act(action::SeekChannel{q, "c", SeekTarget::toId(answer.seek.before), false});
        QCOMPARE(queue.channels["c"].cursor, MessageId{11});
        for (const bool dryRun : {true, false})
            QCOMPARE(
                b.act(action::SeekChannel{q, "no", target, dryRun}).status.error().code, ErrorCode::channelNotFound);
        QCOMPARE(b.act(action::FindId{q, target}).id, MessageId{4});
    }

    void aPreviewWhoseQueueGoesAwayIsAnError()
    {
        Bench b;
        FakeQueue& queue = b.fill(10);
        QVERIFY(b.broker.createChannel(queue, "c").ok());
        b.broker.defersLookups = true;
        b.view->submit(1, action::SeekChannel{QueueNo{1}, "c", SeekTarget::toTime(kBase), true});
        b.turn();
        const QueuePtr held = b.broker.findQueue("q");
        auto lookups = std::move(b.broker.lookups);
        static_cast<FakeQueue&>(*held).markDeleted();
        for (const auto& answer : lookups)
            answer();
        const auto answers = b.answers();
        QCOMPARE(answers.size(), size_t{1});
        QCOMPARE(answers[0].status.error().code, ErrorCode::queueNotFound);
    }

    void replaysAndDeadLettersReachTheBroker()
    {
        Bench b;
        b.fill(1);
        QCOMPARE(b.act(action::StartReplay{}).number, uint64_t{1});
        b.broker.replayResult = Error{ErrorCode::queueNotFound, "No such queue."};
        QCOMPARE(b.act(action::StartReplay{}).status.error().text, std::string("No such queue."));
        QVERIFY(b.act(action::ControlReplay{3, ReplayControl::pause}).status.ok());
        QCOMPARE(b.broker.controls.size(), size_t{1});
        QCOMPARE(b.broker.controls[0].first, PlayerId{3});
        QCOMPARE(b.act(action::ReplayDead{QueueNo{1}, "c", {MessageId{1}, MessageId{2}}}).number, uint64_t{2});
        QCOMPARE(b.act(action::PurgeDead{QueueNo{1}, "c", {MessageId{1}}}).number, uint64_t{1});
    }

    void clientsAreClosedTapesCopiedAndSealed()
    {
        Bench b;
        QVERIFY(b.act(action::CloseClient{1}).status.ok());
        QCOMPARE(b.act(action::CloseClient{2}).status.error().code, ErrorCode::notFound);
        QCOMPARE(b.closed, std::vector<uint64_t>({1, 2}));
        QVERIFY(b.act(action::SaveCopy{"/tmp/x.tape"}).status.ok());
        QCOMPARE(b.broker.copiedTo, std::string("/tmp/x.tape"));
        Callback<bool> done;
        b.broker.onSeal = [&](Callback<bool> callback) { done = std::move(callback); };
        b.view->submit(8, action::Checkpoint{});
        b.turn();
        QVERIFY(b.answers().empty());
        done(Error{ErrorCode::io, {}});
        const auto answers = b.answers();
        QCOMPARE(answers.size(), size_t{1});
        QVERIFY(!answers[0].status.error().text.empty());
    }

    void tooManyActionsAreRefused()
    {
        Bench b;
        for (uint64_t token = 0; token < limits::kObserverActionsMax + 5; ++token)
            b.view->submit(token, action::FindId{QueueNo{1}, {}});
        QCOMPARE(b.answers().size(), size_t{5});
        b.turn();
        QCOMPARE(b.answers().size(), limits::kObserverActionsMax);
        b.view->submit(1, action::FindId{QueueNo{1}, {}});
        b.turn();
        QCOMPARE(b.answers()[0].status.error().code, ErrorCode::queueNotFound);
    }
};

QTEST_APPLESS_MAIN(ViewTest)
#include "view_test.moc"
