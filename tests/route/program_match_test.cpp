#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/route/program.h"

#include <cmath>

using namespace tapedeck;

// What a program means for a message.
class ProgramMatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messagesMatchOrNot_data();
    void messagesMatchOrNot();
    void operatorsMeanWhatTheyMean_data();
    void operatorsMeanWhatTheyMean();
    void zeroBytesAreBytes();
    void sampleTakesItsShare_data();
    void sampleTakesItsShare();
    void sampleDrawsWhateverTheOtherSideIs();
    void trialListsEveryPart();
    void trialOfAProgramWithoutRuleIsThePattern();
    void trialAgreesWithTheMatch();
};

namespace {

// Counts how often it was asked.
class CountedRandom final : public Random {
public:
    uint64_t next() override
    {
        ++draws;
        return 0;
    }
    int draws = 0;
};

} // namespace

void ProgramMatchTest::messagesMatchOrNot_data()
{
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QByteArray>("route");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("matches");
    auto row = [](const char* program, QByteArray route, QByteArray payload, bool matches) {
        QTest::addRow("%s on %s, %s", program, route.constData(), payload.constData())
            << QByteArray(program) << route << payload << matches;
    };
    row("prefix:", "", "", true);
    row("prefix:", "anything", "", true);
    row("prefix:\"\"", "anything", "", true);
    row("exact:", "", "", true);
    row("exact:", "a", "", false);
    row("prefix:order", "order.new", "", true);
    row("prefix:order", "order", "", true);
    row("prefix:order", "orde", "", false);
    row("prefix:order", "Order", "", false);
    row("prefix:order", "my.order", "", false);
    row("exact:order", "order", "", true);
    row("exact:order", "order.new", "", false);
    row("prefix:dd ", "dd", "", true);
    row("prefix:\xff", "\xff\xfe", "", true);
    row("prefix:a true()", "abc", "", true);
    row("prefix:a true()", "b", "", false);
    row("prefix:a true", "a", "", true);
    row("prefix:a false", "a", "", false);
    row("prefix:a route_contains(\"c\")", "abc", "", true);
    row("prefix:a route_contains(\"c\")", "ab", "c", false);
    row("prefix:a route_contains(\"abcd\")", "abc", "", false);
    row("prefix: route_contains(\"\")", "", "", true);
    row("prefix: payload_prefix(\"MM\")", "a", "MMM", true);
    row("prefix: payload_prefix(\"MM\")", "a", "MM", true);
    row("prefix: payload_prefix(\"MM\")", "a", "M", false);
    row("prefix: payload_prefix(\"MM\")", "a", "", false);
    row("prefix: payload_prefix(\"MM\")", "MM", "xMM", false);
    row("prefix: payload_prefix(\"\")", "a", "", true);
    row("prefix: payload_contains(\"EU\")", "a", "the EU", true);
    row("prefix: payload_contains(\"EU\")", "a", "the E U", false);
    row("prefix: payload_contains(\"EU\")", "EU", "", false);
    row("prefix: payload_contains(\"\")", "a", "", true);
    row("prefix: payload_contains(\"a\\\"b\")", "a", "xa\"bx", true);
    row("prefix: payload_contains(\"a\\\"b\")", "a", "xa\\\"bx", false);
    row("prefix: payload_contains(\"\\x45U\")", "a", "EU", true);
    row("prefix:a (payload_contains(\"x\") | payload_contains(\"y\"))", "a", "y", true);
}

void ProgramMatchTest::messagesMatchOrNot()
{
    QFETCH(QByteArray, program);
    QFETCH(QByteArray, route);
    QFETCH(QByteArray, payload);
    QFETCH(bool, matches);
    SeededRandom random(1);
    const auto parsed = Program::parse(program.toStdString());
    QVERIFY(parsed);
    QCOMPARE(parsed->matches(route.toStdString(), payload.toStdString(), random), matches);
}

void ProgramMatchTest::operatorsMeanWhatTheyMean_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<bool>("result");
    auto row = [](const char* rule, bool result) { QTest::newRow(rule) << QByteArray(rule) << result; };
    for (bool a : {false, true})
        for (bool b : {false, true})
            for (bool c : {false, true}) {
                auto rule = [&](const char* form) {
                    QByteArray text;
                    for (const char* at = form; *at; ++at) {
                        if (*at >= 'a' && *at <= 'c')
                            text += (*at == 'a' ? a : *at == 'b' ? b : c) ? "true" : "false";
                        else
                            text += *at;
                    }
                    return text;
                };
                row(rule("a && b || c").constData(), (a && b) || c);
                row(rule("a || b && c").constData(), a || (b && c));
                row(rule("(a || b) && c").constData(), (a || b) && c);
                row(rule("a && (b || c)").constData(), a && (b || c));
                row(rule("a && b && c").constData(), a && b && c);
                row(rule("a||b||c").constData(), a || b || c);
                row(rule("!a && b || !c").constData(), (!a && b) || !c);
                row(rule("!(a && b) || c").constData(), !(a && b) || c);
                row(rule("!!a && !(!b || (c))").constData(), a && !(!b || c));
            }
}

