// Hostile text is shown, never obeyed.
#include "ui/models/plain_text.h"

#include <QTest>

using namespace tapedeck;

class PlainTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ordinaryTextStaysAsItIs()
    {
        QCOMPARE(shownText("plain, Łódź, 東京, \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"),
            QString::fromUtf8("plain, Łódź, 東京, \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"));
    }
    void controlCharactersBecomePictures()
    {
        QCOMPARE(shownText(std::string_view("a\0b\x1b[31m\r\x7f", 10)), QString::fromUtf8("a␀b␛[31m␍␡"));
    }
    void lineFeedsAreKeptOnlyWhereLinesAreShown()
    {
        QCOMPARE(shownText("a\n\tb"), QString::fromUtf8("a␊␉b"));
        QCOMPARE(shownText("a\n\tb", Lines::kept), QStringLiteral("a\n\tb"));
        QCOMPARE(shownText("a\r\n", Lines::kept), QString::fromUtf8("a␍\n"));
    }
    void bidirectionalAndInvisibleCharactersAreNamed_data()
    {
        QTest::addColumn<uint>("hidden");
        for (const uint c : {0x202eu, 0x202du, 0x2066u, 0x2069u, 0x200eu, 0x200fu, 0x61cu, 0x200bu, 0xfeffu, 0x2028u,
                 0xadu, 0x85u, 0xe0041u, 0x2060u})
            QTest::newRow(QByteArray::number(c, 16)) << c;
    }
    void bidirectionalAndInvisibleCharactersAreNamed()
    {
        QFETCH(uint, hidden);
        const QString text = QLatin1Char('x') + QStringView(QChar::fromUcs4(hidden)).toString() + QLatin1Char('y');
        const QString name = QStringLiteral("‹U+%1›").arg(hidden, 4, 16, QLatin1Char('0')).toUpper();
        QCOMPARE(shownText(text.toStdString()), QLatin1Char('x') + name + QLatin1Char('y'));
    }
    void bytesThatAreNoUtf8AreShownAsBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("shown");
        QTest::newRow("stray continuation") << QByteArray("a\x80z") << QString::fromUtf8("a‹80›z");
        QTest::newRow("cut short") << QByteArray("\xe2\x82") << QString::fromUtf8("‹E2›‹82›");
        QTest::newRow("overlong slash") << QByteArray("\xc0\xaf") << QString::fromUtf8("‹C0›‹AF›");
        QTest::newRow("overlong in three") << QByteArray("\xe0\x80\xaf") << QString::fromUtf8("‹E0›‹80›‹AF›");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QString::fromUtf8("‹ED›‹A0›‹80›");
        QTest::newRow("beyond Unicode") << QByteArray("\xf4\x90\x80\x80") << QString::fromUtf8("‹F4›‹90›‹80›‹80›");
    }
    void bytesThatAreNoUtf8AreShownAsBytes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, shown);
        QCOMPARE(shownText(bytes.toStdString()), shown);
        QVERIFY(!isUtf8(bytes.toStdString()));
    }
    void longTextEndsWithAnEllipsis()
    {
        QCOMPARE(shownText("abcdef", Lines::single, 3), QString::fromUtf8("abc…"));
        QCOMPARE(shownText("abc", Lines::single, 3), QStringLiteral("abc"));
    }
    void tagsAndMnemonicsMeanNothing()
    {
        QCOMPARE(menuText(shownText("a&b")), QStringLiteral("a&&b"));
        QVERIFY(toolTipText(QStringLiteral("<img src=x>")).contains(QStringLiteral("&lt;img src=x&gt;")));
    }
};

QTEST_APPLESS_MAIN(PlainTextTest)
#include "plain_text_test.moc"
