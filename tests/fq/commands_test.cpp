#include "engine/net/fq/commands.h"

#include "tests/fq/wire_bytes.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

using Kind = CommandReader::Event;

// Without the four bytes of the connection's kind.
const std::string kCapturedAuth = wireBytes("aaaa 0000 0005'guest' 000d 'rq' 00 'mem:public' 0002'pw'");
const std::string kCapturedBind = wireBytes("b170 0100 0004'logs' 000d'prefix:\"app.\"'");

// One command as a line of text, so that a difference can be read.
QString described(const CommandReader::Command& command)
{
    const auto text = [](std::string_view bytes) {
        return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
    };
    switch (command.event) {
    case Kind::needsMore:
        return "needs more";
    case Kind::auth:
        return QString("auth %1 %2 %3 %4")
            .arg(text(command.auth.user), text(command.auth.queueName), command.auth.hasType ? "with" : "without",
                text(command.auth.typeText));
    case Kind::authRefused:
        return "refused " + text(command.text);
    case Kind::heartbeat:
        return "heartbeat";
    case Kind::heartbeatRequest:
        return QString("heartbeats every %1").arg(command.intervalMs);
    case Kind::bind:
        return QString("bind %1 %2 %3")
            .arg(command.flags, 4, 16, QChar('0'))
            .arg(text(command.exchange), text(command.program));
    case Kind::unbind:
        return QString("unbind %1 %2").arg(command.routeId).arg(text(command.exchange));
    case Kind::status:
        return "status";
    case Kind::noOperation:
        return "nothing";
    case Kind::malformed:
        return "malformed";
    }
    return {};
}

QStringList read(std::string_view input, const std::vector<size_t>& cuts = {})
{
    CommandReader reader;
    QStringList out;
    feed(input, cuts, [&](std::string_view view) {
        size_t taken = 0;
        for (;;) {
            const CommandReader::Command command = reader.next(view.substr(taken));
            taken += command.consumed;
            if (command.event == Kind::needsMore)
                return taken;
            out += described(command);
            if (command.event == Kind::malformed || command.event == Kind::authRefused)
                return SIZE_MAX;
            CHECK(command.consumed > 0);
        }
    });
    return out;
}

std::string auth(std::string_view user, std::string_view detail, std::string_view password = "pw")
{
    return wireBytes("aaaa 0000") + str16(user) + str16(detail) + str16(password);
}

std::string withNul(std::string_view name, std::string_view type)
{
    return std::string(name).append(1, '\0').append(type);
}

} // namespace

class CommandsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsACapturedSession();
    void everyCutGivesTheSameCommands_data();
    void everyCutGivesTheSameCommands();
    void authRequestsAreTakenApart_data();
    void authRequestsAreTakenApart();
    void authRequestsAreRefusedInFqsWords_data();
    void authRequestsAreRefusedInFqsWords();
    void aRefusalDoesNotWaitForTheRest_data();
    void aRefusalDoesNotWaitForTheRest();
    void anEndInsideTheMethodHasItsOwnText();
    void longestFieldsAreAccepted();
    void impossibleCommandsEndTheSession_data();
    void impossibleCommandsEndTheSession();
    void anotherAuthRequestIsNoCommand();
    void answersAreAsSpecified();
    void statusHasOneFieldWithoutADataConnection();
    void statusHasTenFieldsInOrder();
    void statusWrapsAtThirtyTwoBits();
    void aTextTooLongForItsFieldIsCut();
};

void CommandsTest::readsACapturedSession()
{
    const QStringList commands = read(kCapturedAuth + kCapturedBind + wireBytes("bea7"));
    QCOMPARE(commands, (QStringList{"auth guest rq with mem:public", "bind 0100 logs prefix:\"app.\"", "heartbeat"}));
}

void CommandsTest::everyCutGivesTheSameCommands_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("count");
    const auto row = [](const char* name, const std::string& bytes, int count) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << count;
    };
    row("all commands",
        kCapturedAuth + kCapturedBind
            + wireBytes("bea7 4848 012c 071b 00000012 0004'logs' c7a7 b170 0000 0000 0000 bea7"),
        8);
    row("status with two zero bytes", kCapturedAuth + wireBytes("c7a7 0000 bea7"), 4);
    row("unknown command", kCapturedAuth + wireBytes("bea7 1234 bea7"), 3);
    row("long exchange", kCapturedAuth + wireBytes("b170 0000 0080") + std::string(128, 'x'), 2);
    row("refused auth", wireBytes("aaaa 0000 0080") + std::string(128, 'x'), 1);
    row("empty fields", auth("", "", "") + wireBytes("bea7"), 2);
}

