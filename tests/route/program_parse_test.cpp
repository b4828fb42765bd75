#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/limits.h"
#include "engine/route/program.h"

using namespace tapedeck;

// What is a program, what stock fq makes of it, and where a mistake is.
class ProgramParseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatFqTakesIsTaken_data();
    void whatFqTakesIsTaken();
    void supersetIsTakenAndToldApart_data();
    void supersetIsTakenAndToldApart();
    void mistakesAreToldWithTheirPlace_data();
    void mistakesAreToldWithTheirPlace();
    void patternsAreBytes_data();
    void patternsAreBytes();
    void ruleTextIsWhatFollowsThePattern();
    void textIsKeptByteForByte();
    void copiesShareTheRule();
    void firstDifferenceFromFqIsNamed();
    void programOf127BytesIsPortable();
    void limitsHold();
    void errorNeedNotBeAskedFor();
};

namespace {

std::string describe(const ProgramError& error)
{
    return "at " + std::to_string(error.position) + ": " + error.text;
}

} // namespace

void ProgramParseTest::whatFqTakesIsTaken_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"prefix:", "exact:", "prefix:\"\"", "exact:\"\"", "prefix:order.", "exact:order.new",
             "prefix: ", "prefix:order ", "prefix: true()", "prefix: payload_prefix(\"M\")", "prefix:\"order.\"true()",
             "prefix:\"order.\" true()", "prefix:order true()", "prefix:order true ()", "prefix:order  \t true\n() ",
             "prefix:a route_contains(\"x\")", "prefix:a payload_prefix(\"x\")", "prefix:a payload_contains( \"x\" )",
             "prefix:a payload_contains (\t\"x\"\n)", "prefix:a sample(0.5)", "prefix:a sample( .5 )",
             "prefix:a sample(1e-3)", "prefix:a sample(0x1p-1)", "prefix:a sample(-1)", "prefix:a sample(nan)",
             "prefix:a sample(inf)", "prefix:a (true() && true())", "prefix:a (true()&&true())",
             "prefix:a ( true() || true() ) ", "prefix:a ((true() && true()) || true())",
             "prefix:a (true() && (true() || true()))", "prefix:a ((true() && true()) || (sample(1) && sample(2)))",
             "prefix:\"a\"(true() || true())", "prefix:a (true() | true())", "prefix:\"a b\"", "prefix:\"\\x41\"",
             "prefix:a payload_contains(\"\\\\ \\n\\r\\t\")", "prefix:a\"b", "prefix:a\\n", "prefix:\ttrue()",
             "prefix:a\nb true()"})
        QTest::newRow(text) << QByteArray(text);
}

void ProgramParseTest::whatFqTakesIsTaken()
{
    QFETCH(QByteArray, text);
    ProgramError error;
    std::string why;
    const auto program = Program::parse(text.toStdString(), &error);
    QVERIFY2(program, describe(error).c_str());
    QVERIFY2(program->portable(&why), why.c_str());
    QVERIFY(why.empty());
}

void ProgramParseTest::supersetIsTakenAndToldApart_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("why");
    auto row = [](const char* text, const char* why) { QTest::newRow(text) << QByteArray(text) << QByteArray(why); };
    row("prefix:a (true())", "byte 9: fq has no parentheses around a single condition");
    row("prefix:a ((true() && true()))", "byte 9: fq has no parentheses around a single condition");
    row("prefix:a true() && true()", "byte 16: fq has operators only inside parentheses");
    row("prefix:a (true() && true()) || true()", "byte 28: fq has operators only inside parentheses");
    row("prefix:a (true() && true() && true())", "byte 27: fq joins two conditions in a pair of parentheses, not more");
    row("prefix:a (true() && true() || true())", "byte 27: fq joins two conditions in a pair of parentheses, not more");
    row("prefix:a true", "byte 9: fq has no true and false without parentheses");
    row("prefix:a false", "byte 9: fq has no true and false without parentheses");
    row("prefix:a (true() && false)", "byte 20: fq has no true and false without parentheses");
    row("prefix:a !true()", "byte 9: fq has no \"!\"");
    row("prefix:a !!true()", "byte 9: fq has no \"!\"");
    row("prefix:a (true() && ! true())", "byte 20: fq has no \"!\"");
    row("prefix:a true( )", "byte 14: fq takes nothing between the parentheses of an empty list, not even a blank");
    row("prefix:a payload_contains(\"\")", "byte 26: fq has no empty text as an argument");
    row("prefix:a payload_contains(\"\\\"\")", "byte 27: fq reads other bytes from this escape");
    row("prefix:a payload_contains(\"a\\0b\")", "byte 28: fq reads other bytes from this escape");
    row("prefix:a payload_contains(\"\\x41\")", "byte 27: fq reads other bytes from this escape");
    row("prefix:a payload_contains(\"\\q\")", "byte 27: fq reads other bytes from this escape");
    row("prefix:\"a\\\"b\"", "byte 9: fq reads other bytes from this escape");
    row("prefix:\"\\\\\"", "byte 8: fq reads other bytes from this escape");
    row("prefix:\"\\n\"", "byte 8: fq reads other bytes from this escape");
    row("prefix:\"\\x4a\"", "byte 8: fq reads other bytes from this escape");
    row("prefix:\"\\x40\"", "byte 8: fq reads other bytes from this escape");
}

