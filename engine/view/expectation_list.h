// ExpectationList: the expectations that are watched for an observer, running and decided ones, until they are removed.
// Loop thread only. Never waits: goes on in jobs of the loop, a bounded amount in each.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/worker.h"
#include "engine/view/observer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tapedeck {

class ExpectationList {
public:
    // All outlive it.
    ExpectationList(Executor& loop, Broker& broker, const Clock& clock);
    ~ExpectationList();
    ExpectationList(const ExpectationList&) = delete;
    ExpectationList& operator=(const ExpectationList&) = delete;

    // Begins at once. Errors: overloaded (limits::kWatchedExpectationsMax are there).
    Result<uint64_t> add(const ExpectItem& item, const ExpectFrom& from);
    bool remove(uint64_t id); // false: there was none

    // At the end of every turn: has the loop go on when something is due. `now` is monotonic.
    void turn(Duration now);
    // When turn() is to be called although nothing else happens.
    std::optional<Duration> nextDue() const { return m_due; }

    // What has become of them, in the order in which they were added. True: it differs from what is in `views`.
    bool report(std::vector<ExpectationView>& views);

private:
    struct Watched;

    void goOn();
    void post();

    Executor& m_loop;
    Broker& m_broker;
    const Clock& m_clock;
    std::vector<std::shared_ptr<Watched>> m_all; // by id
    std::shared_ptr<ExpectationList*> m_self; // what jobs hold weakly
    uint64_t m_last = 0;
    bool m_posted = false;
    bool m_inTick = false; // a watch that wakes within it is asked again at once
    bool m_changed = false; // something differs from what was told
    std::optional<Duration> m_due;
};

} // namespace tapedeck