void CommandsTest::everyCutGivesTheSameCommands()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, count);
    const std::string input = bytes.toStdString();
    const QStringList whole = read(input);
    QCOMPARE(whole.size(), count);
    QCOMPARE(read(input, everyByte(input.size())), whole);
    for (size_t cut = 1; cut < input.size(); ++cut)
        QCOMPARE(read(input, {cut}), whole);
}

void CommandsTest::authRequestsAreTakenApart_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("wanted");
    const auto row = [](const char* name, const std::string& bytes, const char* wanted) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << wanted;
    };
    row("name only", auth("u", "q"), "auth u q without ");
    row("empty type", auth("u", withNul("q", "")), "auth u q with ");
    row("type cut at a further NUL", auth("u", withNul("q", withNul("mem", "junk"))), "auth u q with mem");
    row("no name", auth("u", withNul("", "mem")), "auth u  with mem");
    row("nothing at all", auth("", ""), "auth   without ");
    row("slashes stay", auth("a/b", "c/d"), "auth a/b c/d without ");
    row("no password", auth("u", "q", ""), "auth u q without ");
    const std::string user127(127, 'u');
    const std::string name127(127, 'q');
    row("longest names", auth(user127, name127), ("auth " + user127 + " " + name127 + " without ").c_str());
    row("longest queue field", auth("u", withNul(name127, std::string(895, 't'))),
        ("auth u " + name127 + " with " + std::string(895, 't')).c_str());
    row("longest password", auth("u", "q", std::string(10'240, 'p')), "auth u q without ");
}

void CommandsTest::authRequestsAreTakenApart()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, wanted);
    QCOMPARE(read(bytes.toStdString()), QStringList{wanted});
}

void CommandsTest::authRequestsAreRefusedInFqsWords_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("wanted");
    const auto row = [](const char* name, const std::string& bytes, const char* wanted) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << wanted;
    };
    const std::string tooLong(128, 'x');
    row("another command first", wireBytes("bea7"), "refused auth command expected");
    row("another method", wireBytes("aaaa 0001"), "refused unsupported auth method");
    row("user of 128", auth(tooLong, "q"), "refused user name is too long");
    row("queue field of 1024", auth("u", withNul("q", std::string(1022, 't'))), "refused queue detail is too long");
    row("name of 128 without a type", auth("u", tooLong), "refused queue name is too long");
    row("name of 128 with a type", auth("u", withNul(tooLong, "mem")), "refused queue name is too long");
    row("name of 255 with a type", auth("u", withNul(std::string(255, 'x'), "mem")), "refused queue name is too long");
    row("name of 256 with a type", auth("u", withNul(std::string(256, 'x'), "mem")), "refused pass field is too long");
    row("name of 256 without a type", auth("u", std::string(256, 'x')), "refused queue name is too long");
    row("password of 10241", auth("u", "q", std::string(10'241, 'p')), "refused queue name is too long");
    // Of two mistakes the first one is told.
    row("method before user", wireBytes("aaaa 0002") + str16(tooLong), "refused unsupported auth method");
    row("user before queue", auth(tooLong, std::string(2000, 'q')), "refused user name is too long");
    row("queue name before password", auth("u", withNul(std::string(256, 'x'), ""), std::string(10'241, 'p')),
        "refused pass field is too long");
}

void CommandsTest::authRequestsAreRefusedInFqsWords()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, wanted);
    const std::string input = bytes.toStdString();
    QCOMPARE(read(input), QStringList{wanted});
    QCOMPARE(read(input, everyByte(input.size())), QStringList{wanted});
}

void CommandsTest::aRefusalDoesNotWaitForTheRest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
    };
    row("command", wireBytes("0000"));
    row("method", wireBytes("aaaa ffff"));
    row("user", wireBytes("aaaa 0000 0080"));
    row("queue field", wireBytes("aaaa 0000 0000 0400"));
    row("queue name", wireBytes("aaaa 0000 0000") + str16(std::string(128, 'x')));
    row("password", wireBytes("aaaa 0000 0000 0000 2801"));
}

void CommandsTest::aRefusalDoesNotWaitForTheRest()
{
    QFETCH(QByteArray, bytes);
    const QStringList commands = read(bytes.toStdString());
    QCOMPARE(commands.size(), 1);
    QVERIFY(commands[0].startsWith("refused "));
    QCOMPARE(read(bytes.chopped(1).toStdString()), QStringList{});
}

void CommandsTest::anEndInsideTheMethodHasItsOwnText()
{
    CommandReader reader;
    QVERIFY(reader.textAtEnd(wireBytes("aa")).empty());
    QCOMPARE(std::string(reader.textAtEnd(wireBytes("aaaa"))), std::string("auth method read failed"));
    QCOMPARE(std::string(reader.textAtEnd(wireBytes("aaaa 00"))), std::string("auth method read failed"));
    QVERIFY(reader.textAtEnd(wireBytes("aaaa 0000 00")).empty());
    QVERIFY(reader.next(kCapturedAuth).event == Kind::auth);
    QVERIFY(reader.authenticated());
    QVERIFY(reader.textAtEnd(wireBytes("aaaa")).empty());
}

