#include "engine/net/fq/queue_spec.h"

#include <QRegularExpression>
#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

// "mem private drop 16384 unset"
QString described(const QueueSpec& spec)
{
    static const char* const kPermanence[] = {"unset", "permanent", "transient"};
    return QString("%1 %2 %3 %4 %5")
        .arg(spec.kind == QueueKind::disk ? "disk" : "mem", spec.isPublic ? "public" : "private",
            spec.block ? "block" : "drop")
        .arg(spec.backlog)
        .arg(kPermanence[static_cast<int>(spec.permanence)]);
}

QString described(const Result<QueueSpec>& spec)
{
    return spec ? described(*spec) : "refused " + QString::fromStdString(spec.error().text);
}

QueueSpec spec(const char* text)
{
    return parseQueueSpec(text).value();
}

} // namespace

class QueueSpecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textsBecomeSpecifications_data();
    void textsBecomeSpecifications();
    void backlogsAreReadAsCReadsThem_data();
    void backlogsAreReadAsCReadsThem();
    void aNulInTheTextIsPartOfTheWord();
    void rowsAreReadAndWritten_data();
    void rowsAreReadAndWritten();
    void aQueueWithoutANameIsInvented();
    void aNamedQueueIsAsAskedFor();
    void aWrongSpecificationIsRefusedWithAndWithoutAName();
    void clientsThatDoNotFitAreToldWhy_data();
    void clientsThatDoNotFitAreToldWhy();
    void uuidsAreOfVersionFour();
};

void QueueSpecTest::textsBecomeSpecifications_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("wanted");
    const auto row = [](const char* text, const char* wanted) {
        QTest::newRow(*text ? text : "empty") << QString(text) << QString(wanted);
    };
    row("", "mem private drop 16384 unset");
    row("mem", "mem private drop 16384 unset");
    row("mem:", "mem private drop 16384 unset");
    row("disk", "disk private drop 16384 unset");
    row(":public", "mem public drop 16384 unset");
    row("mem:public", "mem public drop 16384 unset");
    row("disk:public,block,backlog=1000,permanent", "disk public block 1000 permanent");
    row("mem:transient", "mem private drop 16384 transient");
    row("mem:public,private", "mem private drop 16384 unset");
    row("mem:private,public,block,drop", "mem public drop 16384 unset");
    row("mem:permanent,transient", "mem private drop 16384 transient");
    row("mem:transient,permanent", "mem private drop 16384 permanent");
    row("mem:backlog=1,backlog=2", "mem private drop 2 unset");
    row("mem:,,public,,", "mem public drop 16384 unset");
    row("mem:,", "mem private drop 16384 unset");
    row("mem:drop,private,backlog=4096", "mem private drop 4096 unset");
    row("queue", "refused invalid queue type: queue");
    row("MEM", "refused invalid queue type: MEM");
    row("mem ", "refused invalid queue type: mem ");
    row("mem,public", "refused invalid queue type: mem,public");
    row("memory:public", "refused invalid queue type: memory");
    row("mem:Public", "refused invalid queue param: Public");
    row("mem:public, drop", "refused invalid queue param:  drop");
    row("mem:public:drop", "refused invalid queue param: public:drop");
    row("mem:backlog", "refused invalid queue param: backlog");
    row("mem:backlog =5", "refused invalid queue param: backlog =5");
    row("mem:one,two", "refused invalid queue param: one");
    row("none:one", "refused invalid queue type: none");
}

void QueueSpecTest::textsBecomeSpecifications()
{
    QFETCH(QString, text);
    QFETCH(QString, wanted);
    QCOMPARE(described(parseQueueSpec(text.toStdString())), wanted);
}

void QueueSpecTest::backlogsAreReadAsCReadsThem_data()
{
    QTest::addColumn<QString>("number");
    QTest::addColumn<uint32_t>("wanted");
    const auto row = [](const char* number, uint32_t wanted) {
        QTest::newRow(*number ? number : "empty") << QString(number) << wanted;
    };
    row("10", 10);
    row("0", 0);
    row("", 0);
    row("abc", 0);
    row("12abc", 12);
    row("1e6", 1);
    row("0x10", 0);
    row(" 7", 7);
    row("\t\n\v\f\r 7", 7);
    row("7 ", 7);
    row("+7", 7);
    row("-1", 4294967295);
    row("-2", 4294967294);
    row("- 1", 0);
    row("--1", 0);
    row("+-1", 0);
    row("007", 7);
    row("2147483647", 2147483647);
    row("2147483648", 2147483648);
    row("4294967295", 4294967295);
    row("4294967296", 4294967295);
    row("99999999999999999999999999", 4294967295);
    row("-2147483648", 2147483648);
    row("-2147483649", 2147483648);
    row("-99999999999999999999999999", 2147483648);
}

void QueueSpecTest::backlogsAreReadAsCReadsThem()
{
    QFETCH(QString, number);
    QFETCH(uint32_t, wanted);
    const Result<QueueSpec> result = parseQueueSpec("mem:backlog=" + number.toStdString());
    QVERIFY(result.ok());
    QCOMPARE(result->backlog, wanted);
}

void QueueSpecTest::aNulInTheTextIsPartOfTheWord()
{
    const Result<QueueSpec> result = parseQueueSpec(std::string_view("mem\0", 4));
    QVERIFY(!result.ok());
    QCOMPARE(result.error().text, std::string("invalid queue type: mem\0", 24));
}

