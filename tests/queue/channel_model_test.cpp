// Random walks: the channel against a naive reference, and against itself rebuilt from its state and deltas.
// TAPEDECK_SEED=n repeats a run.
#include "tests/queue/channel_fixture.h"
#include "tests/queue/channel_model.h"

#include "engine/base/random.h"

#include <QTest>

using namespace tapedeck;

namespace {

constexpr int kSteps = 200'000;

// One walk. Every step does one operation on channel and model, then compares everything that can be asked.
class Walk {
public:
    explicit Walk(uint64_t seed)
        : m_random(seed)
        , m_channel(seed, {1}, {}, kStart)
        , m_replica(seed, {1}, {}, kStart)
    {
    }

    void step()
    {
        if (m_random.next() % 3000 == 0)
            changeManners();
        m_now = m_now + Duration::millis(static_cast<int64_t>(below(m_slow ? 50 : 4000)));
        m_end += below(m_slow ? 40 : 6);
        m_delta.clear();
        operate();
        compare();
        compareRebuilt();
    }

    QString failure;
    size_t redelivered = 0, buried = 0, largest = 0, ranges = 0, unsettled = 0;

private:
    uint64_t below(uint64_t bound) { return m_random.next() % bound; }
    bool oneIn(uint64_t n) { return below(n) == 0; }

    // A stretch with other habits: fast traffic with a few tickets kept long, slow traffic that times out, limits.
    void changeManners()
    {
        m_slow = oneIn(2);
        ChannelSettings settings;
        settings.ticketTimeout = Duration::seconds(static_cast<int64_t>(1 + below(60)));
        settings.attemptLimit = oneIn(2) ? static_cast<uint32_t>(1 + below(4)) : 0;
        settings.paused = oneIn(8);
        m_delta.clear();
        m_channel.setSettings(m_now, settings, m_delta);
        m_model.setSettings(m_now, settings);
        compareRebuilt();
    }

    int64_t someTicket()
    {
        if (m_model.tickets.empty() || oneIn(40))
            return static_cast<int64_t>(below(kTicketMax)) + 1;
        return m_model.tickets[below(m_model.tickets.size())].ticket;
    }

