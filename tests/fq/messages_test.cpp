// What is published and what is delivered, over real sockets: frames of every shape cut and merged at every byte, what
// is too large or malformed, ids, senders and hops, peers, messages that come from other ports.
#include "tests/fq/fq_broker.h"

#include "engine/base/limits.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;
using namespace std::string_literals;
using Mode = FqWireClient::Mode;

namespace {

std::string idOf(int number)
{
    std::string id = std::to_string(number);
    return id + std::string(16 - id.size(), '\xf7');
}

// Of every shape that an ordinary client may send.
std::vector<FqFrame> frames()
{
    const auto all = [] {
        std::string bytes;
        for (int c = 0; c < 256; ++c)
            bytes += static_cast<char>(c);
        return bytes;
    }();
    std::vector<FqFrame> out;
    for (const std::string& route : {""s, "r"s, std::string(127, 'r'), all.substr(0, 127), all.substr(129)}) {
        for (const std::string& payload : {""s, "p"s, all, std::string(3'000, 'p')})
            out.push_back({"e", route, idOf(static_cast<int>(out.size())), {}, {}, payload});
    }
    return out;
}

} // namespace

class MessagesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyShapeOfFrameArrivesAsItWas_data();
    void everyShapeOfFrameArrivesAsItWas();
    void aFrameMayBeCutAtAnyByte();
    void allSixteenBytesOfAnIdPassThrough_data();
    void allSixteenBytesOfAnIdPassThrough();
    void anImpossibleLengthClosesTheDataConnectionOnly_data();
    void anImpossibleLengthClosesTheDataConnectionOnly();
    void aPayloadOverTheLimitIsSwallowedAndCounted_data();
    void aPayloadOverTheLimitIsSwallowedAndCounted();
    void anAnnouncedPayloadCostsNothingBeforeItComes();
    void aPeerKeepsSenderAndHopsAndTheBrokerGoesInFront();
    void aPeerThatSaysWhoItIsIsSparedWhatItHasSeen();
    void aPeerWithoutAnIdIsGivenEverything();
    void whatHasBeenHereIsNotTakenFromAPeerAgain();
    void theOldestOfTooManyHopsFallsOff();
    void messagesOfOtherPortsHaveStandInFields();
    void otherPortsReadWhatWasPublished();
};

void MessagesTest::everyShapeOfFrameArrivesAsItWas_data()
{
    QTest::addColumn<int>("pieces");
    QTest::addColumn<bool>("merged");
    QTest::newRow("one by one") << 0 << false;
    QTest::newRow("all in one go") << 0 << true;
    QTest::newRow("in single bytes") << 1 << true;
    QTest::newRow("in three bytes") << 3 << true;
    QTest::newRow("in seven bytes") << 7 << true;
}

void MessagesTest::everyShapeOfFrameArrivesAsItWas()
{
    QFETCH(int, pieces);
    QFETCH(bool, merged);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q", kPublic, static_cast<size_t>(pieces));
    QVERIFY(client.bind("e", "prefix:"));
    const std::vector<FqFrame> sent = frames();
    const size_t most = pieces == 0 ? std::string::npos : static_cast<size_t>(pieces) * 2'000;
    if (merged) {
        std::string bytes;
        for (const FqFrame& frame : sent)
            bytes += fqwire::shortFrame(frame);
        // Small pieces take their time: not more of them than it needs.
        bytes.resize(std::min(bytes.size(), most));
        QVERIFY(client.data().send(bytes));
    } else {
        for (const FqFrame& frame : sent)
            QVERIFY(client.publish(frame));
    }
    size_t octets = 0;
    for (FqFrame frame : sent) {
        octets += fqwire::shortFrame(frame).size();
        if (octets > most)
            break;
        const auto received = client.receive();
        QVERIFY2(received, client.malformed().c_str());
        frame.sender = "u";
        frame.hops = {"10.0.0.7", "127.0.0.1"};
        QVERIFY(*received == frame);
    }
    if (pieces == 0)
        QCOMPARE(client.statusField("octets_in").value_or(0), octets);
}

void MessagesTest::aFrameMayBeCutAtAnyByte()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    const std::string frame = fqwire::shortFrame({"e", "route", idOf(1), {}, {}, "payload"});
    for (size_t cut = 1; cut < frame.size(); ++cut) {
        client.data().setPieces(0);
        QVERIFY(client.data().send(frame.substr(0, cut)));
        QVERIFY(client.status()); // the broker has had its turns
        QVERIFY(client.data().send(frame.substr(cut) + frame));
        QCOMPARE(client.receive().value_or(FqFrame{}).payload, "payload"s);
        QCOMPARE(client.receive().value_or(FqFrame{}).payload, "payload"s);
    }
}

void MessagesTest::allSixteenBytesOfAnIdPassThrough_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("memory") << QByteArray("mem:public");
    QTest::newRow("disk") << QByteArray("disk:public");
}