void ProgramParseTest::supersetIsTakenAndToldApart()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, why);
    ProgramError error;
    std::string told;
    const auto program = Program::parse(text.toStdString(), &error);
    QVERIFY2(program, describe(error).c_str());
    QVERIFY(!program->portable());
    QVERIFY(!program->portable(&told));
    QCOMPARE(told.c_str(), why.constData());
}

void ProgramParseTest::mistakesAreToldWithTheirPlace_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<QByteArray>("told"); // somewhere in the sentence
    auto row = [](const char* text, int position, const char* told) {
        QTest::newRow(text) << QByteArray(text) << position << QByteArray(told);
    };
    const char* const beginning = "begins with \"prefix:\" or \"exact:\"";
    row("", 0, beginning);
    row("order.", 0, beginning);
    row("prefix", 0, beginning);
    row(" prefix:a", 0, beginning);
    row("PREFIX:a", 0, beginning);
    row("prefix :a", 0, beginning);
    row("true()", 0, beginning);
    row("prefix:\"a", 9, "the text that begins at byte 7 has no closing quote");
    row("prefix:\"a\\", 10, "a backslash needs a character");
    row("prefix:\"a\\\"", 11, "no closing quote");
    row("prefix:\"\\xg1\"", 10, "two hexadecimal digits");
    row("prefix:\"\\x4\"", 10, "two hexadecimal digits");
    row("prefix: \"foo\"", 8, "expected a condition such as payload_contains(\"EU\"), found \"\\\"\"");
    row("prefix:\"a\"b", 10, "there is no function \"b\"");
    row("prefix:a b", 9, "there is no function \"b\"");
    row("prefix:a substr_eq(\"x\")", 9, "functions that a site has added to its fq cannot be loaded");
    row("prefix:a false()", 9, "write false without parentheses");
    row("prefix:a True()", 9, "there are true(), route_contains");
    row("prefix:a route_contains", 23, "expected \"(\" after route_contains, found the end");
    row("prefix:a sample 1", 16, "expected \"(\" after sample, found \"1\"");
    row("prefix:a sample", 15, "expected \"(\" after sample");
    row("prefix:a (true()", 16, "expected \"&&\", \"||\" or \")\", found the end");
    row("prefix:a true())", 15, "expected \"&&\", \"||\" or the end, found \")\"");
    row("prefix:a true() true()", 16, "found \"true\"");
    row("prefix:a ()", 10, "expected a condition");
    row("prefix:a (", 10, "found the end");
    row("prefix:a !", 10, "expected a condition");
    row("prefix:a && true()", 9, "expected a condition");
    row("prefix:a true() &&", 18, "expected a condition");
    row("prefix:a (true() & true())", 17, "a single \"&\" is no operator; write \"&&\"");
    row("prefix:a (true() |true())", 17, "a single \"|\" is no operator; write \"||\"");
    row("prefix:a (true() x| true())", 17, "found \"x\"");
    row("prefix:a (true() |", 17, "a single \"|\"");
    row("prefix:a (true() || | true())", 20, "expected a condition");
    row("prefix:a payload_contains('x')", 26, "expected a text in double quotes or a number, found a single quote");
    row("prefix:a payload_contains(x)", 26, "expected a text in double quotes or a number, found \"x\"");
    row("prefix:a payload_contains(\"x\"", 29, "expected \",\" or \")\", found the end");
    row("prefix:a payload_contains(\"x", 28, "begins at byte 26 has no closing quote");
    row("prefix:a payload_contains(\"x\" \"y\")", 30, "expected \",\" or \")\"");
    row("prefix:a payload_contains(\"x\",)", 30, "expected a text in double quotes or a number");
    row("prefix:a payload_contains(,)", 26, "expected a text in double quotes or a number");
    row("prefix:a payload_contains()", 26, "payload_contains takes one text, as in payload_contains(\"EU\")");
    row("prefix:a payload_contains(1)", 26, "payload_contains takes one text");
    row("prefix:a payload_prefix(\"a\", \"b\")", 29, "payload_prefix takes one text");
    row("prefix:a route_contains(0x1)", 24, "route_contains takes one text");
    row("prefix:a true(1)", 14, "true takes no argument, as in true()");
    row("prefix:a true(\"\")", 14, "true takes no argument");
    row("prefix:a sample()", 16, "sample takes one number, as in sample(0.1)");
    row("prefix:a sample(\"0.1\")", 16, "sample takes one number");
    row("prefix:a sample(1, 2)", 19, "sample takes one number");
    row("prefix:a sample(0.1x)", 19, "expected \",\" or \")\", found \"x\"");
    row("prefix:a sample(0.1%)", 19, "found \"%\"");
    row("prefix:a sample(--1)", 16, "expected a text in double quotes or a number");
    row("prefix:a \xc3\xbc()", 9, "found \"\xc3\xbc\"");
    row("prefix:a \x01", 9, "found \"\\x01\"");
}