void CommandsTest::longestFieldsAreAccepted()
{
    const std::string exchange(127, 'e');
    const std::string program(65'534, 'p');
    const QStringList commands = read(kCapturedAuth + wireBytes("b170 0110") + str16(exchange) + str16(program)
        + wireBytes("071b ffffffff") + str16(exchange) + wireBytes("4848 ffff"));
    QCOMPARE(commands.size(), 4);
    QCOMPARE(commands[1], QString::fromStdString("bind 0110 " + exchange + " " + program));
    QCOMPARE(commands[2], QString::fromStdString("unbind 4294967295 " + exchange));
    QCOMPARE(commands[3], QString("heartbeats every 65535"));
}

void CommandsTest::impossibleCommandsEndTheSession_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const char* capture) {
        QTest::newRow(name) << QByteArray::fromStdString(wireBytes(capture));
    };
    row("unknown", "1234");
    row("bind to an exchange of 128", "b170 0000 0080");
    row("bind with a program of 65535", "b170 0000 0001'x' ffff");
    row("unbind from an exchange of 128", "071b 00000001 0080");
    row("an answer", "b171 00000001");
    row("HTTP", "'GET / HTTP/1.1'");
}

void CommandsTest::impossibleCommandsEndTheSession()
{
    QFETCH(QByteArray, bytes);
    const std::string input = kCapturedAuth + bytes.toStdString();
    QCOMPARE(read(input), (QStringList{"auth guest rq with mem:public", "malformed"}));
    QCOMPARE(read(input, everyByte(input.size())), read(input));
}

void CommandsTest::anotherAuthRequestIsNoCommand()
{
    QCOMPARE(read(kCapturedAuth + kCapturedAuth), (QStringList{"auth guest rq with mem:public", "malformed"}));
}

void CommandsTest::answersAreAsSpecified()
{
    Buffer out;
    const std::string key(127, '\xfe');
    appendAuthAnswer(out, key);
    appendHeartbeat(out);
    QCOMPARE(std::string(out.view()), wireBytes("aa00 007f") + key + wireBytes("bea7"));
    out.clear();
    appendError(out, "client heartbeat failed");
    QCOMPARE(std::string(out.view()), wireBytes("eeee 0017 'client heartbeat failed'"));
    out.clear();
    appendBindAnswer(out, 0x12);
    appendBindAnswer(out, kNoRoute);
    appendUnbindAnswer(out, 0x12);
    appendUnbindAnswer(out, kNoRoute);
    QCOMPARE(std::string(out.view()), wireBytes("b171 00000012 b171 ffffffff 171b 00000012 171b ffffffff"));
}

void CommandsTest::statusHasOneFieldWithoutADataConnection()
{
    Buffer out;
    appendStatus(out, 15, nullptr);
    QCOMPARE(std::string(out.view()), wireBytes("57a7 000a'dropped_in' 0000000f 0000"));
}

void CommandsTest::statusHasTenFieldsInOrder()
{
    ClientCounters counters;
    counters.noExchange = 1;
    counters.noRoute = 2;
    counters.routed = 3;
    counters.dropped = 4;
    counters.sizeDropped = 5;
    counters.messagesIn = 6;
    counters.messagesOut = 7;
    counters.octetsIn = 8;
    counters.octetsOut = 9;
    Buffer out;
    appendStatus(out, 0, &counters);
    QCOMPARE(std::string(out.view()),
        wireBytes("57a7 000a'dropped_in' 00000000 000b'no_exchange' 00000001 0008'no_route' 00000002"
                  "0006'routed' 00000003 0007'dropped' 00000004 000c'size_dropped' 00000005"
                  "0007'msgs_in' 00000006 0008'msgs_out' 00000007 0009'octets_in' 00000008"
                  "000a'octets_out' 00000009 0000"));
}

void CommandsTest::statusWrapsAtThirtyTwoBits()
{
    Buffer out;
    appendStatus(out, (uint64_t{7} << 32) + 3, nullptr);
    QCOMPARE(std::string(out.view()), wireBytes("57a7 000a'dropped_in' 00000003 0000"));
}

void CommandsTest::aTextTooLongForItsFieldIsCut()
{
    Buffer out;
    appendError(out, std::string(70'000, 'x'));
    QCOMPARE(out.size(), size_t{4 + 65'535});
    QCOMPARE(std::string(out.view().substr(0, 4)), wireBytes("eeee ffff"));
}

QTEST_APPLESS_MAIN(CommandsTest)
#include "commands_test.moc"
