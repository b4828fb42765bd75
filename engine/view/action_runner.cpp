#include "engine/view/action_runner.h"

#include "engine/base/limits.h"
#include "engine/view/copy_messages.h"
#include "engine/view/exchange_actions.h"
#include "engine/view/mock_actions.h"
#include "engine/view/take_back.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tapedeck {

namespace {

// What one publish() call gets of many copies.
constexpr uint32_t kCopiesPerCall = 256;
// All copies of one action together.
constexpr size_t kCopiesBytesMax = limits::kBodyBytesMax;

// For errors that come without a sentence.
std::string_view sentenceFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::queueNotFound:
        return "The queue is no longer there.";
    case ErrorCode::channelNotFound:
        return "The channel is no longer there.";
    case ErrorCode::queueExists:
        return "There is a queue with this name already.";
    case ErrorCode::channelExists:
        return "There is a channel with this name already.";
    case ErrorCode::invalidName:
        return "This name cannot be used; letters, digits and _ can.";
    case ErrorCode::messageTooBig:
        return "The message is too big.";
    case ErrorCode::readOnly:
        return "Nothing can be changed: the tape is read-only.";
    case ErrorCode::storageFull:
        return "The disk is full; acknowledging and deleting still work.";
    case ErrorCode::overloaded:
        return "A limit is reached; try again in a moment.";
    case ErrorCode::notFound:
        return "It is no longer there.";
    case ErrorCode::stopped:
        return "The broker is closing.";
    default:
        return "This did not work.";
    }
}

Error worded(Error error)
{
    if (error.text.empty())
        error.text = sentenceFor(error.code);
    return error;
}

const ChannelStats* findStats(const QueueStats& stats, const std::string& channel)
{
    const auto at = std::find_if(
        stats.channels.begin(), stats.channels.end(), [&](const ChannelStats& c) { return c.name == channel; });
    return at == stats.channels.end() ? nullptr : &*at;
}

} // namespace

// Many copies of one message, published as far as there is room.
struct ActionRunner::Publishing {
    uint64_t token = 0;
    QueuePtr queue;
    action::Publish what;
    std::string headers;
    uint32_t done = 0;
    MessageId first;
};

// Each overload executes one kind of action; those that can answer at once return what to answer.
struct ActionRunner::Execution {
    ActionRunner& runner;
    Broker& broker;
    uint64_t token;

    void ok(uint64_t number = 0) const { runner.answer({token, {}, number, {}, {}, {}}); }
    void fail(Error error) const { runner.fail(token, std::move(error)); }
    void finish(const Status& status) const { status.ok() ? ok() : fail(status.error()); }
    template <typename T>
    void finish(const Result<T>& count) const
    {
        count.ok() ? ok(static_cast<uint64_t>(count.value())) : fail(count.error());
    }
    // False is an object that was not there.
    void finishFound(const Result<bool>& found, ErrorCode missing) const
    {
        if (found.ok() && !found.value())
            fail({missing, {}});
        else
            found.ok() ? ok() : fail(found.error());
    }
    // Null after having answered that it is gone.
    QueuePtr queue(QueueNo number) const
    {
        QueuePtr found = broker.findQueue(number);
        if (!found)
            fail({ErrorCode::queueNotFound, {}});
        return found;
    }

