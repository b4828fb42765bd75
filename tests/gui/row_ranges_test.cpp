// A set of rows as ranges behaves like the plain set it stands for.
#include "ui/models/row_ranges.h"

#include <QRandomGenerator>
#include <QTest>

#include <set>

using namespace tapedeck;

class RowRangesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tenMillionRowsAreOneRange()
    {
        RowRanges rows;
        rows.add(1, 10'000'001);
        QCOMPARE(rows.ranges().size(), size_t{1});
        QCOMPARE(rows.count(), int64_t{10'000'000});
        rows.toggle(5);
        QCOMPARE(rows.ranges().size(), size_t{2});
        QVERIFY(!rows.contains(5));
        rows.toggle(5);
        QCOMPARE(rows.ranges().size(), size_t{1});
    }
    void randomOperationsAgreeWithASet()
    {
        bool given = false;
        uint seed = qEnvironmentVariable("TAPEDECK_SEED").toUInt(&given);
        if (!given)
            seed = QRandomGenerator::global()->generate();
        qInfo("TAPEDECK_SEED=%u", seed);
        QRandomGenerator random(seed);
        RowRanges rows;
        std::set<int64_t> plain;
        for (int step = 0; step < 5000; ++step) {
            const int64_t begin = random.bounded(60), end = begin + random.bounded(12);
            switch (random.bounded(4)) {
            case 0:
            case 1:
                rows.add(begin, end);
                for (int64_t r = begin; r < end; ++r)
                    plain.insert(r);
                break;
            case 2:
                rows.remove(begin, end);
                for (int64_t r = begin; r < end; ++r)
                    plain.erase(r);
                break;
            default:
                rows.toggle(begin);
                if (!plain.erase(begin))
                    plain.insert(begin);
            }
            QCOMPARE(rows.count(), static_cast<int64_t>(plain.size()));
            for (int64_t r = 0; r < 75; ++r)
                QCOMPARE(rows.contains(r), plain.contains(r));
            for (size_t i = 1; i < rows.ranges().size(); ++i)
                QVERIFY(rows.ranges()[i - 1].end < rows.ranges()[i].begin);
        }
    }
};

QTEST_APPLESS_MAIN(RowRangesTest)
#include "row_ranges_test.moc"
