// What a channel owes or gave up, and where one message stands in all of them. Both are known at once.
#include "engine/view/lookup_job.h"

#include "engine/base/limits.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// A job that is done as soon as it is made.
template <typename Answer>
class KnownAnswer final : public LookupJob {
public:
    explicit KnownAnswer(Answer answer)
        : m_answer(std::move(answer))
    {
    }
    void run() override { }
    bool done() const override { return true; }
    ObserverAnswer takeAnswer() override { return std::move(m_answer); }

private:
    Answer m_answer;
};

void listDead(Broker& broker, QueueHandle& queue, const ChannelListRequest& request, size_t count, ChannelList& list)
{
    const auto letters = broker.deadLetters(queue, request.channel, SIZE_MAX);
    if (!letters.ok()) {
        list.error = letters.error().text;
        return;
    }
    for (const DeadMessage& dead : *letters) {
        if (dead.id < request.from)
            continue;
        if (list.entries.size() == count) {
            list.next = dead.id;
            return;
        }
        list.entries.push_back(
            {dead.id, MessageState::dead, dead.letter.attempts, dead.letter.time, dead.letter.reason});
    }
}

// One slice: with many in other states it may hold few or none, and says where to ask on.
void listOwed(Broker& broker, QueueHandle& queue, const ChannelListRequest& request, size_t count, ChannelList& list)
{
    const auto owed = broker.channelMessages(queue, request.channel, request.from, limits::kChannelMessagesMax);
    if (!owed.ok()) {
        list.error = owed.error().text;
        return;
    }
    for (const ChannelMessage& message : *owed) {
        if (message.state != request.state)
            continue;
        if (list.entries.size() == count) {
            list.next = message.id;
            return;
        }
        list.entries.push_back({message.id, message.state, message.attempts, message.visibleAt, {}});
    }
    if (owed->size() == limits::kChannelMessagesMax)
        list.next = owed->back().id + 1;
}

// False: it is none.
bool readLetter(Broker& broker, QueueHandle& queue, MessageId id, MessageStory::Standing& standing)
{
    const auto letters = broker.deadLetters(queue, standing.channel, SIZE_MAX);
    if (!letters.ok())
        return false;
    const auto at =
        std::find_if(letters->begin(), letters->end(), [&](const DeadMessage& dead) { return dead.id == id; });
    if (at == letters->end())
        return false;
    standing.state = MessageState::dead;
    standing.attempts = at->letter.attempts;
    standing.at = at->letter.time;
    standing.reason = at->letter.reason;
    return true;
}

MessageStory::Standing standingIn(
    Broker& broker, QueueHandle& queue, const std::string& channel, MessageState state, MessageId id)
{
    MessageStory::Standing standing;
    standing.channel = channel;
    standing.state = state;
    if (state == MessageState::settled || (state == MessageState::dead && readLetter(broker, queue, id, standing)))
        return standing;
    const auto owed = broker.channelMessages(queue, channel, id, 1);
    if (owed.ok() && !owed->empty() && owed->front().id == id) {
        standing.state = owed->front().state;
        standing.attempts = owed->front().attempts;
        standing.at = owed->front().visibleAt;
    } else {
        // Its last ticket has run out: it is dead as soon as somebody looks.
        readLetter(broker, queue, id, standing);
    }
    return standing;
}

} // namespace

LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later, const ChannelListRequest& request)
{
    ChannelList list = emptyAnswer(request);
    const size_t count = std::min<size_t>(request.count, limits::kChannelMessagesMax);
    if (request.state == MessageState::dead)
        listDead(broker, *queue, request, count, list);
    else
        listOwed(broker, *queue, request, count, list);
    return std::make_unique<KnownAnswer<ChannelList>>(std::move(list));
}

LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later, const StoryRequest& request)
{
    MessageStory story = emptyAnswer(request);
    if (request.id < broker.first(*queue) || request.id >= broker.head(*queue)) {
        story.error = "The message is no longer kept.";
    } else {
        std::vector<std::string> channels;
        std::vector<MessageState> states;
        broker.messageStates(*queue, request.id, 1, SIZE_MAX, channels, states);
        for (size_t i = 0; i < channels.size(); ++i)
            story.standings.push_back(standingIn(broker, *queue, channels[i], states[i], request.id));
        broker.story(*queue, request.id, story.story);
    }
    return std::make_unique<KnownAnswer<MessageStory>>(std::move(story));
}

} // namespace tapedeck
