// The bin: deletions and purges that can be undone.
//
// Nothing is copied: a deleted queue stays whole and is only not found any more, purged messages lie aside in the
// queue's log. The journal and the tape say that they are deleted, so a crash or another program finds them deleted;
// opening a tape empties the bin, since nobody is left who could restore from it.
#include "engine/broker/broker_core.h"
#include "engine/broker/mark_book.h"

#include <algorithm>

namespace tapedeck {

namespace {

Error tooMuchListed(size_t listed)
{
    return {ErrorCode::overloaded,
        std::to_string(listed) + " messages are in flight, due later or dead: more than "
            + std::to_string(limits::kBinListedMax) + " cannot be restored one by one"};
}

const Error kMovedSince{ErrorCode::invalidArgument, "the channel was moved back since: it stays where it is now"};

BinnedChannel binned(const ChannelState& channel)
{
    BinnedChannel kept{channel.number, channel.name, {}};
    channel.channel.encodeState(kept.state);
    return kept;
}

} // namespace

Result<BinNo> BrokerCore::bin(QueueHandle& handle, Discard what, std::string_view name)
{
    const auto opened = openQueue(handle, Need::writing);
    if (!opened)
        return opened.error();
    if (what == Discard::queue)
        return binQueue(**opened);
    if (what == Discard::messages)
        return binMessages(**opened);
    const auto channel = openChannel(handle, name, Need::writing);
    return channel ? binChannel(**channel, what) : Result<BinNo>(channel.error());
}

Result<BinNo> BrokerCore::binQueue(QueueState& queue)
{
    if (!record(RecordType::queueBinned, queue.number(), {}))
        return writable().error();
    BinEntry entry{Discard::queue, queue.shared_from_this(), {}, {}, {}, marksOf(queue)};
    unlist(queue);
    queue.binned = true;
    markDirty(queue);
    m_marks->dropQueue(queue.number());
    failWaits(queue, nullptr, ErrorCode::queueNotFound);
    return addToBin(std::move(entry));
}

Result<BinNo> BrokerCore::binMessages(QueueState& queue)
{
    size_t listed = 0;
    for (const auto& [name, channel] : queue.channels)
        listed += channel->channel.listed();
    if (listed > limits::kBinListedMax)
        return tooMuchListed(listed);
    BinEntry entry{
        Discard::messages, queue.shared_from_this(), queue.log.first(), queue.log.next(), {}, marksOf(queue)};
    for (const auto& [name, channel] : queue.channels)
        entry.channels.push_back(binned(*channel));
    purgeChannels(queue);
    trimQueue(queue, entry.end, true);
    if (const Status kept = writable(); !kept)
        return kept.error();
    return addToBin(std::move(entry));
}

Result<BinNo> BrokerCore::binChannel(ChannelState& channel, Discard what)
{
    QueueState& queue = channel.queue;
    BinEntry entry{what, queue.shared_from_this(), {}, queue.log.next(), {binned(channel)}, {}};
    if (what == Discard::owed && channel.channel.listed() > limits::kBinListedMax)
        return tooMuchListed(channel.channel.listed());
    if (what == Discard::channel && entry.channels.front().state.size() > limits::kBinStateBytesMax)
        return tooMuchListed(channel.channel.listed());
    const std::string name = channel.name;
    const Result<bool> done = what == Discard::channel ? deleteChannel(queue, name) : purgeChannel(queue, name);
    return done ? Result<BinNo>(addToBin(std::move(entry))) : Result<BinNo>(done.error());
}

std::vector<Mark> BrokerCore::marksOf(const QueueState& queue) const
{
    std::vector<Mark> marks;
    std::copy_if(m_marks->all()->begin(), m_marks->all()->end(), std::back_inserter(marks),
        [&](const Mark& mark) { return mark.queue == queue.number(); });
    return marks;
}

BinNo BrokerCore::addToBin(BinEntry entry)
{
    entry.number = ++m_lastBin;
    entry.until = Time{m_monotonic.micros} + Duration::seconds(limits::kBinSeconds);
    m_bin.push_back(std::move(entry));
    while (m_bin.size() > limits::kBinEntriesMax) {
        reclaim(m_bin.front());
        m_bin.pop_front();
    }
    return m_lastBin;
}

// ------------------------------------------------------------------------------------------------ restoring

Status BrokerCore::restore(BinNo number)
{
    if (Status status = writable(); !status)
        return status;
    const auto found =
        std::find_if(m_bin.begin(), m_bin.end(), [&](const BinEntry& entry) { return entry.number == number; });
    if (found == m_bin.end())
        return Error{ErrorCode::notFound,
            "it is no longer kept: what was deleted can be restored for " + std::to_string(limits::kBinSeconds / 60)
                + " minutes, until the tape is copied"};
    Status (BrokerCore::*const how)(BinEntry&) = found->what == Discard::queue ? &BrokerCore::restoreQueue
        : found->what == Discard::messages                                     ? &BrokerCore::restoreMessages
        : found->what == Discard::channel                                      ? &BrokerCore::restoreChannel
                                                                               : &BrokerCore::restoreOwed;
    if (found->what != Discard::queue && found->queue->deleted())
        return Error{ErrorCode::queueNotFound, "the queue was deleted since: restore that first"};
    Status restored = (this->*how)(*found);
    if (restored)
        m_bin.erase(found);
    return restored;
}

Status BrokerCore::restoreQueue(BinEntry& entry)
{
    QueueState& queue = *entry.queue;
    if (m_byName.contains(queue.fullName()))
        return Error{ErrorCode::queueExists, "there is another queue of this name now: delete that one first"};
    if (!record(RecordType::queueRestored, queue.number(), {}))
        return writable();
    queue.markDeleted(false);
    queue.binned = false;
    list(queue);
    applyRetention(queue);
    restoreMarks(entry);
    return {};
}

Status BrokerCore::restoreMessages(BinEntry& entry)
{
    QueueState& queue = *entry.queue;
    if (queue.log.first() != entry.end)
        return Error{ErrorCode::notFound, "messages after them were removed too, so they cannot come back"};
    if (entry.first < entry.end && queue.onDisk()) {
        m_record.clear();
        ByteWriter(m_record).varint(entry.first.value);
        if (!record(RecordType::queueRestored, queue.number(), m_record))
            return writable();
    }
    queue.log.restoreBinned(entry.first);
    markDirty(queue);
    markChanged(queue);
    restoreMarks(entry);
    std::string stayed;
    for (const BinnedChannel& before : entry.channels) {
        ChannelState* const channel = findChannel(queue, before.name);
        if (channel && channel->number == before.number && !unpurge(*channel, before, entry.end, true))
            stayed += (stayed.empty() ? "" : ", ") + before.name;
    }
    applyRetention(queue);
    if (!stayed.empty()) {
        m_reporter.report(Severity::warning, "bin.channels_stay",
            "the messages of " + queue.fullName() + " are back, but these channels stay where they are: " + stayed);
    }
    return writable();
}

// Under its old name and with its old tickets, but a new number: the tape may forget the old one only later.
Status BrokerCore::restoreChannel(BinEntry& entry)
{
    QueueState& queue = *entry.queue;
    const BinnedChannel& before = entry.channels.front();
    if (queue.channels.contains(before.name))
        return Error{ErrorCode::channelExists, "there is another channel of this name now: delete that one first"};
    auto state = Channel::decodeState(before.state);
    CHECK(state);
    ++queue.lastChannel.value;
    auto channel = std::make_unique<ChannelState>(queue, queue.lastChannel, before.name, std::move(*state));
    if (Status added = addChannel(std::move(channel)); !added)
        return added;
    ChannelState& back = *findChannel(queue, before.name);
    back.channel.trim(queue.log.first(), beginDelta(back));
    recordChannel(back, true);
    return {};
}

Status BrokerCore::restoreOwed(BinEntry& entry)
{
    ChannelState* const channel = findChannel(*entry.queue, entry.channels.front().name);
    if (!channel || channel->number != entry.channels.front().number)
        return Error{ErrorCode::channelNotFound, "the channel was deleted since"};
    return unpurge(*channel, entry.channels.front(), entry.end, false) ? writable() : Status(kMovedSince);
}

// False where it stays as it is.
bool BrokerCore::unpurge(ChannelState& channel, const BinnedChannel& before, MessageId head, bool letters)
{
    const auto then = Channel::decodeState(before.state);
    CHECK(then);
    if (!channel.channel.unpurge(m_now, *then, head, letters, beginDelta(channel)))
        return false;
    channel.channel.trim(channel.queue.log.first(), m_record);
    recordChannel(channel, true);
    wakeChannel(channel, channel.waiters.size());
    updateTimer(channel);
    return true;
}

void BrokerCore::restoreMarks(const BinEntry& entry)
{
    for (const Mark& mark : entry.marks)
        m_marks->set(mark, [](const Result<bool>&) {}); // there may be too many now; the messages count
}

// ------------------------------------------------------------------------------------------------ reclaiming

void BrokerCore::reclaim(const BinEntry& entry)
{
    QueueState& queue = *entry.queue;
    if (entry.what == Discard::queue && queue.binned) {
        if (m_readOnly.empty() && !record(RecordType::queueDeleted, queue.number(), {}))
            return;
        letGo(queue);
        sealSoon();
    } else if (entry.what == Discard::messages && !queue.gone() && queue.log.hasBinned()) {
        queue.log.reclaim(entry.end, m_deletedSegments);
        sealSoon();
    }
}

void BrokerCore::reclaimDue()
{
    while (!m_bin.empty() && m_bin.front().until <= Time{m_monotonic.micros}) {
        reclaim(m_bin.front());
        m_bin.pop_front();
    }
}

void BrokerCore::emptyBin()
{
    for (const BinEntry& entry : m_bin)
        reclaim(entry);
    m_bin.clear();
}

} // namespace tapedeck
