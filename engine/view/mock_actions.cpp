#include "engine/view/mock_actions.h"

#include "engine/mock/mock.h"
#include "engine/view/expectation_list.h"

#include <utility>

namespace tapedeck {

namespace {

// The same rule with its templates as this broker understands them.
Result<ResponderRule> readAgain(ResponderRule rule, const TemplateEnvironment& environment)
{
    std::vector<Template*> all = {&rule.to, &rule.key, &rule.body};
    for (auto& [name, value] : rule.headers)
        all.push_back(&value);
    for (Template* one : all) {
        Result<Template> parsed = Template::parse(one->text(), environment);
        if (!parsed)
            return parsed.error();
        *one = std::move(*parsed);
    }
    return rule;
}

} // namespace

MockActions::MockActions(Broker& broker, Mock* mock, ExpectationList& expectations, Answer answer, Fail fail)
    : m_broker(broker)
    , m_mock(mock)
    , m_expectations(expectations)
    , m_answer(std::move(answer))
    , m_fail(std::move(fail))
{
}

bool MockActions::has(uint64_t token)
{
    if (!m_mock)
        m_fail(token, {ErrorCode::unsupported, "This broker has neither faults nor responders."});
    return m_mock != nullptr;
}

void MockActions::finish(uint64_t token, const Status& status, uint64_t number)
{
    if (!status)
        return m_fail(token, status.error());
    ActionAnswer done;
    done.token = token;
    done.number = number;
    m_answer(std::move(done));
}

// ---------------------------------------------------------------------------------------------- faults

void MockActions::run(uint64_t token, const action::AddFault& a)
{
    if (!has(token))
        return;
    FaultRule rule = a.rule;
    if (rule.seed == 0)
        rule.seed = m_mock->newSeed();
    const NamespaceScope scope(m_broker, a.rule.space);
    const Result<FaultId> id = m_mock->addFault(std::move(rule));
    finish(token, id ? Status() : Status(id.error()), id ? id.value() : 0);
}

void MockActions::run(uint64_t token, const action::ChangeFault& a)
{
    if (!has(token))
        return;
    FaultRule rule = a.rule;
    if (rule.seed == 0)
        rule.seed = m_mock->newSeed();
    finish(token, m_mock->changeFault(a.fault, std::move(rule)), a.fault);
}

void MockActions::run(uint64_t token, const action::RemoveFault& a)
{
    if (!has(token))
        return;
    const bool removed = m_mock->removeFault(a.fault);
    finish(token, removed ? Status() : Status(Error{ErrorCode::notFound, "This fault is no longer there."}), a.fault);
}

void MockActions::run(uint64_t token, const action::RemoveFaults&)
{
    if (has(token))
        finish(token, {}, m_mock->removeFaults());
}

// ---------------------------------------------------------------------------------------------- responders

void MockActions::run(uint64_t token, const action::AddResponder& a)
{
    if (!has(token))
        return;
    Result<ResponderRule> rule = readAgain(a.rule, m_mock->environment());
    if (!rule)
        return m_fail(token, rule.error());
    if (rule->seed == 0)
        rule->seed = m_mock->newSeed();
    const NamespaceScope scope(m_broker, a.rule.space);
    const Result<ResponderId> id = m_mock->addResponder(std::move(*rule));
    finish(token, id ? Status() : Status(id.error()), id ? id.value() : 0);
}

void MockActions::run(uint64_t token, const action::ChangeResponder& a)
{
    if (!has(token))
        return;
    Result<ResponderRule> rule = readAgain(a.rule, m_mock->environment());
    if (!rule)
        return m_fail(token, rule.error());
    if (rule->seed == 0)
        rule->seed = m_mock->newSeed();
    finish(token, m_mock->changeResponder(a.responder, std::move(*rule)), a.responder);
}

void MockActions::run(uint64_t token, const action::RemoveResponder& a)
{
    if (!has(token))
        return;
    const bool removed = m_mock->removeResponder(a.responder);
    finish(token, removed ? Status() : Status(Error{ErrorCode::notFound, "This responder is no longer there."}),
        a.responder);
}

void MockActions::run(uint64_t token, const action::RemoveResponders&)
{
    if (has(token))
        finish(token, {}, m_mock->removeResponders());
}

// ---------------------------------------------------------------------------------------------- expectations

void MockActions::run(uint64_t token, const action::AddExpectation& a)
{
    const Result<uint64_t> id = m_expectations.add(a.item, a.from);
    finish(token, id ? Status() : Status(id.error()), id ? id.value() : 0);
}

void MockActions::run(uint64_t token, const action::RemoveExpectation& a)
{
    const bool removed = m_expectations.remove(a.expectation);
    finish(token, removed ? Status() : Status(Error{ErrorCode::notFound, "This expectation is no longer there."}),
        a.expectation);
}

} // namespace tapedeck
