// What an observer elsewhere is sent and sends: every value comes back as it was, snapshots are put together again from
// what differs, and bytes that are nothing are refused.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/random.h"
#include "engine/view/observer_wire.h"
#include "engine/view/wire_codec.h"

#include <memory>
#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::wire;

namespace {

// Gives every field a value that says nothing, but differs from what it is by itself.
class Filler {
public:
    explicit Filler(uint64_t seed)
        : m_random(seed)
    {
    }

    template <typename T>
    void fill(T& value)
    {
        if constexpr (std::is_same_v<T, bool>)
            value = m_random.next() % 2 != 0;
        else if constexpr (std::is_floating_point_v<T>)
            value = static_cast<double>(m_random.next() % 10'000) / 8;
        else if constexpr (std::is_integral_v<T>)
            value = static_cast<T>(m_random.next());
        else if constexpr (std::is_enum_v<T>)
            value = static_cast<T>(static_cast<uint64_t>(kFirstOf<T>)
                + m_random.next() % (static_cast<uint64_t>(kLastOf<T>) - static_cast<uint64_t>(kFirstOf<T>) + 1));
        else if constexpr (std::is_same_v<T, std::string>)
            fillText(value);
        else if constexpr (std::is_same_v<T, std::vector<Field>>) {
            value.assign(m_random.next() % 4, Field::parse("json.order.total").value());
        } else if constexpr (kIs<T, std::vector>) {
            value.resize(m_random.next() % 4);
            for (auto& one : value)
                fill(one);
        } else if constexpr (kIsArray<T>)
            for (auto& one : value)
                fill(one);
        else if constexpr (kIs<T, std::optional>) {
            value.reset();
            if (m_random.next() % 2)
                fill(value.emplace());
        } else if constexpr (kIs<T, std::pair>)
            fill(value.first), fill(value.second);
        else if constexpr (kIs<T, std::shared_ptr>) {
            auto made = std::make_shared<std::remove_const_t<typename T::element_type>>();
            fill(*made);
            value = made;
        } else if constexpr (std::is_same_v<T, Filter>)
            value = Filter::parse("json.total > 17 && key ~ \"a\"").value();
        else if constexpr (std::is_same_v<T, Template>)
            value = Template::parse("{{request.key}} and more").value();
        else if constexpr (std::is_same_v<T, Expectation>)
            value = Expectation::parse("count() == 3", Duration::seconds(7)).value();
        else if constexpr (std::is_same_v<T, Status>)
            value = m_random.next() % 2 ? Status() : Status(Error{ErrorCode::damaged, "It is broken."});
        else
            boost::pfr::for_each_field(value, [this](auto& field) { fill(field); });
    }

private:
    void fillText(std::string& value)
    {
        value.assign(m_random.next() % 20, '\0');
        for (char& byte : value)
            byte = static_cast<char>(m_random.next());
    }
    SeededRandom m_random;
};

// One of each alternative.
template <typename V, size_t... i>
std::vector<V> oneOfEach(uint64_t seed, std::index_sequence<i...>)
{
    Filler filler(seed);
    std::vector<V> all;
    const auto add = [&](V value) {
        std::visit([&](auto& one) { filler.fill(one); }, value);
        all.push_back(std::move(value));
    };
    (add(V(std::in_place_index<i>)), ...);
    return all;
}
template <typename V>
std::vector<V> oneOfEach(uint64_t seed)
{
    return oneOfEach<V>(seed, std::make_index_sequence<std::variant_size_v<V>>());
}

std::shared_ptr<const QueueView> queueView(uint32_t number, const std::string& name, uint64_t head = 1)
{
    auto view = std::make_shared<QueueView>();
    view->number = QueueNo{number};
    view->name = name;
    view->stats.head = MessageId{head};
    return view;
}

// Everything the sender has, through the bytes.
std::shared_ptr<const Snapshot> through(SnapshotSender& sender, SnapshotReceiver& receiver,
    const std::shared_ptr<const Snapshot>& snapshot, size_t* messages = nullptr, size_t* bytes = nullptr)
{
    sender.begin(snapshot);
    std::shared_ptr<const Snapshot> whole;
    while (!sender.idle()) {
        const std::string message = sender.next();
        if (messages)
            ++*messages;
        if (bytes)
            *bytes += message.size();
        auto reply = decodeReply(message, receiver.shared());
        if (!reply)
            return nullptr;
        if (auto* part = std::get_if<QueuesPart>(&*reply)) {
            if (!receiver.add(std::move(*part)))
                return nullptr;
        } else if (const auto* rest = std::get_if<SnapshotRest>(&*reply)) {
            whole = receiver.complete(*rest);
        }
    }
    return whole;
}

// The snapshot as bytes, with the queues.
std::string flat(const Snapshot& snapshot)
{
    std::string out;
    Writer writer(out);
    writer.put(snapshot);
    for (const auto& view : snapshot.queues)
        writer.put(*view);
    return out;
}

} // namespace

class ObserverWireTest : public QObject {
    Q_OBJECT

