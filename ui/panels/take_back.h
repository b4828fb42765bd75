// Puts acknowledgements and moves on the list of what Ctrl+Z takes back, as the engine told what it did. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <string>
#include <vector>

namespace tapedeck {

// More messages of one act are not remembered: 40 bytes each, for as long as the window is open.
inline constexpr size_t kTakenBackMax = 100'000;

// Nothing where `settled` is empty.
void pushAcknowledgeUndo(
    WindowContext& context, QueueNo queue, const std::string& channel, std::vector<SettledMessage> settled);

// One batch for each action that the engine took, in order. `target` is what they were moved to: a queue, or an
// exchange (then there are no copies, and only their old channel gets them back). Returns whether it can be undone:
// not where nothing was moved, or too much.
bool pushMoveUndo(WindowContext& context, std::vector<action::TakeBackCopies> batches, const std::string& target);

} // namespace tapedeck
