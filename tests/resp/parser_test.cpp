#include "engine/net/resp/parser.h"

#include "engine/base/random.h"

#include <QtTest>

#include <cstdlib>

using namespace tapedeck;
using namespace tapedeck::resp;

namespace {

// One event of the parser, with the arguments copied.
struct Event {
    ParseStatus status;
    ParseError error;
    std::vector<std::string> arguments;
    bool operator==(const Event&) const = default;
};

std::vector<Event> feed(const std::string& input, const std::vector<size_t>& cuts, const ParserLimits& limits = {})
{
    Parser parser(limits);
    std::vector<Event> events;
    std::string rest;
    Arguments arguments;
    size_t from = 0;
    for (size_t i = 0; i <= cuts.size(); ++i) {
        const size_t to = i < cuts.size() ? cuts[i] : input.size();
        rest += input.substr(from, to - from);
        from = to;
        // The bytes lie elsewhere after every read, as they do in a connection.
        const std::string moved = rest;
        std::string_view view = moved;
        for (;;) {
            const ParseResult result = parser.next(view, arguments);
            view.remove_prefix(result.consumed);
            if (result.status == ParseStatus::incomplete)
                break;
            Event event{result.status, result.error, {}};
            if (result.status == ParseStatus::command)
                event.arguments.assign(arguments.begin(), arguments.end());
            events.push_back(event);
            if (result.status == ParseStatus::error)
                return events;
        }
        rest = view;
    }
    return events;
}

std::vector<Event> feedWhole(const std::string& input, const ParserLimits& limits = {})
{
    return feed(input, {}, limits);
}

Event command(std::vector<std::string> arguments)
{
    return {ParseStatus::command, ParseError::none, std::move(arguments)};
}

Event status(ParseStatus what)
{
    return {what, ParseError::none, {}};
}

Event failure(ParseError error)
{
    return {ParseStatus::error, error, {}};
}

std::string request(const std::vector<std::string>& words)
{
    std::string out = "*" + std::to_string(words.size()) + "\r\n";
    for (const std::string& word : words)
        out += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
    return out;
}

// Inputs of every kind, for the tests that cut them.
std::vector<std::string> samples()
{
    return {
        request({"RPUSH", "orders", "x"}) + request({"PING"}),
        request({"RPUSH", "q", std::string("a\r\n\0b", 5), ""}) + "PING\r\n" + request({"HDEL", "q", "c", "-7"}),
        "*2\r\n$3\r\nSET\r\n:5\r\n" + request({"PING"}),
        "*3\r\n*2\r\n$1\r\na\r\n*1\r\n:1\r\n$-1\r\n+ok\r\n" + request({"PING"}),
        "$5\r\nhello\r\n:12\r\n+status\r\n-error\r\n*0\r\n*-1\r\n$-1\r\n" + request({"PING"}),
        "set 'a b' \"c\\x41\\n\" d\r\n\r\n   \nping\n",
        "*1\r\n$4\r\nPINGxx",
        "*1\r\n$4x\r\nPING\r\n",
        "*1\r\n$4\rPING",
        "*2\n$4\r\nPING\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\n\r\n",
        "\x16\x03\x01\x02\x00",
        "PING\r\n*1\r\n$+4\r\nPING\r\n*+1\r\n$4\r\nPING\r\n",
    };
}

uint64_t seedFromEnvironment()
{
    const char* text = std::getenv("TAPEDECK_SEED");
    const uint64_t seed = text ? std::strtoull(text, nullptr, 10) : SystemRandom().next();
    qInfo("TAPEDECK_SEED=%llu", static_cast<unsigned long long>(seed));
    return seed;
}

} // namespace

class ParserTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsACommandInPlace();
    void readsAPipeline();
    void bodiesAreBinarySafe();
    void everySplitPointGivesTheSameEvents();
    void randomCutsGiveTheSameEvents();
    void valuesThatAreNoArrayAreInvalidCommands();
    void emptyAndNilArraysAreInvalidCommands();
    void elementsThatAreNoBulkAreInvalidTypes();
    void nestingIsSkippedAtAnyDepth();
    void brokenGrammarIsAnError_data();
    void brokenGrammarIsAnError();
    void plusSignsAreAccepted();
    void inlineCommandsAreSplitLikeAShell();
    void unbalancedQuotesAreAnError();
    void httpIsRecognised_data();
    void httpIsRecognised();
    void ordinaryLinesAreNotHttp();
    void tlsIsRecognised();
    void elementLimitHoldsAtNAndNPlusOne();
    void bulkLimitSwallowsAndGoesOn();
    void requestLimitHoldsAtNAndNPlusOne();
    void swallowLimitEndsTheConnection();
    void inlineLimitHoldsAtNAndNPlusOne();
    void hugeCountsTakeNoMemory();
    void swallowedBytesAreNotKept();
};