    uint64_t seed()
    {
        const QByteArray given = qgetenv("TAPEDECK_SEED");
        const uint64_t value = given.isEmpty() ? SystemRandom().next() : given.toULongLong();
        qInfo("TAPEDECK_SEED=%llu", static_cast<unsigned long long>(value));
        return value;
    }

private Q_SLOTS:
    void everyRequestComesBackAsItWas()
    {
        const uint64_t chance = seed();
        std::vector<Request> requests;
        requests.push_back(ownHello("1.2.3", Duration::seconds(3600)));
        requests.push_back(Watch{true});
        for (uint64_t round = 0; round < 20; ++round) {
            for (Lookup& lookup : oneOfEach<Lookup>(chance + round))
                requests.push_back(std::move(lookup));
            for (Action& action : oneOfEach<Action>(chance + round))
                requests.push_back(Submit{chance, std::move(action)});
        }
        for (const Request& request : requests) {
            const std::string bytes = encodeRequest(request);
            const auto read = decodeRequest(bytes, {});
            QVERIFY2(read, read ? "" : read.error().text.c_str());
            QCOMPARE(read->index(), request.index());
            QVERIFY(encodeRequest(*read) == bytes);
        }
    }

    void whatWasAskedIsWhatIsRead()
    {
        action::Publish publish{
            "orders", "k", std::string("a\0b", 3), {{"name", "value"}}, Duration::millis(5), false, 7};
        const auto read = decodeRequest(encodeRequest(Submit{42, publish}), {});
        QVERIFY(read);
        const auto& submit = std::get<Submit>(*read);
        QCOMPARE(submit.token, uint64_t{42});
        const auto& back = std::get<action::Publish>(submit.action);
        QCOMPARE(back.queue, publish.queue);
        QCOMPARE(back.body, publish.body);
        QVERIFY(back.headers == publish.headers);
        QCOMPARE(back.delay.micros, publish.delay.micros);
        QCOMPARE(back.createQueue, false);
        QCOMPARE(back.copies, 7u);
    }

    // A time without a zone is meant where the window is.
    void theFieldsOfAPageAreReadFromTheirTexts()
    {
        PageRequest page;
        page.fields = {Field::parse("json.order.total").value(), Field::parse("headers.region").value()};
        const auto read = decodeRequest(encodeRequest(Lookup(page)), {});
        QVERIFY(read);
        const auto& fields = std::get<PageRequest>(std::get<Lookup>(*read)).fields;
        QCOMPARE(fields.size(), size_t{2});
        QCOMPARE(fields[0].text(), page.fields[0].text());
        QCOMPARE(fields[1].text(), page.fields[1].text());
        std::string bytes = encodeRequest(Lookup(page));
        const size_t at = bytes.find("json.order");
        QVERIFY(at != std::string::npos);
        bytes.replace(at, 10, "json.[[[[[");
        QVERIFY(!decodeRequest(bytes, {})); // understood by nobody
    }

