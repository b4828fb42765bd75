// Live streams: what changes as events, and the tail of a queue as events and over a WebSocket.
#include "tests/http/api/api_rig.h"

#include <QTest>

#include <set>

using namespace tapedeck;
using namespace std::chrono_literals;

namespace {

struct Event {
    std::string name, id;
    J data;
};

// Reads one stream of server-sent events; each chunk is one event or a comment.
class EventReader {
public:
    EventReader(const ApiRig& rig, const std::string& path, const std::string& headers = {})
        : m_http(rig.port())
    {
        m_http.send("GET", "/api/v1" + path, {}, headers);
        head = m_http.head();
    }
    // Nothing at the end of the stream, or when nothing came in time.
    std::optional<Event> next(std::chrono::milliseconds patience = 10s)
    {
        for (;;) {
            const auto chunk = m_http.chunk(patience);
            if (!chunk || chunk->empty())
                return std::nullopt;
            if (!chunk->starts_with(":"))
                return parse(*chunk);
        }
    }
    HttpClient& http() { return m_http; }
    HttpReply head;

private:
    static Event parse(const std::string& text)
    {
        Event event;
        for (size_t at = 0; at < text.size();) {
            const size_t end = text.find('\n', at);
            const std::string line = text.substr(at, end - at);
            at = end + 1;
            if (line.starts_with("event: "))
                event.name = line.substr(7);
            else if (line.starts_with("id: "))
                event.id = line.substr(4);
            else if (line.starts_with("data: "))
                event.data = J::parse(line.substr(6), nullptr, false);
        }
        return event;
    }
    HttpClient m_http;
};

// The reading half of a WebSocket client.
class SocketReader {
public:
    SocketReader(const ApiRig& rig, const std::string& path)
        : m_http(rig.port())
    {
        m_http.send("GET", "/api/v1" + path, {},
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        head = m_http.head();
    }
    // The next text message; nothing when another frame or none comes.
    std::optional<J> next()
    {
        const auto frame = m_http.raw().bytes(2);
        if (frame.size() != 2 || static_cast<unsigned char>(frame[0]) != 0x81)
            return closed = frame.size() == 2 && static_cast<unsigned char>(frame[0]) == 0x88, std::nullopt;
        size_t length = static_cast<unsigned char>(frame[1]);
        const size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (more) {
            length = 0;
            for (const char c : m_http.raw().bytes(more))
                length = length << 8 | static_cast<unsigned char>(c);
        }
        return J::parse(m_http.raw().bytes(length), nullptr, false);
    }
    HttpReply head;
    bool closed = false; // a close frame came

private:
    HttpClient m_http;
};

} // namespace

class StreamsTest : public QObject {
    Q_OBJECT

    static void publish(ApiRig& rig, const std::string& queue, int from, int count, size_t padding = 0)
    {
        rig.onLoop([&] {
            QueuePtr target = rig.broker->findQueue(queue);
            if (!target)
                target = rig.broker->createQueue(queue, {}).value();
            for (int i = from; i < from + count; ++i) {
                const std::string body = std::to_string(i) + std::string(padding, '.');
                const NewMessage message{body};
                QVERIFY(rig.broker->publish(*target, std::span(&message, 1)).ok());
            }
        });
    }
    // Takes change events until one satisfies `enough`; false if none does.
    static bool changed(EventReader& events, const std::function<bool(const J&)>& enough)
    {
        while (const auto event = events.next()) {
            if (event->name == "change" && enough(event->data))
                return true;
        }
        return false;
    }

private Q_SLOTS:
    void eventsBeginWithASnapshotAndTellWhatChanges()
    {
        ApiRig rig;
        publish(rig, "before", 1, 3);
        QVERIFY(
            rig.eventually([&] { return rig.broker->stats(*rig.broker->findQueue("before")).head == MessageId{4}; }));
        EventReader events(rig, "/events");
        QCOMPARE(events.head.status, 200);
        QCOMPARE(events.head.header("content-type"), std::string("text/event-stream"));
        const auto first = events.next();
        QVERIFY(first);
        QCOMPARE(first->name, std::string("snapshot"));
        COMPARE_JSON(first->data["queues"][0]["name"], J("before"));
        COMPARE_JSON(first->data["queues"][0]["messages"], J(3));
        publish(rig, "before", 4, 2);
        QVERIFY(changed(events, [](const J& data) {
            return data["queues"].size() == 1 && data["queues"][0]["head"] == 6 && data["totals"]["published"] == 5;
        }));
        rig.onLoop([&] { rig.broker->createChannel(*rig.broker->findQueue("before"), "c").ok(); });
        QVERIFY(changed(
            events, [](const J& data) { return !data["queues"].empty() && !data["queues"][0]["channels"].empty(); }));
        rig.onLoop([&] { rig.broker->deleteQueue(*rig.broker->findQueue("before")).ok(); });
        QVERIFY(changed(events, [](const J& data) { return data["deleted"] == J::array({1}); }));
        HttpClient another(rig.port());
        QVERIFY(changed(events, [](const J& data) { return data["clients"] == 2 && data["players"] == 0; }));
    }

