#include "app/progress.h"

#include <QTest>

using namespace tapedeck;

class ProgressTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lineTellsShareRateAndTimeLeft_data()
    {
        QTest::addColumn<quint64>("done");
        QTest::addColumn<quint64>("total");
        QTest::addColumn<double>("perSecond");
        QTest::addColumn<bool>("bytes");
        QTest::addColumn<int>("columns");
        QTest::addColumn<QString>("line");
        QTest::newRow("half") << quint64(500) << quint64(1000) << 100.0 << false << 70
                              << QString("export [=======>       ]  50 %  500 of 1,000 messages  100/s  5 s left");
        QTest::newRow("done") << quint64(1000) << quint64(1000) << 100.0 << false << 55
                              << QString("export [========] 100 %  1,000 of 1,000 messages  100/s");
        QTest::newRow("bytes") << quint64(1'000'000) << quint64(4'000'000) << 500'000.0 << true << 67
                               << QString("export [===>        ]  25 %  1.0 MB of 4.0 MB  500.0 kB/s  6 s left");
        QTest::newRow("no rate yet") << quint64(0) << quint64(1000) << 0.0 << false << 44
                                     << QString("export [>       ]   0 %  0 of 1,000 messages");
        QTest::newRow("unknown total") << quint64(12'345) << quint64(0) << 1000.0 << false << 80
                                       << QString("export 12,345 messages  1,000/s");
        QTest::newRow("no room for a bar") << quint64(500) << quint64(1000) << 100.0 << false << 56
                                           << QString("export  50 %  500 of 1,000 messages  100/s  5 s left");
        QTest::newRow("hardly any room") << quint64(500) << quint64(1000) << 100.0 << false << 14
                                         << QString("export  50 %  ");
        QTest::newRow("more than there should be")
            << quint64(2000) << quint64(1000) << 100.0 << false << 55
            << QString("export [========] 100 %  2,000 of 1,000 messages  100/s");
    }
    void lineTellsShareRateAndTimeLeft()
    {
        QFETCH(quint64, done);
        QFETCH(quint64, total);
        QFETCH(double, perSecond);
        QFETCH(bool, bytes);
        QFETCH(int, columns);
        ProgressState state;
        state.what = "export";
        state.done = done;
        state.total = total;
        state.perSecond = perSecond;
        state.unit = bytes ? ProgressState::Unit::bytes : ProgressState::Unit::messages;
        const std::string line = progressLine(state, static_cast<size_t>(columns));
        QTEST(QString::fromStdString(line), "line");
        QVERIFY(line.size() <= static_cast<size_t>(columns));
    }
    void colourIsInTheBarOnly()
    {
        ProgressState state{ProgressState::Unit::messages, "x", 1, 2, 0, true};
        const std::string line = progressLine(state, 80);
        QVERIFY(line.starts_with("x [\033[32m"));
        QVERIFY(line.find("\033[0m] ") != std::string::npos);
    }
    void durationsAreForPeople_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << qint64(0) << "0 s";
        QTest::newRow("seconds") << qint64(59) << "59 s";
        QTest::newRow("minutes") << qint64(250) << "4 min 10 s";
        QTest::newRow("hours") << qint64(12'000) << "3 h 20 min";
    }
    void durationsAreForPeople()
    {
        QFETCH(qint64, seconds);
        QTEST(QString::fromStdString(humanDuration(Duration::seconds(seconds))), "text");
    }
};

QTEST_APPLESS_MAIN(ProgressTest)
#include "progress_test.moc"
