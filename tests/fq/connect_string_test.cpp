#include "engine/net/fq/connect_string.h"

#include <QRegularExpression>
#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;

class ConnectStringTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textsAreSplitAtTheFirstTwoSlashes_data();
    void textsAreSplitAtTheFirstTwoSlashes();
    void aMissingQueueIsInvented();
    void queueAndTypeAreCutAndALongUserIsRefused();
    void aNulInTheNameIsRefused();
};

void ConnectStringTest::textsAreSplitAtTheFirstTwoSlashes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("queue"); // empty: invented
    QTest::addColumn<QString>("type");
    const auto row = [](const char* text, const char* user, const char* queue, const char* type) {
        QTest::newRow(*text ? text : "empty") << text << user << queue << type;
    };
    row("USER/bob/mem:public,drop,backlog=100000", "USER", "bob", "mem:public,drop,backlog=100000");
    row("fqd-pz//mem:drop,private,backlog=4096", "fqd-pz", "", "mem:drop,private,backlog=4096");
    row("alice/orders", "alice", "orders", "mem");
    row("alice/orders/", "alice", "orders", "mem");
    row("alice", "alice", "", "mem");
    row("alice/", "alice", "", "mem");
    row("alice//", "alice", "", "mem");
    row("", "", "", "mem");
    row("/orders/disk", "", "orders", "disk");
    row("a/b/c/d/e", "a", "b", "c/d/e");
    row("a/b//c", "a", "b", "/c");
}

void ConnectStringTest::textsAreSplitAtTheFirstTwoSlashes()
{
    QFETCH(QString, text);
    QFETCH(QString, user);
    QFETCH(QString, queue);
    QFETCH(QString, type);
    SeededRandom random(1);
    const Result<ConnectString> result = parseConnectString(text.toStdString(), random);
    QVERIFY(result.ok());
    QCOMPARE(QString::fromStdString(result->user), user);
    QCOMPARE(QString::fromStdString(result->type), type);
    if (queue.isEmpty())
        QVERIFY(result->queue.starts_with("q-"));
    else
        QCOMPARE(QString::fromStdString(result->queue), queue);
}

void ConnectStringTest::aMissingQueueIsInvented()
{
    SeededRandom random(1);
    const std::string first = parseConnectString("alice", random).value().queue;
    const std::string second = parseConnectString("alice", random).value().queue;
    QVERIFY(first != second);
    QVERIFY(QRegularExpression("^q-[0-9a-f-]{36}$").match(QString::fromStdString(first)).hasMatch());
}

void ConnectStringTest::queueAndTypeAreCutAndALongUserIsRefused()
{
    SeededRandom random(1);
    const std::string name(127, 'x');
    QCOMPARE(parseConnectString(name + "/" + name + "/" + name, random).value(), (ConnectString{name, name, name}));
    QCOMPARE(
        parseConnectString(name + "/" + name + "y/" + name + "y", random).value(), (ConnectString{name, name, name}));
    const Result<ConnectString> refused = parseConnectString(name + "x/q/mem", random);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().text, std::string("The user has 128 bytes; fq allows 127."));
}

void ConnectStringTest::aNulInTheNameIsRefused()
{
    SeededRandom random(1);
    QVERIFY(!parseConnectString(std::string_view("u/q\0r/mem", 9), random).ok());
    QVERIFY(parseConnectString(std::string_view("u\0/q/mem", 8), random).ok());
}

QTEST_APPLESS_MAIN(ConnectStringTest)
#include "connect_string_test.moc"
