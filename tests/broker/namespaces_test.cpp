// Namespaces: names, look-ups and lists inside of one, over crashes and clean ends.
#include "tests/support/broker_rig.h"

#include "engine/broker/namespaces.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

QStringList namesIn(BrokerRig& rig, const std::string& prefix, std::string_view wanted = {})
{
    const NamespaceScope scope(*rig.broker, prefix);
    QStringList names;
    for (const QueuePtr& queue : rig.broker->listQueues(wanted))
        names << QString::fromStdString(queue->name());
    return names;
}

QueuePtr makeIn(BrokerRig& rig, const std::string& prefix, const std::string& name)
{
    const NamespaceScope scope(*rig.broker, prefix);
    return rig.makeQueue(name);
}

} // namespace

class NamespacesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nameOfANamespaceIsCheckedAndBecomesAPrefix_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("prefix"); // null: refused
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
        QTest::newRow("redis's first") << QByteArray("0") << QByteArray("");
        QTest::newRow("default") << QByteArray("default") << QByteArray("");
        QTest::newRow("number") << QByteArray("7") << QByteArray("@ns/7/");
        QTest::newRow("all bytes") << QByteArray("aZ09.-_") << QByteArray("@ns/aZ09.-_/");
        QTest::newRow("longest") << QByteArray(64, 'x') << QByteArray("@ns/" + QByteArray(64, 'x') + "/");
        QTest::newRow("too long") << QByteArray(65, 'x') << QByteArray();
        QTest::newRow("slash") << QByteArray("a/b") << QByteArray();
        QTest::newRow("blank") << QByteArray("a b") << QByteArray();
        QTest::newRow("not ascii") << QByteArray("ä") << QByteArray();
    }
    void nameOfANamespaceIsCheckedAndBecomesAPrefix()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, prefix);
        const auto made = namespacePrefix(name.toStdString());
        QCOMPARE(made.has_value(), !prefix.isNull());
        QCOMPARE(QByteArray::fromStdString(made.value_or("")), prefix.isNull() ? QByteArray("") : prefix);
        if (made)
            QCOMPARE(namespacePrefixBytes(*made + "q"), made->size());
    }

    void queueThatOnlyLooksLikeOneIsAnOrdinaryOne()
    {
        for (const char* name : {"@ns", "@ns/", "@ns/a", "@ns/a/", "@ns//q", "@ns/a b/q", "x@ns/a/q", "@Ns/a/q"})
            QCOMPARE(namespacePrefixBytes(name), size_t{0});
        QCOMPARE(namespacePrefixBytes("@ns/a/b/c"), size_t{6});
    }

    void everyNamespaceSeesItsOwnQueuesOnly()
    {
        BrokerRig rig;
        const std::string none, a = "@ns/a/", b = "@ns/b/";
        const QueuePtr plain = rig.makeQueue("q"), inA = makeIn(rig, a, "q"), inB = makeIn(rig, b, "q");
        makeIn(rig, a, "r");
        QCOMPARE(namesIn(rig, none), QStringList({"q"}));
        QCOMPARE(namesIn(rig, a), QStringList({"q", "r"}));
        QCOMPARE(namesIn(rig, b), QStringList({"q"}));
        QCOMPARE(namesIn(rig, a, "r"), QStringList({"r"}));
        QCOMPARE(namesIn(rig, none, kNamespaceMark).size(), 3);
        QCOMPARE(rig.broker->queueCount(), size_t{1});
        QCOMPARE(inA->name(), std::string("q"));
        QCOMPARE(inA->fullName(), std::string("@ns/a/q"));
        {
            const NamespaceScope scope(*rig.broker, a);
            QCOMPARE(rig.broker->findQueue("q"), inA);
            QCOMPARE(rig.broker->queueCount(), size_t{2});
            const NamespaceScope inner(*rig.broker, b);
            QCOMPARE(rig.broker->findQueue("q"), inB);
            QVERIFY(!rig.broker->findQueue("r"));
        }
        QCOMPARE(rig.broker->findQueue("q"), plain);
        QCOMPARE(rig.broker->findQueue("@ns/b/q"), inB);
    }

    void messagesOfANamespaceSurviveACrashAndACleanEnd()
    {
        BrokerRig rig(SyncMode::full);
        const std::string a = "@ns/a/";
        rig.publish(makeIn(rig, a, "q"), {"one"});
        for (const bool crash : {true, false}) {
            if (crash)
                rig.crash();
            else
                rig.closeCleanly();
            rig.open();
            QCOMPARE(namesIn(rig, {}), QStringList());
            const QueuePtr queue = rig.broker->findQueue("@ns/a/q");
            QVERIFY(queue);
            QCOMPARE(queue->name(), std::string("q"));
            QCOMPARE(rig.broker->head(*queue).value, uint64_t{2});
        }
        rig.broker->beginTurn();
        QVERIFY(rig.broker->deleteQueue(*rig.broker->findQueue("@ns/a/q")).ok());
        rig.turn();
        QCOMPARE(namesIn(rig, a), QStringList());
    }

    void prefixCountsForTheLengthOfAName()
    {
        BrokerRig rig;
        const std::string a = "@ns/a/";
        const NamespaceScope scope(*rig.broker, a);
        rig.broker->beginTurn();
        QVERIFY(rig.broker->createQueue(std::string(limits::kNameBytesMax - a.size(), 'x'), {}).ok());
        QVERIFY(!rig.broker->createQueue(std::string(limits::kNameBytesMax - a.size() + 1, 'x'), {}).ok());
        QVERIFY(!rig.broker->createQueue("", {}).ok());
        rig.turn();
    }
};

QTEST_APPLESS_MAIN(NamespacesTest)
#include "namespaces_test.moc"
