#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/route/program.h"
#include "engine/route/program_text.h"

#include <clocale>
#include <cmath>
#include <cstdlib>

using namespace tapedeck;

class ProgramTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersAreThoseOfStrtod_data();
    void numbersAreThoseOfStrtod();
    void randomNumbersAreThoseOfStrtod();
    void localeDoesNotMatter();
    void quotedTextReadsAsTheSameBytes();
};

namespace {

// Bit for bit, except that a NaN is a NaN.
bool same(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

QByteArray difference(const std::string& text)
{
    char* end = nullptr;
    const double wanted = std::strtod(text.c_str(), &end);
    const NumberRead read = readNumber(text);
    const auto bytes = static_cast<size_t>(end - text.c_str());
    if (read.bytes == bytes && (bytes == 0 || same(read.value, wanted)))
        return {};
    return QByteArray::fromStdString(text + ": " + std::to_string(read.bytes) + " bytes, " + std::to_string(read.value)
        + " instead of " + std::to_string(bytes) + ", " + std::to_string(wanted));
}

} // namespace

void ProgramTextTest::numbersAreThoseOfStrtod_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
        {"0", "1", "0.5", ".5", "5.", "1e-3", "1E+2", "1e", "1e+", "1e5x", "-1", "+1", "--1", "+-1", "- 1", "", ".",
            "-", "+", "e1", ".e1", "0x1p-1", "0X1P2", "0x.8", "0x1.8p1", "0xAbC", "0x", "0xg", "0x.", "0x1p", "0x1p+",
            "-0x1p-1", "inf", "INF", "-inf", "infinity", "Infinity", "infinit", "in", "nan", "NaN", "-nan",
            "nan(abc_1)", "nan(a b)", "nan(", "nan()", "na", "1e999", "-1e999", "1e-999", "1e99999999999999999999",
            "1e-99999999999999999999", "0e999", "0.0e-9999", "1e308", "1.8e308", "4.9e-324", "1e-324", "0x1p99999",
            "0x1p-99999", "0x0.0000001p-1060", "1,5", "1)", "12abc", "007", "1_000", "00x1", "0x1.fffffffffffff8p0"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("400 digits") << QByteArray(400, '9');
    QTest::newRow("400 zeros behind the point") << "0." + QByteArray(400, '0') + "1";
    QTest::newRow("400 zeros and as large an exponent") << "0." + QByteArray(400, '0') + "1e400";
    QTest::newRow("300 hexadecimal digits") << "0x" + QByteArray(300, 'f');
}

void ProgramTextTest::numbersAreThoseOfStrtod()
{
    QFETCH(QByteArray, text);
    const QByteArray wrong = difference(text.toStdString());
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void ProgramTextTest::randomNumbersAreThoseOfStrtod()
{
    bool given = false;
    uint64_t seed = qEnvironmentVariable("TAPEDECK_SEED").toULongLong(&given);
    if (!given)
        seed = SystemRandom().next() >> 32;
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    constexpr std::string_view kAlphabet = "0123456789.eE+-xXpPaf";
    for (int round = 0; round < 200'000; ++round) {
        std::string text(random.next() % 4 ? "" : "0x");
        for (uint64_t n = random.next() % 12 + 1; n > 0; --n)
            text += kAlphabet[random.next() % kAlphabet.size()];
        const QByteArray wrong = difference(text);
        QVERIFY2(wrong.isEmpty(), wrong.constData());
    }
}

void ProgramTextTest::localeDoesNotMatter()
{
    // One with a decimal comma, if the machine has any; without one the test still holds for the point.
    for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"})
        if (std::setlocale(LC_ALL, name))
            break;
    const NumberRead point = readNumber("0.25"), comma = readNumber("0,25");
    std::setlocale(LC_ALL, "C");
    QCOMPARE(point.value, 0.25);
    QCOMPARE(comma.bytes, size_t{1});
}

void ProgramTextTest::quotedTextReadsAsTheSameBytes()
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    all += "0\\x41\"";
    const auto program = Program::parse("exact:" + quotedText(all) + "payload_prefix(" + quotedText(all) + ")");
    QVERIFY(program);
    QCOMPARE(program->route(), all);
    SeededRandom random(1);
    QVERIFY(program->matches(all, all + "more", random));
    QVERIFY(!program->matches(all, all.substr(1), random));
}

QTEST_APPLESS_MAIN(ProgramTextTest)
#include "program_text_test.moc"
