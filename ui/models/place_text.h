// A place in a queue as people type it: an id, or a moment in any of the forms of engine/base/time_forms.h. Pure.
#pragma once

#include "ui/client/engine_client.h"
#include "ui/models/time_text.h"

#include <QString>

#include <optional>

namespace tapedeck {

// "#12" is always an id. Plain digits are an id up to the queue's head and seconds since 1970 beyond it.
// Nothing if the text is neither.
std::optional<SeekTarget> parsePlace(const QString& text, const QueueStats& queue, Time now, Zone zone);
// What was understood, in words: "message 1,204" or "2026-03-01 14:03:00.000000".
QString placeText(const SeekTarget& target, Zone zone);
// The system's clock.
Time wallNow();

} // namespace tapedeck
