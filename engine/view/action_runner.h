// ActionRunner: executes what an observer submits and answers when it is kept.
// Loop thread only. Never waits: what the broker answers later is answered later.
#pragma once

#include "engine/view/mailbox.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>

namespace tapedeck {

class CopyMessages;
class ExchangeActions;
class ExpectationList;
class Exchanges;
class Mock;
class MockActions;
class UpstreamList;

class ActionRunner : public std::enable_shared_from_this<ActionRunner> {
public:
    // Without exchanges, upstreams or mock (null), actions on them fail.
    ActionRunner(Broker& broker, Exchanges* exchanges, UpstreamList* upstreams, Mock* mock,
        ExpectationList& expectations, std::shared_ptr<Mailbox> mailbox, std::function<bool(uint64_t)> closeClient);
    ~ActionRunner();

    // Exactly one ActionAnswer follows, at once or later.
    void run(uint64_t token, const Action& action);
    // Sends the answers whose changes are kept.
    void releaseKept();

private:
    struct Execution; // one overload per action (action_runner.cpp)
    struct Publishing;

    void answer(ActionAnswer answer);
    void fail(uint64_t token, Error error);
    void publishOn(const std::shared_ptr<Publishing>& work);
    void copy(uint64_t token, const action::CopyMessages& what);
    std::function<void(Result<bool>)> answerLater(uint64_t token);

    Broker& m_broker;
    Exchanges* m_exchanges;
    std::shared_ptr<Mailbox> m_mailbox;
    std::function<bool(uint64_t)> m_closeClient;
    std::shared_ptr<ExchangeActions> m_exchangeActions;
    std::unique_ptr<MockActions> m_mockActions;
    std::map<uint64_t, std::shared_ptr<CopyMessages>> m_copies; // under way, by a number of their own
    uint64_t m_lastCopy = 0;
    struct Held {
        GroupNo group;
        ActionAnswer answer;
    };
    std::deque<Held> m_held; // in the order of their groups
};

} // namespace tapedeck
