// What a few letters find, and in which order.
#include "ui/models/fuzzy_match.h"

#include <QTest>

using namespace tapedeck;

class FuzzyMatchTest : public QObject {
    Q_OBJECT

    static int score(const char* pattern, const char* text)
    {
        const auto match = fuzzyMatch(QString::fromUtf8(pattern), QString::fromUtf8(text));
        return match ? match->score : -1;
    }
private Q_SLOTS:
    void lettersInTheirOrderAreFound()
    {
        QVERIFY(score("bill", "orders › billing") > 0);
        QVERIFY(score("ob", "orders › billing") > 0);
        QVERIFY(score("OB", "orders › billing") > 0);
        QCOMPARE(score("bo", "orders › billing"), -1);
        QCOMPARE(score("billingx", "billing"), -1);
        QCOMPARE(score("a", ""), -1);
    }
    void anEmptyPatternMatchesEverything()
    {
        QCOMPARE(score("", "orders"), 0);
        QCOMPARE(score("  ", ""), 0);
    }
    void runsAndWordBeginningsCountMore()
    {
        QVERIFY(score("mail", "mail") > score("mail", "mxaxixl"));
        QVERIFY(score("mail", "orders › mail") > score("mail", "marginally"));
        QVERIFY(score("nm", "New message") > score("nm", "Unmake"));
        QVERIFY(score("or", "orders") > score("or", "reorder"));
        QVERIFY(score("Q", "Queue") > score("q", "Queue"));
    }
    void wordsMayComeInAnyOrder()
    {
        QVERIFY(score("tape open", "File › Open tape") > 0);
        QCOMPARE(score("tape shut", "File › Open tape"), -1);
    }
    void thePositionsAreThoseOfTheLetters()
    {
        const auto match = fuzzyMatch(u"od", u"orders and");
        QVERIFY(match);
        QCOMPARE(match->positions.size(), 2);
        QCOMPARE(match->positions[0], 0);
        const QString text = QStringLiteral("The quick brown fox jumps");
        const auto words = fuzzyMatch(u"jumps fox", text);
        QVERIFY(words);
        QString found;
        for (const int at : words->positions)
            found += text[at];
        QCOMPARE(found, QStringLiteral("foxjumps"));
    }
    void theBestPlacingIsTakenNotTheFirst()
    {
        const auto match = fuzzyMatch(u"log", u"lxoxg logging");
        QVERIFY(match);
        QCOMPARE(match->positions, (QList<int>{6, 7, 8}));
    }
    void longTextsEndTheSearch()
    {
        const QString text = QString(100'000, QLatin1Char('a')) + QLatin1Char('b');
        QVERIFY(!fuzzyMatch(u"b", text));
        QVERIFY(fuzzyMatch(u"aaa", text));
    }
};

QTEST_APPLESS_MAIN(FuzzyMatchTest)
#include "fuzzy_match_test.moc"
