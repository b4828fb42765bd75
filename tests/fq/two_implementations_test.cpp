// The engine's codec and the test tree's own implementation of the protocol, against each other.
#include "engine/base/random.h"
#include "engine/net/fq/commands.h"
#include "engine/net/fq/frames.h"
#include "tests/support/fq_wire_client.h"

#include <QtTest>

#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

// Takes connections on a free port of 127.0.0.1.
class Door {
public:
    Door()
    {
        m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t bytes = sizeof address;
        const bool open = ::bind(m_fd, reinterpret_cast<sockaddr*>(&address), bytes) == 0 && ::listen(m_fd, 4) == 0
            && ::getsockname(m_fd, reinterpret_cast<sockaddr*>(&address), &bytes) == 0;
        m_port = open ? ntohs(address.sin_port) : 0;
    }
    ~Door() { ::close(m_fd); }
    uint16_t port() const { return m_port; }
    int accept() const { return ::accept4(m_fd, nullptr, nullptr, SOCK_CLOEXEC); }

private:
    int m_fd = -1;
    uint16_t m_port = 0;
};

void write(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
}

std::string read(int socket, size_t count)
{
    std::string out(count, '\0');
    const ssize_t got = ::recv(socket, out.data(), count, MSG_WAITALL);
    out.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    return out;
}

FqFrame randomFrame(SeededRandom& random)
{
    const auto bytes = [&random](size_t max) {
        std::string out(random.next() % (max + 1), '\0');
        for (char& c : out)
            c = static_cast<char>(random.next());
        return out;
    };
    FqFrame frame;
    frame.exchange = bytes(127);
    frame.route = bytes(127);
    for (char& c : frame.id)
        c = static_cast<char>(random.next());
    frame.sender = bytes(127);
    for (size_t i = random.next() % 33; i > 0; --i)
        frame.hops.push_back(toText({static_cast<uint32_t>(random.next())}));
    frame.payload = bytes(3000);
    return frame;
}

Frame viewOf(const FqFrame& frame, std::string& hops)
{
    hops.clear();
    for (const std::string& hop : frame.hops)
        hops += fqwire::address(hop);
    return {frame.exchange, frame.route, frame.id, frame.sender, hops, frame.payload};
}

} // namespace

class TwoImplementationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bothWriteAndReadTheSameFrames();
    void bothMeanTheSameByACommand();
    void aWholeSessionOverSockets_data();
    void aWholeSessionOverSockets();
};

void TwoImplementationsTest::bothWriteAndReadTheSameFrames()
{
    const char* text = std::getenv("TAPEDECK_SEED");
    const uint64_t seed = text ? std::strtoull(text, nullptr, 10) : SystemRandom().next();
    qInfo("TAPEDECK_SEED=%llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    for (int i = 0; i < 500; ++i) {
        const FqFrame frame = randomFrame(random);
        std::string hops;
        const Frame view = viewOf(frame, hops);
        std::string bytes;
        appendLongFrame(bytes, view);
        QVERIFY(bytes == fqwire::longFrame(frame));
        FrameReader reader(FrameForm::longForm);
        Frame found;
        QVERIFY(reader.next(bytes, found).event == FrameReader::Event::frame);
        QVERIFY(found == view);
        bytes.clear();
        appendShortFrame(bytes, view);
        QVERIFY(bytes == fqwire::shortFrame(frame));
    }
}

void TwoImplementationsTest::bothMeanTheSameByACommand()
{
    const std::string auth = fqwire::auth("guest", fqwire::queueDetail("rq", "mem:public"), "pw");
    QVERIFY(classify(auth) == ConnectionKind::command);
    CommandReader reader;
    CommandReader::Command command = reader.next(std::string_view(auth).substr(4));
    QVERIFY(command.event == CommandReader::Event::auth);
    QCOMPARE(std::string(command.auth.typeText), std::string("mem:public"));
    const std::string bind = fqwire::bind("logs", "prefix:", 0x0110);
    command = reader.next(bind);
    QVERIFY(command.event == CommandReader::Event::bind);
    QCOMPARE(command.flags, kBindPermanent);
    const std::string unbind = fqwire::unbind(77, "logs");
    command = reader.next(unbind);
    QVERIFY(command.event == CommandReader::Event::unbind);
    QCOMPARE(command.routeId, uint32_t{77});
    QVERIFY(reader.next(fqwire::kStatus).event == CommandReader::Event::status);
    QVERIFY(reader.next(fqwire::kHeartbeat).event == CommandReader::Event::heartbeat);
    QVERIFY(classify(fqwire::kDataMagic) == ConnectionKind::data);
    QVERIFY(classify(fqwire::kPeerMagic) == ConnectionKind::peer);
    QVERIFY(classify(fqwire::kOldPeerMagic) == ConnectionKind::oldPeer);
}