void MessagesTest::allSixteenBytesOfAnIdPassThrough()
{
    QFETCH(QByteArray, type);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q", type.toStdString());
    QVERIFY(client.bind("e", "prefix:"));
    const std::vector<std::string> ids = {std::string(16, '\0'), std::string(16, '\xff'),
        "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"s, std::string(16, '\0')};
    for (const std::string& id : ids)
        QVERIFY(client.publish({"e", "r", id, {}, {}, "x"}));
    for (const std::string& id : ids) { // twice the same one: also twice here
        const auto frame = client.receive();
        QVERIFY(frame);
        QCOMPARE(frame->id, id);
    }
}

void MessagesTest::anImpossibleLengthClosesTheDataConnectionOnly_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, Mode mode, const std::string& bytes) {
        QTest::newRow(name) << static_cast<int>(mode) << QByteArray::fromStdString(bytes);
    };
    const std::string head = "\x01"
                             "e\x01r"s
        + std::string(16, 'i');
    row("exchange", Mode::ordinary, "\x80"s);
    row("route", Mode::ordinary,
        "\x01"
        "e\x80"s);
    row("sender", Mode::peer, head + "\x80"s);
    row("hops", Mode::peer, head + "\x01s\x21"s);
    row("hops of an old peer", Mode::oldPeer, head + "\x01s\xff"s);
}

void MessagesTest::anImpossibleLengthClosesTheDataConnectionOnly()
{
    QFETCH(int, mode);
    QFETCH(QByteArray, bytes);
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.auth("u", "q"), ""s);
    QVERIFY(client.attach(static_cast<Mode>(mode)));
    QVERIFY(client.bind("e", "prefix:"));
    const FqFrame good{"e", "r", idOf(1), "s", {}, "before"};
    QVERIFY(client.publish(good));
    QVERIFY(client.data().send(bytes.toStdString()));
    QCOMPARE(client.receive().value_or(FqFrame{}).payload, "before"s);
    QVERIFY(client.data().closedByServer());
    QVERIFY(client.status());
    QVERIFY(client.attach(static_cast<Mode>(mode)));
    QVERIFY(client.publish(good));
    QVERIFY(client.receive());
}

void MessagesTest::aPayloadOverTheLimitIsSwallowedAndCounted_data()
{
    QTest::addColumn<uint>("over");
    QTest::newRow("by one byte") << 1u;
    QTest::newRow("by a third") << static_cast<uint>(limits::kBodyBytesMax / 3);
}

void MessagesTest::aPayloadOverTheLimitIsSwallowedAndCounted()
{
    QFETCH(uint, over);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    const FqFrame large{"e", "r", idOf(2), {}, {}, std::string(limits::kBodyBytesMax + over, '\xcc')};
    QVERIFY(client.publish("e", "r", "before"));
    QVERIFY(client.publish(large));
    QVERIFY(client.publish("e", "r", "after"));
    QCOMPARE(client.receive().value_or(FqFrame{}).payload, "before"s);
    QCOMPARE(client.receive().value_or(FqFrame{}).payload, "after"s);
    QCOMPARE(client.statusField("size_dropped").value_or(0), 1u);
    QCOMPARE(client.statusField("msgs_in").value_or(0), 3u);
    QCOMPARE(client.statusField("routed").value_or(0), 2u);
    QCOMPARE(broker.ask([&] { return broker.exchanges().sizeDropped(); }), uint64_t{1});
}

