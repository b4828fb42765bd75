// What the tests of replays share: replays on a broker and a clock of the test.
#pragma once

#include "engine/broker/replays.h"
#include "tests/support/fake_log_broker.h"
#include "tests/support/log_support.h"

#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

inline constexpr Time kBase{1'700'000'000'000'000}; // 2023-11-14T22:13:20Z
using Kind = ReplaySpeed::Kind;
using Moments = std::vector<int64_t>;

struct ReplayBench {
    ManualClock clock{Time{1'800'000'000'000'000}};
    FakeLogBroker broker{clock};
    int wakes = 0;
    Replays replays{broker, clock, [this] { ++wakes; }};

    FakeQueue& fill(const std::vector<int64_t>& micros)
    {
        FakeQueue& queue = *broker.make("source");
        for (size_t i = 0; i < micros.size(); ++i)
            broker.append(
                queue, kBase + Duration{micros[i]}, "body" + std::to_string(i + 1), "key" + std::to_string(i + 1));
        return queue;
    }
    static ReplayRequest request(Kind kind = Kind::original, double number = 1)
    {
        ReplayRequest r;
        r.source = "source";
        r.target = "target";
        r.speed = {kind, kind == Kind::original ? number : 1, kind == Kind::rate ? number : 0};
        return r;
    }
    PlayerInfo info(PlayerId id)
    {
        for (const PlayerInfo& info : replays.players())
            if (info.id == id)
                return info;
        return {};
    }
    // Moves the clock from moment to moment as the broker's timer would, until `until` after the start.
    void runTo(Duration until)
    {
        for (;;) {
            replays.onDue(clock.monotonic());
            const auto due = replays.nextDue();
            if (!due || *due > until)
                break;
            clock.advance({std::max<int64_t>(0, due->micros - clock.monotonic().micros)});
        }
        clock.advance({std::max<int64_t>(0, until.micros - clock.monotonic().micros)});
    }
    Moments moments()
    {
        Moments all;
        for (const Duration at : broker.queue("target").publishedAt)
            all.push_back(at.micros);
        return all;
    }
    std::vector<std::string> bodies()
    {
        std::vector<std::string> all;
        for (const MessageView& m : broker.queue("target").views)
            all.emplace_back(m.body);
        return all;
    }
};

} // namespace tapedeck
