#include <QTest>

#include "engine/base/limits.h"
#include "engine/base/names.h"

using namespace tapedeck;

class NamesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lettersDigitsAndUnderscoreAreAnIdentifier();
    void everyOtherByteIsRefused();
    void emptyNameIsRefused();
    void nameOverTheLimitIsRefused();
};

void NamesTest::lettersDigitsAndUnderscoreAreAnIdentifier()
{
    for (const char* name : {"a", "Z", "0", "_", "orders_2024", "1st"})
        QVERIFY2(isIdentifier(name), name);
}

void NamesTest::everyOtherByteIsRefused()
{
    for (int byte = 0; byte < 256; ++byte) {
        char c = static_cast<char>(byte);
        bool want =
            (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
        const char name[] = {'a', c};
        QCOMPARE(isIdentifier({name, 2}), want);
    }
}

void NamesTest::emptyNameIsRefused()
{
    QVERIFY(!isIdentifier({}));
}

void NamesTest::nameOverTheLimitIsRefused()
{
    QVERIFY(isIdentifier(std::string(limits::kNameBytesMax, 'a')));
    QVERIFY(!isIdentifier(std::string(limits::kNameBytesMax + 1, 'a')));
}

QTEST_APPLESS_MAIN(NamesTest)
#include "names_test.moc"