    void operator()(const action::Publish& a) const
    {
        if (a.copies == 0 || a.copies > limits::kObserverCopiesMax
            || (a.body.size() + a.key.size()) * a.copies > std::max(kCopiesBytesMax, a.body.size() + a.key.size()))
            return fail({ErrorCode::invalidArgument, "That many copies are too much for one action."});
        QueuePtr target = broker.findQueue(a.queue);
        if (!target && a.createQueue) {
            auto created = broker.createQueue(a.queue, broker.defaultSettings());
            if (!created.ok())
                return fail(created.error());
            target = created.value();
        }
        if (!target)
            return fail({ErrorCode::queueNotFound, {}});
        auto work = std::make_shared<Publishing>();
        *work = {token, std::move(target), a, encodeHeaders(a.headers), 0, {}};
        runner.publishOn(work);
    }
    void operator()(const action::CreateQueue& a) const
    {
        const auto created = broker.createQueue(a.queue, a.settings);
        created.ok() ? ok(created.value()->number().value) : fail(created.error());
    }
    void operator()(const action::DeleteQueue& a) const
    {
        if (const QueuePtr q = queue(a.queue))
            finish(broker.deleteQueue(*q));
    }
    void operator()(const action::PurgeQueue& a) const
    {
        if (const QueuePtr q = queue(a.queue))
            finish(broker.purgeQueue(*q));
    }
    void operator()(const action::CreateChannel& a) const
    {
        if (const QueuePtr q = queue(a.queue))
            finish(broker.createChannel(*q, a.channel));
    }
    void operator()(const action::DeleteChannel& a) const
    {
        if (const QueuePtr q = queue(a.queue))
            finishFound(broker.deleteChannel(*q, a.channel), ErrorCode::channelNotFound);
    }
    void operator()(const action::PurgeChannel& a) const
    {
        if (const QueuePtr q = queue(a.queue))
            finishFound(broker.purgeChannel(*q, a.channel), ErrorCode::channelNotFound);
    }
    void operator()(const action::Bin& a) const
    {
        if (const QueuePtr q = queue(a.queue))
            finish(broker.bin(*q, a.what, a.channel));
    }
    void operator()(const action::Restore& a) const { finish(broker.restore(a.entry)); }
    void operator()(const action::PauseChannel& a) const
    {
        const QueuePtr q = queue(a.queue);
        if (!q)
            return;
        const QueueStats stats = broker.stats(*q);
        const ChannelStats* channel = findStats(stats, a.channel);
        if (!channel)
            return fail({ErrorCode::channelNotFound, {}});
        ChannelSettings settings = channel->settings;
        settings.paused = a.paused;
        finish(broker.changeChannel(*q, a.channel, settings));
    }
    void operator()(const action::SeekChannel& a) const
    {
        const QueuePtr q = queue(a.queue);
        if (!q)
            return;
        if (a.dryRun)
            return preview(q, a);
        broker.seekChannel(
            *q, a.channel, a.target, [weak = runner.weak_from_this(), t = token](Result<SeekResult> result) {
                const auto self = weak.lock();
                if (!self)
                    return;
                if (result.ok())
                    self->answer({t, {}, 0, result->after, result.value(), {}});
                else
                    self->fail(t, result.error());
            });
    }
    // What the seek would do, without doing it.
    void preview(const QueuePtr& q, const action::SeekChannel& a) const
    {
        if (!broker.hasChannel(*q, a.channel))
            return fail({ErrorCode::channelNotFound, {}});
        broker.findId(
            *q, a.target, [weak = runner.weak_from_this(), t = token, q, name = a.channel](Result<MessageId> id) {
                const auto self = weak.lock();
                if (!self)
                    return;
                if (!id.ok())
                    return self->fail(t, id.error());
                if (q->deleted())
                    return self->fail(t, {ErrorCode::queueNotFound, {}});
                const QueueStats stats = self->m_broker.stats(*q);
                const ChannelStats* channel = findStats(stats, name);
                if (!channel)
                    return self->fail(t, {ErrorCode::channelNotFound, {}});
                const MessageId before = channel->cursor;
                const MessageId from = std::max(id.value(), stats.first);
                self->answer({t, {}, 0, id.value(), {before, id.value(), before > from ? before - from : 0}, {}});
            });
    }
    void operator()(const action::FindId& a) const
    {
        const QueuePtr q = queue(a.queue);
        if (!q)
            return;
        broker.findId(*q, a.target, [weak = runner.weak_from_this(), t = token](Result<MessageId> id) {
            const auto self = weak.lock();
            if (!self)
                return;
            if (id.ok())
                self->answer({t, {}, 0, id.value(), {}, {}});
            else
                self->fail(t, id.error());
        });
    }
    void operator()(const action::StartReplay& a) const { finish(broker.startReplay(a.request)); }
    void operator()(const action::SeekReplay& a) const { finish(broker.seekReplay(a.player, a.to)); }
    void operator()(const action::ControlReplay& a) const { finish(broker.controlReplay(a.player, a.control)); }
    void operator()(const action::ReplayDead& a) const
    {
        if (const QueuePtr q = queue(a.queue))
            finish(broker.replayDead(*q, a.channel, a.ids));
    }
    void operator()(const action::PurgeDead& a) const
    {
        if (const QueuePtr q = queue(a.queue))
            finish(broker.purgeDead(*q, a.channel, a.ids));
    }
    void operator()(const action::CloseClient& a) const
    {
        if (runner.m_closeClient && runner.m_closeClient(a.client))
            ok();
        else
            fail({ErrorCode::notFound, "This client is no longer connected."});
    }
    void operator()(const action::SaveCopy& a) const { broker.saveCopy(a.path, runner.answerLater(token)); }
    void operator()(const action::Checkpoint&) const { broker.seal(runner.answerLater(token)); }
    // False after having answered that these are too many.
    bool fits(size_t messages) const
    {
        if (messages > limits::kBatchIdsMax)
            fail({ErrorCode::invalidArgument, "These are too many messages for one action."});
        return messages <= limits::kBatchIdsMax;
    }
    void operator()(const action::SettleMessages& a) const
    {
        if (const QueuePtr q = fits(a.ids.size()) ? queue(a.queue) : nullptr)
            settle(*q, a);
    }
    void settle(QueueHandle& q, const action::SettleMessages& a) const
    {
        auto settled = broker.settleTelling(q, a.channel, a.ids);
        if (!settled.ok())
            return fail(settled.error());
        ActionAnswer done{token, {}, settled->size(), {}, {}, {}};
        done.settled = std::move(settled.value());
        runner.answer(std::move(done));
    }
    void operator()(const action::UnsettleMessages& a) const
    {
        if (const QueuePtr q = fits(a.messages.size()) ? queue(a.queue) : nullptr)
            finish(broker.unsettle(*q, a.channel, a.messages));
    }
    void operator()(const action::TakeBackCopies& a) const { finish(takeBack(broker, a)); }
    void operator()(const action::GiveBack& a) const
    {
        if (const QueuePtr q = fits(a.ids.size()) ? queue(a.queue) : nullptr)
            finish(broker.giveBack(*q, a.channel, a.ids));
    }
    void operator()(const action::CopyMessages& a) const { runner.copy(token, a); }
    void operator()(const action::SetMark& a) const { broker.setMark(a.mark, runner.answerLater(token)); }
    // --- faults, responders, expectations ---
    void operator()(const action::AddFault& a) const { mocks().run(token, a); }
    void operator()(const action::ChangeFault& a) const { mocks().run(token, a); }
    void operator()(const action::RemoveFault& a) const { mocks().run(token, a); }
    void operator()(const action::RemoveFaults& a) const { mocks().run(token, a); }
    void operator()(const action::AddResponder& a) const { mocks().run(token, a); }
    void operator()(const action::ChangeResponder& a) const { mocks().run(token, a); }
    void operator()(const action::RemoveResponder& a) const { mocks().run(token, a); }
    void operator()(const action::RemoveResponders& a) const { mocks().run(token, a); }
    void operator()(const action::AddExpectation& a) const { mocks().run(token, a); }
    void operator()(const action::RemoveExpectation& a) const { mocks().run(token, a); }
    MockActions& mocks() const { return *runner.m_mockActions; }
    // All others are about exchanges.
    void operator()(const auto& a) const { runner.m_exchangeActions->run(token, a); }
};

