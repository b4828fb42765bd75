#include "app/json.h"
#include "app/terminal.h"

#include <QTest>

using namespace tapedeck;

class TerminalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hostileBytesNeverReachTheTerminal_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("grün 日本 🙂") << QByteArray("grün 日本 🙂");
        QTest::newRow("escape sequence") << QByteArray("\x1b[2Jx") << QByteArray("\\x1b[2Jx");
        QTest::newRow("title change") << QByteArray("\x1b]0;x\x07") << QByteArray("\\x1b]0;x\\x07");
        QTest::newRow("line breaks") << QByteArray("a\r\n\tb") << QByteArray("a\\r\\n\\tb");
        QTest::newRow("nul and delete") << QByteArray("a\0b\x7f", 4) << QByteArray("a\\x00b\\x7f");
        QTest::newRow("c1 control as utf-8") << QByteArray("\xc2\x9b"
                                                           "31m")
                                             << QByteArray("\\u{9b}31m");
        QTest::newRow("c1 control as byte") << QByteArray("\x9b"
                                                          "31m")
                                            << QByteArray("\\x9b31m");
        QTest::newRow("right to left override") << QByteArray("\xe2\x80\xae"
                                                              "x")
                                                << QByteArray("\\u{202e}x");
        QTest::newRow("zero width") << QByteArray("a\xe2\x80\x8b"
                                                  "b")
                                    << QByteArray("a\\u{200b}b");
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << QByteArray("\\xc0\\xaf");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\\xed\\xa0\\x80");
        QTest::newRow("beyond unicode") << QByteArray("\xf4\x90\x80\x80") << QByteArray("\\xf4\\x90\\x80\\x80");
        QTest::newRow("cut short") << QByteArray("\xf0\x9f\x99") << QByteArray("\\xf0\\x9f\\x99");
        QTest::newRow("backslash") << QByteArray("\\x1b") << QByteArray("\\\\x1b");
    }
    void hostileBytesNeverReachTheTerminal()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(escapeForTerminal(bytes.toStdString())), shown);
    }

    void everySinglePairOfBytesIsHarmless()
    {
        for (int first = 0; first < 256; ++first)
            for (int second = 0; second < 256; ++second) {
                std::string shown = escapeForTerminal(std::string{static_cast<char>(first), static_cast<char>(second)});
                for (char c : shown)
                    QVERIFY(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
                QVERIFY(QString::fromStdString(shown).toStdString() == shown); // valid UTF-8
            }
    }

    void columnsAlignAndNumbersStandRight()
    {
        TextTable table({"QUEUE", "LAG"});
        table.row({"é", "5"});
        table.row({"orders", "1,200"});
        QCOMPARE(table.text(), std::string("QUEUE     LAG\né           5\norders  1,200\n"));
    }

    void bytesThatAreNotTextBecomeBase64()
    {
        Json object;
        putBytes(object, "body", "text");
        putBytes(object, "key", std::string("\xff\x00\x01", 3));
        putBytes(object, "one", "\xff");
        QCOMPARE(jsonLine(object), std::string(R"({"body":"text","key_base64":"/wAB","one_base64":"/w=="})"));
    }

    void numbersForPeople()
    {
        QCOMPARE(grouped(0), std::string("0"));
        QCOMPARE(grouped(999), std::string("999"));
        QCOMPARE(grouped(1'234'567), std::string("1,234,567"));
        QCOMPARE(humanBytes(999), std::string("999 B"));
        QCOMPARE(humanBytes(1'000), std::string("1.0 kB"));
        QCOMPARE(humanBytes(61'263'232), std::string("61.3 MB"));
    }
};

QTEST_APPLESS_MAIN(TerminalTest)
#include "terminal_test.moc"