void TwoImplementationsTest::aWholeSessionOverSockets_data()
{
    QTest::addColumn<int>("pieces");
    QTest::newRow("at once") << 0;
    QTest::newRow("byte by byte") << 1;
    QTest::newRow("in pieces of 7") << 7;
}

// A client of this tree speaks to a script made of the engine's writers.
void TwoImplementationsTest::aWholeSessionOverSockets()
{
    QFETCH(int, pieces);
    const Door door;
    QVERIFY(door.port() != 0);
    const std::string key(127, '\xab');
    const std::string auth = fqwire::auth("u", fqwire::queueDetail("q", "mem"), "pw");
    FqFrame sent;
    sent.exchange = "f";
    sent.route = "rt";
    sent.sender = "u";
    sent.hops = {"10.254.254.1", "127.0.0.1"};
    sent.payload = "hello";
    std::string commandBytes;
    std::string dataBytes;
    std::thread broker([&] {
        const int command = door.accept();
        commandBytes = read(command, auth.size());
        Buffer out;
        appendAuthAnswer(out, key);
        appendHeartbeat(out);
        write(command, out.view());
        commandBytes += read(command, fqwire::bind("f", "prefix:", 0).size());
        out.clear();
        appendHeartbeat(out); // between answers
        appendBindAnswer(out, 18);
        write(command, out.view());
        commandBytes += read(command, 2);
        out.clear();
        const ClientCounters counters{.noExchange = 0,
            .noRoute = 0,
            .routed = 7,
            .dropped = 0,
            .sizeDropped = 0,
            .messagesIn = 0,
            .messagesOut = 0,
            .octetsIn = 0,
            .octetsOut = 9};
        appendStatus(out, 3, &counters);
        write(command, out.view());

        const int data = door.accept();
        dataBytes = read(data, 4 + 4 + 2 + 127 + fqwire::longFrame(sent).size());
        std::string hops;
        out.clear();
        appendLongFrame(out, viewOf(sent, hops));
        for (const char c : out.view())
            write(data, {&c, 1});
        out.clear();
        appendError(out, "client heartbeat failed");
        write(command, out.view());
        ::close(command);
        ::close(data);
    });

    FqWireClient client(door.port());
    client.setPieces(static_cast<size_t>(pieces));
    const std::string refused = client.auth("u", "q", "mem");
    const std::optional<uint32_t> id = client.bind("f", "prefix:");
    const std::optional<uint32_t> routed = client.statusField("routed");
    client.attach(FqWireClient::Mode::peer, "10.0.0.7");
    client.publish(sent);
    const std::optional<FqFrame> received = client.receive();
    const std::optional<std::string> error = client.awaitError();
    const bool ended = client.data().closedByServer();
    client.command().close();
    client.data().close();
    broker.join();

    QCOMPARE(refused, std::string());
    QCOMPARE(client.key(), key);
    QVERIFY(id == 18U);
    QCOMPARE(client.heartbeats(), 1);
    QVERIFY(routed == 7U);
    QVERIFY(received == sent);
    QVERIFY(error == "client heartbeat failed");
    QVERIFY(ended);
    QCOMPARE(client.malformed(), std::string());
    QCOMPARE(commandBytes, auth + fqwire::bind("f", "prefix:", 0) + fqwire::kStatus);
    QCOMPARE(
        dataBytes, fqwire::kPeerMagic + std::string("\x0a\0\0\x07", 4) + fqwire::str16(key) + fqwire::longFrame(sent));
}

QTEST_APPLESS_MAIN(TwoImplementationsTest)
#include "two_implementations_test.moc"
