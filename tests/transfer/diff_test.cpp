#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/transfer/diff.h"

using namespace tapedeck;

// What differs between two recordings, by each way to tell which messages belong together.
class DiffTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void differencesAreFound_data();
    void differencesAreFound();
    void changedPartsAreNamed();
    void ignoredPartsAreNotCompared();
    void aPathThatIsNoneIsRefused();
};

namespace {

// "k:body k:body": messages with ids from 1.
void add(RecordingDiff& diff, RecordingDiff::Side side, const QByteArray& messages)
{
    for (const QByteArray& message : messages.split(' ')) {
        if (message.isEmpty())
            continue;
        Record record;
        const auto parts = message.split(':');
        record.key = parts[0].toStdString();
        record.body = parts[1].toStdString();
        QVERIFY(diff.add(side, record));
    }
}

QByteArray textOf(const DiffResult& result)
{
    QByteArray out = QByteArray::number(static_cast<qulonglong>(result.same)) + " same";
    for (const Difference& one : result.differences)
        out += QByteArray(" ") + "-+~>"[static_cast<int>(one.kind)]
            + QByteArray::number(static_cast<qulonglong>(one.inA.value)) + "/"
            + QByteArray::number(static_cast<qulonglong>(one.inB.value));
    return out;
}

} // namespace

void DiffTest::differencesAreFound_data()
{
    QTest::addColumn<int>("by");
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](DiffRules::By by, const char* a, const char* b, const char* result) {
        QTest::addRow("%d: %s | %s", static_cast<int>(by), a, b)
            << static_cast<int>(by) << QByteArray(a) << QByteArray(b) << QByteArray(result);
    };
    using By = DiffRules::By;
    row(By::key, "", "", "0 same");
    row(By::key, "a:1 b:2", "a:1 b:2", "2 same");
    row(By::key, "a:1 b:2 c:3", "a:1 c:3", "2 same -2/0");
    row(By::key, "a:1 c:3", "a:1 b:2 c:3", "2 same +0/2");
    row(By::key, "a:1 b:2", "a:1 b:5", "1 same ~2/2");
    row(By::key, "a:1 b:2 c:3", "c:3 a:1 b:2", "2 same >3/1");
    row(By::key, "a:1 b:2", "b:9 a:1", "0 same >1/2 ~2/1");
    row(By::key, "a:1 a:2 a:3", "a:1 a:3", "1 same ~2/2 -3/0");
    row(By::key, ":1 :2", ":1 :3", "1 same ~2/2");
    row(By::ordinal, "a:1 b:2 c:3", "a:1 c:3", "1 same ~2/2 -3/0");
    row(By::ordinal, "a:1", "a:1 b:2", "1 same +0/2");
    row(By::content, "a:1 b:2 c:3", "a:1 c:3", "2 same -2/0");
    row(By::content, "a:1 b:2", "a:1 b:5", "1 same -2/0 +0/2");
    row(By::content, "a:1 a:1 b:2", "b:2 a:1 a:1", "2 same >3/1");
    row(By::content, "a:1", "b:1", "0 same -1/0 +0/1");
}

void DiffTest::differencesAreFound()
{
    QFETCH(int, by);
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    DiffRules rules;
    rules.by = static_cast<DiffRules::By>(by);
    RecordingDiff diff = std::move(RecordingDiff::make(rules)).value();
    add(diff, RecordingDiff::Side::a, a);
    add(diff, RecordingDiff::Side::b, b);
    QTEST(textOf(diff.compare()), "result");
}

void DiffTest::changedPartsAreNamed()
{
    DiffRules rules;
    rules.by = DiffRules::By::ordinal;
    RecordingDiff diff = std::move(RecordingDiff::make(rules)).value();
    const Record a{"", {}, {}, {}, "k", {{"h", "1"}}, "x"};
    Record b = a;
    b.headers[0].second = "2";
    QVERIFY(diff.add(RecordingDiff::Side::a, a) && diff.add(RecordingDiff::Side::b, b));
    b = a;
    b.key = "l";
    b.body = "y";
    QVERIFY(diff.add(RecordingDiff::Side::a, a) && diff.add(RecordingDiff::Side::b, b));
    const DiffResult result = diff.compare();
    QCOMPARE(result.differences.size(), size_t{2});
    QVERIFY(result.differences[0].headers && !result.differences[0].key && !result.differences[0].body);
    QVERIFY(!result.differences[1].headers && result.differences[1].key && result.differences[1].body);
}

void DiffTest::ignoredPartsAreNotCompared()
{
    for (const bool ignore : {true, false}) {
        DiffRules rules;
        if (ignore) {
            rules.ignoredHeaders = {"Trace"};
            rules.ignoredPaths = {"at", "lines[*].id"};
        }
        RecordingDiff diff = std::move(RecordingDiff::make(rules)).value();
        QVERIFY(diff.add(RecordingDiff::Side::a,
            {"", {}, {}, {}, "k", {{"trace", "1"}, {"h", "1"}}, "{\"at\":1,\"lines\":[{\"id\":7,\"n\":1}]}"}));
        QVERIFY(diff.add(RecordingDiff::Side::b,
            {"", {}, {}, {}, "k", {{"h", "1"}}, "{\"at\":\"later\",\"lines\":[{\"id\":8,\"n\":1}]}"}));
        QCOMPARE(diff.compare().differences.empty(), ignore);
    }
}

void DiffTest::aPathThatIsNoneIsRefused()
{
    DiffRules rules;
    rules.ignoredPaths = {"a["};
    QVERIFY(!RecordingDiff::make(rules));
}

QTEST_APPLESS_MAIN(DiffTest)
#include "diff_test.moc"