void ParserTest::readsACommandInPlace()
{
    const std::string input = request({"RPUSH", "orders", "hello"});
    Parser parser;
    Arguments arguments;
    const ParseResult result = parser.next(input, arguments);
    QCOMPARE(result.status, ParseStatus::command);
    QCOMPARE(result.consumed, input.size());
    QCOMPARE(arguments.size(), size_t{3});
    QVERIFY(arguments[2] == "hello");
    QVERIFY(arguments[2].data() > input.data() && arguments[2].data() < input.data() + input.size());
}

void ParserTest::readsAPipeline()
{
    QVERIFY(feedWhole(request({"PING"}) + request({"ECHO", "a"}) + "ping\r\n")
        == (std::vector<Event>{command({"PING"}), command({"ECHO", "a"}), command({"ping"})}));
}

void ParserTest::bodiesAreBinarySafe()
{
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    all += "\r\n$5\r\n*3\r\n";
    QVERIFY(feedWhole(request({"RPUSH", "q", all})) == std::vector<Event>{command({"RPUSH", "q", all})});
}

void ParserTest::everySplitPointGivesTheSameEvents()
{
    for (const std::string& sample : samples()) {
        const std::vector<Event> whole = feedWhole(sample);
        for (size_t first = 0; first <= sample.size(); ++first) {
            QVERIFY2(feed(sample, {first}) == whole, qPrintable(QString::fromStdString(sample)));
            for (size_t second = first; second <= sample.size(); second += 3)
                QVERIFY2(feed(sample, {first, second}) == whole, qPrintable(QString::fromStdString(sample)));
        }
        std::vector<size_t> bytes(sample.size());
        for (size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = i;
        QVERIFY2(feed(sample, bytes) == whole, qPrintable(QString::fromStdString(sample)));
    }
}

void ParserTest::randomCutsGiveTheSameEvents()
{
    SeededRandom random(seedFromEnvironment());
    const std::vector<std::string> pieces = {"*", "$", ":", "+", "-", "1", "2", "3", "\r\n", "\r", "\n", "a", "PING",
        " ", "\"", "'", "$1\r\na\r\n", "*2\r\n", "*1\r\n$4\r\nPING\r\n", "$-1\r\n", "*0\r\n", "GET / HTTP/1.1\r\n",
        "\x16", "\x03"};
    ParserLimits limits;
    limits.elementsMax = 5;
    limits.bulkBytesMax = 3;
    limits.requestBytesMax = 40;
    limits.swallowBytesMax = 20;
    limits.inlineBytesMax = 16;
    for (int round = 0; round < 20'000; ++round) {
        std::string input;
        for (uint64_t n = random.next() % 12 + 1; n > 0; --n)
            input += pieces[random.next() % pieces.size()];
        std::vector<size_t> cuts;
        for (uint64_t n = random.next() % 5; n > 0; --n)
            cuts.push_back(random.next() % (input.size() + 1));
        std::sort(cuts.begin(), cuts.end());
        const bool same = feed(input, cuts, limits) == feedWhole(input, limits);
        QVERIFY2(same, qPrintable(QString::fromStdString(input)));
    }
}

void ParserTest::valuesThatAreNoArrayAreInvalidCommands()
{
    const std::vector<Event> expected = {status(ParseStatus::invalidCommand), command({"PING"})};
    for (const char* value : {"$4\r\nPING\r\n", ":1\r\n", "+PING\r\n", "-ERR x\r\n", "$-1\r\n"})
        QVERIFY2(feedWhole(value + request({"PING"})) == expected, value);
}

void ParserTest::emptyAndNilArraysAreInvalidCommands()
{
    const std::vector<Event> expected = {status(ParseStatus::invalidCommand), command({"PING"})};
    QVERIFY(feedWhole("*0\r\n" + request({"PING"})) == expected);
    QVERIFY(feedWhole("*-1\r\n" + request({"PING"})) == expected);
}

void ParserTest::elementsThatAreNoBulkAreInvalidTypes()
{
    const std::vector<Event> expected = {status(ParseStatus::invalidType), command({"PING"})};
    for (const char* element : {":5\r\n", "$-1\r\n", "+x\r\n", "-x\r\n", "*0\r\n", "*-1\r\n", "*1\r\n$1\r\na\r\n"})
        QVERIFY2(
            feedWhole("*3\r\n$4\r\nPING\r\n" + std::string(element) + "$1\r\nz\r\n" + request({"PING"})) == expected,
            element);
}

void ParserTest::nestingIsSkippedAtAnyDepth()
{
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "*1\r\n";
    deep += "$1\r\na\r\n";
    QVERIFY(feedWhole(deep + request({"PING"}))
        == (std::vector<Event>{status(ParseStatus::invalidType), command({"PING"})}));
}

void ParserTest::brokenGrammarIsAnError_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("CR and another byte") << QByteArray("*1\rx");
    QTest::newRow("no digits") << QByteArray("*\r\n");
    QTest::newRow("sign without digits") << QByteArray("*-\r\n");
    QTest::newRow("blank before digits") << QByteArray("* 1\r\n");
    QTest::newRow("letters") << QByteArray("*1a\r\n");
    QTest::newRow("two signs") << QByteArray("*--1\r\n");
    QTest::newRow("number out of range") << QByteArray("*99999999999999999999\r\n");
    QTest::newRow("endless digits") << QByteArray("*") + QByteArray(100, '0');
    QTest::newRow("LF only") << QByteArray("*1\n$4\r\nPING\r\n");
    QTest::newRow("bulk without CR LF") << QByteArray("*1\r\n$4\r\nPINGxx");
    QTest::newRow("unknown type in a rejected array") << QByteArray("*2\r\n:1\r\n?\r\n");
    QTest::newRow("skipped bulk without CR LF") << QByteArray("*2\r\n:1\r\n$1\r\naxx");
}