ActionRunner::ActionRunner(Broker& broker, Exchanges* exchanges, UpstreamList* upstreams, Mock* mock,
    ExpectationList& expectations, std::shared_ptr<Mailbox> mailbox, std::function<bool(uint64_t)> closeClient)
    : m_broker(broker)
    , m_exchanges(exchanges)
    , m_mailbox(std::move(mailbox))
    , m_closeClient(std::move(closeClient))
    , m_exchangeActions(std::make_shared<ExchangeActions>(
          broker, exchanges, upstreams, [this](ActionAnswer done) { answer(std::move(done)); },
          [this](uint64_t token, Error error) { fail(token, std::move(error)); }))
    , m_mockActions(std::make_unique<MockActions>(
          broker, mock, expectations, [this](ActionAnswer done) { answer(std::move(done)); },
          [this](uint64_t token, Error error) { fail(token, std::move(error)); }))
{
}

ActionRunner::~ActionRunner() = default;

void ActionRunner::run(uint64_t token, const Action& action)
{
    std::visit(Execution{*this, m_broker, token}, action);
}

std::function<void(Result<bool>)> ActionRunner::answerLater(uint64_t token)
{
    return [weak = weak_from_this(), token](Result<bool> result) {
        const auto self = weak.lock();
        if (!self)
            return;
        if (result.ok())
            self->answer({token, {}, 0, {}, {}, {}});
        else
            self->fail(token, result.error());
    };
}

