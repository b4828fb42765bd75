// [[channel]]: a channel with settings of its own.
#include "app/declarations.h"

#include "engine/broker/broker.h"

namespace tapedeck {

namespace {

struct ChannelWishes {
    std::string queue, name;
    ChannelStart start = ChannelStart::first;
    std::optional<Duration> ticketTimeout;
    std::optional<uint64_t> attemptLimit;
    std::optional<bool> paused;

    Status apply(Broker& broker) const;
    void putInto(ChannelSettings& settings) const;
};

void ChannelWishes::putInto(ChannelSettings& settings) const
{
    settings.ticketTimeout = ticketTimeout.value_or(settings.ticketTimeout);
    settings.attemptLimit = static_cast<uint32_t>(attemptLimit.value_or(settings.attemptLimit));
    settings.paused = paused.value_or(settings.paused);
}

Status ChannelWishes::apply(Broker& broker) const
{
    const QueuePtr found = broker.findQueue(queue);
    if (!found)
        return Error{ErrorCode::queueNotFound, "there is no queue " + queue + "; declare it too, with [[queue]]"};
    if (const auto stats = broker.channelStats(*found, name)) {
        ChannelSettings settings = stats->settings;
        putInto(settings);
        return settings == stats->settings ? Status() : broker.changeChannel(*found, name, settings);
    }
    ChannelSettings settings;
    settings.ticketTimeout = broker.settings(*found).ticketTimeout;
    settings.attemptLimit = broker.settings(*found).attemptLimit;
    putInto(settings);
    return broker.createChannel(*found, name, start, settings);
}

} // namespace

void readChannelDeclaration(DeclarationReader& reader, Declaration& out)
{
    ChannelWishes wishes;
    wishes.queue = reader.needText("queue");
    wishes.name = reader.needText("name");
    if (const auto word = reader.word("start", {"first", "head"}))
        wishes.start = *word == 0 ? ChannelStart::first : ChannelStart::head;
    wishes.ticketTimeout = reader.duration("message_timeout");
    wishes.attemptLimit = reader.number("attempts", UINT32_MAX);
    wishes.paused = reader.truth("paused");
    out.name = wishes.queue + "/" + wishes.name;
    out.apply = [wishes = std::move(wishes)](
                    const DeclarationTargets& targets) { return wishes.apply(targets.broker); };
}

} // namespace tapedeck