void ParserTest::brokenGrammarIsAnError()
{
    QFETCH(QByteArray, input);
    const std::vector<Event> events = feedWhole(input.toStdString());
    QCOMPARE(events.size(), size_t{1});
    QVERIFY(events[0] == failure(ParseError::malformed));
}

void ParserTest::plusSignsAreAccepted()
{
    QVERIFY(feedWhole("*+1\r\n$+4\r\nPING\r\n") == std::vector<Event>{command({"PING"})});
}

void ParserTest::inlineCommandsAreSplitLikeAShell()
{
    QVERIFY(feedWhole("  RPUSH  q \"a \\\"b\\\" \\x41\\n\" 'c \\' d' \"\"\r\n")
        == std::vector<Event>{command({"RPUSH", "q", "a \"b\" A\n", "c ' d", ""})});
    QVERIFY(feedWhole("PING\n") == std::vector<Event>{command({"PING"})});
    QVERIFY(feedWhole("\r\n") == std::vector<Event>{status(ParseStatus::nothing)});
}

void ParserTest::unbalancedQuotesAreAnError()
{
    for (const char* line : {"PING \"a\r\n", "PING 'a\r\n", "PING \"a\"b\r\n"})
        QVERIFY2(feedWhole(line) == std::vector<Event>{failure(ParseError::unbalancedQuotes)}, line);
}

void ParserTest::httpIsRecognised_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char* line : {"GET / HTTP/1.1", "POST /x HTTP/1.1", "POST / ", "post / http/1.1", "OPTIONS * HTTP/1.1",
             "Host: localhost:9797", "HOST:x", "host: evil", "PRI * HTTP/2.0", "PUT /q HTTP/1.0"})
        QTest::newRow(line) << QByteArray(line);
}

void ParserTest::httpIsRecognised()
{
    QFETCH(QByteArray, line);
    QVERIFY(feedWhole(line.toStdString() + "\r\n" + request({"DEL", "q"}))
        == std::vector<Event>{failure(ParseError::spokeHttp)});
}

void ParserTest::ordinaryLinesAreNotHttp()
{
    QVERIFY(feedWhole("RPUSH q HTTP/1.1\r\n") == (std::vector<Event>{command({"RPUSH", "q", "HTTP/1.1"})}));
    QVERIFY(feedWhole("RPUSH q host:\r\n") == (std::vector<Event>{command({"RPUSH", "q", "host:"})}));
    QVERIFY(feedWhole("INFO server\r\n") == (std::vector<Event>{command({"INFO", "server"})}));
    // Inside an array it is only data.
    QVERIFY(feedWhole(request({"RPUSH", "q", "POST / HTTP/1.1\r\nHost: x"}))
        == (std::vector<Event>{command({"RPUSH", "q", "POST / HTTP/1.1\r\nHost: x"})}));
}

