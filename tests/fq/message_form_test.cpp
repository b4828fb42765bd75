#include "engine/net/fq/message_form.h"

#include "tests/fq/wire_bytes.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

constexpr NodeId kNode{0x0a000007}; // 10.0.0.7
const std::string kId = wireBytes("00112233445566778899aabbccddeeff");

HeaderList headersOf(HeaderEncoder& encoder, const Frame& frame)
{
    bool ok = false;
    HeaderList headers = decodeHeaders(encoder.encode(frame), &ok);
    CHECK(ok);
    return headers;
}

HeaderList wanted(const char* sender, const char* hops, const char* exchange)
{
    return {{"fq-sender", sender}, {"fq-hops", hops}, {"fq-exchange", exchange},
        {"fq-id", "00112233445566778899aabbccddeeff"}};
}

Frame frameTo(std::string_view exchange)
{
    return {exchange, "r", kId, {}, {}, "p"};
}

// 1.0.0.0 and so on.
std::string manyHops(size_t count)
{
    std::string hops;
    for (size_t i = 1; i <= count; ++i)
        hops += std::string{static_cast<char>(i), 0, 0, 0};
    return hops;
}

} // namespace

class MessageFormTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aClientsMessagesHaveItsUserAndAddress();
    void aClientWithoutAnAddressLeavesNoHop();
    void theExchangeMayChangeFromMessageToMessage();
    void aBrokersMessagesKeepTheirSenderAndGainAHop();
    void thirtyTwoHopsAreKeptAndTheOldestFallsOff();
    void hopsEndBeforeTheFirstThatNamesNobody();
    void frameAndMessageAreEachOthersInverse();
    void namesMayBeAnyBytes();
    void aForeignMessageGetsWhatStandsForTheHeaders();
    void eachMissingOrWrongHeaderIsReplacedAlone_data();
    void eachMissingOrWrongHeaderIsReplacedAlone();
    void longNamesAreCut();
    void theFirstOfTwoHeadersCounts();
    void damagedHeadersAreReadAsFarAsTheyGo();
    void manyMessagesComeOutAsEachAlone();
    void textsOfHops_data();
    void textsOfHops();
};

void MessageFormTest::aClientsMessagesHaveItsUserAndAddress()
{
    HeaderEncoder encoder(kNode, "alice", {0x7f000001});
    QCOMPARE(headersOf(encoder, frameTo("logs")), wanted("alice", "10.0.0.7 127.0.0.1", "logs"));
}

void MessageFormTest::aClientWithoutAnAddressLeavesNoHop()
{
    HeaderEncoder encoder(kNode, "alice", {});
    QCOMPARE(headersOf(encoder, frameTo("logs")), wanted("alice", "10.0.0.7", "logs"));
}

void MessageFormTest::theExchangeMayChangeFromMessageToMessage()
{
    HeaderEncoder encoder(kNode, "", {0x7f000001});
    for (const char* exchange : {"", "logs", "logs", "a-much-longer-name", "x", ""}) {
        QCOMPARE(headersOf(encoder, frameTo(exchange)), wanted("", "10.0.0.7 127.0.0.1", exchange));
        Frame other = frameTo(exchange);
        const std::string zeros(16, '\0');
        other.id = zeros;
        QCOMPARE(headersOf(encoder, other)[3].second, std::string(32, '0'));
    }
}

void MessageFormTest::aBrokersMessagesKeepTheirSenderAndGainAHop()
{
    HeaderEncoder encoder(kNode);
    Frame frame = frameTo("logs");
    frame.sender = "alice";
    const std::string hops = wireBytes("0a000001 7f000001");
    frame.hops = hops;
    QCOMPARE(headersOf(encoder, frame), wanted("alice", "10.0.0.7 10.0.0.1 127.0.0.1", "logs"));
    frame.sender = {};
    frame.hops = {};
    QCOMPARE(headersOf(encoder, frame), wanted("", "10.0.0.7", "logs"));
}

void MessageFormTest::thirtyTwoHopsAreKeptAndTheOldestFallsOff()
{
    char out[kHopsMax * kHopBytes];
    const std::string own = wireBytes("0a000007");
    QCOMPARE(std::string(out, prependHop(out, kNode, manyHops(31))), own + manyHops(31));
    QCOMPARE(std::string(out, prependHop(out, kNode, manyHops(32))), own + manyHops(31));

    HeaderEncoder encoder(kNode);
    const std::string hops = manyHops(32);
    Frame frame = frameTo("logs");
    frame.hops = hops;
    MessageView message;
    const std::string encoded(encoder.encode(frame));
    message.headers = encoded;
    FrameMaker maker(kNode);
    QCOMPARE(std::string(maker.make(message, "q").hops), own + manyHops(31));
}