// Four bytes that lie must not cost four gigabytes.
void MessagesTest::anAnnouncedPayloadCostsNothingBeforeItComes()
{
    FqBroker broker;
    std::vector<FqWireClient> liars;
    for (int i = 0; i < 10; ++i) {
        liars.push_back(join(broker, "u", "q" + std::to_string(i)));
        const std::string frame = "\x01"
                                  "e\x01r"s
            + std::string(16, 'i');
        QVERIFY(
            liars.back().data().send(frame + (i % 2 == 0 ? "\xff\xff\xff\xff"s : "\x03\xff\xff\xff"s) + "few bytes"));
        QVERIFY(liars.back().status());
    }
    QVERIFY(broker.until([&] {
        uint64_t in = 0;
        for (const ClientInfo& client : broker.clients().list())
            in += client.bytesIn;
        return in > 10 * (131 + 29);
    }));
    for (const ClientInfo& client : broker.ask([&] { return broker.clients().list(); }))
        QVERIFY(client.bufferedIn < 200'000);
}

void MessagesTest::aPeerKeepsSenderAndHopsAndTheBrokerGoesInFront()
{
    for (const Mode mode : {Mode::peer, Mode::oldPeer}) {
        for (const size_t pieces : {0, 1, 7}) {
            FqBroker broker;
            FqWireClient peer(broker.port());
            peer.setPieces(pieces);
            QCOMPARE(peer.auth("broker", "pq"), ""s);
            QVERIFY(peer.attach(mode, "10.1.1.1"));
            FqWireClient client = join(broker, "u", "q");
            QVERIFY(client.bind("e", "prefix:"));
            FqFrame frame{"e", "r", idOf(5), "original sender", {"10.1.1.1", "10.2.2.2", "192.168.1.1"}, "payload"};
            QVERIFY(peer.publish(frame));
            const auto received = client.receive();
            QVERIFY(received);
            frame.hops.insert(frame.hops.begin(), "10.0.0.7");
            QVERIFY(*received == frame);
            // Without sender and hops as well.
            QVERIFY(peer.publish({"e", "r", idOf(6), {}, {}, "bare"}));
            const auto bare = client.receive();
            QVERIFY(bare);
            QCOMPARE(bare->hops, std::vector<std::string>{"10.0.0.7"});
        }
    }
}

void MessagesTest::aPeerThatSaysWhoItIsIsSparedWhatItHasSeen()
{
    FqBroker broker;
    FqWireClient peer(broker.port());
    QCOMPARE(peer.auth("broker", "pq"), ""s);
    QVERIFY(peer.bind("e", "prefix:", 1));
    QVERIFY(peer.attach(Mode::peer, "10.1.1.1"));
    FqWireClient other(broker.port());
    QCOMPARE(other.auth("another broker", "oq"), ""s);
    QVERIFY(other.attach(Mode::peer, "10.3.3.3"));
    QVERIFY(other.publish({"e", "r", idOf(1), "s", {"10.3.3.3", "10.1.1.1", "127.0.0.1"}, "seen"}));
    QVERIFY(other.publish({"e", "r", idOf(2), "s", {"10.3.3.3", "10.1.1.2"}, "new"}));
    const auto frame = peer.receive();
    QVERIFY(frame);
    QCOMPARE(frame->payload, "new"s);
    QCOMPARE(frame->hops, (std::vector<std::string>{"10.0.0.7", "10.3.3.3", "10.1.1.2"}));
    QCOMPARE(peer.statusField("msgs_out").value_or(0), 1u);
    QCOMPARE(broker.backlog("pq"), uint64_t{0}); // what was left out does not come back
}

void MessagesTest::aPeerWithoutAnIdIsGivenEverything()
{
    FqBroker broker;
    FqWireClient old(broker.port());
    QCOMPARE(old.auth("broker", "pq"), ""s);
    QVERIFY(old.bind("e", "prefix:", 1));
    QVERIFY(old.attach(Mode::oldPeer));
    FqWireClient publisher = join(broker, "p", "q");
    for (int i = 0; i < 3; ++i)
        QVERIFY(publisher.publish("e", "r", std::to_string(i)));
    for (int i = 0; i < 3; ++i) {
        const auto frame = old.receive();
        QVERIFY(frame);
        QCOMPARE(frame->payload, std::to_string(i));
        QCOMPARE(frame->hops, (std::vector<std::string>{"10.0.0.7", "127.0.0.1"}));
    }
}

void MessagesTest::whatHasBeenHereIsNotTakenFromAPeerAgain()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    FqWireClient peer(broker.port());
    QCOMPARE(peer.auth("broker", "pq"), ""s);
    QVERIFY(peer.attach(Mode::peer, "10.1.1.1"));
    QVERIFY(peer.publish({"e", "r", idOf(1), "s", {"10.1.1.1", "10.0.0.7", "127.0.0.1"}, "come round"}));
    QVERIFY(peer.publish({"e", "r", idOf(2), "s", {"10.1.1.1", "127.0.0.1"}, "new"}));
    QCOMPARE(client.receive().value_or(FqFrame{}).payload, "new"s);
    QCOMPARE(peer.statusField("msgs_in").value_or(0), 2u);
    QCOMPARE(peer.statusField("routed").value_or(0), 1u);
}

