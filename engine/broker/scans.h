// The steps of searches that are on their way. Sealed messages are read, decompressed and tested on the store's thread,
// some frames at a time; those in memory are tested on the loop in slices of limits::kScanTurnMessages.
// Loop thread only. Answers in a later turn, so a search that asks on at once still lets others run.
#pragma once

#include "engine/broker/queue_state.h"
#include "engine/broker/scan.h"
#include "engine/broker/store.h"
#include "engine/filter/message_test.h"

#include <memory>
#include <unordered_map>

namespace tapedeck {

class Scans {
public:
    Scans(Store& store, Executor& loop)
        : m_store(store)
        , m_loop(loop)
    {
    }

    // One step. Errors: overloaded.
    Status start(WaitId id, QueueStatePtr queue, const ScanRequest& request, Time now, const MessageTest::Marks& marks,
        ScanSink& sink);
    bool cancel(WaitId id) { return m_steps.erase(id) > 0; }
    // Answers all with `stopped`, and every later start.
    void end();
    size_t count() const { return m_steps.size(); }

private:
    struct Step;
    struct SealedJob;
    using StepPtr = std::shared_ptr<Step>;

    void go(WaitId id);
    void answer(WaitId id, const ScanStep& step);
    void fail(WaitId id, const Error& error);
    bool goesOn(WaitId id, Step& step, MessageId next);
    void testHot(WaitId id, Step& step, const Place& place);
    bool testSealed(WaitId id, const StepPtr& step, const Place& place, MessageId& next);
    void sealedDone(WaitId id, const std::shared_ptr<SealedJob>& job);

    Store& m_store;
    Executor& m_loop;
    bool m_ended = false;
    std::unordered_map<WaitId, StepPtr> m_steps;
};

} // namespace tapedeck
