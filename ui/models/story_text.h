// The life of a message in words. Pure; any thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QString>

namespace tapedeck {

// "delivered, attempt 2, ticket 812"
QString storyEventText(const StoryEvent& event);
// "in flight, 4 s left" at `now`.
QString standingText(const MessageStory::Standing& standing, Time now);
QString stateText(MessageState state);
QString deadReasonText(DeadReason reason);
// "4.2 s left", "in 3 min"; "due" once `at` has passed. Whole seconds above ten.
QString countdownText(Time at, Time now);
// The machine's clock.
Time wallTime();

} // namespace tapedeck