void QueueSpecTest::rowsAreReadAndWritten_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("attributes");
    QTest::addColumn<QString>("wanted");
    QTest::newRow("usual") << "mem"
                           << "public,drop,backlog=10000"
                           << "mem public drop 10000 unset";
    QTest::newRow("disk") << "disk"
                          << "private,block,backlog=0"
                          << "disk private block 0 unset";
    QTest::newRow("largest") << "mem"
                             << "public,drop,backlog=-1"
                             << "mem public drop 4294967295 unset";
    QTest::newRow("signed") << "mem"
                            << "public,drop,backlog=-2147483648"
                            << "mem public drop 2147483648 unset";
    QTest::newRow("wrong type") << "tape"
                                << "public,drop,backlog=1"
                                << "refused invalid queue type: tape";
    QTest::newRow("wrong attribute") << "mem"
                                     << "public,lose,backlog=1"
                                     << "refused invalid queue param: lose";
}

void QueueSpecTest::rowsAreReadAndWritten()
{
    QFETCH(QString, type);
    QFETCH(QString, attributes);
    QFETCH(QString, wanted);
    const Result<QueueSpec> result = parseQueueRow(type.toStdString(), attributes.toStdString());
    QCOMPARE(described(result), wanted);
    if (result) {
        QCOMPARE(QString::fromStdString(attributesText(*result)), attributes);
        QCOMPARE(QString::fromStdString(std::string(kindText(result->kind))), type);
    }
}

void QueueSpecTest::aQueueWithoutANameIsInvented()
{
    SeededRandom random(1);
    AuthRequest auth;
    auth.typeText = "disk:public,permanent,block,backlog=9";
    auth.hasType = true;
    const Result<QueueRequest> first = queueRequest(auth, random);
    const Result<QueueRequest> second = queueRequest(auth, random);
    QVERIFY(first.ok() && second.ok());
    QCOMPARE(first->name.size(), size_t{41});
    QVERIFY(first->name.starts_with("auto-"));
    QVERIFY(first->name != second->name);
    QCOMPARE(described(first->spec), QString("disk private block 9 transient"));
}

void QueueSpecTest::aNamedQueueIsAsAskedFor()
{
    SeededRandom random(1);
    AuthRequest auth;
    auth.queueName = "orders";
    QCOMPARE(described(queueRequest(auth, random).value().spec), QString("mem private drop 16384 unset"));
    auth.typeText = "mem:public,permanent";
    const Result<QueueRequest> request = queueRequest(auth, random);
    QVERIFY(request.ok());
    QCOMPARE(request->name, std::string("orders"));
    QCOMPARE(described(request->spec), QString("mem public drop 16384 permanent"));
}

void QueueSpecTest::aWrongSpecificationIsRefusedWithAndWithoutAName()
{
    SeededRandom random(1);
    AuthRequest auth;
    auth.typeText = "mem:nothing";
    for (const char* name : {"", "orders"}) {
        auth.queueName = name;
        const Result<QueueRequest> request = queueRequest(auth, random);
        QVERIFY(!request.ok());
        QCOMPARE(request.error().text, std::string("invalid queue param: nothing"));
    }
}

void QueueSpecTest::clientsThatDoNotFitAreToldWhy_data()
{
    QTest::addColumn<QString>("existing");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<bool>("hasClient");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* existing, const char* wanted, bool hasClient, const char* text) {
        QTest::addRow("%s, %s, %d", existing, wanted, hasClient) << existing << wanted << hasClient << text;
    };
    row("mem:public", "mem:public", true, "");
    row("mem", "mem", false, "");
    row("mem:public,backlog=1,permanent", "mem:public,backlog=2", true, "");
    row("mem", "mem", true, "requested queue is private and in use\n");
    row("mem", "disk:public,block", true, "requested queue is private and in use\n");
    row("mem:public", "disk:public", true, "requested type disk, queue is mem");
    row("disk:public", "mem:public", false, "requested type mem, queue is disk");
    row("mem:public", "mem", true, "requested private, queue is public");
    row("mem", "mem:public", false, "requested public, queue is private");
    row("mem:public", "mem:public,block", true, "request block, queue is drop");
    row("mem:block", "mem:drop", false, "request drop, queue is block");
    row("mem:public", "disk:block", false, "requested type disk, queue is mem");
    row("mem:public", "mem:block", false, "requested private, queue is public");
}

void QueueSpecTest::clientsThatDoNotFitAreToldWhy()
{
    QFETCH(QString, existing);
    QFETCH(QString, wanted);
    QFETCH(bool, hasClient);
    QFETCH(QString, text);
    const std::optional<std::string> result =
        mismatch(spec(existing.toUtf8().constData()), spec(wanted.toUtf8().constData()), hasClient);
    QCOMPARE(result.has_value(), !text.isEmpty());
    QCOMPARE(QString::fromStdString(result.value_or("")), text);
}

void QueueSpecTest::uuidsAreOfVersionFour()
{
    SeededRandom random(7);
    const QRegularExpression form("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
    for (int i = 0; i < 100; ++i)
        QVERIFY(form.match(QString::fromStdString(makeUuid(random))).hasMatch());
}

QTEST_APPLESS_MAIN(QueueSpecTest)
#include "queue_spec_test.moc"
