// Expectations: what is understood, what a mistake says, and what comes true.
#include "engine/base/limits.h"
#include "engine/base/random.h"
#include "engine/expect/expectation_run.h"

#include <QTest>

#include <iterator>
#include <map>

using namespace tapedeck;

namespace {

// One script: `ms queue key body` for each message, and a look at the time for each `ms` alone.
struct Step {
    int64_t ms;
    std::string queue, key, body;
};

Expectation parse(const std::string& text)
{
    const auto parsed = Expectation::parse(text);
    if (!parsed)
        qFatal("%s: %s", text.c_str(), parsed.error().text.c_str());
    return *parsed;
}

ExpectationRun play(const std::string& text, const std::vector<Step>& steps)
{
    ExpectationRun run(parse(text), {});
    std::map<std::string, uint64_t> ids;
    for (const Step& step : steps) {
        const Duration now = Duration::millis(step.ms);
        if (step.queue.empty()) {
            run.advance(now);
            continue;
        }
        const MessageView view{MessageId{++ids[step.queue]}, Time{now.micros}, {}, {}, step.key, {}, step.body};
        FilterSubject subject{view, step.queue};
        subject.now = Time{now.micros};
        run.onMessage(subject, now);
    }
    return run;
}

const char* resultOf(const ExpectationRun& run)
{
    return !run.decided() ? "open" : run.passed() ? "passed" : "failed";
}

} // namespace

class ExpectationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textsAreUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QStringList>("filters");
        QTest::addColumn<int>("within"); // ms
        using K = Expectation::Kind;
        const auto row = [](const char* text, K kind, const QStringList& filters, int within) {
            QTest::newRow(text) << text << static_cast<int>(kind) << filters << within;
        };
        row("key == eu", K::sequence, {"key == eu"}, 5'000);
        row("key == eu within 250ms", K::sequence, {"key == eu"}, 250);
        row("a && (b || c) then d then e within 10s", K::sequence, {"a && (b || c)", "d", "e"}, 10'000);
        row("\"now then\" then body ~ /x within y/", K::sequence, {"\"now then\"", "body ~ /x within y/"}, 5'000);
        row("(then) within 1s", K::sequence, {"(then)"}, 1'000);
        row("count(json.total > 5) >= 3 within 2s", K::count, {"json.total > 5"}, 2'000);
        row("count() == 0 within 0s", K::count, {""}, 0);
        row("count((a) && len(body) > 3) < 9", K::count, {"(a) && len(body) > 3"}, 5'000);
        row("count(a) == 3 stable for 1s", K::count, {"a"}, 6'000);
        row("count(a) == 3 stable 1s within 2s", K::count, {"a"}, 2'000);
        row("exactly 2 key == eu within 3s", K::count, {"key == eu"}, 3'000);
        row("never error for 2s", K::never, {"error"}, 2'000);
        row("never error", K::never, {"error"}, 5'000);
        row("count", K::sequence, {"count"}, 5'000);
    }
    void textsAreUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(QStringList, filters);
        QFETCH(int, within);
        const Expectation made = parse(text.toStdString());
        QCOMPARE(static_cast<int>(made.kind()), kind);
        QStringList found;
        for (const Filter& filter : made.filters())
            found << QString::fromStdString(filter.text()).trimmed();
        QCOMPARE(found, filters);
        QCOMPARE(made.within(), Duration::millis(within));
        QCOMPARE(QString::fromStdString(made.text()), text);
    }

    void mistakesSayWhere_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("position"); // as people count
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, int position, const char* expected) {
            QTest::newRow(*text ? text : "empty") << text << position << expected;
        };
        row("", 1, "a filter");
        row("within 5s", 1, "a filter");
        row("a then", 7, "a filter");
        row("a then then b", 8, "a filter");
        row("never", 6, "a filter");
        row("never for 2s", 7, "a filter");
        row("never a within 2s", 9, "`for` and a time");
        row("a for 2s", 3, "`then`, `within`");
        row("a stable 1s", 3, "`then`, `within`");
        row("a within 5", 0, "");
        row("a within soon", 10, "a length of time");
        row("a within 25h", 10, "at most 24h");
        row("a within 5s then b", 13, "the end");
        row("a within 5s within 6s", 13, "the end");
        row("count(a", 8, "`)`");
        row("count(a)", 9, "`==`");
        row("count(a) = 1", 10, "`==`");
        row("count(a) >= many", 13, "a whole number");
        row("count(a) >= -1", 13, "a whole number");
        row("count(key ==) >= 1", 13, "");
        row("count(a) >= 1 stable 9s within 2s", 34, "not shorter");
        row("exactly a", 9, "a whole number");
        row("exactly 2", 10, "a filter");
        row("exactly 2 a for 2s", 13, "`within`, `stable`");
        row("\"open", 1, "");
    }
    void mistakesSayWhere()
    {
        QFETCH(QString, text);
        QFETCH(int, position);
        QFETCH(QString, expected);
        const auto parsed = Expectation::tryParse(text.toStdString());
        const auto* error = std::get_if<ExpectationError>(&parsed);
        if (position == 0) {
            QVERIFY(!error);
            return;
        }
        QVERIFY(error);
        const QString said = QString::fromStdString(error->text());
        if (text != "\"open")
            QVERIFY2(said.startsWith(QString("At character %1:").arg(position)), qPrintable(said));
        QVERIFY2(said.contains(expected), qPrintable(said));
    }

    void aLongTextAndManyStepsAreRefused()
    {
        QVERIFY(!Expectation::parse(std::string(limits::kExpectationBytesMax + 1, 'a')).ok());
        std::string steps = "a";
        for (size_t i = 0; i < limits::kExpectationStepsMax; ++i)
            steps += " then a";
        QVERIFY(!Expectation::parse(steps).ok());
    }

    void countsComeTrue_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("times"); // in ms, of matching messages; the last look is at the end
        QTest::addColumn<int>("look"); // ms
        QTest::addColumn<QString>("result");
        const auto row = [](const char* text, const char* times, int look, const char* result) {
            QTest::addRow("%s: %s, %d", text, times, look) << text << times << look << result;
        };
        row("count(x) >= 2 within 1s", "", 1000, "failed");
        row("count(x) >= 2 within 1s", "10", 999, "open");
        row("count(x) >= 2 within 1s", "10", 1000, "failed");
        row("count(x) >= 2 within 1s", "10 20", 20, "passed");
        row("count(x) >= 2 within 1s", "10 1000", 1000, "passed");
        row("count(x) >= 2 within 1s", "10 1001", 1001, "failed");
        row("count(x) > 1 within 1s", "10", 1000, "failed");
        row("count(x) > 1 within 1s", "10 20", 20, "passed");
        row("count(x) >= 0 within 1s", "", 0, "passed");
        row("count(x) == 1 within 1s", "10", 999, "open");
        row("count(x) == 1 within 1s", "10", 1000, "passed");
        row("count(x) == 1 within 1s", "10 20", 20, "failed");
        row("count(x) == 0 within 1s", "", 1000, "passed");
        row("exactly 2 x within 1s", "10 20", 1000, "passed");
        row("exactly 2 x within 1s", "10", 1000, "failed");
        row("count(x) != 1 within 1s", "10", 1000, "failed");
        row("count(x) != 1 within 1s", "10 20", 20, "open");
        row("count(x) != 1 within 1s", "10 20", 1000, "passed");
        row("count(x) < 2 within 1s", "10", 1000, "passed");
        row("count(x) < 2 within 1s", "10 20", 20, "failed");
        row("count(x) <= 2 within 1s", "10 20", 1000, "passed");
        row("count(x) <= 2 within 1s", "10 20 30", 30, "failed");
        row("never x for 1s", "", 999, "open");
        row("never x for 1s", "", 1000, "passed");
        row("never x for 1s", "500", 500, "failed");
        row("never x for 1s", "1001", 1001, "passed");
        row("count(x) == 2 stable for 300ms within 2s", "10 20", 319, "open");
        row("count(x) == 2 stable for 300ms within 2s", "10 20", 320, "passed");
        row("count(x) == 2 stable for 300ms within 2s", "10 20 310", 310, "failed");
        row("count(x) == 2 stable for 300ms within 2s", "10 20 330", 330, "passed");
        row("count(x) >= 2 stable for 300ms within 2s", "10 20 310", 609, "open");
        row("count(x) >= 2 stable for 300ms within 2s", "10 20 310", 610, "passed");
        row("count(x) >= 2 stable for 300ms within 1s", "10 900", 1000, "failed");
        row("count(x) == 0 stable for 300ms within 1s", "", 300, "passed");
        row("count(x) == 2 stable for 300ms within 2s", "10 20 320", 320, "failed"); // it came in time to count
        row("count(x) == 2 stable for 0s within 2s", "0 0", 0, "passed");
        row("count(x) == 1 stable for 0s within 2s", "0 0", 0, "failed");
        row("x within 100ms", "100", 100, "passed");
        row("count(x) >= 0 within 1s", "", 0, "passed");
        row("count(x) < 0 within 1s", "", 0, "failed");
    }
    void countsComeTrue()
    {
        QFETCH(QString, text);
        QFETCH(QString, times);
        QFETCH(int, look);
        QFETCH(QString, result);
        std::vector<Step> steps;
        for (const QString& time : times.split(' ', Qt::SkipEmptyParts)) {
            steps.push_back({time.toInt(), "q", "", "x"});
            steps.push_back({time.toInt(), "q", "", "another"});
        }
        steps.push_back({look, {}, {}, {}});
        const ExpectationRun run = play(text.toStdString(), steps);
        QCOMPARE(QString(resultOf(run)), result);
        QCOMPARE(run.nextDue().has_value(), !run.decided());
        const ExpectationReport report = run.report();
        QCOMPARE(report.decided, run.decided());
        QVERIFY(!report.reason.empty() && report.reason.back() == '.');
    }

    void stepsComeInOrder_data()
    {
        QTest::addColumn<QString>("bodies");
        QTest::addColumn<QString>("result");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* bodies, const char* result, const char* says) {
            QTest::newRow(bodies) << bodies << result << says;
        };
        row("a b c", "passed", "in order");
        row("z a z b z c z", "passed", "in order");
        row("a c b c", "passed", "in order");
        row("a a b b c", "passed", "in order");
        row("b a c", "failed", "Step 2 of 3 (`b`) did not come within 1s after q/2; step 3 came too early, as q/3");
        row("a c b", "failed", "Step 3 of 3 (`c`) did not come within 1s after q/3; step 3 came too early, as q/2.");
        row("z z", "failed", "Step 1 of 3 (`a`) did not come within 1s.");
        row("c z", "failed", "step 3 came too early, as q/1");
    }
    void stepsComeInOrder()
    {
        QFETCH(QString, bodies);
        QFETCH(QString, result);
        QFETCH(QString, says);
        std::vector<Step> steps;
        for (const QString& body : bodies.split(' '))
            steps.push_back({100, "q", "", body.toStdString()});
        steps.push_back({1'000, {}, {}, {}});
        const ExpectationRun run = play("a then b then c within 1s", steps);
        QCOMPARE(QString(resultOf(run)), result);
        const QString said = QString::fromStdString(run.report().reason);
        QVERIFY2(said.contains(says), qPrintable(said));
    }

    void theNearestMissIsToldWithTheTermThatFailed()
    {
        const ExpectationRun run = play("count(queue == orders && key == eu && json.total > 50) >= 1 within 1s",
            {{10, "orders", "us", "{\"total\": 10}"}, {20, "orders", "eu", "{\"total\": 17}"},
                {30, "other", "us", "{\"total\": 1}"}, {40, "orders", "us", "{\"total\": 70}"},
                {50, "other", "xx", "none"}, {1'000, {}, {}, {}}});
        const ExpectationReport report = run.report();
        QVERIFY(!report.passed);
        QCOMPARE(report.reason, std::string("0 messages, expected at least 1 within 1s."));
        QCOMPARE(report.seen, uint64_t{5});
        QCOMPARE(report.nearMisses.size(), limits::kNearMissesMax);
        const NearMiss& nearest = report.nearMisses[0]; // the latest of the two that only one term fails for
        QCOMPARE(nearest.failing, size_t{1});
        QCOMPARE(nearest.message.id.value, uint64_t{3});
        QCOMPARE(nearest.failed.size(), size_t{1});
        QCOMPARE(nearest.failed[0].text, std::string("key == eu"));
        const NearMiss& second = report.nearMisses[1];
        QCOMPARE(second.message.id.value, uint64_t{2});
        QCOMPARE(second.failed[0].text, std::string("json.total > 50"));
        QVERIFY2(second.failed[0].actual.find("17") != std::string::npos, second.failed[0].actual.c_str());
    }

    void whoComesTooOftenIsTold()
    {
        const ExpectationRun run = play("count(x) <= 1 within 1s", {{10, "q", "k", "x 1"}, {20, "q", "k", "x 2"}});
        const ExpectationReport report = run.report();
        QCOMPARE(report.count, uint64_t{2});
        QCOMPARE(report.matched.size(), size_t{2});
        QCOMPARE(report.matched[1].body, std::string("x 2"));
        QVERIFY(report.nearMisses.empty());
        QCOMPARE(report.took, Duration::millis(20));
    }

    void whatPassedHasNoNearMisses()
    {
        const ExpectationRun run = play("key == eu", {{10, "q", "us", ""}, {20, "q", "eu", ""}});
        QVERIFY(run.passed());
        QVERIFY(run.report().nearMisses.empty());
        QCOMPARE(run.report().matched.size(), size_t{1});
    }

    void longBodiesAreCutInReports()
    {
        const std::string body = "x" + std::string(100'000, 'y');
        const ExpectationRun run = play("never x for 1s", {{10, "q", "", body}});
        QCOMPARE(run.report().matched[0].body.size(), limits::kNearMissBodyBytes);
        QCOMPARE(run.report().matched[0].bodyBytes, uint64_t{100'001});
    }

    // Whatever the stream: looking at the time in between changes nothing, and the same again has the same report.
    void moreLooksChangeNothing()
    {
        const quint64 seed =
            qEnvironmentVariableIsSet("TAPEDECK_SEED") ? qEnvironmentVariable("TAPEDECK_SEED").toULongLong() : 1;
        qInfo("seed %llu", seed);
        SeededRandom random(seed);
        const char* const texts[] = {"count(x) >= 3 within 1s", "count(x) == 3 within 1s", "count(x) < 3 within 1s",
            "count(x) == 3 stable for 100ms within 1s", "count(x) >= 2 stable for 200ms within 1s", "never x for 700ms",
            "x then y then x within 1s", "count(x) != 2 within 500ms"};
        for (int round = 0; round < 2'000; ++round) {
            const std::string text = texts[random.next() % std::size(texts)];
            std::vector<Step> few, many;
            int64_t ms = 0;
            for (uint64_t i = random.next() % 8; i > 0; --i) {
                const int64_t next = ms + static_cast<int64_t>(random.next() % 300);
                for (int64_t between = ms; between < next; between += 37)
                    many.push_back({between, {}, {}, {}});
                ms = next;
                few.push_back({ms, "q", "", random.next() % 2 ? "x" : "y"});
                many.push_back(few.back());
            }
            for (; ms <= 1'200; ms += 50)
                many.push_back({ms, {}, {}, {}});
            few.push_back({1'200, {}, {}, {}});
            const ExpectationReport a = play(text, few).report(), b = play(text, many).report();
            QVERIFY(a.decided && b.decided);
            QVERIFY2(a.passed == b.passed && a.reason == b.reason && a.count == b.count,
                (text + ": " + a.reason + " / " + b.reason).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(ExpectationTest)
#include "expectation_test.moc"
