// Looking for messages with a filter: pages, streams of lines, tails.
#include "tests/http/api/api_rig.h"

#include "engine/net/http/encodings.h"

#include <QTest>

using namespace tapedeck;

namespace {

constexpr int kMessages = 5'000; // of which every 50th is a match

} // namespace

class FilterTest : public QObject {
    Q_OBJECT
    ApiRig m_rig;
    ApiClient m_client{m_rig};

    static std::string path(const std::string& filter, const std::string& rest)
    {
        return "/queues/q/messages?filter=" + http::encodePercent(filter) + rest;
    }
    static std::vector<int> idsOf(const J& messages)
    {
        std::vector<int> ids;
        for (const J& message : messages)
            ids.push_back(message["id"].get<int>());
        return ids;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int from = 1; from <= kMessages; from += 1'000) {
            J list = J::array();
            for (int i = from; i < from + 1'000; ++i)
                list.push_back({{"body", J({{"n", i}, {"kind", i % 50 == 0 ? "rare" : "common"}}).dump()}});
            QCOMPARE(m_client.post("/queues/q/messages/batch", list).status, 201);
        }
    }

    void aPageHasMatchesOnlyAndLeadsToTheNext()
    {
        std::vector<int> ids;
        std::string next = path("json.kind == rare", "&limit=30");
        int pages = 0;
        while (!next.empty()) {
            const auto reply = m_client.get(next);
            QCOMPARE(reply.status, 200);
            const auto page = idsOf(reply.body["messages"]);
            QVERIFY(page.size() <= 30);
            ids.insert(ids.end(), page.begin(), page.end());
            next = reply.body.value("next", "");
            if (!next.empty())
                next = "/" + next;
            ++pages;
        }
        QCOMPARE(pages, 4); // 30 + 30 + 30 + 10
        QCOMPARE(ids.size(), static_cast<size_t>(kMessages / 50));
        for (size_t i = 0; i < ids.size(); ++i)
            QCOMPARE(ids[i], static_cast<int>(50 * (i + 1)));
    }

    void backwardsAreTheLastMatchesBefore()
    {
        auto reply = m_client.get(path("json.kind == rare", "&before=head&limit=3"));
        QVERIFY((idsOf(reply.body["messages"]) == std::vector<int>{4'900, 4'950, 5'000}));
        QVERIFY(!reply.body.contains("next"));
        reply = m_client.get("/" + reply.body["previous"].get<std::string>());
        QVERIFY((idsOf(reply.body["messages"]) == std::vector<int>{4'750, 4'800, 4'850}));
        reply = m_client.get(path("json.n == 7", "&before=4000"));
        QVERIFY((idsOf(reply.body["messages"]) == std::vector<int>{7}));
        QVERIFY(!reply.body.contains("previous"));
    }

    void aRangeAndAFilterGoTogether()
    {
        QVERIFY((idsOf(m_client.get(path("json.kind == rare", "&after=100&limit=2")).body["messages"])
            == std::vector<int>{150, 200}));
        QVERIFY((idsOf(m_client.get(path("id <= 60", "&from=50&limit=1000")).body["messages"]).size() == 11));
        const auto none = m_client.get(path("id > 5 and id < 3", ""));
        QCOMPARE(none.status, 200);
        QCOMPARE(none.body["messages"].size(), size_t{0});
        QVERIFY(!none.body.contains("next"));
    }

    void aStreamIsOneLinePerMatch()
    {
        HttpClient http(m_rig.port());
        http.send("GET", "/api/v1" + path("json.kind == rare", "&stream=true"));
        const HttpReply head = http.head();
        QCOMPARE(head.status, 200);
        QCOMPARE(head.header("content-type"), std::string("application/x-ndjson"));
        std::string lines;
        for (;;) {
            const auto chunk = http.chunk(std::chrono::seconds(10));
            if (!chunk || chunk->empty())
                break;
            lines += *chunk;
        }
        QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), kMessages / 50);
        COMPARE_JSON(J::parse(lines.substr(0, lines.find('\n')))["id"], J(50));
    }

    void aStreamWithoutFilterHasEverything()
    {
        HttpClient http(m_rig.port());
        http.send("GET", "/api/v1/queues/q/messages?stream=true&from=10&limit=4000");
        QCOMPARE(http.head().status, 200);
        size_t lines = 0;
        for (;;) {
            const auto chunk = http.chunk(std::chrono::seconds(10));
            if (!chunk || chunk->empty())
                break;
            lines += static_cast<size_t>(std::count(chunk->begin(), chunk->end(), '\n'));
        }
        QCOMPARE(lines, size_t{4'000});
        QCOMPARE(m_client.get("/queues/q/messages?stream=true&before=head").status, 400);
    }

    void aFilterThatIsNoneIsAProblemWithItsPlace()
    {
        for (const std::string where : {"messages", "tail"}) {
            const auto reply = m_client.get("/queues/q/" + where + "?filter=" + http::encodePercent("key = a"));
            QCOMPARE(reply.status, 400);
            COMPARE_JSON(reply.body["type"], J("urn:tapedeck:bad-filter"));
            COMPARE_JSON(reply.body["position"], J(4));
            COMPARE_JSON(reply.body["expected"], J("`==`"));
            COMPARE_JSON(reply.body["detail"], J("At character 5: expected `==`, found `=`."));
        }
    }

    void warningsComeWithThePage()
    {
        const auto reply = m_client.get(path("headers.n > 3", ""));
        QCOMPARE(reply.body["warnings"].size(), size_t{1});
        QVERIFY(!m_client.get(path("json.n > 4999", "")).body.contains("warnings"));
    }

    void aTailHandsOnMatchesOnly()
    {
        HttpClient http(m_rig.port());
        http.send("GET",
            "/api/v1/queues/q/tail?from=4890&filter=" + http::encodePercent("json.kind == rare or json.kind == new"));
        QCOMPARE(http.head().status, 200);
        std::string text;
        for (int i = 0; i < 3; ++i)
            text += http.chunk(std::chrono::seconds(10)).value_or("");
        QVERIFY(text.find("id: 4900\n") != std::string::npos && text.find("id: 5000\n") != std::string::npos);
        QCOMPARE(m_client.post("/queues/q/messages", {{"body", "{\"kind\":\"common\"}"}}).status, 201);
        QCOMPARE(m_client.post("/queues/q/messages", {{"body", "{\"kind\":\"new\"}"}}).status, 201);
        QVERIFY(http.chunk(std::chrono::seconds(10)).value_or("").find("id: 5002\n") != std::string::npos);
    }

    void manyClientsThatLeaveInTheMiddleDoNoHarm()
    {
        for (int i = 0; i < 20; ++i) {
            HttpClient http(m_rig.port());
            http.send("GET", "/api/v1" + path("body contains common", "&stream=true"));
        }
        QCOMPARE(m_client.get(path("json.n == 3", "&limit=1")).body["messages"].size(), size_t{1});
    }
};

QTEST_APPLESS_MAIN(FilterTest)
#include "filter_test.moc"