    void aFilterIsReadWithTheZoneOfItsObserver()
    {
        SearchRequest search;
        search.filter = Filter::parse("time >= 2026-10-01T14:03", Duration::seconds(7200)).value();
        const auto read = decodeRequest(encodeRequest(Lookup(search)), Duration::seconds(7200));
        QVERIFY(read);
        const Filter& filter = std::get<SearchRequest>(std::get<Lookup>(*read)).filter;
        QCOMPARE(filter.text(), search.filter.text());
        const auto matchesAt = [&](const Filter& one, int64_t minute) {
            MessageView message{};
            message.time = Time{1'790'855'000'000'000 + minute * 60'000'000};
            FilterScratch scratch;
            return one.matches({message}, scratch);
        };
        for (int64_t minute = -300; minute < 300; ++minute)
            QCOMPARE(matchesAt(filter, minute), matchesAt(search.filter, minute));
    }

    void everyAnswerComesBackAsItWas()
    {
        const uint64_t chance = seed();
        SnapshotReceiver receiver;
        for (uint64_t round = 0; round < 50; ++round)
            for (const ObserverAnswer& answer : oneOfEach<ObserverAnswer>(chance + round)) {
                const std::string bytes = encodeReply(answer);
                const auto read = decodeReply(bytes, receiver.shared());
                QVERIFY2(read, read ? "" : read.error().text.c_str());
                QVERIFY(encodeReply(std::get<ObserverAnswer>(*read)) == bytes);
            }
    }

    void aSnapshotComesBackAsItWas()
    {
        const uint64_t chance = seed();
        SnapshotSender sender;
        SnapshotReceiver receiver;
        for (uint64_t round = 0; round < 30; ++round) {
            auto snapshot = std::make_shared<Snapshot>();
            Filler(chance + round).fill(*snapshot);
            snapshot->queues = {queueView(2, "a"), queueView(1, "b"), queueView(static_cast<uint32_t>(round) + 3, "c")};
            const auto back = through(sender, receiver, snapshot);
            QVERIFY(back);
            QVERIFY(flat(*back) == flat(*snapshot));
        }
    }

    void onlyWhatDiffersIsSentAgain()
    {
        SnapshotSender sender;
        SnapshotReceiver receiver;
        auto first = std::make_shared<Snapshot>();
        first->version = 1;
        for (uint32_t i = 0; i < 5000; ++i)
            first->queues.push_back(queueView(i + 1, "queue" + std::to_string(10000 + i)));
        auto exchange = std::make_shared<ExchangeView>();
        exchange->name = "logs";
        BindingView binding;
        binding.queue = "a queue";
        exchange->bindings = std::make_shared<const std::vector<BindingView>>(200, binding);
        first->exchanges.push_back(exchange);
        first->marks = std::make_shared<const std::vector<Mark>>(300, Mark{QueueNo{1}, MessageId{1}, 2, "note"});
        size_t messages = 0, bytes = 0;
        const auto one = through(sender, receiver, first, &messages, &bytes);
        QVERIFY(one);
        QCOMPARE(one->queues.size(), size_t{5000});
        QVERIFY(messages > 5000 / kQueuesPerPart); // in parts
        QVERIFY(bytes > 100'000);

        auto second = std::make_shared<Snapshot>(*first);
        second->version = 2;
        second->queues.erase(second->queues.begin() + 10); // gone
        second->queues[20] = queueView(second->queues[20]->number.value, second->queues[20]->name, 77); // changed
        second->queues.insert(second->queues.begin(), queueView(9000, "a new one"));
        bytes = 0;
        const auto two = through(sender, receiver, second, nullptr, &bytes);
        QVERIFY(two);
        QVERIFY(flat(*two) == flat(*second));
        QVERIFY2(bytes < 1500, std::to_string(bytes).c_str());
        // What did not change is the same object, so that the window need not look at it.
        QVERIFY(two->queues.back() == one->queues.back());
        QVERIFY(two->exchanges[0] == one->exchanges[0]);
        QVERIFY(two->marks == one->marks);
        QVERIFY(two->queues[21]->stats.head == MessageId{77});

        auto third = std::make_shared<Snapshot>(*second);
        third->version = 3;
        auto changed = std::make_shared<ExchangeView>(*exchange);
        changed->messages = 5;
        third->exchanges[0] = changed;
        const auto three = through(sender, receiver, third);
        QVERIFY(three);
        QCOMPARE(three->exchanges[0]->messages, uint64_t{5});
        QVERIFY(flat(*three) == flat(*third));
    }

    void aQueueThatIsMadeAgainUnderItsNameIsAnotherOne()
    {
        SnapshotSender sender;
        SnapshotReceiver receiver;
        auto first = std::make_shared<Snapshot>();
        first->queues = {queueView(1, "a"), queueView(2, "b")};
        QVERIFY(through(sender, receiver, first));
        auto second = std::make_shared<Snapshot>();
        second->queues = {queueView(3, "a"), first->queues[1]};
        const auto back = through(sender, receiver, second);
        QVERIFY(back);
        QCOMPARE(back->queues.size(), size_t{2});
        QCOMPARE(back->queues[0]->number.value, 3u);
        QCOMPARE(back->queues[1]->number.value, 2u);
    }

    void bytesThatAreNothingAreRefused()
    {
        const uint64_t chance = seed();
        SeededRandom random(chance);
        std::vector<std::string> all;
        for (const Action& action : oneOfEach<Action>(chance))
            all.push_back(encodeRequest(Submit{1, action}));
        for (const Lookup& lookup : oneOfEach<Lookup>(chance))
            all.push_back(encodeRequest(lookup));
        for (const std::string& bytes : all) {
            for (size_t length = 0; length < bytes.size(); ++length)
                QVERIFY(!decodeRequest(bytes.substr(0, length), {}));
            QVERIFY(!decodeRequest(bytes + '\0', {}));
            for (int i = 0; i < 200; ++i) {
                std::string bent = bytes;
                bent[random.next() % bent.size()] = static_cast<char>(random.next());
                if (const auto read = decodeRequest(bent, {})) // whatever it is now, it is a whole one
                    QVERIFY(!encodeRequest(*read).empty());
            }
        }
        SnapshotReceiver receiver;
        QVERIFY(!decodeReply({}, receiver.shared()));
        QVERIFY(!decodeReply("\x09", receiver.shared()));
        QVERIFY(!decodeReply(std::string("\x02\xff\xff\xff\xff\x0f", 6), receiver.shared())); // a count without queues
    }

    void listsOfManySmallThingsAreRefused()
    {
        action::SettleMessages many;
        many.ids.resize(kRequestElementsMax + 1);
        QVERIFY(!decodeRequest(encodeRequest(Submit{1, many}), {}));
        many.ids.pop_back();
        QVERIFY(decodeRequest(encodeRequest(Submit{1, many}), {}));
    }

    void aNumberThatIsNoneIsRefused()
    {
        action::StartReplay replay;
        replay.request.speed.factor = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!decodeRequest(encodeRequest(Submit{1, replay}), {}));
        replay.request.speed.factor = 2;
        QVERIFY(decodeRequest(encodeRequest(Submit{1, replay}), {}));
    }

    void anotherVersionIsNamed()
    {
        Hello other = ownHello("9.8");
        QVERIFY(checkHello(other));
        ++other.version;
        QVERIFY(!checkHello(other));
        QVERIFY(checkHello(other).error().text.find("9.8") != std::string::npos);
        --other.version;
        ++other.shape;
        QVERIFY(!checkHello(other));
        QVERIFY(shapeOf<std::vector<uint32_t>>() != shapeOf<std::vector<uint64_t>>());
        QVERIFY(shapeOf<action::PurgeDead>() != shapeOf<action::CreateChannel>());
        QVERIFY(!decodeRequest(std::string(1, '\0') + "\x05hello", {}));
    }

    void longMessagesTravelInParts()
    {
        for (const size_t length : {size_t{0}, size_t{1}, kPartBytes, kPartBytes + 1, 5 * kPartBytes + 17}) {
            const std::string message(length, 'x');
            PartJoiner joiner(length);
            std::optional<std::string> whole;
            size_t at = 0, parts = 0;
            do {
                const std::string part = takePart(message, at);
                QVERIFY(part.size() <= kPartBytes + 1);
                ++parts;
                auto joined = joiner.add(part);
                QVERIFY(joined);
                whole = std::move(*joined);
                QCOMPARE(whole.has_value(), at >= message.size());
            } while (at < message.size());
            QVERIFY(whole == message);
            QCOMPARE(parts, std::max<size_t>(1, (length + kPartBytes - 1) / kPartBytes));
        }
        PartJoiner small(10);
        QVERIFY(small.add(std::string(1, '\1') + "12345678"));
        QVERIFY(!small.add(std::string(1, '\0') + "12345678"));
        QVERIFY(!PartJoiner(10).add({}));
        QVERIFY(!PartJoiner(10).add("x"));
    }
};

QTEST_GUILESS_MAIN(ObserverWireTest)
#include "observer_wire_test.moc"