void MessagesTest::theOldestOfTooManyHopsFallsOff()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    FqWireClient peer(broker.port());
    QCOMPARE(peer.auth("broker", "pq"), ""s);
    QVERIFY(peer.attach(Mode::peer, "10.1.1.1"));
    std::vector<std::string> hops;
    for (int i = 0; i < 32; ++i)
        hops.push_back("10.1.1." + std::to_string(i + 1));
    QVERIFY(peer.publish({"e", "r", idOf(1), "s", hops, "far"}));
    const auto frame = client.receive();
    QVERIFY(frame);
    hops.insert(hops.begin(), "10.0.0.7");
    hops.pop_back();
    QCOMPARE(frame->hops, hops);
    // A list ends at the first hop that is nobody.
    QVERIFY(peer.publish({"e", "r", idOf(2), "s", {"10.1.1.1", "0.0.0.0", "10.1.1.3"}, "cut"}));
    const auto cut = client.receive();
    QVERIFY(cut);
    QCOMPARE(cut->hops, (std::vector<std::string>{"10.0.0.7", "10.1.1.1"}));
}

// Some clients cannot read a frame without a sender, a hop or an exchange.
void MessagesTest::messagesOfOtherPortsHaveStandInFields()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    RawClient resp(broker.respPort());
    QCOMPARE(resp.ask({"RPUSH", "q", "pushed", "again"}).substr(0, 1), ":"s);
    for (unsigned i = 1; i <= 2; ++i) {
        const auto frame = client.receive();
        QVERIFY(frame);
        QCOMPARE(frame->exchange, "q"s);
        QCOMPARE(frame->route, ""s);
        QCOMPARE(frame->sender, "_tapedeck"s);
        QCOMPARE(frame->hops, std::vector<std::string>{"10.0.0.7"});
        QCOMPARE(frame->id, std::string(15, '\0') + static_cast<char>(i));
        QCOMPARE(frame->payload, i == 1 ? "pushed"s : "again"s);
    }
}

void MessagesTest::otherPortsReadWhatWasPublished()
{
    FqBroker broker;
    FqWireClient owner(broker.port());
    QCOMPARE(owner.auth("u", "q", kPublic), ""s);
    QVERIFY(owner.bind("e", "prefix:"));
    RawClient resp(broker.respPort());
    QCOMPARE(resp.ask({"SETNX", "q", "mine"}).substr(0, 1), "+"s); // a channel of one's own, beside that of fq
    QVERIFY(owner.attach());
    QVERIFY(owner.publish("e", "r", "for all"));
    QCOMPARE(owner.receive().value_or(FqFrame{}).payload, "for all"s);
    QVERIFY(resp.ask({"HMGET", "q", "mine", "1"}).find("for all") != std::string::npos);
}

QTEST_APPLESS_MAIN(MessagesTest)
#include "messages_test.moc"
