// Differences of lines: minimal, complete in both directions, and bounded.
#include "ui/models/line_diff.h"

#include <QTest>

#include <random>

using namespace tapedeck;
using Lines_ = std::vector<std::string>;

class LineDiffTest : public QObject {
    Q_OBJECT

    static Lines_ split(const char* letters)
    {
        Lines_ out;
        for (; *letters; ++letters)
            out.emplace_back(1, *letters);
        return out;
    }
    // "=a -b +c"
    static QString shown(const Lines_& a, const Lines_& b, const LineDiff& diff)
    {
        QString out;
        for (const DiffLine& line : diff.lines)
            out += (line.kind == DiffLine::Kind::same             ? QStringLiteral("=")
                           : line.kind == DiffLine::Kind::removed ? QStringLiteral("-")
                                                                  : QStringLiteral("+"))
                + QString::fromStdString(line.kind == DiffLine::Kind::added ? b[line.right] : a[line.left]);
        return out;
    }

private Q_SLOTS:
    void knownDifferencesAreFound_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<int>("edits");
        QTest::newRow("nothing") << ""
                                 << "" << 0;
        QTest::newRow("the same") << "abc"
                                  << "abc" << 0;
        QTest::newRow("all new") << ""
                                 << "abc" << 3;
        QTest::newRow("all gone") << "abc"
                                  << "" << 3;
        QTest::newRow("one changed") << "abc"
                                     << "axc" << 2;
        QTest::newRow("Myers' own") << "abcabba"
                                    << "cbabac" << 5;
        QTest::newRow("moved") << "abcdef"
                               << "defabc" << 6;
    }
    void knownDifferencesAreFound()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(int, edits);
        const Lines_ left = split(qPrintable(a)), right = split(qPrintable(b));
        const LineDiff diff = diffLines(left, right);
        QCOMPARE(static_cast<int>(diff.removed + diff.added), edits);
        QVERIFY(!diff.rough);
    }
    void bothSidesCanBeReadFromIt()
    {
        const auto seed =
            qEnvironmentVariableIsSet("TAPEDECK_SEED") ? qEnvironmentVariableIntValue("TAPEDECK_SEED") : 3;
        qInfo("seed %d", seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        for (int round = 0; round < 2000; ++round) {
            Lines_ a, b;
            for (auto* lines : {&a, &b})
                for (auto n = random() % 14; n > 0; --n)
                    lines->emplace_back(1, static_cast<char>('a' + random() % 4));
            const LineDiff diff = diffLines(a, b, random() % 3 ? kDiffEditsMax : random() % 6);
            Lines_ left, right;
            for (const DiffLine& line : diff.lines) {
                if (line.kind != DiffLine::Kind::added)
                    left.push_back(a[line.left]);
                if (line.kind != DiffLine::Kind::removed)
                    right.push_back(b[line.right]);
                if (line.kind == DiffLine::Kind::same)
                    QCOMPARE(a[line.left], b[line.right]);
            }
            QVERIFY2(left == a && right == b, qPrintable(shown(a, b, diff)));
            // Never more than the longest common part leaves.
            std::vector<std::vector<size_t>> common(a.size() + 1, std::vector<size_t>(b.size() + 1));
            for (size_t i = a.size(); i-- > 0;)
                for (size_t k = b.size(); k-- > 0;)
                    common[i][k] =
                        a[i] == b[k] ? common[i + 1][k + 1] + 1 : std::max(common[i + 1][k], common[i][k + 1]);
            if (!diff.rough)
                QCOMPARE(diff.removed + diff.added, a.size() + b.size() - 2 * common[0][0]);
        }
    }
    void whatHasNothingInCommonIsRoughButComplete()
    {
        Lines_ a{"same"}, b{"same"};
        for (int i = 0; i < 5000; ++i) {
            a.push_back("left " + std::to_string(i));
            b.push_back("right " + std::to_string(i));
        }
        a.push_back("end");
        b.push_back("end");
        const LineDiff diff = diffLines(a, b);
        QVERIFY(diff.rough);
        QCOMPARE(diff.removed, size_t{5000});
        QCOMPARE(diff.added, size_t{5000});
        QCOMPARE(diff.lines.size(), size_t{10'002});
    }
};

QTEST_APPLESS_MAIN(LineDiffTest)
#include "line_diff_test.moc"
