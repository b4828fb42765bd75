// MockActions: executes an observer's actions on faults, responders and expectations.
// Loop thread only. Never waits; each run() is answered once, before it returns.
#pragma once

#include "engine/view/observer.h"

#include <functional>

namespace tapedeck {

class ExpectationList;
class Mock;

class MockActions {
public:
    using Answer = std::function<void(ActionAnswer)>;
    using Fail = std::function<void(uint64_t token, Error error)>;
    // All references outlive it; what is about faults or responders fails without a mock (null).
    MockActions(Broker& broker, Mock* mock, ExpectationList& expectations, Answer answer, Fail fail);

    // A rule is made in its own namespace (`space`), which is the default one unless it is given. A seed of 0 is drawn.
    // Templates are read again here: only the engine knows which variables of the environment they may have.
    void run(uint64_t token, const action::AddFault& a);
    void run(uint64_t token, const action::ChangeFault& a);
    void run(uint64_t token, const action::RemoveFault& a);
    void run(uint64_t token, const action::RemoveFaults& a);
    void run(uint64_t token, const action::AddResponder& a);
    void run(uint64_t token, const action::ChangeResponder& a);
    void run(uint64_t token, const action::RemoveResponder& a);
    void run(uint64_t token, const action::RemoveResponders& a);
    void run(uint64_t token, const action::AddExpectation& a);
    void run(uint64_t token, const action::RemoveExpectation& a);

private:
    bool has(uint64_t token); // false: answered that there is no mock
    void finish(uint64_t token, const Status& status, uint64_t number = 0);

    Broker& m_broker;
    Mock* m_mock;
    ExpectationList& m_expectations;
    Answer m_answer;
    Fail m_fail;
};

} // namespace tapedeck