void ProgramMatchTest::operatorsMeanWhatTheyMean()
{
    QFETCH(QByteArray, rule);
    QFETCH(bool, result);
    SeededRandom random(1);
    const auto parsed = Program::parse("prefix: " + rule.toStdString());
    QVERIFY(parsed);
    QCOMPARE(parsed->ruleMatches("", "", random), result);
    QCOMPARE(parsed->tryOn("", "", random).matches, result);
}

void ProgramMatchTest::zeroBytesAreBytes()
{
    using namespace std::string_view_literals;
    SeededRandom random(1);
    const auto plain = Program::parse("prefix: payload_contains(\"EU\")");
    QVERIFY(plain->matches("", "a\0b EU"sv, random));
    const auto zero = Program::parse("prefix: payload_contains(\"a\\0b\")");
    QVERIFY(zero->matches("", "xa\0bx"sv, random));
    QVERIFY(!zero->matches("", "xax"sv, random));
    const auto route = Program::parse("prefix:\"a\\0\"");
    QVERIFY(route->matches("a\0b"sv, "", random));
    QVERIFY(!route->matches("ab"sv, "", random));
}

void ProgramMatchTest::sampleTakesItsShare_data()
{
    QTest::addColumn<QByteArray>("chance");
    QTest::addColumn<double>("share");
    auto row = [](const char* chance, double share) { QTest::newRow(chance) << QByteArray(chance) << share; };
    row("0", 0);
    row("-1", 0);
    row("nan", 0);
    row("-inf", 0);
    row("1", 1);
    row("2", 1);
    row("inf", 1);
    row("1e999", 1);
    row(".5", 0.5);
    row("0x1p-1", 0.5);
    row("1e-1", 0.1);
}

void ProgramMatchTest::sampleTakesItsShare()
{
    QFETCH(QByteArray, chance);
    QFETCH(double, share);
    const auto program = Program::parse("prefix: sample(" + chance.toStdString() + ")");
    QVERIFY(program);
    SeededRandom random(7);
    constexpr int kRounds = 100'000;
    int taken = 0;
    for (int i = 0; i < kRounds; ++i)
        taken += program->matches("", "", random);
    if (share == 0 || share == 1)
        QCOMPARE(taken, static_cast<int>(share) * kRounds);
    else
        QVERIFY2(std::abs(taken - share * kRounds) < 5 * std::sqrt(share * (1 - share) * kRounds), // five sigma
            QByteArray::number(taken));
}

// As in fq, where both sides of every operator are evaluated.
void ProgramMatchTest::sampleDrawsWhateverTheOtherSideIs()
{
    auto drawsOf = [](const char* rule) {
        CountedRandom random;
        Program::parse(std::string("prefix: ") + rule)->ruleMatches("", "", random);
        return random.draws;
    };
    QCOMPARE(drawsOf("sample(0.5)"), 1);
    QCOMPARE(drawsOf("(false && sample(0.5))"), 1);
    QCOMPARE(drawsOf("(true || sample(0.5))"), 1);
    QCOMPARE(drawsOf("(sample(1) || sample(1))"), 2);
    QCOMPARE(drawsOf("(sample(0) && (true() && !sample(1)))"), 2);
    QCOMPARE(drawsOf("true || false && (sample(1) || false || sample(1))"), 2);
    QCOMPARE(drawsOf("(true() || true())"), 0);
}

void ProgramMatchTest::trialListsEveryPart()
{
    SeededRandom random(1);
    const auto program =
        Program::parse("prefix:\"a b\" payload_contains(\"E\\\"U\\n\") && (sample(2) || !true()) && true");
    const Program::Trial trial = program->tryOn("a bc", "other", random);
    QVERIFY(!trial.matches);
    std::string lines;
    for (const Program::Step& step : trial.steps)
        lines += std::string(step.depth, '.') + step.text + (step.result ? " yes\n" : " no\n");
    QCOMPARE(lines.c_str(),
        "prefix \"a b\" yes\n"
        "all of no\n"
        ".payload_contains(\"E\\\"U\\n\") no\n"
        ".any of yes\n"
        "..sample(2) yes\n"
        "..not no\n"
        "...true() yes\n"
        ".true yes\n");
}

void ProgramMatchTest::trialOfAProgramWithoutRuleIsThePattern()
{
    SeededRandom random(1);
    const Program::Trial trial = Program::parse("exact:a")->tryOn("b", "", random);
    QVERIFY(!trial.matches);
    QCOMPARE(trial.steps.size(), size_t{1});
    QCOMPARE(trial.steps[0].text, "exact \"a\"");
    QVERIFY(!trial.steps[0].result);
}

void ProgramMatchTest::trialAgreesWithTheMatch()
{
    for (const char* text : {"prefix:a true()", "prefix:b true()", "prefix:a false", "prefix:b false", "prefix:a"}) {
        SeededRandom random(1);
        const auto program = Program::parse(text);
        QCOMPARE(program->tryOn("a", "", random).matches, program->matches("a", "", random));
    }
}

QTEST_APPLESS_MAIN(ProgramMatchTest)
#include "program_match_test.moc"
