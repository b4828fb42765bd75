// Many at once: what is posted is taken once, and a crowd of listeners misses nothing.
#include "tests/http/restmq/rest_rig.h"

#include <QTest>

#include <set>

using namespace tapedeck;
using namespace tapedeck::restmq;
using namespace std::chrono_literals;

namespace {

constexpr int kPosters = 2;
constexpr int kPosts = 400; // each

// The number behind the colon of the key in a pop's answer or a chunk.
int idIn(const std::string& text)
{
    return std::stoi(text.substr(text.find("q:") + 2));
}

// What several threads took.
class Taken {
public:
    void add(int id)
    {
        const std::lock_guard guard(m_mutex);
        ++m_count;
        m_ids.insert(id);
    }
    int count() const
    {
        const std::lock_guard guard(m_mutex);
        return m_count;
    }
    size_t different() const
    {
        const std::lock_guard guard(m_mutex);
        return m_ids.size();
    }

private:
    mutable std::mutex m_mutex;
    std::set<int> m_ids;
    int m_count = 0;
};

} // namespace

class CrowdTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsPostedIsTakenOnce();
    void manyListenersMissNothing();
};

void CrowdTest::whatIsPostedIsTakenOnce()
{
    RestRig rig;
    rig.post("/p/q", "policy=roundrobin");
    Taken taken;
    std::atomic<bool> done{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < kPosters; ++i) {
        threads.emplace_back([&] {
            HttpClient client(rig.httpPort());
            for (int n = 0; n < kPosts; ++n)
                CHECK(client.ask("POST", "/q/q", "value=v").status == 200);
        });
    }
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&] {
            HttpClient client(rig.httpPort());
            while (!done) {
                const HttpReply reply = client.ask("GET", "/q/q");
                if (reply.status == 200)
                    taken.add(idIn(reply.body));
            }
        });
        threads.emplace_back([&, events = i == 0] {
            Listening stream(rig, events ? "/sse/q" : "/c/q");
            for (std::string chunk = stream.next(); chunk != "(end)"; chunk = stream.next()) {
                if (chunk.find("q:") != std::string::npos)
                    taken.add(idIn(chunk));
            }
        });
    }
    HttpClient control(rig.httpPort());
    const bool all = rig.until([&] { // the settings change all the time
        const QueuePtr queue = rig.broker().findQueue("q");
        QueueSettings settings = rig.broker().stats(*queue).settings;
        settings.flow = settings.flow == FlowState::stopped ? FlowState::started : FlowState::stopped;
        CHECK(rig.broker().changeQueue(*queue, settings).ok());
        return taken.count() >= kPosters * kPosts;
    });
    done = true;
    control.ask("DELETE", "/q/q"); // ends the streams
    for (std::thread& thread : threads)
        thread.join();
    QVERIFY(all);
    QCOMPARE(taken.count(), kPosters * kPosts);
    QCOMPARE(taken.different(), size_t{kPosters * kPosts});
}

void CrowdTest::manyListenersMissNothing()
{
    constexpr int kMessages = 200;
    RestRig rig;
    std::vector<std::unique_ptr<Listening>> listeners;
    for (int i = 0; i < 60; ++i)
        listeners.push_back(std::make_unique<Listening>(rig, i % 2 == 0 ? "/c/q" : "/sse/q"));
    HttpClient client(rig.httpPort());
    for (int i = 0; i < kMessages; ++i)
        QCOMPARE(client.ask("POST", "/q/q", "value=v").status, 200);
    for (const auto& listener : listeners) {
        for (int i = 1; i <= kMessages; ++i)
            QCOMPARE(idIn(listener->next()), i);
    }
    QVERIFY(rig.until([&] {
        const auto channel = rig.broker().channelStats(*rig.broker().findQueue("q"), "restmq");
        return channel->lag == 0 && channel->inFlight == 0;
    }));
}

QTEST_APPLESS_MAIN(CrowdTest)
#include "crowd_test.moc"
