// ExchangeActions: executes an observer's actions on exchanges, shared queues and upstreams.
// Loop thread only. Never waits: a message that has to stays here until there is room. Each run() is answered once.
#pragma once

#include "engine/view/observer.h"

#include <functional>
#include <memory>
#include <string>

namespace tapedeck {

class Exchanges;
class UpstreamList;

class ExchangeActions : public std::enable_shared_from_this<ExchangeActions> {
public:
    using Answer = std::function<void(ActionAnswer)>;
    using Fail = std::function<void(uint64_t token, Error error)>;
    // All references outlive it; what is about exchanges or upstreams fails where they are null.
    ExchangeActions(Broker& broker, Exchanges* exchanges, UpstreamList* upstreams, Answer answer, Fail fail);

    void run(uint64_t token, const action::CreateSharedQueue& a);
    void run(uint64_t token, const action::Bind& a);
    void run(uint64_t token, const action::Unbind& a);
    void run(uint64_t token, const action::SetRecorded& a);
    void run(uint64_t token, const action::SetPermanent& a);
    void run(uint64_t token, const action::PublishToExchange& a);
    void run(uint64_t token, const action::AddUpstream& a);
    void run(uint64_t token, const action::RemoveUpstream& a);

private:
    struct Publishing;

    bool has(uint64_t token); // false: answered that there are no exchanges
    bool hasUpstreams(uint64_t token);
    void publishOn(const std::shared_ptr<Publishing>& work);
    void finish(uint64_t token, const Status& status, uint64_t number = 0);

    Broker& m_broker;
    Exchanges* m_exchanges;
    UpstreamList* m_upstreams;
    Answer m_answer;
    Fail m_fail;
};

} // namespace tapedeck