void ParserTest::tlsIsRecognised()
{
    QVERIFY(feedWhole(std::string("\x16\x03\x01\x00\xa5\x01", 6)) == std::vector<Event>{failure(ParseError::spokeTls)});
}

void ParserTest::elementLimitHoldsAtNAndNPlusOne()
{
    ParserLimits limits;
    limits.elementsMax = 3;
    QVERIFY(feedWhole(request({"a", "b", "c"}), limits) == (std::vector<Event>{command({"a", "b", "c"})}));
    QVERIFY(
        feedWhole(request({"a", "b", "c", "d"}), limits) == std::vector<Event>{failure(ParseError::tooManyElements)});
    QVERIFY(feedWhole("a b c\r\n", limits) == (std::vector<Event>{command({"a", "b", "c"})}));
    QVERIFY(feedWhole("a b c d\r\n", limits) == std::vector<Event>{failure(ParseError::tooManyElements)});
}

void ParserTest::bulkLimitSwallowsAndGoesOn()
{
    ParserLimits limits;
    limits.bulkBytesMax = 8;
    const std::vector<Event> fits = {command({"RPUSH", "q", "12345678"})};
    QVERIFY(feedWhole(request({"RPUSH", "q", "12345678"}), limits) == fits);
    const std::vector<Event> swallowed = {status(ParseStatus::tooBig), command({"PING"})};
    QVERIFY(feedWhole(request({"RPUSH", "q", "123456789", "x"}) + request({"PING"}), limits) == swallowed);
}

void ParserTest::requestLimitHoldsAtNAndNPlusOne()
{
    const std::string input = request({"RPUSH", "q", "aaaa", "bbbb"});
    ParserLimits limits;
    limits.requestBytesMax = input.size() - 2; // up to the end of the last body
    QCOMPARE(feedWhole(input, limits).at(0).status, ParseStatus::command);
    limits.requestBytesMax = input.size() - 3;
    QCOMPARE(feedWhole(input, limits).at(0).status, ParseStatus::tooBig);
}

void ParserTest::swallowLimitEndsTheConnection()
{
    ParserLimits limits;
    limits.bulkBytesMax = 8;
    limits.swallowBytesMax = 100;
    QCOMPARE(feedWhole(request({"RPUSH", "q", std::string(100, 'x')}), limits).at(0).status, ParseStatus::tooBig);
    QVERIFY(feedWhole(request({"RPUSH", "q", std::string(101, 'x')}), limits)
        == std::vector<Event>{failure(ParseError::bulkTooLong)});
}

void ParserTest::inlineLimitHoldsAtNAndNPlusOne()
{
    ParserLimits limits;
    limits.inlineBytesMax = 10;
    QVERIFY(feedWhole("ECHO 12345\n", limits) == (std::vector<Event>{command({"ECHO", "12345"})}));
    QVERIFY(feedWhole("ECHO 123456\n", limits) == std::vector<Event>{failure(ParseError::inlineTooLong)});
    QVERIFY(feedWhole("ECHO 1234567", limits) == std::vector<Event>{failure(ParseError::inlineTooLong)});
}

void ParserTest::hugeCountsTakeNoMemory()
{
    // A header that promises a million elements or half a gigabyte costs nothing until they arrive.
    Parser parser;
    Arguments arguments;
    QCOMPARE(parser.next("*1048576\r\n", arguments).status, ParseStatus::incomplete);
    QVERIFY(arguments.capacity() < 1024);
    Parser bulk;
    QCOMPARE(bulk.next("*2\r\n$536870912\r\n", arguments).status, ParseStatus::incomplete);
    QVERIFY(arguments.capacity() < 1024);
}

void ParserTest::swallowedBytesAreNotKept()
{
    ParserLimits limits;
    limits.bulkBytesMax = 8;
    Parser parser(limits);
    Arguments arguments;
    std::string input = "*2\r\n$3\r\nSET\r\n";
    QCOMPARE(parser.next(input, arguments).consumed, size_t{0});
    input += "$1000000\r\n" + std::string(5000, 'x');
    ParseResult result = parser.next(input, arguments);
    QCOMPARE(result.status, ParseStatus::incomplete);
    QCOMPARE(result.consumed, input.size());
    for (size_t left = 995'000; left > 0; left -= 5000) {
        result = parser.next(std::string(5000, 'x'), arguments);
        QCOMPARE(result.consumed, size_t{5000});
    }
    result = parser.next("\r\n", arguments);
    QCOMPARE(result.status, ParseStatus::tooBig);
    QVERIFY(!parser.inRequest());
}

QTEST_APPLESS_MAIN(ParserTest)
#include "parser_test.moc"