void ProgramParseTest::mistakesAreToldWithTheirPlace()
{
    QFETCH(QByteArray, text);
    QFETCH(int, position);
    QFETCH(QByteArray, told);
    ProgramError error;
    QVERIFY(!Program::parse(text.toStdString(), &error));
    QVERIFY2(error.text.find(told.toStdString()) != std::string::npos, describe(error).c_str());
    QVERIFY2(error.position == static_cast<size_t>(position), describe(error).c_str());
}

void ProgramParseTest::patternsAreBytes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("route");
    QTest::addColumn<bool>("hasRule");
    auto row = [](const char* text, QByteArray route, bool hasRule = false) {
        QTest::newRow(text) << QByteArray(text) << route << hasRule;
    };
    row("prefix:", "");
    row("prefix:\"\"", "");
    row("prefix: ", "");
    row("prefix: true()", "", true);
    row("prefix:order.", "order.");
    row("prefix:order. ", "order.");
    row("prefix:order.\ttrue()", "order.\ttrue()");
    row("prefix:order.\ntrue() true()", "order.\ntrue()", true);
    row("prefix:a\"b\"", "a\"b\"");
    row("prefix:a\\x41", "a\\x41");
    row("exact:(", "(");
    row("prefix:\"a b\"", "a b");
    row("prefix:\"a\"true()", "a", true);
    row("prefix:\"\\x41\\x4a\\xfF\\x00.\"", QByteArray("AJ\xff\0.", 5));
    row("prefix:\"\\\\\\\"\\n\\r\\t\\0\\q\\'\"", QByteArray("\\\"\n\r\t\0q'", 8));
    row("prefix:\"gr\xc3\xbcn\"", "gr\xc3\xbcn");
}

void ProgramParseTest::patternsAreBytes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, route);
    QFETCH(bool, hasRule);
    const auto program = Program::parse(text.toStdString());
    QVERIFY(program);
    QCOMPARE(QByteArray::fromStdString(program->route()), route);
    QCOMPARE(program->hasRule(), hasRule);
    QCOMPARE(program->pattern() == Program::Pattern::exact, text.startsWith("exact"));
}

void ProgramParseTest::ruleTextIsWhatFollowsThePattern()
{
    auto ruleOf = [](std::string_view text) { return std::string(Program::parse(text).value().ruleText()); };
    QCOMPARE(ruleOf("prefix:a"), "");
    QCOMPARE(ruleOf("prefix:a  "), "");
    QCOMPARE(ruleOf("prefix:a  (true() && true()) \n"), "(true() && true())");
    QCOMPARE(ruleOf("prefix:\"a\"true()"), "true()");
}

