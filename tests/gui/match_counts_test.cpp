// How many matches are in each bucket of the timeline, and how they get there.
#include "tests/gui/shell_rig.h"
#include "ui/models/match_counts.h"
#include "ui/models/message_search.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/timeline_panel.h"
#include "ui/views/timeline_strip.h"

#include <QLineEdit>

#include <numeric>
#include <random>

using namespace tapedeck;

class MatchCountsTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static uint64_t sum(const BucketCounts& counts)
    {
        return std::accumulate(counts.counts.begin(), counts.counts.end(), uint64_t{0});
    }
    static BucketCounts buckets(uint64_t first, std::vector<uint64_t> counts)
    {
        return {Time{1000}, Duration{16}, std::move(counts), MessageId{first}};
    }

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void eachBucketHasTheMatchesOfItsIds()
    {
        MatchList matches;
        matches.add({MessageId{1}, MessageId{10}, MessageId{11}, MessageId{12}, MessageId{20}, MessageId{29}});
        const BucketCounts found = matchCounts(buckets(10, {2, 0, 5, 3, 10}), matches);
        QCOMPARE(found.counts, (std::vector<uint64_t>{2, 0, 1, 0, 2}));
        QCOMPARE(found.from, Time{1000});
        QCOMPARE(found.bucket, Duration{16});
        matches.dropBelow(MessageId{12}); // retention
        QCOMPARE(matchCounts(buckets(10, {2, 0, 5, 3, 10}), matches).counts, (std::vector<uint64_t>{0, 0, 1, 0, 2}));
    }
    void noMatchesAreNoughtInEveryBucket()
    {
        const MatchList none;
        QCOMPARE(matchCounts(buckets(1, {3, 4}), none).counts, (std::vector<uint64_t>{0, 0}));
    }
    void whereItIsNotKnownWhichMessagesAreCountedNothingIsSaid()
    {
        MatchList matches;
        matches.add({MessageId{1}});
        QVERIFY(matchCounts(buckets(0, {3, 4}), matches).counts.empty());
        QVERIFY(matchCounts({}, matches).counts.empty());
    }
    void randomListsAreCountedAsOneByOne()
    {
        const uint seed = qEnvironmentVariableIsSet("TAPEDECK_SEED") ? qEnvironmentVariableIntValue("TAPEDECK_SEED")
                                                                     : std::random_device()();
        qInfo("seed %u (TAPEDECK_SEED)", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 50; ++round) {
            MatchList matches;
            std::vector<MessageId> ids;
            for (uint64_t id = 1; id < 2000; ++id)
                if (random() % 7 == 0)
                    ids.push_back(MessageId{id});
            matches.add(ids);
            BucketCounts all = buckets(1 + random() % 300, {});
            for (int i = 0; i < 40; ++i)
                all.counts.push_back(random() % 60);
            const BucketCounts found = matchCounts(all, matches);
            uint64_t id = all.first.value;
            for (size_t i = 0; i < all.counts.size(); ++i) {
                uint64_t expected = 0;
                for (uint64_t n = 0; n < all.counts[i]; ++n, ++id)
                    expected += matches.contains(MessageId{id});
                QCOMPARE(found.counts[i], expected);
            }
        }
    }

    void theTimelineShowsTheMatchesOfTheFilter()
    {
        ShellRig rig;
        TimelineStrip* strip = rig.window->timeline()->strip();
        QTRY_COMPARE(sum(strip->layer(TimelineStrip::Layer::all)), uint64_t{1000});
        QVERIFY(strip->layer(TimelineStrip::Layer::matches).counts.empty());
        rig.window->filter().setText(QStringLiteral("id >= 501 && json.express"));
        const auto matches = [&] { return sum(strip->layer(TimelineStrip::Layer::matches)); };
        const auto found = [&] {
            return static_cast<uint64_t>(rig.window->messagePanel()->search()->matches()->count());
        };
        QTRY_VERIFY(!rig.window->messagePanel()->search()->running());
        QVERIFY(found() > 100);
        QTRY_COMPARE(matches(), found());
        // They are where they are: none in the first half, and what is said of a bucket agrees.
        const BucketCounts& all = strip->layer(TimelineStrip::Layer::all);
        const BucketCounts& layer = strip->layer(TimelineStrip::Layer::matches);
        uint64_t id = all.first.value;
        for (size_t i = 0; i < all.counts.size(); ++i) {
            QVERIFY(layer.counts[i] <= all.counts[i]);
            id += all.counts[i];
            QVERIFY(id > 501 || layer.counts[i] == 0);
        }
        const Time late = FakeObserver::kStart + Duration{900 * FakeObserver::kStep.micros};
        QVERIFY2(strip->readout(late).endsWith(
                     QStringLiteral(", %1 match the filter").arg(static_cast<qulonglong>(layer.at(late)))),
            qPrintable(strip->readout(late)));
        QVERIFY(layer.at(late) > 0);
        rig.window->filter().setText({});
        QTRY_VERIFY(strip->layer(TimelineStrip::Layer::matches).counts.empty());
        QVERIFY(!strip->readout(late).contains(QStringLiteral("match the filter")));
    }
    void theyGrowWhileTheSearchRuns()
    {
        ShellRig rig([](FakeObserver& fake) { fake.addQueue("orders", 40'000); });
        TimelineStrip* strip = rig.window->timeline()->strip();
        QTRY_COMPARE(sum(strip->layer(TimelineStrip::Layer::all)), uint64_t{40'000});
        rig.window->filter().setText(QStringLiteral("json.express"));
        MessageSearch* search = rig.window->messagePanel()->search();
        search->stop(); // at the first step
        const auto matches = [&] { return sum(strip->layer(TimelineStrip::Layer::matches)); };
        const uint64_t some = matches();
        QCOMPARE(some, static_cast<uint64_t>(search->matches()->count()));
        search->resume();
        QTRY_COMPARE(search->matches()->count(), int64_t{13'333});
        QTRY_COMPARE(matches(), uint64_t{13'333});
        QVERIFY(some < 13'333);
        // More of them come in.
        rig.workspace.fake().grow(rig.window->current().queue(), 300);
        rig.workspace.fake().tick();
        QTRY_COMPARE(search->matches()->count(), int64_t{13'433});
        QTRY_COMPARE(matches(), uint64_t{13'433});
    }
    void matchesAreSeenInTheBars()
    {
        ShellRig rig;
        TimelineStrip* strip = rig.window->timeline()->strip();
        QTRY_COMPARE(sum(strip->layer(TimelineStrip::Layer::all)), uint64_t{1000});
        rig.window->filter().setText(QStringLiteral("id >= 501"));
        QTRY_COMPARE(sum(strip->layer(TimelineStrip::Layer::matches)), uint64_t{500});
        const QImage picture = strip->grab().toImage();
        const QColor accent = Colours::of(strip->palette()).accent;
        const auto seen = [&](int from, int until) {
            int pixels = 0;
            for (int x = from; x < until; ++x)
                for (int y = 0; y < picture.height(); ++y)
                    pixels += picture.pixelColor(x, y) == accent;
            return pixels;
        };
        const int left = strip->width() / 10, middle = strip->width() / 2, right = strip->width() * 9 / 10;
        QVERIFY(seen(middle + 10, right) > 10 * std::max(1, seen(left, middle - 10)));
    }
};

QTEST_MAIN(MatchCountsTest)
#include "match_counts_test.moc"