void MessageFormTest::hopsEndBeforeTheFirstThatNamesNobody()
{
    char out[kHopsMax * kHopBytes];
    const std::string hops = wireBytes("0a000001 00000000 0a000002");
    QCOMPARE(std::string(out, prependHop(out, kNode, hops)), wireBytes("0a000007 0a000001"));
    QCOMPARE(std::string(out, prependHop(out, kNode, wireBytes("00000000"))), wireBytes("0a000007"));
}

void MessageFormTest::frameAndMessageAreEachOthersInverse()
{
    HeaderEncoder encoder(kNode, "alice", {0x7f000001});
    const std::string encoded(encoder.encode(frameTo("logs")));
    MessageView message;
    message.id = {5};
    message.key = "app.error";
    message.headers = encoded;
    message.body = "payload";
    FrameMaker maker(kNode);
    const Frame frame = maker.make(message, "exchange:logs");
    const std::string hops = wireBytes("0a000007 7f000001");
    QVERIFY(frame == (Frame{"logs", "app.error", kId, "alice", hops, "payload"}));
    QVERIFY(frame.payload.data() == message.body.data());
}

void MessageFormTest::namesMayBeAnyBytes()
{
    std::string name(127, '\0');
    for (size_t i = 0; i < name.size(); ++i)
        name[i] = static_cast<char>(255 - 2 * i);
    HeaderEncoder encoder(kNode, name, {0x7f000001});
    MessageView message;
    const std::string encoded(encoder.encode(frameTo(name)));
    message.headers = encoded;
    message.key = name;
    FrameMaker maker(kNode);
    const Frame frame = maker.make(message, "q");
    QCOMPARE(std::string(frame.sender), name);
    QCOMPARE(std::string(frame.exchange), name);
    QCOMPARE(std::string(frame.route), name);
}

void MessageFormTest::aForeignMessageGetsWhatStandsForTheHeaders()
{
    MessageView message;
    message.id = {0x0102030405060708};
    message.key = "k";
    message.body = "b";
    const std::string other = encodeHeaders({{"content-type", "text/plain"}});
    message.headers = other;
    FrameMaker maker(kNode);
    const std::string id = wireBytes("0000000000000000 0102030405060708");
    const std::string hops = wireBytes("0a000007");
    QVERIFY(maker.make(message, "orders") == (Frame{"orders", "k", id, "_tapedeck", hops, "b"}));
    QCOMPARE(std::string(maker.make(message, "").exchange), std::string("queue"));
    message.headers = {};
    QVERIFY(maker.make(message, "orders") == (Frame{"orders", "k", id, "_tapedeck", hops, "b"}));
}

void MessageFormTest::eachMissingOrWrongHeaderIsReplacedAlone_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value"); // null: missing
    QTest::addColumn<int>("replaced"); // exchange, sender, id, hops
    const auto row = [](const char* title, const char* name, const char* value, int replaced) {
        QTest::newRow(title) << name << (value ? QString(value) : QString()) << replaced;
    };
    row("no exchange", "fq-exchange", nullptr, 0);
    row("no sender", "fq-sender", nullptr, 1);
    row("no id", "fq-id", nullptr, 2);
    row("empty id", "fq-id", "", 2);
    row("short id", "fq-id", "00112233", 2);
    row("id of other characters", "fq-id", "00112233445566778899aabbccddeefg", 2);
    row("id too long", "fq-id", "00112233445566778899aabbccddeeff0", 2);
    row("no hops", "fq-hops", nullptr, 3);
    row("empty hops", "fq-hops", "", 3);
    row("a name as hop", "fq-hops", "localhost", 3);
    row("a hop that names nobody", "fq-hops", "10.0.0.1 0.0.0.0", 3);
    row("two blanks", "fq-hops", "10.0.0.1  10.0.0.2", 3);
}

void MessageFormTest::eachMissingOrWrongHeaderIsReplacedAlone()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(int, replaced);
    HeaderList headers = wanted("alice", "10.0.0.1 127.0.0.1", "logs");
    std::erase_if(headers, [&](const auto& header) { return header.first == name.toStdString(); });
    if (!value.isNull())
        headers.emplace_back(name.toStdString(), value.toStdString());
    const std::string encoded = encodeHeaders(headers);
    MessageView message;
    message.id = {9};
    message.headers = encoded;
    FrameMaker maker(kNode);
    const Frame frame = maker.make(message, "orders");
    QCOMPARE(std::string(frame.exchange), std::string(replaced == 0 ? "orders" : "logs"));
    QCOMPARE(std::string(frame.sender), std::string(replaced == 1 ? "_tapedeck" : "alice"));
    QCOMPARE(std::string(frame.id), replaced == 2 ? std::string(15, '\0') + '\x09' : kId);
    QCOMPARE(std::string(frame.hops), wireBytes(replaced == 3 ? "0a000007" : "0a000001 7f000001"));
}

