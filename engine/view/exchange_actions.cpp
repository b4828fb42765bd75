#include "engine/view/exchange_actions.h"

#include "engine/base/limits.h"
#include "engine/exchange/exchanges.h"
#include "engine/exchange/upstream_list.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// fq's clients are told by this header on which exchange a message was published.
constexpr std::string_view kExchangeHeader = "fq-exchange";
// What fq's wire can carry of a name: one byte counts its bytes, and stock fq takes no more than this.
constexpr size_t kFqNameBytesMax = 127;

bool isFqName(std::string_view name)
{
    return !name.empty() && name.size() <= kFqNameBytesMax;
}

} // namespace

// A message that waits for room.
struct ExchangeActions::Publishing {
    uint64_t token = 0;
    action::PublishToExchange what;
    std::string headers;
    Routing routing;
};

ExchangeActions::ExchangeActions(
    Broker& broker, Exchanges* exchanges, UpstreamList* upstreams, Answer answer, Fail fail)
    : m_broker(broker)
    , m_exchanges(exchanges)
    , m_upstreams(upstreams)
    , m_answer(std::move(answer))
    , m_fail(std::move(fail))
{
}

bool ExchangeActions::has(uint64_t token)
{
    if (!m_exchanges)
        m_fail(token, {ErrorCode::unsupported, "This broker has no exchanges."});
    return m_exchanges != nullptr;
}

void ExchangeActions::finish(uint64_t token, const Status& status, uint64_t number)
{
    if (!status)
        return m_fail(token, status.error());
    ActionAnswer done;
    done.token = token;
    done.number = number;
    m_answer(std::move(done));
}

void ExchangeActions::run(uint64_t token, const action::CreateSharedQueue& a)
{
    if (!has(token))
        return;
    FqSettings settings = a.settings;
    settings.bindings.clear();
    const Result<SharedQueuePtr> made = m_exchanges->create(a.queue, a.kind, settings);
    if (!made)
        return m_fail(token, made.error());
    finish(token, {}, made.value()->queue()->number().value);
}

void ExchangeActions::run(uint64_t token, const action::Bind& a)
{
    if (!has(token))
        return;
    if (!isFqName(a.exchange))
        return m_fail(token, {ErrorCode::invalidArgument, "The name of an exchange has 1 to 127 bytes."});
    ProgramError problem;
    const std::optional<Program> program = Program::parse(a.program, &problem);
    if (!program)
        return m_fail(token,
            {ErrorCode::invalidArgument,
                "The program is not understood at byte " + std::to_string(problem.position) + ": " + problem.text});
    // Whoever binds a queue in the window reads it by hand or with several clients.
    FqSettings shared;
    shared.isPublic = true;
    const SharedQueuePtr queue = m_exchanges->find(a.queue, shared);
    if (!queue)
        return m_fail(token, {ErrorCode::queueNotFound, {}});
    const Result<BindingId> bound = m_exchanges->bind(
        a.exchange, queue, *program, a.permanent ? Exchanges::Keep::permanent : Exchanges::Keep::transient, a.peer);
    if (!bound)
        return m_fail(token, bound.error());
    finish(token, {}, bound.value());
}

void ExchangeActions::run(uint64_t token, const action::Unbind& a)
{
    if (!has(token))
        return;
    const SharedQueuePtr queue = m_exchanges->queueOf(a.exchange, a.binding);
    if (!queue || !m_exchanges->unbind(a.exchange, a.binding, queue, a.forget))
        return m_fail(token, {ErrorCode::notFound, "This binding is no longer there."});
    finish(token, {});
}

void ExchangeActions::run(uint64_t token, const action::SetRecorded& a)
{
    if (!has(token))
        return;
    if (!m_exchanges->has(a.exchange))
        return m_fail(token, {ErrorCode::notFound, "This exchange is no longer there."});
    finish(token, m_exchanges->setRecorded(a.exchange, a.recorded));
}

void ExchangeActions::run(uint64_t token, const action::SetPermanent& a)
{
    if (!has(token))
        return;
    const SharedQueuePtr queue = m_exchanges->find(a.queue);
    if (!queue)
        return m_fail(token, {ErrorCode::queueNotFound, {}});
    finish(token, m_exchanges->setPermanent(queue, a.permanent));
}

// ---------------------------------------------------------------------------------------------- publishing

void ExchangeActions::run(uint64_t token, const action::PublishToExchange& a)
{
    if (!has(token))
        return;
    if (!isFqName(a.exchange) || a.route.size() > kFqNameBytesMax)
        return m_fail(token, {ErrorCode::invalidArgument, "An exchange has 1 to 127 bytes, a route at most 127."});
    auto work = std::make_shared<Publishing>();
    work->token = token;
    work->what = a;
    HeaderList headers = a.headers;
    if (std::none_of(headers.begin(), headers.end(), [](const auto& h) { return h.first == kExchangeHeader; }))
        headers.emplace_back(kExchangeHeader, a.exchange);
    work->headers = encodeHeaders(headers);
    if (a.body.size() > limits::kBodyBytesMax || work->headers.size() > limits::kHeadersBytesMax)
        return m_fail(token, {ErrorCode::messageTooBig, {}});
    publishOn(work);
}

void ExchangeActions::publishOn(const std::shared_ptr<Publishing>& work)
{
    const ExchangeMessage message{work->what.exchange, work->what.route, work->headers, work->what.body};
    bool triedAgain = false;
    while (m_exchanges->publish(message, work->routing) == Exchanges::Progress::wait) {
        const auto again = [weak = weak_from_this(), work] {
            if (const auto self = weak.lock())
                self->publishOn(work);
        };
        if (const SharedQueuePtr full = work->routing.fullQueue()) {
            full->whenRoom(weak_from_this(), again);
            return;
        }
        if (m_broker.waitForRoom(again))
            return;
        if (std::exchange(triedAgain, true)) {
            m_exchanges->giveUp(message, work->routing);
            return m_fail(work->token, {ErrorCode::overloaded, {}});
        }
    }
    if (work->routing.failure())
        return m_fail(work->token, *work->routing.failure());
    const RouteOutcome& outcome = work->routing.outcome();
    ActionAnswer done;
    done.token = work->token;
    done.number = outcome.routed;
    done.route = {outcome.routed, outcome.dropped, outcome.noExchange};
    m_answer(std::move(done));
}

// ---------------------------------------------------------------------------------------------- upstreams

bool ExchangeActions::hasUpstreams(uint64_t token)
{
    if (!m_upstreams)
        m_fail(token, {ErrorCode::unsupported, "This broker pulls from no others."});
    return m_upstreams != nullptr;
}

void ExchangeActions::run(uint64_t token, const action::AddUpstream& a)
{
    if (!hasUpstreams(token))
        return;
    m_upstreams->addUpstream(a.row, [weak = weak_from_this(), token](Result<uint64_t> id) {
        if (const auto self = weak.lock())
            self->finish(token, id ? Status() : Status(id.error()), id ? id.value() : 0);
    });
}

void ExchangeActions::run(uint64_t token, const action::RemoveUpstream& a)
{
    if (!hasUpstreams(token))
        return;
    m_upstreams->removeUpstream(a.upstream, [weak = weak_from_this(), token](Result<bool> removed) {
        if (const auto self = weak.lock())
            self->finish(token, removed ? Status() : Status(removed.error()));
    });
}

} // namespace tapedeck