    void operate()
    {
        switch (m_slow && oneIn(20) ? 14 : below(m_slow ? 12 : 30)) {
        case 0:
        case 1:
        case 2:
        case 3:
            return take();
        case 4:
        case 5:
        case 6:
        case 7:
        case 8:
            return ackMany();
        case 9: {
            int64_t ticket = someTicket();
            Duration delay = oneIn(2) ? Duration{} : Duration::millis(static_cast<int64_t>(below(90'000)));
            return same(m_channel.nack(m_now, {ticket}, delay, m_delta), m_model.nack(m_now, ticket, delay), "nack");
        }
        case 10: {
            int64_t ticket = someTicket();
            Time deadline = m_now + Duration::millis(static_cast<int64_t>(below(m_slow ? 3'000'000 : 90'000)));
            auto it = m_model.find(m_now, ticket);
            bool there = it != m_model.tickets.end();
            if (there)
                it->deadline = deadline;
            return same(m_channel.extend(m_now, {ticket}, deadline, m_delta), there, "extend");
        }
        case 11: {
            int64_t ticket = someTicket();
            Time due = m_now + Duration::millis(static_cast<int64_t>(below(20'000)));
            return same(
                m_channel.release(m_now, {ticket}, due, m_delta), m_model.release(m_now, ticket, due), "release");
        }
        case 12: {
            uint64_t id = m_model.cursor + below(3);
            Time due = m_now + Duration::millis(static_cast<int64_t>(below(60'000)));
            if (id >= m_end)
                return;
            m_channel.deferNew({id}, due, m_delta);
            m_model.owe(id, due, 0);
            m_model.advance(id + 1);
            return;
        }
        case 13: {
            uint64_t id = m_model.cursor + below(3);
            m_channel.skipNew({id}, m_delta);
            m_model.advance(id);
            return;
        }
        case 14:
        case 15:
            return oneIn(3) ? unsettle() : settle();
        default:
            return oneIn(20) ? move() : take();
        }
    }

    void move()
    {
        switch (below(9)) {
        case 0:
        case 1: {
            uint64_t id = oneIn(4) ? m_end + below(20) : m_end - below(std::min<uint64_t>(m_end, 300));
            m_channel.seek(m_now, {id}, m_delta);
            return m_model.seek(id);
        }
        case 2: {
            if (!oneIn(4))
                return;
            bool deadToo = oneIn(2);
            m_channel.purge(m_now, {m_end}, deadToo, m_delta);
            return m_model.purge(m_end, deadToo);
        }
        case 3:
            m_first = std::max(m_first, m_model.floor() + below(20));
            m_first = std::min(m_first, m_end);
            m_channel.trim({m_first}, m_delta);
            return m_model.trim(m_first);
        case 4:
            same(m_channel.replayAllDead(m_now, m_delta), m_model.dead.size(), "replay all");
            return m_model.replayAll(m_now);
        case 5: {
            if (m_model.dead.empty())
                return;
            uint64_t id = m_model.dead.rbegin()->first;
            m_model.dead.erase(id);
            if (oneIn(2))
                return same(m_channel.purgeDead({id}, m_delta), true, "purge one");
            m_model.owe(id, m_now, 0);
            return same(m_channel.replayDead(m_now, {id}, m_delta), true, "replay one");
        }
        case 6:
            m_model.bury(m_now);
            m_channel.expire(m_now, m_delta);
            return;
        case 7: // moves every ticket out of the deque; nobody must notice
            return m_channel.skipTickets(1 + below(100), m_delta);
        default: {
            int64_t ticket = someTicket();
            auto it = std::find_if(
                m_model.tickets.begin(), m_model.tickets.end(), [&](const auto& t) { return t.ticket == ticket; });
            bool there = it != m_model.tickets.end();
            if (there)
                m_model.tickets.erase(it);
            return same(m_channel.discard({ticket}, m_delta), there, "discard");
        }
        }
    }

    void take()
    {
        Lease lease = m_now + m_model.settings.ticketTimeout;
        if (oneIn(6))
            lease = m_now + Duration::millis(static_cast<int64_t>(below(m_slow ? 600'000 : 60'000)));
        if (oneIn(25))
            lease = std::nullopt;
        if (oneIn(50))
            lease = m_now; // over at once
        size_t max = below(m_slow ? 60 : 12);
        std::vector<Delivery> out;
        m_channel.take(m_now, lease, {m_first}, {m_end}, max, out, m_delta);
        auto expected = m_model.take(m_now, lease, m_first, m_end, max);
        same(out.size(), expected.size(), "deliveries");
        for (size_t i = 0; i < expected.size() && failure.isEmpty(); ++i) {
            same(out[i].id.value, expected[i].id, "id");
            same(out[i].attempts, expected[i].attempts, "attempts");
            redelivered += out[i].attempts > 1 ? 1 : 0;
            for (auto& ticket : m_model.tickets)
                if (lease && ticket.sequence == expected[i].sequence)
                    ticket.ticket = out[i].ticket.value;
        }
    }

    // Most of what is out, in order or not.
    void ackMany()
    {
        std::vector<Ticket> tickets;
        size_t acked = 0;
        size_t count = below(m_slow ? 80 : 8);
        if (m_slow && !oneIn(4)) { // the newest, leaving a few behind
            for (size_t i = m_model.tickets.size(); i-- > 0 && tickets.size() < count;)
                if (!oneIn(60))
                    tickets.push_back({m_model.tickets[i].ticket});
            std::reverse(tickets.begin(), tickets.end());
        } else {
            while (tickets.size() < count)
                tickets.push_back({someTicket()});
        }
        for (Ticket t : tickets)
            acked += m_model.ack(m_now, t.value) ? 1 : 0;
        same(m_channel.ackAll(m_now, tickets, m_delta), acked, "acked");
    }

    // Ids near the cursor, below and above it, alone and in runs; now and then anything the queue has.
    void settle()
    {
        std::set<uint64_t> chosen;
        const uint64_t reach = oneIn(4) ? 200 : 20;
        const uint64_t low = m_model.cursor > reach ? m_model.cursor - reach : 1;
        for (uint64_t count = below(12); count != 0; --count) {
            uint64_t id = oneIn(5) ? m_first + below(m_end - m_first + 1) : low + below(2 * reach);
            for (uint64_t run = oneIn(3) ? 1 + below(8) : 1; run != 0; --run, ++id)
                if (id >= m_first && id < m_end)
                    chosen.insert(id);
        }
        if (!m_model.dead.empty() && oneIn(4) && m_model.dead.begin()->first >= m_first)
            chosen.insert(m_model.dead.begin()->first);
        const std::vector<uint64_t> ids(chosen.begin(), chosen.end());
        std::vector<MessageId> wanted;
        for (uint64_t id : ids)
            wanted.push_back({id});
        std::vector<SettledMessage> before, told;
        for (uint64_t id : ids)
            before.push_back(m_model.whatIs(id));
        const auto count = m_channel.settle(m_now, wanted, {m_first}, m_delta, &told);
        same(count.has_value(), true, "room for ranges");
        same(count.value_or(0), m_model.settle(ids, m_first), "settled");
        same(told.size(), count.value_or(0), "told");
        for (const SettledMessage& one : told)
            same(std::find(before.begin(), before.end(), one) != before.end(), true, "what it was");
        if (!told.empty())
            m_told.push_back(std::move(told));
        ranges = std::max(ranges, m_channel.settledAhead().ranges());
    }

    // Takes back what was settled some time ago, and now and then ids that nobody settled.
    void unsettle()
    {
        std::vector<SettledMessage> messages;
        if (!m_told.empty() && !oneIn(6)) {
            const auto at =
                m_told.begin() + static_cast<ptrdiff_t>(oneIn(2) ? m_told.size() - 1 : below(m_told.size()));
            messages = std::move(*at);
            m_told.erase(at);
        } else {
            const uint64_t low = m_model.cursor > 20 ? m_model.cursor - 20 : 1;
            for (uint64_t id = low; id < std::min(low + 40, m_end); ++id)
                if (oneIn(3))
                    messages.push_back({{id}, oneIn(2) ? Time{} : m_now + Duration::seconds(5), oneIn(2) ? 1u : 0u});
        }
        const auto count = m_channel.unsettle(m_now, messages, {m_first}, m_delta);
        same(count.has_value(), true, "room for ranges");
        same(count.value_or(0), m_model.unsettle(m_now, messages, m_first), "taken back");
        unsettled += count.value_or(0);
        ranges = std::max(ranges, m_channel.settledAhead().ranges());
    }

    void compareListing()
    {
        const uint64_t from = oneIn(2) ? 0 : m_model.floor() + below(40);
        const size_t max = oneIn(3) ? 1000 : below(20);
        const auto want = m_model.unsettled(m_now, from, m_first, m_end, max);
        std::vector<Channel::Unsettled> got;
        m_channel.unsettled(m_now, {from}, {m_first}, {m_end}, max, got);
        same(got.size(), want.size(), "unsettled");
        for (size_t i = 0; i < want.size() && failure.isEmpty(); ++i) {
            same(got[i].id.value, want[i].id.value, "unsettled id");
            same(static_cast<int>(got[i].state), static_cast<int>(want[i].state), "unsettled state");
            same(got[i].attempts, want[i].attempts, "unsettled attempts");
            same(got[i].visibleAt.micros, want[i].visibleAt.micros, "unsettled until");
        }
    }

    void compare()
    {
        ChannelCounts want = m_model.counts(m_now, m_first, m_end);
        ChannelCounts got = m_channel.counts(m_now, {m_first}, {m_end});
        same(got.cursor.value, want.cursor.value, "cursor");
        same(got.inFlight, want.inFlight, "in flight");
        same(got.redeliveries, want.redeliveries, "redeliveries");
        same(got.delayed, want.delayed, "delayed");
        same(got.dead, want.dead, "dead");
        same(got.lag, want.lag, "lag");
        same(got.fresh, want.fresh, "fresh");
        if (oneIn(20))
            compareListing();
        same(m_channel.floor().value, m_model.floor(), "floor");
        same(m_channel.nextDue(m_now).micros, m_model.nextDue(m_now).micros, "next due");
        same(m_channel.available(m_now, {m_first}, {m_end}), m_model.available(m_now, m_first, m_end), "available");
        buried = std::max(buried, got.dead);
        largest = std::max(largest, m_channel.tickets());
        if (oneIn(100)) {
            same(m_channel.deadLetters().size(), m_model.dead.size(), "dead letters");
            for (const auto& [id, letter] : m_model.dead) {
                const DeadLetter* found = m_channel.deadLetters().find({id});
                same(found != nullptr && *found == letter, true, "dead letter");
            }
        }
    }

    static std::string stateOf(const Channel& channel)
    {
        std::string bytes;
        channel.encodeState(bytes);
        return bytes;
    }

    // The state of the last fold plus all deltas since is the state now. Sometimes a fold, sometimes a restart.
    void compareRebuilt()
    {
        m_deltasSinceFold += m_delta;
        same(m_replica.apply(m_delta), true, "apply");
        m_replica.touch({m_channel.lastTouched() * 1'000'000});
        std::string state = stateOf(m_channel);
        same(stateOf(m_replica) == state, true, "state after the delta");
        if (!oneIn(200))
            return;
        if (!m_fold.empty()) {
            auto rebuilt = Channel::decodeState(m_fold);
            same(rebuilt.has_value(), true, "decode");
            if (!rebuilt)
                return;
            same(rebuilt->apply(m_deltasSinceFold), true, "apply all");
            rebuilt->touch({m_channel.lastTouched() * 1'000'000});
            same(stateOf(*rebuilt) == state, true, "state rebuilt from the fold");
            if (oneIn(3))
                m_channel = std::move(*rebuilt); // a restart: go on with what was rebuilt
        }
        m_fold = state;
        m_deltasSinceFold.clear();
    }

    template <typename A, typename B>
    void same(const A& got, const B& want, const char* what)
    {
        if (failure.isEmpty() && got != static_cast<A>(want))
            failure = QString("%1: got %2, want %3").arg(what).arg(got).arg(want);
    }

    SeededRandom m_random;
    Channel m_channel;
    Channel m_replica;
    ChannelModel m_model;
    Time m_now = kStart;
    uint64_t m_first = 1, m_end = 1;
    bool m_slow = false;
    std::string m_delta, m_deltasSinceFold, m_fold;
    std::vector<std::vector<SettledMessage>> m_told; // what acknowledgements by id settled
};

} // namespace

class ChannelModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void randomWalksAgreeWithTheReferenceAndWithTheirDeltas();
};

void ChannelModelTest::randomWalksAgreeWithTheReferenceAndWithTheirDeltas()
{
    bool given = false;
    uint64_t seed = qEnvironmentVariable("TAPEDECK_SEED").toULongLong(&given);
    if (!given)
        seed = SystemRandom().next() >> 32;
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    constexpr int kWalks = 5;
    size_t redelivered = 0, buried = 0, ranges = 0, unsettled = 0;
    for (uint64_t i = 0; i < kWalks; ++i) {
        Walk walk(seed + i);
        for (int step = 0; step < kSteps / kWalks; ++step) {
            walk.step();
            QVERIFY2(
                walk.failure.isEmpty(), qPrintable(QString("walk %1, step %2: %3").arg(i).arg(step).arg(walk.failure)));
        }
        redelivered += walk.redelivered;
        buried += walk.buried;
        unsettled += walk.unsettled;
        ranges = std::max(ranges, walk.ranges);
        qInfo("walk %d: %zu redeliveries, at most %zu tickets", static_cast<int>(i), walk.redelivered, walk.largest);
    }
    QVERIFY(redelivered > 1000 && buried > 0 && ranges > 5 && unsettled > 500); // the walks went where it matters
}

QTEST_APPLESS_MAIN(ChannelModelTest)
#include "channel_model_test.moc"