void ActionRunner::publishOn(const std::shared_ptr<Publishing>& work)
{
    const NewMessage message{work->what.body, work->what.key, work->headers, work->what.delay};
    const std::array<NewMessage, kCopiesPerCall> copies = [&] {
        std::array<NewMessage, kCopiesPerCall> all;
        all.fill(message);
        return all;
    }();
    bool triedAgain = false;
    while (work->done < work->what.copies) {
        const uint32_t some = std::min(kCopiesPerCall, work->what.copies - work->done);
        const auto first = m_broker.publish(*work->queue, std::span(copies).first(some));
        if (first.ok()) {
            if (work->done == 0)
                work->first = first.value();
            work->done += some;
            continue;
        }
        if (first.error().code == ErrorCode::overloaded) {
            const bool waits = m_broker.waitForRoom([weak = weak_from_this(), work] {
                if (const auto self = weak.lock())
                    self->publishOn(work);
            });
            if (waits)
                return;
            if (!std::exchange(triedAgain, true))
                continue;
        }
        Error error = worded(first.error());
        if (work->done > 0)
            error.text += " " + std::to_string(work->done) + " of " + std::to_string(work->what.copies)
                + " copies were published.";
        return fail(work->token, std::move(error));
    }
    answer({work->token, {}, work->first.value, {}, {}, {}});
}

void ActionRunner::copy(uint64_t token, const action::CopyMessages& what)
{
    const uint64_t number = ++m_lastCopy;
    const auto done = [this, token, number, total = what.ids.size()](uint64_t copied, const Status& status) {
        // It holds itself until this has returned.
        const std::shared_ptr<CopyMessages> over = std::move(m_copies.extract(number).mapped());
        ActionAnswer told{token, {}, copied, {}, {}, {}};
        told.settled = std::move(over->settled());
        told.copies = std::move(over->copies());
        if (status)
            return answer(std::move(told));
        Error error = worded(status.error());
        if (copied > 0)
            error.text += " " + std::to_string(copied) + " of " + std::to_string(total) + " messages were copied.";
        told.status = std::move(error);
        answer(std::move(told));
    };
    const auto copying = std::make_shared<CopyMessages>(m_broker, m_exchanges, what, done);
    m_copies.emplace(number, copying);
    copying->start();
}

// What an answer reports is kept first: it is held until the group that collects now, which has the change, is kept.
void ActionRunner::answer(ActionAnswer answer)
{
    const GroupNo group = m_broker.pendingGroup();
    if (group.value == 0 || group <= m_broker.keptGroup())
        m_mailbox->answer(std::move(answer));
    else
        m_held.push_back({group, std::move(answer)});
}

void ActionRunner::fail(uint64_t token, Error error)
{
    ActionAnswer failed;
    failed.token = token;
    failed.status = worded(std::move(error));
    m_mailbox->answer(std::move(failed));
}

void ActionRunner::releaseKept()
{
    const GroupNo kept = m_broker.keptGroup();
    while (!m_held.empty() && m_held.front().group <= kept) {
        m_mailbox->answer(std::move(m_held.front().answer));
        m_held.pop_front();
    }
    if (m_held.empty() || m_broker.readOnlyReason().empty())
        return;
    // What is not kept now never will be: the broker stopped trusting its storage.
    for (Held& held : m_held)
        fail(held.answer.token, {ErrorCode::readOnly, "This was not kept: " + std::string(m_broker.readOnlyReason())});
    m_held.clear();
}

} // namespace tapedeck