void MessageFormTest::longNamesAreCut()
{
    const std::string name(127, 'x');
    const std::string encoded = encodeHeaders({{"fq-exchange", name + "y"}, {"fq-sender", name + "y"}});
    const std::string key = name + "y";
    MessageView message;
    message.headers = encoded;
    message.key = key;
    FrameMaker maker(kNode);
    const Frame frame = maker.make(message, "q");
    QCOMPARE(std::string(frame.exchange), name);
    QCOMPARE(std::string(frame.sender), name);
    QCOMPARE(std::string(frame.route), name);
    message.headers = {};
    QCOMPARE(std::string(maker.make(message, name + "y").exchange), name);
}

void MessageFormTest::theFirstOfTwoHeadersCounts()
{
    const std::string encoded = encodeHeaders({{"fq-exchange", ""}, {"fq-sender", "a"}, {"fq-exchange", "other"},
        {"fq-sender", "b"}, {"fq-hops", "1.1.1.1"}, {"fq-hops", "2.2.2.2"}});
    MessageView message;
    message.headers = encoded;
    FrameMaker maker(kNode);
    const Frame frame = maker.make(message, "q");
    QVERIFY(frame.exchange.empty());
    QCOMPARE(std::string(frame.sender), std::string("a"));
    QCOMPARE(std::string(frame.hops), wireBytes("01010101"));
}

void MessageFormTest::damagedHeadersAreReadAsFarAsTheyGo()
{
    const std::string good = encodeHeaders({{"fq-exchange", "logs"}});
    const std::string encoded = good + wireBytes("09 'fq-sender' 7f 'short'");
    MessageView message;
    message.headers = encoded;
    FrameMaker maker(kNode);
    const Frame frame = maker.make(message, "q");
    QCOMPARE(std::string(frame.exchange), std::string("logs"));
    QCOMPARE(std::string(frame.sender), std::string("_tapedeck"));
}

// What is remembered from one message to the next must never show.
void MessageFormTest::manyMessagesComeOutAsEachAlone()
{
    const std::string id = "00112233445566778899aabbccddeeff";
    const std::string otherId = "ffeeddccbbaa99887766554433221100";
    const std::string noId = "zz112233445566778899aabbccddeeff";
    std::vector<std::string> headers;
    for (const std::string& digits : {id, otherId, noId}) {
        for (const char* exchange : {"logs", "shop"}) {
            for (const char* hops : {"10.0.0.1", "10.0.0.2", "nowhere1"}) {
                headers.push_back(encodeHeaders(
                    {{"fq-sender", "a"}, {"fq-hops", hops}, {"fq-exchange", exchange}, {"fq-id", digits}}));
                headers.push_back(encodeHeaders(
                    {{"fq-id", digits}, {"fq-sender", "a"}, {"fq-hops", hops}, {"fq-exchange", exchange}}));
            }
        }
        headers.push_back(encodeHeaders({{"fq-id", digits}}));
        headers.push_back(encodeHeaders({{"fq-id", id}, {"fq-id", digits}}));
        headers.push_back(digits);
        headers.push_back("");
    }
    FrameMaker kept(kNode);
    for (const std::string& before : headers) {
        for (const std::string& now : headers) {
            MessageView message;
            message.id = {1};
            message.headers = before;
            kept.make(message, "other");
            message.id = {2};
            message.headers = now;
            FrameMaker fresh(kNode);
            QVERIFY(kept.make(message, "q") == fresh.make(message, "q"));
        }
    }
}

void MessageFormTest::textsOfHops_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count"); // 0: no list of hops
    QString most;
    for (int i = 1; i <= 32; ++i)
        most += (i > 1 ? " " : "") + QString("%1.255.255.255").arg(i);
    QTest::newRow("one") << "10.0.0.7" << 1;
    QTest::newRow("two") << "10.0.0.7 127.0.0.1" << 2;
    QTest::newRow("most") << most << 32;
    QTest::newRow("one too many") << most + " 1.1.1.1" << 0;
    QTest::newRow("none") << "" << 0;
    QTest::newRow("blank at the end") << "10.0.0.7 " << 0;
    QTest::newRow("comma") << "10.0.0.7,10.0.0.8" << 0;
}

void MessageFormTest::textsOfHops()
{
    QFETCH(QString, text);
    QFETCH(int, count);
    char hops[kHopsMax * kHopBytes];
    const size_t bytes = parseHopsText(text.toStdString(), hops);
    QCOMPARE(bytes, static_cast<size_t>(count) * kHopBytes);
    if (count > 0) {
        std::string back;
        appendHopsText(back, {hops, bytes});
        QCOMPARE(QString::fromStdString(back), text);
    }
}

QTEST_APPLESS_MAIN(MessageFormTest)
#include "message_form_test.moc"