    void everyListenerHearsEverything()
    {
        ApiRig rig;
        EventReader one(rig, "/events");
        QVERIFY(one.next());
        EventReader two(rig, "/events");
        QVERIFY(two.next());
        publish(rig, "shared", 1, 1);
        const auto isThere = [](const J& data) {
            return !data["queues"].empty() && data["queues"][0]["name"] == "shared";
        };
        QVERIFY(changed(one, isThere));
        QVERIFY(changed(two, isThere));
    }

    void aSilentStreamSendsComments()
    {
        api::NativeApiOptions options;
        options.heartbeat = Duration::millis(20);
        ApiRig rig(std::move(options));
        publish(rig, "silent", 1, 1);
        EventReader tail(rig, "/queues/silent/tail");
        for (int i = 0; i < 3; ++i)
            QCOMPARE(tail.http().chunk().value_or("nothing"), std::string(":\n\n"));
    }

    void theTailBeginsWhereItIsTold_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<quint64>("first");
        QTest::newRow("head") << QByteArray("") << QByteArray() << quint64(11);
        QTest::newRow("head by name") << QByteArray("?from=head") << QByteArray() << quint64(11);
        QTest::newRow("first") << QByteArray("?from=first") << QByteArray() << quint64(1);
        QTest::newRow("id") << QByteArray("?from=7") << QByteArray() << quint64(7);
        QTest::newRow("time") << QByteArray("?at=now-1h") << QByteArray() << quint64(1);
        QTest::newRow("resumed") << QByteArray("?from=first") << QByteArray("Last-Event-ID: 8\r\n") << quint64(9);
        QTest::newRow("0 is the first") << QByteArray("?from=0") << QByteArray() << quint64(1);
    }
    void theTailBeginsWhereItIsTold()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, headers);
        QFETCH(quint64, first);
        ApiRig rig;
        publish(rig, "tail", 1, 10);
        EventReader tail(rig, "/queues/tail/tail" + query.toStdString(), headers.toStdString());
        QCOMPARE(tail.head.status, 200);
        publish(rig, "tail", 11, 3);
        for (quint64 id = first; id <= 13; ++id) {
            const auto event = tail.next();
            QVERIFY(event);
            QCOMPARE(event->id, std::to_string(id));
            COMPARE_JSON(event->data["id"], J(id));
            COMPARE_JSON(event->data["body"], J(std::to_string(id)));
        }
        QVERIFY(tail.http().silent(50ms));
    }

    void aTailTellsOfWhatRetentionRemovedAndOfTheEnd()
    {
        ApiRig rig;
        publish(rig, "gap", 1, 4);
        rig.onLoop([&] { rig.broker->purgeQueue(*rig.broker->findQueue("gap")).ok(); });
        EventReader tail(rig, "/queues/gap/tail?from=2");
        publish(rig, "gap", 5, 1);
        auto event = tail.next();
        QVERIFY(event);
        QCOMPARE(event->name, std::string("gap"));
        COMPARE_JSON(event->data, J({{"from", 2}, {"until", 5}}));
        event = tail.next();
        QVERIFY(event);
        QCOMPARE(event->id, std::string("5"));
        rig.onLoop([&] { rig.broker->deleteQueue(*rig.broker->findQueue("gap")).ok(); });
        event = tail.next();
        QVERIFY(event);
        QCOMPARE(event->name, std::string("end"));
        COMPARE_JSON(event->data["reason"], J("The queue was deleted."));
        QVERIFY(!tail.next());
    }

    void longBodiesAreCutInATail()
    {
        ApiRig rig;
        publish(rig, "cut", 1, 1, 100);
        EventReader tail(rig, "/queues/cut/tail?from=first&bodyBytes=3");
        const auto event = tail.next();
        QVERIFY(event);
        COMPARE_JSON(event->data["body"], J("1.."));
        COMPARE_JSON(event->data["bodySize"], J(101));
        COMPARE_JSON(event->data["truncated"], J(true));
    }

    void aStalledTailCostsNothingAndMissesNothing()
    {
        ApiRig rig;
        EventReader waiting(rig, "/events"); // others go on
        QVERIFY(waiting.next());
        publish(rig, "stall", 1, 1);
        EventReader tail(rig, "/queues/stall/tail?from=1");
        QVERIFY(tail.next());
        for (int i = 0; i < 40; ++i) // 40 MB: more than any client may have unsent
            publish(rig, "stall", 2 + i * 100, 100, 10'000);
        QVERIFY(changed(
            waiting, [](const J& data) { return !data["queues"].empty() && data["queues"][0]["head"] == 4002; }));
        QVERIFY(rig.onLoop([&] { return rig.clients->bufferedBytes(); }) < (size_t{4} << 20));
        for (int id = 2; id <= 4001; ++id) {
            const auto event = tail.next();
            QVERIFY(event);
            QCOMPARE(event->id, std::to_string(id));
        }
    }

    void aWebSocketTailGetsOneMessagePerText()
    {
        ApiRig rig;
        publish(rig, "ws", 1, 300, 200); // longer than 125 bytes
        SocketReader socket(rig, "/queues/ws/tail?from=299");
        QCOMPARE(socket.head.status, 101);
        auto message = socket.next();
        QVERIFY(message);
        COMPARE_JSON((*message)["id"], J(299));
        message = socket.next();
        QVERIFY(message);
        COMPARE_JSON((*message)["id"], J(300));
        publish(rig, "ws", 301, 1, 70'000);
        message = socket.next();
        QVERIFY(message);
        COMPARE_JSON((*message)["bodySize"], J(70'003));
        rig.onLoop([&] { rig.broker->purgeQueue(*rig.broker->findQueue("ws")).ok(); });
        SocketReader resumed(rig, "/queues/ws/tail?from=300");
        publish(rig, "ws", 302, 1);
        message = resumed.next();
        QVERIFY(message);
        COMPARE_JSON(*message, J({{"gap", {{"from", 300}, {"until", 302}}}}));
        COMPARE_JSON((*resumed.next())["id"], J(302));
        rig.onLoop([&] { rig.broker->deleteQueue(*rig.broker->findQueue("ws")).ok(); });
        message = resumed.next();
        QVERIFY(message);
        COMPARE_JSON((*message)["end"]["reason"], J("The queue was deleted."));
        QVERIFY(!resumed.next());
        QVERIFY(resumed.closed);
    }

    void leavingStopsTheWatch()
    {
        ApiRig rig;
        {
            EventReader events(rig, "/events");
            QVERIFY(events.next());
        }
        QVERIFY(rig.eventually([&] { return rig.clients->count() == 0; }));
        publish(rig, "unseen", 1, 1);
        std::vector<QueuePtr> queues;
        bool catalogue = false;
        rig.onLoop([&] { rig.broker->takeChanged(queues, catalogue, Watcher::http); });
        QVERIFY(queues.empty());
    }
};

QTEST_APPLESS_MAIN(StreamsTest)
#include "streams_test.moc"
