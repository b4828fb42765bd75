#include "engine/net/fq/wire.h"

#include "tests/fq/wire_bytes.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;

class WireTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstFourBytesTellTheKindOfConnection_data();
    void theFirstFourBytesTellTheKindOfConnection();
    void integersAreBigEndian();
    void nodesAreWrittenAsAddresses_data();
    void nodesAreWrittenAsAddresses();
    void otherTextsAreNoNodes_data();
    void otherTextsAreNoNodes();
};

void WireTest::theFirstFourBytesTellTheKindOfConnection_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, const char* capture, ConnectionKind kind) {
        QTest::newRow(name) << QByteArray::fromStdString(wireBytes(capture)) << static_cast<int>(kind);
    };
    row("command", "cc50cafe", ConnectionKind::command);
    row("data", "cc50face", ConnectionKind::data);
    row("peer", "cc50feed", ConnectionKind::peer);
    row("old peer", "cc50fade", ConnectionKind::oldPeer);
    row("GET", "'GET '", ConnectionKind::http);
    row("PUT", "'PUT '", ConnectionKind::http);
    row("POST", "'POST'", ConnectionKind::http);
    row("HEAD", "'HEAD'", ConnectionKind::http);
    row("more than four bytes", "'POST /submit'", ConnectionKind::http);
    row("DELETE", "'DELE'", ConnectionKind::unknown);
    row("OPTIONS", "'OPTI'", ConnectionKind::unknown);
    row("lower case", "'get '", ConnectionKind::unknown);
    row("GETS", "'GETS'", ConnectionKind::unknown);
    row("swapped", "feca50cc", ConnectionKind::unknown);
    row("TLS", "16030100", ConnectionKind::unknown);
    row("zeros", "00000000", ConnectionKind::unknown);
}

void WireTest::theFirstFourBytesTellTheKindOfConnection()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, kind);
    QCOMPARE(static_cast<int>(classify(bytes.toStdString())), kind);
}

void WireTest::integersAreBigEndian()
{
    char out[6];
    QVERIFY(putU32(putU16(out, 0xfe01), 0x80fffe7f) == out + 6);
    QCOMPARE(std::string(out, 6), wireBytes("fe01 80fffe7f"));
    QCOMPARE(getU16(out), uint16_t{0xfe01});
    QCOMPARE(getU32(out + 2), uint32_t{0x80fffe7f});
}

void WireTest::nodesAreWrittenAsAddresses_data()
{
    QTest::addColumn<uint32_t>("address");
    QTest::addColumn<QString>("text");
    QTest::newRow("private") << uint32_t{0x0a000007} << "10.0.0.7";
    QTest::newRow("loopback") << uint32_t{0x7f000001} << "127.0.0.1";
    QTest::newRow("longest") << uint32_t{0xfffefdfc} << "255.254.253.252";
    QTest::newRow("digits") << uint32_t{0x0963640a} << "9.99.100.10";
    QTest::newRow("nobody") << uint32_t{0} << "0.0.0.0";
}

void WireTest::nodesAreWrittenAsAddresses()
{
    QFETCH(uint32_t, address);
    QFETCH(QString, text);
    QCOMPARE(toText({address}), text.toStdString());
    NodeId node{1};
    QVERIFY(parseNodeId(text.toStdString(), node));
    QCOMPARE(node.address, address);
}

void WireTest::otherTextsAreNoNodes_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", ".", "1.2.3", "1.2.3.", ".1.2.3", "1.2.3.4.", "1.2.3.4.5", "256.1.1.1", "1.1.1.999",
             "1.2.3.4 ", " 1.2.3.4", "1.2.3.x", "-1.2.3.4", "1..2.3", "0001.2.3.4", "localhost"})
        QTest::newRow(*text ? text : "empty") << text;
}

void WireTest::otherTextsAreNoNodes()
{
    QFETCH(QString, text);
    NodeId node{7};
    QVERIFY(!parseNodeId(text.toStdString(), node));
    QCOMPARE(node.address, uint32_t{7});
}

QTEST_APPLESS_MAIN(WireTest)
#include "wire_test.moc"
