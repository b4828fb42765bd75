#include "engine/net/http/request.h"

#include <QTest>

using namespace tapedeck::http;

class QueryMemberTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void memberIsTakenOutOfTheTarget_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("value"); // null: there is none
        QTest::addColumn<QString>("left");
        QTest::newRow("alone") << "/q?ns=a"
                               << "a"
                               << "/q";
        QTest::newRow("first") << "/q?ns=a&x=1"
                               << "a"
                               << "/q?x=1";
        QTest::newRow("middle") << "/q?x=1&ns=a&y=2"
                                << "a"
                                << "/q?x=1&y=2";
        QTest::newRow("last") << "/q?x=1&ns=a"
                              << "a"
                              << "/q?x=1";
        QTest::newRow("empty") << "/q?ns="
                               << ""
                               << "/q";
        QTest::newRow("empty between") << "/q?ns=&x=1"
                                       << ""
                                       << "/q?x=1";
        QTest::newRow("encoded") << "/q?ns=a%2Db+c"
                                 << "a-b c"
                                 << "/q";
        QTest::newRow("not well-formed") << "/q?ns=%zz"
                                         << "%zz"
                                         << "/q";
        QTest::newRow("the first of two") << "/q?ns=a&ns=b"
                                          << "a"
                                          << "/q?ns=b";
        QTest::newRow("none") << "/q?x=1" << QString() << "/q?x=1";
        QTest::newRow("no query") << "/ns=a" << QString() << "/ns=a";
        QTest::newRow("longer name") << "/q?nsx=a&xns=b" << QString() << "/q?nsx=a&xns=b";
        QTest::newRow("without a value") << "/q?ns&x=1" << QString() << "/q?ns&x=1";
        QTest::newRow("empty query") << "/q?" << QString() << "/q?";
    }
    void memberIsTakenOutOfTheTarget()
    {
        QFETCH(QString, target);
        QFETCH(QString, value);
        std::string bytes = target.toStdString();
        const auto taken = takeQueryMember(bytes, "ns");
        QCOMPARE(taken.has_value(), !value.isNull());
        QCOMPARE(QString::fromStdString(taken.value_or("")), value.isNull() ? QString("") : value);
        QTEST(QString::fromStdString(bytes), "left");
    }
};

QTEST_APPLESS_MAIN(QueryMemberTest)
#include "query_member_test.moc"
