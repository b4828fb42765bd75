#include "engine/broker/broker_core.h"
#include "engine/broker/mark_book.h"

namespace tapedeck {

void BrokerCore::makeMarks(std::vector<Mark> marks)
{
    MarkBook::Hooks hooks;
    hooks.exists = [this](QueueNo number, MessageId id) {
        const QueuePtr found = findQueue(number);
        return found && id >= first(*found) && id < static_cast<const QueueState&>(*found).log.visibleEnd();
    };
    // A full disk is known to leave everything as it was; after anything else nothing more is written.
    hooks.onFailed = [this](const Status& status) {
        if (status.error().code != ErrorCode::storageFull)
            enterReadOnly(status.error().text);
    };
    hooks.onIdle = [this] { finishClose(); };
    m_marks = std::make_unique<MarkBook>(*m_store, std::move(marks), std::move(hooks));
}

Broker::Marks BrokerCore::marks() const
{
    return m_marks->all();
}

void BrokerCore::setMark(const Mark& mark, Callback<bool> done)
{
    if (const Status status = writable(); !status)
        return done(status.error());
    m_marks->set(mark, std::move(done));
}

} // namespace tapedeck
