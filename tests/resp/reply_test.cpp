#include "engine/net/resp/reply.h"

#include "engine/net/resp/command_table.h"
#include "engine/net/resp/errors.h"
#include "engine/net/resp/json_writer.h"
#include "engine/net/resp/words.h"

#include <QtTest>

#include <cctype>
#include <fstream>
#include <sstream>

using namespace tapedeck;
using namespace tapedeck::resp;

class ReplyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKindOfReply();
    void resp3DiffersInNilAndMapsOnly();
    void numbersOfEveryLength();
    void linesNeverContainLineEnds();
    void everyErrorCodeHasWords();
    void jsonKeepsItsOrderAndEscapes();
    void numbersAreReadLikeFlokiReadsThem();
    void commandsAreFoundInAnyCase();
    void everyCommandIsInTheDocument();
};

namespace {

template <typename Fn>
std::string written(bool resp3, Fn fn)
{
    Buffer buffer;
    Reply reply(buffer, resp3);
    fn(reply);
    return std::string(buffer.view());
}

} // namespace

void ReplyTest::everyKindOfReply()
{
    const auto all = [](Reply& reply) {
        reply.ok();
        reply.status("PONG");
        reply.error("QNF Queue Not Found");
        reply.integer(-7);
        reply.array(0);
        reply.array(2);
        reply.bulk("");
        reply.bulk(std::string_view("a\r\n\0", 4));
        reply.raw("raw");
    };
    const std::string expected(
        "+OK\r\n+PONG\r\n-QNF Queue Not Found\r\n:-7\r\n*0\r\n*2\r\n$0\r\n\r\n$4\r\na\r\n\0\r\nraw", 66);
    QVERIFY(written(false, all) == expected);
    QVERIFY(written(true, all) == expected);
}

void ReplyTest::resp3DiffersInNilAndMapsOnly()
{
    const auto differing = [](Reply& reply) {
        reply.nil();
        reply.map(2);
        reply.map(0);
    };
    QCOMPARE(written(false, differing), std::string("$-1\r\n*4\r\n*0\r\n"));
    QCOMPARE(written(true, differing), std::string("_\r\n%2\r\n%0\r\n"));
}

void ReplyTest::numbersOfEveryLength()
{
    for (const int64_t n :
        {int64_t{0}, int64_t{9}, int64_t{10}, int64_t{-1}, int64_t{9007199254740991}, INT64_MAX, INT64_MIN})
        QCOMPARE(written(false, [n](Reply& reply) { reply.integer(n); }), ":" + std::to_string(n) + "\r\n");
}

void ReplyTest::linesNeverContainLineEnds()
{
    QCOMPARE(written(false, [](Reply& reply) { reply.error("ERR a\r\n+OK\r\n"); }), std::string("-ERR a  +OK  \r\n"));
    QCOMPARE(written(false, [](Reply& reply) { reply.status("a\nb"); }), std::string("+a b\r\n"));
}

void ReplyTest::everyErrorCodeHasWords()
{
    for (int code = 0; code <= static_cast<int>(ErrorCode::stopped); ++code) {
        const std::string line = errors::of(Error{static_cast<ErrorCode>(code), "why and what now"});
        const size_t blank = line.find(' ');
        QVERIFY2(blank != std::string::npos && blank > 0, line.c_str());
        QVERIFY2(std::isupper(static_cast<unsigned char>(line[0])) != 0, line.c_str());
    }
    QCOMPARE(errors::of(Error{ErrorCode::storageFull, "no space"}), std::string("FULL no space"));
    QCOMPARE(errors::of(Error{ErrorCode::queueExists, "x"}), std::string("QAE Queue Already Exists"));
}

void ReplyTest::jsonKeepsItsOrderAndEscapes()
{
    JsonWriter json;
    json.beginObject().key("b").number(1).key("a\"\\\n\xff").text("x").key("o").beginObject().endObject().endObject();
    QCOMPARE(json.result(), std::string("{\"b\":1,\"a\\\"\\\\\\u000a\\u00ff\":\"x\",\"o\":{}}"));
}

void ReplyTest::numbersAreReadLikeFlokiReadsThem()
{
    QVERIFY(parseUnsigned("0") == 0u);
    QVERIFY(parseUnsigned("+7") == 7u);
    QVERIFY(parseUnsigned("18446744073709551615") == UINT64_MAX);
    QVERIFY(parseUnsigned("4294967295", UINT32_MAX) == UINT32_MAX);
    for (const char* bad : {"", "+", "-", "-1", " 1", "1 ", "1x", "0x1", "1.0", "18446744073709551616", "++1"})
        QVERIFY2(!parseUnsigned(bad), bad);
    QVERIFY(!parseUnsigned("4294967296", UINT32_MAX));
    QVERIFY(parseSigned("-9223372036854775808") == INT64_MIN);
    QVERIFY(parseSigned("+5") == 5);
    for (const char* bad : {"", "-", "+", "+-5", "--5", "9223372036854775808", "1e3"})
        QVERIFY2(!parseSigned(bad), bad);
    QVERIFY(parseDecimal("2.5") == 2.5);
    QVERIFY(parseDecimal("10") == 10.0);
    for (const char* bad : {"", "-1", "1e3", "inf", "nan", "1.2.3", "x"})
        QVERIFY2(!parseDecimal(bad), bad);
}

void ReplyTest::commandsAreFoundInAnyCase()
{
    QVERIFY(findCommand("RPUSH") != nullptr);
    QCOMPARE(findCommand("rpush"), findCommand("RPUSH"));
    QCOMPARE(findCommand("rPuSh"), findCommand("RPUSH"));
    for (const char* unknown : {"", "RPUSHX", "RPUS", "LONGERTHANANY", "GET"})
        QVERIFY2(findCommand(unknown) == nullptr, unknown);
}

void ReplyTest::everyCommandIsInTheDocument()
{
    std::ifstream file(TAPEDECK_SOURCE_DIR "/engine/net/resp/PROTOCOL.md");
    std::stringstream text;
    text << file.rdbuf();
    const std::string document = text.str();
    QVERIFY(!document.empty());
    for (const Command& command : allCommands())
        QVERIFY2(document.find("`" + std::string(command.name)) != std::string::npos, command.name.data());
}

QTEST_APPLESS_MAIN(ReplyTest)
#include "reply_test.moc"
