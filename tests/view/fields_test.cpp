// Rows that carry fields of their messages, and where the messages of a histogram begin, through the whole broker.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/limits.h"
#include "engine/view/view.h"
#include "tests/support/broker_rig.h"

#include <numeric>
#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;
using Kind = FieldValue::Kind;

class FieldsTest : public QObject {
    Q_OBJECT

    struct Rig : BrokerRig {
        View view{ViewParts{loop, *broker, {}, {}}};
        QueuePtr queue = makeQueue("orders");
        uint64_t token = 0;

        template <typename Request>
        typename Request::Answer ask(Request request)
        {
            request.token = ++token;
            request.queue = queue->number();
            view.request(std::move(request));
            for (int i = 0; i < 1000; ++i) {
                turn();
                view.onTurn(clock.monotonic());
                for (ObserverAnswer& answer : view.takeAnswers())
                    if (auto* found = std::get_if<typename Request::Answer>(&answer); found && found->token == token)
                        return std::move(*found);
            }
            qFatal("no answer came");
        }
    };
    static PageRequest page(const std::vector<const char*>& fields, uint32_t count = 1000)
    {
        PageRequest request;
        request.first = MessageId{1};
        request.count = count;
        for (const char* text : fields) {
            const auto field = Field::parse(text);
            if (!field)
                qFatal("%s", field.error().text.c_str());
            request.fields.push_back(*field);
        }
        return request;
    }

private Q_SLOTS:
    void eachRowHasTheFieldsThatWereAskedFor()
    {
        Rig rig;
        for (int i = 1; i <= 200; ++i) {
            rig.publish(rig.queue,
                {i % 10 ? "{\"id\":" + std::to_string(9007199254740992LL + i) + ",\"n\":{\"deep\":[" + std::to_string(i)
                            + ".50]}}"
                        : std::string("not JSON")});
            if (i == 100)
                rig.sealNow(); // some of them are read from the tape
        }
        const Page answer = rig.ask(page({"json.id", "json.n.deep[0]", "headers.none", "size"}));
        QCOMPARE(answer.error, std::string());
        QCOMPARE(answer.rows.size(), size_t{200});
        for (const MessageRow& row : answer.rows) {
            QCOMPARE(row.fields.size(), size_t{4});
            const bool json = row.id.value % 10 != 0;
            QCOMPARE(row.fields[0].kind, json ? Kind::number : Kind::missing);
            QCOMPARE(row.fields[0].text,
                json ? std::to_string(9007199254740992LL + static_cast<int64_t>(row.id.value)) : std::string());
            QCOMPARE(row.fields[1].text, json ? std::to_string(row.id.value) + ".50" : std::string());
            QCOMPARE(row.fields[2].kind, Kind::missing);
            QCOMPARE(row.fields[3].text, std::to_string(row.bodyBytes));
        }
    }
    void withoutFieldsThereAreNone()
    {
        Rig rig;
        rig.publish(rig.queue, {"{}"});
        const Page answer = rig.ask(page({}));
        QCOMPARE(answer.rows.size(), size_t{1});
        QVERIFY(answer.rows[0].fields.empty());
    }
    void tooManyFieldsAreCutToAsManyAsThereMayBe()
    {
        Rig rig;
        rig.publish(rig.queue, {"{}"});
        const Page answer = rig.ask(page(std::vector<const char*>(40, "size")));
        QCOMPARE(answer.rows[0].fields.size(), PageRequest::kFieldsMax);
    }
    void aLongLineIsCutAndAHugeBodyIsNotRead()
    {
        Rig rig;
        rig.publish(rig.queue, {"{\"line\":\"" + std::string(1 << 20, 'x') + "\"}"});
        rig.publish(rig.queue, {"{\"line\":\"" + std::string(5 << 20, 'x') + "\"}"});
        const Page answer = rig.ask(page({"json.line", "size"}));
        QCOMPARE(answer.rows.size(), size_t{2});
        QCOMPARE(answer.rows[0].fields[0].text, std::string(PageRequest::kFieldBytesMax, 'x'));
        QVERIFY(answer.rows[0].fields[0].cut);
        QCOMPARE(answer.rows[1].fields[0].kind, Kind::unread);
        QVERIFY(answer.rows[1].fields[0].text.empty());
        QCOMPARE(answer.rows[1].fields[1].text, std::to_string(answer.rows[1].bodyBytes));
    }
    void largePagesLetTheLoopTurn()
    {
        Rig rig;
        for (int i = 0; i < 40; ++i)
            rig.publish(rig.queue, {"{\"a\":" + std::to_string(i) + ",\"pad\":\"" + std::string(300'000, 'x') + "\"}"});
        const Page answer = rig.ask(page({"json.a"}));
        QCOMPARE(answer.rows.size(), size_t{40});
        for (size_t i = 0; i < 40; ++i)
            QCOMPARE(answer.rows[i].fields[0].text, std::to_string(i));
        // 12 MB, at most 1 MiB at a time: whatever else the loop has to do comes in between.
        const auto jobs = [&](PageRequest request) {
            request.queue = rig.queue->number();
            request.token = ++rig.token;
            rig.view.request(std::move(request));
            rig.view.onTurn(rig.clock.monotonic());
            int count = 0;
            while (rig.loop.runOne())
                ++count;
            return count;
        };
        const int with = jobs(page({"json.a"})), without = jobs(page({}));
        QVERIFY2(with >= 10 && without < 5, qPrintable(QStringLiteral("%1, %2").arg(with).arg(without)));
    }
    void rowsByIdHaveThemToo()
    {
        Rig rig;
        for (int i = 1; i <= 50; ++i)
            rig.publish(rig.queue, {"{\"i\":" + std::to_string(i) + "}"});
        PageRequest request = page({"json.i"});
        request.ids = {MessageId{3}, MessageId{4}, MessageId{40}, MessageId{90}};
        const Page answer = rig.ask(request);
        QCOMPARE(answer.rows.size(), size_t{3});
        for (const MessageRow& row : answer.rows)
            QCOMPARE(row.fields[0].text, std::to_string(row.id.value));
    }
    void aHistogramTellsItsFirstMessage()
    {
        Rig rig;
        Time third;
        for (int i = 1; i <= 100; ++i) {
            rig.advance(Duration::millis(100));
            rig.publish(rig.queue, {"x"});
            if (i == 30)
                third = rig.broker->now();
            if (i == 60)
                rig.sealNow();
        }
        const auto sum = [](const Histogram& answer) {
            return std::accumulate(answer.counts.begin(), answer.counts.end(), uint64_t{0});
        };
        HistogramRequest request;
        request.from = Time{0};
        request.until = rig.broker->now() + Duration::seconds(1);
        request.buckets = 7;
        Histogram answer = rig.ask(request);
        QCOMPARE(answer.first, MessageId{1});
        QCOMPARE(sum(answer), uint64_t{100});
        request.from = third;
        answer = rig.ask(request);
        QVERIFY2(answer.first >= MessageId{29} && answer.first <= MessageId{31},
            qPrintable(QString::number(answer.first.value)));
        QVERIFY2(sum(answer) + answer.first.value >= 99 && sum(answer) + answer.first.value <= 103,
            qPrintable(QString::number(sum(answer))));
        QVERIFY(rig.broker->purgeQueue(*rig.queue).ok());
        rig.turn();
        request.from = Time{0};
        answer = rig.ask(request);
        QCOMPARE(answer.first, MessageId{101});
        QCOMPARE(sum(answer), uint64_t{0});
    }
};

QTEST_APPLESS_MAIN(FieldsTest)
#include "fields_test.moc"
