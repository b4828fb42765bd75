// What an observer asks about messages, through the whole broker: rows by id, searches, what channels owe, stories.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/view/view.h"
#include "tests/support/broker_rig.h"

#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;

class LookupsTest : public QObject {
    Q_OBJECT

    struct Rig : BrokerRig {
        View view{ViewParts{loop, *broker, {}, {}}};
        QueuePtr queue = makeQueue("orders", {"billing", "mail"});
        uint64_t token = 0;

        explicit Rig(size_t count, size_t sealed = 0)
        {
            for (size_t i = 1; i <= count; ++i) {
                publish(queue, {(i % 10 == 0 ? "tenth " : "body ") + std::to_string(i)});
                if (i == sealed)
                    sealNow();
            }
        }
        template <typename Request>
        typename Request::Answer ask(Request request)
        {
            request.token = ++token;
            view.request(std::move(request));
            for (int i = 0; i < 1000; ++i) {
                turn();
                view.onTurn(clock.monotonic());
                for (ObserverAnswer& answer : view.takeAnswers())
                    if (auto* found = std::get_if<typename Request::Answer>(&answer); found && found->token == token)
                        return std::move(*found);
            }
            qFatal("no answer came");
        }
        ActionAnswer act(Action action)
        {
            view.submit(++token, std::move(action));
            for (int i = 0; i < 1000; ++i) {
                turn();
                view.onTurn(clock.monotonic());
                for (ObserverAnswer& answer : view.takeAnswers())
                    if (auto* found = std::get_if<ActionAnswer>(&answer); found && found->token == token)
                        return std::move(*found);
            }
            qFatal("no answer came");
        }
    };
    static Filter filter(const char* text)
    {
        auto parsed = Filter::parse(text);
        if (!parsed.ok())
            qFatal("%s", parsed.error().text.c_str());
        return *parsed;
    }

private Q_SLOTS:
    void rowsAreFoundByTheirIds()
    {
        Rig rig(3'000, 1'500);
        PageRequest request;
        request.queue = rig.queue->number();
        for (const uint64_t id : {1ULL, 2ULL, 1499ULL, 1500ULL, 1501ULL, 2999ULL, 9000ULL})
            request.ids.push_back(MessageId{id});
        const Page page = rig.ask(request);
        QCOMPARE(page.error, std::string());
        std::vector<uint64_t> found;
        for (const MessageRow& row : page.rows) {
            found.push_back(row.id.value);
            QVERIFY(row.preview.ends_with(" " + std::to_string(row.id.value)));
            QCOMPARE(row.states.size(), size_t{2});
        }
        QCOMPARE(found, (std::vector<uint64_t>{1, 2, 1499, 1500, 1501, 2999}));
    }
    void rowsThatAreGoneAreLeftOut()
    {
        Rig rig(100);
        QVERIFY(rig.broker->purgeQueue(*rig.queue).ok());
        rig.turn();
        rig.publish(rig.queue, {"new"});
        PageRequest request;
        request.queue = rig.queue->number();
        request.ids = {MessageId{5}, MessageId{50}, MessageId{101}};
        const Page page = rig.ask(request);
        QCOMPARE(page.rows.size(), size_t{1});
        QCOMPARE(page.rows[0].id, MessageId{101});
    }
    void aSearchFindsAllOfThemStepByStep()
    {
        Rig rig(3'000, 1'500);
        std::vector<uint64_t> found;
        SearchRequest request;
        request.queue = rig.queue->number();
        request.filter = filter("tenth");
        request.from = MessageId{1};
        for (int step = 0; step < 100; ++step) {
            const SearchStep answer = rig.ask(request);
            QCOMPARE(answer.error, std::string());
            for (const MessageId id : answer.ids)
                found.push_back(id.value);
            request.from = answer.next;
            if (answer.ended)
                break;
        }
        QCOMPARE(request.from, MessageId{3'001});
        QCOMPARE(found.size(), size_t{300});
        for (size_t i = 0; i < found.size(); ++i)
            QCOMPARE(found[i], 10 * (i + 1));
    }
    void aQueueThatIsGoneIsSaidForEveryKindOfLookup()
    {
        Rig rig(1);
        const QueueNo gone{4711};
        QVERIFY(!rig.ask(PageRequest{0, gone, MessageId{1}, 1, 8, {}}).error.empty());
        QVERIFY(!rig.ask(MessageRequest{0, gone, MessageId{1}}).error.empty());
        QVERIFY(!rig.ask(SearchRequest{0, gone, {}, MessageId{1}}).error.empty());
        QVERIFY(!rig.ask(HistogramRequest{0, gone, {}, Time{1}, 1}).error.empty());
        QVERIFY(!rig.ask(ChannelListRequest{0, gone, "c", MessageState::dead, {}, 1}).error.empty());
        QVERIFY(!rig.ask(StoryRequest{0, gone, MessageId{1}}).error.empty());
    }
    void whatIsInFlightIsListedAndSettledById()
    {
        Rig rig(100);
        rig.receive(rig.queue, "billing", 10);
        ChannelListRequest request{0, rig.queue->number(), "billing", MessageState::inFlight, MessageId{1}, 4};
        const ChannelList first = rig.ask(request);
        QCOMPARE(first.entries.size(), size_t{4});
        QCOMPARE(first.entries[0].id, MessageId{1});
        QCOMPARE(first.entries[0].attempts, uint32_t{1});
        QVERIFY(first.entries[0].at > rig.broker->now());
        QCOMPARE(first.next, MessageId{5});
        QCOMPARE(rig.act(action::SettleMessages{rig.queue->number(), "billing", {MessageId{1}, MessageId{2}}}).number,
            uint64_t{2});
        request.count = 100;
        const ChannelList rest = rig.ask(request);
        QCOMPARE(rest.entries.size(), size_t{8});
        QCOMPARE(rest.entries[0].id, MessageId{3});
        request.channel = "no such";
        QVERIFY(!rig.ask(request).error.empty());
    }
    void tooManyIdsForOneActionAreRefused()
    {
        Rig rig(1);
        std::vector<MessageId> ids(limits::kBatchIdsMax, MessageId{1});
        QVERIFY(rig.act(action::SettleMessages{rig.queue->number(), "billing", ids}).status.ok());
        ids.push_back(MessageId{1});
        const ActionAnswer refused = rig.act(action::SettleMessages{rig.queue->number(), "billing", ids});
        QVERIFY(!refused.status.ok());
        QCOMPARE(refused.status.error().code, ErrorCode::invalidArgument);
    }
    void aMessagesPlaceInEveryChannelIsTold()
    {
        Rig rig(100);
        rig.receive(rig.queue, "billing", 10);
        const MessageStory story = rig.ask(StoryRequest{0, rig.queue->number(), MessageId{3}});
        QCOMPARE(story.error, std::string());
        QCOMPARE(story.standings.size(), size_t{2});
        QCOMPARE(story.standings[0].channel, std::string("billing"));
        QCOMPARE(story.standings[0].state, MessageState::inFlight);
        QCOMPARE(story.standings[0].attempts, uint32_t{1});
        QCOMPARE(story.standings[1].state, MessageState::pending);
        QVERIFY(!rig.ask(StoryRequest{0, rig.queue->number(), MessageId{101}}).error.empty());
    }
};

QTEST_APPLESS_MAIN(LookupsTest)
#include "lookups_test.moc"
