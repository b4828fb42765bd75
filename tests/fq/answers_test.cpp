#include "engine/net/fq/answers.h"

#include "engine/net/fq/commands.h"
#include "tests/fq/wire_bytes.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

using Kind = AnswerReader::Event;

QStringList read(std::string_view input, const std::vector<size_t>& cuts = {})
{
    const AnswerReader reader;
    QStringList out;
    const auto text = [](std::string_view bytes) {
        return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
    };
    static const char* const kNames[] = {"", "auth", "error", "heartbeat", "bind", "unbind", "malformed"};
    feed(input, cuts, [&](std::string_view view) {
        size_t taken = 0;
        for (;;) {
            const AnswerReader::Answer answer = reader.next(view.substr(taken));
            taken += answer.consumed;
            if (answer.event == Kind::needsMore)
                return taken;
            out += QString("%1 %2 %3%4")
                       .arg(kNames[static_cast<int>(answer.event)])
                       .arg(answer.routeId)
                       .arg(text(answer.key), text(answer.text));
            if (answer.event == Kind::malformed)
                return SIZE_MAX;
        }
    });
    return out;
}

} // namespace

class AnswersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestsAreAsSpecified();
    void aBrokerReadsWhatAClientWrites();
    void aClientReadsWhatABrokerWrites();
    void impossibleAnswersEndTheConnection_data();
    void impossibleAnswersEndTheConnection();
};

void AnswersTest::requestsAreAsSpecified()
{
    Buffer out;
    appendAuthRequest(out, "guest", "rq", "mem:public", "pw");
    QCOMPARE(std::string(out.view()), wireBytes("cc50cafe aaaa 0000 0005'guest' 000d 'rq' 00 'mem:public' 0002'pw'"));
    out.clear();
    appendBindRequest(out, 0x0100, "logs", "prefix:\"app.\"");
    appendUnbindRequest(out, 0x12, "logs");
    appendHeartbeatRequest(out, 1000);
    QCOMPARE(std::string(out.view()),
        wireBytes("b170 0100 0004'logs' 000d'prefix:\"app.\"' 071b 00000012 0004'logs' 4848 03e8"));
    out.clear();
    appendPeerHandshake(out, {0x0a000007}, "key");
    QCOMPARE(std::string(out.view()), wireBytes("cc50feed 0a000007 0003'key'"));
}

void AnswersTest::aBrokerReadsWhatAClientWrites()
{
    Buffer out;
    appendAuthRequest(out, "u", "", "", "pw");
    out.consume(kMagicBytes);
    CommandReader reader;
    const CommandReader::Command command = reader.next(out.view());
    QVERIFY(command.event == CommandReader::Event::auth);
    QVERIFY(command.auth == (AuthRequest{"u", "", "", true, "pw"}));
    QCOMPARE(command.consumed, out.size());
}

void AnswersTest::aClientReadsWhatABrokerWrites()
{
    Buffer out;
    const std::string key(127, 'k');
    appendAuthAnswer(out, key);
    appendHeartbeat(out);
    appendBindAnswer(out, 18);
    appendBindAnswer(out, kNoRoute);
    appendUnbindAnswer(out, 18);
    appendError(out, "can't add you to queue");
    appendError(out, "");
    const QStringList wanted{QString::fromStdString("auth 0 " + key), "heartbeat 0 ", "bind 18 ", "bind 4294967295 ",
        "unbind 18 ", "error 0 can't add you to queue", "error 0 "};
    QCOMPARE(read(out.view()), wanted);
    QCOMPARE(read(out.view(), everyByte(out.size())), wanted);
}

void AnswersTest::impossibleAnswersEndTheConnection_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const char* capture) {
        QTest::newRow(name) << QByteArray::fromStdString(wireBytes(capture));
    };
    row("a request", "b170");
    row("an empty key", "aa00 0000");
    row("a key of 128", "aa00 0080");
    row("HTTP", "'HT'");
}

void AnswersTest::impossibleAnswersEndTheConnection()
{
    QFETCH(QByteArray, bytes);
    const std::string input = wireBytes("bea7") + bytes.toStdString();
    QCOMPARE(read(input), (QStringList{"heartbeat 0 ", "malformed 0 "}));
    QCOMPARE(read(input, everyByte(input.size())), read(input));
}

QTEST_APPLESS_MAIN(AnswersTest)
#include "answers_test.moc"
