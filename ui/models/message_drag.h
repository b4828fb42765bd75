// Messages on their way by drag and drop within the window: which ones of which queue. Pure; GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QMimeData>
#include <QString>

#include <optional>
#include <vector>

namespace tapedeck {

// The private type. It names messages of this process's tape: other windows get the text and the files.
QString messageMime();

struct DraggedMessages {
    QueueNo queue;
    std::vector<MessageId> ids; // ascending; at most kDraggedIdsMax
    // More were selected than are named: the whole selection is meant.
    bool wholeSelection = false;
};

inline constexpr size_t kDraggedIdsMax = 1000;

void putDragged(QMimeData& mime, const DraggedMessages& messages);
// Nothing if there are none, or if they come from another process.
std::optional<DraggedMessages> draggedMessages(const QMimeData& mime);

} // namespace tapedeck
