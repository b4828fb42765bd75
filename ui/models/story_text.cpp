#include "ui/models/story_text.h"

#include "ui/models/number_text.h"

#include <QCoreApplication>

#include <chrono>

namespace tapedeck {

static QString tr(const char* text)
{
    return QCoreApplication::translate("tapedeck", text);
}

QString storyEventText(const StoryEvent& event)
{
    const auto with = [&](QString text) {
        if (event.attempts > 0)
            text += tr(", attempt %1").arg(event.attempts);
        if (event.ticket.value != 0)
            text += tr(", ticket %1").arg(event.ticket.value);
        return text;
    };
    switch (event.kind) {
    case StoryEvent::Kind::delivered:
        return with(tr("delivered"));
    case StoryEvent::Kind::acknowledged:
        return with(tr("acknowledged"));
    case StoryEvent::Kind::givenBack:
        return with(tr("given back"));
    case StoryEvent::Kind::expired:
        return with(tr("timed out"));
    case StoryEvent::Kind::died:
        return with(tr("became a dead letter"));
    case StoryEvent::Kind::unsettled:
        return tr("acknowledgement undone");
    }
    return {};
}

QString stateText(MessageState state)
{
    switch (state) {
    case MessageState::pending:
        return tr("waiting");
    case MessageState::inFlight:
        return tr("in flight");
    case MessageState::settled:
        return tr("done");
    case MessageState::delayed:
        return tr("delayed");
    case MessageState::dead:
        return tr("dead letter");
    }
    return {};
}

QString deadReasonText(DeadReason reason)
{
    return reason == DeadReason::expired ? tr("timed out too often") : tr("given back too often");
}

QString countdownText(Time at, Time now)
{
    int64_t left = at.micros - now.micros;
    if (left <= 0)
        return tr("due");
    if (left > 10'000'000) // seconds are enough; the next second is counted as soon as it begins
        left = (left + 999'999) / 1'000'000 * 1'000'000;
    return durationText(left);
}

QString standingText(const MessageStory::Standing& standing, Time now)
{
    QString text = stateText(standing.state);
    if (standing.state == MessageState::dead)
        return text + tr(", %1").arg(deadReasonText(standing.reason));
    if (standing.state == MessageState::inFlight)
        text += tr(", %1 left").arg(countdownText(standing.at, now));
    else if (standing.state == MessageState::delayed)
        text += tr(", for %1").arg(countdownText(standing.at, now));
    return text;
}

Time wallTime()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return Time{std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

} // namespace tapedeck
