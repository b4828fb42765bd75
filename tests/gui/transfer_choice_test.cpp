#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/broker/broker.h"
#include "ui/models/transfer_choice.h"

#include <QLocale>

#include <numeric>

using namespace tapedeck;

// What of the window becomes a choice of messages for files.
class TransferChoiceTest : public QObject {
    Q_OBJECT

    class Ids final : public MessageSelection {
    public:
        explicit Ids(std::vector<uint64_t> ids)
            : m_ids(std::move(ids))
        {
        }
        QueueNo queue() const override { return {1}; }
        int64_t count() const override { return static_cast<int64_t>(m_ids.size()); }
        std::vector<MessageId> ids(int64_t from, size_t max) const override
        {
            std::vector<MessageId> out;
            for (auto at = static_cast<size_t>(from); at < m_ids.size() && out.size() < max; ++at)
                out.push_back({m_ids[at]});
            return out;
        }

    private:
        std::vector<uint64_t> m_ids;
    };
    static QString rangesOf(const std::vector<uint64_t>& ids, int* steps = nullptr)
    {
        SelectionRanges ranges(std::make_shared<Ids>(ids));
        int count = 1;
        while (ranges.step())
            ++count;
        if (steps)
            *steps = count;
        QString text;
        for (const auto& [from, until] : ranges.ranges())
            text += QStringLiteral("%1-%2 ").arg(from.value).arg(until.value);
        return text.trimmed();
    }
    static bool matches(const Filter& filter, int64_t micros)
    {
        MessageView message;
        message.id = {1};
        message.time = message.wall = Time{micros};
        return filter.matches({message});
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void aSelectionIsCollectedAsRanges()
    {
        QCOMPARE(rangesOf({}), QString());
        QCOMPARE(rangesOf({7}), QStringLiteral("7-8"));
        QCOMPARE(rangesOf({1, 2, 3, 7, 9, 10}), QStringLiteral("1-4 7-8 9-11"));
    }
    void aLargeSelectionIsCollectedInSteps()
    {
        std::vector<uint64_t> ids(SelectionRanges::kIdsPerStep * 2 + 1);
        std::iota(ids.begin(), ids.end(), 5);
        int steps = 0;
        QCOMPARE(rangesOf(ids, &steps), QStringLiteral("5-%1").arg(5 + ids.size()));
        QCOMPARE(steps, 3);
    }
    void aBrushedTimeIsAFilter()
    {
        const Filter filter = timeFilter({Time{1'000'001}, Time{2'000'000}});
        QVERIFY(!matches(filter, 1'000'000));
        QVERIFY(matches(filter, 1'000'001));
        QVERIFY(matches(filter, 1'999'999));
        QVERIFY(!matches(filter, 2'000'000));
        QVERIFY(timeFilter({}).matchesAll());
    }
    void fileNamesFollowTheFormat()
    {
        QCOMPARE(exportFileName(QStringLiteral("a/b c"), FileForm::csv), QStringLiteral("a_b_c.csv"));
        QCOMPARE(exportFileName(QStringLiteral("../x"), FileForm::raw), QStringLiteral("_.._x"));
        QCOMPARE(withEnding(QStringLiteral("/t/a.jsonl"), FileForm::csv), QStringLiteral("/t/a.csv"));
        QCOMPARE(withEnding(QStringLiteral("/t/a.CSV"), FileForm::raw), QStringLiteral("/t/a"));
        QCOMPARE(withEnding(QStringLiteral("/t/a.b"), FileForm::jsonLines), QStringLiteral("/t/a.b.jsonl"));
        QCOMPARE(withEnding(QString(), FileForm::csv), QString());
    }
    void rulesAreLines()
    {
        const std::vector<std::string> expected{"a", "b c"};
        QVERIFY(ruleLines(QStringLiteral(" a\n\n\tb c \n")) == expected);
    }
    void whatIsTouchedIsSaidInWords()
    {
        RedactPlan plan;
        plan.headers = {"auth"};
        plan.paths = {"card"};
        plan.patterns = {"[0-9]+"};
        RedactSample sample;
        QCOMPARE(touchedText(plan, sample), QStringLiteral("Nothing is touched."));
        sample.touched = {{0, 1}, {1, 2}, {2, 1'500}};
        QCOMPARE(touchedText(plan, sample),
            QStringLiteral(
                "Touched: header auth (1 value), JSON path card (2 values), expression [0-9]+ (1,500 values)"));
        sample.keyBefore = "k";
        sample.headersBefore = {{"auth", "x\n"}};
        sample.bodyBefore = "b";
        sample.headersAfter = {{"auth", "***"}};
        QCOMPARE(sampleText(sample, false), QStringLiteral("Key: k\nauth: x\u240A\nb"));
        QCOMPARE(sampleText(sample, true), QStringLiteral("auth: ***\n"));
    }
};

QTEST_GUILESS_MAIN(TransferChoiceTest)
#include "transfer_choice_test.moc"