void ProgramParseTest::textIsKeptByteForByte()
{
    QCOMPARE(Program::parse("prefix:dd")->text(), std::string("prefix:dd"));
    QCOMPARE(Program::parse("prefix:dd ")->text(), std::string("prefix:dd "));
    const std::string withZero("prefix:a\0b", 10);
    const auto program = Program::parse(withZero);
    QCOMPARE(program->text(), withZero);
    std::string why;
    QVERIFY(!program->portable(&why));
    QCOMPARE(why, "byte 8: a program of fq ends at a zero byte");
}

void ProgramParseTest::copiesShareTheRule()
{
    SeededRandom random(1);
    std::optional<Program> first = Program::parse("prefix:a payload_contains(\"EU\")");
    Program second = *first;
    first.reset();
    QVERIFY(second.matches("abc", "in the EU", random));
    QVERIFY(!second.matches("abc", "elsewhere", random));
    const Program third = std::move(second);
    QVERIFY(third.matches("abc", "in the EU", random));
}

void ProgramParseTest::firstDifferenceFromFqIsNamed()
{
    std::string why;
    QVERIFY(!Program::parse("prefix:a (!true() && (false))")->portable(&why));
    QCOMPARE(why, "byte 10: fq has no \"!\"");
    QVERIFY(!Program::parse("prefix:a (!true()) || true")->portable(&why));
    QCOMPARE(why, "byte 9: fq has no parentheses around a single condition");
}

void ProgramParseTest::programOf127BytesIsPortable()
{
    const std::string longest = "prefix:" + std::string(120, 'r');
    QVERIFY(Program::parse(longest)->portable());
    std::string why;
    QVERIFY(!Program::parse(longest + " ")->portable(&why));
    QCOMPARE(why, "byte 127: fq takes programs of at most 127 bytes");
}

void ProgramParseTest::limitsHold()
{
    ProgramError error;
    const std::string longest = "prefix:" + std::string(limits::kProgramBytesMax - 7, 'r');
    QVERIFY(Program::parse(longest));
    QVERIFY(!Program::parse(longest + "r", &error));
    QCOMPARE(error.position, limits::kProgramBytesMax);

    auto nested = [](size_t depth) { return "prefix: " + std::string(depth, '(') + "true" + std::string(depth, ')'); };
    QVERIFY(Program::parse(nested(limits::kProgramDepthMax)));
    QVERIFY(!Program::parse(nested(limits::kProgramDepthMax + 1), &error));
    QCOMPARE(error.position, 8 + limits::kProgramDepthMax);
    QVERIFY(Program::parse("prefix: " + std::string(limits::kProgramDepthMax, '!') + "true"));
    QVERIFY(!Program::parse("prefix: " + std::string(limits::kProgramDepthMax + 1, '!') + "true", &error));
    QCOMPARE(error.position, 8 + limits::kProgramDepthMax);
    // Depth is what is open, not what was: many short groups are fine.
    std::string wide = "prefix: true";
    for (size_t i = 0; i < limits::kProgramDepthMax; ++i)
        wide += "&&(!true)";
    QVERIFY(Program::parse(wide));

    auto chain = [](size_t conditions) { // and one node for the chain
        std::string text = "prefix: true";
        for (size_t i = 1; i < conditions; ++i)
            text += "||true";
        return text;
    };
    QVERIFY(Program::parse(chain(limits::kProgramNodesMax - 1)));
    QVERIFY(!Program::parse(chain(limits::kProgramNodesMax), &error));

    auto arguments = [](size_t count) {
        std::string text = "prefix: sample(1";
        for (size_t i = 1; i < count; ++i)
            text += ",1";
        return text + ")";
    };
    QVERIFY(!Program::parse(arguments(limits::kProgramArgumentsMax), &error));
    QVERIFY2(error.text.find("takes one number") != std::string::npos, error.text.c_str());
    QVERIFY(!Program::parse(arguments(limits::kProgramArgumentsMax + 1), &error));
    QVERIFY2(error.text.find("more than 16 arguments") != std::string::npos, error.text.c_str());
}

void ProgramParseTest::errorNeedNotBeAskedFor()
{
    QVERIFY(!Program::parse("nonsense"));
}

QTEST_APPLESS_MAIN(ProgramParseTest)
#include "program_parse_test.moc"
